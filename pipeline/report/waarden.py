"""Figures and counts as `Getal`: what is shown, and the line that the register will hold.

Pure. A sum says which cells it adds up and how many had no value; an unknown figure stays
unknown and never becomes zero (design, traps).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from string import ascii_uppercase
from typing import TypeVar

from pipeline.model import Cijfer, Status
from pipeline.protect.small_cells import Som
from pipeline.read.numbers import format_nl
from pipeline.report.register import Bron, Getal, cellen

CODEBOEK = "verhalen/codeboek.yaml"
TELLINGEN = "Tellingen van alle verhalen en verslagen in de map 'verhalen'"
BEREKENINGEN = "Berekend uit andere cijfers"
GEEN = "–"
ONBEKEND = "onbekend"
NIET_SAMEN = "niet op te tellen"
PER_WEEK = "uren per week"
VAN_MENSEN = frozenset({"clienten", "vrijwilligers", "participatieladder", "zrm"})
WAARDERINGEN = "waarderingen"
Waarde = Getal | str
_LEEG = {Status.LEEG: GEEN, Status.NVT: "n.v.t.", Status.ONBEKEND: ONBEKEND}


def cel(cijfer: Cijfer, wat: str, *, met_eenheid: bool = False) -> Waarde:
    """A figure as it stands in its cell, or the word for why it has no value."""
    if cijfer.status is not Status.BEKEND or cijfer.waarde is None:
        return _LEEG[cijfer.status]
    eenheid = cijfer.eenheid if met_eenheid or cijfer.eenheid in {"euro", "procent"} else ""
    return Getal(
        format_nl(cijfer.waarde, eenheid, cijfer.teken),
        Bron(cijfer.plek.pad, wat, _cells((cijfer,))),
        waarde=cijfer.waarde,
        mensen=mensen((cijfer,)),
    )


def mensen(cijfers: Sequence[Cijfer]) -> tuple[Som, ...]:
    """The sum of these figures as a count of people; nothing when they count something else.

    A score counts the people who gave it, and every score of a row is of the same people.
    """
    if cijfers and cijfers[0].soort == WAARDERINGEN:
        rows = {_rij(c): gevers(c) for c in cijfers}
        return (Som(frozenset(rows), sum(rows.values())),)
    if not cijfers or cijfers[0].soort not in VAN_MENSEN:
        return ()
    exact = [c for c in cijfers if c.status is Status.BEKEND and c.teken != "<"]
    total = sum(int(c.waarde) for c in exact if c.waarde is not None)
    return (Som(frozenset(c.plek for c in exact), total),)


def gevers(cijfer: Cijfer) -> int:
    """How many people gave a score together: one where the table names no number."""
    said = cijfer.veld("aantal") or "1"
    return int(said) if said.isdigit() else 1


def _rij(cijfer: Cijfer) -> Hashable:
    plek = cijfer.plek
    return (WAARDERINGEN, plek.pad, plek.blad, plek.cel.lstrip(ascii_uppercase))


def som(cijfers: Sequence[Cijfer], wat: str) -> Waarde:
    """The sum of figures of one kind; a dash without any, `onbekend` when none has a value.

    A bound such as `<5` and an unknown cell are left out and said in the register; the sum is
    then a lower bound and is shown with `≥`. Hours and hours a week are not added up, and hours a
    week not over periods.
    """
    exact = [c for c in cijfers if c.status is Status.BEKEND and c.teken != "<"]
    open_ = [c for c in cijfers if c.status is Status.ONBEKEND or c.teken == "<"]
    if not exact:
        return ONBEKEND if open_ else GEEN
    weekly = exact[0].eenheid == PER_WEEK
    if len({c.eenheid for c in exact}) > 1 or (weekly and len({c.periode for c in exact}) > 1):
        return NIET_SAMEN
    if len(cijfers) == 1:
        return cel(exact[0], wat, met_eenheid=weekly)
    total = sum(c.waarde for c in exact if c.waarde is not None)
    eenheid = exact[0].eenheid if exact[0].eenheid in {"euro", PER_WEEK} else ""
    about = any(c.teken == "ca." for c in exact)
    regel = "Som van de cellen."
    if open_:
        regel = f"Som, zonder {len(open_)} met een onbekende of te kleine waarde."
    shown = format_nl(round(total, 4), eenheid, "ca." if about and not open_ else "")
    return Getal(
        f"≥ {shown}" if open_ else shown,
        Bron(_file(exact), wat, _cells(exact), regel),
        waarde=total,
        mensen=mensen(exact),
    )


def afgeleid(
    tekst: str,
    wat: str,
    regel: str,
    van: Sequence[Cijfer] = (),
    plek: str = "",
    *,
    mensen: tuple[Som, ...] = (),
) -> Getal:
    """A figure computed by `regel` from figures (`van`) or from what `plek` names.

    `mensen` are the counts of people from which it was computed.
    """
    bron = (
        Bron(_file(van), wat, _cells(van), regel) if van else Bron(BEREKENINGEN, wat, plek, regel)
    )
    return Getal(tekst, bron, mensen=mensen)


def plus(verschil: float, eenheid: str = "") -> str:
    """A difference with its sign, also when it is more."""
    shown = format_nl(abs(verschil), eenheid)
    return f"+{shown}" if verschil > 0 else f"−{shown}" if verschil < 0 else shown


def perioden_leesbaar(tekst: str) -> str:
    """A text with its periods as a reader names them: `mei 2016` for `2016-mei`."""
    return re.sub(r"\b(\d{4})-([a-z]+)\b", r"\2 \1", tekst)


def percentage(aandeel: float) -> str:
    """A share between 0 and 1 as a whole percentage."""
    return format_nl(aandeel * 100, "procent", decimalen=0)


def _file(cijfers: Sequence[Cijfer]) -> str:
    files = sorted({cijfer.plek.pad for cijfer in cijfers})
    return files[0] if len(files) == 1 else BEREKENINGEN


def _cells(cijfers: Sequence[Cijfer]) -> str:
    """The cells, with their files when these are more than one."""
    by_file: dict[str, list[Cijfer]] = defaultdict(list)
    for cijfer in cijfers:
        by_file[cijfer.plek.pad].append(cijfer)
    parts = [(pad, cellen(c.plek for c in found)) for pad, found in sorted(by_file.items())]
    if len(parts) == 1:
        return f"cel {parts[0][1]}" if len(cijfers) == 1 else parts[0][1]
    return "; ".join(f"{pad}: {cells}" for pad, cells in parts)


_Sleutel = TypeVar("_Sleutel")
_Ding = TypeVar("_Ding")


def groepeer(
    dingen: Iterable[_Ding], sleutel: Callable[[_Ding], _Sleutel]
) -> dict[_Sleutel, list[_Ding]]:
    """Figures or stories by what `sleutel` says of them, in order of appearance."""
    found: dict[_Sleutel, list[_Ding]] = defaultdict(list)
    for ding in dingen:
        found[sleutel(ding)].append(ding)
    return found


def telling(aantal: int, wat: str, regel: str) -> Getal:
    """A count of stories or notes; it covers all consents, so it can name no file."""
    return Getal(format_nl(aantal), Bron(TELLINGEN, wat, "", regel), waarde=aantal)
