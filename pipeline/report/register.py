"""Figures and quotations that know where they come from, and the list in which they all end up.

A template can print a `Getal`, `Citaat` or `Verhaaltekst` and nothing else that counts or quotes:
printing is what enters it in the `Register` (see `render.py`). So no figure and no quotation can
stand in a document without a line that says from which file and line or cell it comes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.model import Blok, Plek
from pipeline.protect.small_cells import Som

_MAX_RANGES = 10
GETAL, CITAAT = "getal", "citaat"


@dataclass(frozen=True, slots=True)
class Bron:
    """Where a figure or quotation comes from.

    `groep` is the file, or what was counted, under which the register lists it; `wat` names the
    figure, `plek` is the cell or line, `regel` the rule by which it was computed (empty when it
    stands in the source as it is).
    """

    groep: str
    wat: str
    plek: str
    regel: str = ""


@dataclass(frozen=True, slots=True)
class Getal:
    """A figure as a reader sees it, in Dutch notation.

    `waarde` is what a chart draws (None: it cannot be drawn) and `marge` the ends between which
    it probably lies, in the same unit. `mensen` are the counts of people on which it rests: when
    one of these must stay hidden, so must this figure (see `afscherming.py`).
    """

    tekst: str
    bron: Bron
    waarde: float | None = None
    marge: tuple[float, float] | None = None
    mensen: tuple[Som, ...] = ()


@dataclass(frozen=True, slots=True)
class Citaat:
    """Words of someone else: a sentence (`aanhalen`) or what was filled in above a story."""

    tekst: str
    bron: Bron
    aanhalen: bool = True


@dataclass(frozen=True, slots=True)
class Verhaaltekst:
    """The whole body of a story or note."""

    blokken: tuple[Blok, ...]
    bron: Bron


Toonbaar = Getal | Citaat | Verhaaltekst


@dataclass(frozen=True, slots=True)
class Regel:
    """A line of the register: its number, where it comes from and what was shown.

    `waarde` is empty when the line stands for all cells of a table, or for a text.
    """

    nummer: int
    soort: str
    bron: Bron
    waarde: str


@dataclass(slots=True)
class Register:
    """Gathers what one document shows, numbered in the order in which it is shown."""

    _nummers: dict[tuple[str, Bron], int] = field(default_factory=dict)
    _waarden: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def enter(self, item: Toonbaar) -> tuple[int, bool]:
        """The number of this item in the register, and whether this is where it first stands."""
        soort = GETAL if isinstance(item, Getal) else CITAAT
        first = (soort, item.bron) not in self._nummers
        nummer = self._nummers.setdefault((soort, item.bron), len(self._nummers) + 1)
        if isinstance(item, Getal):
            self._waarden[nummer].add(item.tekst)
        return nummer, first

    def __len__(self) -> int:
        return len(self._nummers)

    def regels(self) -> tuple[Regel, ...]:
        """All lines so far, by number."""
        return tuple(
            Regel(nummer, soort, bron, self._waarde(nummer))
            for (soort, bron), nummer in self._nummers.items()
        )

    def _waarde(self, nummer: int) -> str:
        shown = self._waarden[nummer]
        return next(iter(shown)) if len(shown) == 1 else ""


def groepen(regels: Iterable[Regel], soort: str) -> tuple[tuple[str, tuple[Regel, ...]], ...]:
    """The lines of one kind by group, the groups in the order of their first line."""
    found: dict[str, list[Regel]] = defaultdict(list)
    for regel in regels:
        if regel.soort == soort:
            found[regel.bron.groep].append(regel)
    return tuple((groep, tuple(lines)) for groep, lines in found.items())


def cellen(plekken: Iterable[Plek]) -> str:
    """Cells of one file, short: `D2–D5, D9`; many scattered ones by number, first and last."""
    by_sheet: dict[str | None, list[tuple[str, int]]] = defaultdict(list)
    for plek in plekken:
        by_sheet[plek.blad].append(_split(plek.cel))
    parts = []
    for blad, cells in by_sheet.items():
        where = f"blad {blad}, " if blad else ""
        parts.append(where + _short(sorted(set(cells), key=lambda c: (len(c[0]), *c))))
    return "; ".join(parts)


@lru_cache(maxsize=65_536)
def _split(cel: str) -> tuple[str, int]:
    """The column and the row of a cell, each asked for in many figures; no row is 0."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", cel)
    return (match[1], int(match[2])) if match else (cel, 0)


def _short(cells: list[tuple[str, int]]) -> str:
    ranges: list[list[tuple[str, int]]] = []
    for cell in cells:
        if ranges and ranges[-1][-1] == (cell[0], cell[1] - 1):
            ranges[-1].append(cell)
        else:
            ranges.append([cell])
    if len(ranges) > _MAX_RANGES:
        return f"{len(cells)} cellen van {_cel(cells[0])} tot en met {_cel(cells[-1])}"
    return ", ".join(
        _cel(part[0]) if len(part) == 1 else f"{_cel(part[0])}–{_cel(part[-1])}" for part in ranges
    )


def _cel(cell: tuple[str, int]) -> str:
    return f"{cell[0]}{cell[1] or ''}"
