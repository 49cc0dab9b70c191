"""The jaarrapportage as values: everything of chapter 4 of the design, ready for a template.

Pure: a `Publication` goes in, a frozen context comes out. No text of a story, no figure and no
count is in it other than as a `Citaat`, `Verhaaltekst` or `Getal` that knows its source.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.again import Again, anew
from pipeline.codebook import Codebook, Kwaliteit, Wijk
from pipeline.link import Tegenspraak
from pipeline.model import Soort, Toestemming
from pipeline.protect.publish import Publication
from pipeline.read.numbers import format_nl
from pipeline.reconcile import Afwijking
from pipeline.report import bundel, geld, kerncijfers, maatstaven, tellingen
from pipeline.report.delen import (
    Botsing,
    KwaliteitDeel,
    WijkDeel,
    botsing,
    kwaliteit_deel,
    wijk_deel,
)
from pipeline.report.grafiek import Blad
from pipeline.report.markdown import Anker, Tabel
from pipeline.report.register import Getal
from pipeline.report.select import REGEL, Keus, kies, ook_gekozen
from pipeline.report.tellingen import Jaarinput, alleen, tel_kwaliteit, van_jaar
from pipeline.report.verhalen import Verhaalbeeld, beeld
from pipeline.report.waarden import (
    CODEBOEK,
    afgeleid,
    groepeer,
    perioden_leesbaar,
    plus,
    telling,
)

T = TypeVar("T")
_GATEN = {"ritme", "wijk-ontbreekt"}


@dataclass(frozen=True, slots=True)
class Samenvatting:
    """The counts of the summary, and the table that Awb 4:80 asks for.

    `meest` and `minst` are the qualities with most and fewest stories by human tags.
    """

    verhalen: Getal
    verslagen: Getal
    wijken: Getal
    openbaar: Getal
    niet_getoond: Getal
    fictief: Getal | None
    meest: tuple[str, Getal] | None
    minst: tuple[str, Getal] | None
    ladder: Getal | None
    botsingen: Getal | None
    afspraken: Tabel


@dataclass(frozen=True, slots=True)
class Jaarrapportage:
    """Everything that the template `jaarrapportage.md` shows, in the order in which it does."""

    jaar: str
    project: str
    organisatie: str
    gemeente: str
    samenvatting: Samenvatting
    kerncijfers: tuple[Blad, ...]
    geld: tuple[Blad, ...]
    matrix: Blad
    kwaliteiten: tuple[KwaliteitDeel, ...]
    kaart: Blad
    wijken: tuple[WijkDeel, ...]
    specialismen: tuple[Blad, ...]
    botsingen: tuple[Botsing, ...]
    stemmen: Tabel | None
    keuzeregel: tuple[str, ...]
    verantwoording: tuple[Tabel, ...]
    andere_jaren: Getal | None
    alleen_in_bundel: Getal | None
    bestanden: tuple[str, ...]
    ontbreekt: tuple[str, ...]
    ook_gekozen: tuple[tuple[Anker, str, tuple[Verhaalbeeld, ...]], ...]
    bundels: Tabel | None
    begroting: tuple[Tabel, ...]
    afwijkingen: Tabel | None
    bijlagen: tuple[Blad, ...]


def jaarrapportage(  # noqa: PLR0917 - the parts of a pass, in its order
    publication: Publication,
    codebook: Codebook,
    jaar: int,
    afwijkingen: Sequence[Afwijking],
    tegenspraken: Sequence[Tegenspraak],
    again: Again = anew,
) -> Jaarrapportage:
    """The context of the jaarrapportage of one year; what has no date counts with this year."""
    invoer = van_jaar(publication, jaar)
    tel = replace(invoer, verhalen=())

    def geteld(make: Callable[[Jaarinput, Codebook], T]) -> T:
        return again(f"verslag: {make.__qualname__}", (tel, codebook), make)

    def becijferd(make: Callable[[Jaarinput, Codebook], T]) -> T:
        figures = Jaarinput(jaar, (), (), tel.cijfers, 0)
        return again(f"verslag: {make.__qualname__}", (figures, codebook), make)

    keuzes = kies(invoer.verhalen, codebook)
    rest = ook_gekozen(invoer.verhalen, keuzes)
    notes = tuple(v for v in invoer.verhalen if v.soort is Soort.MONITORGESPREK)
    shown = (*(k.verhaal for k in keuzes), *rest, *notes)
    annexes = bundel.bundels(invoer, codebook, again)
    missing = len(invoer.verhalen) - len(shown)
    other = invoer.andere_jaren
    regel = "Telt bestanden van een ander jaar dan dit verslag."
    left_out = "Telt verhalen die getoond mogen worden, maar alleen in een bundel staan."
    return Jaarrapportage(
        jaar=str(jaar),
        project=codebook.naam,
        organisatie=codebook.organisatie,
        gemeente=codebook.gemeente,
        samenvatting=again(
            "verslag: samenvatting", (tel, codebook, afwijkingen, tegenspraken), _samenvatting
        ),
        kerncijfers=(*geteld(_overzicht), *becijferd(_maatstaven)),
        geld=becijferd(_geld),
        matrix=geteld(_matrix),
        kwaliteiten=_kwaliteiten(tel, keuzes, codebook, again),
        kaart=geteld(_kaart),
        wijken=_wijken(replace(invoer, verhalen=notes), codebook, annexes, again),
        specialismen=(*becijferd(_diensten), *geteld(_werksoorten)),
        botsingen=again("verslag: botsingen", (tegenspraken, codebook), _botsingen),
        stemmen=geteld(tellingen.stemmen),
        keuzeregel=REGEL,
        verantwoording=(
            *geteld(_herkomst),
            *tellingen.verantwoording(tel, shown, codebook),
        ),
        andere_jaren=telling(other, "Bestanden van andere jaren", regel) if other else None,
        alleen_in_bundel=telling(missing, "Verhalen die alleen in een bundel staan", left_out)
        if missing
        else None,
        bestanden=tuple(sorted({c.plek.pad for c in tel.cijfers})),
        ontbreekt=tuple(_ontbreekt(a.wat) for a in afwijkingen if a.code in _GATEN),
        ook_gekozen=tuple(
            (
                Anker(f"ook-{wijk or 'onbekend'}"),
                codebook.wijknaam(wijk),
                tuple(beeld(v, codebook) for v in found),
            )
            for wijk, found in groepeer(rest, lambda v: v.wijk).items()
        ),
        bundels=bundel.vindplaatsen(annexes, codebook),
        begroting=again("verslag: begroting", (tel.cijfers, afwijkingen), geld.tabellen),
        afwijkingen=geld.afwijkingen_tabel(afwijkingen, publication.cijfers),
        bijlagen=becijferd(_bijlagen),
    )


def _kwaliteiten(
    tel: Jaarinput, keuzes: Sequence[Keus], codebook: Codebook, again: Again
) -> tuple[KwaliteitDeel, ...]:
    def part(kwaliteit: Kwaliteit) -> KwaliteitDeel:
        chosen = tuple(keus for keus in keuzes if keus.kwaliteit == kwaliteit.sleutel)
        of = (kwaliteit, tel, chosen, codebook)
        return again(f"verslag: {kwaliteit.sleutel}", of, kwaliteit_deel)

    return tuple(part(kwaliteit) for kwaliteit in codebook.kwaliteiten)


def _wijken(
    invoer: Jaarinput, codebook: Codebook, bundels: Sequence[bundel.Bundel], again: Again
) -> tuple[WijkDeel, ...]:
    """The chapters of the wijken; of the stories, only the notes are in `invoer`."""
    notes = {verhaal.anker for verhaal in invoer.verhalen}
    where = {v.anker: one.naam for one in bundels for v in one.verhalen if v.anker in notes}

    def part(wijk: Wijk) -> WijkDeel:
        own = tuple(v for v in invoer.verhalen if v.wijk == wijk.sleutel)
        heel = {v.anker: where[v.anker] for v in own}
        of = (wijk, replace(invoer, verhalen=own), codebook, heel)
        return again(f"verslag: wijk {wijk.sleutel}", of, wijk_deel)

    return tuple(part(wijk) for wijk in codebook.wijken)


def _overzicht(invoer: Jaarinput, codebook: Codebook) -> tuple[Blad, ...]:
    return _some(kerncijfers.overzicht(invoer, codebook))


def _maatstaven(invoer: Jaarinput, codebook: Codebook) -> tuple[Blad, ...]:
    return _some(maatstaven.ladder_blad(invoer, codebook), *maatstaven.zrm_bladen(invoer, codebook))


def _geld(invoer: Jaarinput, codebook: Codebook) -> tuple[Blad, ...]:
    return _some(
        geld.in_het_kort(invoer.cijfers, invoer.jaar),
        geld.per_inwoner(invoer.cijfers, codebook.gemeente),
    )


def _diensten(invoer: Jaarinput, codebook: Codebook) -> tuple[Blad, ...]:
    found = (kerncijfers.per_dienst(invoer, soort, codebook) for soort in kerncijfers.NAMEN)
    return _some(*found)


def _werksoorten(invoer: Jaarinput, codebook: Codebook) -> tuple[Blad, ...]:
    return _some(tellingen.per_werksoort(invoer.geteld, codebook))


def _botsingen(tegenspraken: Sequence[Tegenspraak], codebook: Codebook) -> tuple[Botsing, ...]:
    return tuple(botsing(tegenspraak, codebook) for tegenspraak in tegenspraken)


def _matrix(invoer: Jaarinput, codebook: Codebook) -> Blad:
    return tellingen.per_wijk_en_kwaliteit(invoer.geteld, codebook)


def _kaart(invoer: Jaarinput, codebook: Codebook) -> Blad:
    return tellingen.op_de_kaart(invoer.geteld, codebook)


def _herkomst(invoer: Jaarinput, codebook: Codebook) -> tuple[Tabel, ...]:
    return (
        tellingen.per_kwaliteit(invoer.geteld, codebook),
        tellingen.herkomst_tabel(invoer.geteld),
    )


def _bijlagen(invoer: Jaarinput, codebook: Codebook) -> tuple[Blad, ...]:
    return _some(
        kerncijfers.dekking(invoer, codebook),
        *kerncijfers.diensten(invoer, codebook),
        kerncijfers.kengetallen(invoer),
        maatstaven.overgangen(invoer, codebook),
    )


def _ontbreekt(wat: str) -> str:
    """What was not handed in, with the name of the kind as a reader knows it."""
    soort, _, rest = wat.partition(" ")
    return f"{kerncijfers.NAMEN.get(soort, soort).capitalize()} {perioden_leesbaar(rest)}."


def _some(*bladen: Blad | Tabel | None) -> tuple[Blad, ...]:
    return tuple(b if isinstance(b, Blad) else Blad(b) for b in bladen if b is not None)


def _samenvatting(
    invoer: Jaarinput,
    codebook: Codebook,
    afwijkingen: Sequence[Afwijking],
    tegenspraken: Sequence[Tegenspraak],
) -> Samenvatting:
    stories = alleen(invoer.geteld, Soort.VERHAAL)
    notes = alleen(invoer.geteld, Soort.MONITORGESPREK)
    hidden = [row for row in stories if row.toestemming is Toestemming.INTERN]
    invented = sum(1 for row in invoer.geteld if row.fictief)
    invented += sum(1 for cijfer in invoer.cijfers if cijfer.fictief)
    wijken = {row.wijk for row in stories} - {None}

    ranked = sorted(
        ((sum(tel_kwaliteit(stories, k.sleutel)[:3]), k.naam) for k in codebook.kwaliteiten),
        key=lambda item: -item[0],
    )

    def tel(aantal: int, wat: str) -> Getal:
        return telling(aantal, wat, f"Telt bestanden: {wat.lower()}.")

    def over(item: tuple[int, str]) -> tuple[str, Getal]:
        return (item[1], tel(item[0], f"Verhalen over '{item[1]}'"))

    return Samenvatting(
        verhalen=tel(len(stories), "Verhalen in dit jaar"),
        verslagen=tel(len(notes), "Verslagen van monitorgesprekken in dit jaar"),
        wijken=tel(len(wijken), "Wijken waaruit verhalen komen, ook stedelijk"),
        openbaar=tel(len(stories) - len(hidden), "Verhalen die getoond mogen worden"),
        niet_getoond=tel(len(hidden), "Verhalen zonder toestemming om ze te tonen"),
        fictief=tel(invented, "Verzonnen verhalen, verslagen en cijfers") if invented else None,
        meest=over(ranked[0]) if stories else None,
        minst=over(ranked[-1]) if stories else None,
        ladder=maatstaven.aandeel_ladder(
            kerncijfers.van_soort(invoer, "participatieladder"),
            "Participatieladder, alle wijken samen, aandeel",
            codebook,
        ),
        botsingen=afgeleid(
            format_nl(len(tegenspraken)), "Plekken waar tellen en vertellen botsen", "Telt plekken."
        )
        if tegenspraken
        else None,
        afspraken=_afspraken(invoer, codebook, afwijkingen),
    )


def _afspraken(invoer: Jaarinput, codebook: Codebook, afwijkingen: Sequence[Afwijking]) -> Tabel:
    """Agreed, realised, difference and explanation (Awb 4:80)."""
    rows = (
        *maatstaven.afspraken(invoer, codebook),
        _gesprekken(invoer, codebook),
        _overzichten(invoer, codebook),
        *geld.uren(afwijkingen, invoer.jaar),
        *geld.afspraken(invoer.cijfers, invoer.jaar, afwijkingen),
    )
    heads = ("Onderwerp", "afgesproken", "gerealiseerd", "verschil", "toelichting")
    return Tabel("Afgesproken en gerealiseerd", heads, rows, (26, 13, 13, 15, 33), (0, 4))


def _gesprekken(invoer: Jaarinput, codebook: Codebook) -> tuple[object, ...]:
    naam = "Monitorgesprekken: in elke wijk één per periode"
    wijken = [wijk for wijk in codebook.wijken if not wijk.heel]
    perioden = codebook.perioden_van(invoer.jaar)
    wanted = len(wijken) * len(perioden)
    held = {
        (row.wijk, row.periode)
        for row in alleen(invoer.geteld, Soort.MONITORGESPREK)
        if row.periode in perioden and row.wijk in {wijk.sleutel for wijk in wijken}
    }
    return _tel_afspraak(naam, wanted, len(held), "Een gesprek telt als er een verslag van is.")


def _overzichten(invoer: Jaarinput, codebook: Codebook) -> tuple[object, ...]:
    naam = "Perioden met een opgave van de ureninzet"
    perioden = codebook.perioden_van(invoer.jaar)
    given = {c.periode for c in kerncijfers.van_soort(invoer, "ureninzet")}
    said = "Een periode telt als er uren zijn aangeleverd."
    return _tel_afspraak(naam, len(perioden), len(given & set(perioden)), said)


def _tel_afspraak(naam: str, wanted: int, held: int, said: str) -> tuple[object, ...]:
    agreed = afgeleid(
        format_nl(wanted),
        f"Afgesproken: {naam}",
        "Aantal perioden (maal aantal wijken).",
        plek=CODEBOEK,
    )
    real = telling(held, f"Gerealiseerd: {naam}", said)
    gap = afgeleid(plus(held - wanted), f"Verschil: {naam}", "Gerealiseerd min afgesproken.")
    return (naam, agreed, real, gap, said)
