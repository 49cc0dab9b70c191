"""Templates: what they may print, and what is said when one is broken."""

import pytest
from factory import eigen_templates

from pipeline.model import Plek
from pipeline.problems import PipelineError
from pipeline.report.register import Bron, Citaat, Getal, cellen
from pipeline.report.render import render

GETAL = Getal("12", Bron("bestand.csv", "Uren", "cel D7"))
ANDER = Getal("13", Bron("bestand.csv", "Uren", "cel D8"))
CITAAT = Citaat("Ik *doe* het zelf.", Bron("Verhalen", "De post", "a.md, regel 4"))
REGISTER = '{{ registertabellen("getal") }}{{ registertabellen("citaat") }}'


def maak(tmp_path, sjabloon, **waarden):
    return render("proef.md", waarden, eigen_templates(tmp_path, proef_md=sjabloon))


def test_what_is_printed_stands_in_the_register_with_its_source_and_only_that(tmp_path):
    shown = maak(tmp_path, "{{ g }} {{ c }} {{ g }}\n" + REGISTER, g=GETAL, ander=ANDER, c=CITAAT)
    text, regels = shown.markdown, shown.register
    assert [(r.nummer, r.bron, r.waarde) for r in regels] == [
        (1, GETAL.bron, "12"),
        (2, CITAAT.bron, ""),
    ]
    assert text.count("(#b1)") == 2
    assert text.count("{#c1 ") == 1
    assert "cel D7" in text
    assert "cel D8" not in text


def test_a_figure_shown_without_a_register_is_refused(tmp_path):
    with pytest.raises(PipelineError, match="register"):
        maak(tmp_path, "{{ g }}", g=GETAL)


def test_a_figure_shown_below_the_register_is_refused(tmp_path):
    with pytest.raises(PipelineError, match="register"):
        maak(tmp_path, "{{ g }}" + REGISTER + "{{ a }}", g=GETAL, a=ANDER)


@pytest.mark.parametrize(
    "poging",
    [
        "{{ aantal }}",
        "{{ g.tekst }}",
        "{{ g.bron.plek }}",
        "{{ lijst|length }}",
        "{{ lijst }}",
        "{{ g|string }}",
        "{{ naam|safe }}",
        "{{ naam|e }}",
        "{{ naam ~ naam }}",
        "{{ naam + naam }}",
        "{{ '%s' % naam }}",
        "{{ naam.upper() }}",
        "{{ ''.__class__ }}",
        "{{ g.__class__ }}",
        "{% autoescape false %}{{ aantal }}{% endautoescape %}",
    ],
)
def test_nothing_gets_around_the_register_or_the_escape(tmp_path, poging):
    with pytest.raises(PipelineError, match=r"proef\.md, regel 2"):
        maak(tmp_path, "\n" + poging, aantal=3, g=GETAL, lijst=[GETAL], naam="**x**")


def test_text_stays_text_through_macros_includes_and_sets(tmp_path):
    folders = eigen_templates(
        tmp_path,
        proef_md="""{% from "_m.md" import m %}{% set kop %}{{ naam }}{% endset %}
{{ m(naam) }}|{{ kop }}|{{ [naam, naam]|join(" en ") }}|{{ "**" }}|{% include "_i.md" %}""",
        _m_md="{% macro m(x) %}<{{ x }}>{% endmacro %}",
        _i_md="{{ naam }}",
    )
    text = render("proef.md", {"naam": "**x**"}, folders).markdown
    safe = r"\*\*x\*\*"
    assert text.strip() == rf"<{safe}>|{safe}|{safe} en {safe}|\*\*|{safe}"


@pytest.mark.parametrize(
    ("sjabloon", "zegt"),
    [
        ("goed\n{% for x in %}", r"proef\.md, regel 2"),
        ("goed\n\n{{ bestaat_niet }}", r"proef\.md, regel 3.*niet kent"),
        ("{{ naam.kleur }}", r"proef\.md, regel 1"),
        ("{{ naam|rot13 }}", r"proef\.md, regel 1"),
        ("a\n{% include 'weg.md' %}", r"weg\.md is niet te vinden"),
        ("[x](#nergens)", r"proef\.md verwijst.*nergens"),
        ("# A {#a}\n\n# B {#a}\n\n[x](#a)", r"proef\.md verwijst.*a"),
        ("{{ 1 // 0 }}", r"proef\.md, regel 1"),
    ],
)
def test_a_broken_template_is_named_with_file_and_line(tmp_path, sjabloon, zegt):
    with pytest.raises(PipelineError, match=zegt):
        maak(tmp_path, sjabloon, naam="x")


def test_a_broken_partial_is_named_itself(tmp_path):
    folders = eigen_templates(tmp_path, proef_md='{% include "_i.md" %}', _i_md="a\n{{ weg }}")
    with pytest.raises(PipelineError, match=r"_i\.md, regel 2"):
        render("proef.md", {}, folders)


def test_the_project_goes_before_the_default(tmp_path):
    folders = eigen_templates(tmp_path, jaarrapportage_md="van ons")
    assert render("jaarrapportage.md", {}, folders).markdown == "van ons"


@pytest.mark.parametrize(
    ("cellen_", "kort"),
    [
        (["D2"], "D2"),
        (["D3", "D2", "D4", "D9"], "D2–D4, D9"),
        (["Z9", "AA9"], "Z9, AA9"),
        ([f"B{n}" for n in range(2, 40, 2)], "19 cellen van B2 tot en met B38"),
    ],
)
def test_cells_are_named_briefly_and_exactly(cellen_, kort):
    assert cellen(Plek("a.csv", None, cel) for cel in cellen_) == kort


def test_cells_of_two_sheets_are_told_apart():
    assert cellen([Plek("a.xlsx", "mei", "D2"), Plek("a.xlsx", "juni", "D2")]) == (
        "blad mei, D2; blad juni, D2"
    )
