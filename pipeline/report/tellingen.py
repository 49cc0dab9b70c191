"""What was collected, counted: stories and notes by quality, wijk, period, consent and teller.

Counts are of human tags; proposals of the machine stand beside them in a column of their own
(design, chapter 2). Every story counts, whatever its consent, also without wijk or period.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from pipeline.codebook import Codebook
from pipeline.link import REGELS, dekking
from pipeline.model import Cijfer, Herkomst, Periode, Richting, Soort, Toestemming
from pipeline.protect.publish import Geteld, Publication, PublicVerhaal
from pipeline.report.grafiek import Blad, Kaart, Kanten, Matrix, in_beeld
from pipeline.report.markdown import Anker, Tabel
from pipeline.report.waarden import GEEN, som, telling

_KANTEN = (Richting.PLUS, Richting.BEIDE, Richting.MIN)
ANDERS = "anders"
_MENS = "Telt alleen kwaliteiten die een mens aan een verhaal gaf."


@dataclass(frozen=True, slots=True)
class Jaarinput:
    """Everything of one year, and how many texts of other years were left out."""

    jaar: int
    verhalen: tuple[PublicVerhaal, ...]
    geteld: tuple[Geteld, ...]
    cijfers: tuple[Cijfer, ...]
    andere_jaren: int


def van_jaar(publication: Publication, jaar: int) -> Jaarinput:
    """The year's part of a publication. What has no usable date is counted with this year."""

    def hier(periode: Periode | None) -> bool:
        return periode is None or periode.jaar == jaar

    verhalen = tuple(
        v
        for v in publication.verhalen
        if hier(v.periode) and (v.periode or v.datum is None or v.datum.year == jaar)
    )
    geteld = tuple(g for g in publication.geteld if hier(g.periode))
    cijfers = tuple(c for c in publication.cijfers if hier(c.periode))
    return Jaarinput(jaar, verhalen, geteld, cijfers, len(publication.geteld) - len(geteld))


def alleen(geteld: Sequence[Geteld], soort: Soort) -> list[Geteld]:
    """The rows of one kind."""
    return [row for row in geteld if row.soort is soort]


def richting(row: Geteld, kwaliteit: str, herkomst: Herkomst) -> Richting | None:
    """The direction of this quality in this text, by a human or by the machine."""
    return next((r for k, r, h in row.tags if k == kwaliteit and h is herkomst), None)


def tel_kwaliteit(geteld: Sequence[Geteld], kwaliteit: str) -> tuple[int, int, int, int]:
    """How many texts have this quality: +, ± and - by humans, and proposals by the machine."""
    # One plain pass over the tags: this is asked for every quality, wijk and period.
    given: list[Richting] = []
    proposals = 0
    for row in geteld:
        for key, kant, herkomst in row.tags:
            if key != kwaliteit:
                continue
            if herkomst is Herkomst.MACHINE:
                proposals += 1
            else:
                given.append(kant)
    plus, both, minus = (given.count(kant) for kant in _KANTEN)
    return plus, both, minus, proposals


def per_kwaliteit(geteld: Sequence[Geteld], codebook: Codebook) -> Tabel:
    """Stories and notes by quality and direction, and the machine's proposals beside them."""
    naam = "Verhalen per kwaliteit en richting"
    stories = alleen(geteld, Soort.VERHAAL)
    notes = alleen(geteld, Soort.MONITORGESPREK)
    rows = []
    for kwaliteit in codebook.kwaliteiten:
        plus, both, minus, proposals = tel_kwaliteit(stories, kwaliteit.sleutel)
        in_notes = sum(tel_kwaliteit(notes, kwaliteit.sleutel)[:3])
        numbers = (plus, both, minus, plus + both + minus, in_notes, proposals)
        rows.append((kwaliteit.naam, *(telling(n, naam, _MENS) for n in numbers)))
    return Tabel(
        naam,
        (
            "Kwaliteit",
            "+ groeit",
            "± beide",
            "− ontbreekt",
            "verhalen",
            "in verslagen",
            "voorstel van de computer",
        ),
        tuple(rows),
        (30, 10, 10, 13, 11, 12, 14),
        noot=("Een verhaal kan bij meer kwaliteiten horen. Tel de rijen daarom niet op.",),
    )


def verantwoording(
    invoer: Jaarinput, getoond: Sequence[PublicVerhaal], codebook: Codebook
) -> tuple[Tabel, ...]:
    """Collected and shown by consent, wijk, period and teller; what is empty is kept, as zero."""
    geteld = invoer.geteld
    wijken: list[str | None] = [wijk.sleutel for wijk in codebook.wijken]
    wijken += [None] if any(row.wijk is None for row in geteld) else []
    perioden: list[Periode | None] = [*codebook.perioden_van(invoer.jaar)]
    perioden += [None] if any(row.periode is None for row in geteld) else []
    tellers = sorted({row.verteller for row in geteld})
    groups: tuple[tuple[str, Sequence[tuple[str, object]]], ...] = (
        ("toestemming", [(str(consent), consent) for consent in Toestemming]),
        ("wijk", [(codebook.wijknaam(wijk), wijk) for wijk in wijken]),
        ("periode", [(periode_naam(periode, codebook), periode) for periode in perioden]),
        ("verteller", [(teller, teller) for teller in tellers]),
    )
    return tuple(_verzameld(name, members, geteld, getoond) for name, members in groups)


def _verzameld(
    kenmerk: str,
    groepen: Sequence[tuple[str, object]],
    geteld: Sequence[Geteld],
    getoond: Sequence[PublicVerhaal],
) -> Tabel:
    naam = f"Verzameld en getoond, per {kenmerk}"
    found, known = attrgetter(kenmerk), {value for _, value in groepen}

    def of(row: Geteld | PublicVerhaal) -> object:
        # In what is counted, a teller whom the codebook does not know is `anders`.
        return value if (value := found(row)) in known else ANDERS

    counts = [
        Counter(of(row) for row in rows if row.soort is soort)
        for soort in Soort
        for rows in (geteld, getoond)
    ]
    regel = "Telt bestanden, ook wat niet getoond mag worden."
    return Tabel(
        naam,
        (
            kenmerk.capitalize(),
            "verhalen verzameld",
            "verhalen getoond",
            "verslagen verzameld",
            "verslagen getoond",
        ),
        tuple(
            (label, *(telling(count[value], naam, regel) for count in counts))
            for label, value in groepen
        ),
        (36, 16, 16, 16, 16),
    )


def periode_naam(periode: Periode | None, codebook: Codebook) -> str:
    """A period for a reader: `mei (januari tot en met april 2016)`."""
    if periode is None:
        return "periode onbekend"
    return f"{str(periode).partition('-')[2]} ({codebook.maanden_van(periode)})"


def herkomst_tabel(geteld: Sequence[Geteld]) -> Tabel:
    """How many texts were tagged by a human, by the machine alone, or by nobody."""
    naam = "Wie gaf de kwaliteiten?"
    regel = "Telt bestanden naar de herkomst van hun kwaliteiten."

    def door(row: Geteld) -> Herkomst | None:
        kinds = {herkomst for _, _, herkomst in row.tags}
        return Herkomst.MENS if Herkomst.MENS in kinds else next(iter(kinds), None)

    rows = []
    for label, wie in (
        ("Door een mens gegeven", Herkomst.MENS),
        ("Alleen een voorstel van de computer", Herkomst.MACHINE),
        ("Zonder kwaliteit", None),
    ):
        counts = (
            sum(1 for row in alleen(geteld, soort) if door(row) is wie)
            for soort in (Soort.VERHAAL, Soort.MONITORGESPREK)
        )
        rows.append((label, *(telling(n, naam, regel) for n in counts)))
    return Tabel(naam, ("Herkomst", "verhalen", "verslagen"), tuple(rows))


def per_werksoort(geteld: Sequence[Geteld], codebook: Codebook) -> Tabel | None:
    """Stories by kind of work and direction of their qualities; None without any story."""
    naam = "Verhalen per specialisme"
    stories = alleen(geteld, Soort.VERHAAL)
    keys: list[tuple[str | None, str]] = [(w.sleutel, w.naam) for w in codebook.werksoorten]
    rows = []
    for key, label in (*keys, (None, "zonder specialisme")):
        own = [row for row in stories if row.werksoort == key]
        tags = [r for row in own for _, r, herkomst in row.tags if herkomst is Herkomst.MENS]
        counts = (len(own), *(tags.count(kant) for kant in _KANTEN))
        if own:
            rows.append((label, *(telling(n, naam, _MENS) for n in counts)))
    if not rows:
        return None
    heads = ("Specialisme", "verhalen", "kwaliteit +", "kwaliteit ±", "kwaliteit −")
    noot = ("Een verhaal kan meer kwaliteiten hebben, elk met een eigen richting.",)
    return Tabel(naam, heads, tuple(rows), (40, 15, 15, 15, 15), noot=noot)


def per_wijk_en_kwaliteit(geteld: Sequence[Geteld], codebook: Codebook) -> Blad:
    """Stories by wijk, quality and direction, in one table."""
    naam = "Verhalen per wijk, kwaliteit en richting"
    stories = alleen(geteld, Soort.VERHAAL)
    rows = []
    for wijk in codebook.wijken:
        own = [row for row in stories if row.wijk == wijk.sleutel]
        cells = (_kanten(own, (k.sleutel,), naam) for k in codebook.kwaliteiten)
        rows.append((wijk.naam, *cells))
    heads = ("Wijk", *(k.kort for k in codebook.kwaliteiten))
    widths = (16, *(12 for _ in codebook.kwaliteiten))
    tabel = Tabel(naam, heads, tuple(rows), widths, anker=Anker("t-matrix"), breed=True)
    return in_beeld(Matrix(Anker("g-matrix"), tabel))


def op_de_kaart(geteld: Sequence[Geteld], codebook: Codebook) -> Blad:
    """Stories by wijk and direction; a map when every wijk has a place of its own on it."""
    naam = "Verhalen en kwaliteiten per wijk"
    stories = alleen(geteld, Soort.VERHAAL)
    keys = [k.sleutel for k in codebook.kwaliteiten]
    wijken = [wijk for wijk in codebook.wijken if not wijk.heel]
    rows = []
    for wijk in wijken:
        own = [row for row in stories if row.wijk == wijk.sleutel]
        count = telling(len(own), naam, "Telt verhalen, met elke toestemming.")
        rows.append((wijk.naam, count, _kanten(own, keys, naam)))
    heads = ("Wijk", "verhalen", "kwaliteiten: + groeit, ± beide, − ontbreekt")
    tabel = Tabel(naam, heads, tuple(rows), (30, 15, 55), anker=Anker("t-kaart"))
    places = tuple(wijk.plek for wijk in wijken if wijk.plek)
    if len(set(places)) < len(wijken):
        return Blad(tabel)
    return in_beeld(Kaart(Anker("g-kaart"), tabel, places))


def _kanten(geteld: Sequence[Geteld], kwaliteiten: Sequence[str], naam: str) -> Kanten:
    found = [tel_kwaliteit(geteld, kwaliteit)[:3] for kwaliteit in kwaliteiten]
    plus, both, minus = (sum(counts) for counts in zip(*found, strict=True))
    return Kanten(*(telling(n, naam, _MENS) for n in (plus, both, minus)))


def stemmen(invoer: Jaarinput, codebook: Codebook) -> Tabel | None:
    """Hours without stories and stories without hours, by wijk; None without any hours."""
    stories = alleen(invoer.geteld, Soort.VERHAAL)
    found = dekking(
        [(row.wijk, row.periode, row.werksoort) for row in stories], invoer.cijfers, codebook
    )

    def names(keys: Sequence[str]) -> str:
        return ", ".join(codebook.werksoort(key).naam.lower() for key in keys) or GEEN

    rows = []
    for part in found:
        naam = codebook.wijknaam(part.wijk)
        counts = (
            telling(
                part.verhalen, f"Verhalen over werk, {naam}", "Telt verhalen over een werksoort."
            ),
            telling(part.met_uren, f"Verhalen met uren, {naam}", f"Telt: {REGELS['werksoort']}."),
        )
        hours = (
            som(part.uren, f"Uren, {naam}, heel {invoer.jaar}"),
            som(part.gehoord, f"Uren waarover is verteld, {naam}") if part.gehoord else GEEN,
        )
        rows.append((naam, *hours, *counts, names(part.stil), names(part.ongeteld)))
    if not any(part.uren for part in found):
        return None
    return Tabel(
        "Uren zonder verhaal en verhalen zonder uren",
        (
            "Wijk",
            "uren",
            "waarvan verteld",
            "verhalen",
            "waarvan met uren",
            "wel uren, geen verhaal",
            "wel verhaal, geen uren",
        ),
        tuple(rows),
        (14, 11, 11, 9, 10, 26, 19),
        (0, 5, 6),
        noot=("Verteld is: er is een verhaal over hetzelfde werk, in dezelfde wijk en periode.",),
        breed=True,
    )
