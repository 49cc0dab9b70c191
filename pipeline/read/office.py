"""Word and OpenDocument files to the Markdown in which stories are written.

    .docx, .odt ─ only the text of it ─► pandoc, sandboxed ─ office.lua ─► head and Markdown

Of the file pandoc gets nothing but its XML: no picture, no macro, no embedded file. What stands
in a table of two columns at the top, or in first lines such as `Wijk: Zuid`, becomes the head.
"""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from io import BytesIO

from pipeline.model import SourceMap, Verhaal
from pipeline.pandoc import PandocFailed, PandocTooSlow, run
from pipeline.problems import Problem
from pipeline.read.front_matter import KEYS
from pipeline.read.places import line_starts

OFFICE = {".docx": "docx+styles", ".odt": "odt"}
"""What is read, and what pandoc calls it."""

MAX_UNPACKED = 20_000_000
MAX_MARKDOWN = 1_000_000
_SECONDS = 30
_MEGABYTES = 1024
_OLE = b"\xd0\xcf\x11\xe0"
_CHOICE = ("keuze-door", "keuze-reden")
_WRITER = "commonmark+pipe_tables+strikeout-raw_html"
_RULE = re.compile(r"\|[-:|]+\|")
_TEXT = re.compile(
    r"word/(?!media/|embeddings/).*\.(?:xml|rels)|_rels/\.rels|\[Content_Types\]\.xml"
)
_PICTURE = re.compile(r"(?:word/media|Pictures)/.")
_ODT_TEXT = re.compile(r"(?:content|styles|meta)\.xml|mimetype|META-INF/manifest\.xml")


class OfficeError(Exception):
    """A file of which nothing can be read; `code`, `melding`, `oplossing` are as in a `Problem`."""

    def __init__(self, code: str, melding: str, oplossing: str) -> None:
        super().__init__(melding)
        self.code = code
        self.melding = melding
        self.oplossing = oplossing


def as_markdown(data: bytes, suffix: str) -> str:
    """The text of a Word or OpenDocument file as Markdown with a head. Raises `OfficeError`."""
    kind = OFFICE[suffix]
    text = _only_text(data, _ODT_TEXT if kind == "odt" else _TEXT)
    keys = f" {' '.join((*KEYS, *_CHOICE))} "
    with resources.as_file(resources.files("pipeline.read") / "office.lua") as lua:
        try:
            made = run(
                text,
                f"--from={kind}",
                f"--to={_WRITER}",
                "--wrap=none",
                f"--lua-filter={lua}",
                f"--metadata=sleutels:{keys}",
                seconds=_SECONDS,
                megabytes=_MEGABYTES,
            )
        except PandocTooSlow as error:
            raise _too_large() from error
        except PandocFailed as error:
            raise _broken() from error
    if len(made) > MAX_MARKDOWN:
        raise _too_large()
    return made.decode("utf-8", "replace")


def alineas(lines: Sequence[str]) -> tuple[int, ...]:
    """The lines of the Markdown (from 1) that are a paragraph, item or row in the document."""
    return tuple(
        number
        for number, line in enumerate(lines, 1)
        if line.strip() and line != "---" and not _RULE.fullmatch(line)
    )


def in_alineas(
    verhaal: Verhaal | None, problems: Sequence[Problem], bron: str
) -> tuple[Verhaal | None, tuple[Problem, ...]]:
    """A story and its problems with paragraphs for lines: a person in Word sees no lines."""
    lines = bron.split("\n")
    counted = alineas(lines)

    def alinea(regel: int) -> int:
        return max(1, bisect_right(counted, regel))

    def placed(problem: Problem) -> Problem:
        if problem.regel is None:
            return problem
        said = f"{problem.melding} (Het regelnummer telt hier alinea's.)"
        return replace(problem, regel=alinea(problem.regel), melding=said)

    if verhaal is not None:
        starts = line_starts(lines)
        kaart = SourceMap(verhaal.kaart.segments, tuple(starts[line - 1] for line in counted))
        codering = tuple(replace(own, regel=alinea(own.regel)) for own in verhaal.codering)
        verhaal = replace(verhaal, kaart=kaart, codering=codering)
    return verhaal, tuple(map(placed, problems))


def _only_text(data: bytes, wanted: re.Pattern[str]) -> bytes:
    """The same document with nothing in it but the XML of its text, within bounds."""
    if data.startswith(_OLE):
        raise _locked()
    slim = BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(slim, "w") as out:
            left = MAX_UNPACKED
            for name in sorted(set(archive.namelist())):
                if wanted.fullmatch(name):
                    part = _part(archive, archive.getinfo(name), left)
                    left -= len(part)
                    out.writestr(name, part)
                elif _PICTURE.match(name):
                    out.writestr(name, b"")  # so that it is named as left out
    except OfficeError:
        raise
    except Exception as error:  # a broken zip fails in more ways than can be listed
        raise _broken() from error
    return slim.getvalue()


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    if info.flag_bits & 1:
        raise _locked()
    with archive.open(info) as stream:
        part = stream.read(most + 1)
    if len(part) > most:
        raise _too_large()
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise _broken()
    if info.filename == "META-INF/manifest.xml" and b"encryption-data" in part:
        raise _locked()
    return part


def _too_large() -> OfficeError:
    return OfficeError(
        "document-te-groot",
        "In dit document staat te veel voor een verhaal; ik lees het niet.",
        "Verdeel de tekst over meer documenten.",
    )


def _broken() -> OfficeError:
    return OfficeError(
        "document-kapot",
        "Dit document is beschadigd, of is geen Word- of OpenDocument-bestand.",
        "Open het in Word of LibreOffice en bewaar het opnieuw als .docx of .odt.",
    )


def _locked() -> OfficeError:
    return OfficeError(
        "document-op-slot",
        "Dit document zit op slot met een wachtwoord, of is van een heel oude Word.",
        "Bewaar het zonder wachtwoord als .docx of .odt.",
    )
