"""A figure asked for by name in a template: its value, its unit, its source, or what to add."""

from __future__ import annotations

import re

import pytest
from factory import MEI, cijfer, codeboek, eigen_templates, publicatie

from pipeline.model import Periode, Plek, Status
from pipeline.problems import PipelineError
from pipeline.report import documenten

BOEK = codeboek()
SEPTEMBER = Periode(2016, 9)
REGISTER = '\n{{ registertabellen("getal") }}{{ registertabellen("citaat") }}\n'
UREN = (
    cijfer("ureninzet", 120.5, 2),
    cijfer("ureninzet", 80.0, 3, categorie="Kinderwerk"),
    cijfer("ureninzet", 40.0, 4, periode=SEPTEMBER),
    cijfer("ureninzet", 7.0, 5, wijk="oost"),
    cijfer("ureninzet", None, 6, wijk="oost", categorie="Kinderwerk"),
    cijfer("ureninzet", None, 7, wijk="oost", categorie="Jongerenwerk", status=Status.NVT),
    cijfer("ureninzet", 36.0, 8, wijk="centrum", eenheid="uren per week"),
    cijfer("ureninzet", 4.0, 9, wijk="centrum", eenheid="uren per week", categorie="Kinderwerk"),
    cijfer("ureninzet", 38.0, 10, wijk="centrum", eenheid="uren per week", periode=SEPTEMBER),
)
MENSEN = (
    cijfer("clienten", 3, 2, wijk="zuid", eenheid="aantal"),
    cijfer("clienten", 9, 3, wijk="oost", eenheid="aantal"),
    cijfer("clienten", 14, 4, wijk="centrum", eenheid="aantal"),
    cijfer("clienten", 5, 5, wijk="zuidwest", eenheid="aantal", teken="<"),
    cijfer("clienten", 30, 6, wijk="oost", eenheid="aantal", periode=SEPTEMBER),
    cijfer("clienten", 31, 7, wijk="centrum", eenheid="aantal", periode=SEPTEMBER),
)


def post(waarde, rij, naam, bestand="begroting-1", **extra):
    facts = {"jaar": "2016", "soort": "aanvraag", "rij_soort": "deel"} | extra
    return cijfer(
        "begroting",
        waarde,
        rij,
        categorie=naam,
        eenheid="euro",
        periode=None,
        wijk=None,
        plek=Plek(f"verhalen/cijfers/{bestand}.csv", None, f"D{rij}"),
        extra=tuple(facts.items()),
    )


GELD = (
    post(1000.0, 2, "Kinderwerk"),
    post(500.0, 3, "Jongerenwerk"),
    post(1501.0, 4, "Totaal", rij_soort="totaal_vermeld"),
    post(900.0, 5, "Kinderwerk", jaar="2015", soort="toekenning"),
    post(70.0, 2, "Kinderwerk", "begroting-2"),
    cijfer("kengetallen", 180.0, 2, categorie="Sociaal werk", eenheid="euro per inwoner",
           periode=None, wijk=None, extra=(("jaar", "2018"), ("gebied", "Nederland"))),
)  # fmt: skip


def maak(tmp_path, sjabloon, cijfers=(*UREN, *MENSEN, *GELD), boek=BOEK):
    folders = eigen_templates(tmp_path, jaarrapportage_md=sjabloon + REGISTER)
    return documenten(publicatie(cijfers=cijfers), boek, 2016, (), (), folders)[0]


def gevraagd(tmp_path, vraag, **anders):
    """What a reader sees of one figure, and its line of the register."""
    document = maak(tmp_path, f"Hier: {{{{ cijfer({vraag}) }}}}.", **anders)
    text = re.sub(r"\[\[(.*?)\]\(#b\d+\)\]\{[^}]*\}", r"\1", document.markdown)
    shown = re.search(r"^Hier: (.*)\.$", text, re.M)[1]
    return shown.replace("\\", ""), document.register


@pytest.mark.parametrize(
    ("vraag", "tekst", "wat", "plek"),
    [
        (
            '"ureninzet", wijk="zuid", periode="2016-mei", specialisme="Buurtwerk"',
            "120,5 uren",
            "Uren, Zuid, mei 2016, Buurtwerk",
            "cel D2",
        ),
        ('"ureninzet", wijk="Zuid", periode="mei 2016"', "200,5 uren", "Zuid", "D2–D3"),
        ('"ureninzet", wijk="zuid", jaar=2016', "240,5 uren", "2016", "D2–D4"),
        ('"ureninzet", wijk="centrum", periode="2016-mei"', "40 uren per week", "mei", "D8–D9"),
        ('"ureninzet", wijk="oost", specialisme="kinderwerk"', "onbekend", "Oost", "cel D6"),
        ('"ureninzet", wijk="oost", specialisme="jongerenwerk"', "niet van toepassing", "O", "D7"),
        ('"ureninzet", wijk="oost", specialisme="buurtwerk"', "7 uren", "Oost", "cel D5"),
        ('"ureninzet", wijk="oost"', "≥ 7 uren", "Oost", "cel D5"),
        ('"begroting", post="Totaal", jaar=2016', "€ 1.501", "Totaal", "cel D4"),
        (
            '"begroting", jaar=2016, bestand="begroting-1", rij_soort="deel"',
            "€ 1.500",
            "begroting-1",
            "D2–D3",
        ),
        ('"kengetallen", naam="sociaal werk"', "180 euro per inwoner", "sociaal werk", "cel D2"),
        ('"clienten", periode="2016-september"', "61", "september 2016", "D6–D7"),
        ('"clienten", wijk="zuidwest"', "<5", "Zuidwest", "cel D5"),
    ],
)
def test_a_figure_comes_with_its_unit_and_its_cells(tmp_path, vraag, tekst, wat, plek):
    shown, register = gevraagd(tmp_path, vraag)
    assert shown == tekst
    assert len(register) == 1
    assert wat in register[0].bron.wat
    assert plek in register[0].bron.plek
    assert register[0].waarde == tekst


@pytest.mark.parametrize(
    ("vraag", "zegt"),
    [
        (
            '"uren"',
            r"geen cijfers van de soort 'uren'.*begroting, clienten, kengetallen, ureninzet",
        ),
        ('"ureninzet", buurt="x"', r"geen kolom 'buurt'.*periode, wijk, specialisme"),
        ('"ureninzet", wijk="zuud"', r"er is geen cijfer.*Bij wijk kan wel: zuid, oost, centrum"),
        (
            '"ureninzet", wijk="zuid", periode="2017-mei"',
            r"Bij periode kan wel: 2016-mei, 2016-september",
        ),
        ('"ureninzet"', r"niet bij elkaar.*verschillen in maat.*maat='uren'"),
        (
            '"ureninzet", wijk="centrum"',
            r"verschillen in periode \(2016-mei, 2016-september\).*periode='2016-mei'",
        ),
        ('"clienten", wijk="oost"', r"verschillen in periode"),
        ('"begroting", post="Kinderwerk"', r"verschillen in jaar"),
        ('"begroting", post="Kinderwerk", jaar=2016', r"bestand='begroting-1'"),
        ('"begroting", post="Huur", jaar=2014', r"Laat een van de kolommen weg"),
    ],
)
def test_what_is_unknown_or_more_than_one_thing_says_what_to_add(tmp_path, vraag, zegt):
    with pytest.raises(PipelineError, match=rf"jaarrapportage\.md, regel 2.*{zegt}"):
        maak(tmp_path, f"\n{{{{ cijfer({vraag}) }}}}")


def test_a_figure_that_stands_twice_or_as_a_part_and_a_total_is_refused(tmp_path):
    twice = (UREN[0], cijfer("ureninzet", 121.0, 40))
    with pytest.raises(PipelineError, match=r"twee plekken: .*D2 en .*D40"):
        maak(tmp_path, '{{ cijfer("ureninzet", wijk="zuid") }}', twice)
    both = (post(5.0, 2, "Buurtwerk"), post(9.0, 3, "Buurtwerk", rij_soort="totaal_vermeld"))
    with pytest.raises(PipelineError, match="rij_soort='totaal_vermeld'"):
        maak(tmp_path, '{{ cijfer("begroting", post="Buurtwerk") }}', both)
    asked = 'cijfer("begroting", post="Buurtwerk", rij_soort="totaal_vermeld")'
    assert "€ 9" in maak(tmp_path, f"{{{{ {asked} }}}}", both).markdown.replace("\\", "")


def test_a_figure_may_be_asked_in_a_loop_a_macro_and_a_partial(tmp_path):
    folders = eigen_templates(
        tmp_path,
        _uren_md="{% macro uren(wijk) %}"
        '{{ cijfer("ureninzet", wijk=wijk, jaar=2016) }}{% endmacro %}',
        jaarrapportage_md='{% from "_uren.md" import uren %}{% for w in ["zuid", "oost"] %}'
        "{{ uren(w) }};{% endfor %}" + REGISTER,
    )
    shown = documenten(publicatie(cijfers=UREN), BOEK, 2016, (), (), folders)[0].markdown
    plain = shown.replace("\\", "")
    assert "240,5 uren" in plain
    assert "≥ 7 uren" in plain


def test_a_small_count_stays_hidden_in_a_sentence_and_takes_what_betrays_it(tmp_path):
    where = 'periode="2016-mei"'
    small, register = gevraagd(tmp_path, f'"clienten", wijk="zuid", {where}')
    assert small == "een niet getoond aantal"
    assert register == ()
    asked = "".join(
        f'\n{name}: {{{{ cijfer("clienten", wijk="{name}", {where}) }}}}'
        for name in ("zuid", "oost", "centrum")
    )
    text = maak(tmp_path, f'Samen {{{{ cijfer("clienten", {where}) }}}}{asked}').markdown
    assert "≥ 26" in text.replace("\\", "")
    assert text.count("een niet getoond aantal") == 2
    assert "zuid: een niet getoond aantal" in text


def test_what_one_document_asks_hides_what_would_betray_it_in_another(tmp_path):
    """The overzicht shows oost and the sum; the sentence may then not show the rest."""
    rows = (MENSEN[0], MENSEN[1])
    own = {"jaarrapportage_md": '{{ cijfer("clienten", wijk="oost", jaar=2016) }}' + REGISTER}
    made = documenten(
        publicatie(cijfers=rows), BOEK, 2016, (), (), eigen_templates(tmp_path, **own)
    )
    assert "een niet getoond aantal" in made[0].markdown
    shown = {line.waarde for document in made for line in document.register}
    assert "12" in shown
    assert not {"3", "9"} & shown


def test_without_figures_the_question_is_an_error_too(tmp_path):
    with pytest.raises(PipelineError, match="geen cijfers van de soort"):
        maak(tmp_path, '{{ cijfer("ureninzet") }}', ())


def test_the_same_month_of_two_years_is_told_apart(tmp_path):
    rows = (UREN[0], cijfer("ureninzet", 9.0, 3, periode=Periode(2015, 5)))
    assert gevraagd(tmp_path, '"ureninzet", periode="mei", jaar=2015', cijfers=rows)[0] == "9 uren"
    with pytest.raises(PipelineError, match=r"jaar \(2016, 2015\)"):
        maak(tmp_path, '{{ cijfer("ureninzet", wijk="zuid") }}', rows)
    assert MEI.jaar == 2016
