"""Where the tables of a sheet stand: title above, header of one or two rows, rows below."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from pipeline.codebook import Codebook
from pipeline.read.figures_cells import Blad, Cel
from pipeline.read.figures_grid import complete, step_rows, text_of
from pipeline.read.figures_header import (
    Kolom,
    Koplezer,
    jaar_in,
    periode_van,
    schaal,
    with_scale,
)
from pipeline.read.figures_kinds import KINDS, Kind

_MAX_HEADER = 60
_FROM_TITLE = ("periode", "wijk", "versie")
Rijen = list[list[Cel]]


@dataclass(frozen=True, slots=True)
class Tabel:
    """A table in a sheet; rows count from 0 and `einde` is past the last.

    `kolommen` are (column from 0, meaning); `onbekend` the headers that mean nothing to us.
    `standaard` holds what title, sheet or file name say for every row. `aanname` is whether the
    rows of a grid of steps were taken for where people began, because nothing says so.
    """

    kind: Kind
    begin: int
    einde: int
    kolommen: tuple[tuple[int, Kolom], ...]
    onbekend: tuple[tuple[int, str], ...]
    standaard: tuple[tuple[str, str], ...]
    jaar: str | None
    aanname: bool = False


@dataclass(frozen=True, slots=True)
class GeenTabel:
    """Why a sheet has no table: `mist` are the columns that lack in the best header, if any."""

    kind: Kind | None
    rij: int | None
    mist: tuple[str, ...]
    twijfel: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kop:
    """A possible header: rows `boven`–`onder`, what its columns mean and what it lacks."""

    kind: Kind
    boven: int
    onder: int
    kolommen: tuple[tuple[int, Kolom], ...]
    onbekend: tuple[tuple[int, str], ...]
    standaard: tuple[tuple[str, str], ...]
    jaar: str | None
    mist: tuple[str, ...]
    aanname: bool

    @property
    def score(self) -> tuple[int, int, int]:
        facts = sum(len(kolom.vast) for _, kolom in self.kolommen)
        exact = sum(1 for _, kolom in self.kolommen if kolom.exact)
        return (10 * len(self.kolommen) + 3 * exact + facts, self.boven - self.onder, -self.boven)


def find_tables(
    blad: Blad, kind: Kind | None, bestandsnaam: str, codebook: Codebook
) -> tuple[Tabel, ...] | GeenTabel:
    """The tables of a sheet, from the top down.

    `kind` is what the file name says, or None to judge by the columns. `bestandsnaam` may name
    wijk and period.
    """
    kinds = (kind,) if kind else KINDS
    texts = {
        cel for row in blad.rijen for cel in row if isinstance(cel, str) and not cel[:1].isdigit()
    }
    found = [_Finder(known, blad, bestandsnaam, codebook, texts).tables() for known in kinds]
    tables = [tables for tables in found if isinstance(tables, tuple)]
    if not tables:
        return max(
            (none for none in found if isinstance(none, GeenTabel)),
            key=lambda none: (none.rij is not None, -len(none.mist)),
        )

    def score(tables: tuple[Tabel, ...]) -> int:
        return max(len(tabel.kolommen) - len(tabel.onbekend) for tabel in tables)

    best = max(map(score, tables))
    first = [option for option in tables if score(option) == best]
    if len(first) == 1:
        return first[0]
    taken = [column for option in first for column in _measured(option[0])]
    if len(taken) == len(set(taken)):
        return tuple(_without_known(tabel, taken) for option in first for tabel in option)
    return GeenTabel(None, None, (), tuple(option[0].kind.naam for option in first))


def _measured(tabel: Tabel) -> list[int]:
    return [column for column, kolom in tabel.kolommen if kolom.maat is not None]


def _without_known(tabel: Tabel, taken: Container[int]) -> Tabel:
    """A table beside another of the same rows, as with clients and volunteers side by side."""
    return replace(tabel, onbekend=tuple(pair for pair in tabel.onbekend if pair[0] not in taken))


class _Finder:
    """Looks for tables of one kind in one sheet."""

    def __init__(
        self, kind: Kind, blad: Blad, bestandsnaam: str, codebook: Codebook, texts: set[str]
    ) -> None:
        self._kind = kind
        self._rows = blad.rijen
        self._codebook = codebook
        self._lezer = Koplezer(kind, codebook)
        self._outside = (blad.naam or "", re.sub(r"[-_.]+", " ", bestandsnaam))
        self._names = {text for text in texts if self._lezer.is_naam(text)}
        self._left = min(
            (c for line in self._rows for c, cel in enumerate(line[:20]) if cel != ""), default=0
        )
        self._steps = step_rows(kind, self._rows)
        self._hints = {row for row in range(_MAX_HEADER) if self._is_subheader(row)} | self._steps
        self._top = next((n for n, row in enumerate(self._rows) if self._is_data(row)), 0)
        self._sections = self._section_facts()

    def tables(self) -> tuple[Tabel, ...] | GeenTabel:
        heads = [
            row
            for row, cells in enumerate(self._rows)
            if (row in self._hints or self._names.intersection(cells))
            and (row in self._steps or not _has_number(cells))
        ]
        first = [self._best(row) for row in heads[:_MAX_HEADER]]
        whole = [kop for kop in first if kop is not None and not kop.mist]
        if not whole:
            partial = [kop for kop in first if kop is not None]
            if not partial:
                return GeenTabel(self._kind, None, ())
            near = max(partial, key=lambda kop: (-len(kop.mist), kop.score))
            return GeenTabel(self._kind, near.onder, near.mist)
        start = max(whole, key=lambda kop: kop.score)
        later = [
            kop
            for row in heads
            if row > start.onder
            if (kop := self._best(row)) is not None and not kop.mist
            if len(kop.kolommen) > len(kop.onbekend)
        ]
        return tuple(self._split([start, *later]))

    def _split(self, kops: list[_Kop]) -> Iterable[Tabel]:
        for number, kop in enumerate(kops):
            past = kops[number + 1].boven if number + 1 < len(kops) else len(self._rows)
            if past <= kop.onder:
                continue
            yield Tabel(
                kop.kind,
                kop.onder + 1,
                past,
                kop.kolommen,
                kop.onbekend,
                kop.standaard,
                kop.jaar,
                kop.aanname,
            )

    def _best(self, row: int) -> _Kop | None:
        """The best header that has this row in it: alone, or with the row above it."""
        options = [self._kop(row, row)]
        above = next(
            (r for r in range(row - 1, max(-1, row - 3), -1) if _filled(self._rows[r])), None
        )
        if above is not None and not self._is_title(above):
            options.append(self._kop(above, row))
        below = row + 1
        if options[0] is not None and options[0].mist and self._is_subheader(below):
            options.append(self._kop(row, below))
        sound = [kop for kop in options if kop is not None]
        return max(sound, key=lambda kop: (-len(kop.mist), kop.score), default=None)

    def _is_title(self, row: int) -> bool:
        """Whether a row can be no upper half of a header: one cell at the left, or numbers."""
        cells = self._rows[row]
        at_left = cells[self._left : self._left + 1] not in ([], [""])
        return (at_left and len(cells) - cells.count("") == 1) or _has_number(cells)

    def _is_subheader(self, row: int) -> bool:
        """Whether a row may be a header without names of columns: wijken, periods or years."""
        if row >= len(self._rows) or _has_number(self._rows[row]):
            return False
        year = self._year(row)
        cells = [text_of(cel) for cel in self._rows[row] if text_of(cel)]
        return sum(1 for text in cells if self._lezer.kolom((text,), year)) >= 2

    def _kop(self, upper: int, lower: int) -> _Kop | None:
        year = self._year(lower)
        cells = self._rows[lower]
        above = _spread_right(self._rows[upper], cells) if upper != lower else []
        heads: dict[int, str] = {}
        known: list[tuple[int, Kolom]] = []
        unknown: list[tuple[int, str]] = []
        dims: set[str] = set()
        title_scale = schaal(" ".join(self._title(upper)))
        for column in range(max(len(cells), len(above))):
            parts = tuple(text_of(row[column]) for row in (above, cells) if column < len(row))
            heads[column] = " ".join(filter(None, parts))
            kolom = self._lezer.kolom(parts, year)
            if kolom is None or (kolom.maat is None and kolom.naam in dims):
                if any(parts):
                    unknown.append((column, heads[column]))
                continue
            if kolom.maat is None:
                dims.add(kolom.naam)
            known.append((column, with_scale(kolom, title_scale)))
        if not any(kolom.exact for _, kolom in known) and len(known) < 2:
            return None
        grid = complete(self._kind, self._codebook, self._rows[lower + 1 :], known, heads, year)
        known = grid.kolommen
        columns = dict(known)
        unknown = [pair for pair in unknown if pair[0] not in columns]
        dims = {kolom.naam for kolom in columns.values() if kolom.maat is None}
        fixed = {name for kolom in columns.values() for name, _ in kolom.vast}
        default = self._defaults(upper, dims | (fixed & {self._kind.categorie}))
        return _Kop(
            self._kind,
            upper,
            lower,
            tuple(known),
            tuple(unknown),
            tuple(default.items()),
            year,
            self._missing(known, dims | set(default)),
            grid.aanname,
        )

    def _missing(self, known: list[tuple[int, Kolom]], told: set[str]) -> tuple[str, ...]:
        measures = [
            {name for name, _ in kolom.vast}
            for _, kolom in known
            if kolom.maat is not None and ("totaal", "ja") not in kolom.vast
        ]
        fixed = set.intersection(*measures) if measures else set()
        there = told | fixed | self._sections
        missing = [name for name in self._kind.vast if name not in there]
        if self._kind.maten and not measures:
            missing.append(self._kind.maten[0].naam)
        return tuple(missing)

    def _title(self, upper: int) -> list[str]:
        return [text for row in self._rows[:upper][-20:] for cel in row if (text := text_of(cel))]

    def _near(self, upper: int) -> list[str]:
        """The title of this table itself, below another that stands above it."""
        start = upper
        while start > max(0, upper - 20) and not self._is_data(self._rows[start - 1]):
            start -= 1
        return [text for row in self._rows[start:upper] for cel in row if (text := text_of(cel))]

    @staticmethod
    def _is_data(row: list[Cel]) -> bool:
        return len(row) - row.count("") > 1 and _has_number(row)

    def _year(self, row: int) -> str | None:
        for text in (" ".join(self._title(row)), *self._outside):
            if year := jaar_in(text):
                return year
        return None

    def _defaults(self, upper: int, dims: set[str]) -> dict[str, str]:
        """What the title, the sheet's name or the file name say for every row."""
        blocks = (self._near(upper), self._title(upper), self._title(self._top))
        texts = [*(" ; ".join(block) for block in blocks), *self._outside]
        year = self._year(upper)
        found: dict[str, str] = {}
        names = (*_FROM_TITLE, *((self._kind.categorie,) if self._kind.is_werksoort else ()))
        for name in names:
            if name in dims or name not in self._kind.vast:
                continue
            for text in texts:
                if (fact := self._fact(name, text, year)) is not None:
                    found[name] = fact
                    break
        return found

    def _fact(self, name: str, text: str, year: str | None) -> str | None:
        if name == "versie":
            told = re.search(r"\bzrm[ -]?(?:versie )?(2013|2017)\b", text, re.IGNORECASE)
            return told[1] if told else None
        words = re.findall(r"[^\W\d_]+|\d+", text)
        found: set[str] = set()
        for size in (5, 4, 3, 2, 1):
            for start in range(len(words) - size + 1):
                phrase = " ".join(words[start : start + size])
                if fact := self._named(name, phrase, year if size == 1 else None):
                    found.add(fact)
                    if name != "periode":
                        words[start : start + size] = [""] * size
            if found and name == "periode":
                break
        return found.pop() if len(found) == 1 else None

    def _named(self, name: str, phrase: str, year: str | None) -> str | None:
        if name == "wijk":
            return self._codebook.find_wijk(phrase)
        if name == "periode":
            periode = periode_van(phrase, self._codebook, year)
            return str(periode) if periode else None
        return self._codebook.find_werksoort(phrase)

    def _section_facts(self) -> set[str]:
        """The columns that headings between the rows stand in for."""
        found: set[str] = set()
        year = self._year(min(_MAX_HEADER, len(self._rows)))
        for row in self._rows:
            if len(row) - row.count("") == 1:
                found |= set(section(row, self._kind, self._codebook, year))
        return found


def section(row: list[Cel], kind: Kind, codebook: Codebook, jaar: str | None) -> dict[str, str]:
    """What a heading between the rows says for the rows below it, such as `Wijk Zuid`."""
    texts = {text_of(cel) for cel in row} - {""}
    if len(texts) != 1:
        return {}
    text = re.sub(r"^(?:wijk|periode|dienst|specialisme)\b[ :]*", "", texts.pop(), flags=re.I)
    text = text.strip(" :")
    if len(text) > 60:
        return {}
    if "wijk" in kind.vast and codebook.find_wijk(text):
        return {"wijk": text}
    if "periode" in kind.vast and (periode := periode_van(text, codebook, jaar)):
        return {"periode": str(periode)}
    if kind.is_werksoort and codebook.find_werksoort(text):
        return {kind.categorie: text}
    return {}


def _filled(row: list[Cel]) -> bool:
    return any(cel != "" for cel in row)


def _has_number(row: list[Cel]) -> bool:
    """Whether a row holds numbers other than years, so that it can be no header."""
    for cel in row:
        text = text_of(cel)
        if isinstance(cel, float | int) and not re.fullmatch(r"(?:19|20)\d\d", text):
            return True
        if re.fullmatch(r"[€\s\d.,%<-]*\d[\d.,%=\s-]*", text) and not jaar_in(text):
            return True
    return False


def _spread_right(row: list[Cel], below: list[Cel]) -> list[Cel]:
    """The upper half of a header, carried to the right over the cells that have one below."""
    carried: list[Cel] = []
    last: Cel = ""
    for column in range(max(len(below), len(row))):
        cel = row[column] if column < len(row) else ""
        last = cel if cel != "" else last
        has_lower = column < len(below) and below[column] != ""
        carried.append(last if has_lower else cel)
    return carried
