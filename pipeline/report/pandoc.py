"""Markdown of ours to an HTML fragment, typst source or Word, by pandoc.

It reads a Markdown that knows no raw HTML, TeX, metadata, citations, notes or images.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Literal

from pipeline.pandoc import PandocFailed, PandocTooSlow, run
from pipeline.problems import PipelineError

Doel = Literal["html", "typst", "docx", "docx+native_numbering"]

_READER = "markdown_strict-raw_html" + "".join(
    f"+{name}"
    for name in (
        "all_symbols_escapable",
        "blank_before_blockquote",
        "blank_before_header",
        "bracketed_spans",
        "escaped_line_breaks",
        "fenced_divs",
        "header_attributes",
        "pipe_tables",
        "space_in_atx_header",
        "startnum",
        "table_captions",
    )
)
_SECONDS = 600
_MEGABYTES = 4096


def convert(
    markdown: str, to: Doel, *options: str, platen: Path | None = None, seconds: int = _SECONDS
) -> bytes:
    """What pandoc makes of `markdown`.

    `options` are pandoc's own; `platen` is the folder with the pictures of a Word document, which
    only our own filter reads. Raises `PipelineError` when pandoc fails, or takes more than
    `seconds` or four gigabytes.
    """
    with resources.as_file(resources.files("pipeline.report") / "filter.lua") as lua:
        return _run(
            markdown.encode(),
            seconds,
            platen,
            f"--from={_READER}",
            f"--to={to}",
            "--wrap=none",
            f"--lua-filter={lua}",
            "--output=-",
            *options,
        )


def reference_docx() -> bytes:
    """Pandoc's own reference document for Word, from which `stijl.docx` is made."""
    return _run(b"", 60, None, "--print-default-data-file=reference.docx")


def _run(given: bytes, seconds: int, platen: Path | None, *arguments: str) -> bytes:
    # A Word document carries the moment of making, which would differ every time.
    environment = {"SOURCE_DATE_EPOCH": "315532800", "VERTEL_PLATEN": str(platen or "")}
    try:
        return run(
            given, *arguments, seconds=seconds, megabytes=_MEGABYTES, environment=environment
        )
    except PandocTooSlow as error:
        raise PipelineError(
            f"Pandoc was na {seconds} seconden nog niet klaar.",
            "Maak het verslag van minder verhalen tegelijk.",
        ) from error
    except PandocFailed as error:
        raise PipelineError(
            f"Pandoc kan het document niet maken: {error}",
            "Kijk of een eigen sjabloon of stijl.docx stuk is.",
        ) from error
