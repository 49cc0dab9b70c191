"""The monitorgesprek of a wijk and a period as values: a sheet for the table, and the record.

Source: 002, chapter 5: first the impact of the last four months by the qualities and the
initiatives of inhabitants, then a story of an inhabitant, told in a form of their choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.codebook import Codebook, Wijk
from pipeline.link import Tegenspraak
from pipeline.model import Herkomst, Richting, Soort
from pipeline.protect.publish import Geteld, Publication, PublicVerhaal
from pipeline.report.delen import kwaliteiten_tabel, opsomming, uitspraken
from pipeline.report.kerncijfers import kort
from pipeline.report.markdown import Tabel
from pipeline.report.register import Citaat, Getal
from pipeline.report.tellingen import alleen, tel_kwaliteit
from pipeline.report.vergelijk import Tweetal, samen
from pipeline.report.verhalen import Verhaalbeeld, beeld, merk
from pipeline.report.waarden import telling

REGEL = (
    "Wat mensen hebben gekozen, gaat voor.",
    "Koos niemand? Dan staat hier het verhaal met de meeste kwaliteiten die een mens gaf.",
    "Is dat bij meer verhalen gelijk, dan staat hier het oudste.",
)
_ZINNEN = 2


@dataclass(frozen=True, slots=True)
class Bewijsdeel:
    """Sentences that show one quality, each with the direction in which they do."""

    naam: str
    zinnen: tuple[tuple[str, Citaat], ...]


@dataclass(frozen=True, slots=True)
class Gespreksblad:
    """Everything that the template `monitorgesprek.md` shows; `vragen` are plain sentences.

    `gehouden` is whether notes were handed in; `verslag` is None when they may not be shown.
    """

    wijk: str
    naam: str
    maanden: str
    eerder: str
    fictief: Getal | None
    verhalen: Getal
    kwaliteiten: Tabel
    bewijs: tuple[Bewijsdeel, ...]
    initiatieven: tuple[Citaat, ...]
    eerdere_initiatieven: tuple[Citaat, ...]
    cijfers: Tabel | None
    vragen: tuple[str, ...]
    verhaal: Verhaalbeeld | None
    keuzeregel: tuple[str, ...]
    gehouden: bool
    verslagen: tuple[Verhaalbeeld, ...]
    uitspraken: tuple[tuple[str, Citaat], ...]


def gespreksblad(
    publication: Publication,
    codebook: Codebook,
    wijk: Wijk,
    paar: Tweetal,
    tegenspraken: Sequence[Tegenspraak],
) -> Gespreksblad | None:
    """The context of the monitorgesprek of one wijk and period; None when there is nothing.

    `paar` are the figures of the period and of the one before it, in all wijken.
    """
    periode = paar.nu
    geteld = [r for r in publication.geteld if r.wijk == wijk.sleutel and r.periode == periode]
    table = samen(paar, wijk.sleutel, wijk.naam)
    if not geteld and not any(
        c.wijk == wijk.sleutel and c.periode == periode for c in paar.cijfers
    ):
        return None
    here = [v for v in publication.verhalen if v.wijk == wijk.sleutel]
    now = [v for v in here if v.periode == periode]
    stories = sorted(
        (v for v in now if v.soort is Soort.VERHAAL), key=lambda v: (v.datum or date.max, v.pad)
    )
    notes = _verslagen(now, codebook)
    told = alleen(geteld, Soort.VERHAAL)
    chosen = min(stories, key=_voorrang, default=None)
    where = f"{wijk.naam}, {kort(periode)}"
    invented = sum(1 for row in geteld if row.fictief)
    return Gespreksblad(
        wijk=wijk.naam,
        naam=kort(periode),
        maanden=codebook.maanden_van(periode),
        eerder=kort(paar.toen),
        fictief=telling(invented, f"Verzonnen bestanden, {where}", "Telt bestanden.")
        if invented
        else None,
        verhalen=telling(len(told), f"Verhalen, {where}", "Telt verhalen, met elke toestemming."),
        kwaliteiten=kwaliteiten_tabel(where, geteld, codebook),
        bewijs=tuple(_bewijs(stories, codebook)),
        initiatieven=tuple(n.initiatieven for n in notes if n.initiatieven),
        eerdere_initiatieven=tuple(
            n.initiatieven
            for n in _verslagen([v for v in here if v.periode == paar.toen], codebook)
            if n.initiatieven
        ),
        cijfers=table,
        vragen=tuple(_vragen(told, wijk, tegenspraken, codebook)),
        verhaal=beeld(chosen, codebook) if chosen else None,
        keuzeregel=REGEL,
        gehouden=bool(alleen(geteld, Soort.MONITORGESPREK)),
        verslagen=notes,
        uitspraken=tuple(said for note in notes for said in uitspraken(note.merken)),
    )


def _verslagen(verhalen: Sequence[PublicVerhaal], codebook: Codebook) -> tuple[Verhaalbeeld, ...]:
    return tuple(beeld(v, codebook) for v in verhalen if v.soort is Soort.MONITORGESPREK)


def _voorrang(verhaal: PublicVerhaal) -> tuple[bool, int]:
    by_human = sum(1 for tag in verhaal.tags if tag.herkomst is Herkomst.MENS)
    return (verhaal.keuze is None, -by_human)


def _bewijs(verhalen: Sequence[PublicVerhaal], codebook: Codebook) -> Iterator[Bewijsdeel]:
    """Per quality a few sentences: first one of each direction, the oldest story first."""
    for kwaliteit in codebook.kwaliteiten:
        found = [
            (tag.richting, merk(tag, verhaal, codebook))
            for verhaal in verhalen
            if (tag := verhaal.tag(kwaliteit.sleutel)) and tag.bewijs
        ]
        first = dict(reversed(found))
        order = [*(first[r] for r in Richting if r in first), *(said for _, said in found)]
        shown = [
            (
                f"{said.richting}{', voorstel van de computer' if said.voorstel else ''}",
                said.bewijs[0],
            )
            for said in dict.fromkeys(order)
        ]
        if shown:
            yield Bewijsdeel(kwaliteit.naam, tuple(shown[:_ZINNEN]))


def _vragen(
    told: Sequence[Geteld], wijk: Wijk, tegenspraken: Sequence[Tegenspraak], codebook: Codebook
) -> Iterator[str]:
    """What the table could talk about, by stated rules."""
    counts = {k.kort: tel_kwaliteit(told, k.sleutel) for k in codebook.kwaliteiten}
    silent = [naam for naam, found in counts.items() if not any(found)]
    if silent:
        yield (
            f"Geen verhaal gaat over: {opsomming(silent).lower()}. "
            "Gebeurt daar niets, of is het niet verteld?"
        )
    lacking = [naam for naam, (plus, both, minus, _) in counts.items() if minus and not plus + both]
    if lacking:
        yield (
            f"De verhalen laten alleen zien wat er ontbreekt bij: {opsomming(lacking).lower()}. "
            "Wat is daar nodig?"
        )
    unsure = [naam for naam, (*given, proposed) in counts.items() if proposed and not any(given)]
    if unsure:
        yield f"Alleen de computer zag: {opsomming(unsure).lower()}. Klopt dat?"
    for tegenspraak in tegenspraken:
        if tegenspraak.wijk == wijk.sleutel:
            yield f"{tegenspraak.uitleg} Hoe kan dat?"
