"""What stakeholders find important and what they experience, as figures that say how sure they are.

Source: 002, chapter 5 (Quality Impact Monitor); Arjo Klamer's value-based approach: stakeholders
say how important a quality is to them and how much of it they perceive. A row of a table
`waarderingen` is what `aantal` people said together, or one person where it names no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import sqrt

from pipeline.codebook import Codebook
from pipeline.model import Cijfer
from pipeline.read.numbers import format_nl
from pipeline.report.kerncijfers import kort
from pipeline.report.register import Getal
from pipeline.report.waarden import (
    GEEN,
    WAARDERINGEN,
    Waarde,
    afgeleid,
    gevers,
    groepeer,
    mensen,
    plus,
)

SOORT = WAARDERINGEN
BELANG, ERVAREN = "belang", "ervaren"
SCHAAL = (1.0, 5.0)
VEEL = 30
"""From this many people on, a mean is given in tenths; of fewer it is said in halves."""

UITLEG = (
    "Elke mens telt even zwaar.",
    f"Staat er 'ca.', dan zijn het minder dan {VEEL} mensen. Het getal is afgerond op een half.",
)
GELIJK = "ongeveer gelijk"
_SPREIDING = 1.0
"""How far answers on a scale of 1 to 5 commonly lie apart (standard deviation), in points."""


def waarderingen(cijfers: Iterable[Cijfer], maat: str) -> list[Cijfer]:
    """The figures of one measure (`BELANG` or `ERVAREN`) that have a value and a number of people.

    A number such as `<5` is no number: what so few people said is left out.
    """
    return [
        c
        for c in cijfers
        if c.soort == SOORT
        and c.waarde is not None
        and c.eenheid.startswith(maat)
        and not (c.veld("aantal") or "").startswith("<")
    ]


def over(cijfer: Cijfer, kwaliteit: str) -> bool:
    """Whether a figure is about this quality (its key)."""
    return cijfer.categorie == kwaliteit


def stakeholder(cijfer: Cijfer, codebook: Codebook, anders: str) -> str:
    """Who said it; whom the codebook does not know is `anders`, since it may be a name."""
    told = (cijfer.veld("stakeholder") or "").casefold()
    return next((v for v in codebook.vertellers if v.casefold() == told), anders)


def momenten(cijfers: Iterable[Cijfer]) -> tuple[tuple[str, tuple[Cijfer, ...]], ...]:
    """The figures by moment, the oldest first; named by period, and apart when it had more."""
    by_moment = groepeer(cijfers, lambda c: (c.periode, c.veld("moment") or ""))
    periods = [periode for periode, _ in by_moment]
    order = sorted(by_moment, key=lambda m: (m[0] is None, m[0] or 0))
    return tuple(
        (
            kort(periode) + (f", {moment}" if moment and periods.count(periode) > 1 else ""),
            tuple(by_moment[periode, moment]),
        )
        for periode, moment in order
    )


def aantal(cijfers: Sequence[Cijfer]) -> int:
    """How many people gave these scores, each row once."""
    return sum(som.waarde for som in mensen(cijfers))


def aantal_mensen(cijfers: Sequence[Cijfer], wat: str) -> Waarde:
    """How many people gave these scores, each row once; a dash when nobody did."""
    if not cijfers:
        return GEEN
    return _getal(format_nl(aantal(cijfers)), wat, "Som van de aantallen mensen.", cijfers)


def gemiddelde(cijfers: Sequence[Cijfer], wat: str) -> Waarde:
    """The mean score of all people together; in halves when they are few, a dash when none."""
    if not cijfers:
        return GEEN
    mean, total = _mean(cijfers), aantal(cijfers)
    regel = f"Gemiddelde van {format_nl(total)} mensen."
    if total >= VEEL:
        shown = round(mean, 1)
        return replace(_getal(format_nl(shown, decimalen=1), wat, regel, cijfers), waarde=shown)
    shown = round(2 * mean) / 2
    made = _getal(f"ca. {format_nl(shown)}", wat, f"{regel} Afgerond op een half punt.", cijfers)
    return replace(made, waarde=shown)


def verandering(eerst: Sequence[Cijfer], laatst: Sequence[Cijfer], wat: str) -> Waarde:
    """How much a mean changed, in halves when people are few; within its margin: about the same.

    The margin is that of 95% for a difference of two means, with answers that lie a point apart.
    """
    if not eerst or not laatst:
        return GEEN
    gap = _mean(laatst) - _mean(eerst)
    margin = 1.96 * _SPREIDING * sqrt(1 / aantal(eerst) + 1 / aantal(laatst))
    few = min(aantal(eerst), aantal(laatst)) < VEEL
    said = GELIJK
    if abs(gap) >= margin:
        said = f"ca. {plus(round(2 * gap) / 2)}" if few else plus(round(gap, 1))
    regel = f"Laatste min eerste gemiddelde, met een marge van {format_nl(round(margin, 1))} punt."
    both = (*eerst, *laatst)
    return afgeleid(said, wat, regel, both, mensen=(*mensen(eerst), *mensen(laatst)))


def verhouding(belang: Sequence[Cijfer], ervaren: Sequence[Cijfer], wat: str) -> Waarde:
    """Importance against experience of the same people in words, without a score."""
    if not belang or not ervaren:
        return GEEN
    gap = _mean(belang) - _mean(ervaren)
    margin = 1.96 * _SPREIDING * sqrt(1 / aantal(belang) + 1 / aantal(ervaren))
    said = "ongeveer zoals gewenst"
    if gap >= margin:
        said = "minder dan gewenst"
    elif gap <= -margin:
        said = "meer dan gewenst"
    regel = "Gemiddeld belang naast gemiddelde ervaring, in woorden."
    both = (*belang, *ervaren)
    return afgeleid(said, wat, regel, both, mensen=(*mensen(belang), *mensen(ervaren)))


def _getal(tekst: str, wat: str, regel: str, cijfers: Sequence[Cijfer]) -> Getal:
    return afgeleid(tekst, wat, regel, cijfers, mensen=mensen(cijfers))


def _mean(cijfers: Sequence[Cijfer]) -> float:
    return sum((c.waarde or 0) * gevers(c) for c in cijfers) / aantal(cijfers)
