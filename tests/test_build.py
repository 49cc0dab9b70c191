"""One pass from a folder of stories to the outputs in build/, with the real tools."""

import hashlib
import json
import re
import shutil
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from pipeline.build import build, read_inputs, reporting_year
from pipeline.model import Toestemming
from pipeline.problems import PipelineError
from pipeline.workspace import Workspace

REPO = Path(__file__).parent.parent
TODAY = date(2017, 1, 15)

GEHEIM = "Kwetsbare zin over de schimmel achter het behang."
STORY = """---
titel: {titel}
datum: 2016-03-14
wijk: {wijk}
toestemming: {toestemming}
kwaliteiten: [zelfregie]
fictief: true
---

{zin} Daarna ging iedereen naar huis.
"""


def no_step(name: str, done: int, total: int) -> None:
    pass


def story(folder: Path, name: str, **values: str) -> None:
    filled = {
        "titel": name.title(),
        "wijk": "Zuid",
        "toestemming": "openbaar",
        "zin": "Zij opent nu zelf de post.",
    } | values
    (folder / "verhalen").mkdir(exist_ok=True)
    (folder / "verhalen" / f"{name}.md").write_text(STORY.format(**filled), encoding="utf-8")


def plain_text(path: Path) -> str:
    """All the text that a reader, a search or a curious person finds in an output."""
    if path.suffix == ".pdf":
        reader = PdfReader(path)
        return " ".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    if path.suffix == ".docx":
        document = Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return " ".join([paragraph.text for paragraph in document.paragraphs] + cells)
    text = path.read_text(encoding="utf-8")
    return text + unescape(re.sub(r"<[^>]*>", "", text)) if path.suffix == ".html" else text


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_example_workspace_gives_every_output_of_the_contract(example: Workspace):
    names = {path.name for path in example.build.iterdir() if not path.name.startswith(".")}
    wijken = [path.name for path in example.verhalen.iterdir() if path.is_dir()]
    talked = [wijk for wijk in wijken if wijk not in {"cijfers", "stedelijk"}]
    documents = ["jaarrapportage-2016", "qim-2016", "buurtvisitatie-2016-zuid-oost"]
    for periode in ("2016-mei", "2016-september", "2016-december"):
        documents.append(f"overzicht-{periode}")
        documents += [f"monitorgesprek-{periode}-{wijk}" for wijk in talked]
    documents += [f"verhalenbundel-2016-{wijk}" for wijk in (*talked, "stedelijk")]
    expected = {f"{name}.{ending}" for name in documents for ending in ("html", "pdf", "docx")}
    assert names == expected | {"controle.html", "manifest.json"}


def test_the_example_workspace_has_no_fouten():
    problems = read_inputs(Workspace(REPO), TODAY).problemen
    assert [problem.as_line() for problem in problems if problem.ernst == "fout"] == []


def test_no_sentence_without_consent_is_in_any_output(example: Workspace):
    inputs = read_inputs(example, TODAY)
    hidden = [v for v in inputs.verhalen if v.toestemming is Toestemming.INTERN]
    shown = squeezed(
        " ".join(v.tekst for v in inputs.verhalen if v.toestemming is not Toestemming.INTERN)
    )
    assert hidden
    outputs = {
        path.name: squeezed(plain_text(path))
        for path in example.build.iterdir()
        if path.is_file() and not path.name.startswith(".")
    }
    for verhaal in hidden:
        for sentence in verhaal.tekst.replace("\n", ". ").split(". "):
            needle = squeezed(sentence)
            if len(needle) > 25 and needle not in shown:
                found = [name for name, text in outputs.items() if needle in text]
                assert found == [], f"{verhaal.pad} leaks into {found}"


def test_a_story_with_consent_is_in_every_format(example: Workspace):
    inputs = read_inputs(example, TODAY)
    chosen = next(v for v in inputs.verhalen if v.keuze and v.toestemming is Toestemming.OPENBAAR)
    sentence = squeezed(chosen.blokken[-1].tekst)[:40]
    for ending in ("html", "docx"):
        assert sentence in squeezed(plain_text(example.build / f"jaarrapportage-2016.{ending}"))


def test_the_same_input_twice_gives_the_same_bytes(example: Workspace, tmp_path: Path):
    shutil.copytree(example.verhalen, tmp_path / "verhalen")
    again = Workspace(tmp_path)
    build(again, TODAY, no_step)
    names = [path.name for path in example.build.iterdir() if not path.name.startswith(".")]
    assert {"jaarrapportage-2016.pdf", "verhalenbundel-2016-zuid.docx"} <= set(names)
    for name in names:
        first, second = (w.build / name for w in (example, again))
        assert first.read_bytes() == second.read_bytes(), name


def test_the_manifest_says_what_was_read_written_and_published(example: Workspace):
    manifest = json.loads((example.build / "manifest.json").read_text(encoding="utf-8"))
    for output in manifest["uitvoer"]:
        data = (example.build / output["naam"]).read_bytes()
        assert output["sha256"] == hashlib.sha256(data).hexdigest()
    read = {item["pad"] for item in manifest["invoer"]}
    on_disk = {
        path.relative_to(example.root).as_posix()
        for path in example.verhalen.rglob("*")
        if path.is_file() and path.name not in {"LEESMIJ.md", "codeboek.yaml"}
    }
    assert on_disk <= read
    consent = {item["pad"]: item for item in manifest["publicatie"]}
    assert all(item["getoond"] == (item["toestemming"] != "intern") for item in consent.values())


def test_a_wijk_spelled_wrong_does_not_stop_the_build(tmp_path: Path):
    story(tmp_path, "goed")
    story(tmp_path, "fout", wijk="Zuud", zin="Hij kookt nu voor de hele straat.")
    result = build(Workspace(tmp_path), TODAY, no_step, formaten=("html",))
    assert "jaarrapportage-2016.html" in result.geschreven
    page = (tmp_path / "build" / "controle.html").read_text(encoding="utf-8")
    assert "verhalen/fout.md" in page
    assert "Bedoel je" in page
    assert "Zuid" in page
    stories = (tmp_path / "build" / "verhalenbundel-2016-onbekend.html").read_text("utf-8")
    assert "kookt nu voor de hele straat" in stories


def test_a_name_in_an_anoniem_story_is_hidden_everywhere_and_said_in_controle(tmp_path: Path):
    zin = "Mevrouw Fatima Bouzian opent nu zelf haar post, bel 06-12345678."
    story(tmp_path, "masker", toestemming="anoniem", zin=zin)
    workspace = Workspace(tmp_path)
    result = build(workspace, TODAY, no_step, formaten=("html",))
    for path in workspace.build.iterdir():
        assert "Bouzian" not in path.read_text(encoding="utf-8"), path.name
        assert "12345678" not in path.read_text(encoding="utf-8"), path.name
    report = squeezed(plain_text(workspace.build / "jaarrapportage-2016.html"))
    assert "[persoon1]" in report
    assert "[telefoonnummer]" in report
    assert "[persoon 1]" in (workspace.build / "controle.html").read_text(encoding="utf-8")
    hidden = [p for p in result.inputs.problemen if p.code == "persoonsgegeven-verborgen"]
    assert {problem.regel for problem in hidden} == {10}


def test_consent_withdrawn_is_gone_after_the_next_pass(tmp_path: Path):
    story(tmp_path, "ander")
    story(tmp_path, "geheim", zin=GEHEIM)
    workspace = Workspace(tmp_path)
    build(workspace, TODAY, no_step, formaten=("html",))
    report = workspace.build / "verhalenbundel-2016-zuid.html"
    assert GEHEIM in report.read_text(encoding="utf-8")
    story(tmp_path, "geheim", zin=GEHEIM, toestemming="intern")
    build(workspace, TODAY, no_step, formaten=("html",))
    for path in workspace.build.iterdir():
        assert GEHEIM not in path.read_text(encoding="utf-8")


def test_an_empty_workspace_still_gives_an_honest_report(tmp_path: Path):
    (tmp_path / "verhalen").mkdir()
    result = build(Workspace(tmp_path), TODAY, no_step)
    assert {"jaarrapportage-2017.pdf", "controle.html"} <= set(result.geschreven)
    assert [problem.code for problem in result.inputs.problemen]


def test_a_broken_template_keeps_the_old_outputs_and_says_so(tmp_path: Path):
    story(tmp_path, "goed")
    workspace = Workspace(tmp_path)
    build(workspace, TODAY, no_step, formaten=("html",))
    report = workspace.build / "jaarrapportage-2016.html"
    before = report.read_bytes()
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "jaarrapportage.md").write_text("{{ niet_bekend }}", "utf-8")
    with pytest.raises(PipelineError, match=r"jaarrapportage\.md"):
        build(workspace, TODAY, no_step, formaten=("html",))
    assert report.read_bytes() == before
    assert "jaarrapportage.md" in (workspace.build / "controle.html").read_text(encoding="utf-8")
    assert not list(workspace.build.glob(".nieuw-*"))


def test_the_reporting_year_is_the_one_with_most_stories(tmp_path: Path):
    story(tmp_path, "een")
    story(tmp_path, "twee", titel="Anders")
    assert reporting_year(read_inputs(Workspace(tmp_path), TODAY).verhalen, TODAY) == 2016
    assert reporting_year((), TODAY) == 2017
