"""`vertel init`: a workspace of one's own, whole or not at all."""

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.begin import (
    Afgebroken,
    Antwoorden,
    EigenKwaliteit,
    NietLeeg,
    begin,
    begin_vanaf,
    codeboek_tekst,
    werkmap,
)
from pipeline.cli import main
from pipeline.codebook import Codebook, load
from pipeline.problems import PipelineError
from pipeline.read.figures_kinds import KINDS
from pipeline.workspace import default_path

REPO = Path(__file__).parent.parent
TODAY = date(2026, 3, 14)
DRIE = (
    EigenKwaliteit("Rust", "Het is stil.", ("stil", "kan slapen"), ("herrie",), ("een feest",)),
    EigenKwaliteit("Samen eten"),
    EigenKwaliteit("Veilig oversteken"),
)


def boek_van(folder: Path) -> Codebook:
    boek, problems = load(folder / "verhalen" / "codeboek.yaml", "codeboek.yaml")
    assert problems == ()
    return boek


def script(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def vertel(*args: str, cwd: Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *args],
        cwd=cwd,
        input=typed,
        env=os.environ | {"PYTHONPATH": str(REPO)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


GESPREK = script(
    "De Kade",
    "Zwolle",
    "Travers",
    "Kade; Dam, hoog en laag",
    "Rust, Samen eten, rust",
    "Het is stil.",
    "stil, kan slapen",
    "herrie",
    "een feest",
    *[""] * 4,
    "leerling",
    "7",
    "2",
    "",
    "misschien",
    "ja",
)


def test_answers_become_a_workspace_that_builds(tmp_path: Path):
    made = vertel("init", "kade", cwd=tmp_path, typed=GESPREK)
    assert made.returncode == 0, made.stderr
    assert "'rust' noemt u twee keer" in made.stdout
    boek = boek_van(tmp_path / "kade")
    assert (boek.naam, boek.gemeente, boek.organisatie) == ("De Kade", "Zwolle", "Travers")
    assert [k.sleutel for k in boek.kwaliteiten] == ["rust", "samen-eten"]
    assert boek.kwaliteiten[0].indicatoren == (("+", ("stil", "kan slapen")), ("-", ("herrie",)))
    assert boek.kwaliteiten[0].niet == ("een feest",)
    assert [wijk.naam for wijk in boek.wijken] == ["Kade", "Dam, hoog en laag", "Heel Zwolle"]
    assert [wijk.heel for wijk in boek.wijken] == [False, False, True]
    assert boek.vertellers == ("leerling", "bewoner")
    assert [(p.van, p.tot) for p in boek.perioden] == [(1, 6), (7, 12)]
    built = vertel("build", "--strict", "--formaat", "html", cwd=tmp_path / "kade")
    assert built.returncode == 0, built.stdout + built.stderr


def test_the_example_is_a_story_without_a_problem_once_it_is_filled_in(tmp_path: Path, capsys):
    folder = tmp_path / "kade"
    begin(folder, codeboek_tekst(Antwoorden("Kade", wijken=("De Kade",), kwaliteiten=DRIE)), TODAY)
    text = (folder / "voorbeelden" / "verhaal.md").read_text(encoding="utf-8")
    assert text in (folder / "verhalen" / "LEESMIJ.md").read_text(encoding="utf-8") + "\n"
    text = text.replace("kwaliteiten:  ", "kwaliteiten: rust +, samen-eten -  ")
    (folder / "verhalen" / "de-kade" / "een.md").write_text(text, encoding="utf-8")
    assert main(["--project", str(folder), "check"]) == 0
    assert "0 fouten, 0 waarschuwingen, 0 meldingen." in capsys.readouterr().out


def test_the_plan_of_the_monitor_waits_in_comments(tmp_path: Path):
    """Without its '# ' the example is a plan with the pilot's own qualities and tellers."""
    folder = tmp_path / "kade"
    begin(folder, codeboek_tekst(Antwoorden("Kade", gemeente="Zwolle", kwaliteiten=DRIE)), TODAY)
    path = folder / "verhalen" / "codeboek.yaml"
    assert boek_van(folder).qim == ()
    head, sign, plan = path.read_text(encoding="utf-8").partition("# qim:")
    assert sign
    path.write_text(head + (sign + plan).replace("# ", ""), encoding="utf-8")
    (qim,) = boek_van(folder).qim
    assert qim.opdrachtgever.naam == "Zwolle"
    assert qim.opdrachtgever.kwaliteiten == ("rust", "samen-eten", "veilig-oversteken")


def test_the_readme_is_of_this_workspace(tmp_path: Path):
    folder = tmp_path / "kade"
    tekst = codeboek_tekst(Antwoorden("Kade", wijken=("De | Kade",), kwaliteiten=DRIE))
    begin(folder, tekst, TODAY, "Mag ik dit opschrijven?")
    readme = (folder / "verhalen" / "LEESMIJ.md").read_text(encoding="utf-8")
    for said in ("`de-kade`", "De \\| Kade", "`samen-eten`", "> Mag ik dit", "Het is stil."):
        assert said in readme
    assert "{{" not in readme
    tables = {path.stem for path in (folder / "voorbeelden").glob("*.csv")}
    assert tables == {kind.naam for kind in KINDS}


def test_an_empty_table_of_the_examples_is_read_once_it_is_filled(tmp_path: Path, capsys):
    begin(tmp_path / "a", codeboek_tekst(Antwoorden("A", wijken=("Kade",))), TODAY)
    head = (tmp_path / "a" / "voorbeelden" / "vrijwilligers.csv").read_text(encoding="utf-8-sig")
    assert head.strip() == "periode;wijk;dienstverlening;aantal"
    (tmp_path / "a" / "verhalen" / "cijfers" / "vrijwilligers.csv").write_text(
        f"{head}2026-mei;Kade;Buurtwerk;12\n", encoding="utf-8-sig"
    )
    assert main(["--project", str(tmp_path / "a"), "check"]) == 0
    assert " 1 cijfers" in capsys.readouterr().out


@pytest.mark.parametrize("page", ["LEESMIJ.md", "cijfers.md", "pilot.md"])
def test_what_a_pilot_reads_is_plain(page: str):
    """By the measure of the reports (`test_report_teksten`)."""
    teksten = pytest.importorskip("test_report_teksten", reason="textstat is not installed")
    folder = REPO / "pipeline" / "docs" if page == "pilot.md" else default_path("begin")
    text = re.sub(r"```.*?```|^\|.*?$", "\n", (folder / page).read_text("utf-8"), flags=re.S | re.M)
    text = re.sub(r"(?<=[\w,*`])\n\s*(?=[\w`*])", " ", re.sub(r"`[^`]*`", "woord", text))
    found = teksten.sentences(text)
    assert [said for said in found if len(said.split()) > teksten.MAX_WORDS] == []
    assert teksten.ease([said for said in found if len(said.split()) > 3]) >= teksten.MIN_EASE


def test_without_questions_it_is_the_programme_of_the_package(tmp_path: Path, capsys):
    assert main(["init", str(tmp_path / "mijn-buurt"), "--ja"]) == 0
    boek = boek_van(tmp_path / "mijn-buurt")
    ours, _ = load(default_path("verhalen/codeboek.yaml"), "codeboek.yaml")
    assert boek.kwaliteiten == ours.kwaliteiten
    assert boek.perioden == ours.perioden
    assert boek.naam == "Mijn buurt"
    schema = json.loads((tmp_path / "mijn-buurt/voorbeelden/frontmatter.schema.json").read_text())
    assert boek.kwaliteiten[0].sleutel in json.dumps(schema)
    assert str(tmp_path / "mijn-buurt") in capsys.readouterr().out


def test_a_codebook_that_is_there_already_is_taken_as_it_is(tmp_path: Path, capsys):
    ours = default_path("verhalen/codeboek.yaml")
    assert main(["init", str(tmp_path / "b"), "--codeboek", str(ours)]) == 0
    made = tmp_path / "b" / "verhalen" / "codeboek.yaml"
    assert made.read_text(encoding="utf-8") == ours.read_text(encoding="utf-8")
    (tmp_path / "fout.yaml").write_text("kwaliteiten: [{naam: X}]", encoding="utf-8")
    assert main(["init", str(tmp_path / "c"), "--codeboek", str(tmp_path / "fout.yaml")]) == 3
    assert main(["init", str(tmp_path / "c"), "--codeboek", str(tmp_path / "weg.yaml")]) == 2
    assert not (tmp_path / "c").exists()
    assert "weg.yaml" in capsys.readouterr().err


def test_what_is_there_is_never_changed(tmp_path: Path, capsys):
    (tmp_path / "iets.txt").write_text("van mij", encoding="utf-8")
    assert main(["init", str(tmp_path), "--ja"]) == 2
    assert "staat al iets" in capsys.readouterr().err
    assert main(["init", str(tmp_path / "iets.txt"), "--ja"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["iets.txt"]


def test_no_workspace_begins_among_the_stories_of_another(tmp_path: Path, capsys):
    assert main(["init", str(tmp_path / "a"), "--ja"]) == 0
    assert main(["init", str(tmp_path / "a" / "verhalen" / "b"), "--ja"]) == 3
    assert "ander project" in capsys.readouterr().err
    assert not (tmp_path / "a" / "verhalen" / "b").exists()
    assert main(["init", str(tmp_path / "a" / "b"), "--ja"]) == 0


def test_an_empty_folder_is_filled_where_it_stands(tmp_path: Path, monkeypatch):
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".nieuw-oud").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["init", ".", "--ja"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {".venv", "verhalen", "voorbeelden"}


@pytest.mark.parametrize("lines", range(GESPREK.count("\n")))
def test_questions_that_stop_halfway_leave_nothing(tmp_path: Path, lines: int):
    answers = iter(GESPREK.splitlines()[:lines])

    def vraag(_: str) -> str:
        for line in answers:
            return line
        raise EOFError

    with pytest.raises(Afgebroken):
        begin_vanaf(tmp_path / "a", TODAY, vragen=True, vraag=vraag, zeg=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_answers_can_be_taken_back(tmp_path: Path):
    made = vertel("init", "a", cwd=tmp_path, typed=script(*[""] * 8, "nee"))
    assert made.returncode == 2
    assert "niets geschreven" in made.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")
def test_ctrl_c_on_a_terminal_leaves_nothing(tmp_path: Path):
    spawn = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"
    with subprocess.Popen(
        [sys.executable, "-c", spawn, sys.executable, "-m", "pipeline", "init", "a"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(REPO)},
        bufsize=0,
    ) as run:
        assert run.stdin
        assert run.stdout
        run.stdin.write(b"Kade\n")
        seen = b""
        while b"2. " not in seen and (more := run.stdout.read(1000)):
            seen += more
        run.stdin.write(b"\x03")
        # Pressed just before Python listens, it is only heard with the next line.
        seen += run.communicate(b"\n", timeout=60)[0]
    assert run.returncode == 3
    assert "Gestopt" in seen.decode()
    assert "Traceback" not in seen.decode()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("broken", ["_texts", "_table"])
def test_what_breaks_halfway_leaves_nothing(tmp_path: Path, monkeypatch, broken: str):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(werkmap, broken, full)
    with pytest.raises(PipelineError, match="vol"):
        begin(tmp_path / "a" / "b", codeboek_tekst(Antwoorden("A")), TODAY)
    assert not (tmp_path / "a" / "b").exists()


def test_a_swap_that_breaks_halfway_is_undone(tmp_path: Path, monkeypatch):
    rename = Path.rename

    def second(path: Path, to: Path) -> Path:
        if path.name == "verhalen":
            raise PermissionError(13, "Permission denied", str(to))
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", second)
    with pytest.raises(PipelineError, match="verhalen"):
        begin(tmp_path, codeboek_tekst(Antwoorden("A")), TODAY)
    assert list(tmp_path.iterdir()) == []


def test_a_full_folder_stays_refused_when_it_fills_up_while_asking(tmp_path: Path):
    def vraag(_: str) -> str:
        (tmp_path / "a").mkdir(exist_ok=True)
        (tmp_path / "a" / "verhalen").touch()
        return ""

    with pytest.raises(NietLeeg):
        begin_vanaf(tmp_path / "a", TODAY, vragen=True, vraag=vraag, zeg=lambda _: None)
    assert (tmp_path / "a" / "verhalen").is_file()


NAMEN = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            ["", " ", "NO", "cijfers", "con", "- x", "#", "🙂", "a: b", "ja", "1", "*"]
        ),
    ),
    max_size=6,
).map(", ".join)
REGEL = st.one_of(NAMEN, st.text(max_size=80), st.just("")).map(
    lambda text: text.replace("\n", " ").replace("\r", " ")
)


@settings(max_examples=25, deadline=None)
@given(NAMEN, NAMEN, st.lists(REGEL, min_size=120, max_size=120), st.sampled_from("12346"))
def test_any_answers_make_a_codebook_that_is_read_back(
    tmp_path_factory, wijken: str, kwaliteiten: str, rest: list[str], keren: str
):
    """Whatever is typed, the codebook loads without a problem and says the same names."""
    folder = tmp_path_factory.mktemp("init") / "a"
    lines = iter(rest)
    said: list[str] = []

    def vraag(question: str) -> str:
        said.append(question)
        if "wijken of buurten" in question:
            return wijken.replace("\n", " ")
        if "Welke kwaliteiten" in question:
            return kwaliteiten.replace("\n", " ")
        if "Hoe vaak" in question:
            return keren
        return "" if "Klopt" in question else next(lines)

    workspace = begin_vanaf(folder, TODAY, vragen=True, vraag=vraag, zeg=lambda _: None)
    boek = boek_van(folder)
    assert sum(question[:1].isdigit() for question in said) == 9
    assert len(boek.perioden) == int(keren)
    for wijk in boek.wijken:
        assert (workspace.verhalen / wijk.sleutel).is_dir()
        assert boek.find_wijk(wijk.sleutel) == wijk.sleutel
    for kwaliteit in boek.kwaliteiten:
        assert boek.find_kwaliteit(kwaliteit.sleutel) == kwaliteit.sleutel
        assert kwaliteit.naam.strip()
    assert sum(wijk.heel for wijk in boek.wijken) == 1
