"""The key figures of a year as tables: hours, clients and volunteers.

Source: 002, chapter 5 ("Kwantitatief"). Hours may be added up over the year; clients and
volunteers may not, since the same person may come back.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.codebook import Codebook
from pipeline.model import Cijfer, Periode, Soort
from pipeline.read.figures import is_totaal
from pipeline.report.grafiek import Blad, Staven, in_beeld
from pipeline.report.markdown import Anker, Tabel
from pipeline.report.tellingen import Jaarinput, alleen
from pipeline.report.waarden import GEEN, Waarde, afgeleid, cel, groepeer, som, telling

NAMEN = {
    "ureninzet": "Uren",
    "clienten": "Cliënten",
    "vrijwilligers": "Vrijwilligers",
}
_KOP = {
    "ureninzet": "Specialisme",
    "clienten": "Dienstverlening",
    "vrijwilligers": "Dienstverlening",
}
_DUBBEL = {
    "clienten": (
        "Wie bij twee diensten of in twee perioden komt, telt twee keer. "
        "Daarom staat hier geen jaartotaal.",
    ),
    "vrijwilligers": (
        "Wie bij twee diensten of in twee perioden helpt, telt twee keer. "
        "Daarom staat hier geen jaartotaal.",
    ),
}


def van_soort(invoer: Jaarinput, soort: str, wijk: str | None = None) -> list[Cijfer]:
    """The year's figures of one kind, of one wijk when that is given, without stated totals."""
    return [
        c
        for c in invoer.cijfers
        if c.soort == soort and wijk in {None, c.wijk} and not is_totaal(c)
    ]


def naam_van(cijfer: Cijfer, codebook: Codebook) -> str:
    """What is counted, by the name that the codebook gives it."""
    key = codebook.find_werksoort(cijfer.categorie or "")
    return codebook.werksoort(key).naam if key else (cijfer.categorie or "zonder naam")


def maand(periode: Periode) -> str:
    """The short name of a period: `mei`."""
    return str(periode).partition("-")[2]


def kort(periode: Periode | None) -> str:
    """A period in few words: `mei 2016`."""
    return f"{maand(periode)} {periode.jaar}" if periode else "zonder periode"


def overzicht(invoer: Jaarinput, codebook: Codebook) -> Tabel:
    """All kinds per period: hours, clients, volunteers, stories and notes."""
    perioden = codebook.perioden_van(invoer.jaar)
    rows: list[tuple[object, ...]] = []
    for soort, naam in NAMEN.items():
        if cijfers := van_soort(invoer, soort):
            rows.append((naam, *_per_periode(cijfers, perioden, naam, soort)))
    for kind, naam in ((Soort.VERHAAL, "Verhalen"), (Soort.MONITORGESPREK, "Monitorgesprekken")):
        found = alleen(invoer.geteld, kind)
        regel = f"Telt bestanden van het soort {kind}, met elke toestemming."
        counts = [sum(1 for row in found if row.periode == p) for p in perioden]
        numbers = (telling(n, f"{naam} per periode", regel) for n in (*counts, len(found)))
        rows.append((naam, *numbers))
    heads = (*(maand(p) for p in perioden), "jaar")
    undated = any(row.periode is None for row in invoer.geteld)
    noot = ["Bij cliënten en vrijwilligers staat geen jaartotaal: dezelfde persoon kan terugkomen."]
    if undated:
        noot.append("Verhalen zonder bruikbare datum tellen alleen mee in het jaar.")
    return Tabel("Het jaar in cijfers", ("Wat", *heads), tuple(rows), noot=tuple(noot))


def _per_periode(
    cijfers: Sequence[Cijfer], perioden: Sequence[Periode], naam: str, soort: str
) -> tuple[Waarde, ...]:
    cells = [som([c for c in cijfers if c.periode == p], f"{naam}, {kort(p)}") for p in perioden]
    if soort in _DUBBEL:
        return (*cells, GEEN)
    return (*cells, som(cijfers, f"{naam}, heel {perioden[0].jaar}"))


def per_dienst(invoer: Jaarinput, soort: str, codebook: Codebook) -> Blad | None:
    """One kind by service and period, in the order of the codebook; None without any figure."""
    perioden = codebook.perioden_van(invoer.jaar)
    groups = groepeer(van_soort(invoer, soort), lambda c: naam_van(c, codebook))
    if not groups:
        return None
    naam = NAMEN[soort]
    order = {werksoort.naam: number for number, werksoort in enumerate(codebook.werksoorten)}
    once = soort in _DUBBEL
    rows = []
    for dienst in sorted(groups, key=lambda name: (order.get(name, len(order)), name)):
        cells = _per_periode(groups[dienst], perioden, f"{naam}, {dienst}", soort)
        rows.append((dienst, *(cells[:-1] if once else cells)))
    tabel = Tabel(
        f"{naam} per {'specialisme' if soort == 'ureninzet' else 'soort dienstverlening'}",
        (_KOP[soort], *(maand(p) for p in perioden), *(() if once else ("jaar",))),
        tuple(rows),
        (40, *(15 for _ in perioden), *(() if once else (15,))),
        noot=_DUBBEL.get(soort, ()),
        anker=Anker(f"t-{soort}"),
    )
    panels = tuple(range(1, len(perioden) + 1))
    return in_beeld(Staven(Anker(f"g-{soort}"), tabel, panels, naam.lower()))


def per_wijk(invoer: Jaarinput, wijk: str, codebook: Codebook) -> Tabel | None:
    """The figures of one wijk per period; None without any."""
    perioden = codebook.perioden_van(invoer.jaar)
    naam = codebook.wijknaam(wijk)
    rows = [
        (label, *_per_periode(cijfers, perioden, f"{label} in {naam}", soort))
        for soort, label in NAMEN.items()
        if (cijfers := van_soort(invoer, soort, wijk))
    ]
    if not rows:
        return None
    heads = ("Wat", *(maand(p) for p in perioden), "jaar")
    return Tabel(f"{naam} in cijfers", heads, tuple(rows))


def dekking(invoer: Jaarinput, codebook: Codebook) -> Tabel | None:
    """Hours by specialism and wijk: where which work is done; None without any figure."""
    cijfers = van_soort(invoer, "ureninzet")
    by_name = groepeer(cijfers, lambda c: naam_van(c, codebook))
    wijken = [w for w in codebook.wijken if any(c.wijk == w.sleutel for c in cijfers)]
    rows = [
        (
            dienst,
            *(
                som([c for c in found if c.wijk == w.sleutel], f"Uren, {dienst}, {w.naam}")
                for w in wijken
            ),
        )
        for dienst, found in by_name.items()
    ]
    if not rows:
        return None
    widths = (24, *(9 for _ in wijken))
    heads = ("Specialisme", *(w.naam for w in wijken))
    return Tabel("Uren in het jaar, per specialisme en wijk", heads, tuple(rows), widths)


def diensten(invoer: Jaarinput, codebook: Codebook) -> tuple[Tabel, ...]:
    """Which service is there in which wijk, one table for each year that was handed in.

    Source: 000, "Sociaal werk voor inwoners van Hilversum".
    """
    cijfers = [c for c in invoer.cijfers if c.soort == "diensten"]
    by_year = groepeer(cijfers, lambda c: c.veld("jaar") or "jaar onbekend")
    return tuple(_diensten(found, year, codebook) for year, found in sorted(by_year.items()))


def _diensten(cijfers: Sequence[Cijfer], jaar: str, codebook: Codebook) -> Tabel:
    rows = []
    for dienst, found in groepeer(cijfers, lambda c: c.categorie or "zonder naam").items():
        there = {c.wijk: c for c in found}
        cells = (
            afgeleid("ja", f"{dienst} in {w.naam}, {jaar}", "", (there[w.sleutel],))
            if w.sleutel in there
            else GEEN
            for w in codebook.wijken
        )
        rows.append((dienst, *cells))
    heads = ("Dienst", *(w.naam for w in codebook.wijken))
    widths = (24, *(9 for _ in codebook.wijken))
    noot = ("Een streepje betekent: de bron noemt deze dienst hier niet.",)
    return Tabel(
        f"Welke dienst is er in welke wijk ({jaar})", heads, tuple(rows), widths, noot=noot
    )


def kengetallen(invoer: Jaarinput) -> Tabel | None:
    """Figures about the place and its surroundings, each with its unit; None without any."""
    rows = []
    for cijfer in invoer.cijfers:
        if cijfer.soort == "kengetallen":
            naam = cijfer.categorie or "zonder naam"
            when = cijfer.veld("jaar") or "onbekend"
            rows.append(
                (
                    naam,
                    cel(cijfer, f"{naam}, {when}"),
                    cijfer.eenheid,
                    cijfer.veld("gebied") or GEEN,
                    when,
                )
            )
    if not rows:
        return None
    heads = ("Wat", "waarde", "eenheid", "gebied", "jaar")
    return Tabel("Kengetallen", heads, tuple(rows), (38, 12, 20, 18, 12), (0, 2, 3))
