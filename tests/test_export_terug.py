"""REFI-QDA from elsewhere: as other tools write it, as people spoil it, and as enemies make it."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_export_text import (
    BEIDE,
    CODEBOOK,
    EERSTE,
    MIN,
    MOEILIJK,
    PLUS,
    TWEEDE,
    VOORBEELD,
    publicatie,
    verhaal,
)

from pipeline.export import (
    Bron,
    Import,
    Regeleinde,
    export,
    human_tags,
    make_project,
    plain_text,
    qda_archive,
    qda_xml,
    read_qdc,
    read_qdpx,
    story_file,
    write_qdpx,
)
from pipeline.export.qda_count import Selectie, Tekst, Telwijze, find_telwijze
from pipeline.link import link
from pipeline.model import HumanTag, Toestemming
from pipeline.problems import Ernst
from pipeline.protect.publish import publish
from pipeline.read.decode import INVISIBLE
from pipeline.read.stories import read_verhaal
from pipeline.tag.tagger import Tagger

NAAM, ANDERE = CODEBOOK.kwaliteiten[0].naam, CODEBOOK.kwaliteiten[1].naam
CODE, KIND, OTHER, USER, SOURCE = (str(uuid4()) for _ in range(5))
TEKST = "Het is hier veilig. 👍 Dat was anders."


def project(
    *,
    codes: str = f'<Code guid="{CODE}" name="{NAAM}" isCodable="true"/>',
    sources: str = "",
    rest: str = "",
    origin: str = "QualCoder",
) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<Project xmlns="urn:QDA-XML:project:1.0" name="proef" origin="{origin}">\n'
        f'<Users><User guid="{USER}" name="Anna"/></Users>\n'
        f"<CodeBook><Codes>{codes}</Codes></CodeBook>\n{rest}"
        f"<Sources>\n{sources}\n</Sources></Project>"
    )


def selection(start: int, end: int, code: str = CODE, name: str = "", user: str = USER) -> str:
    return (
        f'<PlainTextSelection guid="{uuid4()}" name="{name}" startPosition="{start}" '
        f'endPosition="{end}" creatingUser="{user}"><Coding guid="{uuid4()}">'
        f'<CodeRef targetGUID="{code}"/></Coding></PlainTextSelection>'
    )


def source(inside: str, path: str = "internal://een.txt", name: str = "zuid - een") -> str:
    return f'<TextSource guid="{SOURCE}" name="{name}" plainTextPath="{path}">{inside}</TextSource>'


def pack(
    written: str | bytes, texts: dict[str, bytes] | None = None, name: str = "project.qde"
) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, written)
        for path, text in (texts or {"sources/een.txt": TEKST.encode()}).items():
            archive.writestr(path, text)
    return data.getvalue()


def words(imported: Import) -> list[str]:
    return [
        bron.tekst[coding.start : coding.eind]
        for bron in imported.project.bronnen
        for coding in bron.coderingen
    ]


def codes(imported: Import) -> list[str]:
    return [problem.code for problem in imported.problemen]


FIRST = source(selection(0, 19))


@pytest.mark.parametrize(
    "folder", ["sources/", "Sources/", "SOURCES/", "project/Sources/", "sources\\"]
)
def test_the_folder_of_the_sources_may_be_written_in_any_way(folder: str) -> None:
    imported = read_qdpx(pack(project(sources=FIRST), {f"{folder}Een.TXT": TEKST.encode()}))
    assert imported.problemen == ()
    assert words(imported) == ["Het is hier veilig."]


def test_the_project_file_may_have_the_name_of_the_project() -> None:
    imported = read_qdpx(pack(project(sources=FIRST, origin="ATLAS.ti"), name="Proef.qde"))
    assert words(imported) == ["Het is hier veilig."]


def test_a_bare_project_file_with_its_text_inside_is_read() -> None:
    inside = f"<PlainTextContent>{TEKST}</PlainTextContent>{selection(22, 37)}"
    written = project(sources=f'<TextSource guid="{SOURCE}" name="een">{inside}</TextSource>')
    assert words(read_qdpx(written.encode())) == ["Dat was anders."]


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (TEKST.encode("utf-8-sig"), TEKST),
        (TEKST.encode("utf-16"), TEKST),
        ("Café is dicht.".encode("cp1252"), "Café is dicht."),
    ],
)
def test_a_text_may_be_saved_in_another_encoding(stored: bytes, text: str) -> None:
    imported = read_qdpx(
        pack(project(sources=source(selection(0, 4))), {"sources/een.txt": stored})
    )
    assert imported.project.bronnen[0].tekst == text
    assert words(imported) == [text[:4]]


def test_a_project_file_may_be_saved_as_windows_text_in_spite_of_what_it_says() -> None:
    written = project(
        codes=f'<Code guid="{CODE}" name="Café"><Description>Ruïne</Description></Code>',
        sources=FIRST,
    )
    (code,) = read_qdpx(pack(written.encode("cp1252"))).project.codes
    assert (code.naam, code.beschrijving) == ("Café", "Ruïne")


def test_rich_text_is_left_for_the_plain_text_beside_it() -> None:
    rich = FIRST.replace("plainTextPath", 'richTextPath="internal://een.docx" plainTextPath')
    assert words(read_qdpx(pack(project(sources=rich)))) == ["Het is hier veilig."]


def test_rich_text_alone_is_refused_by_name() -> None:
    rich = FIRST.replace("plainTextPath", "richTextPath")
    imported = read_qdpx(pack(project(sources=rich)), "uitwisseling/proef.qdpx")
    (problem,) = imported.problemen
    assert problem.code == "qda-bron-geen-platte-tekst"
    assert (problem.pad, problem.regel) == ("uitwisseling/proef.qdpx", 6)
    assert "'zuid - een'" in problem.melding
    assert imported.project.bronnen == ()


def test_a_word_document_as_plain_text_is_refused() -> None:
    imported = read_qdpx(pack(project(sources=FIRST), {"sources/een.txt": b"PK\x03\x04 rest"}))
    assert codes(imported) == ["qda-bron-geen-platte-tekst"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("internal://twee.txt", "qda-bron-ontbreekt"),
        ("internal://../../etc/passwd", "qda-bron-buiten"),
        ("relative:///../een.txt", "qda-bron-buiten"),
        ("absolute:///etc/passwd", "qda-bron-buiten"),
        ("file:///etc/passwd", "qda-bron-buiten"),
        ("/etc/passwd", "qda-bron-buiten"),
        ("C:\\Users\\iemand\\passwd.txt", "qda-bron-buiten"),
        ("http://example.com/twee.txt", "qda-bron-buiten"),
    ],
)
def test_a_text_that_is_not_in_the_file_is_refused(path: str, code: str) -> None:
    imported = read_qdpx(pack(project(sources=source(selection(0, 3), path=path))))
    assert codes(imported) == [code]
    assert imported.problemen[0].regel == 6
    assert imported.project.bronnen == ()


@pytest.mark.parametrize(
    "path", ["absolute:///home/iemand/een.txt", "een.txt", "relative:///een.txt"]
)
def test_a_text_that_is_in_the_file_after_all_is_read(path: str) -> None:
    imported = read_qdpx(pack(project(sources=source(selection(0, 3), path=path))))
    assert words(imported) == ["Het"]


def test_what_is_unknown_is_passed_over_and_what_is_left_out_is_said() -> None:
    inside = (
        f'<Memo xmlns="urn:elders">x</Memo><!-- noot -->{selection(0, 3)}<NoteRef targetGUID="x"/>'
    )
    sources = (
        f'{source(inside)}<VideoSource guid="{uuid4()}" name="film"/>'
        f'<AudioSource guid="{uuid4()}"/><Nieuw/>'
    )
    rest = "<Notes><Note guid='x'/></Notes><Sets><Set/></Sets><x:y xmlns:x='urn:z'/>"
    imported = read_qdpx(pack(project(sources=sources, rest=rest)))
    assert words(imported) == ["Het"]
    assert codes(imported) == ["qda-bron-geen-tekst", "qda-niet-overgenomen"]
    assert all(problem.ernst is Ernst.MELDING for problem in imported.problemen)


def test_another_namespace_or_none_is_read() -> None:
    written = project(sources=FIRST)
    for other in ("urn:QDA-XML:project:0:4", ""):
        changed = written.replace("urn:QDA-XML:project:1.0", other)
        assert words(read_qdpx(pack(changed))) == ["Het is hier veilig."]


def test_a_pdf_is_read_by_its_text() -> None:
    sources = (
        f'<PDFSource guid="{SOURCE}" name="verslag.pdf" path="internal://x.pdf">'
        f'<Representation guid="{uuid4()}" plainTextPath="internal://een.txt">{selection(0, 3)}'
        "</Representation></PDFSource>"
    )
    imported = read_qdpx(pack(project(sources=sources)))
    assert imported.project.bronnen[0].naam == "verslag.pdf"
    assert words(imported) == ["Het"]


def test_variables_of_a_case_without_a_name_belong_to_its_source() -> None:
    rest = (
        '<Variables><Variable guid="v" name="bestand" typeOfVariable="Text"/></Variables>'
        '<Cases><Case guid="g"><VariableValue><VariableRef targetGUID="v"/>'
        "<TextValue>verhalen/een.md</TextValue></VariableValue>"
        f'<SourceRef targetGUID="{SOURCE.upper()}"/></Case></Cases>'
    )
    imported = read_qdpx(pack(project(sources=FIRST, rest=rest)))
    assert imported.project.bronnen[0].variabele("bestand") == "verhalen/een.md"
    assert imported.project.gevallen == ()


def test_codings_that_all_have_one_guid_are_all_kept() -> None:
    same = source(selection(0, 3) + selection(4, 6)).replace("Coding guid=", "Coding x=")
    imported = read_qdpx(pack(project(sources=same)))
    assert words(imported) == ["Het", "is"]
    guids = {coding.guid for coding in imported.project.bronnen[0].coderingen}
    assert len(guids) == 2


def test_places_outside_the_text_are_said_with_their_line() -> None:
    inside = f"{selection(0, 3)}\n{selection(30, 300)}\n{selection(5, 2)}{selection(-4, 2)}"
    inside += selection(0, 3).replace('"3"', '"drie"')
    imported = read_qdpx(pack(project(sources=source(inside))))
    assert words(imported) == ["Het"]
    (problem,) = imported.problemen
    assert (problem.code, problem.regel, problem.ernst) == (
        "qda-plaats-buiten-tekst",
        7,
        Ernst.FOUT,
    )
    assert "4 selecties" in problem.melding


def test_a_coding_of_a_code_that_is_not_there_is_said() -> None:
    imported = read_qdpx(pack(project(sources=source(selection(0, 3, code=OTHER)))))
    assert codes(imported) == ["qda-code-ontbreekt"]
    assert words(imported) == []


# How other tools count.

COUNTED = "Een 👍.\nTwee.\nDrie is hier."


def stored(text: str, ways: Telwijze) -> tuple[bytes, int, int]:
    """The text as a tool stores it, and the places of the last line as that tool counts them."""
    start, end = text.index("Drie"), len(text)
    edges = ways.edges(Tekst(text, crlf=True, bom=True))
    data = text.replace("\n", "\r\n").encode("utf-8-sig")
    return data, edges[start], edges[end] - (1 if ways.tot_en_met else 0)


@pytest.mark.parametrize("regel", [None, 1])
@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("utf16", [False, True])
@pytest.mark.parametrize("last", [False, True])
def test_the_words_of_a_selection_show_how_a_tool_counts(
    regel: int | None, bom: bool, utf16: bool, last: bool
) -> None:
    data, start, end = stored(COUNTED, Telwijze(regel, bom, utf16, last))
    inside = selection(start, end, name="Drie is hier.")
    imported = read_qdpx(pack(project(sources=source(inside)), {"sources/een.txt": data}))
    assert words(imported) == ["Drie is hier."]
    assert imported.project.bronnen[0].tekst == COUNTED


@pytest.mark.parametrize(("origin", "regel"), [("NVivo for Windows 12.6", 2), ("ATLAS.ti 26", 1)])
def test_without_words_the_tool_itself_shows_how_it_counts(origin: str, regel: int) -> None:
    data, start, end = stored(COUNTED, Telwijze(regel))
    written = project(sources=source(selection(start, end)), origin=origin)
    assert words(read_qdpx(pack(written, {"sources/een.txt": data}))) == ["Drie is hier."]


def test_one_wrong_place_does_not_change_how_the_others_are_counted() -> None:
    text = "Een.\nTwee."
    usual = find_telwijze([(Tekst(text), [Selectie(0, 4, ""), Selectie(5, 12, "")])])
    assert usual == Telwijze()


@given(
    MOEILIJK, st.builds(Telwijze, st.sampled_from([None, 1, 2]), *[st.booleans()] * 3), st.data()
)
def test_every_way_of_counting_is_undone(text: str, ways: Telwijze, data: st.DataObject) -> None:
    tekst = Tekst(text, crlf=data.draw(st.booleans()), bom=data.draw(st.booleans()))
    edges = ways.edges(tekst)
    if text:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        counted = Selectie(edges[start], edges[end] - (1 if ways.tot_en_met else 0))
        assert ways.place(counted, edges) == (start, end)


# What enemies make.

BOMB = "".join(
    ['<!DOCTYPE Project [<!ENTITY a "haha">']
    + [
        f'<!ENTITY {new} "{f"&{old};" * 10}">'
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    + ["]>"]
)


@pytest.mark.parametrize(
    ("doctype", "inside"),
    [
        ('<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE Project [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>', "&x;"),
        ('<!DOCTYPE Project SYSTEM "http://127.0.0.1:9/x.dtd">', ""),
        ('<!DOCTYPE Project [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>', ""),
        (BOMB, "&i;"),
        (BOMB, '<x a="&i;"/>'),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(doctype: str, inside: str, encoding: str) -> None:
    written = project(sources=source(inside + selection(0, 3)), rest=inside)
    written = written.replace("\n<Project", f"\n{doctype}<Project", 1).replace("utf-8", encoding)
    begun = time.perf_counter()
    for imported in (read_qdpx(pack(written.encode(encoding))), read_qdc(written.encode(encoding))):
        assert imported.project.codes == ()
        assert imported.project.bronnen == ()
        assert codes(imported) in (["qda-doctype"], ["qda-onleesbaar"])
    assert time.perf_counter() - begun < 5


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qda_archive, "MAX_TEXT", 100_000)
    data = pack(project(sources=FIRST), {"sources/een.txt": b"x" * 20_000_000})
    tracemalloc.start()
    imported = read_qdpx(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    (problem,) = imported.problemen
    assert problem.code == "qda-te-groot"
    assert "een.txt" in problem.melding
    assert problem.regel == 6
    assert most < 2_000_000


def test_a_size_that_the_zip_lies_about_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qda_archive, "MAX_TEXT", 1_000)
    real = b"x" * 50_000
    data = pack(project(sources=FIRST), {"sources/een.txt": real})
    lying = data.replace(struct.pack("<L", len(real)), struct.pack("<L", 10))
    assert lying != data
    assert codes(read_qdpx(lying))[0] in {"qda-te-groot", "qda-kapot"}


def test_many_texts_together_have_a_limit_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qda_archive, "MAX_TEXTS", 3_000)
    names = [f"t{number}" for number in range(20)]
    sources = "".join(
        source(selection(0, 3), f"internal://{name}.txt").replace(SOURCE, str(uuid4()))
        for name in names
    )
    texts = {f"sources/{name}.txt": b"abc " * 40 for name in names}
    imported = read_qdpx(pack(project(sources=sources), texts))
    assert set(codes(imported)) == {"qda-te-groot"}
    assert len(imported.project.bronnen) < 20


def test_too_many_files_or_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qda_archive, "MAX_FILES", 1)
    assert codes(read_qdpx(pack(project(sources=FIRST)))) == ["qda-te-groot"]
    monkeypatch.setattr(qda_archive, "MAX_BYTES", 10)
    assert codes(read_qdpx(pack(project(sources=FIRST)))) == ["qda-te-groot"]
    monkeypatch.setattr(qda_xml, "MAX_XML", 10)
    assert codes(read_qdc(b"<CodeBook/> and more")) == ["qda-te-groot"]


def test_an_encrypted_text_is_refused() -> None:
    data = bytearray(pack(project(sources=FIRST)))
    at = data.index(b"sources/een.txt")
    data[at - 24] |= 1
    data[data.rindex(b"sources/een.txt") - 38] |= 1
    assert codes(read_qdpx(bytes(data))) == ["qda-kapot"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "qda-kapot"),
        (b"zomaar iets", "qda-kapot"),
        (b"PK\x03\x04 en dan niets", "qda-kapot"),
        (pack(project(sources=FIRST))[:200], "qda-kapot"),
        (pack("geen xml"), "qda-onleesbaar"),
        (pack("<Project>"), "qda-onleesbaar"),
        (pack("<Iets/>"), "qda-geen-project"),
        (pack(project(), name="lees.txt"), "qda-geen-project"),
        (pack("<a>" * 5_000 + "</a>" * 5_000), "qda-onleesbaar"),
    ],
)
def test_what_is_no_project_is_refused(data: bytes, code: str) -> None:
    imported = read_qdpx(data, "x.qdpx")
    assert codes(imported) == [code]
    assert imported.problemen[0].pad.startswith("x.qdpx")
    assert imported.project.bronnen == ()


def test_a_mistake_in_xml_is_said_with_its_line() -> None:
    written = project(sources=f"{FIRST}\n</Bronnen>")
    (problem,) = read_qdpx(pack(written)).problemen
    assert (problem.code, problem.regel) == ("qda-onleesbaar", 7)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_never_breaks_the_reader(data: st.DataObject) -> None:
    whole = bytearray(export(VOORBEELD, CODEBOOK, ["qdpx"])["project.qdpx"])
    for _ in range(data.draw(st.integers(1, 20))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    imported = read_qdpx(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    human_tags(imported, CODEBOOK)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_project_file_never_breaks_the_reader(data: st.DataObject) -> None:
    whole = bytearray(project(sources=FIRST).encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    for imported in (read_qdpx(pack(bytes(whole))), read_qdc(bytes(whole))):
        human_tags(imported, CODEBOOK)


# Which code is which quality.


def tags_of(tree: str, *codings: str) -> tuple[dict[str, tuple[HumanTag, ...]], list[str]]:
    imported = read_qdpx(pack(project(codes=tree, sources=source("".join(codings)))))
    assert imported.problemen == ()
    tags, problems = human_tags(imported, CODEBOOK)
    return tags, [problem.melding + problem.oplossing for problem in problems]


@pytest.mark.parametrize(
    ("name", "richting"),
    [
        (NAAM, PLUS),
        (NAAM.upper(), PLUS),
        (EERSTE, PLUS),
        (CODEBOOK.kwaliteiten[0].kort, PLUS),
        (f"{NAAM} (+)", PLUS),
        (f"{NAAM} (-)", MIN),
        (f"{NAAM} −", MIN),
        (f"{EERSTE} +/-", BEIDE),
        (f"{EERSTE}: negatief", MIN),
        (f"{EERSTE}_min", MIN),
        (f"{NAAM} [±]", BEIDE),
        (f"{NAAM} / plus", PLUS),
    ],
)
def test_a_code_is_a_quality_by_its_name(name: str, richting: object) -> None:
    tree = f'<Code guid="{CODE}" name="{name}" isCodable="true"/>'
    tags, problems = tags_of(tree, selection(0, 3))
    assert tags == {"zuid - een": (HumanTag(EERSTE, richting),)}  # type: ignore[arg-type]
    assert problems == []


@pytest.mark.parametrize(
    ("name", "richting"), [("-", MIN), ("Gemengd", BEIDE), ("zwerfvuil", PLUS)]
)
def test_a_code_below_a_quality_belongs_to_it(name: str, richting: object) -> None:
    tree = (
        f'<Code guid="{CODE}" name="{NAAM}"><Description>x</Description>'
        f'<Code guid="{KIND}" name="{name}" isCodable="true"/></Code>'
    )
    tags, _ = tags_of(tree, selection(0, 3, code=KIND))
    assert tags == {"zuid - een": (HumanTag(EERSTE, richting),)}  # type: ignore[arg-type]


def test_an_unknown_code_is_said_with_the_nearest_quality() -> None:
    name = ANDERE[:-2] + "x"
    tree = f'<Code guid="{CODE}" name="{name} (-)"/><Code guid="{OTHER}" name="Ongebruikt"/>'
    tags, problems = tags_of(tree, selection(0, 3), selection(4, 6))
    assert tags == {}
    (problem,) = problems
    assert name in problem
    assert "(2 keer)" in problem
    assert f"Bedoel je '{ANDERE}'?" in problem


def test_codes_that_mark_a_case_are_no_qualities() -> None:
    tree = f'<Code guid="{CODE}" name="{NAAM}"/><Code guid="{OTHER}" name="Anna"/>'
    rest = f'<Cases><Case guid="{OTHER}" name="Anna"/></Cases>'
    data = pack(project(codes=tree, rest=rest, sources=source(selection(0, 3, code=OTHER))))
    assert human_tags(read_qdpx(data), CODEBOOK) == ({}, ())


def test_two_sources_with_one_name_are_said() -> None:
    second = FIRST.replace(SOURCE, str(uuid4()))
    for other in (FIRST, second):
        imported = read_qdpx(pack(project(sources=FIRST + other)))
        assert len({bron.guid for bron in imported.project.bronnen}) == 2
        tags, problems = human_tags(imported, CODEBOOK)
        assert tags == {"zuid - een": (HumanTag(EERSTE, PLUS),)}
        assert [problem.code for problem in problems] == ["qda-naam-dubbel"]


def test_sentences_that_disagree_make_both() -> None:
    tree = f'<Code guid="{CODE}" name="{EERSTE} +"/><Code guid="{OTHER}" name="{EERSTE} -"/>'
    tags, _ = tags_of(tree, selection(0, 3), selection(4, 6, code=OTHER))
    assert tags == {"zuid - een": (HumanTag(EERSTE, BEIDE),)}


def test_a_new_coding_by_a_person_joins_what_went_out() -> None:
    """As when a colleague opens our export in another tool that makes all the guids anew."""
    out = make_project(publicatie(*VOORBEELD.verhalen[:2]), CODEBOOK)
    inner = zipfile.ZipFile(io.BytesIO(write_qdpx(out)))
    xml = inner.read("project.qde").decode()
    for user in out.gebruikers:
        xml = xml.replace(user.guid, str(uuid4()))
    code = next(code for code in out.codes if code.naam.endswith("(-)"))
    end = xml.rindex("</PlainTextSelection>") + len("</PlainTextSelection>")
    extra = selection(0, 2, code=code.guid).replace(USER, str(uuid4()))
    xml = xml[:end] + extra + xml[end:]
    texts = {name: inner.read(name) for name in inner.namelist() if name != "project.qde"}
    tags, problems = human_tags(read_qdpx(pack(xml, texts)), CODEBOOK)
    assert problems == ()
    assert tags["verhalen/zuid/twee.md"] == (HumanTag(EERSTE, MIN),)
    assert len(tags["verhalen/zuid/een.md"]) == 3


def test_codings_without_a_maker_are_taken_with_a_warning() -> None:
    data = write_qdpx(make_project(VOORBEELD, CODEBOOK))
    inner = zipfile.ZipFile(io.BytesIO(data))
    xml = inner.read("project.qde").decode()
    head, body = xml.split("<Sources>")
    for user in make_project(VOORBEELD, CODEBOOK).gebruikers:
        body = body.replace(f' creatingUser="{user.guid}"', "")
    texts = {name: inner.read(name) for name in inner.namelist() if name != "project.qde"}
    tags, problems = human_tags(read_qdpx(pack(f"{head}<Sources>{body}", texts)), CODEBOOK)
    assert [problem.code for problem in problems] == ["qda-maker-onbekend"]
    assert "verhalen/zuid/twee.md" in tags


def test_a_codebook_of_another_tool_is_read() -> None:
    written = (
        '<CodeBook xmlns="urn:QDA-XML:codebook:0:4" origin="ATLAS.ti Win 26">'
        f'<Codes><Code guid="{{{CODE.upper()}}}" name="{NAAM}" color="rood" isCodable="false">'
        f'<Description>Uitleg</Description><Code guid="geen-guid" name="-"/></Code></Codes>'
        "<Sets><Set/></Sets></CodeBook>"
    )
    imported = read_qdc(written.encode())
    assert imported.problemen == ()
    top, below = imported.project.codes
    assert (top.guid, top.kleur, top.codeerbaar, top.beschrijving) == (CODE, None, False, "Uitleg")
    assert below.ouder == CODE


# From a source to a story.


@settings(max_examples=200, deadline=None)
@given(st.lists(MOEILIJK, min_size=1, max_size=3))
def test_a_source_as_a_story_says_the_same(alineas: list[str]) -> None:
    assert_same(INVISIBLE.sub("", plain_text(verhaal(*alineas))))


@pytest.mark.parametrize(
    "text",
    [
        "# geen kop",
        "- geen lijst\n- ook niet",
        "1. geen lijst\n12) ook niet",
        "---\nsoort: nee\n---",
        "Een\n===",
        "Een\n---",
        "> geen citaat",
        "*geen* _nadruk_ `geen` ~~code~~ [geen](http://x.nl) ![x](y) <b>&amp;",
        "a | b\n--|--\n1 | 2",
        "    geen code",
        "\\ en \\* blijven\\",
        "[persoon 1] belde.",
        "<!-- weg -->",
        "http://x.nl en www.x.nl",
    ],
)
def test_a_source_with_signs_of_markdown_stays_plain(text: str) -> None:
    assert_same(text)


def assert_same(text: str) -> None:
    facts = (("datum", "2016-03-14"), ("wijk", CODEBOOK.wijken[0].naam), ("titel", "Over niets"))
    file = story_file(Bron("g", "naam", text, (), facts))
    story, _ = read_verhaal(file.encode(), "verhalen/x.md", CODEBOOK, date(2017, 1, 1))
    if text.split():
        assert story
        assert story.tekst.split() == text.split()
        paragraphs = [part for part in text.split("\n\n") if part.strip()]
        assert len(story.blokken) == len(paragraphs)


def test_a_source_without_facts_stays_within() -> None:
    story, _ = read_verhaal(
        story_file(Bron("g", "Anna: 'over' \"mij\"", "Hallo.")).encode(),
        "verhalen/x.md",
        CODEBOOK,
        date(2017, 1, 1),
    )
    assert story
    assert story.titel == "Anna: 'over' \"mij\""
    assert story.toestemming is Toestemming.INTERN


def test_a_workspace_out_and_into_an_empty_one_and_out_again_is_the_same() -> None:
    """With CRLF in the files, emoji, and sentences that show more than one quality."""
    heads = (
        f"kwaliteiten:\n  {EERSTE}: '±'\n  {TWEEDE}: +\n",
        "soort: monitorgesprek\n",
        f"kwaliteiten:\n  {EERSTE}: '-'\n",
    )
    body = (
        "# Kop\n\nEr is minder overlast 👩‍👩‍👧, en dat heb ik zelf georganiseerd. *Dat* was\n"
        "niet makkelijk: 1\\. overlast, 2\\. rommel.\n\n"
        "- punt [x]\n- Er is minder overlast.\n\n> Ja!\n"
    )
    files = {
        f"verhalen/zuid/{number}.md": (
            f"---\ntitel: Nummer {number}\ndatum: 2016-0{number + 3}-14\nwijk: Zuid\n"
            f"toestemming: openbaar\nfictief: true\n{head}---\n{body}"
        ).replace("\n", "\r\n")
        for number, head in enumerate(heads)
    }
    first = qdpx_of(files)
    imported = read_qdpx(first)
    assert imported.problemen == ()
    tags, problems = human_tags(imported, CODEBOOK)
    assert problems == ()
    empty = {}
    for bron in imported.project.bronnen:
        pad = bron.variabele("bestand")
        assert pad
        empty[pad] = story_file(bron, tags.get(pad, ()))
    again = read_qdpx(qdpx_of(empty)).project
    assert again.codes == imported.project.codes
    spans = [
        (bron.naam, coding.code, coding.gebruiker, coding.start, coding.eind)
        for bron in imported.project.bronnen
        for coding in bron.coderingen
    ]
    assert len(spans) > 4
    assert spans == [
        (bron.naam, coding.code, coding.gebruiker, coding.start, coding.eind)
        for bron in again.bronnen
        for coding in bron.coderingen
    ]
    assert [bron.tekst for bron in again.bronnen] == [b.tekst for b in imported.project.bronnen]


def qdpx_of(files: dict[str, str]) -> bytes:
    verhalen = []
    for pad, text in files.items():
        story, _ = read_verhaal(text.encode(), pad, CODEBOOK, date(2017, 1, 1))
        assert story
        verhalen.append(story)
    linked = link(list(Tagger(CODEBOOK).tag(verhalen)), [], CODEBOOK)
    return write_qdpx(make_project(publish(linked, [], CODEBOOK), CODEBOOK), Regeleinde.LF)
