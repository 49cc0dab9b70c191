"""The control page: every file, what is wrong with it, and no word of a story without consent."""

import re
from dataclasses import dataclass, replace
from datetime import date

from factory import TEMPLATES, blok, codeboek

from pipeline.model import (
    Herkomst,
    HumanTag,
    Richting,
    Soort,
    SourceMap,
    Tag,
    TaggedVerhaal,
    Toestemming,
    Verhaal,
)
from pipeline.problems import Ernst, PipelineError, Problem
from pipeline.report import controle_html, controle_rijen


@dataclass(frozen=True)
class Bestand:
    pad: str
    status: str


def tagged(pad, toestemming, titel):
    story = Verhaal(
        pad=pad,
        soort=Soort.VERHAAL,
        titel=titel,
        datum=date(2016, 3, 1),
        periode=None,
        wijk="zuid",
        werksoort=None,
        verteller="bewoner",
        toestemming=toestemming,
        tags=(),
        keuze=None,
        deelnemers=(),
        initiatieven=(),
        media=(),
        verbergen=(),
        niet_verbergen=(),
        fictief=False,
        blokken=(blok("GEHEIMEZIN"),),
        tekst="GEHEIMEZIN",
        kaart=SourceMap((), (0,)),
        bron="GEHEIMEZIN",
        sha256="0" * 64,
    )
    found = (Tag("zelfregie", Richting.PLUS, Herkomst.MACHINE, 0.9, ()),)
    return TaggedVerhaal(story, found, found, ())


FILES = [Bestand("verhalen/b.md", "gelezen"), Bestand("verhalen/<b>.md", "overgeslagen")]
WRONG = [
    Problem("mild", Ernst.MELDING, "verhalen/a.md", None, "Er mist iets.", "Vul het in."),
    Problem("wijk", Ernst.FOUT, "verhalen/b.md", 3, "Wijk <u>x</u>?", "Schrijf 'Zuid'."),
]


def page(mislukt=None):
    stories = [
        tagged("verhalen/a.md", Toestemming.INTERN, "GEHEIMETITEL"),
        tagged("verhalen/b.md", Toestemming.OPENBAAR, "De <i>post</i>"),
    ]
    rows = controle_rijen(stories, {"verhalen/b.md": "De <i>post</i>"}, codeboek())
    files = [*FILES, Bestand("verhalen/a.md", "gelezen")]
    return controle_html(files, WRONG, rows, TEMPLATES, mislukt)


def test_every_file_is_there_with_its_problems_and_mends():
    html = page()
    for text in ("verhalen/a.md", "verhalen/b.md", "verhalen/&lt;b&gt;.md", "overgeslagen"):
        assert text in html
    for text in ("Er mist iets. Vul het in.", "Schrijf &#39;Zuid&#39;.", "regel 3"):
        assert text in html


def test_a_path_that_only_a_problem_names_is_there_too():
    html = controle_html([], WRONG, [], TEMPLATES)
    assert html.count("niet als bestand gelezen") == 2


def test_the_worst_file_comes_first_and_the_counts_stand_on_top():
    html = page()
    heads = re.findall(r"<h3>(.*?)</h3>", html)
    assert heads == ["verhalen/b.md", "verhalen/a.md"]
    counts = re.findall(r"<li><b>(\d+)</b> (\w+)", html)
    assert counts == [("3", "bestanden"), ("1", "fout"), ("0", "waarschuwingen"), ("1", "melding")]


def test_a_story_without_consent_has_no_title_and_no_story_a_sentence():
    html = page()
    assert "GEHEIM" not in html
    assert "De &lt;i&gt;post&lt;/i&gt;" in html
    assert html.count("Zelfregie +") == 2


def test_nothing_of_a_file_becomes_markup():
    names = set(re.findall(r"<(\w+)", page()))
    assert not names & {"i", "u", "script"}


def test_a_failed_build_is_said_first():
    html = page(PipelineError("Pandoc <ontbreekt>.", "Installeer het."))
    assert html.index("Pandoc &lt;ontbreekt&gt;.") < html.index("In het kort")
    assert "Installeer het." in html
    assert "niet gemaakt" not in page()


def test_an_empty_folder_gives_a_page_that_says_that_nothing_is_wrong():
    assert "Er is niets mis gevonden." in controle_html([], [], [], TEMPLATES)


def test_tags_of_a_person_stand_apart_from_proposals():
    item = tagged("verhalen/b.md", Toestemming.OPENBAAR, "x")
    story = replace(item.verhaal, tags=(HumanTag("zelfregie", Richting.MIN),))
    human = (Tag("zelfregie", Richting.MIN, Herkomst.MENS, None, ()),)
    row = controle_rijen([replace(item, verhaal=story, tags=human)], {}, codeboek())[0]
    assert (row.kwaliteiten, row.voorstellen) == ("Zelfregie -", "Zelfregie +")


def test_what_the_machine_cannot_tell_is_said_to_be_so():
    item = replace(tagged("verhalen/b.md", Toestemming.OPENBAAR, "x"), misschien=("vitaliteit",))
    rows = controle_rijen([item], {}, codeboek())
    assert rows[0].voorstellen == "Zelfregie +; misschien: Vitaliteit"
    only = replace(item, tags=(), voorstellen=())
    assert controle_rijen([only], {}, codeboek())[0].voorstellen == "misschien: Vitaliteit"
