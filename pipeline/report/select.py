"""Which stories a report shows in full: a fair choice that anyone can do again.

People choose first (`keuze`). Where nobody chose, `REGEL` decides; it is printed in the report.
Pure and deterministic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.codebook import Codebook
from pipeline.model import Herkomst, Richting, Soort
from pipeline.protect.publish import PublicTag, PublicVerhaal

REGEL = (
    "Wat mensen hebben gekozen, gaat voor.",
    "Koos niemand? Dan kiest het programma, en elk verhaal komt maar één keer aan de beurt.",
    "Het begint bij de kwaliteit met de minste verhalen.",
    "Per kwaliteit zoekt het een verhaal (+) en een tegenverhaal (-).",
    "Is er geen verhaal in die richting, dan neemt het een verhaal met twee kanten (±).",
    "Is er meer keus, dan telt eerst de wijk die het minst aan bod kwam.",
    "Daarna telt de periode, en dan het soort verteller dat het minst aan bod kwam.",
    "Blijft het gelijk, dan gaat een verhaal met een zin als bewijs voor, en daarna het oudste.",
)


class Wijze(StrEnum):
    """How a story was chosen, the strongest ground first."""

    MENSEN = "mensen"
    REGEL = "regel"
    TWEE_KANTEN = "twee-kanten"
    VOORSTEL = "voorstel"


@dataclass(frozen=True, slots=True)
class Keus:
    """A story chosen for one side of a quality; `kant` is + for a story, - for a counter-story."""

    verhaal: PublicVerhaal
    kwaliteit: str
    kant: Richting
    wijze: Wijze


def kies(verhalen: Sequence[PublicVerhaal], codebook: Codebook) -> tuple[Keus, ...]:
    """A story and a counter-story for every quality, as far as there are any (see `REGEL`)."""
    stories = [verhaal for verhaal in verhalen if verhaal.soort is Soort.VERHAAL]
    slots = [(k.sleutel, side) for k in codebook.kwaliteiten for side in (_PLUS, _MIN)]
    order = {k.sleutel: number for number, k in enumerate(codebook.kwaliteiten)}
    found: list[Keus] = []
    seen = _Seen()
    supply = _supply(stories, slots)
    for slot in sorted(slots, key=lambda s: (len(supply[s]), order[s[0]], s[1] is _MIN)):
        choice = _best(supply[slot], slot, seen)
        if choice is not None:
            found.append(choice)
            seen.add(choice.verhaal)
    return tuple(sorted(found, key=lambda c: (order[c.kwaliteit], c.kant is _MIN)))


_PLUS, _MIN = Richting.PLUS, Richting.MIN
_Slot = tuple[str, Richting]


class _Seen:
    """How often wijken, periods and tellers had their turn."""

    def __init__(self) -> None:
        self.paden: set[str] = set()
        self.beurten: Counter[object] = Counter()

    def add(self, verhaal: PublicVerhaal) -> None:
        self.paden.add(verhaal.pad)
        self.beurten.update(_kenmerken(verhaal))


def _kenmerken(verhaal: PublicVerhaal) -> tuple[object, ...]:
    return (
        ("wijk", verhaal.wijk),
        ("periode", verhaal.periode),
        ("verteller", verhaal.verteller),
    )


def _supply(
    stories: Iterable[PublicVerhaal], slots: Iterable[_Slot]
) -> dict[_Slot, list[tuple[int, PublicVerhaal]]]:
    """The stories that may be chosen for each slot, with the ground on which."""
    found: dict[_Slot, list[tuple[int, PublicVerhaal]]] = {slot: [] for slot in slots}
    for verhaal in stories:
        # Of a quality only the first tag counts.
        for tag in {tag.kwaliteit: tag for tag in reversed(verhaal.tags)}.values():
            for side in (_PLUS, _MIN):
                level = _level(verhaal, tag, side)
                if level is not None and (tag.kwaliteit, side) in found:
                    found[tag.kwaliteit, side].append((level, verhaal))
    return found


def _best(supply: Iterable[tuple[int, PublicVerhaal]], slot: _Slot, seen: _Seen) -> Keus | None:
    left = [item for item in supply if item[1].pad not in seen.paden]
    if not left:
        return None
    ground = min(level for level, _ in left)
    verhaal = min(
        (verhaal for level, verhaal in left if level == ground),
        key=lambda verhaal: _rank(verhaal, slot[0], seen),
    )
    return Keus(verhaal, slot[0], slot[1], _LEVELS[ground][0])


def _rank(verhaal: PublicVerhaal, kwaliteit: str, seen: _Seen) -> tuple[object, ...]:
    tag = verhaal.tag(kwaliteit)
    turns = tuple(seen.beurten[kenmerk] for kenmerk in _kenmerken(verhaal))
    no_evidence = not (tag and tag.bewijs)
    return (*turns, no_evidence, verhaal.datum or date.max, verhaal.pad)


_LEVELS: tuple[tuple[Wijze, Callable[[PublicVerhaal, PublicTag, Richting], bool]], ...] = (
    (Wijze.MENSEN, lambda v, tag, side: bool(v.keuze) and _mens(tag) and tag.richting is side),
    (Wijze.MENSEN, lambda v, tag, _: bool(v.keuze) and _mens(tag) and _beide(tag)),
    (Wijze.REGEL, lambda _, tag, side: _mens(tag) and tag.richting is side),
    (Wijze.TWEE_KANTEN, lambda _, tag, __: _mens(tag) and _beide(tag)),
    (Wijze.VOORSTEL, lambda _, tag, side: tag.richting is side),
)


def _level(verhaal: PublicVerhaal, tag: PublicTag, side: Richting) -> int | None:
    return next(
        (number for number, (_, holds) in enumerate(_LEVELS) if holds(verhaal, tag, side)), None
    )


def _mens(tag: PublicTag) -> bool:
    return tag.herkomst is Herkomst.MENS


def _beide(tag: PublicTag) -> bool:
    return tag.richting is Richting.BEIDE


def ook_gekozen(
    verhalen: Sequence[PublicVerhaal], keuzes: Iterable[Keus]
) -> tuple[PublicVerhaal, ...]:
    """The stories that people chose and that stand nowhere else in the report, by date."""
    shown = {keus.verhaal.pad for keus in keuzes}
    rest = [v for v in verhalen if v.soort is Soort.VERHAAL and v.keuze and v.pad not in shown]
    return tuple(sorted(rest, key=lambda v: (v.datum or date.max, v.pad)))
