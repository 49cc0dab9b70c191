"""A period beside the one before it: hours, clients and volunteers, and what changed.

Source: 002, chapter 5 ("Kwantitatief"): three times a year, by specialism and kind of service.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.codebook import Codebook
from pipeline.model import Cijfer, Periode, Status
from pipeline.protect.publish import Publication
from pipeline.read.figures import is_totaal
from pipeline.report.grafiek import Blad, Staven, in_beeld
from pipeline.report.kerncijfers import NAMEN, kort, naam_van
from pipeline.report.markdown import Anker, Tabel
from pipeline.report.waarden import (
    GEEN,
    NIET_SAMEN,
    ONBEKEND,
    Waarde,
    afgeleid,
    groepeer,
    mensen,
    plus,
    som,
)

_BREEDTES = (40, 20, 20, 20)
_DUBBEL = "Wie bij twee diensten komt, telt twee keer."


@dataclass(frozen=True, slots=True)
class Tweetal:
    """A period, the one before it, and all figures of the two without stated totals."""

    nu: Periode
    toen: Periode
    cijfers: tuple[Cijfer, ...]

    @property
    def koppen(self) -> tuple[str, str, str]:
        """The heads of the columns that are compared."""
        return (kort(self.toen), kort(self.nu), "verschil")

    def van(self, soort: str, wijk: str | None = None) -> list[Cijfer]:
        """The figures of one kind, of one wijk when that is given."""
        return [c for c in self.cijfers if c.soort == soort and wijk in {None, c.wijk}]


def tweetal(publication: Publication, periode: Periode, codebook: Codebook) -> Tweetal:
    """The figures of a period and of the one before it."""
    before = [p for year in (periode.jaar - 1, periode.jaar) for p in codebook.perioden_van(year)]
    toen = before[before.index(periode) - 1]
    both = {periode, toen}
    cijfers = (c for c in publication.cijfers if c.periode in both and not is_totaal(c))
    return Tweetal(periode, toen, tuple(cijfers))


def rij(paar: Tweetal, cijfers: Sequence[Cijfer], wat: str) -> tuple[Waarde, Waarde, Waarde]:
    """Before, now and the difference, which is only given when both are wholly known."""
    sides = [[c for c in cijfers if c.periode == p] for p in (paar.toen, paar.nu)]
    then, now = (
        som(found, f"{wat}, {kort(p)}")
        for found, p in zip(sides, (paar.toen, paar.nu), strict=True)
    )
    if not all(sides):
        return then, now, GEEN
    if not all(c.status is Status.BEKEND and c.teken != "<" for found in sides for c in found):
        return then, now, ONBEKEND
    if len({c.eenheid for found in sides for c in found}) > 1:
        return then, now, NIET_SAMEN
    about = "ca. " if any(c.teken for found in sides for c in found) else ""
    first, second = (sum(c.waarde for c in found if c.waarde is not None) for found in sides)
    gap = afgeleid(
        about + plus(round(second - first, 4)),
        f"{wat}, verschil met {kort(paar.toen)}",
        f"{kort(paar.nu).capitalize()} min {kort(paar.toen)}.",
        cijfers,
        mensen=(*mensen(sides[0]), *mensen(sides[1])),
    )
    return then, now, gap


def per_dienst(paar: Tweetal, soort: str, codebook: Codebook) -> Blad | None:
    """One kind by service, in the order of the codebook; None without any figure of now."""
    cijfers = paar.van(soort)
    if not any(c.periode == paar.nu for c in cijfers):
        return None
    naam = NAMEN[soort]
    groups = groepeer(cijfers, lambda c: naam_van(c, codebook))
    order = {werksoort.naam: number for number, werksoort in enumerate(codebook.werksoorten)}
    rows = tuple(
        (dienst, *rij(paar, groups[dienst], f"{naam}, {dienst}"))
        for dienst in sorted(groups, key=lambda name: (order.get(name, len(order)), name))
    )
    hours = soort == "ureninzet"
    tabel = Tabel(
        f"{naam} per {'specialisme' if hours else 'soort dienstverlening'}",
        ("Specialisme" if hours else "Dienstverlening", *paar.koppen),
        rows,
        _BREEDTES,
        noot=() if hours else (_DUBBEL,),
        anker=Anker(f"t-{soort}"),
    )
    known = any(c.periode == paar.toen for c in cijfers)
    columns = (1, 2) if known else (2,)
    return in_beeld(Staven(Anker(f"g-{soort}"), tabel, columns, naam.lower()))


def samen(paar: Tweetal, wijk: str | None, naam: str) -> Tabel | None:
    """Hours, clients and volunteers together, of one wijk or of all; None without any figure."""
    rows = tuple(
        (label, *rij(paar, cijfers, f"{label}, {naam}"))
        for soort, label in NAMEN.items()
        if (cijfers := paar.van(soort, wijk))
    )
    return Tabel(f"{naam} in cijfers", ("Wat", *paar.koppen), rows, _BREEDTES) if rows else None


def per_wijk(paar: Tweetal, codebook: Codebook) -> Tabel | None:
    """Hours, clients and volunteers of now by wijk; None without any figure."""
    now = {soort: [c for c in paar.van(soort) if c.periode == paar.nu] for soort in NAMEN}
    rows = []
    for wijk in codebook.wijken:
        own = {soort: [c for c in found if c.wijk == wijk.sleutel] for soort, found in now.items()}
        if any(own.values()):
            when = kort(paar.nu)
            cells = (som(own[s], f"{label}, {wijk.naam}, {when}") for s, label in NAMEN.items())
            rows.append((wijk.naam, *cells))
    if not rows:
        return None
    heads = ("Wijk", *(label.lower() for label in NAMEN.values()))
    return Tabel(f"De wijken, {kort(paar.nu)}", heads, tuple(rows), _BREEDTES)
