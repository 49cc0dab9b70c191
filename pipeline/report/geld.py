"""The budget: its tables as they were agreed, and what in them does not add up.

Source: 002, chapter 6. A stated total is shown as it is stated; the computed sum stands beside
it where the two differ, and neither is corrected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from pipeline.model import Cijfer, Status
from pipeline.read.figures import is_totaal
from pipeline.read.numbers import format_nl
from pipeline.reconcile import Afwijking
from pipeline.report.grafiek import Blad, Staven, in_beeld
from pipeline.report.markdown import Anker, Tabel, Vet, Zin
from pipeline.report.register import Bron, Citaat, Getal, cellen
from pipeline.report.waarden import (
    GEEN,
    ONBEKEND,
    afgeleid,
    cel,
    groepeer,
    mensen,
    perioden_leesbaar,
    plus,
    som,
)

REALISATIE = "realisatie"
_SOM = "Som van de uren van deze werksoort."
_TE_GROOT = 10
_Kolom = tuple[str, str, str]


def posten(cijfers: Sequence[Cijfer]) -> list[Cijfer]:
    """The figures of the budget."""
    return [cijfer for cijfer in cijfers if cijfer.soort == "begroting"]


def _kolom(cijfer: Cijfer) -> _Kolom:
    return (cijfer.veld("jaar") or "", cijfer.veld("soort") or "", cijfer.eenheid)


def _kop(kolom: _Kolom) -> str:
    jaar, soort, eenheid = kolom
    return " ".join(part for part in (soort, jaar, "" if eenheid == "euro" else eenheid) if part)


def onderwerp(cijfers: Sequence[Cijfer]) -> str:
    """What a budget table is about, by the name of its file: `1 basisbudget`."""
    return onderwerp_van(cijfers[0].plek.pad)


def onderwerp_van(pad: str) -> str:
    """What the budget file at `pad` is about."""
    stem = PurePosixPath(pad).stem
    return stem.removeprefix("begroting").strip("-_ ").replace("-", " ").replace("_", " ") or stem


def _bron(cijfers: Sequence[Cijfer]) -> tuple[Zin, ...]:
    """What the rows of a table give as their source, when they agree on it."""
    sources = {cijfer.veld("bron") for cijfer in cijfers}
    source = next(iter(sources)) if len(sources) == 1 else None
    return (_uit_tabel(cijfers[0], "Opgegeven bron", f"Bron: {source}."),) if source else ()


def _uit_tabel(cijfer: Cijfer, wat: str, tekst: str) -> Zin:
    """Words that stand in the row of a figure, which are quoted with their place."""
    row = cijfer.plek.cel.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return Zin((Citaat(tekst, Bron(cijfer.plek.pad, wat, f"rij {row}"), aanhalen=False),))


def tabellen(cijfers: Sequence[Cijfer], afwijkingen: Sequence[Afwijking]) -> tuple[Tabel, ...]:
    """One table per file, its rows and columns in the order of the file.

    Below it stands which of its totals are not the sum of their parts.
    """
    return tuple(
        _tabel(found, gaten(afwijkingen, pad))
        for pad, found in groepeer(posten(cijfers), lambda c: c.plek.pad).items()
    )


def _tabel(cijfers: Sequence[Cijfer], gaps: Sequence[Zin]) -> Tabel:
    known = [c for c in cijfers if c.status is not Status.LEEG]
    kolommen = sorted({_kolom(c) for c in known}, key=lambda k: (k[0], k[1], k[2] != "euro", k[2]))
    rows = []
    for sleutel, found in groepeer(cijfers, _rij).items():
        naam, _, total = sleutel
        label: object = f"{naam} (vermeld totaal)" if total else naam
        by_column = {_kolom(c): c for c in found}
        cells: list[object] = [
            cel(by_column[k], f"{naam}, {_kop(k)}") if k in by_column else GEEN for k in kolommen
        ]
        rows.append(tuple(map(Vet, (label, *cells))) if total else (label, *cells))
    notes = {f"{c.categorie}: {noot}.": c for c in reversed(cijfers) if (noot := c.veld("noot"))}
    said = [_uit_tabel(c, f"Noot bij {c.categorie}", text) for text, c in reversed(notes.items())]
    return Tabel(
        f"Begroting: {onderwerp(cijfers)}",
        ("Post", *map(_kop, kolommen)),
        tuple(rows),
        (36, *(64 // max(1, len(kolommen)) for _ in kolommen)),
        noot=(*gaps, *said, *_bron(cijfers)),
    )


def _rij(cijfer: Cijfer) -> tuple[str, str, bool]:
    return (
        cijfer.categorie or "zonder naam",
        cijfer.veld("groep") or "",
        is_totaal(cijfer),
    )


def afspraken(
    cijfers: Sequence[Cijfer], jaar: int, afwijkingen: Sequence[Afwijking]
) -> list[tuple[object, ...]]:
    """What was agreed and spent in euros, one row per budget file (Awb 4:80).

    The agreed amount is the stated total, or the sum of the parts when no total is stated. A
    total of that year that is not the sum of its parts is told beside it.
    """
    rows = []
    for pad, found in groepeer(posten(cijfers), lambda c: c.plek.pad).items():
        euros = [c for c in found if c.eenheid == "euro" and c.veld("jaar") in {str(jaar), None}]
        agreed = _totaal([c for c in euros if c.veld("soort") != REALISATIE])
        spent = _totaal([c for c in euros if c.veld("soort") == REALISATIE])
        if agreed:
            row = _afspraak(f"Budget: {onderwerp(found)}", agreed, spent)
            gaps = gaten([a for a in afwijkingen if a.plek in {c.plek for c in euros}], pad)
            said = [part for gap in gaps for part in (f" {gap.delen[0]}", *gap.delen[1:])]
            rows.append((*row[:-1], Zin((row[-1], *said)) if gaps else row[-1]))
    return rows


def _afspraak(naam: str, agreed: Sequence[Cijfer], spent: Sequence[Cijfer]) -> tuple[object, ...]:
    kinds = " en ".join(sorted({c.veld("soort") or "bedrag" for c in agreed}))
    first = som(agreed, f"Afgesproken: {naam}")
    if not spent:
        return (naam, first, ONBEKEND, ONBEKEND, f"Dit is de {kinds}. De uitgaven ontbreken.")
    gap = afgeleid(
        plus(_sum(spent) - _sum(agreed), "euro"),
        f"Verschil: {naam}",
        "Gerealiseerd min afgesproken.",
        (*spent, *agreed),
    )
    said = f"Afgesproken is hier de {kinds}."
    return (naam, first, som(spent, f"Gerealiseerd: {naam}"), gap, said)


def in_het_kort(cijfers: Sequence[Cijfer], jaar: int) -> Blad | None:
    """Per budget file the stated total, the sum of its parts and what was spent, in euros."""
    rows = []
    for found in groepeer(posten(cijfers), lambda c: c.plek.pad).values():
        euros = [c for c in found if c.eenheid == "euro" and c.veld("jaar") in {str(jaar), None}]
        agreed = [c for c in euros if c.veld("soort") != REALISATIE]
        stated = [c for c in agreed if is_totaal(c) and not c.veld("groep")]
        parts = [c for c in agreed if not is_totaal(c)]
        spent = _totaal([c for c in euros if c.veld("soort") == REALISATIE])
        naam = onderwerp(found)
        if agreed:
            total = som(stated, f"Vermeld totaal: {naam}") if stated else GEEN
            real = som(spent, f"Uitgegeven: {naam}") if spent else ONBEKEND
            rows.append((naam, total, som(parts, f"Som van de delen: {naam}"), real))
    if not rows:
        return None
    heads = ("Onderdeel", "afgesproken, vermeld", "afgesproken, opgeteld", "uitgegeven")
    tabel = Tabel(f"De begroting van {jaar} in het kort", heads, tuple(rows), anker=Anker("t-geld"))
    return in_beeld(Staven(Anker("g-geld"), tabel, (1, 2, 3), "euro"))


def per_inwoner(cijfers: Sequence[Cijfer], gemeente: str) -> Blad | None:
    """What is spent per inhabitant, here and elsewhere (source 001); None without a figure of here.

    What is more than ten times the figure of here would press the other bars flat: it is in a
    note.
    """
    known = [
        c
        for c in cijfers
        if c.soort == "kengetallen"
        and c.eenheid.startswith("euro per inwoner")
        and c.status is Status.BEKEND
    ]
    own = [c.waarde or 0 for c in known if c.veld("gebied") == gemeente]
    if not own:
        return None
    near = [c for c in known if (c.waarde or 0) <= _TE_GROOT * max(own)]
    left = [_kengetal(c) for c in known if c not in near]
    rows = tuple((name, cel(c, name)) for c in near for name in (_kengetal(c),))
    tabel = Tabel(
        "Euro per inwoner, hier en elders",
        ("Wat", "euro per inwoner"),
        rows,
        (75, 25),
        noot=(
            "De bedragen gaan niet altijd over hetzelfde jaar en hetzelfde werk.",
            *(f"Te groot voor dit beeld en daarom weggelaten: {name}." for name in left),
        ),
        anker=Anker("t-inwoner"),
    )
    return in_beeld(Staven(Anker("g-inwoner"), tabel, (1,), "euro per inwoner"))


def _kengetal(cijfer: Cijfer) -> str:
    where = ", ".join(part for part in (cijfer.veld("gebied"), cijfer.veld("jaar")) if part)
    return f"{cijfer.categorie or 'zonder naam'} ({where or 'jaar onbekend'})"


def uren(afwijkingen: Sequence[Afwijking], jaar: int) -> list[tuple[object, ...]]:
    """Hours that differ much from what the budget says, as rows of the same table."""
    rows: list[tuple[object, ...]] = []
    for item in afwijkingen:
        if item.code == "uren-begroting" and f" {jaar} " in item.wat:
            regel = "Uren per week in de begroting, over de weken van deze perioden."
            agreed = Bron(item.delen[0].pad, f"Begroot: {item.wat}", cellen(item.delen), regel)
            real = Bron(
                item.plek.pad, f"Geschreven: {item.wat}", f"vanaf cel {item.plek.cel}", _SOM
            )
            gap = Bron(item.plek.pad, f"Verschil: {item.wat}", "", "Geschreven min begroot.")
            rows.append(
                (
                    perioden_leesbaar(item.wat[:1].upper() + item.wat[1:]),
                    Getal(format_nl(item.berekend), agreed),
                    Getal(format_nl(item.vermeld), real),
                    Getal(plus(item.verschil), gap),
                    "De uren liggen ver van de begroting. De reden is niet aangeleverd.",
                )
            )
    return rows


def _totaal(cijfers: Sequence[Cijfer]) -> list[Cijfer]:
    known = [c for c in cijfers if c.status is Status.BEKEND]
    stated = [c for c in known if is_totaal(c) and not c.veld("groep")]
    return stated or [c for c in known if not is_totaal(c)]


def _sum(cijfers: Sequence[Cijfer]) -> float:
    return sum(c.waarde for c in cijfers if c.waarde is not None)


def afwijkingen_tabel(afwijkingen: Sequence[Afwijking], cijfers: Sequence[Cijfer]) -> Tabel | None:
    """Stated totals that differ from the sum of their parts; None when all agree.

    `cijfers` are those in which they were found; of people, they are hidden where they are few.
    """
    totals = [item for item in afwijkingen if item.code == "totaal"]
    if not totals:
        return None
    by_place = {cijfer.plek: cijfer for cijfer in cijfers}
    rows = []
    for item in totals:
        people = mensen([by_place[plek] for plek in item.delen if plek in by_place])
        shown = (replace(number, mensen=people) for number in _getallen(item))
        opmerking = "Kan afronding zijn." if item.afronding else "De oorzaak staat niet in de bron."
        rows.append((f"{item.wat} ({onderwerp_van(item.plek.pad)})", *shown, opmerking))
    heads = ("Totaal", "vermeld", "som van de delen", "verschil", "opmerking")
    return Tabel(
        "Vermelde totalen die niet kloppen met hun delen",
        heads,
        tuple(rows),
        (32, 15, 15, 13, 25),
        (0, 4),
    )


def _getallen(item: Afwijking) -> tuple[Getal, Getal, Getal]:
    """The stated total, the sum of its parts, and the gap between the two."""
    where = f"cel {item.plek.cel}"
    regel = f"Som van de delen: {cellen(item.delen)}."
    return (
        Getal(_nl(item.vermeld, item), Bron(item.plek.pad, f"Vermeld: {item.wat}", where)),
        Getal(_nl(item.berekend, item), Bron(item.plek.pad, f"Som: {item.wat}", where, regel)),
        Getal(
            plus(round(item.verschil, 4), "euro" if item.eenheid == "euro" else ""),
            Bron(item.plek.pad, f"Verschil: {item.wat}", where, "Vermeld min som."),
        ),
    )


def gaten(afwijkingen: Sequence[Afwijking], pad: str) -> tuple[Zin, ...]:
    """A sentence for every stated total of a budget file that is not the sum of its parts."""
    found = []
    for item in afwijkingen:
        if item.code == "totaal" and item.plek.pad == pad:
            stated, total, gap = _getallen(item)
            unit = "" if item.eenheid == "euro" else f" ({item.eenheid})"
            about = f"{item.wat.removeprefix('begroting ')}{unit}"
            tail = ". Dat kan afronding zijn." if item.afronding else "."
            parts = (f"{about}: vermeld is ", stated, ", de delen samen zijn ", total)
            found.append(Zin((*parts, ", het verschil is ", gap, tail)))
    return tuple(found)


def _nl(waarde: float, item: Afwijking) -> str:
    return format_nl(round(waarde, 4), item.eenheid if item.eenheid == "euro" else "")
