"""What is made of a document: a page, a PDF and a Word file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.report import html, pandoc, stijl
from pipeline.report.document import Document
from pipeline.report.plaat import in_html, in_map

FORMATEN = ("html", "pdf", "docx")
_INHOUD = "Inhoud"
_STIJL = "stijl.docx"
_TYPST = pandoc.Vorm("typst", apart=True)


def convert(
    document: Document, formaten: Sequence[str], folders: Sequence[Path]
) -> dict[str, bytes]:
    """The files of a document by name, in the formats asked for (of `FORMATEN`).

    Raises `PipelineError` when pandoc, typst or a template fails.
    """
    look = stijl.lees(folders)
    with TemporaryDirectory(prefix="vertel-") as folder:
        map_ = Path(folder)
        made = _samen(document, formaten, look, map_)
    return {f"{document.naam}.{formaat}": made[formaat] for formaat in formaten}


def _samen(
    document: Document, formaten: Sequence[str], look: stijl.Stijl, map_: Path
) -> dict[str, bytes]:
    """The formats. For Word pandoc must read all; then it makes its part of the others at once."""
    stukken = html.stukken(document.markdown)
    vormen = {"html": html.VORM, "pdf": _TYPST}
    if "docx" in formaten:
        vormen["docx"] = _word(document, look, map_)
        ruw = pandoc.convert(stukken, [vormen[formaat] for formaat in formaten], map_)
        delen = {naam: pandoc.losse(data) for naam, data in ruw.items() if naam != "docx"}
    else:
        wanted = [vormen[formaat] for formaat in formaten]
        delen = {vorm.naam: pandoc.apart(stukken, vorm) for vorm in wanted}
    made: dict[str, bytes] = {}
    if "html" in formaten:
        made["html"] = _html(document, look, html.delen(delen["html"]))
    if "pdf" in formaten:
        made["pdf"] = _pdf(document, look, map_, "\n\n".join(delen["typst"]))
    if "docx" in formaten:
        made["docx"] = _docx(document, ruw["docx"])
    return made


def _html(document: Document, look: stijl.Stijl, delen: Sequence[html.Deel]) -> bytes:
    platen = {naam: partial(in_html, plaat, look) for naam, plaat in document.platen}
    inhoud, tekst = html.inhoud_en_tekst(delen, platen)
    page = html.pagina(
        "pagina.html",
        {
            "titel": document.titel,
            "ondertitel": document.ondertitel,
            "kenmerken": document.kenmerken,
            "datum": document.datum.isoformat(),
            "kort": document.kort,
            "kiezers": document.kiezers,
            "inhoud": inhoud,
            "tekst": tekst,
        },
        look,
    )
    return page.encode()


def _pdf(document: Document, look: stijl.Stijl, map_: Path, inhoud: str) -> bytes:
    from pipeline.report import pdf

    day = document.datum
    facts: dict[str, object] = {
        "titel": document.titel,
        "ondertitel": document.ondertitel,
        "kenmerken": document.kenmerken,
        "kort": document.kort,
        "makers": document.makers,
        "datum": {"year": day.year, "month": day.month, "day": day.day},
    }
    in_map(document.platen, map_, look, "svg")
    return pdf.pdf(inhoud, facts, day, look, map_)


def _word(document: Document, look: stijl.Stijl, map_: Path) -> pandoc.Vorm:
    from pipeline.report import word

    (map_ / _STIJL).write_bytes(word.sjabloon(look))
    in_map(document.platen, map_, look, "png")
    return pandoc.Vorm(
        "docx+native_numbering",
        {
            "reference_doc": _STIJL,
            "table_of_contents": not document.kort,
            "toc_depth": 2,
        },
        sjabloon="",
        meta={
            "title": document.titel,
            "subtitle": document.ondertitel,
            "date": " · ".join(document.kenmerken),
            "lang": "nl-NL",
            "toc-title": _INHOUD,
        },
    )


def _docx(document: Document, made: bytes) -> bytes:
    from pipeline.report import word

    return word.afwerken(made, document.titel, document.makers, document.datum, document.kort)
