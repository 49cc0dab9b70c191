"""A document as Markdown, and what is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.codebook import Codebook
from pipeline.link import Tegenspraak
from pipeline.protect.publish import Publication
from pipeline.reconcile import Afwijking
from pipeline.report import context, html, pandoc, stijl
from pipeline.report.register import Regel
from pipeline.report.render import render

FORMATEN = ("html", "pdf", "docx")
_INHOUD = "Inhoud"


@dataclass(frozen=True, slots=True)
class Document:
    """A document before it is made: Pandoc Markdown, the register of it, and its title page.

    `naam` is the file name without ending. `datum` is the last day that the document is about;
    files carry it as their date, so that the same input gives the same bytes.
    """

    naam: str
    titel: str
    ondertitel: str
    kenmerken: tuple[str, ...]
    makers: tuple[str, ...]
    datum: date
    markdown: str
    register: tuple[Regel, ...]


def jaarrapportage(  # noqa: PLR0917 - the parts of a pass, in its order
    publication: Publication,
    codebook: Codebook,
    jaar: int,
    afwijkingen: Sequence[Afwijking],
    tegenspraken: Sequence[Tegenspraak],
    folders: Sequence[Path],
) -> Document:
    """The jaarrapportage of one year; templates are looked up in `folders`, in that order.

    Raises `PipelineError` when a template is broken.
    """
    verslag = context.jaarrapportage(publication, codebook, jaar, afwijkingen, tegenspraken)
    markdown, register = render("jaarrapportage.md", {"verslag": verslag}, folders)
    lines = (
        codebook.organisatie,
        f"Gemeente {codebook.gemeente}" if codebook.gemeente else "",
        "Met verzonnen voorbeelden" if verslag.samenvatting.fictief else "",
    )
    return Document(
        naam=f"jaarrapportage-{jaar}",
        titel=f"Jaarrapportage {jaar}",
        ondertitel=codebook.naam,
        kenmerken=tuple(line for line in lines if line),
        makers=(codebook.organisatie,) if codebook.organisatie else (),
        datum=date(jaar, 12, 31),
        markdown=markdown,
        register=register,
    )


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


def _html(document: Document, look: stijl.Stijl, map_: Path) -> bytes:
    inhoud, tekst = html.inhoud_en_tekst(document.markdown, map_ / "delen.html")
    page = html.pagina(
        "pagina.html",
        {
            "titel": document.titel,
            "ondertitel": document.ondertitel,
            "kenmerken": document.kenmerken,
            "datum": document.datum.isoformat(),
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
        "makers": document.makers,
        "datum": {"year": day.year, "month": day.month, "day": day.day},
    }
    return pdf.pdf(document.markdown, facts, day, look, map_)


def _docx(document: Document, look: stijl.Stijl, map_: Path) -> bytes:
    from pipeline.report import word

    reference = map_ / "stijl.docx"
    reference.write_bytes(_word_stijl(look))
    facts = {
        "title": document.titel,
        "subtitle": document.ondertitel,
        "date": " · ".join(document.kenmerken),
        "lang": "nl-NL",
        "toc-title": _INHOUD,
    }
    made = pandoc.convert(
        document.markdown,
        "docx+native_numbering",
        "--standalone",
        "--toc",
        "--toc-depth=2",
        f"--reference-doc={reference}",
        *(f"--metadata={name}:{value}" for name, value in facts.items()),
    )
    return word.afwerken(made, document.titel, document.makers, document.datum)


def _word_stijl(look: stijl.Stijl) -> bytes:
    """The nearest `stijl.docx`, unless a project changed only the colours of `stijl.yaml`."""
    for folder in look.folders:
        if (folder / "stijl.docx").is_file():
            return (folder / "stijl.docx").read_bytes()
        if (folder / stijl.NAAM).is_file():
            break
    from pipeline.report import word

    return word.word_stijl(look, pandoc.reference_docx())
