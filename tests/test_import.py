"""`vertel import`: what was coded in another tool comes back as human tags, and spoils nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_export_terug import CODE, SOURCE, pack, project, selection, source

from pipeline.cli import main
from pipeline.codebook import load
from pipeline.export import Project, read_qdpx, write_qdc, write_qdpx
from pipeline.export.qda import Bron, Code, Codering, Gebruiker, code_guid, guid
from pipeline.model import HumanTag, Richting
from pipeline.protect.masked_verhaal import mask_verhaal
from pipeline.read.retag import retag
from pipeline.read.stories import read_verhaal
from pipeline.take_back import carry_out, make_plan
from pipeline.workspace import Workspace, default_path

CODEBOOK, _ = load(default_path("verhalen/codeboek.yaml"), "codeboek.yaml")
TODAY = date(2017, 1, 1)
EERSTE, TWEEDE = (kwaliteit.sleutel for kwaliteit in CODEBOOK.kwaliteiten[:2])
PLUS, MIN = Richting.PLUS, Richting.MIN
HEAD = (
    "titel: De post 👍🏽🇳🇱\ndatum: 2016-03-14\nwijk: Zuid\ntoestemming: openbaar\nfictief: true\n"
)
BODY = (
    "Er is minder overlast 👍🏽🇳🇱, en dat heb ik zelf georganiseerd. *Dat* was niet makkelijk.\n\n"
    "- We zijn met buren.\n- Er is minder overlast.\n"
)


def workspace(folder: Path, **files: str) -> Workspace:
    for name, text in files.items():
        path = folder / "verhalen" / "zuid" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return Workspace(folder)


def story(kwaliteiten: str = "", end: str = "\n") -> str:
    return f"---\n{HEAD}{kwaliteiten}---\n\n{BODY}".replace("\n", end)


def qdpx(pad: str, *tags: tuple[str, Richting], tekst: str = "Iets.", naam: str = "los") -> bytes:
    """A project in which Anna gave these codes to the whole of one source."""
    anna = Gebruiker(guid("anna"), "Anna")
    codes = [Code(code_guid(key, side), f"{key} ({side})") for key, side in tags]
    codings = [Codering(guid(c.guid), c.guid, anna.guid, 0, len(tekst)) for c in codes]
    variables = (("bestand", pad),) if pad else ()
    bron = Bron(guid("bron"), naam, tekst, tuple(codings), variables)
    return write_qdpx(Project("p", (anna,), tuple(codes), (bron,)))


def test_out_into_an_empty_workspace_and_out_again_is_the_same(tmp_path: Path, capsys):
    """By the command: with emoji, CRLF in the files and sentences with more than one quality."""
    ours, other = tmp_path / "a", tmp_path / "b"
    for number, tags in enumerate((f"{EERSTE}: '±'\n  {TWEEDE}: +", f"{EERSTE}: '-'"), 1):
        text = story(f"kwaliteiten:\n  {tags}\n", "\r\n").replace("De post", f"Post {number}")
        workspace(ours, **{f"post-{number}": text})
    assert main(["--project", str(ours), "export", "--formaat", "qdpx"]) == 0
    first = ours / "build" / "export" / "project.qdpx"
    codebook = str(default_path("verhalen/codeboek.yaml"))
    assert main(["init", str(other), "--codeboek", codebook]) == 0
    assert main(["--project", str(other), "import", str(first), "--schrijf"]) == 0
    assert main(["--project", str(other), "export", "--formaat", "qdpx"]) == 0
    one, two = (
        read_qdpx((folder / "build/export/project.qdpx").read_bytes()).project
        for folder in (ours, other)
    )
    assert one.codes == two.codes
    spans = told(one)
    assert told(two) == spans
    assert len(spans) > 3
    places = [(bron, start, end) for bron, _, _, start, end in spans]
    assert len(set(places)) < len(places)
    assert any("👍🏽🇳🇱" in bron.tekst for bron in one.bronnen)


def told(project: Project) -> list[tuple[object, ...]]:
    return [
        (bron.tekst, coding.code, coding.gebruiker, coding.start, coding.eind)
        for bron in project.bronnen
        for coding in bron.coderingen
    ]


def test_nothing_is_written_before_a_person_says_so(tmp_path: Path, capsys):
    workspace(tmp_path, post=story())
    file = tmp_path / "anna.qdpx"
    file.write_bytes(qdpx("verhalen/zuid/post.md", (EERSTE, MIN)))
    before = (tmp_path / "verhalen/zuid/post.md").read_bytes()
    assert main(["--project", str(tmp_path), "import", str(file)]) == 0
    said = capsys.readouterr().out
    assert f"verhalen/zuid/post.md: van geen kwaliteiten naar {EERSTE} -" in said
    assert "nog niets geschreven" in said
    assert (tmp_path / "verhalen/zuid/post.md").read_bytes() == before
    assert main(["--project", str(tmp_path), "import", str(file), "--schrijf"]) == 0
    kept = tmp_path / "bewaard/import-1/verhalen/zuid/post.md"
    assert str(kept.parents[2]) in capsys.readouterr().out
    assert kept.read_bytes() == before
    assert f'  {EERSTE}: "-"' in (tmp_path / "verhalen/zuid/post.md").read_text(encoding="utf-8")
    assert main(["--project", str(tmp_path), "import", str(file), "--schrijf"]) == 0
    assert "Hetzelfde: 1." in capsys.readouterr().out
    assert not (tmp_path / "bewaard/import-2").exists()


@pytest.mark.parametrize(
    "kwaliteiten",
    [
        "",
        f"kwaliteiten: [{TWEEDE}]\n",
        f"kwaliteiten: {TWEEDE} -\n",
        f"Kwaliteiten:\n- {TWEEDE}\n",
        f"kwaliteiten:   # denk na\n  {TWEEDE}: +\n\n  {EERSTE}: '+'\n\n# einde\n",
        "kwaliteiten: []\n",
        "kwaliteiten:\n",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_only_the_tags_of_a_story_change(tmp_path: Path, kwaliteiten: str, end: str, bom: str):
    for after in ("", "verteller: jongere\n"):
        old = bom + story(kwaliteiten + after, end)
        here = workspace(tmp_path, post=old)
        plan = make_plan(here, qdpx("verhalen/zuid/post.md", (EERSTE, MIN)), "a.qdpx", TODAY)
        carry_out(here, plan)
        new = (tmp_path / "verhalen/zuid/post.md").read_bytes().decode()
        lines = new.split(end)
        at = next(i for i, line in enumerate(lines) if line.startswith("kwaliteiten:"))
        assert lines[at + 1] == f'  {EERSTE}: "-"'
        del lines[at : at + 2]
        kept = [line for line in old.split(end) if line in lines]
        assert list(filter(None, lines)) == list(filter(None, kept))
        assert end.join(BODY.split("\n")) in new
        assert ("# denk na" in new) == ("# denk na" in old)
        assert ("# einde" in new) == ("# einde" in old)


def test_a_story_without_a_head_gets_one(tmp_path: Path):
    here = workspace(tmp_path, **{"2016-03-14-los": BODY})
    carry_out(
        here, make_plan(here, qdpx("verhalen/zuid/2016-03-14-los.md", (EERSTE, PLUS)), "a", TODAY)
    )
    text = (tmp_path / "verhalen/zuid/2016-03-14-los.md").read_text(encoding="utf-8")
    assert text == f'---\nkwaliteiten:\n  {EERSTE}: "+"\n---\n\n{BODY}'


@pytest.mark.parametrize(
    "text",
    [
        story(f"kwaliteiten: [{TWEEDE}]\nkwaliteiten: [{TWEEDE}]\n"),
        story().replace("---\n\n", "\n"),
        story().removeprefix("---\n"),
    ],
)
def test_what_cannot_be_changed_for_sure_is_left_to_a_person(tmp_path: Path, capsys, text: str):
    workspace(tmp_path, post=text)
    file = tmp_path / "anna.qdpx"
    file.write_bytes(qdpx("verhalen/zuid/post.md", (EERSTE, MIN)))
    assert main(["--project", str(tmp_path), "import", str(file), "--schrijf"]) == 0
    said = capsys.readouterr().out
    assert f"'kwaliteiten: {EERSTE} -'" in said
    assert (tmp_path / "verhalen/zuid/post.md").read_bytes() == text.encode()


def test_a_word_document_and_windows_text_are_left_to_a_person(tmp_path: Path):
    import docx

    here = workspace(tmp_path, post="x")
    (tmp_path / "verhalen/zuid/post.md").write_bytes(
        story().replace("👍🏽🇳🇱", "é").encode("cp1252")
    )
    document = docx.Document()
    document.add_paragraph("Er is minder overlast.")
    document.save(str(tmp_path / "verhalen/zuid/2016-03-14-woord.docx"))
    for name in ("post.md", "2016-03-14-woord.docx"):
        plan = make_plan(here, qdpx(f"verhalen/zuid/{name}", (EERSTE, MIN)), "a.qdpx", TODAY)
        assert [one.inhoud for one in plan.wijzigingen] == [None]
        assert [p.code for p in plan.problemen] == ["import-zelf"]


def test_a_story_is_found_by_name_only_if_it_says_the_same(tmp_path: Path):
    here = workspace(tmp_path, post=story())
    verhaal, _ = read_verhaal(story().encode(), "verhalen/zuid/post.md", CODEBOOK, TODAY)
    assert verhaal
    same = qdpx("", (EERSTE, PLUS), tekst=verhaal.tekst, naam="zuid - post")
    other = qdpx("", (EERSTE, PLUS), tekst="Heel iets anders.", naam="zuid - post")
    assert [w.gevolg for w in make_plan(here, same, "a", TODAY).wijzigingen] == ["anders"]
    assert [w.gevolg for w in make_plan(here, other, "a", TODAY).wijzigingen] == ["nieuw"]


def test_a_second_coder_stands_beside_the_others(tmp_path: Path, capsys):
    workspace(tmp_path, post=story(f"kwaliteiten: [{TWEEDE}]\n"))
    file = tmp_path / "anna.qdpx"
    for name, key in (("Anna", EERSTE), ("bert de 2e", TWEEDE)):
        file.write_bytes(qdpx("verhalen/zuid/post.md", (key, MIN)))
        args = ["--project", str(tmp_path), "import", str(file), "--als", name, "--schrijf"]
        assert main(args) == 0
        assert "Andere kwaliteiten: 1." in capsys.readouterr().out
        assert main(args) == 0
        assert "Hetzelfde: 1." in capsys.readouterr().out
    data = (tmp_path / "verhalen/zuid/post.md").read_bytes()
    verhaal, problems = read_verhaal(data, "verhalen/zuid/post.md", CODEBOOK, TODAY)
    assert verhaal
    assert problems == ()
    assert verhaal.tags == (HumanTag(TWEEDE, PLUS),)
    found = {codering.codeur: codering.tags for codering in verhaal.codering}
    assert found == {"anna": (HumanTag(EERSTE, MIN),), "bert de 2e": (HumanTag(TWEEDE, MIN),)}
    file.write_bytes(qdpx("verhalen/zuid/post.md", (TWEEDE, PLUS)))
    assert main(["--project", str(tmp_path), "import", str(file), "--als", "anna"]) == 0
    assert f"'codering: {{anna: \"{TWEEDE} +\"}}'" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["--project", str(tmp_path), "import", str(file), "--als", "- x"])


def test_what_went_out_as_human_is_not_of_another_coder(tmp_path: Path, capsys):
    workspace(tmp_path, post=story(f"kwaliteiten: [{EERSTE}]\n"))
    assert main(["--project", str(tmp_path), "export", "--formaat", "qdpx"]) == 0
    file = str(tmp_path / "build/export/project.qdpx")
    assert main(["--project", str(tmp_path), "import", file, "--als", "anna"]) == 0
    assert "Hetzelfde: 1." in capsys.readouterr().out


def test_a_story_is_known_by_the_path_with_which_it_went_out(tmp_path: Path):
    """A path can hold a name; it goes out without."""
    text = story().replace("openbaar", "anoniem").replace("buren", "buurvrouw Fatima Bouazza")
    here = workspace(tmp_path, **{"2016-03-14-fatima-bouazza": text})
    real = "verhalen/zuid/2016-03-14-fatima-bouazza.md"
    verhaal, _ = read_verhaal(text.encode(), real, CODEBOOK, TODAY)
    assert verhaal
    shown = mask_verhaal(verhaal, CODEBOOK).pad
    assert shown != real
    (one,) = make_plan(here, qdpx(shown, (EERSTE, PLUS)), "a.qdpx", TODAY).wijzigingen
    assert one.pad == real


def test_a_source_without_human_codes_changes_nothing(tmp_path: Path):
    here = workspace(tmp_path, post=story(f"kwaliteiten: [{EERSTE}]\n"))
    plan = make_plan(here, qdpx("verhalen/zuid/post.md"), "a.qdpx", TODAY)
    assert [one.gevolg for one in plan.wijzigingen] == ["gelijk"]


@pytest.mark.parametrize(
    "pad",
    [
        "../buiten.md",
        "/etc/passwd",
        "verhalen/../../buiten.md",
        "verhalen/codeboek.yaml",
        "verhalen/cijfers/a.md",
        "verhalen/LEESMIJ.md",
        "verhalen/.verborgen/a.md",
        "verhalen/a\nb.md",
        "verhalen/CON:.md",
        "C:\\a.md",
        "",
    ],
)
def test_a_new_story_lands_among_the_stories_and_nowhere_else(tmp_path: Path, pad: str):
    here = workspace(tmp_path, post=story())
    (tmp_path / "verhalen" / "los.md").write_text("van mij", encoding="utf-8")
    plan = make_plan(here, qdpx(pad, (EERSTE, PLUS)), "a.qdpx", TODAY)
    (one,) = plan.wijzigingen
    assert one.pad == "verhalen/los-2.md"
    assert carry_out(here, plan) == "bewaard/import-1"
    assert (tmp_path / "bewaard/import-1/a.qdpx").read_bytes() == plan.bestand
    assert (tmp_path / "verhalen" / "los.md").read_text(encoding="utf-8") == "van mij"
    assert b"toestemming" not in (tmp_path / one.pad).read_bytes()


def test_a_story_that_changed_meanwhile_is_not_overwritten(tmp_path: Path):
    from pipeline.problems import PipelineError

    here = workspace(tmp_path, post=story())
    plan = make_plan(here, qdpx("verhalen/zuid/post.md", (EERSTE, MIN)), "a.qdpx", TODAY)
    workspace(tmp_path, post=story() + "Nog iets.")
    with pytest.raises(PipelineError, match="net veranderd"):
        carry_out(here, plan)
    assert not (tmp_path / "bewaard").exists()


def test_a_file_as_another_tool_writes_it_is_taken_in_or_refused_by_place(tmp_path: Path, capsys):
    """`Sources/` with a capital, unknown elements, Windows text and line ends, rich text."""
    text = "Café De Hoek is dicht.\r\nHet is hier veilig."
    rich = source(selection(0, 3), name="rijk").replace("plainTextPath", "richTextPath")
    inside = f"<Onbekend a='b'/>{selection(24, 43)}"
    sources = f"{source(inside)}\n<NieuwSource/>\n{rich.replace(SOURCE, CODE)}"
    data = pack(
        project(sources=sources)
        .replace('encoding="utf-8"', 'encoding="windows-1252"')
        .encode("cp1252"),
        {"Sources/Een.txt": text.encode("cp1252")},
    )
    file = tmp_path / "hand.qdpx"
    file.write_bytes(data)
    workspace(tmp_path, post=story())
    assert main(["--project", str(tmp_path), "import", str(file), "--schrijf"]) == 1
    said = capsys.readouterr().out
    assert "hand.qdpx:8: fout [qda-bron-geen-platte-tekst]" in said
    new = (tmp_path / "verhalen/zuid-een.md").read_text(encoding="utf-8")
    assert f'{EERSTE}: "+"' in new
    assert "Café De Hoek is dicht." in new


def test_selections_that_overlap_and_are_no_sentences_all_count(tmp_path: Path, capsys):
    """Of what another tool marked within a sentence, the quality and direction are kept."""
    text = "Een 👍🏽 buur.\r\nEr is overlast 🇳🇱, en toch organiseer ik het zelf."
    line = text.index("Er")
    codes = "".join(
        f'<Code guid="{guid(name)}" name="{name}"/>' for name in (f"{EERSTE} (-)", f"{TWEEDE} +")
    )
    first = selection(line, line + 16, code=guid(f"{EERSTE} (-)"), name=text[line : line + 16])
    second = selection(line + 6, len(text), code=guid(f"{TWEEDE} +"), name=text[line + 6 :])
    data = pack(
        project(codes=codes, sources=source(first + second)),
        {"sources/een.txt": text.encode()},
    )
    imported = read_qdpx(data)
    (bron,) = imported.project.bronnen
    words = [bron.tekst[c.start : c.eind] for c in bron.coderingen]
    assert words == ["Er is overlast 🇳🇱"[:16], "overlast 🇳🇱, en toch organiseer ik het zelf."]
    workspace(tmp_path, post=story())
    (tmp_path / "x.qdpx").write_bytes(data)
    assert main(["--project", str(tmp_path), "import", str(tmp_path / "x.qdpx"), "--schrijf"]) == 0
    assert "Er zijn 2 stukken tekst gecodeerd" in capsys.readouterr().out
    new = (tmp_path / "verhalen/zuid-een.md").read_bytes()
    verhaal, _ = read_verhaal(new, "verhalen/zuid-een.md", CODEBOOK, TODAY)
    assert verhaal
    assert verhaal.tags == (HumanTag(EERSTE, MIN), HumanTag(TWEEDE, PLUS))
    assert verhaal.tekst.split() == text.split()


@pytest.mark.parametrize("data", [b"zomaar", b"", pack("<Iets/>")])
def test_what_is_no_project_is_refused_with_1(tmp_path: Path, capsys, data: bytes):
    workspace(tmp_path, post=story())
    (tmp_path / "x.qdpx").write_bytes(data)
    assert main(["--project", str(tmp_path), "import", str(tmp_path / "x.qdpx"), "--schrijf"]) == 1
    assert "x.qdpx" in capsys.readouterr().out
    assert main(["--project", str(tmp_path), "import", str(tmp_path / "weg.qdpx")]) == 2


def test_a_file_that_is_too_large_is_refused_in_words(tmp_path: Path, capsys, monkeypatch):
    from pipeline import take_back
    from pipeline.export import qda_archive

    monkeypatch.setattr(take_back, "MAX_BYTES", 100)
    monkeypatch.setattr(qda_archive, "MAX_BYTES", 100)
    workspace(tmp_path, post=story())
    (tmp_path / "x.qdpx").write_bytes(qdpx("", (EERSTE, PLUS)))
    assert main(["--project", str(tmp_path), "import", str(tmp_path / "x.qdpx")]) == 1
    assert "te groot om te lezen" in capsys.readouterr().out


def test_codes_of_another_tool_become_a_codebook(tmp_path: Path, capsys):
    group = Code("g", "Groep", codeerbaar=False)
    codes = (
        group,
        Code("a", "Rust", "Het is stil.\nWel: slapen; lezen.\nNiet: een feest.", ouder="g"),
        Code("b", "-", ouder="a"),
        Code("c", "rust!", ouder="g"),
        Code("d", CODEBOOK.kwaliteiten[0].naam),
    )
    file = tmp_path / "codes.qdc"
    file.write_bytes(
        write_qdc(
            [
                Code(
                    guid(c.guid),
                    c.naam,
                    c.beschrijving,
                    None,
                    guid(c.ouder) if c.ouder else None,
                    c.codeerbaar,
                )
                for c in codes
            ]
        )
    )
    assert main(["init", str(tmp_path / "a"), "--codeboek", str(file)]) == 0
    boek, problems = load(tmp_path / "a/verhalen/codeboek.yaml", "codeboek.yaml")
    assert problems == ()
    assert [k.naam for k in boek.kwaliteiten] == ["Rust", CODEBOOK.kwaliteiten[0].naam]
    rust = boek.kwaliteiten[0]
    assert (rust.definitie, rust.wel, rust.niet) == (
        "Het is stil.",
        ("slapen", "lezen"),
        ("een feest",),
    )
    capsys.readouterr()
    here = workspace(tmp_path / "b", post=story())
    assert main(["--project", str(here.root), "import", str(file)]) == 0
    said = capsys.readouterr().out
    assert f"{CODEBOOK.kwaliteiten[0].naam}: {EERSTE}" in said
    assert "Rust: onbekend" in said
    assert "  - sleutel: rust\n" in said
    file.write_bytes(b"<CodeBook/>")
    assert main(["init", str(tmp_path / "c"), "--codeboek", str(file)]) == 3


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "---",
                    "kwaliteiten:",
                    f"kwaliteiten: [{EERSTE}]",
                    f"  {TWEEDE}: '-'",
                    f"- {EERSTE}",
                    "titel: x",
                    "toestemming: openbaar",
                    "# kop",
                    "",
                    "wijk: Zuid",
                    "Tekst.",
                    "...",
                    " a",
                ]
            ),
            st.text(max_size=12),
        ),
        max_size=14,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_a_changed_story_always_says_what_was_meant_or_is_left_alone(lines: list[str], end: str):
    """What an import would write holds the old lines, and what it says is checked by reading."""
    data = end.join(lines).encode("utf-8", "replace")
    new = retag(data, (HumanTag(EERSTE, MIN),))
    if new is None:
        return
    text = new.decode()
    assert f'  {EERSTE}: "-"' in text
    old = data.decode().splitlines()
    kept = [line for line in old if "kwaliteiten" not in line and line.strip() == line and line]
    for line in kept:
        if not line.startswith(("-", "]", "}")):
            assert line in text
