"""The two instruments of the agreement: what they show, with the counts behind it.

Pure. Source 002, chapter 5: with at least 50% of the clients one step up on the
participatieladder after the intervention, and one scale point per domain of the
Zelfredzaamheid-Matrix. Who starts at the top cannot rise, and is counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from pipeline.model import Cijfer, Status
from pipeline.read.figures import is_totaal
from pipeline.read.figures_kinds import ZRM_DOMEINEN

TREDES = 6
NIVEAUS = 5
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which shares (0 to 1) the true one lies, with 95% confidence."""

    laag: float
    hoog: float


@dataclass(frozen=True, slots=True)
class Ladder:
    """Finished interventions by the step (1–6) at which clients began and ended.

    `matrix[b][e]` counts those from step b+1 to e+1. `totaal` is all who could rise: those who
    began below step 6; `aan_top` began there. `aandeel` is risen / totaal, None without any.
    `niet_geteld` is the number of rows without a usable count (empty, unknown, n.v.t., `<5`).
    """

    matrix: tuple[tuple[int, ...], ...]
    gestegen: int
    gelijk: int
    gedaald: int
    aan_top: int
    totaal: int
    aandeel: float | None
    interval: Interval | None
    streefwaarde: float | None
    niet_geteld: int = 0


@dataclass(frozen=True, slots=True)
class ZrmDomein:
    """One domain of one version of the matrix; the fields are as in `Ladder`, with levels 1–5."""

    versie: str
    domein: str
    verbeterd: int
    gelijk: int
    verslechterd: int
    aan_top: int
    totaal: int
    aandeel: float | None
    interval: Interval | None
    streefwaarde: float | None
    niet_geteld: int = 0


def wilson(k: int, n: int) -> Interval:
    """The 95% score interval of k out of n (Wilson 1927), which also holds for few cases.

    Raises ValueError unless 0 <= k <= n and n > 0.
    """
    if not 0 <= k <= n or n == 0:
        raise ValueError(f"{k} of {n}")
    share, z2 = k / n, _Z * _Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Interval(
        0.0 if k == 0 else max(0.0, middle - half), 1.0 if k == n else min(1.0, middle + half)
    )


def ladder(cijfers: Iterable[Cijfer], streefwaarde: float | None) -> Ladder:
    """The participatieladder over these figures; the caller chooses wijk and period.

    Other kinds of figures and stated totals are left out. `streefwaarde` is a share from 0 to 1.
    """
    rows = [c for c in cijfers if c.soort == "participatieladder"]
    steps, skipped = _steps(rows, "trede_begin", "trede_eind")
    moves = _moves(steps, TREDES)
    cells = range(1, TREDES + 1)
    return Ladder(
        tuple(tuple(steps[begin, end] for end in cells) for begin in cells),
        moves.up,
        moves.same,
        moves.down,
        moves.top,
        moves.total,
        moves.share,
        moves.interval,
        streefwaarde,
        skipped,
    )


def zrm(cijfers: Iterable[Cijfer], streefwaarde: float | None) -> tuple[ZrmDomein, ...]:
    """Each domain of each version in which there are figures, in the order of the manuals.

    Versions are never pooled and there is no total score: the manuals advise against both.
    """
    by_domain: dict[tuple[str, str], list[Cijfer]] = {}
    for cijfer in cijfers:
        if cijfer.soort == "zrm":
            key = (cijfer.veld("versie") or "", cijfer.categorie or "")
            by_domain.setdefault(key, []).append(cijfer)
    found: list[ZrmDomein] = []
    for versie, domeinen in ZRM_DOMEINEN.items():
        for domein, _ in domeinen:
            rows = by_domain.get((versie, domein))
            if rows is None:
                continue
            steps, skipped = _steps(rows, "begin", "eind")
            moves = _moves(steps, NIVEAUS)
            found.append(
                ZrmDomein(
                    versie,
                    domein,
                    moves.up,
                    moves.same,
                    moves.down,
                    moves.top,
                    moves.total,
                    moves.share,
                    moves.interval,
                    streefwaarde,
                    skipped,
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Moves:
    up: int
    same: int
    down: int
    top: int

    @property
    def total(self) -> int:
        return self.up + self.same + self.down

    @property
    def share(self) -> float | None:
        return self.up / self.total if self.total else None

    @property
    def interval(self) -> Interval | None:
        return wilson(self.up, self.total) if self.total else None


def _steps(rows: Iterable[Cijfer], begin: str, end: str) -> tuple[Counter[tuple[int, int]], int]:
    """How many went from which step to which, and how many rows have no usable count."""
    steps: Counter[tuple[int, int]] = Counter()
    skipped = 0
    for row in rows:
        first, last = row.veld(begin), row.veld(end)
        if is_totaal(row) or first is None or last is None:
            continue
        if row.status is Status.BEKEND and row.waarde is not None and row.teken != "<":
            steps[int(first), int(last)] += int(row.waarde)
        elif row.status is not Status.NVT:
            skipped += 1
    return steps, skipped


def _moves(steps: Counter[tuple[int, int]], highest: int) -> _Moves:
    below = [(last - first, n) for (first, last), n in steps.items() if first < highest]
    return _Moves(
        up=sum(n for change, n in below if change > 0),
        same=sum(n for change, n in below if change == 0),
        down=sum(n for change, n in below if change < 0),
        top=sum(n for (first, _), n in steps.items() if first == highest),
    )
