"""Incremental: a pass after any edits gives the bytes of a clean one, and costs what changed."""

import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import remember
from pipeline.build import BuildResult, build
from pipeline.cache import Cache, Geheugen, digest, opened, tree_digest
from pipeline.model import Run
from pipeline.problems import PipelineError
from pipeline.read import stories
from pipeline.report import Document
from pipeline.workspace import Workspace, default_path

REPO = Path(__file__).parent.parent
TODAY = date(2016, 7, 1)
STORY = """---
titel: {titel}
datum: {datum}
wijk: {wijk}
toestemming: {toestemming}
kwaliteiten: {kwaliteiten}
{extra}
---

{zin} Daarna ging iedereen naar huis.
"""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERTEL_CACHE", str(tmp_path / "geheugen"))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "werk" / "verhalen").mkdir(parents=True)
    return Workspace(tmp_path / "werk")


def story(workspace: Workspace, name: str, **values: str) -> Path:
    filled = {
        "titel": name,
        "datum": "2016-03-14",
        "wijk": "Zuid",
        "toestemming": "openbaar",
        "kwaliteiten": "[zelfregie]",
        "zin": "Zij opent nu zelf de post.",
        "extra": "verteller: bewoner",
    } | values
    path = workspace.verhalen / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(STORY.format(**filled), encoding="utf-8")
    return path


def make(workspace: Workspace, today: date = TODAY, **options: object) -> BuildResult:
    return build(workspace, today, lambda *_: None, **options)  # type: ignore[arg-type]


def outputs(workspace: Workspace) -> dict[str, bytes]:
    files = [path for path in workspace.build.rglob("*") if path.is_file()]
    return {path.name: path.read_bytes() for path in files if not path.name.startswith(".")}


def as_markdown(document: Document, formats: tuple[str, ...], _: object) -> dict[str, bytes]:
    """In stead of pandoc and typst, whose work follows from the Markdown alone."""
    return {f"{document.naam}.{form}": document.markdown.encode() for form in formats}


@contextmanager
def memory(folder: Path) -> Iterator[None]:
    before = os.environ["VERTEL_CACHE"]
    os.environ["VERTEL_CACHE"] = str(folder)
    try:
        yield
    finally:
        os.environ["VERTEL_CACHE"] = before


NAMES = ["a", "b", "zuid/c", "oost/2016-05-05-d"]
FIGURES = "periode,wijk,specialisme,uren\n2016-mei,Zuid,Buurtwerk,{}\n"
CONSENT = ["openbaar", "anoniem", "intern"]
TAGS = ["[zelfregie]", "{vitaliteit: '-'}", "[]", "[onbekend]"]
EDITS = st.one_of(
    st.tuples(
        st.just("schrijf"),
        st.sampled_from(NAMES),
        st.sampled_from(CONSENT),
        st.sampled_from(TAGS),
        st.sampled_from(["2016-03-14", "2016-10-01", "2015-02-02", "gisteren"]),
        st.sampled_from(["Hij kookt.", "Zij zingt zelf.", "Niemand helpt."]),
        st.sampled_from(["werksoort: buurtwerk", "media: [{bestand: foto.png, alt: Een bankje}]"]),
    ),
    st.tuples(st.just("weg"), st.sampled_from(NAMES)),
    st.tuples(st.just("hernoem"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("rommel"), st.sampled_from(NAMES), st.binary(max_size=40)),
    st.tuples(st.just("cijfers"), st.integers(0, 400)),
    st.tuples(st.just("codeboek"), st.sampled_from([1, 5, 50])),
    st.tuples(st.just("foto"), st.booleans()),
    st.tuples(st.just("sjabloon"), st.sampled_from(["", "{* anders *}", "{{ kapot"])),
    st.tuples(st.just("dag"), st.integers(-200, 200)),
    st.tuples(st.just("uitvoer"), st.sampled_from(["weg", "anders"])),
)


@given(st.lists(EDITS, min_size=2, max_size=7), st.booleans())
@settings(
    max_examples=int(os.environ.get("VERTEL_REEKSEN", "12")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_after_any_edits_the_bytes_are_those_of_a_clean_build(monkeypatch, edits, watching):
    with tempfile.TemporaryDirectory() as folder, monkeypatch.context() as patched:
        patched.setattr("pipeline.taken.convert", as_markdown)
        patched.setattr("pipeline.report.bundel.MEEST", 2)
        workspace, clean = Workspace(Path(folder, "werk")), Workspace(Path(folder, "schoon"))
        story(workspace, "a")
        today, geheugen = TODAY, Geheugen() if watching else None
        for edit in edits:
            today = _do(workspace, edit, today)
            failed = _try(workspace, today, Path(folder, "geheugen"), geheugen)
        if failed:
            return
        shutil.copytree(workspace.verhalen, clean.verhalen)
        if (workspace.root / "templates").is_dir():
            shutil.copytree(workspace.root / "templates", clean.root / "templates")
        assert not _try(clean, today, Path(folder, "ander-geheugen"))
        made = outputs(workspace)
        assert {name: made[name] for name in outputs(clean)} == outputs(clean)


def _try(workspace: Workspace, today: date, folder: Path, geheugen: Geheugen | None = None) -> bool:
    """Build with the memory in `folder` and at hand; whether that failed."""
    with memory(folder):
        try:
            make(workspace, today, formaten=("html", "pdf"), geheugen=geheugen)
        except PipelineError as error:
            if "sjabloon" not in error.melding:
                raise
            return True
    return False


def _do(workspace: Workspace, edit: tuple, today: date) -> date:
    what, *values = edit
    if what == "schrijf":
        name, consent, tags, day, zin, extra = values
        facts = {"toestemming": consent, "kwaliteiten": tags, "datum": day}
        story(workspace, name, **facts, zin=zin, extra=extra)
    elif what == "codeboek":
        own = default_path("verhalen/codeboek.yaml").read_text("utf-8")
        limit = re.sub(r"(?m)^kleine-aantallen: \d+", f"kleine-aantallen: {values[0]}", own)
        (workspace.verhalen / "codeboek.yaml").write_text(limit, "utf-8")
    elif what == "dag":
        return today + timedelta(days=values[0])
    elif what == "cijfers":
        workspace.cijfers.mkdir(exist_ok=True)
        text = FIGURES.format(values[0])
        (workspace.cijfers / "ureninzet.csv").write_text(text, encoding="utf-8")
    elif what == "foto":
        photo = workspace.verhalen / "foto.png"
        photo.write_bytes(b"\x89PNG") if values[0] else photo.unlink(missing_ok=True)
    elif what == "sjabloon":
        own = workspace.root / "templates"
        own.mkdir(exist_ok=True)
        text = (REPO / "templates" / "jaarrapportage.md").read_text(encoding="utf-8")
        (own / "jaarrapportage.md").write_text(values[0] + text, encoding="utf-8")
    elif what == "uitvoer":
        report = workspace.build / "jaarrapportage-2016.html"
        if report.exists():
            report.unlink() if values[0] == "weg" else report.write_bytes(b"anders")
    else:
        _do_file(workspace, what, [workspace.verhalen / f"{name}.md" for name in NAMES], values)
    return today


def _do_file(workspace: Workspace, what: str, known: list[Path], values: list) -> None:
    path = known[NAMES.index(values[0])]
    path.parent.mkdir(exist_ok=True)
    if what == "rommel":
        path.write_bytes(values[1])
    elif what == "weg":
        path.unlink(missing_ok=True)
    elif path.exists():
        other = known[NAMES.index(values[1])]
        other.parent.mkdir(exist_ok=True)
        path.replace(other)


def test_with_the_real_tools_too(workspace, tmp_path):
    story(workspace, "a")
    story(workspace, "b", zin="Hij kookt nu voor de hele straat.")
    make(workspace)
    story(workspace, "b", zin="Hij kookt nu voor de hele wijk.")
    make(workspace)
    clean = Workspace(tmp_path / "schoon")
    shutil.copytree(workspace.verhalen, clean.verhalen)
    with memory(tmp_path / "ander-geheugen"):
        make(clean)
    assert outputs(workspace) == outputs(clean)
    assert {Path(name).suffix for name in outputs(clean)} == {".html", ".pdf", ".docx", ".json"}


class Counting:
    """Counts what a pass does for real."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[str] = []
        self.tagged: list[str] = []
        self.converted: list[str] = []
        read, tagger = remember.read_verhaal, _tagger()

        def counting_read(data, pad, *rest):
            self.read.append(pad)
            return read(data, pad, *rest)

        class Tagger:
            def tag(_, verhalen):  # noqa: N805
                self.tagged += [verhaal.pad for verhaal in verhalen]
                return tagger.tag(verhalen)

        def counting_convert(document, formats, folders):
            self.converted += [f"{document.naam}.{form}" for form in formats]
            return as_markdown(document, formats, folders)

        monkeypatch.setattr(remember, "read_verhaal", counting_read)
        monkeypatch.setattr("pipeline.build.tagger_of", lambda *_: Tagger())
        monkeypatch.setattr("pipeline.taken.convert", counting_convert)

    def take(self) -> tuple[list[str], list[str], list[str]]:
        taken = self.read[:], self.tagged[:], self.converted[:]
        for done in (self.read, self.tagged, self.converted):
            done.clear()
        return taken


def _tagger():
    from pipeline.build import tagger_of
    from pipeline.codebook import load
    from pipeline.workspace import default_path

    return tagger_of(load(default_path("verhalen/codeboek.yaml"), "verhalen/codeboek.yaml")[0])


def test_a_pass_does_what_changed_and_no_more(workspace, monkeypatch):
    counted = Counting(monkeypatch)
    paths = [story(workspace, name, zin=f"Zin van {name}.") for name in ("a", "b", "c")]
    make(workspace, formaten=("html", "pdf"))
    read, tagged, converted = counted.take()
    assert (len(read), len(tagged)) == (3, 3)
    assert {"jaarrapportage-2016.html", "jaarrapportage-2016.pdf"} <= set(converted)
    assert make(workspace, formaten=("html", "pdf")).ongewijzigd
    assert counted.take() == ([], [], [])
    story(workspace, "b", zin="Een andere zin.")
    make(workspace, formaten=("html", "pdf"))
    read, tagged, again = counted.take()
    assert (read, tagged) == (["verhalen/b.md"], ["verhalen/b.md"])
    assert "verhalenbundel-2016-zuid.html" in again
    assert len(again) < len(converted), "what the story is not in is not made again"
    paths[2].rename(paths[2].with_name("d.md"))
    make(workspace, formaten=("html", "pdf"))
    read, tagged, _ = counted.take()
    assert (read, tagged) == (["verhalen/d.md"], [])
    (workspace.build / "jaarrapportage-2016.pdf").unlink()
    make(workspace, formaten=("html", "pdf"))
    assert counted.take() == ([], [], ["jaarrapportage-2016.pdf"])


def test_passes_of_one_process_open_no_file_that_stands_as_it_stood(workspace, monkeypatch):
    opened_: list[str] = []
    read_bytes = stories.read_bytes

    def noting(pad: str, path: Path) -> bytes:
        opened_.append(pad)
        return read_bytes(pad, path)

    monkeypatch.setattr(stories, "read_bytes", noting)
    monkeypatch.setattr(remember, "_SETTLED", 0)
    geheugen = Geheugen()
    paths = [story(workspace, name, zin=f"Zin van {name}.") for name in ("a", "b")]
    for _ in range(2):
        make(workspace, formaten=("html",), geheugen=geheugen)
    assert opened_ == ["verhalen/a.md", "verhalen/b.md"]
    story(workspace, "b", zin="Zin van B.")
    make(workspace, formaten=("html",), geheugen=geheugen)
    assert opened_[2:] == ["verhalen/b.md"]
    paths[0].unlink()
    make(workspace, formaten=("html",), geheugen=geheugen)
    assert list(geheugen.bestanden) == ["verhalen/b.md"]
    for held in (geheugen.waarden, geheugen.gemaakt):
        assert all("Zin van a" not in repr(value) for value in held.values())


def test_a_change_in_the_same_tick_of_the_clock_is_seen(workspace):
    """The size and the times are those of before; the file had just been written."""
    geheugen = Geheugen()
    path = story(workspace, "a", zin="Zij opent nu zelf de post.")
    make(workspace, formaten=("html",), geheugen=geheugen)
    before = path.stat()
    story(workspace, "a", zin="Zij opent nu zelf de kist.")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    make(workspace, formaten=("html",), geheugen=geheugen)
    assert "de kist" in (workspace.build / "verhalenbundel-2016-zuid.html").read_text("utf-8")


def test_an_output_that_stays_the_same_is_not_touched(workspace):
    story(workspace, "a")
    make(workspace, formaten=("html",))
    before = {path: path.stat().st_mtime_ns for path in workspace.build.iterdir()}
    story(workspace, "geheim", toestemming="intern", wijk="Onbekendwijk")
    make(workspace, formaten=("html",))
    (workspace.verhalen / "geheim.md").unlink()
    (workspace.verhalen / "LEESMIJ.md").write_text("uitleg", encoding="utf-8")
    make(workspace, formaten=("html",))
    again = outputs(workspace)
    make(workspace, formaten=("html",))
    assert outputs(workspace) == again
    assert set(before) == set(workspace.build.iterdir())


def test_a_pass_in_which_no_story_changed_loads_no_tagger(workspace, tmp_path):
    story(workspace, "a")
    make(workspace, formaten=("html",))
    code = (
        "import sys; from pathlib import Path; from datetime import date\n"
        "from pipeline.build import build; from pipeline.workspace import Workspace\n"
        f"result = build(Workspace(Path({str(workspace.root)!r})), date(2016, 7, 1),"
        " lambda *_: None, formaten=('html',))\n"
        "assert result.ongewijzigd\n"
        "print([name for name in ('spacy', 'typst', 'docx', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_another_plan_in_the_codebook_tags_nothing_anew(workspace, monkeypatch):
    story(workspace, "a")
    make(workspace, formaten=("html",))
    path = workspace.verhalen / "codeboek.yaml"
    known, mark, _ = (
        (path if path.exists() else workspace.codeboek).read_text("utf-8").partition("\nqim:")
    )
    assert mark
    plan = "\nqim: {opdrachtgever: {kwaliteiten: [zelfregie], stakeholders: [bewoner]}}\n"
    path.write_text(known + plan, encoding="utf-8")
    monkeypatch.setattr("pipeline.build.tagger_of", None)
    make(workspace, formaten=("html",))
    assert "Beoogd door: opdrachtgever." in outputs(workspace)["qim-2016.html"].decode()
    path.write_text(known, encoding="utf-8")
    make(workspace, formaten=("html",))
    assert [name for name in outputs(workspace) if name.startswith(("qim", "buurtvisitatie"))] == []


def test_what_a_reader_may_no_longer_see_is_not_in_the_memory_either(workspace, tmp_path):
    secret = "Kwetsbare zin over de schimmel achter het behang."
    path = story(workspace, "a", zin=secret)
    story(workspace, "b", zin="Hij kookt.")
    make(workspace, formaten=("html",))
    files = [p for p in (tmp_path / "geheugen").rglob("*") if p.is_file()]
    assert any(b"schimmel" in p.read_bytes() for p in files)
    path.unlink()
    make(workspace, formaten=("html",))
    everywhere = [*(tmp_path / "geheugen").rglob("*"), *workspace.build.rglob("*")]
    assert [p for p in everywhere if p.is_file() and b"schimmel" in p.read_bytes()] == []


def test_the_memory_is_the_users_own_and_lies_outside_the_workspace(workspace, tmp_path):
    story(workspace, "a")
    make(workspace, formaten=("html",))
    found = list((tmp_path / "geheugen").rglob("cache.sqlite"))
    assert len(found) == 1
    if os.name != "nt":
        assert stat.S_IMODE(found[0].stat().st_mode) == 0o600
        assert stat.S_IMODE(found[0].parent.stat().st_mode) == 0o700
    assert not list(workspace.root.rglob("*.sqlite*"))


def test_the_memory_of_a_workspace_that_is_gone_goes_too(workspace, tmp_path):
    story(workspace, "a")
    make(workspace, formaten=("html",))
    shutil.rmtree(workspace.root)
    (cleared,) = (tmp_path / "geheugen").rglob("opgeruimd")
    os.utime(cleared, (0, 0))  # looked long ago
    other = Workspace(tmp_path / "ander")
    story(other, "b")
    make(other, formaten=("html",))
    assert len(list((tmp_path / "geheugen").rglob("cache.sqlite"))) == 1


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE waarden (iets TEXT)")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"geen database"),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(path.read_bytes()[:4096] + os.urandom(60_000)),
        _foreign,
    ],
)
def test_a_spoiled_memory_is_thrown_away_and_said(workspace, tmp_path, spoil):
    for number in range(9):
        story(workspace, f"v{number}", zin=f"Zin {number}.")
    make(workspace, formaten=("html",))
    before = outputs(workspace)
    (path,) = (tmp_path / "geheugen").rglob("cache.sqlite")
    spoil(path)
    said: list[str] = []
    build(workspace, TODAY, lambda name, *_: said.append(name), formaten=("html",))
    assert outputs(workspace) == before
    assert any("begin opnieuw" in text for text in said)
    assert make(workspace, formaten=("html",)).ongewijzigd


def test_a_value_of_which_a_bit_fell_over_is_made_anew(tmp_path):
    path = tmp_path / "c.sqlite"
    store = Cache(path, "ik", print)
    store.remember("s", "k", Run("tekst", 3))
    store.close()
    with sqlite3.connect(path) as db:
        (blob,) = db.execute("SELECT waarde FROM waarden").fetchone()
        spoiled = blob.replace(b"tekst", b"test!")
        db.execute("UPDATE waarden SET waarde = ?", (spoiled,))
    store = Cache(path, "ik", print)
    assert store.recall("s", "k", Run) is None
    store.close()


def test_another_version_of_vertel_starts_anew(tmp_path):
    store = Cache(tmp_path / "c.sqlite", "versie 1", print)
    store.remember("s", "k", Run("tekst", 3))
    store.close()
    store = Cache(tmp_path / "c.sqlite", "versie 1", print)
    assert store.recall("s", "k", Run) == Run("tekst", 3)
    store.close()
    store = Cache(tmp_path / "c.sqlite", "versie 2", print)
    assert store.recall("s", "k", Run) is None
    store.close()


def test_without_a_place_for_the_memory_everything_still_works(workspace, tmp_path, monkeypatch):
    (tmp_path / "bestand").write_text("geen map", encoding="utf-8")
    monkeypatch.setenv("VERTEL_CACHE", str(tmp_path / "bestand"))
    story(workspace, "a")
    assert not make(workspace, formaten=("html",)).ongewijzigd
    with opened(workspace, print) as cache:
        cache.remember("s", "k", "waarde")
        assert cache.recall("s", "k", str) == "waarde"


def test_what_was_not_asked_for_is_forgotten_within_its_kind(tmp_path):
    store = Cache(tmp_path / "c.sqlite", "ik", print)
    for kind in ("een", "twee"):
        store.remember(kind, "oud", 1)
    store.close()
    store = Cache(tmp_path / "c.sqlite", "ik", print)
    assert store.once("een", "nieuw", int, lambda: 2) == 2
    store.forget_unused()
    assert store.recall("een", "oud", int) is None
    assert store.recall("een", "nieuw", int) == 2
    assert store.recall("twee", "oud", int) == 1
    store.close()


def test_a_key_tells_apart_what_differs_and_nothing_else(tmp_path):
    assert digest(Run("a", 1)) == digest(Run("a", 1)) != digest(Run("a", 2))
    assert digest("ab", "c") != digest("a", "bc")
    assert digest(frozenset("ab")) == digest(frozenset("ba"))
    assert digest(object()) != digest(object())


def test_the_key_of_a_folder_follows_names_contents_and_links(tmp_path):
    folder, outside = tmp_path / "map", tmp_path / "buiten.txt"
    (folder / "onder").mkdir(parents=True)
    outside.write_text("x", encoding="utf-8")
    seen = {tree_digest(folder)}

    def differs() -> bool:
        before = len(seen)
        seen.add(tree_digest(folder))
        return len(seen) > before

    (folder / "a").write_text("een", encoding="utf-8")
    assert differs()
    (folder / "a").write_text("twee", encoding="utf-8")
    assert differs()
    (folder / "a").rename(folder / "onder" / "a")
    assert differs()
    (folder / "link").symlink_to(outside)
    assert differs()
    assert not differs()


def test_volumes_come_and_go_with_the_stories_and_only_those_of_its_days_are_made(
    workspace, monkeypatch
):
    made: list[str] = []

    def noting(document: Document, formats: tuple[str, ...], _: object) -> dict[str, bytes]:
        made.append(document.naam)
        return as_markdown(document, formats, _)

    monkeypatch.setattr("pipeline.taken.convert", noting)
    monkeypatch.setattr("pipeline.report.bundel.MEEST", 3)
    for month in range(1, 6):
        story(workspace, f"v{month}", datum=f"2016-{month:02}-10", zin=f"Zin {month}.")
    geheugen = Geheugen()
    make(workspace, formaten=("html",), geheugen=geheugen)
    volumes = [f"verhalenbundel-2016-zuid-deel-{n}.html" for n in (1, 2, 3)]
    there = {name for name in outputs(workspace) if name.startswith("verhalenbundel")}
    assert there == set(volumes)
    made.clear()
    story(workspace, "v1", datum="2016-01-10", zin="Een andere zin.")
    make(workspace, formaten=("html",), geheugen=geheugen)
    assert [naam for naam in made if naam.startswith("verhalenbundel")] == [
        volumes[0].removesuffix(".html")
    ]
    for month in (1, 2):
        (workspace.verhalen / f"v{month}.md").unlink()
    make(workspace, formaten=("html",), geheugen=geheugen)
    there = {name for name in outputs(workspace) if name.startswith("verhalenbundel")}
    assert there == {"verhalenbundel-2016-zuid.html"}
