"""Numbers as people write them in Dutch tables, both ways: `parse` and `format_nl`.

Pure. Empty, unknown, not applicable and zero stay four different things (design, traps).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from pipeline.model import Status
from pipeline.problems import quoted


class Stijl(Enum):
    """How the other values of a column write their numbers.

    `NL` is 1.234,5 and `PUNT` is 1,234.5; `ONBESLIST` is a column that does not show it and
    `GEMENGD` one that shows both.
    """

    NL = "nl"
    PUNT = "punt"
    ONBESLIST = "onbeslist"
    GEMENGD = "gemengd"


@dataclass(frozen=True, slots=True)
class Getal:
    """What a cell says. `eenheid` is `euro`, `procent` or empty; `teken` is as in `Cijfer`."""

    waarde: float | None
    status: Status
    teken: str = ""
    eenheid: str = ""


class GeenGetalError(ValueError):
    """A cell does not hold one readable number; the message says why, in plain Dutch."""


class DubbelzinnigError(GeenGetalError):
    """A cell holds a number that can be read in two ways, and its column does not decide."""


_SPATIES = re.compile(r"[\s\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]+")
_MINNEN = str.maketrans("−‐‑‒–—", "------")
_STATUS = {
    "": Status.LEEG,
    "-": Status.LEEG,
    "--": Status.LEEG,
    "n.v.t.": Status.NVT,
    "n.v.t": Status.NVT,
    "nvt": Status.NVT,
    "nvt.": Status.NVT,
    "niet van toepassing": Status.NVT,
    "?": Status.ONBEKEND,
    "??": Status.ONBEKEND,
    "onbekend": Status.ONBEKEND,
    "niet bekend": Status.ONBEKEND,
    "onb.": Status.ONBEKEND,
    "n.n.b.": Status.ONBEKEND,
    "nnb": Status.ONBEKEND,
    "n.b.": Status.ONBEKEND,
    "p.m.": Status.ONBEKEND,
    "pm": Status.ONBEKEND,
    "volgt": Status.ONBEKEND,
    "volgt nog": Status.ONBEKEND,
}
_CIRCA = re.compile(r"(?:ca\.?|circa|ongeveer|ong\.|plm\.?|±|~|≈)\s*", re.IGNORECASE)
_MINDER = re.compile(r"(?:<|minder dan|kleiner dan)\s*", re.IGNORECASE)
_EURO = re.compile(r"(?:€|euro?\b)", re.IGNORECASE)
_PROCENT = re.compile(r"\s*(?:%|procent)$", re.IGNORECASE)
_UUR = re.compile(r"\s*(?:uur|uren|u)$", re.IGNORECASE)
_HEEL = re.compile(r"[,.](?:--?|=)$")
_GROEP_SPATIE = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_GETAL = re.compile(r"\d+(?:[.,]\d+)*")
_MEER = re.compile(r"[>≥≤]|\b(?:meer|minstens|minimaal|maximaal|min\.|max\.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Kern:
    """A cell without its signs: `cijfers` are digits with separators, or a word."""

    cijfers: str
    teken: str
    eenheid: str
    negatief: bool
    heel: bool


def parse(text: str, stijl: Stijl = Stijl.NL) -> Getal:
    """Read one cell.

    `stijl` decides what a dot or comma before three digits means; without it, the text is taken
    as Dutch. A value after `<` is the bound. Percentages stay on the scale of 100. Raises
    `GeenGetalError`, also for what cannot be decided.
    """
    plain = _plain(text)
    status = _STATUS.get(plain.casefold().strip("()"))
    if status is not None:
        return Getal(None, status)
    if plain.casefold() in {"nihil", "geen", "nul"}:
        return Getal(0.0, Status.BEKEND)
    kern = _kern(plain)
    waarde = _value(kern, stijl, text)
    return Getal(-waarde if kern.negatief else waarde, Status.BEKEND, kern.teken, kern.eenheid)


def column_style(texts: Iterable[str], decimalen: int | None) -> Stijl:
    """How a column writes its numbers, judged by all its texts together.

    `decimalen` is the most that its unit can have (0 for people, 2 for euros, None for no
    bound). Two or more values such as `582.656` decide for thousands when they would otherwise
    have more decimals than that; one such value on its own decides nothing.
    """
    shown: set[Stijl] = set()
    doubtful: list[str] = []
    for text in texts:
        plain = _plain(text)
        if plain.casefold() in _STATUS:
            continue
        kern = _kern(plain)
        if _is_doubtful(kern):
            doubtful.append(kern.cijfers)
        elif (found := _shows(kern)) is not None:
            shown.add(found)
    if len(shown) > 1:
        return Stijl.GEMENGD
    if shown:
        return shown.pop()
    if (
        len(doubtful) > 1
        and decimalen is not None
        and any(digits[-3 + decimalen :].strip("0") for digits in doubtful)
    ):
        return Stijl.NL
    return Stijl.ONBESLIST


def format_nl(
    waarde: float, eenheid: str = "", teken: str = "", decimalen: int | None = None
) -> str:
    """A number as a Dutch reader expects it: `1.250,5`, `€ 569.150`, `50%`, `ca. 12`, `<5`.

    `eenheid` is `euro`, `procent` or a word that follows the number. Without `decimalen` all
    decimals are shown, so that `parse` gives the same number back.
    """
    exact = Decimal(repr(float(waarde)))
    if decimalen is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimalen), rounding=ROUND_HALF_UP)
    text = f"{exact:,f}"
    if decimalen is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.strip("-0.,") == "":
        text = text.lstrip("-")
    text = text.translate(str.maketrans(".,", ",."))
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    if eenheid == "euro":
        shown = f"€ {sign}{digits}"
    elif eenheid == "procent":
        shown = f"{sign}{digits}%"
    else:
        shown = f"{sign}{digits} {eenheid}".rstrip()
    return f"{teken} {shown}" if teken == "ca." else f"{teken}{shown}"


def _plain(text: str) -> str:
    return _SPATIES.sub(" ", text).translate(_MINNEN).strip(" *'")


def _kern(plain: str) -> _Kern:
    rest, teken = plain, ""
    for sign, pattern in (("ca.", _CIRCA), ("<", _MINDER)):
        if found := pattern.match(rest):
            rest, teken = rest[found.end() :], sign
            break
    eenheid = "procent" if _PROCENT.search(rest) else ""
    rest = _PROCENT.sub("", rest)
    negatief = rest.startswith("(") and rest.endswith(")")
    rest = rest[1:-1] if negatief else rest
    if _EURO.search(rest):
        eenheid, rest = "euro", _EURO.sub("", rest, count=1)
    rest = _UUR.sub("", rest.strip())
    heel = bool(_HEEL.search(rest))
    rest = _HEEL.sub("", rest)
    if eenheid == "euro" and rest == "-":
        rest = "0"
    if rest[:1] in {"-", "+"} or rest.endswith("-"):
        negatief = negatief or "-" in (rest[0], rest[-1])
        rest = rest.strip("+-")
    rest = rest.strip()
    if _GROEP_SPATIE.fullmatch(rest):
        rest = rest.replace(" ", "")
    return _Kern(rest, teken, eenheid, negatief, heel)


def _is_doubtful(kern: _Kern) -> bool:
    """Whether this is `1.234`, which may be 1234 or 1,234."""
    if kern.heel or kern.eenheid == "euro" or kern.cijfers.startswith("0"):
        return False
    return re.fullmatch(r"\d{1,3}\.\d{3}", kern.cijfers) is not None


def _shows(kern: _Kern) -> Stijl | None:
    digits = kern.cijfers
    if _GETAL.fullmatch(digits) is None or _is_doubtful(kern):
        return None
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        return Stijl.NL if digits.rindex(",") > digits.rindex(".") else Stijl.PUNT
    if dots:
        amount = kern.eenheid == "euro" and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits)
        return Stijl.NL if dots > 1 or kern.heel or amount else Stijl.PUNT
    if commas > 1:
        return Stijl.PUNT
    doubtful = not commas or re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits)
    return None if doubtful else Stijl.NL


def _value(kern: _Kern, stijl: Stijl, text: str) -> float:
    digits = kern.cijfers
    if _GETAL.fullmatch(digits) is None:
        raise GeenGetalError(_why_not(text))
    comma_doubtful = re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits) is not None
    if _is_doubtful(kern) and stijl in {Stijl.ONBESLIST, Stijl.GEMENGD}:
        raise DubbelzinnigError(
            f"{quoted(text)} kan {digits.replace('.', '')} zijn of "
            f"{digits.replace('.', ',')}; de andere waarden in de kolom beslissen het niet"
        )
    if comma_doubtful and stijl is Stijl.GEMENGD:
        raise DubbelzinnigError(f"{quoted(text)} kan met of zonder decimalen zijn bedoeld")
    groups, point = _separators(kern, stijl)
    whole, _, fraction = digits.partition(point)
    pattern = rf"\d{{1,3}}(?:{re.escape(groups)}\d{{3}})+|\d+"
    if re.fullmatch(pattern, whole) is None or not re.fullmatch(r"\d*", fraction):
        raise GeenGetalError(f"{quoted(text)} heeft punten of komma's op een vreemde plek")
    waarde = float(f"{whole.replace(groups, '')}.{fraction or '0'}")
    if math.isinf(waarde):
        raise GeenGetalError(f"{quoted(text)} is te groot")
    return waarde


def _separators(kern: _Kern, stijl: Stijl) -> tuple[str, str]:
    """The separators of (thousands, decimals) of this text."""
    shows = _shows(kern)
    if shows is None:
        shows = Stijl.PUNT if stijl is Stijl.PUNT else Stijl.NL
    return (",", ".") if shows is Stijl.PUNT else (".", ",")


def _why_not(text: str) -> str:
    if _MEER.search(text):
        return f"{quoted(text)} is geen getal maar een grens; schrijf het getal zelf, of '<5'"
    return f"{quoted(text)} is geen getal"
