"""What a header cell of a table means: a column of the contract, or numbers of one wijk or year.

Headers are found by synonyms (`functie` for specialisme). A header may also fix something for
its numbers: `Zuid` or `mei 2016` above hours, `aanvraag 2016 (x € 1.000)` in a budget.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.codebook import Codebook, slug
from pipeline.model import Periode
from pipeline.read.figures_kinds import STAPPEN, Kind, Maat, columns

_SCHAAL = re.compile(
    r"(?:[x×*]\s*(?:€|eur|euro)?\s*|\bin\s+)"
    r"(?P<hoe>1[. ]?000[. ]?000|1[. ]?000|duizend(?:en)?|mln|miljoen(?:en)?)\b",
    re.IGNORECASE,
)
_JAAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SOORTEN = {
    "toekenning": ("toekenning", "toegekend", "toegekende", "beschikt", "beschikking", "verleend"),
    "aanvraag": ("aanvraag", "aangevraagd", "aangevraagde", "begroot", "begroting", "raming"),
    "realisatie": ("realisatie", "gerealiseerd", "werkelijk", "werkelijke", "jaarrekening"),
}
_MAATWOORDEN = {
    "uren_per_week": ("uren", "uur"),
    "medewerkers": ("medewerkers", "mw"),
    "bedrag": ("bedrag", "budget", "euro", "subsidie"),
}
_BEREIK = re.compile(r"\b[01]\s*(?:-|–|t/m|tot(?: en met)?)\s*(\d{1,3})\b")
_GEEN_MAAT = {"vermindering", "waarvan", "verschil", "mutatie", "saldo", "percentage", "aandeel"}
_VAN, _NAAR = {"start", "van", "voor"}, {"naar", "na", "afronding"}
_STAPWOORDEN = {
    *("trede", "niveau", "score", "op", "bij", "van", "naar", "na", "voor", "begin", "eind"),
    *("einde", "start", "begintrede", "eindtrede", "beginscore", "eindscore", "afronding"),
}
TOTAALWOORDEN = ("totaal", "totalen", "subtotaal", "eindtotaal", "generaal", "som", "total")


@dataclass(frozen=True, slots=True)
class Kolom:
    """A column that is read: `naam` of the contract, `maat` when it holds numbers.

    `vast` is what the header fixes for its numbers (wijk, periode, kind of work, step, jaar, soort,
    or `totaal`).
    `exact` tells a column found by its name from one that was put together from parts.
    """

    naam: str
    maat: Maat | None = None
    vast: tuple[tuple[str, str], ...] = ()
    schaal: float = 1
    exact: bool = True


def schaal(text: str) -> float:
    """By how much numbers must be multiplied: 1000 for `x € 1.000`, else 1."""
    found = _SCHAAL.search(text)
    if found is None:
        return 1
    how = found["hoe"].casefold()
    return 1_000_000 if how.startswith(("m", "1.000.000", "1000000", "1 000 000")) else 1_000


def jaar_in(text: str) -> str | None:
    """The one year that a text names, or None."""
    years = set(_JAAR.findall(text))
    return years.pop() if len(years) == 1 else None


def soort_in(text: str) -> str | None:
    """The kind of amount (toekenning, aanvraag, realisatie) that a text names, or None."""
    words = set(slug(text).split("-"))
    found = [name for name, forms in _SOORTEN.items() if words.intersection(forms)]
    return found[0] if len(found) == 1 else None


def is_totaal(text: str) -> bool:
    """Whether a label stands at a total."""
    words = slug(text).split("-")
    return words[0] in TOTAALWOORDEN or words[-1] in TOTAALWOORDEN


class Koplezer:
    """Reads the headers of one kind of table."""

    def __init__(self, kind: Kind, codebook: Codebook) -> None:
        self._kind = kind
        self._codebook = codebook
        self._names = columns(kind)
        self._maten = {maat.naam: maat for maat in kind.maten}
        if kind.naam == "ureninzet":
            self._maten["uren_per_week"] = Maat("uren", "uren per week", None)

    def is_naam(self, text: object) -> bool:
        """Whether a cell is the name of a column."""
        return isinstance(text, str) and len(text) < 80 and slug(_bare(text)) in self._names

    def kolom(self, parts: tuple[str, ...], jaar: str | None) -> Kolom | None:
        """The column that a header stands for; `parts` are its cells from the top down.

        `jaar` completes a period that is only a month. None when it means nothing to us.
        """
        parts = tuple(part for part in parts if part.strip())
        if not parts:
            return None
        for text in (parts[-1], " ".join(parts)):
            name = self._names.get(slug(_bare(text)))
            if name is not None:
                return self._named(name, parts, jaar)
        return self._composed(parts, jaar)

    def _named(self, name: str, parts: tuple[str, ...], jaar: str | None) -> Kolom | None:
        maat = self._maten.get(name)
        if maat is None:
            return Kolom(name)
        told = _BEREIK.search(" ".join(parts))
        if maat.hoog is not None and told and float(told[1]) != maat.hoog:
            return None
        fixed: dict[str, str] = {}
        for part in parts:
            fixed |= self._fixes(part, jaar)
        return Kolom(maat.naam, maat, tuple(fixed.items()), _scale(maat, parts))

    def _composed(self, parts: tuple[str, ...], jaar: str | None) -> Kolom | None:
        words = {word for part in parts for word in slug(part).split("-")}
        if words & _GEEN_MAAT or not self._maten:
            return None
        fixed = self._step(parts)
        for part in parts[:-1] if fixed else parts:
            fixed |= self._fixes(part, jaar)
        maat = self._kind.maten[0] if len(self._kind.maten) == 1 else None
        if self._kind.naam == "begroting":
            told = [name for name, forms in _MAATWOORDEN.items() if words.intersection(forms)]
            maat = self._maten[told[0] if told else "bedrag"]
            if not told and not fixed:
                return None
        elif not fixed:
            return None
        if maat is None:
            return None
        return Kolom(maat.naam, maat, tuple(fixed.items()), _scale(maat, parts), exact=False)

    def _fixes(self, part: str, jaar: str | None) -> dict[str, str]:
        text = _bare(part)
        if self._kind.naam == "begroting":
            facts = {"jaar": jaar_in(part), "soort": soort_in(part)}
            return {name: fact for name, fact in facts.items() if fact}
        if is_totaal(text):
            return {"totaal": "ja"}
        if self._codebook.find_wijk(text):
            return {"wijk": text}
        if self._kind.is_werksoort and self._codebook.find_werksoort(text):
            return {self._kind.categorie: text}
        periode = periode_van(text, self._codebook, jaar)
        return {"periode": str(periode)} if periode else {}

    def _step(self, parts: tuple[str, ...]) -> dict[str, str]:
        """The step that a column of a grid stands for: `eindtrede 3`, or only `3`."""
        if self._kind.naam not in STAPPEN:
            return {}
        begin, end, highest = STAPPEN[self._kind.naam]
        *before, step = slug(_bare(parts[-1])).split("-")
        if not step.isdigit() or not 1 <= int(step) <= highest or set(before) - _STAPWOORDEN:
            return {}
        return {begin if richting(" ".join(parts)) == "begin" else end: step}


def richting(text: str) -> str:
    """Which side of a change a text names first: `begin`, `eind` or neither (empty)."""
    for word in slug(text).split("-"):
        if word.startswith("begin") or word in _VAN:
            return "begin"
        if word.startswith("eind") or word in _NAAR:
            return "eind"
    return ""


def _scale(maat: Maat, parts: tuple[str, ...]) -> float:
    """The scale of a column; what stands above several columns is about their amounts only."""
    return schaal(" ".join(parts) if maat.eenheid == "euro" else parts[-1])


def _bare(text: str) -> str:
    """A header without what stands between brackets, footnote marks and line breaks."""
    return re.sub(r"\([^)]*\)|[*:¹²³]", " ", text).strip()


_MAANDEN = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def periode_van(text: str, codebook: Codebook, jaar: str | None) -> Periode | None:
    """A reporting period as people write it, or None.

    Takes `mei 2016`, `2016-05`, `mei` (with a year from the title), and the months it is about:
    `januari t/m april 2016`. What runs through two periods is no period.
    """
    year = jaar_in(text) or jaar
    if year is None:
        return None
    rest = _JAAR.sub(" ", text).casefold()
    words = [word for word in re.findall(r"[a-z]+|\d+", rest) if word not in _VULLING]
    months = [month for month in map(_month, words) if month]
    if len(months) != len(words) or not months:
        return None
    for rule in codebook.perioden:
        if months in ([rule.maand], [rule.van, rule.tot]):
            return Periode(int(year), rule.maand)
    return None


_VULLING = {"t", "m", "tm", "tot", "en", "met", "rapportage", "periode", "van"}


def _month(word: str) -> int | None:
    if word.isdigit():
        return int(word) if len(word) <= 2 and 1 <= int(word) <= 12 else None
    short = "maa" if word.startswith(("mrt", "maart")) else word[:3]
    return _MAANDEN.index(short) + 1 if short in _MAANDEN else None


def with_scale(kolom: Kolom, title: float) -> Kolom:
    """The column with the scale of the title, for amounts that have none of their own."""
    if kolom.maat is None or kolom.maat.eenheid != "euro" or kolom.schaal != 1:
        return kolom
    return replace(kolom, schaal=title)
