"""The set of documents of a year: which there are, what stands in them, and what stays hidden."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pypdf
import pytest
from factory import MEI, TEMPLATES, cijfer, codeboek, geteld, publicatie, tag, verhaal

from pipeline.codebook import load
from pipeline.link import Tegenspraak, TegenspraakSoort
from pipeline.model import Herkomst, Keuze, Periode, Richting, Soort, Status, Toestemming
from pipeline.protect.publish import Publication
from pipeline.report import FORMATEN, convert, documenten
from pipeline.report.grafiek import Kaart
from pipeline.report.tellingen import op_de_kaart

SEPTEMBER = Periode(2016, 9)
BOEK = codeboek()


def alle_cijfers():
    """Hours, clients and volunteers of every kind of work in every wijk, in two periods."""
    made = []
    for soort, eenheid in (
        ("ureninzet", "uren"),
        ("clienten", "aantal"),
        ("vrijwilligers", "aantal"),
    ):
        row = 1
        for periode in (MEI, SEPTEMBER):
            for wijk in BOEK.wijken:
                for number, werksoort in enumerate(BOEK.werksoorten[:11]):
                    row += 1
                    made.append(
                        cijfer(
                            soort,
                            float(20 + number + row % 7),
                            row,
                            categorie=werksoort.naam,
                            eenheid=eenheid,
                            wijk=wijk.sleutel,
                            periode=periode,
                        )
                    )
    return tuple(made)


def maak(publication, tegenspraken=()):
    return {d.naam: d for d in documenten(publication, BOEK, 2016, (), tegenspraken, TEMPLATES)}


@pytest.fixture(scope="module")
def jaar():
    told = (
        verhaal(
            "verhalen/a.md",
            titel="De post",
            tags=(tag(bewijs="Ik open zelf de post."), tag("vitaliteit", Richting.MIN)),
        ),
        verhaal(
            "verhalen/b.md",
            titel="Gekozen",
            keuze=Keuze("De wijkraad", "Het raakte ons."),
            tags=(tag("vitaliteit", herkomst=Herkomst.MACHINE, bewijs="Ik slaap beter."),),
        ),
        verhaal(
            "verhalen/m.md",
            soort=Soort.MONITORGESPREK,
            titel="Verslag van mei",
            initiatieven=("Ruilkast",),
            deelnemers=(("inwoner", "5"),),
            tags=(tag("ontplooiing", bewijs="Elf mensen leerden fietsen."),),
        ),
    )
    secret = verhaal("verhalen/geheim.md", titel="GEHEIM", toestemming=Toestemming.INTERN)
    shown = publicatie(*told, cijfers=alle_cijfers())
    publication = Publication(shown.verhalen, (*shown.geteld, geteld(secret)), shown.cijfers)
    clash = Tegenspraak(
        TegenspraakSoort.LADDER_STIJGT, "zuid", None, None, 3, (), "In Zuid klopt iets niet."
    )
    return maak(publication, (clash,))


def test_a_year_has_its_report_and_then_what_there_is_to_say_per_period_and_wijk(jaar):
    wijken = [wijk.sleutel for wijk in BOEK.wijken if not wijk.heel]
    months = ("mei", "september")
    assert list(jaar) == [
        "jaarrapportage-2016",
        *(f"overzicht-2016-{month}" for month in months),
        *(f"monitorgesprek-2016-{month}-{wijk}" for month in months for wijk in wijken),
        "qim-2016",
        "buurtvisitatie-2016-zuid-oost",
    ]


def test_nothing_is_made_of_a_period_or_wijk_without_anything():
    assert list(maak(publicatie())) == ["jaarrapportage-2016"]
    one = maak(publicatie(verhaal()))
    assert list(one) == [
        "jaarrapportage-2016",
        "overzicht-2016-mei",
        "monitorgesprek-2016-mei-zuid",
        "qim-2016",
        "buurtvisitatie-2016-zuid-oost",
    ]


def tekst(document, formaat):
    data = convert(document, (formaat,), TEMPLATES)[f"{document.naam}.{formaat}"]
    if formaat == "pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    if formaat == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as word:
            root = ElementTree.fromstring(word.read("word/document.xml"))
        return "".join(node.text or "" for node in root.iter() if node.tag.endswith("}t"))
    return re.sub(r"<(style|script)>.*?</\1>|<[^>]*>", "", data.decode(), flags=re.S)


def test_an_overzicht_is_two_pages_and_shows_what_changed(jaar):
    overzicht = jaar["overzicht-2016-september"]
    made = convert(overzicht, ("pdf",), TEMPLATES)["overzicht-2016-september.pdf"]
    reader = pypdf.PdfReader(io.BytesIO(made))
    assert len(reader.pages) == 2
    now, then = (
        sum(c.waarde for c in alle_cijfers() if c.soort == "ureninzet" and c.periode == p)
        for p in (SEPTEMBER, MEI)
    )
    (gap,) = [r for r in overzicht.register if r.bron.wat.startswith("Uren, Alle wijken, verschil")]
    assert gap.waarde == f"{'+' if now > then else '−'}{abs(now - then):.0f}"


def test_the_first_overzicht_says_that_there_is_nothing_to_compare_with(jaar):
    assert "Van december 2015 zijn er geen cijfers." in tekst(jaar["overzicht-2016-mei"], "html")


def test_on_paper_an_overzicht_leaves_its_register_to_the_screen(jaar):
    overzicht = jaar["overzicht-2016-september"]
    assert (
        'id="register"'
        in convert(overzicht, ("html",), TEMPLATES)["overzicht-2016-september.html"].decode()
    )
    assert "Register" not in tekst(overzicht, "docx")


def test_a_difference_with_an_unknown_figure_is_unknown():
    cijfers = (
        cijfer("ureninzet", 100.0, 2),
        cijfer("ureninzet", None, 3, status=Status.ONBEKEND, periode=SEPTEMBER),
        cijfer("ureninzet", 40.0, 4, wijk="oost", periode=SEPTEMBER),
    )
    overzicht = maak(publicatie(cijfers=cijfers))["overzicht-2016-september"]
    assert not [r for r in overzicht.register if "verschil" in r.bron.wat]
    assert "onbekend" in overzicht.markdown


def test_a_monitorgesprek_has_what_the_table_needs(jaar):
    text = tekst(jaar["monitorgesprek-2016-mei-zuid"], "html")
    for part in (
        "+: “Ik open zelf de post.”",
        "+, voorstel van de computer: “Ik slaap beter.”",
        "Ruilkast",
        "In Zuid klopt iets niet. Hoe kan dat?",
        "De verhalen laten alleen zien wat er ontbreekt bij: vitaliteit.",
        "Gekozen door De wijkraad. Waarom: Het raakte ons.",
        "Aan tafel: inwoner (5)",
        "Verslag van mei",
    ):
        assert part in text
    assert "GEHEIM" not in text


def test_what_is_missing_in_a_monitorgesprek_is_asked_for(jaar):
    text = tekst(jaar["monitorgesprek-2016-september-oost"], "html")
    assert "Welke inwoner wil vertellen?" in text
    assert "Welke kent u?" in text
    assert "Er is nog geen verslag." in text


def test_the_notes_of_last_time_come_back_as_a_question(jaar):
    text = tekst(jaar["monitorgesprek-2016-september-zuid"], "html")
    assert re.search(r"Genoemd in mei 2016: Ruilkast.*Hoe gaat het daarmee\?", text)


@pytest.mark.parametrize("formaat", FORMATEN)
@pytest.mark.parametrize("naam", ["overzicht-2016-mei", "monitorgesprek-2016-mei-zuid"])
def test_short_documents_are_the_same_bytes_twice_and_in_dutch(jaar, naam, formaat):
    first = convert(jaar[naam], (formaat,), TEMPLATES)
    assert convert(jaar[naam], (formaat,), TEMPLATES) == first
    assert not re.search(r"\b(Table|Figure|Contents|Page)\b", tekst(jaar[naam], formaat))


def test_every_figure_of_a_short_document_leads_to_the_register_and_back(jaar):
    for naam in ("overzicht-2016-september", "monitorgesprek-2016-mei-zuid"):
        html = convert(jaar[naam], ("html",), TEMPLATES)[f"{naam}.html"].decode()
        ids = set(re.findall(r'id="([bc]\d+)"', html))
        numbers = {str(regel.nummer) for regel in jaar[naam].register}
        assert {f"{side}{n}" for side in "bc" for n in numbers} == ids
        assert set(re.findall(r'href="#([bc]\d+)"', html)) == ids


KLEIN = (
    cijfer("clienten", 2, 2, wijk="zuid", eenheid="aantal"),
    cijfer("clienten", 9, 3, wijk="oost", eenheid="aantal"),
    cijfer("clienten", 14, 4, wijk="centrum", eenheid="aantal"),
)


def test_a_small_count_of_people_is_hidden_everywhere_and_cannot_be_computed():
    made = maak(publicatie(verhaal(), cijfers=KLEIN))
    shown = {
        regel.bron.plek: regel.waarde
        for document in made.values()
        for regel in document.register
        if regel.bron.groep.endswith("clienten.csv")
    }
    cells = {plek: waarde for plek, waarde in shown.items() if plek.startswith("cel")}
    assert shown["D2–D4"] == "25"
    assert "cel D2" not in cells
    assert len(cells) <= 1
    assert "klein aantal mensen" in made["overzicht-2016-mei"].markdown


def test_a_share_that_rests_on_a_small_count_is_hidden_with_it():
    def stap(aantal, rij, begin, eind):
        extra = (("trede_begin", begin), ("trede_eind", eind))
        return cijfer("participatieladder", aantal, rij, eenheid="aantal", extra=extra)

    few = maak(publicatie(cijfers=(stap(1, 2, "2", "3"), stap(3, 3, "2", "2"))))
    many = maak(publicatie(cijfers=(stap(10, 2, "2", "3"), stap(30, 3, "2", "2"))))
    assert "25%" in many["jaarrapportage-2016"].markdown.replace("\\", "")
    assert "25%" not in few["jaarrapportage-2016"].markdown.replace("\\", "")


def test_hours_and_hours_a_week_are_never_added_up():
    def uren(aantal, rij, eenheid, periode=MEI):
        return cijfer("ureninzet", aantal, rij, eenheid=eenheid, periode=periode)

    week = "uren per week"
    mixed = maak(publicatie(cijfers=(uren(100.0, 2, "uren"), uren(36.0, 3, week))))
    text = mixed["jaarrapportage-2016"].markdown
    assert "niet op te tellen" in text
    assert "136" not in text
    rows = (uren(36.0, 2, week), uren(40.0, 3, week, SEPTEMBER))
    weekly = maak(publicatie(cijfers=rows))
    year = weekly["jaarrapportage-2016"].markdown
    assert "36 uren per week" in year
    assert "[76" not in year
    both = (uren(600.0, 2, "uren"), uren(40.0, 3, week, SEPTEMBER))
    assert "560" not in maak(publicatie(cijfers=both))["overzicht-2016-september"].markdown


def test_where_work_is_told_of_and_where_it_is_only_counted():
    made = maak(publicatie(verhaal(), cijfers=alle_cijfers()))["jaarrapportage-2016"].markdown
    table = made.partition(": Uren zonder verhaal en verhalen zonder uren")[0].rpartition(":::")[2]
    zuid = next(line for line in table.splitlines() if line.startswith("| Zuid |"))
    assert "kinderwerk" in zuid
    assert "buurtwerk" not in zuid


def test_hours_and_stories_are_no_people_and_stay():
    one = maak(publicatie(verhaal(), cijfers=(cijfer("ureninzet", 2.0, 2),)))
    lines = {regel.bron.plek: regel.waarde for regel in one["overzicht-2016-mei"].register}
    assert lines["cel D2"] == "2"


def plekken(tmp_path, *given):
    wijken = "".join(f"  - {{sleutel: w{n}, plek: {plek}}}\n" for n, plek in enumerate(given))
    path = tmp_path / "codeboek.yaml"
    path.write_text(
        "kwaliteiten: [{sleutel: rust}]\nperioden: [{sleutel: mei, maand: 5, van: 1, tot: 4}]\n"
        f"wijken:\n{wijken}",
        encoding="utf-8",
    )
    return load(path, "codeboek.yaml")


@pytest.mark.parametrize("plek", ["[0, 1]", "[1]", "boven", "[1, 21]", "[1, 2, 3]"])
def test_a_place_that_is_none_is_named_and_there_is_no_map(tmp_path, plek):
    book, problems = plekken(tmp_path, "[1, 1]", plek)
    assert [(p.code, p.regel) for p in problems] == [("codeboek-waarde", 5)]
    assert book.wijken[1].plek is None
    assert not isinstance(op_de_kaart((), book).grafiek, Kaart)


def test_a_map_needs_a_place_of_its_own_for_every_wijk(tmp_path):
    assert isinstance(op_de_kaart((), plekken(tmp_path, "[1, 1]", "[2, 1]")[0]).grafiek, Kaart)
    assert op_de_kaart((), plekken(tmp_path, "[1, 1]", "[1, 1]")[0]).grafiek is None
