"""Whatever stops a pass, every output is whole: the old one or the new one, never a part."""

import errno
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import pipeline.swap
from pipeline.build import build
from pipeline.cli import main
from pipeline.problems import PipelineError
from pipeline.report import Document
from pipeline.workspace import Workspace

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

TODAY = date(2017, 1, 15)
KILLS = int(os.environ.get("VERTEL_KILLS", "6"))
"""Of a build and of a watch each; 50 by hand, since each takes a second or two."""
FORMATS = os.environ.get("VERTEL_KILL_FORMATEN", "html")

STORY = """---
titel: De post
datum: 2016-03-14
wijk: Zuid
toestemming: openbaar
kwaliteiten: [zelfregie]
---

{zin} Daarna ging iedereen naar huis.
"""
OLD, NEW = "Zij opent nu zelf de post.", "Hij kookt nu voor de hele straat."


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTEL_CACHE", str(tmp_path / "geheugen"))


def write(workspace: Workspace, zin: str) -> None:
    workspace.verhalen.mkdir(parents=True, exist_ok=True)
    (workspace.verhalen / "a.md").write_text(STORY.format(zin=zin), encoding="utf-8")


def make(workspace: Workspace, formats: tuple[str, ...] = ("html",)) -> None:
    build(workspace, TODAY, lambda *_: None, formaten=formats)


def outputs(workspace: Workspace) -> dict[str, bytes]:
    files = [path for path in workspace.build.rglob("*") if path.is_file()]
    return {path.name: path.read_bytes() for path in files if not path.name.startswith(".")}


def wholes(tmp_path: Path, formats: tuple[str, ...]) -> list[dict[str, bytes]]:
    """What undisturbed builds of the old and the new story give."""
    found = []
    for number, zin in enumerate((OLD, NEW)):
        workspace = Workspace(tmp_path / f"heel{number}")
        write(workspace, zin)
        make(workspace, formats)
        found.append(outputs(workspace))
    assert found[0] != found[1]
    return found


def assert_whole(workspace: Workspace, known: list[dict[str, bytes]]) -> None:
    """Every output is an old or a new one; the manifest may list the new ones made so far."""
    found = outputs(workspace)
    listed = _listed(found.pop("manifest.json"))
    assert any(listed <= _listed(whole["manifest.json"]) for whole in known)
    for name, data in found.items():
        assert data in [whole[name] for whole in known], f"{name} is a part"


def _listed(manifest: bytes) -> set[tuple[str, str]]:
    return {(output["naam"], output["sha256"]) for output in json.loads(manifest)["uitvoer"]}


def forked(run: Callable[[], int], said: Path | None = None) -> int:
    """The number of a child process that runs this and ends with its exit code.

    A child that is forked has loaded everything already, so that it is killed while it works.
    """
    child = os.fork()
    if child == 0:
        code = 99
        try:
            with Path(said or os.devnull).open("w", encoding="utf-8") as out:
                sys.stdout = sys.stderr = out
                code = run()
        finally:
            os._exit(code)
    return child


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def command(workspace: Workspace, name: str) -> Callable[[], int]:
    return lambda: main(["--project", str(workspace.root), name, "--formaat", FORMATS])


@needs_fork
def test_a_power_cut_at_any_write_leaves_whole_outputs(tmp_path, monkeypatch):
    """A child process stops dead at its first, second, … write, rename or flush to disk."""

    def convert(document: Document, formats: tuple[str, ...], _: object) -> dict[str, bytes]:
        return {f"{document.naam}.{form}": document.markdown.encode() for form in formats}

    monkeypatch.setattr("pipeline.taken.convert", convert)
    known = wholes(tmp_path, ("html", "docx"))
    workspace = Workspace(tmp_path / "werk")
    write(workspace, OLD)
    make(workspace, ("html", "docx"))
    write(workspace, NEW)
    cuts = 0
    while _dies_at(cuts, lambda: make(workspace, ("html", "docx"))):
        assert_whole(workspace, known)
        cuts += 1
    assert cuts >= 10
    assert outputs(workspace) == known[1]
    assert not list(workspace.build.glob(".nieuw-*"))


def _dies_at(number: int, run: Callable[[], None]) -> bool:
    """Whether a child that dies at its n-th disk operation dies, or gets to its end."""

    def child() -> int:
        left = [number]

        def cut(real: Callable[..., object]) -> Callable[..., object]:
            def call(*args: object, **options: object) -> object:
                if left[0] == 0:
                    os._exit(9)
                left[0] -= 1
                return real(*args, **options)

            return call

        for name in ("fsync", "replace", "mkdir", "rmdir", "unlink"):
            setattr(os, name, cut(getattr(os, name)))
        run()
        return 0

    return ended(forked(child)) == 9


@needs_fork
@pytest.mark.parametrize("name", ["build", "watch"])
def test_kill_9_at_random_moments_leaves_whole_outputs(tmp_path, name):
    chance = random.Random(9)
    formats = tuple(FORMATS.split(","))
    known = wholes(tmp_path, formats)
    workspace = Workspace(tmp_path / "werk")
    write(workspace, OLD)
    begun = time.monotonic()
    assert ended(forked(command(workspace, "build"))) == 0
    lasts = time.monotonic() - begun
    for number in range(KILLS):
        write(workspace, NEW if number % 2 else OLD)
        child = forked(command(workspace, name))
        time.sleep(chance.uniform(0, 0.6) * lasts)
        write(workspace, OLD if number % 2 else NEW)
        time.sleep(chance.uniform(0, 0.6) * lasts)
        os.kill(child, signal.SIGKILL)
        ended(child)
        assert_whole(workspace, known)
    write(workspace, NEW)
    assert ended(forked(command(workspace, "build"))) == 0
    assert outputs(workspace) == known[1]
    assert not list(workspace.build.glob(".nieuw-*"))


@needs_fork
def test_a_full_disk_is_a_clear_message_and_the_next_pass_is_right(tmp_path):
    """No file may grow beyond a few kilobytes, as on a disk that is nearly full."""
    import resource

    known = wholes(tmp_path, ("html",))
    workspace = Workspace(tmp_path / "werk")
    write(workspace, OLD)
    make(workspace)
    write(workspace, NEW)

    def cramped() -> int:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        return main(["--project", str(workspace.root), "build", "--formaat", "html"])

    assert ended(forked(cramped, tmp_path / "gezegd")) == 3
    said = (tmp_path / "gezegd").read_text(encoding="utf-8")
    assert "De schijf is vol" in said
    assert "Traceback" not in said
    assert_whole(workspace, known)
    make(workspace)
    assert outputs(workspace) == known[1]


def test_a_build_folder_that_is_read_only_is_a_clear_message(tmp_path, monkeypatch):
    workspace = Workspace(tmp_path / "werk")
    write(workspace, OLD)
    make(workspace)
    before = outputs(workspace)
    write(workspace, NEW)

    def refuse(*_args: object, **_options: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied", str(workspace.build))

    monkeypatch.setattr("pipeline.swap.tempfile.mkdtemp", refuse)
    with pytest.raises(PipelineError, match="heel gebleven"):
        make(workspace)
    assert outputs(workspace) == before


def test_an_output_that_word_holds_open_keeps_every_output_as_it_was(tmp_path, monkeypatch):
    """Windows refuses to rename over, or to rename, a file that Word has open."""
    workspace = Workspace(tmp_path / "werk")
    write(workspace, OLD)
    make(workspace, ("html", "docx"))
    before = outputs(workspace)
    write(workspace, NEW)
    monkeypatch.setattr(pipeline.swap, "_PAUSE_SECONDS", 0.01)
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if Path(target).suffix == ".docx":
            raise PermissionError(errno.EACCES, "In use", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(PipelineError) as refused:
        make(workspace, ("html", "docx"))
    assert "jaarrapportage-2016.docx" in refused.value.melding
    assert "Word" in refused.value.oplossing
    now = outputs(workspace)
    assert "jaarrapportage-2016.docx" in now.pop("controle.html").decode()
    assert now == {name: data for name, data in before.items() if name != "controle.html"}
    monkeypatch.undo()
    make(workspace, ("html", "docx"))
    assert outputs(workspace) != before


@needs_fork
def test_two_at_once_do_not_mix(tmp_path):
    known = wholes(tmp_path, ("html",))
    workspace = Workspace(tmp_path / "werk")
    write(workspace, NEW)
    both = [forked(command(workspace, "build")) for _ in range(2)]
    assert [ended(child) for child in both] == [0, 0]
    assert {name: outputs(workspace)[name] for name in known[1]} == known[1]


def test_nothing_in_verhalen_is_ever_changed(tmp_path):
    workspace = Workspace(tmp_path / "werk")
    shutil.copytree(Path(__file__).parent.parent / "verhalen" / "zuid", workspace.verhalen / "zuid")
    before = {path: path.stat().st_mtime_ns for path in workspace.verhalen.rglob("*")}
    make(workspace)
    assert {path: path.stat().st_mtime_ns for path in workspace.verhalen.rglob("*")} == before
