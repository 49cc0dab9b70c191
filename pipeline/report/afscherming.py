"""Small counts of people stay hidden in everything that one pass publishes, taken together.

A reader may lay all documents side by side, so what to hide is decided over all of them at once
(`small_cells.py` says how). The threshold is `kleine-aantallen` of the codebook.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from operator import is_
from typing import Any, TypeVar

from pipeline.protect.small_cells import Bewering, Som, hide_sums
from pipeline.report.markdown import Klein
from pipeline.report.register import Bron, Citaat, Getal, Verhaaltekst

KLEIN = Klein("x")
_WHOLE = (Bron, Citaat, Verhaaltekst)
_Deel = TypeVar("_Deel")
Verborgen = frozenset[frozenset[Hashable]]


def scherm_af(
    delen: Sequence[_Deel],
    grens: int,
    stil: Sequence[Som] = (),
    beweringen: Sequence[Bewering] = (),
) -> tuple[_Deel, ...]:
    """The contexts of documents without the counts of people that must stay hidden.

    A hidden figure becomes `KLEIN`, or None where a figure may be absent. What is shown no longer
    says on which counts it rests. `stil` and `beweringen` are as in `hide_sums`: counts that stand
    nowhere but may not be computed either, and what sentences say about counts.
    """
    hidden = te_verbergen(sommen(delen), grens, stil, beweringen)
    return tuple(zonder(deel, hidden) for deel in delen)


def te_verbergen(
    sums: Iterable[Som], grens: int, stil: Sequence[Som], beweringen: Sequence[Bewering]
) -> Verborgen:
    """The cells of the counts that must stay hidden; see `scherm_af`."""
    weighed = tuple({som.cellen: som for som in sums if som.cellen}.values())
    chosen = _hide_sums(weighed, grens, tuple(stil), tuple(beweringen))
    return frozenset(weighed[number].cellen for number in chosen)


# A pass of watch in which no figure changed asks the same again, and the answer takes a while.
_hide_sums = lru_cache(maxsize=2)(hide_sums)


def sommen(value: object) -> Iterator[Som]:
    """Every count of people that these contexts would show."""
    if isinstance(value, Getal):
        yield from value.mensen
    else:
        for part in _parts(value):
            yield from sommen(part)


def aantal(value: object) -> int:
    """How many figures these contexts would show."""
    return 1 if isinstance(value, Getal) else sum(map(aantal, _parts(value)))


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, tuple | list):
        return value
    if is_dataclass(value) and not isinstance(value, _WHOLE):
        return [getattr(value, field.name) for field in fields(value)]
    return ()


def zonder(value: _Deel, hidden: Verborgen) -> _Deel:
    """A context without the counts that must stay hidden."""
    made: _Deel = _without(value, hidden)
    return made


def _without(value: Any, hidden: Verborgen) -> Any:
    if isinstance(value, Getal):
        if any(som.cellen in hidden for som in value.mensen):
            return KLEIN
        return replace(value, mensen=()) if value.mensen else value
    if isinstance(value, tuple):
        parts = tuple(_without(part, hidden) for part in value)
        return value if all(map(is_, parts, value)) else parts
    if not is_dataclass(value) or isinstance(value, _WHOLE):
        return value
    changed: dict[str, object] = {}
    for field in fields(value):
        before = getattr(value, field.name)
        after = _without(before, hidden)
        if after is not before:
            absent = after is KLEIN and "None" in str(field.type)
            changed[field.name] = None if absent else after
    return replace(value, **changed) if changed else value  # type: ignore[type-var]
