"""What pandoc cannot do for Word: the reference document, a filled contents list, the language.

`word_stijl` makes `templates/stijl.docx` from pandoc's own reference document and `stijl.yaml`;
an organisation that wants another Word changes that file in Word itself. Make it anew with
`python -c "from pipeline.report.word import maak; maak('templates')"`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from pipeline.report.pandoc import reference_docx
from pipeline.report.stijl import NAAM, Stijl, lees

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TEXT_WIDTH = Mm(165)
_HEADINGS = ((1, 20, 26, 8), (2, 15, 20, 6), (3, 12.5, 14, 4), (4, 11.5, 12, 3), (5, 11, 10, 2))
_CONTENTS_DEPTH = 2
_SMALL_TABLE = 16
_SHORT_CELL = 60
_SPACED = {"Bronregel": 8, "Inleiding": 8, "Letop": 8, "TOC 1": 2, "TOC 2": 2}


def sjabloon(look: Stijl) -> bytes:
    """The nearest `stijl.docx`, unless a project changed only the colours of `stijl.yaml`."""
    for folder in look.folders:
        if (folder / "stijl.docx").is_file():
            return (folder / "stijl.docx").read_bytes()
        if (folder / NAAM).is_file():
            break
    return word_stijl(look, reference_docx())


def word_stijl(stijl: Stijl, reference: bytes) -> bytes:
    """The reference document for Word, in the colours and fonts of `stijl`.

    `reference` is pandoc's own. The same input gives the same bytes.
    """
    document = docx.Document(io.BytesIO(reference))
    _defaults(document, stijl)
    _headings(document, stijl)
    _paragraphs(document, stijl)
    _table_style(document, stijl)
    _page(document, stijl)
    return _bytes(document)


def afwerken(
    made: bytes, titel: str, makers: tuple[str, ...], datum: date, kort: bool = False
) -> bytes:
    """Pandoc's Word document with its contents list filled in, and always the same bytes.

    A `kort` one has no title page, and its chapters follow each other on a page.
    """
    document = docx.Document(io.BytesIO(made))
    _fill_contents(document)
    if kort:
        document.styles["Heading 1"].paragraph_format.page_break_before = False
        document.styles["Heading 1"].font.size = Pt(15)
        document.styles["Heading 1"].paragraph_format.space_before = Pt(14)
        document.styles["Title"].paragraph_format.space_before = Pt(0)
        document.styles["Title"].font.size = Pt(24)
    for table in document.tables:
        _keep_together(table._tbl)
    facts = document.core_properties
    facts.title, facts.author, facts.language = titel, ", ".join(makers), "nl-NL"
    facts.created = facts.modified = datetime(datum.year, datum.month, datum.day)
    return _bytes(document)


def _bytes(document: Any) -> bytes:
    saved = io.BytesIO()
    document.save(saved)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return out.getvalue()


def _defaults(document: Any, stijl: Stijl) -> None:
    fonts = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
    fonts.clear()
    fonts.append(
        parse_xml(
            f"<w:rPr {nsdecls('w')}>"
            f'<w:rFonts w:ascii="{stijl["letter-word"]}" w:hAnsi="{stijl["letter-word"]}" '
            f'w:eastAsia="{stijl["letter-word"]}" w:cs="{stijl["letter-word"]}"/>'
            f'<w:color w:val="{stijl["inkt"][1:]}"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
            '<w:lang w:val="nl-NL" w:eastAsia="nl-NL" w:bidi="ar-SA"/></w:rPr>'
        )
    )
    for name, value in (("w:themeFontLang", "nl-NL"), ("w:decimalSymbol", ",")):
        document.settings.element.find(qn(name)).set(qn("w:val"), value)


def _headings(document: Any, stijl: Stijl) -> None:
    for level, size, before, after in _HEADINGS:
        style = document.styles[f"Heading {level}"]
        _font(style, stijl["letter-word-koppen"], size, stijl["kleur"], bold=True)
        style.font.italic = False
        layout = style.paragraph_format
        layout.space_before, layout.space_after = Pt(before), Pt(after)
        layout.keep_with_next = True
        layout.page_break_before = level == 1
    for name, size, before in (("Title", 32, 150), ("Subtitle", 16, 6), ("Author", 12, 30)):
        style = document.styles[name]
        _font(style, stijl["letter-word-koppen"], size, stijl["kleur"], bold=name == "Title")
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.alignment = 0
    _font(document.styles["Date"], stijl["letter-word-koppen"], 12, stijl["inkt-zacht"])
    document.styles["Date"].paragraph_format.alignment = 0


def _font(style: Any, name: str, size: float, colour: str, *, bold: bool = False) -> None:
    run = style.element.get_or_add_rPr()
    for tag in ("w:rFonts", "w:color"):
        for found in run.findall(qn(tag)):
            run.remove(found)
    style.font.name = name
    for script in ("w:cs", "w:eastAsia"):
        run.rFonts.set(qn(script), name)
    style.font.size, style.font.bold = Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(colour[1:].upper())


def _paragraphs(document: Any, stijl: Stijl) -> None:
    styles = document.styles
    koppen, zacht = stijl["letter-word-koppen"], stijl["inkt-zacht"]
    for name in ("Body Text", "First Paragraph"):
        styles[name].paragraph_format.space_before = Pt(4 if name == "First Paragraph" else 0)
        styles[name].paragraph_format.space_after = Pt(7)
        styles[name].paragraph_format.line_spacing = 1.2
    for name, size, colour in (
        ("Tabeltekst", 9, stijl["inkt"]),
        ("Tabelkop", 9, stijl["kleur"]),
        ("Bronregel", 9, zacht),
        ("Noot", 9, zacht),
        ("Inleiding", 12, stijl["inkt"]),
        ("Letop", 10, stijl["inkt"]),
        ("Verhaal", 10.5, stijl["inkt"]),
        ("Tegenverhaal", 10.5, stijl["inkt"]),
        ("Header", 9, zacht),
        ("Footer", 9, zacht),
        ("TOC 1", 11, stijl["kleur"]),
        ("TOC 2", 10, stijl["inkt"]),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _font(style, koppen, size, colour, bold=name in {"Tabelkop", "TOC 1"})
        style.paragraph_format.space_after = Pt(_SPACED.get(name, 0))
        if name.startswith("TOC"):
            style.paragraph_format.left_indent = Mm(6 if name.endswith("2") else 0)
            style.paragraph_format.tab_stops.add_tab_stop(
                _TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )
    for name, colour in (("Verhaal", "kleur"), ("Tegenverhaal", "kleur-accent")):
        _font(styles[name], stijl["letter-word"], 10.5, stijl["inkt"])
        _boxed(styles[name], stijl[colour], stijl["kleur-zacht"])
        styles[name].paragraph_format.space_after = Pt(6)
        styles[name].paragraph_format.left_indent = Mm(4)
        styles[name].paragraph_format.line_spacing = 1.2
    _boxed(styles["Letop"], stijl["kleur-accent"], stijl["kleur-zacht"])
    _boxed(styles["Block Text"], stijl["kleur"], None)
    styles["Block Text"].paragraph_format.left_indent = Mm(6)
    _font(styles["Table Caption"], koppen, 9.5, stijl["kleur"], bold=True)
    styles["Table Caption"].font.italic = False
    styles["Table Caption"].paragraph_format.keep_with_next = True
    styles["Table Caption"].paragraph_format.space_before = Pt(12)
    _font(styles["Image Caption"], koppen, 9, zacht)
    styles["Image Caption"].font.italic = False
    styles["Image Caption"].paragraph_format.space_after = Pt(10)
    styles["Captioned Figure"].paragraph_format.space_before = Pt(12)
    styles["Captioned Figure"].paragraph_format.keep_with_next = True
    _font(styles["TOC Heading"], koppen, 20, stijl["kleur"], bold=True)
    styles.add_style("Verwijzing", WD_STYLE_TYPE.CHARACTER).font.size = Pt(8)
    styles.add_style("Bewijs", WD_STYLE_TYPE.CHARACTER).font.underline = True
    voorstel = styles.add_style("Voorstel", WD_STYLE_TYPE.CHARACTER)
    voorstel.font.italic = True
    voorstel.font.color.rgb = RGBColor.from_string(stijl["kleur-accent"][1:].upper())
    link = styles["Hyperlink"]
    link.font.color.rgb = RGBColor.from_string(stijl["kleur"][1:].upper())
    link.font.underline = False


def _boxed(style: Any, line: str, fill: str | None) -> None:
    layout = style.element.get_or_add_pPr()
    layout.append(
        parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="18" w:space="8" '
            f'w:color="{line[1:]}"/></w:pBdr>'
        )
    )
    if fill:
        layout.append(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill[1:]}"/>')
        )


def _table_style(document: Any, stijl: Stijl) -> None:
    element = document.styles["Table"].element
    for base in element.findall(qn("w:basedOn")):
        # Pandoc's own reference document names a style here that it does not have.
        element.remove(base)
    for old in (*element.findall(qn("w:tblPr")), *element.findall(qn("w:tblStylePr"))):
        element.remove(old)
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{stijl["inkt-zacht"][1:]}"'
    element.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders><w:top {line}/><w:bottom {line}/>"
            f'<w:insideH w:val="single" w:sz="2" w:space="0" w:color="C8CFD2"/></w:tblBorders>'
            '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
            '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
            "</w:tblPr>"
        )
    )
    element.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:tcPr>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{stijl["kleur-zacht"][1:]}"/>'
            '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
        )
    )


def _page(document: Any, stijl: Stijl) -> None:
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.top_margin, section.bottom_margin = Mm(23), Mm(24), Mm(24)
    section.right_margin = section.page_width - section.left_margin - _TEXT_WIDTH
    section.header_distance = section.footer_distance = Mm(12)
    section.different_first_page_header_footer = True
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["Footer"]
    footer.paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run("\tbladzijde ")
    for run in (*_open_field("PAGE"), _text_run("1"), _char("end")):
        footer._p.append(run)
    if stijl.logo:
        picture = section.first_page_header.paragraphs[0].add_run()
        shape = picture.add_picture(str(stijl.logo), height=Mm(18))
        shape._inline.docPr.set("descr", stijl["logo-alt"])


def _keep_together(table: Any) -> None:
    """The style of its text, no row over two pages, and no small table without running text either.

    The first column names the rows.
    """
    table.tblPr.find(qn("w:tblLook")).set(qn("w:firstColumn"), "1")
    rows = table.findall(qn("w:tr"))
    longest = max(
        sum(len(text.text or "") for text in cell.iter(qn("w:t")))
        for cell in table.iter(qn("w:tc"))
    )
    small = len(rows) <= _SMALL_TABLE and longest <= _SHORT_CELL
    for number, row in enumerate(rows, start=1):
        layout = row.get_or_add_trPr()
        style = "Tabeltekst" if layout.find(qn("w:tblHeader")) is None else "Tabelkop"
        layout.append(OxmlElement("w:cantSplit"))
        for paragraph in row.iter(qn("w:p")):
            paragraph.style = style
            if small and number < len(rows):
                paragraph.pPr.insert(1, OxmlElement("w:keepNext"))


def _char(kind: str) -> Any:
    run, char = OxmlElement("w:r"), OxmlElement("w:fldChar")
    char.set(qn("w:fldCharType"), kind)
    run.append(char)
    return run


def _text_run(text: str, tag: str = "w:t") -> Any:
    run, inner = OxmlElement("w:r"), OxmlElement(tag)
    inner.set(qn("xml:space"), "preserve")
    inner.text = text
    run.append(inner)
    return run


def _open_field(code: str) -> tuple[Any, Any, Any]:
    return _char("begin"), _text_run(f" {code} ", "w:instrText"), _char("separate")


def _fill_contents(document: Any) -> None:
    """Write the headings into the contents field, which pandoc leaves empty until Word fills it."""
    body = document.element.body
    field = next((p for p in body.iter(qn("w:p")) if "TOC \\o" in "".join(p.itertext())), None)
    entries = list(_headings_of(document))
    if field is None or not entries:
        return
    opening = _open_field(f'TOC \\o "1-{_CONTENTS_DEPTH}" \\h \\z \\u')
    # Word then counts the pages itself when it opens the document.
    opening[0][0].set(qn("w:dirty"), "true")
    styles = [document.styles[f"TOC {n}"].style_id for n in range(1, _CONTENTS_DEPTH + 1)]
    for number, (level, text, anchor) in enumerate(entries):
        element, link = OxmlElement("w:p"), OxmlElement("w:hyperlink")
        element.style = styles[level - 1]
        link.set(qn("w:anchor"), anchor)
        link.append(_text_run(text))
        element.extend((*(opening if number == 0 else ()), link))
        if number == len(entries) - 1:
            element.append(_char("end"))
        field.addprevious(element)
    field.getparent().remove(field)


def _headings_of(document: Any) -> Iterator[tuple[int, str, str]]:
    """The headings of the contents list: level, text and the bookmark that stands before it."""
    levels = {
        document.styles[f"Heading {level}"].style_id: level
        for level in range(1, _CONTENTS_DEPTH + 1)
    }
    for element in document.element.body.iterchildren(qn("w:p")):
        level = levels.get(element.style)
        before = element.getprevious()
        if level:
            while before is not None and before.tag == qn("w:bookmarkEnd"):
                before = before.getprevious()
            if before is not None and before.tag == qn("w:bookmarkStart"):
                yield level, element.text, before.get(qn("w:name"))


def maak(map_: str) -> None:
    """Write `stijl.docx` in the folder `map_`, from the `stijl.yaml` that stands there."""
    made = word_stijl(lees([Path(map_)]), reference_docx())
    (Path(map_) / "stijl.docx").write_bytes(made)
