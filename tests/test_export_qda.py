"""REFI-QDA out: valid, the same every time, and back again without loss."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from test_export_text import (
    BEIDE,
    CODEBOOK,
    DERDE,
    EERSTE,
    MIN,
    MOEILIJK,
    PLUS,
    TWEEDE,
    VOORBEELD,
    bewijs,
    publicatie,
    tag,
    verhaal,
)

from pipeline.export import (
    Bron,
    Code,
    Codering,
    Geval,
    Project,
    Regeleinde,
    export,
    human_tags,
    make_codes,
    make_project,
    plain_text,
    read_qdc,
    read_qdpx,
    write_qdc,
    write_qdpx,
)
from pipeline.export.qda import COMPUTER, MENS, guid
from pipeline.export.text import clean
from pipeline.model import HumanTag
from pipeline.protect.publish import Publication

SCHEMAS = Path(__file__).parents[2] / "shared" / "refi"
NS = {"q": "urn:QDA-XML:project:1.0"}
needs_schemas = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="the official REFI-QDA schemas do not lie beside this project"
)


def unzip(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def xml(data: bytes) -> Any:
    return etree.fromstring(unzip(data)["project.qde"])


def qdpx(publication: Publication = VOORBEELD, **how: Any) -> bytes:
    return export(publication, CODEBOOK, ["qdpx"], **how)["project.qdpx"]


def selected(data: bytes) -> list[tuple[str, str]]:
    """Each selection of a project with the words that it stands on, by the file itself."""
    files = unzip(data)
    found = []
    for source in etree.fromstring(files["project.qde"]).iterfind(".//q:TextSource", NS):
        text = files["sources/" + source.get("plainTextPath").removeprefix("internal://")].decode()
        for one in source.iterfind("q:PlainTextSelection", NS):
            start, end = int(one.get("startPosition")), int(one.get("endPosition"))
            found.append((one.get("name"), text[start:end]))
    return found


def check(name: str, document: Any) -> None:
    schema = etree.XMLSchema(file=str(SCHEMAS / name))
    schema.assertValid(document)


@needs_schemas
@pytest.mark.parametrize("publication", [VOORBEELD, Publication((), (), ())])
@pytest.mark.parametrize("regeleinde", Regeleinde)
def test_a_project_is_valid(publication: Publication, regeleinde: Regeleinde) -> None:
    check("Project.xsd", xml(qdpx(publication, regeleinde=regeleinde)))


@needs_schemas
def test_a_codebook_is_valid() -> None:
    check("Codebook.xsd", etree.fromstring(export(VOORBEELD, CODEBOOK, ["qdc"])["codeboek.qdc"]))


@needs_schemas
@settings(max_examples=25, deadline=None)
@given(MOEILIJK, st.text(max_size=10), st.text(max_size=10))
def test_a_project_is_valid_whatever_is_in_it(tekst: str, titel: str, pad: str) -> None:
    story = verhaal(tekst, tags=(tag(EERSTE, MIN, bewijs(tekst)),), titel=titel, pad=pad)
    check("Project.xsd", xml(qdpx(publicatie(story))))


def test_the_zip_holds_the_project_and_plain_texts() -> None:
    files = unzip(qdpx())
    names = list(files)
    assert names[0] == "project.qde"
    assert len(names) == 4
    assert all(name.startswith("sources/") and name.endswith(".txt") for name in names[1:])
    texts = {data.decode() for name, data in files.items() if name != "project.qde"}
    assert texts == {plain_text(story) for story in VOORBEELD.verhalen}
    assert not any(b"\r" in data or data.startswith(b"\xef\xbb\xbf") for data in files.values())


def test_codes_are_a_tree_with_explanations_and_colours() -> None:
    tops = xml(qdpx()).findall("q:CodeBook/q:Codes/q:Code", NS)
    assert [top.get("name") for top in tops] == [k.naam for k in CODEBOOK.kwaliteiten]
    names = [code.get("name") for top in tops for code in top.iter("{*}Code")]
    assert len(set(names)) == len(names) == 4 * len(tops)
    colours = {top.get("color") for top in tops}
    assert len(colours) == len(tops)
    for top, kwaliteit in zip(tops, CODEBOOK.kwaliteiten, strict=True):
        assert kwaliteit.definitie in top.findtext("q:Description", namespaces=NS)
        assert len(top.findall("q:Code", NS)) == 3


def test_selections_count_code_points_without_the_end() -> None:
    words = selected(qdpx())
    assert ("naar buiten", "naar buiten") in words
    assert ("Dat ging niet vanzelf.", "Dat ging\nniet vanzelf.") in words
    assert all(said.replace("\n", " ") == name for name, said in words)


def test_a_line_end_may_count_for_two() -> None:
    proofs = (bewijs("Een 👍 twee."), bewijs("Drie vier."), bewijs("Vijf."))
    story = verhaal(
        "Een 👍\ntwee.", "Nul. Drie\nvier.", "Vijf.", tags=(tag(EERSTE, PLUS, *proofs),)
    )
    assert selected(qdpx(publicatie(story), regeleinde=Regeleinde.CRLF)) == [
        ("Een 👍 twee.", "Een 👍\r\ntwee."),
        ("Drie vier.", "Drie\r\nvier."),
        ("Vijf.", "Vijf."),
    ]


def test_human_and_machine_are_two_users() -> None:
    root = xml(qdpx())
    users = {user.get("guid"): user.get("name") for user in root.iterfind(".//q:User", NS)}
    assert users == {MENS.guid: "Mens", COMPUTER.guid: "Computer (voorstel)"}
    makers = [
        {coding.get("creatingUser") for coding in source.iterfind(".//q:Coding", NS)}
        for source in root.iterfind(".//q:TextSource", NS)
    ]
    assert makers == [{MENS.guid}, {COMPUTER.guid}, set()]


def test_cases_are_the_wijken_and_the_meetings_with_variables_repeated_on_the_sources() -> None:
    root = xml(qdpx())
    wijk = CODEBOOK.wijken[0].naam
    cases = {case.get("name"): case for case in root.iterfind(".//q:Case", NS)}
    assert list(cases) == [f"Wijk {wijk}", f"Monitorgesprek {wijk} 2016-mei"]
    sources = root.findall(".//q:TextSource", NS)
    refs = [ref.get("targetGUID") for ref in cases[f"Wijk {wijk}"].iterfind("q:SourceRef", NS)]
    assert refs == [source.get("guid") for source in sources[:2]]
    names = {v.get("guid"): v.get("name") for v in root.iterfind(".//q:Variable", NS)}
    told = {
        names[value[0].get("targetGUID")]: value[1].text
        for value in sources[1].iterfind("q:VariableValue", NS)
    }
    assert told == {
        "bestand": "verhalen/zuid/twee.md",
        "titel": "=1+1",
        "soort": "monitorgesprek",
        "datum": "2016-03-14",
        "periode": "2016-mei",
        "wijk": wijk,
        "verteller": "bewoner",
        "toestemming": "anoniem",
        "fictief": "true",
    }
    kinds = {v.get("name"): v.get("typeOfVariable") for v in root.iterfind(".//q:Variable", NS)}
    assert (kinds["datum"], kinds["fictief"], kinds["wijk"]) == ("Date", "Boolean", "Text")


def test_guids_stay_when_other_stories_come_and_go() -> None:
    alone = make_project(publicatie(VOORBEELD.verhalen[1]), CODEBOOK)
    among = make_project(VOORBEELD, CODEBOOK)
    assert alone.bronnen[0] == among.bronnen[1]
    assert alone.codes == among.codes


def test_another_library_reads_it(tmp_path: Path) -> None:
    pyrefiqda = pytest.importorskip("pyrefiqda")
    made = export(VOORBEELD, CODEBOOK, ["qdpx", "qdc"])
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    project = pyrefiqda.RefiProject.load(tmp_path / "project.qdpx", str(tmp_path / "los"))
    ours = make_project(VOORBEELD, CODEBOOK)
    for theirs, bron in zip(project.sources.text_source, ours.bronnen, strict=True):
        path = pyrefiqda.RefiProject.resolve_source_path(theirs.plain_text_path, tmp_path / "los")
        assert path.read_bytes().decode() == bron.tekst
        spans = {
            (one.start_position, one.end_position, coding.code_ref.target_guid)
            for one in theirs.plain_text_selection
            for coding in one.coding
        }
        assert spans == {(c.start, c.eind, c.code) for c in bron.coderingen}
    codes = pyrefiqda.RefiCodebook.load(tmp_path / "codeboek.qdc").codes.code
    assert [code.name for code in codes] == [k.naam for k in CODEBOOK.kwaliteiten]


@pytest.mark.parametrize("regeleinde", Regeleinde)
def test_there_and_back_is_the_same_project(regeleinde: Regeleinde) -> None:
    data = qdpx(regeleinde=regeleinde)
    imported = read_qdpx(data)
    assert imported.problemen == ()
    assert imported.project == make_project(VOORBEELD, CODEBOOK)
    assert write_qdpx(imported.project, regeleinde) == data


def test_the_codebook_comes_back_too() -> None:
    codes = make_codes(CODEBOOK)
    assert read_qdc(write_qdc(codes)).project.codes == codes


def test_human_tags_come_back_and_proposals_stay_proposals() -> None:
    tags, problems = human_tags(read_qdpx(qdpx()), CODEBOOK)
    assert problems == ()
    assert tags == {
        "verhalen/zuid/een.md": (
            HumanTag(EERSTE, PLUS),
            HumanTag(TWEEDE, BEIDE),
            HumanTag(DERDE, MIN),
        )
    }


@pytest.mark.parametrize("richting", [PLUS, MIN, BEIDE])
@pytest.mark.parametrize("zinnen", [(), (PLUS,), (MIN,), (PLUS, MIN), (BEIDE, PLUS)])
def test_a_tag_keeps_its_direction_whatever_its_sentences_say(richting: Any, zinnen: Any) -> None:
    proofs = [bewijs(word, side) for word, side in zip(("Een.", "Twee."), zinnen, strict=False)]
    story = verhaal("Een. Twee. Drie.", tags=(tag(TWEEDE, richting, *proofs),))
    tags, _ = human_tags(read_qdpx(qdpx(publicatie(story))), CODEBOOK)
    assert tags == {story.pad: (HumanTag(TWEEDE, richting),)}


def test_a_tag_on_a_story_without_text_comes_back() -> None:
    story = verhaal(tags=(tag(EERSTE, MIN),))
    data = qdpx(publicatie(story))
    assert human_tags(read_qdpx(data), CODEBOOK)[0] == {story.pad: (HumanTag(EERSTE, MIN),)}


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """A project with codes in a tree and selections that overlap, on text that is hard to count."""
    names = draw(st.lists(MOEILIJK.map(clean), min_size=1, max_size=4))
    codes: list[Code] = []
    for number, name in enumerate(names):
        above = draw(st.sampled_from([None, *codes]))
        codes.append(Code(guid("c", number), name, ouder=above.guid if above else None))
    by_tree = [code for top in codes if top.ouder is None for code in tree(top, codes)]
    bronnen = []
    for number in range(draw(st.integers(0, 2))):
        text = plain_text(verhaal(*draw(st.lists(MOEILIJK, max_size=3))))
        codings = set()
        for _ in range(draw(st.integers(0, 5)) if text else 0):
            start = draw(st.integers(0, len(text) - 1))
            end = draw(st.integers(start + 1, len(text)))
            user = draw(st.sampled_from([None, MENS.guid, COMPUTER.guid]))
            codings.add((start, end, draw(st.sampled_from(codes)).guid, user))
        bronnen.append(
            Bron(
                guid("b", number),
                f"bron {number}",
                text,
                tuple(
                    Codering(guid("x", *one), code, user, start, end)
                    for one in codings
                    for start, end, code, user in [one]
                ),
            )
        )
    gevallen = tuple(Geval(guid("g"), "Wijk", (bron.guid,)) for bron in bronnen[:1])
    return Project("proef", (MENS, COMPUTER), tuple(by_tree), tuple(bronnen), gevallen)


def tree(top: Code, codes: list[Code]) -> list[Code]:
    below = [code for code in codes if code.ouder == top.guid]
    return [top, *(code for child in below for code in tree(child, codes))]


@settings(max_examples=150, deadline=None)
@given(projects(), st.sampled_from(Regeleinde))
def test_any_project_comes_back_with_the_same_codes_and_spans(
    project: Project, regeleinde: Regeleinde
) -> None:
    imported = read_qdpx(write_qdpx(project, regeleinde))
    assert imported.problemen == ()
    back = imported.project
    assert unordered(back) == unordered(project)
    assert read_qdpx(write_qdpx(back)).project == back


def unordered(project: Project) -> Project:
    """The project with the codings of each source in one order."""
    return replace(
        project,
        bronnen=tuple(
            replace(bron, coderingen=tuple(sorted(bron.coderingen, key=lambda c: c.guid)))
            for bron in project.bronnen
        ),
    )
