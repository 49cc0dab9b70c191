"""Small counts stay hidden in what is published, also for who adds and subtracts.

A count from 1 up to the threshold is hidden. If others that are shown would give it away, some of
those are hidden too. What a reader could still compute is checked by linear programming: given
everything that is shown, a hidden count must be able to have values that lie at least the
threshold apart. Zero is shown: it is about nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import combinations
from random import Random

from pipeline.model import Cijfer, Plek, Status
from pipeline.read.figures import is_totaal

MAX_CELLS = 3_000
"""Beyond this many cells that hang together with small ones, large ones are hidden alike."""

VERBORGEN = "verborgen"
_TELLINGEN = {"clienten", "vrijwilligers", "participatieladder", "zrm"}
_STAPPEN = ("trede_begin", "trede_eind", "versie", "begin", "eind")
_FEW = 10


class Verborgen(Enum):
    """The mark of a count that is not shown."""

    KLEIN = VERBORGEN


Getoond = int | Verborgen | None


@dataclass(frozen=True, slots=True)
class Som:
    """A count that is to be shown: the sum of `cellen`, which other sums may share.

    A `vast` one is shown already and cannot be hidden any more.
    """

    cellen: frozenset[Hashable]
    waarde: int
    vast: bool = False


@dataclass(frozen=True, slots=True)
class GetoondeTabel:
    """A table of counts with its totals, as it may be published; None is a cell without figure."""

    cellen: tuple[tuple[Getoond, ...], ...]
    rij_totalen: tuple[Getoond, ...]
    kolom_totalen: tuple[Getoond, ...]
    totaal: Getoond


def hide_table(cellen: Sequence[Sequence[int | None]], grens: int) -> GetoondeTabel:
    """Hide the small counts of a table with totals of its rows and columns, and what betrays them.

    `cellen` are rows of counts of equal length, None where there is no figure; `grens` is the
    threshold.
    """
    places = [
        (row, column)
        for row, counts in enumerate(cellen)
        for column, count in enumerate(counts)
        if count is not None
    ]
    height, width = len(cellen), max((len(row) for row in cellen), default=0)
    lines = [
        *([place] for place in places),
        *([place for place in places if place[0] == row] for row in range(height)),
        *([place for place in places if place[1] == column] for column in range(width)),
        places,
    ]
    sums = [Som(frozenset(line), sum(cellen[r][c] or 0 for r, c in line)) for line in lines]
    hidden = hide_sums(sums, grens)
    shown: list[Getoond] = [
        (Verborgen.KLEIN if number in hidden else som.waarde) if som.cellen else None
        for number, som in enumerate(sums)
    ]
    inner = dict(zip(places, shown, strict=False))
    past = len(places)
    return GetoondeTabel(
        tuple(tuple(inner.get((r, c)) for c in range(len(row))) for r, row in enumerate(cellen)),
        tuple(shown[past : past + height]),
        tuple(shown[past + height : past + height + width]),
        shown[-1],
    )


def hide_cijfers(
    cijfers: Sequence[Cijfer], grens: int, gepubliceerd: Iterable[frozenset[Plek]] | None = None
) -> tuple[Cijfer, ...]:
    """The figures with small counts of people hidden, in the same order, for an export.

    When more than half of the counts of a kind are small, all of that kind are hidden.

    `gepubliceerd` are the cells of each sum that is shown elsewhere; without it, every sum of at
    least `grens` over any of period, wijk, service and steps is taken to be public. A hidden
    figure has no value, status `ONBEKEND` and the extra field `verborgen`. Where figures of a kind
    are hidden, the stated totals of that kind are hidden with them.
    """
    counts: dict[str, list[Cijfer]] = defaultdict(list)
    for cijfer in cijfers:
        if cijfer.soort in _TELLINGEN and not is_totaal(cijfer) and _is_exact(cijfer):
            counts[cijfer.soort].append(cijfer)
    known = None if gepubliceerd is None else list(gepubliceerd)
    hidden: set[Plek] = set()
    for rows in counts.values():
        sums = [Som(frozenset((row.plek,)), int(row.waarde or 0)) for row in rows]
        if 2 * sum(1 for som in sums if _is_small(som, grens)) > len(sums):
            # Mostly small: what is left would say little and betray much.
            hidden |= {row.plek for row in rows if row.waarde}
            continue
        elsewhere = _margins(rows) if known is None else known
        value = {row.plek: int(row.waarde or 0) for row in rows}
        for cells in elsewhere:
            total = sum(value.get(cell, 0) for cell in cells)
            if total >= grens and cells <= value.keys():
                sums.append(Som(cells, total, vast=True))
        hidden |= {rows[number].plek for number in hide_sums(sums, grens) if number < len(rows)}
    kinds = {cijfer.soort for cijfer in cijfers if cijfer.plek in hidden}
    return tuple(
        _without_value(cijfer)
        if cijfer.plek in hidden or (is_totaal(cijfer) and _total_betrays(cijfer, kinds, grens))
        else cijfer
        for cijfer in cijfers
    )


def is_verborgen(cijfer: Cijfer) -> bool:
    """Whether a figure was hidden because it, or one beside it, is about few people."""
    return cijfer.veld(VERBORGEN) is not None


def hide_sums(sommen: Sequence[Som], grens: int) -> frozenset[int]:
    """Which of the counts must stay hidden, by their place in `sommen`.

    The values must be true sums of one set of whole numbers from zero up; raises ValueError when
    they cannot be. A count that is `vast` is never hidden, and can make it impossible to protect
    another one: hide in what is shown first before something else is shown.
    """
    hidden: set[int] = set()
    for component in _components(sommen):
        small = [i for i in component if _is_small(sommen[i], grens)]
        if not small:
            continue
        if len(frozenset[Hashable]().union(*(sommen[i].cellen for i in component))) > MAX_CELLS:
            hidden |= {i for i in component if not sommen[i].vast and sommen[i].waarde}
        else:
            hidden |= _Attack(sommen, component, grens).protect(small)
    return frozenset(hidden)


def _total_betrays(cijfer: Cijfer, kinds: set[str], grens: int) -> bool:
    if cijfer.soort not in _TELLINGEN or cijfer.waarde is None:
        return False
    return cijfer.soort in kinds or 0 < cijfer.waarde < grens


def _is_small(som: Som, grens: int) -> bool:
    return not som.vast and 0 < som.waarde < grens


def _is_exact(cijfer: Cijfer) -> bool:
    return cijfer.status is Status.BEKEND and cijfer.teken != "<"


def _without_value(cijfer: Cijfer) -> Cijfer:
    extra = (*cijfer.extra, (VERBORGEN, "klein aantal"))
    return replace(cijfer, waarde=None, status=Status.ONBEKEND, teken="", extra=extra)


def _margins(rows: Sequence[Cijfer]) -> list[frozenset[Plek]]:
    """The cells of every sum over the rows by any choice of period, wijk, service and steps."""
    facts = [
        (row.periode, row.wijk, row.categorie, *(row.veld(name) for name in _STAPPEN))
        for row in rows
    ]
    used = [n for n in range(len(facts[0])) if len({fact[n] for fact in facts}) > 1]
    found: set[frozenset[Plek]] = set()
    for size in range(len(used)):
        for names in combinations(used, size):
            groups: dict[object, list[Plek]] = defaultdict(list)
            for row, fact in zip(rows, facts, strict=True):
                groups[tuple(fact[n] for n in names)].append(row.plek)
            found |= {frozenset(cells) for cells in groups.values() if len(cells) > 1}
    return sorted(found, key=lambda cells: (len(cells), sorted(map(str, cells))))


def _components(sommen: Sequence[Som]) -> list[list[int]]:
    """The sums that share cells with each other, directly or through others."""
    parent = list(range(len(sommen)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    first: dict[Hashable, int] = {}
    for number, som in enumerate(sommen):
        for cell in som.cellen:
            parent[root(number)] = root(first.setdefault(cell, number))
    groups: dict[int, list[int]] = defaultdict(list)
    for number in range(len(sommen)):
        groups[root(number)].append(number)
    return list(groups.values())


class _Attack:
    """What a reader can compute of the hidden counts, and what to hide so that it is too little.

    `_low` and `_high` are the ends that a hidden count was seen to reach with all that is shown
    unchanged: a solution stays one when more is hidden.
    """

    def __init__(self, sommen: Sequence[Som], component: Sequence[int], grens: int) -> None:
        self._sommen, self._grens = sommen, grens
        self._shown = list(component)
        cells = sorted({cell for i in component for cell in sommen[i].cellen}, key=str)
        self._column = {cell: number for number, cell in enumerate(cells)}
        self._low: dict[int, float] = {}
        self._high: dict[int, float] = {}

    def protect(self, small: Sequence[int]) -> set[int]:
        """The counts to hide: the small ones, and as few others as the search finds."""
        self._shown = [i for i in self._shown if i not in set(small)]
        self._low = {i: float(self._sommen[i].waarde) for i in small}
        self._high = dict(self._low)
        others: list[int] = []
        self._look_around(small)
        for number in small:
            while (betrayers := self._betrayers(number)) is not None:
                free = [i for i in betrayers if not self._sommen[i].vast and self._sommen[i].waarde]
                if not free:
                    break
                worst = min(free, key=self._cost)
                others.append(worst)
                self._shown.remove(worst)
        return {*small, *(number for number in reversed(others) if not self._shows_anyway(number))}

    def _shows_anyway(self, number: int) -> bool:
        """Put back a count that can be computed all the same: to hide it protects nobody."""
        self._low[number] = self._high[number] = float(self._sommen[number].waarde)
        for sign in (1.0, -1.0):
            self._extreme({number: sign})
            if self._high[number] - self._low[number] > 1e-6:
                return False
        self._shown.append(number)
        return True

    def _cost(self, number: int) -> tuple[int, int, int]:
        som = self._sommen[number]
        return (len(som.cellen), som.waarde, number)

    def _is_safe(self, number: int) -> bool:
        return self._high[number] - self._low[number] >= self._grens - 1e-6

    def _look_around(self, small: Sequence[int]) -> None:
        """Solutions in random directions, each of which may prove many counts safe at once."""
        random = Random(0)  # noqa: S311 - no secret: it only chooses where to look first
        unsafe = list(small)
        while len(unsafe) > _FEW:
            self._extreme({i: random.choice((-1.0, 1.0)) for i in unsafe})
            still = [i for i in unsafe if not self._is_safe(i)]
            if len(still) > 0.95 * len(unsafe):
                return
            unsafe = still

    def _betrayers(self, number: int) -> set[int] | None:
        """The shown counts that hold this one in too narrow bounds; None when it is safe."""
        found: set[int] = set()
        for sign in (1.0, -1.0):
            if self._is_safe(number):
                return None
            found |= self._extreme({number: sign})
        return None if self._is_safe(number) else found

    def _extreme(self, weights: dict[int, float]) -> set[int]:
        """Push the hidden counts as far as what is shown allows; gives what holds them back."""
        import numpy as np
        from scipy.optimize import linprog  # type: ignore[import-untyped,unused-ignore]
        from scipy.sparse import csr_array  # type: ignore[import-untyped,unused-ignore]

        goal = np.zeros(len(self._column))
        for number, weight in weights.items():
            goal[[self._column[cell] for cell in self._sommen[number].cellen]] -= weight
        entries = [
            (row, self._column[cell])
            for row, number in enumerate(self._shown)
            for cell in self._sommen[number].cellen
        ]
        shape = (len(self._shown), len(self._column))
        rows, columns = zip(*entries, strict=True) if entries else ((), ())
        matrix = csr_array((np.ones(len(entries)), (rows, columns)), shape=shape)
        values = [self._sommen[number].waarde for number in self._shown]
        result = linprog(goal, A_eq=matrix if entries else None, b_eq=values if entries else None)
        if result.status == 3:
            for number, weight in weights.items():
                if len(weights) == 1 and weight > 0:
                    self._high[number] = float("inf")
            return set()
        if result.status != 0:
            raise ValueError("these counts are no sums of one set of numbers")
        for number in self._low:
            value = float(sum(result.x[self._column[c]] for c in self._sommen[number].cellen))
            self._low[number] = min(self._low[number], value)
            self._high[number] = max(self._high[number], value)
        if not entries:
            return set()
        return {
            self._shown[row]
            for row, price in enumerate(result.eqlin.marginals)
            if abs(price) > 1e-9
        }
