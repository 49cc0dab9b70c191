"""A sociaal werker has Word: documents dropped into verhalen/ are stories like any other."""

import io
import time
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from factory import codeboek
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf import table, text
from odf.opendocument import OpenDocumentText

from pipeline.model import BlokSoort, Richting, Soort, Toestemming, Verhaal
from pipeline.problems import Problem
from pipeline.read import office
from pipeline.read.stories import read_verhaal, read_verhalen
from pipeline.workspace import Workspace

TODAY = date(2017, 1, 15)
BOEK = codeboek()
HEAD = {"Wijk": "Zuid", "Datum": "14 maart 2016", "Toestemming": "openbaar"}


def read(data: bytes, pad: str = "verhalen/a.docx") -> tuple[Verhaal | None, tuple[Problem, ...]]:
    return read_verhaal(data, pad, BOEK, TODAY)


def usable(data: bytes, pad: str = "verhalen/a.docx") -> Verhaal:
    verhaal, problems = read(data, pad)
    assert verhaal is not None, problems
    return verhaal


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_table(document: docx.document.Document, pairs: dict[str, str]) -> None:
    grid = document.add_table(0, 2)
    for key, value in pairs.items():
        row = grid.add_row()
        row.cells[0].text, row.cells[1].text = key, value


def word(*paragraphs: str, head: dict[str, str] | None = None) -> bytes:
    document = docx.Document()
    with_table(document, HEAD if head is None else head)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def assert_has_head(verhaal: Verhaal) -> None:
    assert (verhaal.wijk, verhaal.datum) == ("zuid", date(2016, 3, 14))
    assert verhaal.toestemming is Toestemming.OPENBAAR


def test_a_table_at_the_top_is_the_head():
    head = HEAD | {"Titel:": "De post", "KWALITEITEN": "Zelfregie +, Vitaliteit -"}
    verhaal, problems = read(word("Zij opent nu zelf de post.", head=head))
    assert verhaal is not None
    assert_has_head(verhaal)
    assert verhaal.titel == "De post"
    assert verhaal.tekst == "Zij opent nu zelf de post."
    assert [(tag.kwaliteit, tag.richting) for tag in verhaal.tags] == [
        ("vitaliteit", Richting.MIN),
        ("zelfregie", Richting.PLUS),
    ]
    assert problems == ()


@pytest.mark.parametrize("as_lines_of_one_paragraph", [True, False])
def test_first_lines_are_the_head(as_lines_of_one_paragraph):
    document = docx.Document()
    lines = [f"{key}: {value}" for key, value in HEAD.items()]
    if as_lines_of_one_paragraph:
        document.add_paragraph("\n".join(lines))
    else:
        for line in lines:
            document.add_paragraph(line)
    document.add_paragraph("Zij zei: morgen doe ik het zelf.")
    verhaal = usable(saved(document))
    assert_has_head(verhaal)
    assert verhaal.tekst == "Zij zei: morgen doe ik het zelf."


@pytest.mark.parametrize(
    ("style", "table_first"),
    [("Title", True), ("Title", False), ("Heading 1", True), ("Heading 1", False), (None, False)],
)
def test_a_title_above_the_head_or_below_it_is_the_title(style, table_first):
    document = docx.Document()
    if table_first:
        with_table(document, HEAD)
    document.add_paragraph("De wandelgroep", style=style)
    if not table_first:
        with_table(document, HEAD)
    document.add_paragraph("Elke donderdag lopen zij samen.")
    verhaal = usable(saved(document))
    assert_has_head(verhaal)
    assert verhaal.titel == "De wandelgroep"
    assert verhaal.tekst == "Elke donderdag lopen zij samen."


def test_a_note_of_a_monitorgesprek_with_lists_in_cells():
    document = docx.Document()
    with_table(
        document,
        HEAD
        | {
            "Soort": "monitorgesprek",
            "Periode": "2016-mei",
            "Initiatieven": "De Buurttuin\nSoep op dinsdag",
            "Keuze door": "de bewonersraad",
            "Keuze reden": "het raakte iedereen",
            "Deelnemers": "drie bewoners",
        },
    )
    document.add_paragraph("Er is gepraat over de tuin.")
    verhaal = usable(saved(document))
    assert verhaal.soort is Soort.MONITORGESPREK
    assert verhaal.initiatieven == ("De Buurttuin", "Soep op dinsdag")
    assert verhaal.keuze is not None
    assert (verhaal.keuze.door, verhaal.keuze.reden) == ("de bewonersraad", "het raakte iedereen")
    assert verhaal.deelnemers == (("deelnemers", "drie bewoners"),)


def test_what_word_can_do_becomes_the_blocks_of_a_story():
    document = docx.Document()
    with_table(document, HEAD)
    document.add_heading("Eerst", 2)
    paragraph = document.add_paragraph("Zij ")
    paragraph.add_run("zelf").bold = True
    paragraph.add_run(" en ")
    paragraph.add_run("samen").italic = True
    document.add_paragraph("een", style="List Bullet")
    document.add_paragraph("twee", style="List Bullet")
    document.add_paragraph("stap", style="List Number")
    grid = document.add_table(2, 3)
    grid.cell(0, 0).text, grid.cell(1, 2).text = "Naam", "a|b"
    grid.cell(1, 1).text = "boven\nonder"
    grid.cell(1, 1).add_paragraph("nog een")
    frame = document.add_table(1, 1)
    frame.cell(0, 0).text = "In een kader."
    verhaal = usable(saved(document))
    assert verhaal.titel == "Eerst"
    assert [(blok.soort, blok.tekst) for blok in verhaal.blokken] == [
        (BlokSoort.ALINEA, "Zij zelf en samen"),
        (BlokSoort.PUNT, "een"),
        (BlokSoort.PUNT, "twee"),
        (BlokSoort.NUMMER, "stap"),
        (BlokSoort.RIJ, "Naam"),
        (BlokSoort.RIJ, "boven onder nog een · a|b"),
        (BlokSoort.ALINEA, "In een kader."),
    ]
    runs = [(run.tekst, run.sterk, run.nadruk) for run in verhaal.blokken[0].runs]
    assert ("zelf", True, False) in runs
    assert ("samen", False, True) in runs


@given(
    st.lists(
        st.text(
            st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"),
            min_size=1,
            max_size=30,
        ).filter(lambda line: line.strip() and line.isprintable()),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_typed_is_read_as_it_was_typed(lines):
    verhaal = usable(word(*lines))
    assert "".join(verhaal.tekst.split()) == "".join("".join(lines).split())


def test_a_line_number_counts_paragraphs_and_says_so():
    head = HEAD | {"Wijk": "Zuud"}
    verhaal, problems = read(word("Eerste alinea.", "Tweede alinea. Met twee zinnen.", head=head))
    (wrong,) = [problem for problem in problems if problem.code == "wijk-onbekend"]
    assert wrong.regel == 1
    assert "alinea" in wrong.melding
    assert verhaal is not None
    start = verhaal.tekst.index("Met twee")
    assert verhaal.kaart.line(start, start + 8) == 5
    assert verhaal.bron_tekst(start, start + 8) == "Met twee"


def test_an_opendocument_text_is_read_the_same_way():
    document = OpenDocumentText()
    grid = table.Table()
    grid.addElement(table.TableColumn(numbercolumnsrepeated=2))
    for key, value in HEAD.items():
        row = table.TableRow()
        for content in (key, value):
            cell = table.TableCell()
            cell.addElement(text.P(text=content))
            row.addElement(cell)
        grid.addElement(row)
    document.text.addElement(grid)
    document.text.addElement(text.H(outlinelevel=1, text="De schuur"))
    document.text.addElement(text.P(text="Zij timmeren samen een schuur."))
    out = io.BytesIO()
    document.write(out)
    verhaal = usable(out.getvalue(), "verhalen/a.odt")
    assert_has_head(verhaal)
    assert (verhaal.titel, verhaal.tekst) == ("De schuur", "Zij timmeren samen een schuur.")


def test_a_typing_mistake_about_consent_does_not_make_a_text_public():
    verhaal, problems = read(word("Tekst.", head=HEAD | {"Toestemming": "opnbaar"}))
    assert verhaal is not None
    assert verhaal.toestemming is Toestemming.INTERN
    assert "toestemming-onbekend" in [problem.code for problem in problems]
    without = {"Wijk": "Zuid", "Datum": "2016-03-14"}
    assert usable(word("Tekst.", head=without)).toestemming is Toestemming.INTERN


def test_what_is_hidden_in_word_is_not_read_and_pictures_are_named():
    document = docx.Document()
    with_table(document, HEAD)
    paragraph = document.add_paragraph("Zij kookt.")
    comment = document.add_comment(paragraph.runs, text="Dit is mevrouw Jansen!", author="Kim")
    assert comment is not None
    deleted = OxmlElement("w:del")
    run, gone = OxmlElement("w:r"), OxmlElement("w:delText")
    gone.text = "Geschrapt."
    run.append(gone)
    deleted.append(run)
    paragraph._p.append(deleted)
    document.add_picture(io.BytesIO(PIXEL))
    verhaal, problems = read(saved(document))
    assert verhaal is not None
    assert verhaal.tekst == "Zij kookt."
    assert "Jansen" not in verhaal.bron
    assert "afbeelding-weggelaten" in [problem.code for problem in problems]


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The document with parts replaced or added; `__` in a name stands for `/`, `_x` for `.x`."""
    out = io.BytesIO()
    new = {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as archive:
        for name in old.namelist():
            if name not in new:
                archive.writestr(name, old.read(name))
        for name, part in new.items():
            archive.writestr(name, part)
    return out.getvalue()


def xml_of(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml")


def bomb() -> bytes:
    laughs = b"".join(
        b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(10)
    )
    whole = xml_of(word("Tekst."))
    declared = whole.replace(b"?>", b"?><!DOCTYPE w [" + laughs + b"]>", 1)
    return repacked(word("Tekst."), word__document_xml=declared.replace(b"Tekst.", b"&l9;"))


HOSTILE = {
    "leeg": b"",
    "geen zip": b"zomaar tekst",
    "halve zip": word("Tekst.")[:3000],
    "oud of op slot": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "zip zonder document": repacked(b"PK\x05\x06" + bytes(18), iets_xml=b"<a/>"),
    "geen xml": repacked(word("Tekst."), word__document_xml=b"\x00\x01 geen xml"),
    "zipbom": repacked(word("Tekst."), word__document_xml=b"<a>" + b" " * 60_000_000),
    "lachbom": bomb(),
    "diep": repacked(
        word("Tekst."),
        word__document_xml=xml_of(word("Tekst.")).replace(
            b"<w:body>", b"<w:body>" + b"<w:sdt><w:sdtContent>" * 50_000
        ),
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("suffix", [".docx", ".odt"])
def test_hostile_documents_are_problems_and_soon(kind, suffix):
    begun = time.monotonic()
    verhaal, problems = read(HOSTILE[kind], f"verhalen/a{suffix}")
    assert verhaal is None
    assert problems[0].code in {
        "document-kapot",
        "document-op-slot",
        "document-te-groot",
        "bestand-leeg",
    }
    assert time.monotonic() - begun < 30


def test_of_a_document_pandoc_gets_the_text_only(monkeypatch):
    given = []

    def spy(data: bytes, *arguments: str, **options: object) -> bytes:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
        given.append(({part.filename: part.file_size for part in parts}, arguments))
        return b"Tekst."

    monkeypatch.setattr(office, "run", spy)
    document = docx.Document()
    document.add_picture(io.BytesIO(PIXEL))
    data = repacked(saved(document), word__vbaProject=b"macro", word__embeddings__x=b"MZ")
    read(data)
    ((sizes, arguments),) = given
    assert sizes["word/media/image1.png"] == 0
    others = [name for name, size in sizes.items() if not name.endswith((".xml", ".rels"))]
    assert others == ["word/media/image1.png"]
    assert "--from=docx+styles" in arguments


def test_an_external_picture_is_not_fetched_and_a_file_not_included(tmp_path):
    secret = tmp_path / "geheim.txt"
    secret.write_text("GEHEIM", encoding="utf-8")
    document = docx.Document()
    with_table(document, HEAD)
    paragraph = document.add_paragraph("Tekst. ")
    relation = document.part.relate_to(
        secret.as_uri(), docx.opc.constants.RELATIONSHIP_TYPE.IMAGE, True
    )
    for tag in ("w:instrText", "w:t"):
        run, inner = OxmlElement("w:r"), OxmlElement(tag)
        inner.text = f'INCLUDETEXT "{secret}"' if tag == "w:instrText" else " Einde."
        run.append(inner)
        paragraph._p.append(run)
    picture = OxmlElement("w:pict")
    picture.set(qn("r:link"), relation)
    paragraph._p.append(picture)
    verhaal = usable(saved(document))
    assert "GEHEIM" not in verhaal.bron


def test_documents_in_a_workspace_are_stories_beside_the_others(tmp_path: Path):
    folder = tmp_path / "verhalen" / "zuid"
    folder.mkdir(parents=True)
    (folder / "een.docx").write_bytes(word("Zij kookt."))
    (folder / "~$een.docx").write_bytes(b"slot van Word")
    (folder / "twee.DOCX").write_bytes(word("Hij zingt."))
    (folder / "oud.doc").write_bytes(HOSTILE["oud of op slot"])
    (folder / "kapot.docx").write_bytes(b"PK")
    found = read_verhalen(Workspace(tmp_path), BOEK, TODAY)
    assert [verhaal.pad for verhaal in found.verhalen] == [
        "verhalen/zuid/een.docx",
        "verhalen/zuid/twee.DOCX",
    ]
    by_file = {problem.pad: problem.code for problem in found.problemen}
    assert by_file["verhalen/zuid/oud.doc"] == "bestandssoort-onbekend"
    assert by_file["verhalen/zuid/kapot.docx"] == "document-kapot"
    assert "verhalen/zuid/~$een.docx" not in by_file
