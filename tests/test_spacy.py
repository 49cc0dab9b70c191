"""The tagger as spaCy knows pipelines: saved, loaded, batched, in other processes."""

import json
import os
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import spacy
from factory import codeboek
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.cli import main
from pipeline.codebook import Codebook
from pipeline.codebook import load as load_codebook
from pipeline.problems import PipelineError
from pipeline.read.stories import read_verhalen
from pipeline.swap import swap_in
from pipeline.tag.components import SPANS, KwaliteitenComponent, read
from pipeline.tag.language import dutch
from pipeline.tag.packed import packed
from pipeline.tag.sentences import sentence_bounds
from pipeline.tag.tagger import Tagger, tagging
from pipeline.workspace import Workspace

REPO = Path(__file__).parent.parent
CODEBOEK = codeboek()
PILOT = Path(__file__).parent / "data" / "pilot"
TEXTS = [
    "Vroeger durfde ze de post niet aan te raken. Nu maakt ze zelf haar post open.",
    "De straat ligt vol rommel. Niemand durft 's avonds nog naar buiten.",
    "Vergadering dinsdag in zaal drie. De koffie staat klaar.",
    "",
]


def findings(doc: Doc) -> object:
    group = doc.spans[SPANS]
    spans = [(span.start_char, span.end_char, span.label_) for span in group]
    return doc.cats, spans, group.attrs


@pytest.fixture(scope="module")
def boek() -> Codebook:
    """The codebook of a pilot with qualities of its own."""
    return load_codebook(PILOT / "verhalen" / "codeboek.yaml", "codeboek.yaml")[0]


@pytest.fixture(scope="module")
def geleerd(boek: Codebook) -> dict[str, bytes]:
    """The saved pipeline that learned a pilot's own qualities from its own stories."""
    return packed(boek, read_verhalen(Workspace(PILOT), boek, date(2018, 6, 1)).verhalen)


@pytest.fixture(scope="module")
def kinds(boek: Codebook, geleerd: dict[str, bytes], tmp_path_factory) -> tuple[Language, ...]:
    """One pipeline of each kind: trained by us, learned by a pilot, going by indicators."""
    folder = tmp_path_factory.mktemp("geleerd")
    swap_in(folder, geleerd)
    return tagging(CODEBOEK), spacy.load(folder / "spacy"), tagging(boek)


@pytest.mark.parametrize("number", range(3))
def test_a_saved_pipeline_says_the_same_after_loading(kinds, number: int, tmp_path: Path):
    nlp = kinds[number]
    nlp.to_disk(tmp_path)
    back = spacy.load(tmp_path)
    there = KwaliteitenComponent(nlp.vocab)
    there.from_bytes(nlp.get_pipe("kwaliteiten").to_bytes())
    for text in TEXTS:
        expected = findings(nlp(text))
        assert findings(back(text)) == expected
        assert findings(there(nlp(text))) == expected


def test_saving_over_another_kind_leaves_nothing_of_it(kinds, tmp_path: Path):
    for number in (0, 2):
        kinds[number].get_pipe("kwaliteiten").to_disk(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"feiten.json"}


def test_many_texts_in_batches_and_processes_say_what_one_does(kinds):
    nlp = kinds[0]
    alone = [findings(nlp(text)) for text in TEXTS]
    assert [findings(doc) for doc in nlp.pipe(TEXTS, batch_size=3)] == alone
    parts = nlp.pipe(TEXTS, batch_size=1, n_process=2)
    assert [findings(doc) for doc in parts] == alone


def test_the_component_says_what_it_needs_and_gives():
    nlp = spacy.blank("nl")
    nlp.add_pipe("kwaliteiten")
    assert nlp.analyze_pipes()["problems"] == {"kwaliteiten": ["doc.sents"]}
    nlp.add_pipe("zinnen", first=True)
    assert nlp.analyze_pipes()["problems"] == {"zinnen": [], "kwaliteiten": []}
    doc = nlp(TEXTS[0])
    assert all(0 <= kans <= 1 for kans in doc.cats.values())
    assert {score.kwaliteit for score in read(doc)} == set(doc.cats)
    said = doc.spans[SPANS].attrs["tekst"]
    assert all((fact["herkomst"] == "machine") is fact["gevonden"] for fact in said.values())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"{"),
        lambda path: path.write_text('{"versie": 999}'),
        lambda path: path.with_name("model.zip").write_bytes(b"PK"),
        lambda path: path.with_name("woorden.zip").unlink(),
        lambda path: path.unlink(),
    ],
)
def test_a_damaged_folder_is_one_clear_error(spoil, tmp_path: Path):
    nlp = spacy.blank("nl")
    KwaliteitenComponent(nlp.vocab).to_disk(tmp_path)
    spoil(tmp_path / "feiten.json")
    with pytest.raises(PipelineError):
        KwaliteitenComponent(nlp.vocab).from_disk(tmp_path)


OTHER_PROCESS = """
import json, sys
import spacy
assert "pipeline" not in sys.modules
nlp = spacy.load(sys.argv[1])
docs = list(nlp.pipe(json.loads(sys.argv[2])))
print(json.dumps([[doc.cats, doc.spans["kwaliteiten"].attrs] for doc in docs]))
"""


def entry_points(folder: Path) -> Path:
    """What an installer makes of the entry points that pyproject.toml declares."""
    declared = tomllib.loads((REPO / "pyproject.toml").read_text("utf-8"))["project"]
    info = folder / "declared-0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: declared\nVersion: 0\n")
    lines = [
        line
        for group, points in declared["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {where}" for name, where in points.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(lines))
    return folder


def test_an_exported_pipeline_works_where_nobody_imports_us(kinds, tmp_path: Path):
    (tmp_path / "verhalen").mkdir()
    story = "---\ndatum: 2016-03-14\nwijk: Zuid\n---\nHet zwaluwstaartje van Xanthippe.\n"
    (tmp_path / "verhalen" / "a.md").write_text(story, encoding="utf-8")
    assert main(["--project", str(tmp_path), "export", "--formaat", "spacy"]) == 0
    folder = tmp_path / "build" / "export" / "spacy"
    path = os.pathsep.join([str(REPO), str(entry_points(tmp_path / "installed"))])
    made = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS, folder, json.dumps(TEXTS)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    expected = [[doc.cats, doc.spans[SPANS].attrs] for doc in kinds[0].pipe(TEXTS)]
    assert json.loads(made.stdout) == json.loads(json.dumps(expected))


def test_an_exported_pipeline_holds_no_word_of_a_story_and_is_the_same_twice(boek, geleerd):
    assert "spacy/kwaliteiten/leerstof.zip" in geleerd
    known = set(json.loads(geleerd["spacy/vocab/strings.json"]))
    assert not known & {"Geertje", "pimpelmezen"}
    fresh = packed(boek, ())
    assert known <= set(json.loads(fresh["spacy/vocab/strings.json"]))
    assert packed(boek, ()) == fresh


def stand_in(folder: Path, *, lemmas: bool = True, lang: str = "nl") -> str:
    """A Dutch pipeline of somebody else, saved: its own lemmas, its own borders of sentences."""
    nlp = spacy.blank(lang)
    nlp.add_pipe("sentencizer", config={"punct_chars": [","]})
    if lemmas:
        ruler = nlp.add_pipe("attribute_ruler")
        ruler.add([[{"LOWER": "vuilbende"}]], {"LEMMA": "rommel"})
        lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "lookup", "overwrite": False})
        lemmatizer.lookups.add_table("lemma_lookup", {"ratten": "rat"})
    nlp.meta["name"], nlp.meta["version"] = "proef", "1.2.3"
    nlp.to_disk(folder)
    return str(folder)


def test_a_named_pipeline_gives_the_lemmas_and_we_give_the_sentences(tmp_path: Path):
    nlp = dutch(stand_in(tmp_path / "nl"))
    doc = nlp("Overal ratten, en vuilbende. Verder niets.")
    assert [token.lemma_ for token in doc if token.text in {"ratten", "vuilbende"}] == [
        "rat",
        "rommel",
    ]
    assert [doc.text[slice(*sentence_bounds(s))] for s in doc.sents] == [
        "Overal ratten, en vuilbende.",
        "Verder niets.",
    ]


def test_a_project_names_its_pipeline_in_the_codebook(boek, kinds, tmp_path: Path):
    key, phrases = next(
        (kwaliteit.sleutel, phrases)
        for kwaliteit in boek.kwaliteiten
        for _, phrases in kwaliteit.indicatoren
        if any(" " not in phrase for phrase in phrases)
    )
    word = next(phrase for phrase in phrases if " " not in phrase)
    nlp = spacy.blank("nl")
    table = {"zwaluwstaartje": word, word: word}
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"}).lookups.add_table("lemma_lookup", table)
    nlp.to_disk(tmp_path / "nl")
    named = replace(boek, spacy=str(tmp_path / "nl"))
    doc = tagging(named)("Het is een zwaluwstaartje.")
    assert doc.cats[key] > 0
    assert kinds[2]("Het is een zwaluwstaartje.").cats[key] == 0
    assert Tagger(named).identiteit != Tagger(boek).identiteit


def test_a_pipeline_of_ours_may_be_named_as_well(kinds, tmp_path: Path):
    kinds[0].to_disk(tmp_path)
    assert dutch(str(tmp_path)).pipe_names == ["zinnen", "lemmatizer"]


def test_a_named_pipeline_that_is_of_no_use_is_one_clear_error(tmp_path: Path):
    with pytest.raises(PipelineError, match="nl_bestaat_niet"):
        dutch("nl_bestaat_niet")
    with pytest.raises(PipelineError, match="lemma"):
        dutch(stand_in(tmp_path / "kaal", lemmas=False))
    with pytest.raises(PipelineError, match="lemma"):
        dutch(stand_in(tmp_path / "en", lang="en"))
