"""The example's PDF and Word files: what checkers of accessibility and integrity find in them.

outloud checks PDF/UA-1 and WCAG; typst itself refuses to make a PDF that is not UA-1 and A-2a.
Two rules of outloud guess, and are judged here by what they guess at: ORD-001 takes the text of a
paragraph before the links in it, and PAG-001 takes any line near the edge of three pages for a
running header.
"""

import itertools
import re
import shutil
import subprocess

import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx_integrity import check as check_docx
from outloud import check as check_pdf
from outloud.model import Document as PdfDocument
from pypdf import PdfReader

NAMES = [
    "jaarrapportage-2016",
    "overzicht-2016-september",
    "monitorgesprek-2016-mei-zuid",
    "verhalenbundel-2016-zuid",
]
GUESSES = ["ORD-001", "PAG-001"]


@pytest.mark.parametrize("name", NAMES)
def test_outloud_finds_no_fault_and_nothing_to_warn_of(example, name):
    result = check_pdf(str(example.build / f"{name}.pdf"), skip=GUESSES)
    assert result.error is None
    assert result.stats
    assert [(f.rule, f.page, f.message) for f in result.findings if f.severity != "info"] == []


def marked(element, page=None):
    """The marked parts of a structure tree in reading order, as page and number."""
    if isinstance(element, pikepdf.Dictionary):
        page = element.get("/Pg", page)
        if element.get("/Type") == "/MCR" or "/MCID" in element:
            yield page.objgen, int(element["/MCID"])
        elif "/K" in element:
            yield from marked(element["/K"], page)
    elif isinstance(element, pikepdf.Array):
        for kid in element:
            yield from marked(kid, page)
    else:
        yield page.objgen, int(element)


@pytest.mark.parametrize("name", NAMES)
def test_a_pdf_is_read_in_the_order_in_which_it_is_painted(example, name):
    with pikepdf.open(example.build / f"{name}.pdf") as pdf:
        order = list(marked(pdf.Root.StructTreeRoot["/K"]))
        pages = {page.objgen for page in pdf.pages}
    assert {page for page, _ in order} <= pages
    # A figure is read before its caption, whose links are painted with the text around them.
    back = sum(later < sooner for (p, sooner), (q, later) in itertools.pairwise(order) if p == q)
    assert back <= len(order) / 100


@pytest.mark.parametrize("name", NAMES)
def test_what_returns_on_every_page_is_not_read_aloud(example, name):
    document = PdfDocument(str(example.build / f"{name}.pdf"))
    edges = [
        line
        for page in document.pages[1:]
        for line in document.content(page.index).lines
        if line.bbox[3] < 60 or line.bbox[1] > page.height - 60
    ]
    numbers = [int(line.text.split()[-1]) for line in edges if line.bbox[3] < 60]
    assert numbers == list(range(2, len(document.pages) + 1))
    assert [line.text for line in edges if line.tagged_share > 0] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_word_file_is_whole(example, name):
    found = check_docx(str(example.build / f"{name}.docx"))
    assert [str(finding) for finding in found] == []


def captions(document, style):
    return [
        " ".join(paragraph.text.split())
        for paragraph in document.paragraphs
        if paragraph.style.name == style
    ]


@pytest.mark.parametrize("name", NAMES[:3])
def test_word_opens_in_libreoffice_with_contents_and_captions(example, tmp_path, name):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    source = example.build / f"{name}.docx"
    profile = f"-env:UserInstallation={(tmp_path / 'profiel').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, source]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pages = [page.extract_text() for page in PdfReader(tmp_path / f"{name}.pdf").pages]
    text = " ".join(" ".join(pages).split())
    document = Document(str(source))
    tables = captions(document, "Table Caption")
    numbers = [int(n) for n in re.findall(r"\bTabel (\d+)[:.] ", text)]
    assert numbers == list(range(1, len(document.tables) + 1))
    assert len(tables) == len(document.tables)
    pictures = document.element.findall(".//" + qn("w:drawing"))
    assert len(captions(document, "Image Caption")) == len(pictures)
    assert len(re.findall(r"\bFiguur \d+[:.] ", text)) == len(pictures)
    paragraphs = document.element.iter(qn("w:p"))
    contents = [p.text for p in paragraphs if p.style in {"TOC1", "TOC2"}]
    headings = [p.text for p in document.paragraphs if p.style.name in {"Heading 1", "Heading 2"}]
    assert contents == (headings if name.startswith("jaarrapportage") else [])
    assert " ".join(pages[1].split()).startswith(
        " ".join(["Inhoud", *contents]) if contents else ""
    )
