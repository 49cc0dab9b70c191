"""Text from outside as Pandoc Markdown that can be nothing but text.

`Markup` (from MarkupSafe, the type that Jinja itself uses) marks what is Markdown of ours; every
other text goes through `escape`. The reader in `pandoc.py` knows no raw HTML, no TeX, no
citations and no metadata, so the two hold each other up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.model import Blok, BlokSoort, Periode, Richting, Run

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_ANKER = re.compile(r"[a-z][a-z0-9-]*")
_SLEUTELS = re.compile(r"[a-z0-9 :-]*")
_JOINERS = "\u200c\u200d"
_REPLACED = {"Cc", "Cs", "Co", "Cn"}
_MAX_DEPTH = 4
_MAX_HEADING = 5
_LISTS = {BlokSoort.PUNT, BlokSoort.NUMMER}
_FEW_NOTES = 3
_NUMBER = re.compile(r"(\d{1,4})\\[.)]\s*")

Uit = Callable[[object], Markup]
"""Turns a value of a context into Markdown; see `render.py`."""


@dataclass(frozen=True, slots=True)
class Anker:
    """A place in a document that can be linked to. Raises ValueError for any other character."""

    naam: str

    def __post_init__(self) -> None:
        if _ANKER.fullmatch(self.naam) is None:
            raise ValueError(f"geen anker: {self.naam!r}")


@dataclass(frozen=True, slots=True)
class Kenmerken:
    """By what a reader can choose a part of a document on the screen: names with keys.

    Raises ValueError for any character that is not in a key of the codebook.
    """

    paren: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        for naam, waarde in self.paren:
            if _ANKER.fullmatch(naam) is None or _SLEUTELS.fullmatch(waarde) is None:
                raise ValueError(f"geen kenmerk: {naam!r}")

    @property
    def markdown(self) -> str:
        """The attributes that stand after an anchor."""
        return "".join(f' {naam}="{waarde}"' for naam, waarde in self.paren)


_RICHTINGEN = {Richting.PLUS: "plus", Richting.BEIDE: "beide", Richting.MIN: "min"}


def kenmerken(
    wijk: str | None = None,
    periode: Periode | None = None,
    kwaliteiten: Iterable[tuple[str, Richting | None]] = (),
) -> Kenmerken:
    """The marks of a part: its wijk, its period, and its qualities with their directions."""
    marks = " ".join(f"{key}:{_RICHTINGEN[r]}" if r else key for key, r in kwaliteiten)
    parts = (("wijk", wijk or ""), ("periode", str(periode or "")), ("kwaliteit", marks))
    return Kenmerken(tuple(part for part in parts if part[1]))


@dataclass(frozen=True, slots=True)
class Stuk:
    """Another document of the same pass, by its name without ending, and a place in it.

    On the screen it is a link to the file beside this one. Raises ValueError for a name with any
    other character than an anchor may have.
    """

    naam: str
    plek: Anker | None = None

    def __post_init__(self) -> None:
        if _ANKER.fullmatch(self.naam) is None:
            raise ValueError(f"geen naam van een stuk: {self.naam!r}")

    @property
    def markdown(self) -> str:
        """The name, as a link of which the filter makes the ending."""
        return f"[{self.naam}]({self.naam}.stuk{f'#{self.plek.naam}' if self.plek else ''})"


@dataclass(frozen=True, slots=True)
class Vet:
    """A value that stands out in a table, such as a total."""

    waarde: object


@dataclass(frozen=True, slots=True)
class Zin:
    """A sentence with figures in it, for a place in a table or a note below one."""

    delen: tuple[object, ...]


class Klein(str):
    """What stands in the place of a count of people that is too small to show."""

    __slots__ = ()


KLEIN_NOOT = (
    "Een x staat bij een klein aantal mensen, of bij een getal dat zo'n aantal zou verraden."
)


def schoon(text: str) -> str:
    """Text on one line, without characters that steer instead of show.

    Controls and private characters become `�`; marks that turn the reading direction around for
    what follows are taken out.
    """
    if not text.isascii() or not text.isprintable():
        text = "".join(map(_shown, text))
    return " ".join(text.split())


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category in _REPLACED and not char.isspace():
        return "�"
    return "" if category == "Cf" and char not in _JOINERS else char


def escape(text: str) -> Markup:
    """Text as Markdown that shows exactly this text."""
    return Markup(_PUNCTUATION.sub(r"\\\g<0>", schoon(text)))  # noqa: S704 - this is the escape


def runs_markdown(runs: Sequence[Run]) -> Markup:
    """The runs of a block on one line, emphasis as spans that the filter turns into emphasis."""
    return Markup(runs_aaneen(runs).strip())  # noqa: S704 - made of escapes


def runs_aaneen(runs: Sequence[Run]) -> str:
    """As `runs_markdown`, with the spaces at the edges, for what stands in the middle of a line."""
    parts: list[str] = []
    for run in runs:
        # A marker must touch the text, so spaces at the edges go outside it.
        before = " " if run.tekst[:1].isspace() else ""
        after = " " if run.tekst[-1:].isspace() else ""
        inner: str = escape(run.tekst)
        if inner and run.nadruk:
            inner = f"[{inner}]{{.nadruk}}"
        if inner and run.sterk:
            inner = f"[{inner}]{{.sterk}}"
        parts.append(f"{before}{inner}{after}")
    return "".join(parts)


def blokken_markdown(
    blokken: Iterable[Blok], onder: int, tekst: Callable[[Blok], Markup] | None = None
) -> Markup:
    """The body of a story as Markdown, its headings below level `onder`.

    Nothing in it can be linked to or end up in a table of contents, so it cannot clash. `tekst`
    gives the text of a block as Markdown on one line, when it is more than its runs.
    """
    out: list[str] = []
    koppen: list[int] = []
    vorige: Blok | None = None
    diepte = 0
    for blok in blokken:
        text = tekst(blok) if tekst else runs_markdown(blok.runs)
        if not text:
            continue
        joins = vorige is not None and vorige.soort is blok.soort
        if blok.soort in _LISTS:
            diepte = min(blok.niveau, diepte + 1, _MAX_DEPTH) if joins else 1
            out.append(("" if joins else "\n") + "    " * (diepte - 1) + _item(blok, text))
        elif blok.soort is BlokSoort.KOP:
            # An accessible document skips no level, whatever levels a story skips.
            koppen = [*(level for level in koppen if level < blok.niveau), blok.niveau]
            out.append(f"\n{'#' * min(_MAX_HEADING, onder + len(koppen))} {text}")
        elif blok.soort is BlokSoort.RIJ and joins:
            out[-1] += "\\"
            out.append(text)
        else:
            quote = "> " * min(blok.niveau, _MAX_DEPTH) if blok.soort is BlokSoort.CITAAT else ""
            out.append(f"\n{quote}{text}")
        vorige = blok
    return Markup("\n".join(out).strip("\n") + "\n")  # noqa: S704 - made of escapes


def _item(blok: Blok, text: str) -> str:
    """A list item; a number that the story itself gives is kept as the number of the item."""
    if blok.soort is BlokSoort.PUNT:
        return f"-   {text}"
    given = _NUMBER.match(text)
    return f"{given[1]}.  {text[given.end() :]}" if given else f"1.  {text}"


@dataclass(frozen=True, slots=True)
class Tabel:
    """A table with a caption and a header row; the first column names the row.

    The columns in `tekst` are set left, the others right. `breedtes` are the widths of the
    columns in any unit. `noot` are the notes below the table. Only a table with an `anker` can be
    linked to; a `breed` one has many columns or long words and is set smaller.
    """

    bijschrift: str
    koppen: tuple[str, ...]
    rijen: tuple[tuple[object, ...], ...]
    breedtes: tuple[int, ...] = ()
    tekst: tuple[int, ...] = (0,)
    noot: tuple[str | Zin, ...] = ()
    anker: Anker | None = None
    breed: bool = False


def tabel_markdown(uit: Uit, tabel: Tabel) -> Markup:
    """A table as Markdown; `uit` turns a cell into Markdown.

    Raises ValueError when a row does not fit the header: a table that has lost a cell would put
    figures under the wrong head.
    """
    columns = len(tabel.koppen)
    widths = tabel.breedtes or tuple(3 if n in tabel.tekst else 2 for n in range(columns))
    if any(len(row) != columns for row in (*tabel.rijen, widths)):
        raise ValueError(f"tabel '{tabel.bijschrift}': niet elke rij heeft {columns} cellen")
    # Pandoc keeps the proportions of the dashes when a line is longer than its column width.
    dashes = [max(3, round(150 * width / sum(widths))) for width in widths]
    rule = [
        ":" + "-" * size if n in tabel.tekst else "-" * size + ":" for n, size in enumerate(dashes)
    ]
    rows = [[uit(cell) for cell in row] for row in (tabel.koppen, *tabel.rijen)]
    lines = [_row(rows[0]), _row(rule), *map(_row, rows[1:])]
    small = any(isinstance(cell, Klein) for row in tabel.rijen for cell in row)
    notes = (*tabel.noot, *((KLEIN_NOOT,) if small else ()))
    mark = "" if len(notes) <= _FEW_NOTES else "-   "
    said = "\n".join(f"{mark}{uit(line)}" for line in notes)
    noot = f"\n::: noot\n{said}\n:::\n" if said else ""
    anchor = f" #{tabel.anker.naam}" if tabel.anker else ""
    fence = f"::: {{.tabelblok{' .breed' if tabel.breed else ''}{anchor}}}"
    return Markup(  # noqa: S704 - made of escapes
        "\n".join(("", fence, *lines, "", f": {uit(tabel.bijschrift)}", noot, ":::", ""))
    )


def zin_markdown(uit: Uit, delen: Iterable[object]) -> Markup:
    """Parts of a sentence as one text; the spaces at the edges of a part are kept."""
    parts = []
    for part in delen:
        edges = (part[:1] == " ", part[-1:] == " ") if isinstance(part, str) else (False, False)
        parts.append(f"{' ' * edges[0]}{uit(part)}{' ' * edges[1]}")
    return Markup("".join(parts))  # noqa: S704 - made of escapes


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell or ' ' for cell in cells)} |"
