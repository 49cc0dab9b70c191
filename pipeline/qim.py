"""The Quality Impact Monitor: who intends which qualities, for whom, and what both parties follow.

Source: 002, chapter 5, the six steps. (1) The commissioner says which qualities are intended and
(2) who its stakeholders are: who benefits from them or knows of them. (3) The organisation that
does the work says which qualities it wants to realise and (4) who its stakeholders are, also the
groups that are out of reach today. Together they agree on what is monitored. (5) Strategic goals
come second, and (6) financial frames and targets are indicative.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model import Periode

SCHAAL = "1 is heel weinig, 5 is heel veel"


class Rol(StrEnum):
    """Why someone is a stakeholder: the qualities are for them, or they have sight of them."""

    BEGUNSTIGDE = "begunstigde"
    ZICHT = "zicht"


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """A kind of teller of the codebook who matters to the plan."""

    verteller: str
    rol: Rol | None


@dataclass(frozen=True, slots=True)
class Groep:
    """A group that is out of reach today; `verteller` is as whom it would speak, if known."""

    naam: str
    verteller: str | None


@dataclass(frozen=True, slots=True)
class Partij:
    """What a party intends and for whom (steps 1–4). `kwaliteiten` are keys."""

    naam: str
    kwaliteiten: tuple[str, ...]
    stakeholders: tuple[Stakeholder, ...]
    buiten_bereik: tuple[Groep, ...] = ()


@dataclass(frozen=True, slots=True)
class Afspraak:
    """What both parties agreed to follow."""

    kwaliteiten: tuple[str, ...]
    stakeholders: tuple[Stakeholder, ...]
    toelichting: str


@dataclass(frozen=True, slots=True)
class Kader:
    """A financial frame or target (step 6) as agreed; `regel` is its line in the codebook."""

    naam: str
    waarde: str
    bron: str
    regel: int


@dataclass(frozen=True, slots=True)
class Buurt:
    """Where a wijk differs from the town. None is: as the town."""

    wijk: str
    kwaliteiten: tuple[str, ...] | None
    stakeholders: tuple[Stakeholder, ...] | None
    buiten_bereik: tuple[Groep, ...]


@dataclass(frozen=True, slots=True)
class Qim:
    """One version of the plan, from the period `vanaf` on (None: always).

    `visitaties` are pairs of wijken that visit each other; `fictief` is true for an example.
    """

    vanaf: Periode | None
    opdrachtgever: Partij
    uitvoerder: Partij
    afspraak: Afspraak
    doelen: tuple[str, ...]
    kaders: tuple[Kader, ...]
    buurten: tuple[Buurt, ...]
    visitaties: tuple[tuple[str, str], ...]
    schaal: str
    fictief: bool = False

    def buurt(self, wijk: str | None) -> Buurt | None:
        """How this wijk differs from the town, or None."""
        return next((buurt for buurt in self.buurten if buurt.wijk == wijk), None)

    def beoogd(self, wijk: str) -> tuple[str, ...]:
        """The qualities intended in a wijk: its own choice, or else that of the town."""
        own = self.buurt(wijk)
        if own and own.kwaliteiten is not None:
            return own.kwaliteiten
        return (*dict.fromkeys((*self.opdrachtgever.kwaliteiten, *self.uitvoerder.kwaliteiten)),)

    def ergens_beoogd(self) -> frozenset[str]:
        """The qualities that anyone intends anywhere."""
        own = (key for buurt in self.buurten for key in buurt.kwaliteiten or ())
        return frozenset((*self.opdrachtgever.kwaliteiten, *self.uitvoerder.kwaliteiten, *own))

    def stakeholders(self) -> tuple[str, ...]:
        """Everyone whom the plan wants to hear, in the order in which it names them."""
        own = (s for buurt in self.buurten for s in buurt.stakeholders or ())
        named = (
            *self.opdrachtgever.stakeholders,
            *self.uitvoerder.stakeholders,
            *self.afspraak.stakeholders,
            *own,
        )
        return tuple(dict.fromkeys(stakeholder.verteller for stakeholder in named))

    def buiten_bereik(self) -> tuple[Groep, ...]:
        """Every group that is out of reach, in the whole town or in one wijk."""
        own = (groep for buurt in self.buurten for groep in buurt.buiten_bereik)
        return tuple(dict.fromkeys((*self.uitvoerder.buiten_bereik, *own)))
