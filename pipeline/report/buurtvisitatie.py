"""The buurtvisitatie as values: two buurten side by side, for a talk between neighbours.

Source: 002, chapter 5: buurten that want to know how another is doing visit each other, both
ways. So this sheet compares no scores and orders nothing by result: everything stands in the
order of the codebook, and what was valued is said in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from pipeline.codebook import Codebook, Kwaliteit
from pipeline.model import Herkomst, Richting, Soort
from pipeline.protect.publish import Geteld, Publication, PublicVerhaal
from pipeline.report.delen import opsomming
from pipeline.report.kerncijfers import maand
from pipeline.report.markdown import Anker, Tabel
from pipeline.report.qim_kwaliteit import JA, Gegevens, gegevens_van, laatste
from pipeline.report.register import Citaat, Getal
from pipeline.report.tellingen import richting, van_jaar
from pipeline.report.verhalen import merk
from pipeline.report.waarden import GEEN, Waarde, telling
from pipeline.report.waardering import BELANG, ERVAREN, verhouding, waarderingen

NIET_GETOOND = "wel verteld, niet te tonen"
NIET_GEVRAAGD = "niet gevraagd"
_TEKENS = {Richting.PLUS: "+", Richting.BEIDE: "±", Richting.MIN: "−"}


@dataclass(frozen=True, slots=True)
class Buurtbeeld:
    """On what the sheet rests in one buurt, and what is not known there, in plain sentences."""

    anker: Anker
    naam: str
    verhalen: Getal
    gesprekken: Getal
    onbekend: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visitatie:
    """Everything that the template `buurtvisitatie.md` shows."""

    jaar: str
    een: Buurtbeeld
    ander: Buurtbeeld
    fictief: Getal | None
    plan_fictief: bool
    beoogd: Tabel
    verteld: Tabel | None
    gewaardeerd: Tabel | None
    vragen: tuple[str, ...]

    @property
    def buurten(self) -> tuple[Buurtbeeld, Buurtbeeld]:
        """The two, in the order of the plan."""
        return (self.een, self.ander)


@dataclass(frozen=True, slots=True)
class _Buurt:
    """One of the two, with what was told and valued there.

    `verhalen` and `verslagen` are there to count; `getoond` may be shown, the oldest first.
    """

    sleutel: str
    naam: str
    gegevens: Gegevens
    verhalen: tuple[Geteld, ...]
    verslagen: tuple[Geteld, ...]
    getoond: tuple[PublicVerhaal, ...]

    @property
    def beoogd(self) -> tuple[str, ...]:
        return self.gegevens.qim.beoogd(self.sleutel)

    def verteld(self, kwaliteit: str) -> bool:
        return any(richting(row, kwaliteit, Herkomst.MENS) for row in self.verhalen)


def van_paren(publication: Publication, codebook: Codebook, jaar: int) -> tuple[PublicVerhaal, ...]:
    """The stories of the wijken that are set side by side, which is all that the sheets show."""
    qim = codebook.qim_in(codebook.perioden_van(jaar)[-1])
    wijken = {key for paar in qim.visitaties for key in paar} if qim else set()
    return tuple(v for v in publication.verhalen if v.wijk in wijken)


def visitaties(
    publication: Publication, codebook: Codebook, jaar: int
) -> tuple[tuple[tuple[str, str], Visitatie], ...]:
    """A sheet for every pair of the plan of which there is anything to talk about."""
    return tuple(_visitaties(publication, codebook, jaar))


def _visitaties(
    publication: Publication, codebook: Codebook, jaar: int
) -> Iterator[tuple[tuple[str, str], Visitatie]]:
    qim = codebook.qim_in(codebook.perioden_van(jaar)[-1])
    if qim is None:
        return
    gegevens = gegevens_van(van_jaar(publication, jaar), codebook, qim)
    for paar in qim.visitaties:
        een, ander = (_buurt(key, gegevens) for key in paar)
        if any(
            b.verhalen or b.verslagen or gegevens.gewaardeerd(wijk=b.sleutel) for b in (een, ander)
        ):
            yield paar, _visitatie(een, ander)


def _buurt(sleutel: str, gegevens: Gegevens) -> _Buurt:
    shown = (v for v in gegevens.invoer.verhalen if v.soort is Soort.VERHAAL and v.wijk == sleutel)
    return _Buurt(
        sleutel,
        gegevens.codebook.wijknaam(sleutel),
        gegevens,
        tuple(row for row in gegevens.verhalen if row.wijk == sleutel),
        tuple(row for row in gegevens.verslagen if row.wijk == sleutel),
        tuple(sorted(shown, key=lambda v: (v.datum or date.max, v.pad))),
    )


def _visitatie(een: _Buurt, ander: _Buurt) -> Visitatie:
    gegevens, both = een.gegevens, (een, ander)
    rows = [row for b in both for row in (*b.verhalen, *b.verslagen)]
    invented = sum(1 for row in rows if row.fictief)
    naam = f"Verzonnen bestanden, {een.naam} en {ander.naam}"
    return Visitatie(
        jaar=str(gegevens.invoer.jaar),
        een=_beeld(een),
        ander=_beeld(ander),
        fictief=telling(invented, naam, "Telt bestanden.") if invented else None,
        plan_fictief=gegevens.qim.fictief,
        beoogd=_beoogd(een, ander),
        verteld=_verteld(een, ander),
        gewaardeerd=_gewaardeerd(een, ander),
        vragen=tuple(_vragen(een, ander)),
    )


def _beeld(buurt: _Buurt) -> Buurtbeeld:
    def tel(rows: Sequence[Geteld], wat: str) -> Getal:
        regel = "Telt bestanden, met elke toestemming."
        return telling(len(rows), f"{wat} in {buurt.naam}", regel)

    return Buurtbeeld(
        Anker(f"o-{buurt.sleutel}"),
        buurt.naam,
        tel(buurt.verhalen, "Verhalen"),
        tel(buurt.verslagen, "Verslagen van monitorgesprekken"),
        tuple(_onbekend(buurt)),
    )


def _tabel(
    naam: str, een: _Buurt, ander: _Buurt, rijen: Sequence[tuple[object, ...]]
) -> Tabel | None:
    if not rijen:
        return None
    heads = ("Kwaliteit", een.naam, ander.naam)
    return Tabel(naam, heads, tuple(rijen), (24, 38, 38), (0, 1, 2))


def _beoogd(een: _Buurt, ander: _Buurt) -> Tabel:
    rows = [
        (k.naam, *(JA if k.sleutel in b.beoogd else GEEN for b in (een, ander)))
        for k in een.gegevens.codebook.kwaliteiten
        if k.sleutel in (*een.beoogd, *ander.beoogd)
    ]
    heads = ("Kwaliteit", een.naam, ander.naam)
    return Tabel("Wat elke buurt wil", heads, tuple(rows), (50, 25, 25), (0, 1, 2))


def _verteld(een: _Buurt, ander: _Buurt) -> Tabel | None:
    """Per quality and direction a sentence of each, in the order of the codebook."""
    rows: list[tuple[object, ...]] = []
    for kwaliteit, kant, herkomst in product(
        een.gegevens.codebook.kwaliteiten, _TEKENS, (Herkomst.MENS, Herkomst.MACHINE)
    ):
        cells = [_zin(buurt, kwaliteit, kant, herkomst) for buurt in (een, ander)]
        if any(cell != GEEN for cell in cells):
            mark = " (voorstel van de computer)" if herkomst is Herkomst.MACHINE else ""
            rows.append((f"{kwaliteit.kort}, {_TEKENS[kant]}{mark}", *cells))
    return _tabel("Wat er verteld is", een, ander, rows)


def _zin(buurt: _Buurt, kwaliteit: Kwaliteit, kant: Richting, herkomst: Herkomst) -> Citaat | str:
    """The sentence of the oldest story that shows this side of a quality in a buurt."""
    for verhaal in buurt.getoond:
        tag = verhaal.tag(kwaliteit.sleutel)
        if tag and tag.bewijs and (tag.richting, tag.herkomst) == (kant, herkomst):
            return merk(tag, verhaal, buurt.gegevens.codebook).bewijs[0]
    told = any(richting(row, kwaliteit.sleutel, herkomst) is kant for row in buurt.verhalen)
    return NIET_GETOOND if told else GEEN


def _gewaardeerd(een: _Buurt, ander: _Buurt) -> Tabel | None:
    rows: list[tuple[object, ...]] = []
    for kwaliteit in een.gegevens.codebook.kwaliteiten:
        cells = [_in_woorden(buurt, kwaliteit) for buurt in (een, ander)]
        if any(cell != NIET_GEVRAAGD for cell in cells):
            rows.append((kwaliteit.kort, *cells))
    return _tabel("Wat mensen vinden, in woorden", een, ander, rows)


def _in_woorden(buurt: _Buurt, kwaliteit: Kwaliteit) -> Waarde:
    scores = buurt.gegevens.gewaardeerd(kwaliteit.sleutel, wijk=buurt.sleutel)
    when, last = laatste(scores)
    belang, ervaren = (waarderingen(last, maat) for maat in (BELANG, ERVAREN))
    said = verhouding(belang, ervaren, f"{kwaliteit.kort}, {buurt.naam}, {when}, in woorden")
    return NIET_GEVRAAGD if said == GEEN else said


def _onbekend(buurt: _Buurt) -> Iterator[str]:
    gegevens = buurt.gegevens
    silent = [
        k.kort
        for k in gegevens.codebook.kwaliteiten
        if k.sleutel in buurt.beoogd and not buurt.verteld(k.sleutel)
    ]
    if silent:
        yield f"Gewild, maar niet verteld: {opsomming(silent).lower()}."
    own = gegevens.qim.buurt(buurt.sleutel)
    wanted = gegevens.qim.stakeholders()
    if own and own.stakeholders is not None:
        wanted = tuple(s.verteller for s in own.stakeholders)
    told = {row.verteller for row in buurt.verhalen}
    if missing := [wie for wie in wanted if wie not in told]:
        yield f"Geen verhaal van: {opsomming(missing)}."
    held = {row.periode for row in buurt.verslagen}
    perioden = gegevens.codebook.perioden_van(gegevens.invoer.jaar)
    if lost := [maand(periode) for periode in perioden if periode not in held]:
        yield f"Geen verslag van een monitorgesprek over: {opsomming(lost)}."
    if not gegevens.gewaardeerd(wijk=buurt.sleutel):
        yield "Niemand is gevraagd wat hij vindt."
    for groep in own.buiten_bereik if own else ():
        yield f"Nog niet bereikt: {groep.naam}."


def _vragen(een: _Buurt, ander: _Buurt) -> Iterator[str]:
    """What the two could ask each other, by stated rules; none looks at a score."""
    qualities = een.gegevens.codebook.kwaliteiten

    def names(keys: set[str]) -> str:
        return opsomming([k.kort for k in qualities if k.sleutel in keys]).lower()

    first, second = set(een.beoogd), set(ander.beoogd)
    if both := names(first & second):
        yield f"Beide buurten willen: {both}. Wat doet u er zelf voor?"
    for buurt, keys in ((een, first - second), (ander, second - first)):
        if only := names(keys):
            yield f"Alleen {buurt.naam} koos: {only}. Waarom juist daar?"
    for buurt, other in ((een, ander), (ander, een)):
        told = {k.sleutel for k in qualities if other.verteld(k.sleutel)}
        if silent := names({k.sleutel for k in qualities if not buurt.verteld(k.sleutel)} & told):
            yield (
                f"In {other.naam} is verteld over: {silent}. In {buurt.naam} niet. "
                "Hoe zou dat komen?"
            )
