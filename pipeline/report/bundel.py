"""The verhalenbundel as values: every story and note of one wijk that may be shown, in full.

It is the annex of the jaarrapportage, which shows only what was chosen and so keeps its length.
Of a wijk with many stories there are more volumes, each of a stretch of the calendar: no reader
takes up hundreds of stories at once, and a new story changes the volume of its own days only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date
from itertools import groupby

from pipeline.again import Again, anew
from pipeline.codebook import Codebook
from pipeline.model import MAANDEN, Herkomst, Soort, Toestemming
from pipeline.protect.publish import PublicVerhaal
from pipeline.report.markdown import Anker, Kenmerken, Stuk, Tabel, Zin, kenmerken
from pipeline.report.register import Getal
from pipeline.report.tellingen import Jaarinput, alleen, periode_naam
from pipeline.report.verhalen import Verhaalbeeld, beeld, datum_nl
from pipeline.report.waarden import telling

ONBEKEND = "onbekend"
MEEST = 100
"""How many stories and notes a volume holds at most: some eighty pages. Our own bound."""
_MAANDEN = (6, 2, 1)
_DAGEN = (16, 8, 4, 2, 1)


@dataclass(frozen=True, slots=True)
class Bundel:
    """What a verhalenbundel is made from: everything that may be shown of one wijk and year.

    `wijk` is None for what names no wijk. `naam` is that of the document, without ending. When a
    wijk has more volumes, `deel` is the number of this one, and `delen` are for all of them the
    name and the first and last day; else these are 0 and empty. `niet_getoond` are the stories
    that may not be shown, which the first volume counts for the whole wijk.
    """

    naam: str
    jaar: int
    wijk: str | None
    verhalen: tuple[PublicVerhaal, ...]
    niet_getoond: int
    deel: int
    delen: tuple[tuple[str, date | None, date | None], ...]


@dataclass(frozen=True, slots=True)
class Maand:
    """The stories and notes of one month, by date."""

    naam: str
    verhalen: tuple[Verhaalbeeld, ...]


@dataclass(frozen=True, slots=True)
class BundelDeel:
    """The stories and notes of one period."""

    anker: Anker
    kenmerken: Kenmerken
    naam: str
    maanden: tuple[Maand, ...]


@dataclass(frozen=True, slots=True)
class Verhalenbundel:
    """Everything that the template `verhalenbundel.md` shows; a count is None when it is zero.

    `deel` says which volume this is, `stukken` which there are; both are empty when it is the
    only one.
    """

    jaar: str
    wijk: str
    deel: str
    stukken: Tabel | None
    verhalen: Getal
    verslagen: Getal | None
    anoniem: Getal | None
    niet_getoond: Getal | None
    voorstellen: Getal | None
    fictief: Getal | None
    delen: tuple[BundelDeel, ...]


def bundels(invoer: Jaarinput, codebook: Codebook, again: Again = anew) -> tuple[Bundel, ...]:
    """Those of every wijk with anything to show, in the order of the codebook and the calendar."""
    return again("bundels", (invoer, codebook), _bundels)


def _bundels(invoer: Jaarinput, codebook: Codebook) -> tuple[Bundel, ...]:
    found = {wijk: list[PublicVerhaal]() for wijk in (*(w.sleutel for w in codebook.wijken), None)}
    for verhaal in sorted(invoer.verhalen, key=_volgorde):
        if verhaal.wijk in found:
            found[verhaal.wijk].append(verhaal)
    names = {wijk: f"verhalenbundel-{invoer.jaar}-{wijk or ONBEKEND}" for wijk in found}
    return tuple(
        bundel
        for wijk, stories in found.items()
        if stories
        for bundel in _van_wijk(invoer, wijk, stories, names)
    )


def _van_wijk(
    invoer: Jaarinput,
    wijk: str | None,
    verhalen: Sequence[PublicVerhaal],
    namen: Mapping[str | None, str],
) -> Iterator[Bundel]:
    hidden = (g for g in invoer.geteld if g.wijk == wijk and g.toestemming is Toestemming.INTERN)
    stories = len(alleen(tuple(hidden), Soort.VERHAAL))
    parts = list(_gedeeld(verhalen))
    if len(parts) == 1:
        yield Bundel(namen[wijk], invoer.jaar, wijk, parts[0], stories, 0, ())
        return
    called = [f"{namen[wijk]}-deel-{number}" for number in range(1, len(parts) + 1)]
    while not set(called).isdisjoint(namen.values()):  # a wijk may be called "Zuid deel 2"
        called = [f"{naam}-" for naam in called]
    delen = tuple((naam, *_dagen(part)) for naam, part in zip(called, parts, strict=True))
    for number, (naam, part) in enumerate(zip(called, parts, strict=True), 1):
        yield Bundel(naam, invoer.jaar, wijk, part, stories if number == 1 else 0, number, delen)


def _gedeeld(
    verhalen: Sequence[PublicVerhaal], diepte: int = 0
) -> Iterator[tuple[PublicVerhaal, ...]]:
    """Stories in order as volumes: by period, half year, two months, month and ever fewer days.

    The bounds are those of the calendar, so that a story more moves none of them, unless a
    volume becomes too large itself. Only what has the same day, or none, is cut by number.
    """
    if len(verhalen) <= MEEST:
        yield tuple(verhalen)
    elif diepte == len(_vakken(verhalen[0])):
        for at in range(0, len(verhalen), MEEST):
            yield tuple(verhalen[at : at + MEEST])
    else:
        for _, part in groupby(verhalen, key=lambda verhaal: _vakken(verhaal)[diepte]):
            yield from _gedeeld(tuple(part), diepte + 1)


def _vakken(verhaal: PublicVerhaal) -> tuple[object, ...]:
    """The stretch of the calendar in which a story falls, from the longest to the shortest."""
    day = verhaal.datum
    if day is None:
        return (verhaal.periode, *(None for _ in (*_MAANDEN, *_DAGEN)))
    month = 12 * day.year + day.month - 1
    months, days = (month // n for n in _MAANDEN), ((day.day - 1) // n for n in _DAGEN)
    return (verhaal.periode, *months, *days)


def _dagen(verhalen: Iterable[PublicVerhaal]) -> tuple[date | None, date | None]:
    days = [verhaal.datum for verhaal in verhalen if verhaal.datum]
    return min(days, default=None), max(days, default=None)


def vindplaatsen(bundels: Sequence[Bundel], codebook: Codebook) -> Tabel | None:
    """In which verhalenbundels the stories of each wijk stand, and how many they are."""
    naam = "De verhalenbundels"
    regel = "Telt de verhalen en verslagen die getoond mogen worden."
    rows = []
    for wijk, found in groupby(bundels, key=lambda bundel: bundel.wijk):
        volumes = tuple(found)
        kinds = [verhaal.soort for bundel in volumes for verhaal in bundel.verhalen]
        counts = (telling(kinds.count(soort), naam, regel) for soort in Soort)
        links = [part for bundel in volumes for part in (", ", Stuk(bundel.naam))][1:]
        rows.append((codebook.wijknaam(wijk), Zin(tuple(links)), *counts))
    heads = ("Wijk", "Bestand", "verhalen", "verslagen")
    return Tabel(naam, heads, tuple(rows), (30, 40, 15, 15), (0, 1)) if rows else None


def _stukken(bundel: Bundel) -> Tabel | None:
    """The volumes of this wijk, by their days."""
    rows = tuple(
        (str(number), Stuk(naam), *(datum_nl(day) if day else "datum onbekend" for day in days))
        for number, (naam, *days) in enumerate(bundel.delen, 1)
    )
    heads = ("Deel", "Bestand", "van", "tot en met")
    return Tabel("De delen", heads, rows, (10, 46, 22, 22), (0, 1, 2, 3)) if rows else None


def verhalenbundel(bundel: Bundel, codebook: Codebook) -> Verhalenbundel:
    """The context of one verhalenbundel."""
    naam, shown = codebook.wijknaam(bundel.wijk), bundel.verhalen

    def tel(aantal: int, wat: str) -> Getal:
        return telling(aantal, f"{naam}: {wat}", f"Telt bestanden: {wat}.")

    def some(aantal: int, wat: str) -> Getal | None:
        return tel(aantal, wat) if aantal else None

    stories = sum(verhaal.soort is Soort.VERHAAL for verhaal in shown)
    by_machine = sum(any(t.herkomst is Herkomst.MACHINE for t in v.tags) for v in shown)
    return Verhalenbundel(
        jaar=str(bundel.jaar),
        wijk=naam,
        deel=f"deel {bundel.deel} van {len(bundel.delen)}" if bundel.delen else "",
        stukken=_stukken(bundel),
        verhalen=tel(stories, "verhalen die getoond mogen worden"),
        verslagen=some(len(shown) - stories, "verslagen die getoond mogen worden"),
        anoniem=some(sum(v.toestemming is Toestemming.ANONIEM for v in shown), "anonieme verhalen"),
        niet_getoond=some(bundel.niet_getoond, "verhalen zonder toestemming om ze te tonen"),
        voorstellen=some(by_machine, "verhalen met een voorstel van de computer"),
        fictief=some(sum(v.fictief for v in shown), "verzonnen verhalen en verslagen"),
        delen=tuple(_delen(shown, codebook)),
    )


def _delen(verhalen: Sequence[PublicVerhaal], codebook: Codebook) -> Iterator[BundelDeel]:
    for periode, found in groupby(verhalen, key=lambda verhaal: verhaal.periode):
        yield BundelDeel(
            Anker(f"p-{periode or ONBEKEND}"),
            kenmerken(periode=periode),
            periode_naam(periode, codebook).capitalize(),
            tuple(
                Maand(naam, tuple(beeld(verhaal, codebook) for verhaal in stories))
                for naam, stories in groupby(found, key=_maand)
            ),
        )


def _maand(verhaal: PublicVerhaal) -> str:
    day = verhaal.datum
    return f"{MAANDEN[day.month - 1].capitalize()} {day.year}" if day else "Zonder dag"


def _volgorde(verhaal: PublicVerhaal) -> tuple[object, ...]:
    """By period, day and path; what has none comes last."""
    periode = verhaal.periode
    when = (periode.jaar, periode.maand) if periode else (MAXYEAR, 0)
    return (*when, verhaal.datum or date.max, verhaal.pad)
