"""One quality in the report of the QIM: intended, against told, against valued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.codebook import Codebook, Kwaliteit, Wijk
from pipeline.model import Cijfer, Herkomst, Soort
from pipeline.protect.publish import Geteld
from pipeline.qim import Qim
from pipeline.read.numbers import format_nl
from pipeline.report.delen import opsomming
from pipeline.report.kerncijfers import kort
from pipeline.report.markdown import Anker, Kenmerken, Tabel, kenmerken
from pipeline.report.register import Getal
from pipeline.report.tellingen import ANDERS, Jaarinput, alleen, richting, tel_kwaliteit
from pipeline.report.waarden import GEEN, Waarde, afgeleid, groepeer, telling
from pipeline.report.waardering import (
    BELANG,
    ERVAREN,
    SOORT,
    aantal,
    aantal_mensen,
    gemiddelde,
    momenten,
    over,
    stakeholder,
    verandering,
    waarderingen,
)

RICHTINGEN = ("+ groeit", "± beide", "− ontbreekt")
VOORSTEL = "voorstel van de computer"
JA = "ja"
MENS = "Telt alleen kwaliteiten die een mens gaf; voorstellen staan apart."


@dataclass(frozen=True, slots=True)
class Gegevens:
    """What a report of the QIM is made of: the plan of a year, and what was told and valued.

    `verhalen` and `verslagen` are the stories and the notes to count, of every consent. `scores`
    are the scores of the year, each with the stakeholder who gave it.
    """

    invoer: Jaarinput
    codebook: Codebook
    qim: Qim
    verhalen: tuple[Geteld, ...]
    verslagen: tuple[Geteld, ...]
    scores: tuple[tuple[str, Cijfer], ...]

    @property
    def buurten(self) -> list[Wijk]:
        """The wijken without the one that stands for the whole town."""
        return [wijk for wijk in self.codebook.wijken if not wijk.heel]

    def gewaardeerd(
        self, kwaliteit: str | None = None, *, wijk: str | None = None, wie: str | None = None
    ) -> list[Cijfer]:
        """The scores of the year: of one quality, wijk or stakeholder where that is given."""
        return [
            c
            for who, c in self.scores
            if (kwaliteit is None or over(c, kwaliteit))
            and (wijk is None or wijk == c.wijk)
            and (wie is None or wie == who)
        ]

    def wie(self, cijfer: Cijfer) -> str:
        """The stakeholder who gave a score."""
        return stakeholder(cijfer, self.codebook, ANDERS)

    def wie_er_zijn(self) -> list[str]:
        """The stakeholders of the plan, and then who spoke or scored besides."""
        others = {row.verteller for row in self.verhalen} | {who for who, _ in self.scores}
        return [*dict.fromkeys((*self.qim.stakeholders(), *sorted(others)))]


def gegevens_van(invoer: Jaarinput, codebook: Codebook, qim: Qim) -> Gegevens:
    """What a report of the QIM is made of."""
    scores = (c for c in invoer.cijfers if c.soort == SOORT and c.waarde is not None)
    return Gegevens(
        invoer,
        codebook,
        qim,
        tuple(alleen(invoer.geteld, Soort.VERHAAL)),
        tuple(alleen(invoer.geteld, Soort.MONITORGESPREK)),
        tuple((stakeholder(c, codebook, ANDERS), c) for c in scores),
    )


@dataclass(frozen=True, slots=True)
class KwaliteitBlad:
    """What the report says about one quality; `beoogd` and `onbekend` are plain sentences."""

    anker: Anker
    kenmerken: Kenmerken
    naam: str
    definitie: str
    beoogd: tuple[str, ...]
    verteld: Tabel
    gewaardeerd: Tabel | None
    buurten: Tabel | None
    onbekend: tuple[str, ...]


def kwaliteit_blad(kwaliteit: Kwaliteit, gegevens: Gegevens) -> KwaliteitBlad:
    """The part of one quality."""
    return KwaliteitBlad(
        anker=Anker(f"q-{kwaliteit.sleutel}"),
        kenmerken=kenmerken(kwaliteiten=[(kwaliteit.sleutel, None)]),
        naam=kwaliteit.naam,
        definitie=kwaliteit.definitie,
        beoogd=tuple(_beoogd(kwaliteit, gegevens)),
        verteld=_verteld(kwaliteit, gegevens),
        gewaardeerd=_gewaardeerd(kwaliteit, gegevens),
        buurten=_buurten(kwaliteit, gegevens),
        onbekend=tuple(_onbekend(kwaliteit, gegevens)),
    )


def partijen(kwaliteit: str, qim: Qim) -> list[str]:
    """The names of the parties that intend a quality in the whole town."""
    both = (qim.opdrachtgever, qim.uitvoerder)
    return [partij.naam for partij in both if kwaliteit in partij.kwaliteiten]


def gemiddelden(cijfers: Sequence[Cijfer], wat: str) -> tuple[Waarde, Waarde, Waarde]:
    """Mean importance, mean experience, and how many people gave them."""
    belang, ervaren = (waarderingen(cijfers, maat) for maat in (BELANG, ERVAREN))
    return (
        gemiddelde(belang, f"{wat}, {BELANG}"),
        gemiddelde(ervaren, f"{wat}, {ERVAREN}"),
        aantal_mensen([*belang, *ervaren], f"{wat}, mensen"),
    )


def tel_momenten(naam: str, cijfers: Sequence[Cijfer]) -> Getal:
    """At how many moments these scores were given."""
    return afgeleid(format_nl(len(momenten(cijfers))), naam, "Telt de momenten.", cijfers)


def laatste(cijfers: Sequence[Cijfer]) -> tuple[str, Sequence[Cijfer]]:
    """The last moment at which these scores were given, and those of that moment."""
    found = momenten(cijfers)
    return found[-1] if found else ("", ())


def _beoogd(kwaliteit: Kwaliteit, gegevens: Gegevens) -> Iterator[str]:
    qim, key = gegevens.qim, kwaliteit.sleutel
    door = partijen(key, qim)
    own = {b.wijk: key in b.kwaliteiten for b in qim.buurten if b.kwaliteiten is not None}
    chosen = [wijk.naam for wijk in gegevens.buurten if own.get(wijk.sleutel)]
    dropped = [wijk.naam for wijk in gegevens.buurten if own.get(wijk.sleutel) is False]
    if door:
        yield f"Beoogd door: {opsomming(door)}."
    elif not chosen:
        yield "Niemand beoogt deze kwaliteit in het plan."
    if chosen:
        yield f"Zelf gekozen in: {opsomming(chosen)}."
    if door and dropped:
        yield f"Zelf niet gekozen in: {opsomming(dropped)}."
    agreed = key in qim.afspraak.kwaliteiten
    yield f"Samen volgen: {'afgesproken' if agreed else 'niet afgesproken'}."
    this_year = gegevens.codebook.perioden_van(gegevens.invoer.jaar)
    for naam in kwaliteit.vroeger:
        if naam.tot in this_year and naam.naam != kwaliteit.naam:
            yield f"Tot en met {kort(naam.tot)} heette deze kwaliteit '{naam.naam}'."


def _verteld(kwaliteit: Kwaliteit, gegevens: Gegevens) -> Tabel:
    naam = f"{kwaliteit.kort}: wie vertelt wat"

    def row(label: str, geteld: Sequence[Geteld]) -> tuple[object, ...]:
        counts = tel_kwaliteit(geteld, kwaliteit.sleutel)
        return (label, *(telling(n, naam, MENS) for n in counts))

    stories = gegevens.verhalen
    groups = [(wie, [r for r in stories if r.verteller == wie]) for wie in gegevens.wie_er_zijn()]
    rows = [row(wie, own) for wie, own in groups if any(tel_kwaliteit(own, kwaliteit.sleutel))]
    rows += [
        row("Alle verhalen samen", stories),
        row("Verslagen van gesprekken", gegevens.verslagen),
    ]
    return Tabel(naam, ("Wie", *RICHTINGEN, VOORSTEL), tuple(rows), (40, 12, 12, 12, 24))


def _gewaardeerd(kwaliteit: Kwaliteit, gegevens: Gegevens) -> Tabel | None:
    """Per stakeholder three rows: how many people, importance and experience, by moment."""
    cijfers = gegevens.gewaardeerd(kwaliteit.sleutel)
    names = [naam for naam, _ in momenten(cijfers)]
    rows: list[tuple[object, ...]] = []
    groups = groepeer(cijfers, gegevens.wie)
    few = [w for w in groups if _kleinste(groups[w]) < gegevens.codebook.kleine_aantallen]
    for wie in gegevens.wie_er_zijn():
        if wie in groups and wie not in few:
            rows += _rijen(wie, groups[wie], names, kwaliteit)
    if rows and few:
        rows += _rijen("anderen", [c for wie in few for c in groups[wie]], names, kwaliteit)
    if cijfers:
        rows += _rijen("allen samen", cijfers, names, kwaliteit)
    if not rows:
        return None
    naam = f"{kwaliteit.kort}: belang en ervaring, van 1 tot 5"
    heads = ("Wie en wat", *names, "verandering")
    widths = (28, *(17 for _ in names), 21)
    noot = (f"Te klein om apart te tonen: {opsomming(sorted(few))}.",) if few else ()
    return Tabel(naam, heads, tuple(rows), widths, noot=noot)


def _kleinste(cijfers: Sequence[Cijfer]) -> int:
    """The fewest people of a group at one moment."""
    return min((aantal(own) for _, own in momenten(cijfers)), default=0)


def _rijen(
    wie: str, cijfers: Sequence[Cijfer], names: Sequence[str], kwaliteit: Kwaliteit
) -> Iterator[tuple[object, ...]]:
    by_name = dict(momenten(cijfers))
    moments = [by_name.get(name, ()) for name in names]
    wat = f"{kwaliteit.kort}, {wie}"
    people = [
        aantal_mensen(
            [c for m in (BELANG, ERVAREN) for c in waarderingen(own, m)], f"{wat}, {when}, mensen"
        )
        for when, own in zip(names, moments, strict=True)
    ]
    yield (f"{wie}: mensen", *people, GEEN)
    for maat in (BELANG, ERVAREN):
        cells = [waarderingen(own, maat) for own in moments]
        means = [
            gemiddelde(found, f"{wat}, {when}, {maat}")
            for when, found in zip(names, cells, strict=True)
        ]
        known = [found for found in cells if found]
        gap = verandering(known[0], known[-1], f"{wat}, {maat}, verandering") if known[1:] else GEEN
        yield (f"{wie}: {maat}", *means, gap)


def _buurten(kwaliteit: Kwaliteit, gegevens: Gegevens) -> Tabel | None:
    """Per wijk what is intended, told and last valued there; None where nothing is."""
    key, naam = kwaliteit.sleutel, f"{kwaliteit.kort}: per buurt"
    when, last = laatste(gegevens.gewaardeerd(key))
    rows = []
    for wijk in gegevens.buurten:
        told = tel_kwaliteit([r for r in gegevens.verhalen if r.wijk == wijk.sleutel], key)
        valued = [c for c in last if c.wijk == wijk.sleutel]
        if any(told) or valued:
            intended = JA if key in gegevens.qim.beoogd(wijk.sleutel) else GEEN
            counts = (telling(n, naam, MENS) for n in told)
            belang, ervaren, people = gemiddelden(valued, f"{kwaliteit.kort}, {wijk.naam}, {when}")
            gap = _veranderd(gegevens.gewaardeerd(key, wijk=wijk.sleutel), kwaliteit, wijk)
            rows.append((wijk.naam, intended, *counts, belang, ervaren, gap, people))
    if not rows:
        return None
    heads = ("Buurt", "beoogd", *RICHTINGEN, "voorstel", BELANG, ERVAREN, "veranderd", "mensen")
    said = f"Belang, ervaring en mensen: {when}. Veranderd: de ervaring sinds de eerste keer."
    noot = (said,) if when else ()
    widths = (17, 9, 10, 9, 13, 10, 9, 10, 14, 9)
    return Tabel(naam, heads, tuple(rows), widths, noot=noot, breed=True)


def _veranderd(cijfers: Sequence[Cijfer], kwaliteit: Kwaliteit, wijk: Wijk) -> Waarde:
    """How much the experience in a wijk changed from the first moment to the last."""
    moments = [found for _, own in momenten(cijfers) if (found := waarderingen(own, ERVAREN))]
    if len(moments) < 2:
        return GEEN
    wat = f"{kwaliteit.kort}, {wijk.naam}, {ERVAREN}, verandering"
    return verandering(moments[0], moments[-1], wat)


def _onbekend(kwaliteit: Kwaliteit, gegevens: Gegevens) -> Iterator[str]:
    key = kwaliteit.sleutel
    about = [r for r in gegevens.verhalen if richting(r, key, Herkomst.MENS)]
    told = {r.verteller for r in about}
    valued = set(map(gegevens.wie, gegevens.gewaardeerd(key)))
    wanted = gegevens.qim.stakeholders()
    places = {r.wijk for r in about} | {c.wijk for c in gegevens.gewaardeerd(key)}
    quiet = [wijk.naam for wijk in gegevens.buurten if wijk.sleutel not in places]
    mute = [wie for wie in wanted if wie not in told]
    yield from _stil(mute, wanted, "Niemand uit het plan vertelde hierover.", "Geen verhaal van")
    unasked = [wie for wie in wanted if wie not in valued]
    yield from _stil(unasked, wanted, "Niemand gaf een waardering.", "Geen waardering van")
    some = "Niets verteld en niets gewaardeerd in"
    yield from _stil(quiet, gegevens.buurten, "Elke buurt zwijgt hierover.", some)


def _stil(
    silent: Sequence[str], everyone: Sequence[object], allen: str, deel: str
) -> Iterator[str]:
    if silent:
        yield allen if len(silent) == len(everyone) else f"{deel}: {opsomming(silent)}."
