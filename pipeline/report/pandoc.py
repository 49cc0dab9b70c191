"""Markdown of ours to an HTML fragment, typst source or Word, by pandoc.

It reads a Markdown that knows no raw HTML, TeX, metadata, citations or notes. All forms of a
document are made by one process, in which it is read once: reading costs as much as writing.
"""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import msgspec

from pipeline.pandoc import PandocFailed, PandocTooSlow, run, run_script
from pipeline.problems import PipelineError

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
_SCRIPTS = ("maak.lua", "filter.lua")
_SECONDS = 600
_MEGABYTES = 4096


@dataclass(frozen=True, slots=True)
class Vorm:
    """A form to make, by pandoc's name of it, and how.

    `opties` are pandoc's own for a writer. `sjabloon` is the text of a template, or empty for
    pandoc's own; without any the form is a fragment. Headings go `kop` levels down. When `apart`,
    each piece of a document is written apart; `losse` tells them from each other.
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

    `map_` is a folder to work in, with the style and the pictures of a Word document. Raises
    `PipelineError` when pandoc fails, or takes more than `seconds` or four gigabytes.
    """
    for script in _SCRIPTS:
        (map_ / script).write_bytes((resources.files("pipeline.report") / script).read_bytes())
    job = {
        "stukken": stukken,
        "vormen": [vorm.als_taak for vorm in vormen],
        "lezer": _READER,
    }
    with _in_dutch(seconds):
        run_script(
            map_ / _SCRIPTS[0],
            json.dumps(job, ensure_ascii=False).encode(),
            seconds=seconds,
            megabytes=_MEGABYTES,
        )
    return {vorm.naam: (map_ / vorm.naam).read_bytes() for vorm in vormen}


def apart(stukken: Sequence[str], vorm: Vorm) -> list[str]:
    """What pandoc makes of each piece of a document, in a form that is made `apart`.

    It is made on all cores, and kept for when only another piece changes.
    """
    made = {stuk: _KEPT.get((vorm.naam, stuk)) for stuk in stukken}
    piles: list[list[str]] = [[] for _ in range(os.cpu_count() or 1)]
    # The longest first, each to who has least to do.
    for stuk in sorted((stuk for stuk in made if made[stuk] is None), key=len, reverse=True):
        min(piles, key=lambda pile: sum(map(len, pile))).append(stuk)
    with ThreadPoolExecutor(len(piles)) as pool:
        for pile, texts in zip(piles, pool.map(partial(_pile, vorm), piles), strict=True):
            for stuk, text in zip(pile, texts, strict=True):
                made[stuk] = text
                _KEPT.put((vorm.naam, stuk), text)
    return [made[stuk] or "" for stuk in stukken]


def _pile(vorm: Vorm, stukken: Sequence[str]) -> list[str]:
    if not stukken:
        return []
    with TemporaryDirectory(prefix="vertel-") as folder:
        return losse(convert(stukken, [vorm], Path(folder))[vorm.naam])


def losse(made: bytes) -> list[str]:
    """The pieces of a form that was made `apart`."""
    return msgspec.json.decode(made, type=list[str])


class _Kept:
    """What was made last, up to a bound, for any thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str]) -> str | None:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: tuple[str, str], made: str) -> None:
        with self._lock:
            self._held[key] = made
            if len(self._held) > self._most:
                self._held.popitem(last=False)


_KEPT = _Kept(512)


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
