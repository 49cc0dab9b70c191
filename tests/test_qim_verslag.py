"""The report of the QIM and the buurtvisitatie, of our workspace and of a pilot's alike."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest
from factory import MEI, TEMPLATES, cijfer, codeboek, publicatie, tag, verhaal

from pipeline.codebook import VroegereNaam
from pipeline.inputs import read_inputs
from pipeline.link import link
from pipeline.model import Herkomst, Periode, Plek, Richting, Soort, Tag, TaggedVerhaal, Toestemming
from pipeline.protect.publish import publish
from pipeline.report import convert, documenten
from pipeline.report.grafiek import Paren, alternatief, bijschrift, is_leeg
from pipeline.report.grafiek_teken import teken
from pipeline.report.markdown import Anker, Klein, Tabel
from pipeline.report.register import Bron, Getal
from pipeline.report.stijl import lees
from pipeline.report.waarden import GEEN
from pipeline.report.waardering import GELIJK, gemiddelde, verandering, verhouding
from pipeline.workspace import Workspace

BOEK = codeboek()
SEPTEMBER, DECEMBER = Periode(2016, 9), Periode(2016, 12)
OWN = Path(__file__).parent.parent
PILOT = Path(__file__).parent / "data" / "pilot"


def bare(text):
    """The words of some Markdown, without escapes and links."""
    text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
    return re.sub(r"\{[^{}]*\}|\[\[|\]\(#b\d+\)\]", "", text)


def rijen(document, caption):
    """The rows of the table with this caption, as words."""
    text = bare(document.markdown)
    for table in re.findall(r"^\|.*?^: [^\n]*$", text, re.M | re.S):
        if table.splitlines()[-1] == f": {caption}":
            lines = [line for line in table.splitlines() if line[:1] == "|"]
            return {
                cells[0].strip(): [cell.strip() for cell in cells[1:]]
                for cells in (line.strip("|").split("|") for line in (lines[0], *lines[2:]))
            }
    raise AssertionError(caption)


def score(rij, belang, ervaren, aantal=None, *, over="zelfregie", wie="bewoner", **anders):
    """Both scores of one row of a table."""
    extra = [("stakeholder", wie)] + ([("aantal", str(aantal))] if aantal else [])
    return tuple(
        cijfer(
            "waarderingen",
            waarde,
            categorie=over,
            eenheid=f"{maat} (1-5)",
            extra=tuple(extra),
            plek=Plek("verhalen/cijfers/waarderingen.csv", None, f"{kolom}{rij}"),
            **anders,
        )
        for maat, kolom, waarde in (("belang", "E", belang), ("ervaren", "F", ervaren))
    )


def maak(publication, boek=BOEK, jaar=2016):
    made = documenten(publication, boek, jaar, (), (), TEMPLATES)
    return {d.naam: d for d in made}


def met_plan(**anders):
    """Our codebook with parts of its plan replaced."""
    return replace(BOEK, qim=(replace(BOEK.qim[0], buurten=(), **anders),))


@pytest.fixture(scope="module", params=[OWN, PILOT], ids=["ours", "pilot"])
def werkmap(request):
    """The documents of a workspace, made with the tags of people only."""
    inputs = read_inputs(Workspace(request.param), date(2018, 1, 10))
    assert [p.as_line() for p in inputs.problemen if p.ernst == "fout"] == []
    tagged = [
        TaggedVerhaal(
            v, tuple(Tag(t.kwaliteit, t.richting, Herkomst.MENS, None, ()) for t in v.tags), (), ()
        )
        for v in inputs.verhalen
    ]
    boek = inputs.codebook
    publication = publish(link(tagged, inputs.cijfers, boek), inputs.cijfers, boek)
    jaar = 2016 if request.param == OWN else 2017
    return boek, jaar, maak(publication, boek, jaar)


def test_both_workspaces_give_a_report_with_every_quality_and_a_sheet_for_every_visit(werkmap):
    boek, jaar, made = werkmap
    report = made[f"qim-{jaar}"]
    chapters = re.findall(r"^## .*?\{#q-([a-z-]+)", report.markdown, re.M)
    assert chapters == [kwaliteit.sleutel for kwaliteit in boek.kwaliteiten]
    assert list(rijen(report, "Beoogd, verteld en gewaardeerd"))[1:] == [
        kwaliteit.kort for kwaliteit in boek.kwaliteiten
    ]
    for een, ander in boek.qim[-1].visitaties:
        assert f"buurtvisitatie-{jaar}-{een}-{ander}" in made


def test_both_are_accessible_in_every_format(werkmap):
    boek, jaar, made = werkmap
    een, ander = boek.qim[-1].visitaties[0]
    for naam in (f"qim-{jaar}", f"buurtvisitatie-{jaar}-{een}-{ander}"):
        files = convert(made[naam], ("html", "pdf", "docx"), TEMPLATES)
        reader = pypdf.PdfReader(io.BytesIO(files[f"{naam}.pdf"]))
        meta = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
        assert re.search(r"pdfuaid:part[>=\"]+1", meta)
        html = files[f"{naam}.html"].decode()
        tables = html.count("<table")
        assert tables == html.count("<caption") > 2
        assert all(alt for alt in re.findall(r'<img[^>]*alt="([^"]*)"', html))
        lines = {str(regel.nummer) for regel in made[naam].register}
        assert set(re.findall(r'id="b(\d+)"', html)) == lines
        assert len(files[f"{naam}.docx"]) > 10_000


def test_no_quality_of_either_workspace_is_named_in_the_code(werkmap):
    boek, _, _ = werkmap
    code = {path: path.read_text("utf-8") for path in (OWN / "pipeline").rglob("*.py")}
    named = {
        (path.name, name)
        for path, text in code.items()
        for kwaliteit in boek.kwaliteiten
        for name in (kwaliteit.sleutel, kwaliteit.naam, kwaliteit.kort)
        if f'"{name}"' in text
    }
    assert named == set()


def test_without_a_plan_or_anything_told_there_is_no_report():
    told = publicatie(verhaal())
    assert [n for n in maak(told, replace(BOEK, qim=())) if n.startswith(("qim", "buurtv"))] == []
    assert "qim-2016" not in maak(publicatie())
    later = replace(BOEK, qim=(replace(BOEK.qim[0], vanaf=Periode(2017, 5)),))
    assert "qim-2016" not in maak(told, later)


def test_what_is_intended_and_not_told_stands_beside_what_is_told_and_not_intended():
    plan = BOEK.qim[0]
    two = met_plan(
        opdrachtgever=replace(plan.opdrachtgever, kwaliteiten=("vitaliteit",)),
        uitvoerder=replace(plan.uitvoerder, kwaliteiten=("ontplooiing",)),
    )
    told = (
        verhaal(tags=(tag("zelfregie"), tag("ontplooiing", herkomst=Herkomst.MACHINE))),
        verhaal("verhalen/m.md", soort=Soort.MONITORGESPREK, tags=(tag("vitaliteit"),)),
    )
    text = bare(maak(publicatie(*told), two)["qim-2016"].markdown)
    silent, _, besides = text.partition("## Verteld, maar niet beoogd")
    silent = silent.partition("## Beoogd, maar niemand vertelt ervan")[2]
    besides = besides.partition("Per buurt kan dat")[0]
    assert "Optimale vitaliteit van inwoners. Wel in een verslag van een gesprek." in silent
    assert "Ontplooiingsruimte voor inwoners. Wel als voorstel van de computer." in silent
    assert "Zelfregie van inwoners" in besides
    assert "Zelfregie van inwoners" not in silent
    assert "vitaliteit" not in besides


def test_a_buurt_that_chose_itself_is_held_to_its_own_choice():
    told = verhaal(tags=(tag("vitaliteit"), tag("zelfregie")), wijk="zuid")
    rows = rijen(maak(publicatie(told))["qim-2016"], "Beoogd en verteld, per buurt")
    own = BOEK.qim[0].buurt("zuid").kwaliteiten
    missed = [k.kort for k in BOEK.kwaliteiten if k.sleutel in own and k.sleutel != "zelfregie"]
    assert rows["Zuid"] == [", ".join(missed), "Vitaliteit"]


def test_who_is_not_heard_is_named():
    plan = BOEK.qim[0]
    wanted = plan.stakeholders()
    scores = score(2, 4, 3, 9, wie="school", wijk="zuid")
    text = bare(maak(publicatie(verhaal(verteller="jongere"), cijfers=scores))["qim-2016"].markdown)
    silent = re.search(r"Geen verhaal en geen waardering: (.*)\.", text)[1]
    assert set(re.split(", | en ", silent)) == set(wanted) - {"jongere", "school"}
    assert "Wel een waardering, geen verhaal: school." in text
    assert "Wel een verhaal, geen waardering: jongere." in text
    assert "Inwoners zonder vast adres. In de bestanden is niet te zien" in text


def test_a_proposal_is_counted_beside_what_people_gave_and_by_who_told():
    told = (
        verhaal(tags=(tag("zelfregie", Richting.MIN),), verteller="jongere"),
        verhaal("verhalen/b.md", tags=(tag("zelfregie", herkomst=Herkomst.MACHINE),)),
        verhaal("verhalen/c.md", tags=(tag("zelfregie"),), toestemming=Toestemming.INTERN),
    )
    rows = rijen(maak(publicatie(*told))["qim-2016"], "Zelfregie: wie vertelt wat")
    assert rows["jongere"] == ["0", "0", "1", "0"]
    assert rows["bewoner"] == ["1", "0", "0", "1"]
    assert rows["Alle verhalen samen"] == ["1", "0", "1", "1"]


def scores_van(groups, kwaliteit="zelfregie"):
    """A row for each (who, wijk, period, number of people, importance, experience)."""
    return tuple(
        found
        for rij, (wie, wijk, periode, aantal, belang, ervaren) in enumerate(groups, 2)
        for found in score(
            rij, belang, ervaren, aantal, over=kwaliteit, wie=wie, wijk=wijk, periode=periode
        )
    )


def test_scores_are_weighed_by_people_and_change_is_said_between_moments():
    groups = (
        ("bewoner", "zuid", MEI, 40, 4.0, 2.0),
        ("professional", "zuid", MEI, 10, 3.0, 4.0),
        ("bewoner", "zuid", DECEMBER, 60, 4.1, 3.0),
    )
    made = maak(publicatie(verhaal(), cijfers=scores_van(groups)))["qim-2016"]
    rows = rijen(made, "Zelfregie: belang en ervaring, van 1 tot 5")
    assert rows["Wie en wat"] == ["mei 2016", "december 2016", "verandering"]
    assert rows["bewoner: mensen"] == ["40", "60", GEEN]
    assert rows["bewoner: belang"] == ["4,0", "4,1", GELIJK]
    assert rows["bewoner: ervaren"] == ["2,0", "3,0", "+1"]
    assert rows["professional: ervaren"] == ["ca. 4", GEEN, GEEN]
    assert rows["allen samen: belang"][0] == "3,8"
    assert rows["allen samen: mensen"] == ["50", "60", GEEN]
    (line,) = [r for r in made.register if r.bron.wat == "Zelfregie, allen samen, mei 2016, belang"]
    assert (line.bron.groep, line.bron.plek) == ("verhalen/cijfers/waarderingen.csv", "E2–E3")


def test_change_is_also_said_per_buurt():
    groups = [
        (wie, wijk, periode, 20, 4.0, value)
        for wijk, values in (("zuid", (2.0, 4.0)), ("oost", (3.0, 3.1)))
        for wie in ("bewoner", "professional")
        for periode, value in zip((MEI, DECEMBER), values, strict=True)
    ]
    made = maak(publicatie(verhaal(), cijfers=scores_van(groups)))["qim-2016"]
    rows = rijen(made, "Zelfregie: per buurt")
    heads = rows["Buurt"]
    assert [rows[wijk][heads.index("veranderd")] for wijk in ("Zuid", "Oost")] == ["+2", GELIJK]
    assert rows["Zuid"][heads.index("ervaren")] == "4,0"


def test_scores_of_few_people_stay_hidden_also_for_who_subtracts():
    groups = (
        ("bewoner", "zuid", MEI, 20, 4.0, 2.0),
        ("professional", "zuid", MEI, 11, 3.0, 3.0),
        ("corporatie", "oost", MEI, 3, 1.0, 5.0),
    )
    made = maak(publicatie(verhaal(), cijfers=scores_van(groups)))
    rows = rijen(made["qim-2016"], "Zelfregie: belang en ervaring, van 1 tot 5")
    assert "corporatie: mensen" not in rows
    assert rows["anderen: belang"] == ["x", GEEN]
    people = [rows[f"{wie}: mensen"][0] for wie in ("bewoner", "professional", "allen samen")]
    assert "x" in people
    assert rijen(made["qim-2016"], "Zelfregie: per buurt")["Oost"][-4:] == ["x", "x", GEEN, "x"]
    assert all(
        "oost" not in r.bron.wat.lower() or "x" in r.waarde or r.waarde == "0"
        for r in made["qim-2016"].register
        if "waarderingen" in r.bron.groep
    )


def test_a_row_without_a_number_is_one_person_and_a_stranger_is_called_anders():
    groups = tuple(("bewoner", "zuid", MEI, None, 4.0, 3.0) for _ in range(3))
    secret = tuple(("Jan Jansen", "zuid", MEI, 8, 4.0, 3.0) for _ in range(1))
    made = maak(publicatie(verhaal(), cijfers=scores_van((*groups, *secret))))["qim-2016"]
    assert "Jansen" not in made.markdown
    rows = rijen(made, "Wie vertelde en wie waardeerde")
    assert rows["anders"] == [GEEN, "0", "1"]
    rows = rijen(made, "Zelfregie: belang en ervaring, van 1 tot 5")
    assert rows["allen samen: mensen"] == ["11", GEEN]


@pytest.mark.parametrize(
    ("people", "first", "last", "said"),
    [
        (6, 3.0, 4.0, GELIJK),
        (6, 3.0, 4.3, "ca. +1,5"),
        (100, 3.0, 3.2, GELIJK),
        (100, 3.0, 3.4, "+0,4"),
        (100, 3.4, 3.0, "−0,4"),
    ],
)
def test_a_difference_is_only_said_beyond_what_chance_would_give(people, first, last, said):
    then, now = (score(rij, value, 3, people)[:1] for rij, value in ((2, first), (3, last)))
    shown = verandering(then, now, "proef")
    assert getattr(shown, "tekst", shown) == said


@pytest.mark.parametrize(
    ("belang", "ervaren", "said"),
    [(5, 2, "minder dan gewenst"), (3, 3.1, "ongeveer zoals gewenst"), (2, 5, "meer dan gewenst")],
)
def test_importance_beside_experience_is_said_without_a_score(belang, ervaren, said):
    left, right = score(2, belang, ervaren, 12)
    shown = verhouding((left,), (right,), "proef")
    assert shown.tekst == said
    assert not re.search(r"\d", shown.tekst)
    assert gemiddelde((), "proef") == verhouding((), (right,), "proef") == GEEN


def test_what_was_agreed_is_held_against_what_was_delivered():
    groups = [("bewoner", "zuid", p, 9, 4.0, 3.0) for p in BOEK.perioden_van(2016)]
    scores = (*scores_van(groups), *scores_van(groups[:1], "vitaliteit"))
    rows = rijen(maak(publicatie(verhaal(), cijfers=scores))["qim-2016"], "De kwaliteiten")
    assert rows["Zelfregie van inwoners"] == ["ja", "1", "0", "3"]
    assert rows["Optimale vitaliteit van inwoners"][0] == "deels"
    assert rows["Wederkerigheid"] == ["nee", "0", "0", "0"]


def test_what_changed_in_the_plan_during_the_year_is_said():
    plan = replace(BOEK.qim[0], buurten=())
    parties = {
        "opdrachtgever": replace(plan.opdrachtgever, kwaliteiten=("vitaliteit", "zelfregie")),
        "uitvoerder": replace(plan.uitvoerder, kwaliteiten=()),
    }
    before = replace(plan, vanaf=MEI, **parties)
    after = replace(
        before,
        vanaf=SEPTEMBER,
        opdrachtgever=replace(plan.opdrachtgever, kwaliteiten=("zelfregie", "ontplooiing")),
    )
    boek = replace(BOEK, qim=(before, after))
    text = bare(maak(publicatie(verhaal()), boek)["qim-2016"].markdown)
    assert "Dit plan geldt vanaf september 2016." in text
    assert "Sinds september 2016 nieuw: Ontplooiingsruimte voor inwoners." in text
    assert "Sinds september 2016 weg: Optimale vitaliteit van inwoners." in text


def test_every_document_calls_a_quality_by_its_name_of_the_time():
    old = VroegereNaam("redzaam", "Redzaamheid", "Redzaam", MEI)
    renamed = tuple(
        replace(k, vroeger=(old,)) if k.sleutel == "zelfregie" else k for k in BOEK.kwaliteiten
    )
    told = (verhaal(), verhaal("verhalen/b.md", datum=date(2016, 9, 9), periode=DECEMBER))
    made = maak(publicatie(*told), replace(BOEK, kwaliteiten=renamed))
    assert "| Redzaam |" in made["monitorgesprek-2016-mei-zuid"].markdown
    for naam in ("monitorgesprek-2016-december-zuid", "jaarrapportage-2016"):
        assert "Zelfregie" in made[naam].markdown
        assert "Redzaam" not in made[naam].markdown
    said = "Tot en met mei 2016 heette deze kwaliteit 'Redzaamheid'."
    assert said in bare(made["qim-2016"].markdown)


BLAD = "buurtvisitatie-2016-zuid-oost"


def visite(zuid=(4.5, 2.0), oost=(4.5, 4.4)):
    told = (
        verhaal(tags=(tag("vitaliteit", bewijs="Ik slaap weer door."),), datum=date(2016, 3, 1)),
        verhaal("verhalen/later.md", tags=(tag("vitaliteit", bewijs="Later gezegd."),)),
        verhaal("verhalen/o.md", wijk="oost", tags=(tag("zelfregie", bewijs="Ik belde zelf."),)),
        verhaal(
            "verhalen/p.md",
            wijk="oost",
            tags=(tag("vitaliteit", herkomst=Herkomst.MACHINE, bewijs="Hij fietst."),),
        ),
    )
    scores = scores_van(
        [("bewoner", "zuid", MEI, 20, *zuid), ("bewoner", "oost", MEI, 20, *oost)], "zelfregie"
    )
    return publicatie(*told, cijfers=scores)


def test_a_visit_sets_sentences_and_not_scores_side_by_side():
    made = maak(visite())[BLAD]
    told = rijen(made, "Wat er verteld is")
    assert told["Kwaliteit"] == ["Zuid", "Oost"]
    assert told["Vitaliteit, +"][0].startswith("“Ik slaap weer door.”")
    assert told["Vitaliteit, +"][1] == GEEN
    assert told["Vitaliteit, + (voorstel van de computer)"][1].startswith("“Hij fietst.”")
    valued = rijen(made, "Wat mensen vinden, in woorden")
    assert valued == {
        "Kwaliteit": ["Zuid", "Oost"],
        "Zelfregie": ["minder dan gewenst", "ongeveer zoals gewenst"],
    }
    text = bare(made.markdown)
    assert "Dit is geen wedstrijd." in text
    assert "In Zuid is verteld over: vitaliteit. In Oost niet." in text
    assert "Geen verhaal van: " in text


def test_the_order_of_a_visit_does_not_follow_the_result():
    low, high = (
        rijen(maak(visite(*scores))[BLAD], "Wat mensen vinden, in woorden")
        for scores in (((5, 1), (1, 5)), ((1, 5), (5, 1)))
    )
    assert list(low) == list(high)
    assert low["Kwaliteit"] == high["Kwaliteit"]
    assert low["Zelfregie"] == high["Zelfregie"][::-1]


def test_a_visit_shows_no_sentence_without_consent_and_no_score_of_few():
    secret = verhaal("verhalen/s.md", tags=(tag("wederkerigheid", bewijs="GEHEIM."),))
    shown = publicatie(*visite().verhalen)
    counted = (*shown.geteld, publicatie(secret).geteld[0])
    few = scores_van([("bewoner", "zuid", MEI, 3, 5.0, 1.0)])
    made = maak(replace(shown, geteld=counted, cijfers=few))[BLAD]
    assert "GEHEIM" not in made.markdown
    assert rijen(made, "Wat er verteld is")["Wederkerigheid, +"][0] == "wel verteld, niet te tonen"
    assert rijen(made, "Wat mensen vinden, in woorden")["Zelfregie"] == ["x", "niet gevraagd"]


def getal(waarde):
    return Getal(f"{waarde}".replace(".", ","), Bron("a.csv", "b", "cel C2"), waarde=waarde)


def test_a_pair_of_figures_is_drawn_and_said_from_its_table_alone():
    rows = (("Rust", getal(4.1), getal(3.2)), ("Groen", getal(3.0), getal(3.5)))
    tabel = Tabel("Proef", ("Wat", "belang", "ervaren"), (*rows, ("Trots", Klein("x"), getal(2.0))))
    chart = Paren(Anker("g"), tabel, (1, 2), (1.0, 5.0))
    said = "".join(p.tekst if isinstance(p, Getal) else p for p in bijschrift(chart))
    assert "Belang ligt het verst boven ervaren bij Rust: 4,1 tegen 3,2." in said
    assert said in alternatief(chart)
    drawn = str(teken(chart, lees(TEMPLATES)))
    assert "4,1 en 3,2" in drawn
    assert "Trots" not in drawn
    assert is_leeg(replace(chart, tabel=replace(tabel, rijen=tabel.rijen[2:])))
    assert not is_leeg(chart)


def test_no_hidden_number_of_people_is_what_is_left_of_a_total(werkmap):
    boek, jaar, made = werkmap
    hidden = 0
    for kwaliteit in boek.kwaliteiten:
        rows = rijen(made[f"qim-{jaar}"], f"{kwaliteit.kort}: belang en ervaring, van 1 tot 5")
        people = {wie: cells for wie, cells in rows.items() if wie.endswith(": mensen")}
        *parts, total = people.values()
        columns = [[cells[n] for cells in (*parts, total)] for n in range(len(total) - 1)]
        buurten = rijen(made[f"qim-{jaar}"], f"{kwaliteit.kort}: per buurt")
        columns.append([cells[-1] for wijk, cells in buurten.items() if wijk != "Buurt"])
        columns[-1].append(columns[-2][-1])
        for cells in columns:
            hidden += cells.count("x")
            assert cells.count("x") != 1, (kwaliteit.kort, cells)
            numbers = [int(cell) for cell in cells if cell.isdigit()]
            assert all(n >= boek.kleine_aantallen for n in numbers)
    assert hidden or jaar != 2016
