"""Watch: what a person does in the folder is in the report, whatever happens in between."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, EventEmitter

from pipeline.build import Haast, Onderbroken, build
from pipeline.cache import Geheugen
from pipeline.problems import PipelineError
from pipeline.watch import Tijden, watch
from pipeline.workspace import Workspace

TODAY = date(2017, 1, 15)
QUICK = Tijden(rust=0.15, uiterlijk=1.0, proef=1.0, opnieuw=(0.2,))
PATIENCE = 90.0
SOAK_EDITS = int(os.environ.get("VERTEL_SOAK", "40"))
SOAK_FORMATS = tuple(os.environ.get("VERTEL_SOAK_FORMATEN", "html").split(","))

STORY = """---
titel: {titel}
datum: 2016-03-14
wijk: Zuid
toestemming: openbaar
kwaliteiten: [zelfregie]
---

{zin} Daarna ging iedereen naar huis.
"""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTEL_CACHE", str(tmp_path / "geheugen"))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "werk" / "verhalen" / "zuid").mkdir(parents=True)
    return Workspace(tmp_path / "werk")


def story(workspace: Workspace, name: str, zin: str = "Zij opent nu zelf de post.") -> Path:
    path = workspace.verhalen / "zuid" / f"{name}.md"
    path.write_text(STORY.format(titel=name, zin=zin), encoding="utf-8")
    return path


class Passes:
    """Passes that read what is there, in stead of building, and what was said of them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.seen: list[dict[str, str]] = []
        self.busy: list[frozenset[str]] = []
        self.errors: list[Exception] = []
        self.said: list[str] = []
        self.during: Callable[[Haast], None] = lambda haast: None

    def __call__(self, haast: Haast) -> None:
        files = sorted(self._workspace.verhalen.rglob("*.md"))
        self.seen.append({path.name: path.read_text(encoding="utf-8") for path in files})
        self.busy.append(haast.bezig)
        self.during(haast)

    def wait(self, holds: Callable[[], bool]) -> float:
        """Wait until something holds; how long that took."""
        begun = time.monotonic()
        while not holds():
            if time.monotonic() - begun > PATIENCE:
                pytest.fail(f"not within {PATIENCE} s: {self.seen[-1:]} {self.errors} {self.said}")
            time.sleep(0.01)
        return time.monotonic() - begun

    def quiet(self, seconds: float = 0.6) -> int:
        """How many passes there are once nothing has happened for a while."""
        time.sleep(seconds)
        return len(self.seen)


@contextmanager
def watching(
    workspace: Workspace,
    pas: Callable[[Haast], object] | None = None,
    tijden: Tijden = QUICK,
    **options: object,
) -> Iterator[Passes]:
    passes = Passes(workspace)
    stop = threading.Event()
    thread = threading.Thread(
        target=watch,
        args=(workspace, pas or passes, passes.errors.append, passes.said.append),
        kwargs={"tijden": tijden, "stop": stop, **options},
    )
    thread.start()
    try:
        if pas is None:
            passes.wait(lambda: bool(passes.seen))
        yield passes
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


class Deaf(BaseObserver):
    """An observer on a file system that gives no events."""

    def __init__(self) -> None:
        super().__init__(EventEmitter)


def silent() -> Deaf:
    return Deaf()


def test_the_first_pass_needs_no_change(workspace):
    story(workspace, "a")
    with watching(workspace) as passes:
        assert list(passes.seen[0]) == ["a.md"]
        assert passes.quiet() == 1


@pytest.mark.parametrize("options", [{}, {"peilen": True}, {"waarnemer": silent}])
def test_a_drop_an_edit_a_rename_and_a_removal_are_seen(workspace, options):
    tijden = Tijden(rust=0.15, uiterlijk=1.0, proef=0.5, peil=0.3)
    with watching(workspace, tijden=tijden, **options) as passes:
        path = story(workspace, "a", "Eerste.")
        passes.wait(lambda: "Eerste." in passes.seen[-1].get("a.md", ""))
        story(workspace, "a", "Tweede zin.")
        passes.wait(lambda: "Tweede zin." in passes.seen[-1]["a.md"])
        path.rename(path.with_name("b.md"))
        passes.wait(lambda: list(passes.seen[-1]) == ["b.md"])
        path.with_name("b.md").unlink()
        passes.wait(lambda: passes.seen[-1] == {})
        assert passes.errors == []


def test_a_folder_without_events_is_looked_at_by_itself_within_five_seconds(workspace):
    with watching(workspace, tijden=Tijden(), waarnemer=silent) as passes:
        assert passes.said == ["Ik kijk elke 2 seconden of er iets veranderd is."]
        time.sleep(0.5)
        story(workspace, "a")
        assert passes.wait(lambda: "a.md" in passes.seen[-1]) < 5


def test_when_the_system_refuses_to_listen_it_looks_by_itself(workspace):
    class Refusing(Deaf):
        def schedule(self, *args, **kwargs):
            raise OSError(28, "inotify watch limit reached")

    with watching(workspace, waarnemer=Refusing) as passes:
        assert passes.said


def test_what_events_missed_is_found_by_a_look(workspace):
    """An observer that hears the probe in build/ and nothing after that."""

    class Forgetful(Observer):
        def schedule(self, handler, path, **kwargs):
            if Path(path) != workspace.build:
                handler = type(handler)(workspace.root / "nergens", type(handler._vlag)())
            return super().schedule(handler, path, **kwargs)

    tijden = Tijden(rust=0.15, herkijk=0.5)
    with watching(workspace, tijden=tijden, waarnemer=Forgetful) as passes:
        assert passes.said == []
        story(workspace, "a")
        passes.wait(lambda: "a.md" in passes.seen[-1])


def test_a_folder_that_was_replaced_is_listened_to_again(workspace):
    tijden = Tijden(rust=0.15, herkijk=0.4)
    with watching(workspace, tijden=tijden) as passes:
        workspace.verhalen.rename(workspace.root / "oud")
        (workspace.verhalen / "zuid").mkdir(parents=True)
        passes.quiet(1.2)
        story(workspace, "nieuw")
        passes.wait(lambda: "nieuw.md" in passes.seen[-1])


def test_a_folder_with_templates_that_is_made_later_is_listened_to(workspace):
    heard: list[str] = []

    class Noting(Observer):
        def schedule(self, handler, path, **kwargs):
            heard.append(path)
            return super().schedule(handler, path, **kwargs)

    templates = workspace.root / "templates"
    with watching(workspace, tijden=Tijden(herkijk=0.3), waarnemer=Noting) as passes:
        assert str(templates) not in heard
        templates.mkdir()
        passes.wait(lambda: str(templates) in heard)
        passes.wait(lambda: len(passes.seen) > 1)


def test_a_save_during_a_pass_counts_and_the_pass_makes_way(workspace):
    told = []

    def save(haast: Haast) -> None:
        passes.during = lambda haast: None
        assert not haast.nieuws()
        story(workspace, "later")
        passes.wait(haast.nieuws)
        told.append(True)
        raise Onderbroken

    with watching(workspace) as passes:
        passes.during = save
        story(workspace, "eerst")
        passes.wait(lambda: "later.md" in passes.seen[-1])
        assert told
        assert passes.errors == []


def test_who_goes_on_saving_still_gets_a_whole_pass(workspace):
    told = []

    def save(haast: Haast) -> None:
        story(workspace, "a", f"Keer {len(told)}.")
        time.sleep(0.3)
        told.append(haast.nieuws())
        if told[-1]:
            raise Onderbroken

    tijden = Tijden(rust=0.1, geduld=1.5)
    with watching(workspace, tijden=tijden) as passes:
        passes.during = save
        story(workspace, "a")
        passes.wait(lambda: False in told)
        assert True in told


def test_a_storm_of_renames_is_one_pass(workspace):
    folder = workspace.verhalen / "zuid"
    for number in range(5000):
        (folder / f"v{number}.md").touch()
    with watching(workspace, tijden=Tijden(proef=1.0)) as passes:
        before = passes.quiet(1.5)
        for number in range(5000):
            (folder / f"v{number}.md").rename(folder / f"w{number}.md")
        passes.wait(lambda: len(passes.seen) > before)
        assert passes.quiet(1.5) == before + 1
        assert len(passes.seen[-1]) == 5000
        assert "w4999.md" in passes.seen[-1]


@pytest.mark.parametrize(
    "name",
    ["~$verhaal.docx", ".~lock.verhaal.odt#", "4913", "~WRL0001.tmp", ".verhaal.md.swp", "a.md~"],
)
def test_temporary_files_of_editors_wake_no_one(workspace, name):
    with watching(workspace) as passes:
        (workspace.verhalen / name).write_text("tijdelijk", encoding="utf-8")
        (workspace.verhalen / name).write_text("nog tijdelijker", encoding="utf-8")
        (workspace.verhalen / name).unlink()
        assert passes.quiet() == 1


def test_an_atomic_save_is_a_save(workspace):
    path = story(workspace, "a", "Oud.")
    with watching(workspace) as passes:
        beside = path.with_name("~WRD1.tmp")
        beside.write_text(STORY.format(titel="a", zin="Nieuw."), encoding="utf-8")
        beside.replace(path)
        passes.wait(lambda: "Nieuw." in passes.seen[-1]["a.md"])


def test_reading_wakes_no_one(workspace):
    path = story(workspace, "a")
    with watching(workspace) as passes:
        for _ in range(20):
            path.read_bytes()
            list(workspace.verhalen.iterdir())
        assert passes.quiet() == 1


def test_a_file_is_read_when_it_stands_still(workspace):
    """Somebody's slow copy: half a story is never judged."""
    whole = STORY.format(titel="traag", zin="Zin. " * 400)
    with watching(workspace, tijden=Tijden(rust=0.3, uiterlijk=1.0)) as passes:
        with (workspace.verhalen / "traag.md").open("w", encoding="utf-8") as file:
            for start in range(0, len(whole), 100):
                file.write(whole[start : start + 100])
                file.flush()
                time.sleep(0.08)
        passes.wait(lambda: passes.seen[-1].get("traag.md") == whole)
    halves = [
        busy
        for seen, busy in zip(passes.seen, passes.busy, strict=True)
        if seen.get("traag.md", whole) != whole
    ]
    assert all(busy == {"verhalen/traag.md"} for busy in halves)


def test_a_file_that_is_emptied_before_it_is_written_is_never_seen_empty(workspace):
    path = story(workspace, "a")
    with watching(workspace, tijden=Tijden(rust=0.15, uiterlijk=3.0)) as passes:
        path.write_bytes(b"")
        time.sleep(0.6)
        story(workspace, "a", "Weer vol.")
        passes.wait(lambda: "Weer vol." in passes.seen[-1]["a.md"])
    assert "" not in [seen["a.md"] for seen in passes.seen]


def test_a_file_that_stays_empty_is_seen_empty_in_the_end(workspace):
    path = story(workspace, "a")
    with watching(workspace) as passes:
        path.write_bytes(b"")
        passes.wait(lambda: passes.seen[-1]["a.md"] == "")
        assert passes.busy[-1] == frozenset()


def test_a_file_that_is_put_away_and_back_was_never_gone(workspace):
    path = story(workspace, "a")
    with watching(workspace, tijden=Tijden()) as passes:
        for zin in ("Een.", "Twee."):
            path.rename(path.with_name("a.md~"))
            time.sleep(0.2)
            story(workspace, "a", zin)
            passes.wait(lambda zin=zin: zin in passes.seen[-1].get("a.md", ""))
    assert all("a.md" in seen for seen in passes.seen)


def test_a_failed_pass_is_said_and_done_again_and_the_watch_goes_on(workspace):
    def fail(haast: Haast) -> None:
        if len(passes.seen) < 4:
            raise PipelineError("De schijf is vol.", "Maak ruimte.")
        if len(passes.seen) == 5:
            raise RuntimeError

    with watching(workspace) as passes:
        passes.during = fail
        story(workspace, "a")
        passes.wait(lambda: len(passes.seen) == 4)
        assert passes.quiet() == 4
        story(workspace, "b")
        passes.wait(lambda: len(passes.seen) == 6)
    assert [type(error) for error in passes.errors] == [PipelineError] * 2 + [RuntimeError]


def test_a_build_that_fails_keeps_the_report_says_so_and_recovers(workspace):
    story(workspace, "a", "Zij opent nu zelf de post.")
    report = workspace.build / "jaarrapportage-2016.html"
    bundel = workspace.build / "verhalenbundel-2016-zuid.html"
    controle = workspace.build / "controle.html"

    def text(path: Path) -> str:
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def pas(haast: Haast) -> None:
        build(workspace, TODAY, lambda *_: None, formaten=("html",), haast=haast)

    with watching(workspace, pas) as passes:
        passes.wait(lambda: "zelf de post" in text(report))
        templates = workspace.root / "templates"
        templates.mkdir()
        (templates / "jaarrapportage.md").write_text("{{ kapot }}", encoding="utf-8")
        story(workspace, "b", "Hij kookt voor de straat.")
        passes.wait(lambda: "jaarrapportage.md" in text(controle))
        assert "zelf de post" in text(report)
        shutil.rmtree(templates)
        passes.wait(lambda: "kookt voor de straat" in text(bundel))
        passes.wait(lambda: "niet gemaakt" not in text(controle))


def test_ctrl_c_ends_the_command_with_code_0(workspace, tmp_path):
    story(workspace, "a")
    command = [sys.executable, "-m", "pipeline", "--project", str(workspace.root), "watch"]
    running = subprocess.Popen(
        [*command, "--formaat", "html"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    begun = time.monotonic()
    while not (workspace.build / "manifest.json").exists():
        assert running.poll() is None
        assert time.monotonic() - begun < 60
        time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert running.returncode == 0, err
    assert "Gestopt." in out
    assert "Traceback" not in out + err


def test_random_edits_end_with_the_bytes_of_a_clean_build(workspace, tmp_path):
    """A day of work in a minute; with VERTEL_SOAK=500 also: nothing is left over of each pass."""
    chance = random.Random(int(os.environ.get("VERTEL_SOAK_ZAAD", "6")))
    names = [f"v{number}" for number in range(8)]
    story(workspace, "v0")
    measured: list[tuple[int, int, int]] = []
    geheugen = Geheugen()

    def pas(haast: Haast) -> None:
        build(
            workspace,
            TODAY,
            lambda *_: None,
            formaten=SOAK_FORMATS,
            haast=haast,
            geheugen=geheugen,
        )
        measured.append((threading.active_count(), _handles(), _memory()))

    with watching(workspace, pas, tijden=Tijden(rust=0.1, uiterlijk=0.5)) as passes:
        passes.wait(lambda: bool(measured))
        for number in range(SOAK_EDITS):
            _edit(workspace, chance, names)
            time.sleep(chance.choice((0, 0.01, 0.1, 0.3)))
            if number % 10 == 9:
                # On a busy machine edits would else follow each other too fast for any pass.
                whole = len(measured)
                story(workspace, chance.choice(names), f"Rust {number}.")
                passes.wait(lambda whole=whole: len(measured) > whole)
        clean = Workspace(tmp_path / "schoon")
        shutil.copytree(workspace.verhalen, clean.verhalen)
        build(clean, TODAY, lambda *_: None, formaten=SOAK_FORMATS)
        # What other files said of the folder in between must not stay behind in any output.
        passes.wait(lambda: _outputs(workspace) == _outputs(clean))
        assert passes.errors == []
    if SOAK_EDITS >= 300:
        early, late = measured[len(measured) // 3], measured[-1]
        print(len(measured), "passes; threads, handles, pages:", early, late)
        assert late[0] <= early[0]
        assert late[1] <= early[1] + 2
        assert late[2] <= early[2] * 1.2


def _edit(workspace: Workspace, chance: random.Random, names: list[str]) -> None:
    name, other = chance.sample(names, 2)
    folder = workspace.verhalen / "zuid"
    path = folder / f"{name}.md"
    what = chance.choice(["write", "write", "write", "remove", "rename", "append", "hide", "junk"])
    if what == "write":
        story(workspace, name, f"Zin {chance.randrange(10**6)}.")
    elif what == "junk":
        path.write_bytes(chance.randbytes(chance.randrange(60)))
    elif not path.exists():
        story(workspace, name)
    elif what == "remove":
        path.unlink()
    elif what == "rename":
        path.replace(folder / f"{other}.md")
    elif what == "append":
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\nEn nog {chance.randrange(10**6)}.\n")
    else:
        text = path.read_bytes().replace(b"openbaar", b"intern")
        path.write_bytes(text)


def _outputs(workspace: Workspace) -> dict[str, bytes]:
    files = [path for path in workspace.build.rglob("*") if path.is_file()]
    return {path.name: path.read_bytes() for path in files if not path.name.startswith(".")}


def _handles() -> int:
    here = Path("/proc/self/fd")
    return len(list(here.iterdir())) if here.is_dir() else 0


def _memory() -> int:
    here = Path("/proc/self/statm")
    return int(here.read_text().split()[1]) if here.is_file() else 0
