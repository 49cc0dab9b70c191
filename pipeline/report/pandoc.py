"""Markdown of ours to an HTML fragment, typst source or Word, by pandoc.

It reads a Markdown that knows no raw HTML, TeX, metadata, citations or notes. All forms of a
document are made by one process, in which it is read once: reading costs as much as writing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.pandoc import PandocFailed, PandocTooSlow, run, run_script
from pipeline.problems import PipelineError

GRENS = "<!--stuk-->"
"""What stands between pieces that are written apart; no text can hold it as it is."""

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


@dataclass(frozen=True, slots=True)
class Vorm:
    """A form to make, by pandoc's name of it, and how.

    `opties` are pandoc's own for a writer. `sjabloon` is the text of a template, or empty for
    pandoc's own; without any the form is a fragment. Headings go `kop` levels down. When `apart`,
    each piece of a document is written apart, with `GRENS` between them.
    """

    vorm: str
    opties: Mapping[str, Any] = field(default_factory=dict)
    sjabloon: str | None = None
    meta: Mapping[str, str] = field(default_factory=dict)
    kop: int = 0
    apart: bool = False

    @property
    def naam(self) -> str:
        """The name of the form, without its extensions."""
        return self.vorm.partition("+")[0]

    @property
    def als_taak(self) -> dict[str, Any]:
        """What the script reads; what is not there, it must not see either."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def convert(
    stukken: Sequence[str], vormen: Sequence[Vorm], map_: Path, seconds: int = _SECONDS
) -> dict[str, bytes]:
    """What pandoc makes of the pieces of a document, by the names of the forms.

    `map_` is a folder to work in, with the pictures of a Word document. Raises `PipelineError`
    when pandoc fails, or takes more than `seconds` or four gigabytes.
    """
    scripts = resources.files("pipeline.report")
    with (
        resources.as_file(scripts / "maak.lua") as script,
        resources.as_file(scripts / "filter.lua") as filter_,
    ):
        job = {
            "stukken": stukken,
            "vormen": [vorm.als_taak for vorm in vormen],
            "lezer": _READER,
            "grens": GRENS,
            "filter": str(filter_),
            "map": str(map_),
        }
        with _in_dutch(seconds):
            run_script(
                script,
                json.dumps(job, ensure_ascii=False).encode(),
                seconds=seconds,
                megabytes=_MEGABYTES,
            )
    return {vorm.naam: (map_ / vorm.naam).read_bytes() for vorm in vormen}


def reference_docx() -> bytes:
    """Pandoc's own reference document for Word, from which `stijl.docx` is made."""
    with _in_dutch(_SECONDS):
        return run(
            b"",
            "--print-default-data-file=reference.docx",
            seconds=_SECONDS,
            megabytes=_MEGABYTES,
        )


@contextmanager
def _in_dutch(seconds: int) -> Iterator[None]:
    try:
        yield
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
