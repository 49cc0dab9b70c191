"""From what documents are about to what they show: small counts hidden, then rendered.

Small counts of people are hidden over all documents of a pass together, so a document is rendered
again when its own contents, what is hidden, or what its template asks for by name has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.again import Again
from pipeline.codebook import Codebook
from pipeline.model import Cijfer
from pipeline.protect.publish import Publication
from pipeline.protect.small_cells import Bewering, Som
from pipeline.report.afscherming import KLEIN, Verborgen, aantal, sommen, te_verbergen, zonder
from pipeline.report.media import Media_van
from pipeline.report.register import Getal
from pipeline.report.render import Weergave, render
from pipeline.report.vraag import NIET_GETOOND, Cijferboek
from pipeline.report.waarden import Waarde, mensen


@dataclass(frozen=True, slots=True)
class Plan:
    """A document to make: the template, its context by the name it has there, and the title."""

    sjabloon: str
    inhoud: tuple[str, object]
    naam: str
    titel: str
    verzonnen: bool
    datum: date
    kort: bool


@dataclass(frozen=True, slots=True)
class Getoond:
    """What a document shows, of how many figures it does not, and what its template asked for.

    `gevraagd` are counts of people that were not weighed yet.
    """

    weergave: Weergave
    verborgen: int
    gevraagd: tuple[Getal, ...]


def getoond(  # noqa: PLR0917 - the parts of a pass, in its order
    plans: Sequence[Plan],
    publication: Publication,
    codebook: Codebook,
    beweringen: Sequence[Bewering],
    folders: Sequence[Path],
    media: Media_van,
    again: Again,
) -> tuple[Getoond, ...]:
    """The documents, in which what templates ask for by name is hidden together with the rest.

    What they ask is known when they have been rendered, so they are rendered again until they
    have asked for no count of people that was not weighed.
    """
    cijfers = publication.cijfers
    quiet = again("stil", (cijfers,), _stil)
    counts = [
        som for plan in plans for som in again(f"{plan.naam}: mensen", plan.inhoud[1:], _sommen)
    ]
    asked: dict[Getal, None] = {}
    while True:
        number = len(asked)
        weighed = (*counts, *sommen(tuple(asked)))
        found = te_verbergen(weighed, codebook.kleine_aantallen, quiet, beweringen)
        hidden = again(f"verborgen {number}", (found,), lambda same: same)
        answers = tuple((getal, zonder(getal, hidden)) for getal in asked)
        of = (hidden, Cijferboek(cijfers, codebook), answers, folders, media)
        made = tuple(again(f"{plan.naam} {number}", (plan, *of), _getoond) for plan in plans)
        new = [getal for item in made for getal in item.gevraagd]
        if not new:
            return made
        asked |= dict.fromkeys(new)


def _stil(cijfers: Iterable[Cijfer]) -> tuple[Som, ...]:
    return tuple(dict.fromkeys(som for cijfer in cijfers for som in mensen((cijfer,))))


def _sommen(inhoud: object) -> tuple[Som, ...]:
    return tuple(sommen(inhoud))


def _getoond(  # noqa: PLR0917 - all that decides what a document shows
    plan: Plan,
    hidden: Verborgen,
    boek: Cijferboek,
    antwoorden: Iterable[tuple[Getal, Waarde]],
    folders: Sequence[Path],
    media: Media_van,
) -> Getoond:
    name, inhoud = plan.inhoud
    shown = zonder(inhoud, hidden)
    vraag = _Antwoorden(boek, dict(antwoorden))
    weergave = render(plan.sjabloon, {name: shown}, folders, media, vraag)
    return Getoond(weergave, aantal(inhoud) - aantal(shown), tuple(vraag.nieuw))


@dataclass(frozen=True, slots=True)
class _Antwoorden:
    """Answers a template with figures that may be shown, and keeps what was not weighed yet."""

    boek: Cijferboek
    getoond: Mapping[Getal, Waarde]
    nieuw: list[Getal] = field(default_factory=list)

    def __call__(self, soort: object, velden: Mapping[str, object]) -> Waarde:
        getal = self.boek.vraag(soort, velden)
        if not getal.mensen:
            return getal
        if getal not in self.getoond:
            self.nieuw.append(getal)
        return NIET_GETOOND if (known := self.getoond.get(getal, KLEIN)) is KLEIN else known
