"""The overzicht as values: three times a year, in two pages, what was counted.

Source: 002, chapter 5: hours by specialism, clients by kind of service, volunteers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.codebook import Codebook
from pipeline.model import Soort
from pipeline.protect.publish import Publication
from pipeline.report.delen import opsomming
from pipeline.report.grafiek import Blad
from pipeline.report.kerncijfers import NAMEN, kort
from pipeline.report.markdown import Tabel
from pipeline.report.register import Getal
from pipeline.report.tellingen import alleen
from pipeline.report.vergelijk import Tweetal, per_dienst, per_wijk, samen
from pipeline.report.waarden import telling


@dataclass(frozen=True, slots=True)
class Overzicht:
    """Everything that the template `overzicht.md` shows; `onbekend` are plain sentences."""

    naam: str
    maanden: str
    eerder: str
    fictief: Getal | None
    verhalen: Getal
    gesprekken: Getal
    samen: Tabel | None
    diensten: tuple[Blad, ...]
    wijken: Tabel | None
    onbekend: tuple[str, ...]
    bestanden: tuple[str, ...]


def overzicht(publication: Publication, codebook: Codebook, paar: Tweetal) -> Overzicht | None:
    """The context of the overzicht of one period; None when nothing of it was handed in.

    `paar` are the figures of the period and of the one before it.
    """
    periode = paar.nu
    geteld = [row for row in publication.geteld if row.periode == periode]
    now = [c for c in paar.cijfers if c.periode == periode]
    if not now and not geteld:
        return None
    invented = sum(1 for cijfer in now if cijfer.fictief)
    when = kort(periode)

    def tel(soort: Soort) -> Getal:
        regel = f"Telt bestanden van het soort {soort}, met elke toestemming."
        return telling(len(alleen(geteld, soort)), f"Bestanden ({soort}), {when}", regel)

    bladen = (per_dienst(paar, soort, codebook) for soort in NAMEN)
    return Overzicht(
        naam=when,
        maanden=codebook.maanden_van(periode),
        eerder=kort(paar.toen),
        fictief=telling(invented, f"Verzonnen cijfers, {when}", "Telt cellen.")
        if invented
        else None,
        verhalen=tel(Soort.VERHAAL),
        gesprekken=tel(Soort.MONITORGESPREK),
        samen=samen(paar, None, "Alle wijken"),
        diensten=tuple(blad for blad in bladen if blad),
        wijken=per_wijk(paar, codebook),
        onbekend=tuple(_onbekend(paar, codebook)),
        bestanden=tuple(sorted({c.plek.pad for c in now if c.soort in NAMEN})),
    )


def _onbekend(paar: Tweetal, codebook: Codebook) -> Iterator[str]:
    for soort, naam in NAMEN.items():
        now = {c.wijk for c in paar.van(soort) if c.periode == paar.nu}
        if not now:
            yield f"{naam}: er is niets aangeleverd over deze periode."
            continue
        missing = [w.naam for w in codebook.wijken if not w.heel and w.sleutel not in now]
        if missing:
            yield f"{naam}: er is niets aangeleverd over {opsomming(missing)}."
    if not any(c.periode == paar.toen for c in paar.cijfers):
        yield f"Van {kort(paar.toen)} zijn er geen cijfers. Het verschil is dus niet te zien."
