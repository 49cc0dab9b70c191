"""The parts of the jaarrapportage: a chapter per quality, per wijk, per contradiction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.codebook import Codebook, Kwaliteit, Wijk
from pipeline.link import REGELS, Tegenspraak
from pipeline.model import Cijfer, Herkomst, Richting, Soort
from pipeline.protect.publish import Geteld
from pipeline.report import waardering
from pipeline.report.kerncijfers import NAMEN, kort, per_wijk, van_soort
from pipeline.report.maatstaven import aandeel_ladder, zrm_samen
from pipeline.report.markdown import Anker, Kenmerken, Stuk, Tabel, kenmerken
from pipeline.report.register import Bron, Citaat, Getal
from pipeline.report.select import Keus
from pipeline.report.tellingen import Jaarinput, alleen, periode_naam, richting, tel_kwaliteit
from pipeline.report.verhalen import Merk, Verhaalbeeld, beeld
from pipeline.report.waarden import CODEBOEK, groepeer, som, telling


@dataclass(frozen=True, slots=True)
class KwaliteitDeel:
    """What the report says about one quality. `onbekend` are plain sentences."""

    anker: Anker
    kenmerken: Kenmerken
    naam: str
    definitie: str
    doelen: tuple[tuple[str, Citaat], ...]
    tellingen: Tabel
    cijfers: Tabel | None
    waardering: Tabel | None
    verhaal: Verhaalbeeld | None
    tegenverhaal: Verhaalbeeld | None
    onbekend: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gesprek:
    """A monitorgesprek of one period; `verslag` is None when there is none that may be shown.

    `gehouden` is False when no notes were handed in at all. `uitspraken` are sentences of the
    notes, each with the qualities it shows; `heel` is where the notes stand in full.
    """

    anker: Anker
    kenmerken: Kenmerken
    periode: str
    gehouden: bool
    verslag: Verhaalbeeld | None
    uitspraken: tuple[tuple[str, Citaat], ...]
    heel: Stuk | None


@dataclass(frozen=True, slots=True)
class WijkDeel:
    """What the report says about one wijk. `onbekend` are plain sentences."""

    anker: Anker
    kenmerken: Kenmerken
    naam: str
    cijfers: Tabel | None
    ladder: Getal | None
    kwaliteiten: Tabel
    gesprekken: tuple[Gesprek, ...]
    onbekend: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Botsing:
    """A place where counting and telling contradict each other, with the figures behind it.

    `telt` says what the figure is, such as the hours.
    """

    uitleg: str
    verhalen: Getal | None
    telt: str
    cijfers: Getal | None


def kwaliteit_deel(
    kwaliteit: Kwaliteit, invoer: Jaarinput, keuzes: Sequence[Keus], codebook: Codebook
) -> KwaliteitDeel:
    """The chapter of one quality: counts, figures, a story, a counter-story, what is not known."""
    sides = {keus.kant: keus for keus in keuzes if keus.kwaliteit == kwaliteit.sleutel}

    def shown(side: Richting) -> Verhaalbeeld | None:
        keus = sides.get(side)
        return beeld(keus.verhaal, codebook, keus) if keus else None

    gewaardeerd = _waardering(kwaliteit, invoer)
    return KwaliteitDeel(
        anker=Anker(f"k-{kwaliteit.sleutel}"),
        kenmerken=kenmerken(kwaliteiten=[(kwaliteit.sleutel, None)]),
        naam=kwaliteit.naam,
        definitie=kwaliteit.definitie,
        doelen=tuple((who, _doel(kwaliteit, who, goals)) for who, goals in kwaliteit.doelen),
        tellingen=_per_wijk(kwaliteit, invoer, codebook),
        cijfers=_cijfers(kwaliteit, invoer, codebook),
        waardering=gewaardeerd,
        verhaal=shown(Richting.PLUS),
        tegenverhaal=shown(Richting.MIN),
        onbekend=(
            *_zonder_verhaal(kwaliteit, invoer, sides, codebook),
            *_zonder_cijfer(kwaliteit, invoer, gewaardeerd=gewaardeerd is not None),
        ),
    )


def _doel(kwaliteit: Kwaliteit, wie: str, doelen: Sequence[str]) -> Citaat:
    """The goals of one party as the codebook numbers and words them."""
    plek = f"onder 'kwaliteiten', bij {kwaliteit.sleutel}"
    bron = Bron(CODEBOEK, f"Doelen van de {wie} bij {kwaliteit.kort}", plek)
    return Citaat("; ".join(doelen), bron, aanhalen=False)


def _per_wijk(kwaliteit: Kwaliteit, invoer: Jaarinput, codebook: Codebook) -> Tabel:
    naam = f"{kwaliteit.kort}: verhalen per wijk en richting"
    regel = "Telt alleen kwaliteiten die een mens aan een verhaal gaf; voorstellen staan apart."
    stories = alleen(invoer.geteld, Soort.VERHAAL)
    keys: list[str | None] = [wijk.sleutel for wijk in codebook.wijken]
    keys += [None] if any(row.wijk is None for row in stories) else []
    rows = []
    for key in keys:
        counts = tel_kwaliteit([r for r in stories if r.wijk == key], kwaliteit.sleutel)
        if any(counts):
            rows.append((codebook.wijknaam(key), *(telling(n, naam, regel) for n in counts)))
    total = tel_kwaliteit(stories, kwaliteit.sleutel)
    rows.append(("Alle wijken samen", *(telling(n, naam, regel) for n in total)))
    heads = ("Wijk", "+ groeit", "± beide", "− ontbreekt", "voorstel van de computer")
    return Tabel(naam, heads, tuple(rows), (40, 12, 12, 12, 24))


def _cijfers(kwaliteit: Kwaliteit, invoer: Jaarinput, codebook: Codebook) -> Tabel | None:
    rows: list[tuple[object, ...]] = []
    for soort in kwaliteit.cijfers:
        found = van_soort(invoer, soort)
        if soort == "participatieladder":
            wat = "Aandeel cliënten dat steeg op de participatieladder"
            if share := aandeel_ladder(found, wat, codebook):
                rows.append((wat, share))
        elif soort == "zrm":
            rows.extend(zrm_samen(found, codebook))
        else:
            rows.extend(_per_soort(soort, found))
    if not rows:
        return None
    heads = ("Wat er geteld is", "uitkomst")
    noot = (f"Deze soort cijfers {REGELS['kwaliteit'].partition(',')[0]}.",)
    naam = f"{kwaliteit.kort}: wat de cijfers zeggen"
    return Tabel(naam, heads, tuple(rows), (75, 25), noot=noot)


def _per_soort(soort: str, cijfers: Sequence[Cijfer]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for periode, found in groepeer(cijfers, lambda c: c.periode).items():
        wat = f"{NAMEN.get(soort, soort)}, {kort(periode)}"
        rows.append((wat, som(found, wat)))
    return rows


def _waardering(kwaliteit: Kwaliteit, invoer: Jaarinput) -> Tabel | None:
    """What stakeholders find important and experience, on average per moment."""
    found = [c for c in invoer.cijfers if waardering.over(c, kwaliteit.sleutel)]
    maten = (waardering.BELANG, waardering.ERVAREN)
    rows = []
    for wanneer, cijfers in waardering.momenten(found):
        by_maat = [waardering.waarderingen(cijfers, maat) for maat in maten]
        wat = f"{kwaliteit.kort}, {wanneer}"
        said = zip(maten, by_maat, strict=True)
        means = (waardering.gemiddelde(cells, f"{wat}, {maat}") for maat, cells in said)
        people = waardering.aantal_mensen([c for cells in by_maat for c in cells], f"{wat}, mensen")
        if any(by_maat):
            rows.append((wanneer, *means, people))
    if not rows:
        return None
    naam = f"{kwaliteit.kort}: wat betrokkenen vinden, gemiddeld"
    heads = ("Moment", *(f"{maat} (1–5)" for maat in maten), "mensen")
    return Tabel(naam, heads, tuple(rows), noot=waardering.UITLEG)


def _zonder_verhaal(
    kwaliteit: Kwaliteit, invoer: Jaarinput, kanten: Mapping[Richting, Keus], codebook: Codebook
) -> Iterable[str]:
    if Richting.PLUS not in kanten:
        yield "Er is geen verhaal dat we mogen tonen en waarin deze kwaliteit groeit."
    if Richting.MIN not in kanten:
        yield "Er is geen tegenverhaal dat we mogen tonen."
    stories = alleen(invoer.geteld, Soort.VERHAAL)
    told = {row.wijk for row in stories if richting(row, kwaliteit.sleutel, Herkomst.MENS)}
    silent = [w.naam for w in codebook.wijken if not w.heel and w.sleutel not in told]
    if silent:
        yield f"Geen enkel verhaal gaat hierover in: {opsomming(silent)}."


def _zonder_cijfer(kwaliteit: Kwaliteit, invoer: Jaarinput, *, gewaardeerd: bool) -> Iterable[str]:
    if not kwaliteit.cijfers and gewaardeerd:
        yield "Alleen wat betrokkenen vinden is gemeten. Verder weten we dit uit verhalen."
    elif not kwaliteit.cijfers:
        yield "Geen cijfer in dit verslag meet deze kwaliteit. We weten dit alleen uit verhalen."
    missing = [NAMEN.get(s, s).lower() for s in kwaliteit.cijfers if not van_soort(invoer, s)]
    if missing:
        yield f"Er zijn geen cijfers aangeleverd over: {opsomming(missing)}."


def opsomming(names: Sequence[str]) -> str:
    """Names as a reader enumerates them: `Zuid, Oost en Centrum`."""
    return " en ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def wijk_deel(
    wijk: Wijk, invoer: Jaarinput, codebook: Codebook, waar: Mapping[str, str]
) -> WijkDeel:
    """The chapter of one wijk: figures, what stories show, the monitorgesprekken, the gaps.

    `waar` is the document in which each of the notes stands in full.
    """
    rows = [row for row in invoer.geteld if row.wijk == wijk.sleutel]
    wat = f"Participatieladder, {wijk.naam}, aandeel"
    cells = van_soort(invoer, "participatieladder", wijk.sleutel)
    gesprekken = () if wijk.heel else tuple(_gesprekken(wijk, invoer, codebook, waar))
    return WijkDeel(
        anker=Anker(f"w-{wijk.sleutel}"),
        kenmerken=kenmerken(wijk.sleutel),
        naam=wijk.naam,
        cijfers=per_wijk(invoer, wijk.sleutel, codebook),
        ladder=aandeel_ladder(cells, wat, codebook) if cells else None,
        kwaliteiten=kwaliteiten_tabel(wijk.naam, rows, codebook),
        gesprekken=gesprekken,
        onbekend=tuple(_leeg_in_wijk(wijk, rows, gesprekken, codebook)),
    )


def kwaliteiten_tabel(waar: str, rows: Sequence[Geteld], codebook: Codebook) -> Tabel:
    """Stories by quality and direction, of the place or time that `waar` names."""
    naam = f"{waar}: verhalen per kwaliteit en richting"
    regel = "Telt alleen kwaliteiten die een mens aan een verhaal gaf; voorstellen staan apart."
    stories = alleen(rows, Soort.VERHAAL)
    cells = []
    for kwaliteit in codebook.kwaliteiten:
        counts = tel_kwaliteit(stories, kwaliteit.sleutel)
        cells.append((kwaliteit.kort, *(telling(n, naam, regel) for n in counts)))
    heads = ("Kwaliteit", "+ groeit", "± beide", "− ontbreekt", "voorstel van de computer")
    return Tabel(naam, heads, tuple(cells), (40, 12, 12, 12, 24))


def _gesprekken(
    wijk: Wijk, invoer: Jaarinput, codebook: Codebook, waar: Mapping[str, str]
) -> Iterable[Gesprek]:
    notes = [v for v in invoer.verhalen if v.soort is Soort.MONITORGESPREK]
    for periode in codebook.perioden_van(invoer.jaar):
        own = [v for v in notes if v.wijk == wijk.sleutel and v.periode == periode]
        held = any(
            row.wijk == wijk.sleutel and row.periode == periode
            for row in alleen(invoer.geteld, Soort.MONITORGESPREK)
        )
        shown = [beeld(verhaal, codebook) for verhaal in own]
        for number, verslag in enumerate(shown or [None], start=1):
            yield Gesprek(
                Anker(f"m-{wijk.sleutel}-{periode}-{number}"),
                kenmerken(wijk.sleutel, periode),
                periode_naam(periode, codebook),
                held,
                verslag,
                uitspraken(verslag.merken) if verslag else (),
                Stuk(waar[verslag.anker.naam], verslag.anker) if verslag else None,
            )


def uitspraken(merken: Sequence[Merk]) -> tuple[tuple[str, Citaat], ...]:
    """The first sentence of each quality, a sentence that shows more qualities only once."""
    by_sentence: dict[Citaat, list[str]] = {}
    for merk in merken:
        for citaat in merk.bewijs[:1]:
            mark = f"{merk.naam} ({merk.richting}{', voorstel' if merk.voorstel else ''})"
            by_sentence.setdefault(citaat, []).append(mark)
    return tuple((opsomming(names), citaat) for citaat, names in by_sentence.items())


def _leeg_in_wijk(
    wijk: Wijk, rows: Sequence[Geteld], gesprekken: Sequence[Gesprek], codebook: Codebook
) -> Iterable[str]:
    missed = [gesprek.periode for gesprek in gesprekken if not gesprek.gehouden]
    if missed:
        yield f"Er is geen verslag van een monitorgesprek over: {opsomming(missed)}."
    stories = alleen(rows, Soort.VERHAAL)
    if not stories:
        yield "Er is geen enkel verhaal uit deze wijk." if not wijk.heel else "Er is geen verhaal."
        return
    silent = [
        k.kort for k in codebook.kwaliteiten if not any(tel_kwaliteit(stories, k.sleutel)[:3])
    ]
    if silent:
        yield f"Geen enkel verhaal laat iets zien van: {opsomming(silent).lower()}."


def botsing(tegenspraak: Tegenspraak, codebook: Codebook) -> Botsing:
    """A contradiction with its figures: how many stories, and the cells it rests on."""
    wat, cijfers = tegenspraak.uitleg, tegenspraak.cijfers
    stories = tegenspraak.verhalen
    risen = aandeel_ladder(cijfers, wat, codebook)
    total = som(cijfers, wat)
    return Botsing(
        uitleg=wat,
        verhalen=telling(stories, wat, "Telt verhalen, met elke toestemming.") if stories else None,
        telt="Aandeel dat steeg" if risen else "Uren",
        cijfers=risen or (total if isinstance(total, Getal) else None),
    )
