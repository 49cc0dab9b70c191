"""The participatieladder and the Zelfredzaamheid-Matrix against their targets.

Source: 002, chapter 5 ("Kwalitatief"). Versions of the matrix are never pooled and there is no
total score; who starts at the top stands apart, since they cannot rise (design, chapter 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.codebook import Codebook
from pipeline.instruments import NIVEAUS, TREDES, Interval, Ladder, ZrmDomein, ladder, zrm
from pipeline.link import Tegenspraak, TegenspraakSoort
from pipeline.model import Cijfer
from pipeline.protect.small_cells import Bewering, Som
from pipeline.read.numbers import format_nl
from pipeline.report.grafiek import Aandelen, Blad, Stromen, in_beeld
from pipeline.report.kerncijfers import van_soort
from pipeline.report.markdown import Anker, Tabel, Zin
from pipeline.report.register import Bron, Getal
from pipeline.report.tellingen import Jaarinput
from pipeline.report.waarden import (
    CODEBOEK,
    GEEN,
    Waarde,
    afgeleid,
    groepeer,
    mensen,
    percentage,
    plus,
)

_KOPPEN = ("meegeteld", "gestegen", "gelijk", "gedaald", "aandeel", "marge", "begon bovenaan")
_BREEDTES = (26, 13, 12, 9, 11, 11, 12, 12)
_UITLEG = (
    "Wie al bovenaan begon, kan niet stijgen en staat apart.",
    "De marge laat zien waartussen het aandeel waarschijnlijk ligt bij zulke aantallen.",
)
_AANDEEL = 1 + _KOPPEN.index("aandeel")
_LADDER, _ZRM = "participatieladder", "zrm"
_LADDER_BOTST = {TegenspraakSoort.LADDER_STIJGT, TegenspraakSoort.LADDER_DAALT}


def streefwaarde(codebook: Codebook, naam: str) -> float | None:
    """The target for this instrument as a share, or None when the project has none."""
    return dict(codebook.streefwaarden).get(naam)


def ladder_blad(invoer: Jaarinput, codebook: Codebook) -> Blad | None:
    """The ladder by wijk and for all; None without any figure."""
    cijfers = van_soort(invoer, _LADDER)
    parts = [(w.naam, [c for c in cijfers if c.wijk == w.sleutel]) for w in codebook.wijken]
    named = [*((name, found) for name, found in parts if found), ("Alle wijken samen", cijfers)]
    rows = [
        (name, *_cellen(_ladder(found, codebook), found, f"Participatieladder, {name}"))
        for name, found in named
    ]
    if not cijfers:
        return None
    heads = ("Wijk", *_KOPPEN)
    tabel = Tabel(
        "Participatieladder: cliënten na de interventie",
        heads,
        tuple(rows),
        _BREEDTES,
        noot=_UITLEG,
        anker=Anker("t-ladder"),
    )
    return in_beeld(Aandelen(Anker("g-ladder"), tabel, _AANDEEL, _afgesproken(codebook, _LADDER)))


def _ladder(cijfers: Sequence[Cijfer], codebook: Codebook) -> Ladder:
    return ladder(cijfers, streefwaarde(codebook, _LADDER))


def aandeel_ladder(cijfers: Sequence[Cijfer], wat: str, codebook: Codebook) -> Getal | None:
    """The share that rose on the ladder; None when nobody could rise."""
    outcome = _ladder(cijfers, codebook)
    if outcome.aandeel is None:
        return None
    regel = "Aandeel dat minstens één trede steeg, zonder wie bovenaan begon."
    counted = _gang(cijfers, outcome)
    rests_on = (*counted["gestegen"], *counted["meegeteld"])
    return afgeleid(percentage(outcome.aandeel), wat, regel, cijfers, mensen=rests_on)


def _gang(cijfers: Sequence[Cijfer], uitkomst: Ladder | ZrmDomein) -> dict[str, tuple[Som, ...]]:
    """The counts of people behind an outcome, by the name that a table gives them."""
    on_ladder = isinstance(uitkomst, Ladder)
    begin, end, top = (
        ("trede_begin", "trede_eind", TREDES) if on_ladder else ("begin", "eind", NIVEAUS)
    )
    ways = {1: "gestegen", 0: "gelijk", -1: "gedaald"}

    def way(cijfer: Cijfer) -> str:
        first, last = int(cijfer.veld(begin) or 0), int(cijfer.veld(end) or 0)
        return "begon bovenaan" if first == top else ways[(last > first) - (last < first)]

    usable = [c for c in cijfers if c.veld(begin) and c.veld(end)]
    found = {name: mensen(rows) for name, rows in groepeer(usable, way).items()}
    could_rise = mensen([c for c in usable if way(c) != "begon bovenaan"])
    nothing: dict[str, tuple[Som, ...]] = dict.fromkeys(_KOPPEN, ())
    return nothing | found | {"meegeteld": could_rise}


def zrm_bladen(invoer: Jaarinput, codebook: Codebook) -> tuple[Blad, ...]:
    """The matrix by domain, one table for each version."""
    cijfers = van_soort(invoer, _ZRM)
    found: dict[str, list[tuple[object, ...]]] = {}
    for domein in _zrm(cijfers, codebook):
        cells = van_domein(cijfers, domein)
        row = _cellen(domein, cells, f"ZRM {domein.versie}, {domein.domein}")
        found.setdefault(domein.versie, []).append((domein.domein, *row))
    tables = {
        versie: Tabel(
            f"Zelfredzaamheid-Matrix, versie {versie}: cliënten per domein",
            ("Domein", *_KOPPEN),
            tuple(rows),
            _BREEDTES,
            noot=_UITLEG,
            anker=Anker(f"t-zrm-{versie}"),
        )
        for versie, rows in found.items()
    }
    target = _afgesproken(codebook, _ZRM)
    return tuple(
        in_beeld(Aandelen(Anker(f"g-zrm-{versie}"), tabel, _AANDEEL, target))
        for versie, tabel in tables.items()
    )


def _zrm(cijfers: Sequence[Cijfer], codebook: Codebook) -> tuple[ZrmDomein, ...]:
    return zrm(cijfers, streefwaarde(codebook, _ZRM))


def van_domein(cijfers: Sequence[Cijfer], domein: ZrmDomein) -> list[Cijfer]:
    """The figures of one domain of one version."""
    return [
        c for c in cijfers if c.veld("versie") == domein.versie and c.categorie == domein.domein
    ]


def _cellen(
    uitkomst: Ladder | ZrmDomein, cijfers: Sequence[Cijfer], wat: str
) -> tuple[Waarde, ...]:
    """One row; all its cells share one line in the register, since they share their source."""
    risen = uitkomst.gestegen if isinstance(uitkomst, Ladder) else uitkomst.verbeterd
    fallen = uitkomst.gedaald if isinstance(uitkomst, Ladder) else uitkomst.verslechterd
    regel = "Telt cliënten naar hun begin en eind; het aandeel is gestegen gedeeld door meegeteld."
    if uitkomst.niet_geteld:
        regel += f" Zonder {uitkomst.niet_geteld} rijen zonder bruikbaar aantal."

    gang = _gang(cijfers, uitkomst)

    def getal(naam: str, aantal: int) -> Getal:
        made = afgeleid(format_nl(aantal), wat, regel, cijfers, mensen=gang[naam])
        return replace(made, waarde=aantal)

    share: tuple[Waarde, Waarde] = (GEEN, GEEN)
    if uitkomst.aandeel is not None and (ends := uitkomst.interval) is not None:
        behind = (*gang["gestegen"], *gang["meegeteld"])
        made = afgeleid(percentage(uitkomst.aandeel), wat, regel, cijfers, mensen=behind)
        drawn = replace(made, waarde=uitkomst.aandeel, marge=(ends.laag, ends.hoog))
        share = (drawn, replace(made, tekst=_marge(ends)))
    counts = (uitkomst.totaal, risen, uitkomst.gelijk, fallen)
    return (
        *(getal(naam, aantal) for naam, aantal in zip(_KOPPEN, counts, strict=False)),
        *share,
        getal("begon bovenaan", uitkomst.aan_top),
    )


def _marge(interval: Interval) -> str:
    return f"{interval.laag * 100:.0f}–{interval.hoog * 100:.0f}%"


def overgangen(invoer: Jaarinput, codebook: Codebook) -> Blad | None:
    """From which step to which step clients went; None without any figure."""
    cijfers = van_soort(invoer, _LADDER)
    if not cijfers:
        return None
    matrix = _ladder(cijfers, codebook).matrix
    naam = "Participatieladder: van welke trede naar welke trede"
    regel = "Telt cliënten naar begintrede (rij) en eindtrede (kolom), in alle wijken samen."
    moves = groepeer(cijfers, lambda c: (c.veld("trede_begin"), c.veld("trede_eind")))

    def cell(begin: int, end: int, aantal: int) -> Getal:
        people = mensen(moves.get((str(begin), str(end)), ()))
        return replace(
            afgeleid(format_nl(aantal), naam, regel, cijfers, mensen=people), waarde=aantal
        )

    tabel = Tabel(
        naam,
        ("Begin op", *(f"eind op {number}" for number in range(1, len(matrix) + 1))),
        tuple(
            (f"trede {n}", *(cell(n, end, k) for end, k in enumerate(row, start=1)))
            for n, row in enumerate(matrix, start=1)
        ),
        anker=Anker("t-overgangen"),
    )
    return in_beeld(Stromen(Anker("g-overgangen"), tabel))


def afspraken(invoer: Jaarinput, codebook: Codebook) -> list[tuple[object, ...]]:
    """Agreed and realised for both instruments, as rows of the table of Awb 4:80."""
    rows: list[tuple[object, ...]] = []
    target = streefwaarde(codebook, _LADDER)
    if target is not None:
        rows.append(_ladder_afspraak(van_soort(invoer, _LADDER), target, codebook))
    target = streefwaarde(codebook, _ZRM)
    if target is not None:
        rows.extend(_zrm_afspraken(van_soort(invoer, _ZRM), target, codebook))
    return rows


def _afgesproken(codebook: Codebook, naam: str) -> Getal | None:
    """The target for this instrument as a figure of the codebook."""
    share = streefwaarde(codebook, naam)
    if share is None:
        return None
    bron = Bron(CODEBOEK, f"Streefwaarde {naam}", "onder 'streefwaarden'")
    return Getal(percentage(share), bron, waarde=share)


def _ladder_afspraak(
    cijfers: Sequence[Cijfer], target: float, codebook: Codebook
) -> tuple[object, ...]:
    naam = "Cliënten die minstens één trede stijgen op de participatieladder"
    agreed = _afgesproken(codebook, _LADDER)
    share = aandeel_ladder(cijfers, "Participatieladder, alle wijken samen, aandeel", codebook)
    outcome = _ladder(cijfers, codebook)
    value = outcome.aandeel
    if share is None or value is None:
        return (naam, agreed, "onbekend", "onbekend", "Er zijn geen cijfers aangeleverd.")
    points = round(value * 100) - round(target * 100)
    gap = afgeleid(
        plus(points, "procentpunt"),
        f"Verschil: {naam}",
        "Aandeel min streefwaarde.",
        cijfers,
        mensen=share.mensen,
    )
    said = "De streefwaarde is gehaald." if value >= target else "De streefwaarde is niet gehaald."
    near = outcome.interval and outcome.interval.laag < target < outcome.interval.hoog
    # Of few people, this would say how many they are.
    few = min(outcome.gestegen, outcome.totaal - outcome.gestegen) < codebook.kleine_aantallen
    if near and not few:
        said += " Het verschil is zo klein dat het toeval kan zijn."
    return (naam, agreed, share, gap, said)


def beweringen(
    invoer: Jaarinput, codebook: Codebook, tegenspraken: Sequence[Tegenspraak]
) -> tuple[Bewering, ...]:
    """Where the documents say in words that a target was reached or not.

    That is said of the ladder as a whole, of each domain, and of a wijk where stories say
    something else; a reader of small counts can compute with it.
    """
    own = van_soort(invoer, _LADDER)
    ladders = [own, *(list(t.cijfers) for t in tegenspraken if t.soort in _LADDER_BOTST)]
    found: list[tuple[Sequence[Cijfer], Ladder | ZrmDomein]] = [
        (cijfers, _ladder(cijfers, codebook)) for cijfers in ladders
    ]
    domains = van_soort(invoer, _ZRM)
    found += [(van_domein(domains, domein), domein) for domein in _zrm(domains, codebook)]
    said = []
    for cijfers, outcome in found:
        if outcome.streefwaarde is None or outcome.aandeel is None:
            continue
        gang = _gang(cijfers, outcome)
        part, whole = (
            frozenset(cell for som in gang[name] for cell in som.cellen)
            for name in ("gestegen", "meegeteld")
        )
        target = outcome.streefwaarde
        said.append(Bewering(part, whole, target, outcome.aandeel >= target))
    return tuple(said)


def _zrm_afspraken(
    cijfers: Sequence[Cijfer], target: float, codebook: Codebook
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    outcomes = [d for d in _zrm(cijfers, codebook) if d.aandeel is not None]
    for versie in dict.fromkeys(d.versie for d in outcomes):
        own = [d for d in outcomes if d.versie == versie]
        missed = [d.domein for d in own if (d.aandeel or 0) < target]
        cells = [c for c in cijfers if c.veld("versie") == versie]
        naam = f"Domeinen van de ZRM {versie} die de streefwaarde halen"
        wat = f"ZRM {versie}: domeinen"
        regel = "Telt domeinen waarin het aandeel dat verbeterde de streefwaarde haalt."
        said = f"Niet gehaald: {', '.join(missed).lower()}." if missed else "Overal gehaald."
        rows.append(
            (
                naam,
                afgeleid(format_nl(len(own)), f"{wat} met cijfers", regel, cells),
                afgeleid(format_nl(len(own) - len(missed)), f"{wat} gehaald", regel, cells),
                afgeleid(plus(-len(missed)), f"{wat}, verschil", regel, cells),
                Zin(("De streefwaarde is ", _afgesproken(codebook, _ZRM), f". {said}")),
            )
        )
    if not rows:
        naam = "Cliënten die minstens één schaalpunt verbeteren, per domein van de ZRM"
        agreed = _afgesproken(codebook, _ZRM)
        rows.append((naam, agreed, "onbekend", "onbekend", "Er zijn geen cijfers aangeleverd."))
    return rows


def zrm_samen(cijfers: Sequence[Cijfer], codebook: Codebook) -> list[tuple[object, ...]]:
    """How many domains reach the target, a row per version; nothing is added over domains."""
    rows: list[tuple[object, ...]] = []
    target = streefwaarde(codebook, _ZRM) or 0
    outcomes = [d for d in _zrm(cijfers, codebook) if d.aandeel is not None]
    for versie in dict.fromkeys(d.versie for d in outcomes):
        own = [d for d in outcomes if d.versie == versie]
        met = sum(1 for d in own if (d.aandeel or 0) >= target)
        cells = [c for c in cijfers if c.veld("versie") == versie]
        wat = f"ZRM {versie}: domeinen die de streefwaarde halen, van alle domeinen met cijfers"
        regel = "Telt domeinen; er komt geen totaalscore over domeinen."
        rows.append((wat, afgeleid(f"{met} van {len(own)}", wat, regel, cells)))
    return rows
