"""Grids: tables that have wijken, periods, services or steps along both their sides.

A grid of steps has where people began along one side and where they ended along the other; the
words beside it say which is which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.codebook import Codebook
from pipeline.read.figures_cells import Cel
from pipeline.read.figures_header import Kolom, is_totaal, jaar_in, periode_van, richting
from pipeline.read.figures_kinds import STAPPEN, Kind

_STAP = re.compile(r"(?:trede|niveau|score)?\s*[1-9]", re.IGNORECASE)
_GENOEG = 30
Kolommen = list[tuple[int, Kolom]]


@dataclass(frozen=True, slots=True)
class Raster:
    """The columns of a table, with those left of the numbers that have no name of their own.

    `aanname` is whether the rows were taken for where people began because nothing says so.
    """

    kolommen: Kolommen
    aanname: bool


def text_of(cel: Cel) -> str:
    """A cell of a header as text; whole numbers without decimals, other values as nothing."""
    if isinstance(cel, str):
        return cel.strip()
    return str(int(cel)) if isinstance(cel, float) and cel.is_integer() else ""


def step_rows(kind: Kind, rows: Sequence[list[Cel]]) -> frozenset[int]:
    """The rows that are a header of bare steps, from the first to the highest, once or more."""
    if kind.naam not in STAPPEN:
        return frozenset()
    highest = STAPPEN[kind.naam][2]
    steps = [str(step) for step in range(1, highest + 1)]
    found = set()
    for number, row in enumerate(rows):
        if str(highest) in row or float(highest) in row:
            texts = [text for cel in row if re.fullmatch(r"\d+", text := text_of(cel))]
            if texts and texts == steps * (len(texts) // highest):
                found.add(number)
    return frozenset(found)


def complete(  # noqa: PLR0917 - what is known of one header
    kind: Kind,
    codebook: Codebook,
    below: Sequence[list[Cel]],
    known: Kolommen,
    heads: dict[int, str],
    jaar: str | None,
) -> Raster:
    """The columns `known` by their header, with those that only their cells make known.

    `below` are the rows under the header, `heads` the text of each header by column.
    """
    dims = {kolom.naam for _, kolom in known if kolom.maat is None}
    known, aanname = _oriented(kind, known, dims, heads)
    told = dims | {name for _, kolom in known for name, _ in kolom.vast}
    first = min((c for c, kolom in known if kolom.maat is not None), default=0)
    block = list(_block(below))
    for column in range(first):
        if column in dict(known):
            continue
        texts = [text for row in block if (text := _at(row, column))]
        name = _meaning(kind, codebook, texts, told, jaar)
        if name is not None:
            told.add(name)
            known = [(column, Kolom(name, exact=False)), *known]
    return Raster(known, aanname)


def _at(row: list[Cel], column: int) -> str:
    return text_of(row[column]) if column < len(row) else ""


def _block(rows: Sequence[list[Cel]]) -> Iterator[list[Cel]]:
    """The first rows of a table, up to what stands loose below it."""
    begun = False
    for row in rows[:_GENOEG]:
        if len(row) - row.count("") > 1:
            begun = True
            yield row
        elif begun:
            return


def _meaning(
    kind: Kind, codebook: Codebook, texts: Sequence[str], told: set[str], jaar: str | None
) -> str | None:
    """What a column without a name of its own holds, by its cells; None when that is told."""
    names = [text for text in texts if not is_totaal(text)]
    if not any(text and not jaar_in(text) for text in texts):
        return None
    if kind.naam in STAPPEN and names and all(map(_STAP.fullmatch, names)):
        begin, end, _ = STAPPEN[kind.naam]
        left = {begin, end} - told
        return left.pop() if len(left) == 1 else None
    name = kind.categorie
    if names and "wijk" in kind.vast and all(map(codebook.find_wijk, names)):
        name = "wijk"
    elif names and "periode" in kind.vast and all(periode_van(t, codebook, jaar) for t in names):
        name = "periode"
    return None if name in told else name


def _oriented(
    kind: Kind,
    known: Kolommen,
    dims: set[str],
    heads: dict[int, str],
) -> tuple[Kolommen, bool]:
    """The columns of a grid of steps as begin or end, by the words in their heads or the corner."""
    begin, end, _ = STAPPEN.get(kind.naam, ("", "", 0))
    steps = [column for column, kolom in known if {begin, end} & {name for name, _ in kolom.vast}]
    if not steps:
        return known, False
    sides = {"begin": begin, "eind": end}
    along = sides.get(richting(" ".join(heads.get(column, "") for column in steps)))
    down = next((name for name in (begin, end) if name in dims), None)
    if along is None and down is None:
        corner = " ".join(heads.get(column, "") for column in range(min(steps)))
        down = sides.get(richting(corner))
    aanname = along is None and down is None
    side = along or (begin if down == end else end)
    turned = [
        (column, replace(kolom, vast=tuple((_side(n, begin, end, side), v) for n, v in kolom.vast)))
        for column, kolom in known
    ]
    return turned, aanname


def _side(name: str, begin: str, end: str, side: str) -> str:
    return side if name in {begin, end} else name
