"""How the tool that wrote a project counts the characters of a text.

The standard (REFI-QDA 1.5, §10.2) counts Unicode code points from 0 and names the first and the
last character. Tools differ: most leave the last character out, some count a line end on Windows
as two and others as one, some count a character beyond U+FFFF (an emoji) as two, or a byte order
mark as one. Many give a selection its own words as a name, which shows how they count.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, product

from pipeline.export.text import flat

_SAMPLE = 200
_MUCH = 200_000
_CLEAR = 12
_NO_YES = (False, True)


@dataclass(frozen=True, slots=True)
class Tekst:
    """A source's text with line feeds only, and how it was stored."""

    tekst: str
    crlf: bool = False
    bom: bool = False


@dataclass(frozen=True, slots=True)
class Selectie:
    """A stretch of a text as the file gives it: not yet in our way of counting."""

    start: int
    eind: int
    naam: str = ""


@dataclass(frozen=True, slots=True)
class Telwijze:
    """A way of counting; `regeleinde` is None where a line end counts as it is stored."""

    regeleinde: int | None = None
    bom: bool = False
    utf16: bool = False
    tot_en_met: bool = False

    def edges(self, tekst: Tekst) -> Sequence[int]:
        """The place, in this way of counting, of every character and of the end."""
        line = self.regeleinde or (2 if tekst.crlf else 1)
        first = 1 if self.bom and tekst.bom else 0
        if line == 1 and not self.utf16:
            return range(first, first + len(tekst.tekst) + 1)
        wide = 2 if self.utf16 else 1
        widths = (line if c == "\n" else wide if c > "\uffff" else 1 for c in tekst.tekst)
        return list(accumulate(widths, initial=first))

    def place(self, selectie: Selectie, edges: Sequence[int]) -> tuple[int, int] | None:
        """The selection as `[start, eind)` in code points; None when it is not in the text."""
        end = selectie.eind + (1 if self.tot_en_met else 0)
        if not edges[0] <= selectie.start < end <= edges[-1]:
            return None
        return bisect_right(edges, selectie.start) - 1, bisect_left(edges, end)


def find_telwijze(
    bronnen: Sequence[tuple[Tekst, Sequence[Selectie]]], origin: str = ""
) -> Telwijze:
    """The way of counting of a project: what fits the names of its selections best.

    When the names tell nothing, code points up to the end, and line ends as they are stored;
    ATLAS.ti (`origin`) counts them as one however it stores them.
    """
    sample = list(_sample(bronnen))
    usual: tuple[int | None, ...] = (1, None, 2) if "atlas" in origin.casefold() else (None, 1, 2)
    ways = [Telwijze(*way) for way in product(usual, _NO_YES, _NO_YES, _NO_YES)]
    if not sample:
        return ways[0]
    return max(ways, key=lambda way: _score(way, sample))


def _sample(
    bronnen: Sequence[tuple[Tekst, Sequence[Selectie]]],
) -> Iterator[tuple[Tekst, Sequence[Selectie]]]:
    """Some selections with a name, in not too much text: each way of counting is tried on them."""
    count, room = _SAMPLE, _MUCH
    for tekst, selecties in bronnen:
        named = [selectie for selectie in selecties if selectie.naam][:count]
        if named and len(tekst.tekst) <= room:
            yield tekst, named
            count -= len(named)
            room -= len(tekst.tekst)


def _score(way: Telwijze, sample: Sequence[tuple[Tekst, Sequence[Selectie]]]) -> int:
    """How well the selections, counted this way, say their own names."""
    score = 0
    for tekst, selecties in sample:
        edges = way.edges(tekst)
        for selectie in selecties:
            if place := way.place(selectie, edges):
                score += _likeness(selectie.naam, tekst.tekst[slice(*place)])
    return score


def _likeness(naam: str, words: str) -> int:
    """2 when a name is the words or clearly their beginning, 1 when only the spaces differ."""
    name, said = flat(naam), flat(words)
    for likeness in (2, 1):
        begin = name.removesuffix("…").removesuffix("...").rstrip()
        cut = bool(begin) and (begin != name or len(name) >= _CLEAR)
        if name and (said == name or (cut and said.startswith(begin))):
            return likeness
        name, said = " ".join(name.split()), " ".join(said.split())
    return 0
