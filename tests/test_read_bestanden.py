"""What may lie in `verhalen/`: nothing is silently missing, nothing outside it is read."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipeline.codebook import load
from pipeline.problems import Ernst
from pipeline.read.files import MAX_BYTES
from pipeline.read.stories import FileStatus, Reading, read_verhaal, read_verhalen
from pipeline.workspace import Workspace, default_path

CODEBOOK, _ = load(default_path("verhalen/codeboek.yaml"), "verhalen/codeboek.yaml")
TODAY = date(2017, 1, 31)
POSIX = pytest.mark.skipif(os.name != "posix", reason="these files exist on POSIX systems only")


def story(titel: str = "x", tekst: str = "Een zin.", toestemming: str = "openbaar") -> str:
    head = f"titel: {titel}\ndatum: 2016-03-14\nwijk: Zuid\ntoestemming: {toestemming}\n"
    return f"---\n{head}---\n\n{tekst}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with one good story, beside a folder that is none of its business."""
    root = tmp_path / "werkmap"
    (root / "verhalen" / "cijfers").mkdir(parents=True)
    (root / "verhalen" / "goed.md").write_text(story("Goed", "Dit is goed."))
    (tmp_path / "elders").mkdir()
    (tmp_path / "elders" / "geheim.md").write_text(story("Geheim", "Dit is geheim."))
    return root


def read(root: Path) -> Reading:
    reading = read_verhalen(Workspace(root), CODEBOOK, TODAY)
    pads = [file.pad for file in reading.bestanden]
    assert pads == sorted(pads)
    assert len(set(pads)) == len(pads)
    assert "verhalen/goed.md" in pads
    assert not any("geheim" in verhaal.tekst for verhaal in reading.verhalen)
    for problem in reading.problemen:
        assert problem.melding.endswith(".")
        assert problem.oplossing
        assert problem.as_line().isprintable()
    return reading


def found(reading: Reading) -> dict[str, str]:
    return {problem.pad: problem.code for problem in reading.problemen}


def status(reading: Reading, pad: str) -> FileStatus:
    return next(file.status for file in reading.bestanden if file.pad == pad)


def test_stories_at_every_depth_in_a_stable_order(root: Path) -> None:
    for name in ("zuid/b.md", "zuid/a.MD", "a/b/c/d.markdown", "Zuid Oost/é.Markdown"):
        path = root / "verhalen" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(story(name, f"Tekst van {name}."))
    reading = read(root)
    assert [verhaal.pad for verhaal in reading.verhalen] == [
        "verhalen/Zuid Oost/é.Markdown",
        "verhalen/a/b/c/d.markdown",
        "verhalen/goed.md",
        "verhalen/zuid/a.MD",
        "verhalen/zuid/b.md",
    ]
    assert reading.problemen == ()
    assert {file.status for file in reading.bestanden} == {FileStatus.GELEZEN}
    assert reading == read(root)


def test_the_same_bytes_have_the_same_sum(root: Path) -> None:
    reading = read(root)
    assert reading.bestanden[0].sha256 == reading.verhalen[0].sha256
    assert len(reading.verhalen[0].sha256) == 64


def test_what_is_no_story_is_left_alone(root: Path) -> None:
    verhalen = root / "verhalen"
    for name in (
        "LEESMIJ.md",
        "Leesmij.MD",
        "codeboek.yaml",
        "cijfers/begroting.csv",
        "cijfers/x.md",
        ".verborgen.md",
        ".git/x.md",
        "~$goed.md",
        "goed.md~",
        "goed.tmp",
        "4913",
        ".~lock.goed.md#",
        "#goed.md#",
        "desktop.ini",
        "Thumbs.db",
        "zuid/LEESMIJ.md",
        "zuid/foto.jpg",
        "zuid/stem.MP3",
    ):
        (verhalen / name).parent.mkdir(parents=True, exist_ok=True)
        (verhalen / name).write_text("x")
    reading = read(root)
    assert [file.pad for file in reading.bestanden] == ["verhalen/goed.md"]
    assert reading.problemen == ()


def test_cijfers_deeper_down_is_a_folder_like_any_other(root: Path) -> None:
    (root / "verhalen" / "zuid" / "cijfers").mkdir(parents=True)
    (root / "verhalen" / "zuid" / "cijfers" / "a.md").write_text(story("a", "Anders."))
    assert "verhalen/zuid/cijfers/a.md" in [verhaal.pad for verhaal in read(root).verhalen]


@pytest.mark.parametrize("name", ["a.doc", "a.rtf", "a.pdf", "a.txt", "a.yaml", "a", "a.md.bak"])
def test_another_kind_of_file_is_said(root: Path, name: str) -> None:
    (root / "verhalen" / name).write_bytes(b"PK\x03\x04")
    reading = read(root)
    [problem] = reading.problemen
    assert (problem.code, problem.ernst) == ("bestandssoort-onbekend", Ernst.WAARSCHUWING)
    assert ".md" in problem.oplossing
    assert status(reading, f"verhalen/{name}") is FileStatus.OVERGESLAGEN


def test_media_that_a_story_names_are_listed(root: Path) -> None:
    (root / "verhalen" / "tuin.jpg").write_bytes(b"x")
    (root / "verhalen" / "los.jpg").write_bytes(b"x")
    text = story().replace("---\n\n", "media: [{bestand: tuin.jpg, alt: De tuin}]\n---\n\n")
    (root / "verhalen" / "a.md").write_text(text)
    reading = read(root)
    assert status(reading, "verhalen/tuin.jpg") is FileStatus.GELEZEN
    assert "verhalen/los.jpg" not in [file.pad for file in reading.bestanden]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bestand-leeg"),
        (b" \n\n\t\n", "bestand-leeg"),
        (b"\xef\xbb\xbf", "bestand-leeg"),
        (b"---\ndatum: 2016-03-14\nwijk: Zuid\ntoestemming: intern\n---\n", "verhaal-leeg"),
        (bytes(range(256)) * 20, "bestand-geen-tekst"),
        (b"a" * (MAX_BYTES + 1), "bestand-te-groot"),
    ],
)
def test_a_file_without_a_usable_text(root: Path, content: bytes, code: str) -> None:
    (root / "verhalen" / "a.md").write_bytes(content)
    reading = read(root)
    assert found(reading) == {"verhalen/a.md": code}
    assert status(reading, "verhalen/a.md") is FileStatus.OVERGESLAGEN
    assert len(reading.verhalen) == 1


@POSIX
def test_a_file_of_a_gigabyte_is_not_read_whole(root: Path) -> None:
    with (root / "verhalen" / "groot.md").open("wb") as file:
        file.truncate(1024**3)
    tracemalloc.start()
    reading = read(root)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * MAX_BYTES
    assert found(reading) == {"verhalen/groot.md": "bestand-te-groot"}


def test_a_folder_with_the_name_of_a_story(root: Path) -> None:
    (root / "verhalen" / "map.md").mkdir()
    (root / "verhalen" / "map.md" / "b.md").write_text(story("b", "Toch gelezen."))
    reading = read(root)
    assert found(reading) == {"verhalen/map.md": "map-als-verhaal"}
    assert status(reading, "verhalen/map.md") is FileStatus.OVERGESLAGEN
    assert "Toch gelezen." in [verhaal.tekst for verhaal in reading.verhalen]


@POSIX
def test_links_of_every_kind(root: Path) -> None:
    verhalen = root / "verhalen"
    (root / "concept.md").write_text(story("Concept", "Uit de werkmap zelf."))
    links = {
        "binnen.md": root / "concept.md",
        "buiten.md": root.parent / "elders" / "geheim.md",
        "buiten-relatief.md": Path("../../elders/geheim.md"),
        "passwd.md": Path("/etc/passwd"),
        "niets.md": Path("bestaat-niet.md"),
        "zichzelf.md": Path("zichzelf.md"),
        "rond-a.md": Path("rond-b.md"),
        "rond-b.md": Path("rond-a.md"),
        "map": root.parent / "elders",
        "omhoog": Path(".."),
        "hier": Path(),
        "apparaat.md": Path("/dev/zero"),
    }
    for name, target in links.items():
        (verhalen / name).symlink_to(target)
    reading = read(root)
    assert found(reading) == {
        "verhalen/buiten.md": "snelkoppeling-buiten",
        "verhalen/buiten-relatief.md": "snelkoppeling-buiten",
        "verhalen/passwd.md": "snelkoppeling-buiten",
        "verhalen/niets.md": "snelkoppeling-kapot",
        "verhalen/zichzelf.md": "snelkoppeling-kapot",
        "verhalen/rond-a.md": "snelkoppeling-kapot",
        "verhalen/rond-b.md": "snelkoppeling-kapot",
        "verhalen/map": "snelkoppeling-buiten",
        "verhalen/omhoog": "snelkoppeling-map",
        "verhalen/hier": "snelkoppeling-map",
        "verhalen/apparaat.md": "snelkoppeling-buiten",
    }
    assert len(reading.bestanden) == len(links) + 1
    assert "Uit de werkmap zelf." in [verhaal.tekst for verhaal in reading.verhalen]


@POSIX
def test_verhalen_itself_may_be_a_link(root: Path) -> None:
    (root / "verhalen").rename(root.parent / "gedeeld")
    (root / "verhalen").symlink_to(root.parent / "gedeeld")
    (root / "verhalen" / "buiten.md").symlink_to(root.parent / "elders" / "geheim.md")
    reading = read(root)
    assert found(reading) == {"verhalen/buiten.md": "snelkoppeling-buiten"}
    assert len(reading.verhalen) == 1


@POSIX
def test_a_pipe_is_never_opened(root: Path) -> None:
    os.mkfifo(root / "verhalen" / "pijp.md")
    os.mkfifo(root / "verhalen" / "pijp.txt")
    (root / "verhalen" / "link.md").symlink_to("pijp.md")
    assert found(read(root)) == {
        "verhalen/pijp.md": "geen-gewoon-bestand",
        "verhalen/pijp.txt": "geen-gewoon-bestand",
        "verhalen/link.md": "snelkoppeling-map",
    }


@POSIX
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS refuses such names")
def test_strange_names(root: Path) -> None:
    names = [b"a\xff\xfe.md", b"a\nb.md", b"a\x1b[31mb.md", b"-rf.md", b"*?.md", b" .md", b"'\".md"]
    names += ["ë\u202e😀.md".encode(), b"x" * 252 + b".md"]
    for number, name in enumerate(names):
        path = os.fsencode(root / "verhalen") + b"/" + name
        Path(os.fsdecode(path)).write_text(story(f"t{number}", f"Tekst {number}."))
    reading = read(root)
    assert len(reading.verhalen) == len(names) + 1
    assert all(file.pad.isprintable() for file in reading.bestanden)
    assert set(found(reading).values()) == {"bestandsnaam-vreemd"}
    assert len(reading.problemen) == 4


@POSIX
def test_folders_deeper_than_a_path_can_be(root: Path) -> None:
    here = Path.cwd()
    os.chdir(root / "verhalen")
    try:
        for _ in range(30):
            Path("d" * 200).mkdir()
            os.chdir("d" * 200)
        Path("diep.md").write_text(story())
        os.chdir(root / "verhalen")
        reading = read(root)
    finally:
        os.chdir(here)
    assert [problem.code for problem in reading.problemen] == ["map-onleesbaar"]
    assert len(reading.verhalen) == 1


@pytest.fixture
def open_root() -> Iterator[Path]:
    """A workspace that any user may look into."""
    root = Path(tempfile.mkdtemp())
    root.chmod(0o755)
    (root / "verhalen").mkdir()
    (root / "verhalen" / "goed.md").write_text(story("Goed", "Dit is goed."))
    yield root
    shutil.rmtree(root)


@POSIX
def test_what_may_not_be_read_is_said(open_root: Path) -> None:
    verhalen = open_root / "verhalen"
    (verhalen / "dicht.md").write_text(story("Dicht", "Dicht."))
    (verhalen / "map").mkdir()
    (verhalen / "map" / "a.md").write_text(story("a", "Ook dicht."))
    (verhalen / "dicht.md").chmod(0)
    (verhalen / "map").chmod(0)
    am_root = os.geteuid() == 0
    if am_root:
        # The rules do not hold for root, so look at it as somebody else.
        os.seteuid(65534)
    try:
        reading = read(open_root)
    finally:
        if am_root:
            os.seteuid(0)
        (verhalen / "map").chmod(stat.S_IRWXU)
    assert found(reading) == {
        "verhalen/dicht.md": "bestand-onleesbaar",
        "verhalen/map": "map-onleesbaar",
    }
    assert status(reading, "verhalen/dicht.md") is FileStatus.OVERGESLAGEN


def test_a_folder_without_stories_and_one_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "verhalen").mkdir()
    empty = read_verhalen(Workspace(tmp_path), CODEBOOK, TODAY)
    assert [problem.code for problem in empty.problemen] == ["geen-verhalen"]
    gone = read_verhalen(Workspace(tmp_path / "weg"), CODEBOOK, TODAY)
    assert "map-onleesbaar" in [problem.code for problem in gone.problemen]


def test_the_same_title_names_the_other_file(root: Path) -> None:
    for name in ("a", "b", "c"):
        (root / "verhalen" / f"{name}.md").write_text(story("De Trap", f"Tekst {name}."))
    first, second = read(root).problemen
    assert (first.code, first.pad, second.pad) == (
        "titel-dubbel",
        "verhalen/b.md",
        "verhalen/c.md",
    )
    assert "'De Trap'" in first.melding
    assert "verhalen/a.md" in first.melding


def test_a_double_title_is_not_told_of_a_story_that_stays_inside(root: Path) -> None:
    (root / "verhalen" / "a.md").write_text(story("Geheime Naam", "a", "openbaar"))
    (root / "verhalen" / "b.md").write_text(story("geheime  naam", "b", "intern"))
    [problem] = read(root).problemen
    assert problem.code == "titel-dubbel"
    assert "naam" not in problem.melding.casefold()


def test_the_same_text_twice(root: Path) -> None:
    (root / "verhalen" / "a.md").write_text(story("Een", "Precies *dit* verhaal."))
    (root / "verhalen" / "b.md").write_text(story("Twee", "Precies dit\nverhaal."))
    reading = read(root)
    assert found(reading) == {"verhalen/b.md": "inhoud-dubbel"}
    assert len(reading.verhalen) == 3


def test_the_file_to_copy_from_leesmij_reads_without_a_word() -> None:
    leesmij = default_path("verhalen/codeboek.yaml").parent / "LEESMIJ.md"
    if not leesmij.is_file():
        pytest.skip("an installed package has a codebook, but no LEESMIJ.md beside it")
    sample = leesmij.read_text("utf-8").partition("```markdown\n")[2].partition("```")[0]
    assert sample
    verhaal, problems = read_verhaal(sample.encode(), "verhalen/a.md", CODEBOOK, TODAY)
    assert verhaal
    assert problems == ()


def test_the_example_stories_read_without_mistakes() -> None:
    workspace = Workspace(default_path("verhalen/codeboek.yaml").parent.parent)
    reading = read_verhalen(workspace, CODEBOOK, TODAY)
    if not reading.verhalen:
        pytest.skip("an installed package has a codebook, but no stories beside it")
    assert [p.as_line() for p in reading.problemen if p.ernst is Ernst.FOUT] == []
    for verhaal in reading.verhalen:
        for blok in verhaal.blokken:
            start, end = blok.runs[0].start, blok.runs[0].start + len(blok.tekst)
            assert verhaal.bron_tekst(start, end).startswith(blok.tekst[:1])


LANG = " ".join(["Zij opent nu zelf de post en belt daarna haar buurvrouw."] * 9)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (LANG, True),
        (LANG.replace(" ", "\u200b \u00ad "), True),
        (LANG.upper(), True),
        (LANG.replace(" ", "  \n"), True),
        (LANG + " En meer.", False),
        (LANG.replace(" ", "", 1), False),
    ],
)
def test_a_text_is_the_same_when_a_reader_sees_it_so(root: Path, other: str, same: bool) -> None:
    (root / "verhalen" / "a.md").write_text(story("A", LANG), encoding="utf-8")
    (root / "verhalen" / "b.md").write_text(story("B", other), encoding="utf-8")
    codes = {problem.code for problem in read(root).problemen}
    assert ("inhoud-dubbel" in codes) is same
