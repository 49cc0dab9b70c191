"""The command as a user meets it: what it prints, and its exit codes."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from pipeline.cli import _progress, main

GOOD = """---
titel: De post
datum: 2016-03-14
wijk: Zuid
toestemming: openbaar
fictief: true
---

Vroeger lag alles op de mat.
Zij heeft zelf de post geopend.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "verhalen").mkdir()
    (tmp_path / "verhalen" / "goed.md").write_text(GOOD, encoding="utf-8")
    return tmp_path


def spoil(project: Path) -> None:
    bad = GOOD.replace("Zuid", "Zuud").replace("De post", "Iets anders")
    (project / "verhalen" / "fout.md").write_text(bad, encoding="utf-8")


def test_check_is_0_when_all_is_well_and_1_when_there_is_a_fout(project, capsys):
    assert main(["--project", str(project), "check"]) == 0
    spoil(project)
    assert main(["--project", str(project), "check"]) == 1
    assert "wijk-onbekend" in capsys.readouterr().out


def test_check_json_prints_one_object_a_line_with_the_keys_of_the_contract(project, capsys):
    spoil(project)
    main(["--project", str(project), "check", "--json"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    wrong = next(line for line in lines if line["code"] == "wijk-onbekend")
    assert list(wrong) == ["code", "ernst", "pad", "regel", "melding", "oplossing"]
    assert (wrong["ernst"], wrong["pad"], wrong["regel"]) == ("fout", "verhalen/fout.md", 4)
    assert "Zuid" in wrong["oplossing"]


def test_tag_json_points_at_the_sentence_as_it_stands_in_the_file(project, capsys):
    path = project / "verhalen" / "goed.md"
    assert main(["--project", str(project), "tag", "--json", str(path)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {"pad", "kwaliteiten", "kansen"}
    assert said["pad"] == str(path)
    assert "zelfregie" in said["kansen"]
    for found in said["kwaliteiten"].values():
        assert set(found) == {"richting", "kans", "bewijs"}
        for evidence in found["bewijs"]:
            assert evidence["tekst"] in GOOD
            line = GOOD.splitlines()[evidence["regel"] - 1]
            assert line.startswith(evidence["tekst"].splitlines()[0][:20])


def test_tag_works_outside_a_project_and_ignores_the_tags_in_the_file(tmp_path, capsys):
    path = tmp_path / "los.md"
    path.write_text("---\nkwaliteiten: [vitaliteit]\n---\nHet regende.\n", encoding="utf-8")
    assert main(["--project", str(tmp_path), "tag", "--json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["kwaliteiten"] == {}


ENGLISH = """The morning train to London was late again, as it had been all week.
Nobody on the platform seemed to mind; they read the paper and drank their tea.
In the afternoon it rained, and the fields beyond the station turned a darker green.
"""
POEM = """De mist hangt laag boven het riet,
een reiger staat, en roert zich niet.

Het water draagt de wolken mee,
van heinde tot de grijze zee.

En wie hier wandelt, hoort alleen
de wind, en verder is er geen.
"""
TABLE = """| dag | zaal | tijd |
|---|---|---|
| maandag | 3 | 14.00 |
| dinsdag | 1 | 9.30 |
"""


@pytest.mark.parametrize(
    "content",
    ["", "x", "🙂 " * 500, "a" * 1_000_000, "a " * 50_000, "A. " * 30_000, ENGLISH, POEM, TABLE],
    ids=["empty", "one", "emoji", "letters", "words", "dots", "english", "poem", "table"],
)
def test_garbage_gives_no_tag_and_no_error(tmp_path, capsys, content):
    path = tmp_path / "rommel.md"
    path.write_text(content, encoding="utf-8")
    assert main(["--project", str(tmp_path), "tag", "--json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["kwaliteiten"] == {}


def test_build_says_what_was_written_and_strict_counts_a_fout(project, capsys):
    args = ["--project", str(project), "build", "--formaat", "html"]
    assert main(args) == 0
    assert "jaarrapportage-2016.html" in capsys.readouterr().out
    assert main([*args, "--strict"]) == 0
    spoil(project)
    assert main(args) == 0
    assert main([*args, "--strict"]) == 1


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["bouw"],
        ["build", "--formaat", "odt"],
        ["build", "--jaar", "zestien"],
        ["build", "--onbekend"],
        ["tag"],
        ["tag", "bestaat-niet.md"],
    ],
)
def test_wrong_use_is_2_and_explained_in_dutch(args, project, capsys, monkeypatch):
    monkeypatch.chdir(project)
    with pytest.raises(SystemExit) as stopped:
        raise SystemExit(main(args))
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert said
    assert not any(
        word in said for word in ("usage:", "error:", "invalid", "required", "unrecognized")
    )


def test_outside_a_project_it_says_where_to_go(tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--project", str(tmp_path), "build"])
    assert stopped.value.code == 2
    assert "verhalen" in capsys.readouterr().err


def test_a_broken_template_is_3_and_no_traceback(project, capsys):
    (project / "templates").mkdir()
    (project / "templates" / "jaarrapportage.md").write_text("{% if %}", encoding="utf-8")
    assert main(["--project", str(project), "build", "--formaat", "html"]) == 3
    said = capsys.readouterr().err
    assert "jaarrapportage.md" in said
    assert "Traceback" not in said


def test_an_unexpected_mistake_of_ours_is_3_without_the_text_of_a_story(
    project, capsys, monkeypatch
):
    def broken(*_args: object) -> None:
        raise RuntimeError("Vroeger lag alles op de mat.")

    monkeypatch.setattr("pipeline.inputs.read_inputs", broken)
    assert main(["--project", str(project), "check"]) == 3
    said = capsys.readouterr().err
    assert "RuntimeError" in said
    assert "mat" not in said


def test_help_is_in_dutch(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["build", "--help"])
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    assert "gebruik:" in said
    assert "usage" not in said
    assert "options" not in said


def test_export_writes_the_formats_asked_for_below_build(project, capsys):
    args = ["--project", str(project), "export", "--formaat", "json,qdpx,qdc,csv,parquet"]
    assert main(args) == 0
    names = {path.name for path in (project / "build" / "export").iterdir()}
    assert {"verhalen.json", "project.qdpx", "codeboek.qdc", "kwaliteiten.csv"} <= names
    assert "project.qdpx" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("regeleinde", "ends"), [("lf", b"mat.\n\nZij"), ("crlf", b"mat.\r\n\r\nZij")]
)
def test_export_has_the_line_ends_that_a_tool_counts_with(project, regeleinde, ends):
    text = GOOD.replace("mat.\n", "mat.\n\n")
    (project / "verhalen" / "goed.md").write_text(text, encoding="utf-8")
    args = ["export", "--formaat", "qdpx", "--regeleinde", regeleinde]
    assert main(["--project", str(project), *args]) == 0
    with zipfile.ZipFile(project / "build" / "export" / "project.qdpx") as archive:
        texts = [archive.read(name) for name in archive.namelist() if name.endswith(".txt")]
    assert len(texts) == 1
    assert ends in texts[0]


def test_export_holds_nothing_without_consent(project):
    secret = GOOD.replace("openbaar", "intern").replace("op de mat", "onder het bed")
    (project / "verhalen" / "geheim.md").write_text(secret, encoding="utf-8")
    assert main(["--project", str(project), "export", "--formaat", "json,csv,jsonld"]) == 0
    for path in (project / "build" / "export").iterdir():
        assert "onder het bed" not in path.read_text(encoding="utf-8")


def test_evaluate_compares_with_the_human_tags(project, capsys):
    assert main(["--project", str(project), "evaluate"]) == 0
    assert "nog geen verhaal" in capsys.readouterr().out
    tagged = GOOD.replace("fictief: true", "kwaliteiten: [zelfregie]\nfictief: true")
    (project / "verhalen" / "goed.md").write_text(tagged, encoding="utf-8")
    assert main(["--project", str(project), "evaluate", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["teksten"] == 1
    assert main(["--project", str(project), "evaluate"]) == 0
    assert "n.v.t." in capsys.readouterr().out


class Terminal(io.StringIO):
    """What a terminal is to a program that asks."""

    def isatty(self) -> bool:
        return True


def test_bulk_work_shows_bars_on_a_terminal_and_plain_lines_elsewhere(monkeypatch, capsys):
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", terminal)
    with _progress() as step:
        for done in range(4):
            step("kwaliteiten zoeken", done, 3)
    assert "kwaliteiten zoeken" in terminal.getvalue()
    assert "3/3" in terminal.getvalue()
    monkeypatch.undo()
    with _progress() as step:
        for done in range(4):
            step("kwaliteiten zoeken", done, 3)
    assert capsys.readouterr().err == "kwaliteiten zoeken …\n"
