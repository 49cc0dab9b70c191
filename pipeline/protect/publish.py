"""From linked stories to publishable ones: what has no consent keeps no text at all.

Reports and exports take a `Publication` and nothing else. A story without `openbaar` or
`anoniem` is in it only as a `Geteld`: a row to count, in which no text can be. Of an `anoniem`
story it holds only the masked texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.again import Again, anew
from pipeline.codebook import Codebook, slug
from pipeline.model import (
    Blok,
    Cijfer,
    Herkomst,
    Keuze,
    Koppeling,
    LinkedVerhaal,
    Media,
    Periode,
    Richting,
    Soort,
    Tag,
    Toestemming,
    Verhaal,
)
from pipeline.problems import Ernst, Problem
from pipeline.protect.masked_verhaal import MaskedVerhaal, Maskering, mask_verhaal


@dataclass(frozen=True, slots=True)
class PublicBewijs:
    """A sentence that may be quoted, with the line of the file on which it begins."""

    tekst: str
    regel: int
    richting: Richting


@dataclass(frozen=True, slots=True)
class PublicTag:
    """A tag that may be shown; `herkomst` says whether a person gave it."""

    kwaliteit: str
    richting: Richting
    herkomst: Herkomst
    kans: float | None
    bewijs: tuple[PublicBewijs, ...]


@dataclass(frozen=True, slots=True)
class PublicVerhaal:
    """A story that may be shown, with everything that may be said about it.

    `pad` is the path to show, which names nobody in an `anoniem` story. `anker` is unique among
    the stories, safe as a link target, and says nothing of the contents.
    """

    anker: str
    pad: str
    soort: Soort
    titel: str
    datum: date | None
    periode: Periode | None
    wijk: str | None
    werksoort: str | None
    verteller: str
    toestemming: Toestemming
    fictief: bool
    keuze: Keuze | None
    deelnemers: tuple[tuple[str, str], ...]
    initiatieven: tuple[str, ...]
    media: tuple[Media, ...]
    tags: tuple[PublicTag, ...]
    blokken: tuple[Blok, ...]
    koppelingen: tuple[Koppeling, ...]

    def tag(self, kwaliteit: str) -> PublicTag | None:
        """The story's tag for a quality, or None."""
        return next((tag for tag in self.tags if tag.kwaliteit == kwaliteit), None)


@dataclass(frozen=True, slots=True)
class Geteld:
    """A story as a row to count: every story has one, whatever its consent. It holds no text."""

    soort: Soort
    periode: Periode | None
    wijk: str | None
    werksoort: str | None
    verteller: str
    toestemming: Toestemming
    fictief: bool
    gekozen: bool
    tags: tuple[tuple[str, Richting, Herkomst], ...]


@dataclass(frozen=True, slots=True)
class Afscherming:
    """What was hidden in a shown story, by kind and line, and what its editor must know.

    `pad` is the file itself; `getoond_pad` and `titel` are as they may be shown. Nothing here
    holds a hidden text.
    """

    pad: str
    getoond_pad: str
    titel: str
    maskeringen: tuple[Maskering, ...]
    problemen: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """All that a report or an export may show."""

    verhalen: tuple[PublicVerhaal, ...]
    geteld: tuple[Geteld, ...]
    cijfers: tuple[Cijfer, ...]
    afscherming: tuple[Afscherming, ...] = ()


def publish(
    linked: Sequence[LinkedVerhaal],
    cijfers: Sequence[Cijfer],
    codebook: Codebook,
    maskeer: Callable[[Verhaal, Codebook], MaskedVerhaal] = mask_verhaal,
    again: Again = anew,
) -> Publication:
    """Take what may be shown, in the order given; the figures are for publication already.

    In what is counted, a teller that the codebook does not know is `anders`: a name may have been
    written there. `maskeer` stands in for `mask_verhaal`, such as one that remembers.
    """
    tellers = frozenset(codebook.vertellers)

    def part(item: LinkedVerhaal) -> _Deel:
        hidden = item.verhaal.toestemming is Toestemming.INTERN
        masked = None if hidden else maskeer(item.verhaal, codebook)
        of = (item.verhaal, item.tagged.tags, item.koppelingen, masked, tellers)
        return again(item.verhaal.pad, of, _deel)

    parts = [part(item) for item in linked]
    return Publication(
        verhalen=tuple(verhaal for verhaal, _, _ in parts if verhaal),
        geteld=tuple(row for _, row, _ in parts),
        cijfers=tuple(cijfers),
        afscherming=tuple(hidden for _, _, hidden in parts if hidden),
    )


_Deel = tuple[PublicVerhaal | None, Geteld, Afscherming | None]
"""What one story gives to a publication."""


def _deel(
    verhaal: Verhaal,
    tags: tuple[Tag, ...],
    koppelingen: tuple[Koppeling, ...],
    masked: MaskedVerhaal | None,
    tellers: frozenset[str],
) -> _Deel:
    row = _geteld(verhaal, tags, tellers)
    if masked is None:
        return None, row, None
    hidden = Afscherming(
        verhaal.pad, masked.pad, masked.titel, masked.maskeringen, masked.problemen
    )
    return _public(verhaal, tags, koppelingen, masked), row, hidden


def hidden_problems(publication: Publication) -> tuple[Problem, ...]:
    """Every mask as something to check, at its line, and the other things an editor must know."""
    masks = [
        Problem(
            "persoonsgegeven-verborgen",
            Ernst.MELDING,
            item.pad,
            masking.regel,
            f"Hier is iets verborgen; in het rapport staat {masking.vervanger}.",
            "Hoeft dat niet? Zet het woord in de kop onder 'niet-verbergen'.",
        )
        for item in publication.afscherming
        for masking in item.maskeringen
    ]
    return (*masks, *(problem for item in publication.afscherming for problem in item.problemen))


def anker(pad: str, sha256: str) -> str:
    """A link target for a story, from its path as shown: stable while the file keeps its place."""
    stem = re.sub(r"\.[a-z]+$", "", pad.removeprefix("verhalen/"))
    return f"v-{slug(stem) or 'verhaal'}-{sha256[:6]}"


def _public(
    verhaal: Verhaal,
    tags: tuple[Tag, ...],
    koppelingen: tuple[Koppeling, ...],
    masked: MaskedVerhaal,
) -> PublicVerhaal:
    return PublicVerhaal(
        anker=anker(masked.pad, verhaal.sha256),
        pad=masked.pad,
        soort=verhaal.soort,
        titel=masked.titel,
        datum=verhaal.datum,
        periode=verhaal.periode,
        wijk=verhaal.wijk,
        werksoort=verhaal.werksoort,
        verteller=masked.verteller,
        toestemming=verhaal.toestemming,
        fictief=verhaal.fictief,
        keuze=masked.keuze,
        deelnemers=masked.deelnemers,
        initiatieven=masked.initiatieven,
        media=masked.media,
        tags=tuple(
            PublicTag(
                tag.kwaliteit,
                tag.richting,
                tag.herkomst,
                tag.kans,
                tuple(
                    PublicBewijs(" ".join(masked.zin(b.start, b.end).split()), b.regel, b.richting)
                    for b in tag.bewijs
                ),
            )
            for tag in tags
        ),
        blokken=masked.blokken,
        koppelingen=koppelingen,
    )


def _geteld(verhaal: Verhaal, tags: tuple[Tag, ...], tellers: frozenset[str]) -> Geteld:
    return Geteld(
        soort=verhaal.soort,
        periode=verhaal.periode,
        wijk=verhaal.wijk,
        werksoort=verhaal.werksoort,
        verteller=verhaal.verteller if verhaal.verteller in tellers else "anders",
        toestemming=verhaal.toestemming,
        fictief=verhaal.fictief,
        gekozen=verhaal.keuze is not None,
        tags=tuple((tag.kwaliteit, tag.richting, tag.herkomst) for tag in tags),
    )
