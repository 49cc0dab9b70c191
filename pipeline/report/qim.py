"""The report of the Quality Impact Monitor as values: intended, against told, against valued.

Source: 002, chapter 5, the six steps of the QIM (see `pipeline/qim.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.codebook import Codebook
from pipeline.protect.publish import Geteld, Publication
from pipeline.report.delen import opsomming
from pipeline.report.grafiek import Blad, Kanten, Paren, in_beeld
from pipeline.report.kerncijfers import kort
from pipeline.report.markdown import Anker, Tabel
from pipeline.report.qim_kwaliteit import (
    JA,
    MENS,
    Gegevens,
    KwaliteitBlad,
    gegevens_van,
    gemiddelden,
    kwaliteit_blad,
    laatste,
    tel_momenten,
)
from pipeline.report.qim_plan import Kaderbeeld, geleverd, gewijzigd, kaders, plan_tabel, voor_wie
from pipeline.report.register import Getal
from pipeline.report.tellingen import tel_kwaliteit, van_jaar
from pipeline.report.waarden import GEEN, telling
from pipeline.report.waardering import SCHAAL


@dataclass(frozen=True, slots=True)
class Groepsbeeld:
    """A group out of reach: how many stories someone like them told; None when that is unknown."""

    naam: str
    verteller: str
    verhalen: Getal | None


@dataclass(frozen=True, slots=True)
class QimVerslag:
    """Everything that the template `qim.md` shows; lists of text are plain sentences or names."""

    jaar: str
    vanaf: str
    opdrachtgever: str
    uitvoerder: str
    plan_fictief: bool
    fictief: Getal | None
    verhalen: Getal
    gesprekken: Getal
    schaal: str
    overzicht: Blad
    niet_verteld: tuple[str, ...]
    niet_beoogd: tuple[str, ...]
    per_buurt: Tabel
    stemmen: Tabel
    niet_gehoord: tuple[str, ...]
    groepen: tuple[Groepsbeeld, ...]
    plan: Tabel
    voor_wie: Tabel
    toelichting: str
    doelen: tuple[str, ...]
    kaders: tuple[Kaderbeeld, ...]
    gewijzigd: tuple[str, ...]
    geleverd: tuple[Tabel, ...]
    kwaliteiten: tuple[KwaliteitBlad, ...]


def qim_verslag(publication: Publication, codebook: Codebook, jaar: int) -> QimVerslag | None:
    """The context of the report of one year; None without a plan or anything told."""
    versions = [codebook.qim_in(periode) for periode in codebook.perioden_van(jaar)]
    qim = versions[-1]
    if qim is None:
        return None
    gegevens = gegevens_van(van_jaar(publication, jaar), codebook, qim)
    if not gegevens.invoer.geteld and not gegevens.gewaardeerd():
        return None
    invented = sum(1 for row in gegevens.invoer.geteld if row.fictief)
    invented += sum(1 for cijfer in gegevens.gewaardeerd() if cijfer.fictief)
    naam = "Verzonnen verhalen, verslagen en waarderingen"
    return QimVerslag(
        jaar=str(jaar),
        vanaf=kort(qim.vanaf) if qim.vanaf else "",
        opdrachtgever=qim.opdrachtgever.naam,
        uitvoerder=qim.uitvoerder.naam,
        plan_fictief=qim.fictief,
        fictief=telling(invented, naam, "Telt bestanden en cellen.") if invented else None,
        verhalen=_aantal(gegevens.verhalen, "Verhalen"),
        gesprekken=_aantal(gegevens.verslagen, "Verslagen van monitorgesprekken"),
        schaal=qim.schaal,
        overzicht=_overzicht(gegevens),
        niet_verteld=tuple(_niet_verteld(gegevens)),
        niet_beoogd=tuple(_niet_beoogd(gegevens)),
        per_buurt=_per_buurt(gegevens),
        stemmen=_stemmen(gegevens),
        niet_gehoord=tuple(_niet_gehoord(gegevens)),
        groepen=tuple(_groepen(gegevens)),
        plan=plan_tabel(gegevens),
        voor_wie=voor_wie(gegevens),
        toelichting=qim.afspraak.toelichting,
        doelen=qim.doelen,
        kaders=tuple(kaders(qim)),
        gewijzigd=tuple(gewijzigd([v for v in versions if v], codebook)),
        geleverd=tuple(geleverd(gegevens)),
        kwaliteiten=tuple(kwaliteit_blad(k, gegevens) for k in codebook.kwaliteiten),
    )


def _aantal(rows: Sequence[Geteld], wat: str) -> Getal:
    return telling(len(rows), wat, "Telt bestanden, met elke toestemming.")


def _overzicht(gegevens: Gegevens) -> Blad:
    naam = "Beoogd, verteld en gewaardeerd"
    rows = []
    when = ""
    for kwaliteit in gegevens.codebook.kwaliteiten:
        counts = tel_kwaliteit(gegevens.verhalen, kwaliteit.sleutel)
        *told, proposals = (telling(n, naam, MENS) for n in counts)
        moment, last = laatste(gegevens.gewaardeerd(kwaliteit.sleutel))
        when = moment or when
        means = gemiddelden(last, f"{kwaliteit.kort}, allen samen, {moment}")
        door = _door(kwaliteit.sleutel, gegevens)
        rows.append((kwaliteit.kort, door, Kanten(*told), proposals, *means))
    heads = ("Kwaliteit", "beoogd door", "verteld", "voorstel", "belang", "ervaren", "mensen")
    noot = [
        "Verteld: + de kwaliteit groeit, ± beide, − zij ontbreekt. "
        "Een voorstel is van de computer en telt niet mee.",
    ]
    if when:
        noot.append(f"Belang en ervaring: van 1 tot 5, gemeten in {when}. {gegevens.qim.schaal}.")
    widths = (22, 17, 18, 11, 10, 11, 11)
    tabel = Tabel(naam, heads, tuple(rows), widths, (0, 1), tuple(noot), anker=Anker("t-overzicht"))
    return in_beeld(Paren(Anker("g-overzicht"), tabel, (4, 5), SCHAAL))


def _door(kwaliteit: str, gegevens: Gegevens) -> str:
    """Who intends a quality, in few words."""
    qim = gegevens.qim
    sides = [
        word
        for word, partij in (("opdrachtgever", qim.opdrachtgever), ("uitvoerder", qim.uitvoerder))
        if kwaliteit in partij.kwaliteiten
    ]
    own = [
        wijk.naam
        for wijk in gegevens.buurten
        if (buurt := qim.buurt(wijk.sleutel)) and kwaliteit in (buurt.kwaliteiten or ())
    ]
    if len(sides) == 2:
        return "beide"
    return opsomming([*sides, *own]) or "niemand"


def _verteld(rows: Sequence[Geteld], kwaliteit: str) -> bool:
    return any(tel_kwaliteit(rows, kwaliteit)[:3])


def _niet_verteld(gegevens: Gegevens) -> Iterator[str]:
    """The intended qualities of which no story tells, and where else they do occur."""
    wanted = gegevens.qim.ergens_beoogd()
    for kwaliteit in gegevens.codebook.kwaliteiten:
        key = kwaliteit.sleutel
        if key not in wanted or _verteld(gegevens.verhalen, key):
            continue
        elsewhere = []
        if _verteld(gegevens.verslagen, key):
            elsewhere.append("in een verslag van een gesprek")
        if tel_kwaliteit(gegevens.invoer.geteld, key)[3]:
            elsewhere.append("als voorstel van de computer")
        also = f" Wel {opsomming(elsewhere)}." if elsewhere else ""
        yield f"{kwaliteit.naam}.{also}"


def _niet_beoogd(gegevens: Gegevens) -> Iterator[str]:
    wanted = gegevens.qim.ergens_beoogd()
    for kwaliteit in gegevens.codebook.kwaliteiten:
        if kwaliteit.sleutel not in wanted and _verteld(gegevens.verhalen, kwaliteit.sleutel):
            yield kwaliteit.naam


def _per_buurt(gegevens: Gegevens) -> Tabel:
    rows = []
    for wijk in gegevens.buurten:
        own = [row for row in gegevens.verhalen if row.wijk == wijk.sleutel]
        wanted = gegevens.qim.beoogd(wijk.sleutel)
        told = [k for k in gegevens.codebook.kwaliteiten if _verteld(own, k.sleutel)]
        heard = {k.sleutel for k in told}
        silent = [
            k.kort
            for k in gegevens.codebook.kwaliteiten
            if k.sleutel in wanted and k.sleutel not in heard
        ]
        besides = [k.kort for k in told if k.sleutel not in wanted]
        rows.append((wijk.naam, ", ".join(silent) or GEEN, ", ".join(besides) or GEEN))
    heads = ("Buurt", "beoogd, maar niet verteld", "verteld, maar niet beoogd")
    return Tabel("Beoogd en verteld, per buurt", heads, tuple(rows), (20, 40, 40), (0, 1, 2))


def _stemmen(gegevens: Gegevens) -> Tabel:
    naam = "Wie vertelde en wie waardeerde"
    planned = gegevens.qim.stakeholders()
    rows = []
    for wie in gegevens.wie_er_zijn():
        stories = [row for row in gegevens.verhalen if row.verteller == wie]
        scores = gegevens.gewaardeerd(wie=wie)
        rows.append(
            (
                wie,
                JA if wie in planned else GEEN,
                telling(len(stories), naam, "Telt verhalen, met elke toestemming."),
                tel_momenten(f"Momenten met een waardering van: {wie}", scores),
            )
        )
    heads = ("Wie", "in het plan", "verhalen", "momenten met een waardering")
    return Tabel(naam, heads, tuple(rows), (34, 18, 18, 30), (0, 1))


def _niet_gehoord(gegevens: Gegevens) -> Iterator[str]:
    told = {row.verteller for row in gegevens.verhalen}
    valued = set(map(gegevens.wie, gegevens.gewaardeerd()))
    wanted = gegevens.qim.stakeholders()
    for said, silent in (
        ("Geen verhaal en geen waardering", [w for w in wanted if w not in told | valued]),
        ("Wel een waardering, geen verhaal", [w for w in wanted if w in valued - told]),
        ("Wel een verhaal, geen waardering", [w for w in wanted if w in told - valued]),
    ):
        if silent:
            yield f"{said}: {opsomming(silent)}."


def _groepen(gegevens: Gegevens) -> Iterator[Groepsbeeld]:
    for groep in gegevens.qim.buiten_bereik():
        wie = groep.verteller
        count = None
        if wie:
            stories = [row for row in gegevens.verhalen if row.verteller == wie]
            count = _aantal(stories, f"Verhalen van: {wie}")
        yield Groepsbeeld(groep.naam, wie or "", count)
