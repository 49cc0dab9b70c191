"""The verhalenbundel as values: every story and note of one wijk that may be shown, in full.

It is the annex of the jaarrapportage, which shows only what was chosen and so keeps its length.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from pipeline.codebook import Codebook
from pipeline.model import MAANDEN, Herkomst, Soort, Toestemming
from pipeline.protect.publish import Geteld, PublicVerhaal
from pipeline.report.markdown import Anker, Kenmerken, Stuk, Tabel, kenmerken
from pipeline.report.register import Getal
from pipeline.report.tellingen import Jaarinput, alleen, periode_naam
from pipeline.report.verhalen import Verhaalbeeld, beeld
from pipeline.report.waarden import telling

ONBEKEND = "onbekend"


@dataclass(frozen=True, slots=True)
class Bundel:
    """What a verhalenbundel is made from: everything that may be shown of one wijk and year.

    `wijk` is None for what names no wijk. `geteld` are the rows to count of that wijk.
    """

    jaar: int
    wijk: str | None
    verhalen: tuple[PublicVerhaal, ...]
    geteld: tuple[Geteld, ...]

    @property
    def naam(self) -> str:
        """The name of the document, without ending."""
        return bundelnaam(self.jaar, self.wijk)


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
    """Everything that the template `verhalenbundel.md` shows; a count is None when it is zero."""

    jaar: str
    wijk: str
    verhalen: Getal
    verslagen: Getal | None
    anoniem: Getal | None
    niet_getoond: Getal | None
    voorstellen: Getal | None
    fictief: Getal | None
    delen: tuple[BundelDeel, ...]


def bundelnaam(jaar: int, wijk: str | None) -> str:
    """The name of a verhalenbundel without ending: `verhalenbundel-2016-zuid`."""
    return f"verhalenbundel-{jaar}-{wijk or ONBEKEND}"


def bundels(invoer: Jaarinput, codebook: Codebook) -> tuple[Bundel, ...]:
    """One for every wijk with anything to show, in the order of the codebook."""
    ordered = sorted(invoer.verhalen, key=lambda v: (v.periode is None, v.periode, _dag(v), v.pad))
    wijken: list[str | None] = [*(wijk.sleutel for wijk in codebook.wijken), None]
    found = {wijk: tuple(v for v in ordered if v.wijk == wijk) for wijk in wijken}
    return tuple(
        Bundel(invoer.jaar, wijk, stories, tuple(g for g in invoer.geteld if g.wijk == wijk))
        for wijk, stories in found.items()
        if stories
    )


def vindplaatsen(invoer: Jaarinput, codebook: Codebook) -> Tabel | None:
    """In which verhalenbundel the stories of each wijk stand, and how many they are."""
    naam = "De verhalenbundels"
    regel = "Telt de verhalen en verslagen die getoond mogen worden."
    rows = []
    for item in bundels(invoer, codebook):
        kinds = [verhaal.soort for verhaal in item.verhalen]
        counts = (telling(kinds.count(soort), naam, regel) for soort in Soort)
        rows.append((codebook.wijknaam(item.wijk), Stuk(item.naam), *counts))
    heads = ("Wijk", "Bestand", "verhalen", "verslagen")
    return Tabel(naam, heads, tuple(rows), (30, 40, 15, 15), (0, 1)) if rows else None


def verhalenbundel(bundel: Bundel, codebook: Codebook) -> Verhalenbundel:
    """The context of one verhalenbundel."""
    naam, shown = codebook.wijknaam(bundel.wijk), bundel.verhalen

    def tel(aantal: int, wat: str) -> Getal:
        return telling(aantal, f"{naam}: {wat}", f"Telt bestanden: {wat}.")

    def some(aantal: int, wat: str) -> Getal | None:
        return tel(aantal, wat) if aantal else None

    stories = sum(verhaal.soort is Soort.VERHAAL for verhaal in shown)
    hidden = [g for g in bundel.geteld if g.toestemming is Toestemming.INTERN]
    by_machine = sum(any(t.herkomst is Herkomst.MACHINE for t in v.tags) for v in shown)
    return Verhalenbundel(
        jaar=str(bundel.jaar),
        wijk=naam,
        verhalen=tel(stories, "verhalen die getoond mogen worden"),
        verslagen=some(len(shown) - stories, "verslagen die getoond mogen worden"),
        anoniem=some(sum(v.toestemming is Toestemming.ANONIEM for v in shown), "anonieme verhalen"),
        niet_getoond=some(
            len(alleen(hidden, Soort.VERHAAL)), "verhalen zonder toestemming om ze te tonen"
        ),
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


def _dag(verhaal: PublicVerhaal) -> date:
    return verhaal.datum or date.max
