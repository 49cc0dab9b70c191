"""A document as PDF, by typst: accessible (PDF/UA-1), to be kept (PDF/A-2a), always the same bytes.

Only the fonts that come with typst or lie in `templates/fonts` are used, so that a report looks
the same on every machine.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock

import typst

from pipeline.problems import PipelineError
from pipeline.report.stijl import Stijl, find

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
_START = '#import "rapport.typ": *\n#show: rapport\n'
_GEEN_GLYPH = re.compile(r'text `"(.+?)"` could not be displayed')
_ONBEKEND = "□"
_ROUNDS = 3


class _Onthouden:
    """Makes typst let go of documents: it keeps what the last ten compilations needed.

    That is over a hundred megabytes for each version of a report. It is one store for all
    threads, so it is cleared when none of them is compiling, and only of what is worth the time.
    """

    _COMPILATIONS = 10
    _TEKENS = 150_000

    def __init__(self) -> None:
        self._slot = Lock()
        self._bezig = 0
        self._tekens = 0

    @contextmanager
    def tijdens(self, tekens: int) -> Iterator[None]:
        """While a source of so many characters is compiled."""
        with self._slot:
            self._bezig += 1
            self._tekens += tekens
        try:
            yield
        finally:
            with self._slot:
                self._bezig -= 1
                if not self._bezig and self._tekens > self._TEKENS:
                    self._tekens = 0
                    empty = typst.Compiler(ignore_system_fonts=True)
                    for _ in range(self._COMPILATIONS + 1):
                        empty.compile(b"")


_ONTHOUDEN = _Onthouden()


def pdf(
    inhoud: str,
    gegevens: dict[str, object],
    datum: date,
    stijl: Stijl,
    map_: Path,
) -> bytes:
    """The PDF of a document of which pandoc made `inhoud`, in the folder `map_` of its pictures.

    `gegevens` goes to `rapport.typ` as JSON. A character that no font can show becomes a square.
    Raises `PipelineError` when typst refuses, which it also does when a standard would be broken.
    """
    shutil.copyfile(find(stijl.folders, "rapport.typ"), map_ / "rapport.typ")
    logo = ""
    if stijl.logo:
        logo = f"logo{stijl.logo.suffix.casefold()}"
        shutil.copyfile(stijl.logo, map_ / logo)
    facts = {**gegevens, "stijl": dict(stijl.waarden), "logo": logo}
    (map_ / "gegevens.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    source = _START + inhoud
    fonts = typst.Fonts(
        include_system_fonts=False,
        font_paths=[
            str(folder / "fonts") for folder in stijl.folders if (folder / "fonts").is_dir()
        ],
    )
    for _ in range(_ROUNDS):
        (map_ / "main.typ").write_text(source, encoding="utf-8")
        try:
            with _ONTHOUDEN.tijdens(len(source)):
                return bytes(
                    typst.compile(
                        str(map_ / "main.typ"),
                        root=str(map_),
                        font_paths=fonts,
                        ignore_system_fonts=True,
                        pdf_standards=STANDARDS,
                        timestamp=datetime(datum.year, datum.month, datum.day, tzinfo=UTC),
                    )
                )
        except typst.TypstError as error:
            missing = _missing(error.diagnostic)
            if not missing:
                raise _refused(error.diagnostic) from error
            squares = {ord(char): _ONBEKEND for char in missing}
            source = source.translate(squares)
            for picture in map_.glob("*.svg"):
                shown = picture.read_text(encoding="utf-8").translate(squares)
                picture.write_text(shown, encoding="utf-8")
    raise _refused("tekens zonder lettertype")


def _missing(diagnostic: str) -> set[str]:
    """The characters that typst has no font for; never plain ASCII, which typst itself reads."""
    shown = "".join(_GEEN_GLYPH.findall(diagnostic))
    named = re.findall(r"\\u\{([0-9a-f]+)\}", shown)
    plain = re.sub(r"\\u\{[0-9a-f]+\}", "", shown)
    return {
        char for char in (*plain, *(chr(int(code, 16)) for code in named)) if not char.isascii()
    }


def _refused(said: str) -> PipelineError:
    return PipelineError(
        f"De pdf kan niet worden gemaakt: {said.strip()[:600]}",
        "Kijk of een eigen sjabloon of rapport.typ stuk is.",
    )
