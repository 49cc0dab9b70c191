"""Small counts stay hidden in what is published, also for who adds and subtracts.

A count from 1 up to the threshold is hidden. If others that are shown would give it away, some of
those are hidden too. What a reader could still compute is checked by linear programming: given
everything that is shown, a hidden count must be able to have values that lie at least the
threshold apart. Zero is shown: it is about nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

MAX_SETS = 3_000
"""Beyond this many sets of people that hang together with small ones, large ones are hidden too."""

_FEW = 10
_Cellen = frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class Som:
    """A count that is to be shown: the sum of `cellen`, which other sums may share.

    A `vast` one is shown already and cannot be hidden any more.
    """

    cellen: _Cellen
    waarde: int
    vast: bool = False


@dataclass(frozen=True, slots=True)
class Bewering:
    """A sentence about counts that is shown: `deel` is at least `aandeel` of `geheel`, or less."""

    deel: _Cellen
    geheel: _Cellen
    aandeel: float
    gehaald: bool


def hide_sums(
    sommen: Sequence[Som],
    grens: int,
    stil: Sequence[Som] = (),
    beweringen: Sequence[Bewering] = (),
) -> frozenset[int]:
    """Which of the counts must stay hidden, by their place in `sommen`.

    `stil` are counts that stand nowhere, of which the small ones may not be computed either;
    `beweringen` are read beside the counts. The values must be true sums of one set of whole
    numbers from zero up; raises ValueError when they cannot be. A count that is `vast` is never
    hidden, and can make it impossible to protect another one: hide in what is shown first before
    something else is shown.
    """
    hidden: set[int] = set()
    printed = {cell for som in sommen for cell in som.cellen}
    quiet = [som for som in stil if _is_small(som, grens) and som.cellen <= printed]
    for part in _components(sommen, quiet, beweringen):
        small = [i for i in part.sommen if _is_small(sommen[i], grens)]
        if not small and not part.stil:
            continue
        attack = _Attack(sommen, part, grens)
        if attack.sets > MAX_SETS:
            hidden |= {i for i in part.sommen if not sommen[i].vast and sommen[i].waarde}
        else:
            hidden |= attack.protect(small)
    return frozenset(hidden)


def _is_small(som: Som, grens: int) -> bool:
    return not som.vast and 0 < som.waarde < grens


@dataclass(slots=True)
class _Part:
    """Counts and sentences that share people with each other, directly or through others."""

    sommen: list[int]
    stil: list[Som]
    beweringen: list[Bewering]


def _components(
    sommen: Sequence[Som], stil: Sequence[Som], beweringen: Sequence[Bewering]
) -> list[_Part]:
    everything = [
        *(som.cellen for som in sommen),
        *(som.cellen for som in stil),
        *(said.geheel for said in beweringen),
    ]
    parent = list(range(len(everything)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    first: dict[Hashable, int] = {}
    for number, cells in enumerate(everything):
        for cell in cells:
            parent[root(number)] = root(first.setdefault(cell, number))
    parts: dict[int, _Part] = defaultdict(lambda: _Part([], [], []))
    for number in range(len(sommen)):
        parts[root(number)].sommen.append(number)
    for number, som in enumerate(stil, len(sommen)):
        parts[root(number)].stil.append(som)
    for number, said in enumerate(beweringen, len(sommen) + len(stil)):
        parts[root(number)].beweringen.append(said)
    return list(parts.values())


class _Attack:
    """What a reader can compute of the hidden counts, and what to hide so that it is too little.

    Cells that stand in exactly the same counts form one set, since nobody can tell them apart:
    the unknowns are the sets. `_low` and `_high` are the ends that a count to protect was seen to
    reach with all that is shown unchanged: a solution stays one when more is hidden.
    """

    def __init__(self, sommen: Sequence[Som], part: _Part, grens: int) -> None:
        import numpy as np

        self._sommen, self._grens = sommen, grens
        self._shown = list(part.sommen)
        said = [cells for item in part.beweringen for cells in (item.deel, item.geheel)]
        lines = (*((i, sommen[i].cellen) for i in part.sommen), *enumerate(said, len(sommen)))
        signatures = _signatures(lines)
        columns = {found: n for n, found in enumerate(sorted(set(signatures.values())))}
        self.sets = len(columns)
        size = Counter(signatures.values())

        def vector(cells: Iterable[Hashable]) -> Any:
            made = np.zeros(self.sets)
            made[[columns[signatures[cell]] for cell in cells if cell in signatures]] = 1
            return made

        self._top = 10.0 * grens + max((sommen[i].waarde for i in part.sommen), default=0)
        self._vector = {i: vector(sommen[i].cellen) for i in part.sommen}
        self._unequal = [_inequality(vector, item) for item in part.beweringen]
        self._low: dict[int, float] = {}
        self._high: dict[int, float] = {}
        for number, som in enumerate(part.stil, start=len(sommen)):
            self._vector[number] = vector(som.cellen)
            # One of several cells that nobody can tell apart may always be zero.
            hides = all(size[signatures[cell]] > 1 for cell in som.cellen if cell in signatures)
            self._low[number] = 0.0 if hides and len(som.cellen) == 1 else float(som.waarde)
            self._high[number] = float(som.waarde)
        self._stil = list(self._low)

    def protect(self, small: Sequence[int]) -> set[int]:
        """The counts to hide: the small ones, and as few others as the search finds."""
        self._shown = [i for i in self._shown if i not in set(small)]
        for number in small:
            self._low[number] = self._high[number] = float(self._sommen[number].waarde)
        others: list[int] = []
        self._look_around([*small, *self._stil])
        for number in (*small, *self._stil):
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

        goal = -sum(weight * self._vector[number] for number, weight in weights.items())
        known = [self._vector[number] for number in self._shown]
        result = linprog(
            goal,
            A_eq=csr_array(np.array(known)) if known else None,
            b_eq=[self._sommen[number].waarde for number in self._shown] if known else None,
            A_ub=np.array([row for row, _ in self._unequal]) if self._unequal else None,
            b_ub=[bound for _, bound in self._unequal] if self._unequal else None,
            bounds=(0, self._top),
        )
        if result.status != 0:
            raise ValueError("these counts are no sums of one set of numbers")
        for number in self._low:
            value = float(self._vector[number] @ result.x)
            self._low[number] = min(self._low[number], value)
            self._high[number] = max(self._high[number], value)
        prices = result.eqlin.marginals if known else ()
        return {self._shown[row] for row, price in enumerate(prices) if abs(price) > 1e-9}


def _signatures(
    lines: Iterable[tuple[int, _Cellen]],
) -> dict[Hashable, tuple[int, ...]]:
    """For every cell the counts in which it stands."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for number, cells in lines:
        for cell in cells:
            found[cell].append(number)
    return {cell: tuple(numbers) for cell, numbers in found.items()}


def _inequality(vector: Any, said: Bewering) -> tuple[Any, float]:
    """A sentence as `row @ counts <= bound`; of whole numbers, less is less by a whole step."""
    row = said.aandeel * vector(said.geheel) - vector(said.deel)
    if said.gehaald:
        return row, 0.0
    return -row, -1.0 / Fraction(said.aandeel).limit_denominator(1000).denominator
