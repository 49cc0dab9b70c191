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


def convert(
    document: Document, formaten: Sequence[str], folders: Sequence[Path]
) -> dict[str, bytes]:
    """The files of a document by name, in the formats asked for (of `FORMATEN`).

    Raises `PipelineError` when pandoc, typst or a template fails.
    """
    makers = {"html": _html, "pdf": _pdf, "docx": _docx}
    look = stijl.lees(folders)
    files: dict[str, bytes] = {}
    for formaat in formaten:
        with TemporaryDirectory(prefix="vertel-") as folder:
            made = makers[formaat](document, look, Path(folder))
        files[f"{document.naam}.{formaat}"] = made
    return files


def _html(document: Document, look: stijl.Stijl, _map: Path) -> bytes:
    platen = {naam: partial(in_html, plaat, look) for naam, plaat in document.platen}
    inhoud, tekst = html.inhoud_en_tekst(document.markdown, platen)
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


def _pdf(document: Document, look: stijl.Stijl, map_: Path) -> bytes:
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
    return pdf.pdf(document.markdown, facts, day, look, map_)


def _docx(document: Document, look: stijl.Stijl, map_: Path) -> bytes:
    from pipeline.report import word

    reference = map_ / "stijl.docx"
    reference.write_bytes(word.sjabloon(look))
    facts = {
        "title": document.titel,
        "subtitle": document.ondertitel,
        "date": " · ".join(document.kenmerken),
        "lang": "nl-NL",
        "toc-title": _INHOUD,
    }
    in_map(document.platen, map_, look, "png")
    made = pandoc.convert(
        document.markdown,
        "docx+native_numbering",
        "--standalone",
        *(() if document.kort else ("--toc", "--toc-depth=2")),
        f"--reference-doc={reference}",
        *(f"--metadata={name}:{value}" for name, value in facts.items()),
        platen=map_,
    )
    return word.afwerken(made, document.titel, document.makers, document.datum, document.kort)
