"""Pandoc, the only subprocess: Markdown of ours to an HTML fragment, typst source or Word.

Pandoc comes with `pypandoc_binary`, so that it is the version that was tested. It runs in its
sandbox, on a Markdown that knows no raw HTML, TeX, metadata, citations, notes or images.
"""

from __future__ import annotations

import os
import subprocess
from importlib import resources
from pathlib import Path
from typing import Literal

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


def binary() -> Path:
    """The pandoc of `pypandoc_binary`. Raises `PipelineError` when it is not there."""
    name = "pandoc.exe" if os.name == "nt" else "pandoc"
    try:
        path = Path(str(resources.files("pypandoc"))) / "files" / name
    except ModuleNotFoundError:
        path = Path(name)
    if path.is_file():
        return path
    raise PipelineError(
        "Pandoc ontbreekt.", "Installeer het opnieuw: pip install --force-reinstall pypandoc_binary"
    )


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
    command = [str(binary()), "--sandbox", *arguments, "+RTS", f"-M{_MEGABYTES}m", "-A64m", "-RTS"]
    # A Word document carries the moment of making, which would differ every time.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "315532800", "LC_ALL": "C.UTF-8"}
    environment["VERTEL_PLATEN"] = str(platen or "")
    try:
        done = subprocess.run(  # noqa: S603 - our own binary, arguments without text of stories
            command, input=given, capture_output=True, timeout=seconds, check=False, env=environment
        )
    except subprocess.TimeoutExpired as error:
        raise PipelineError(
            f"Pandoc was na {seconds} seconden nog niet klaar.",
            "Maak het verslag van minder verhalen tegelijk.",
        ) from error
    except OSError as error:
        raise PipelineError(
            f"Pandoc start niet ({error.strerror}).", "Installeer pypandoc_binary opnieuw."
        ) from error
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").strip()[:400] or f"code {done.returncode}"
    raise PipelineError(
        f"Pandoc kan het document niet maken: {said}",
        "Kijk of een eigen sjabloon of stijl.docx stuk is.",
    )
