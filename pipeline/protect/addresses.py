"""Addresses: a street with the number of a house right behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.protect.lexicon import Lexicon, fold
from pipeline.protect.vondst import Gegeven, Stuk
from pipeline.protect.words import KALENDER, words_of

_MAX_WORDS = 6
_LOOK_BACK = 70

# One word, then a number with what may be stuck to it: "30-II", "12b", "9-b", "45 hs".
_NUMBER = re.compile(
    r"(?<=[^\W\d_.])(?P<gap>\.?,? ?(?:\(?(?:nr|no|nummer|huisnr|huisnummer)\b\.? ?)?)"
    r"(?P<n>(?<![\d.,])\d{1,4}(?![\d%€]|[.,:]\d)"
    r"(?:(?:[ ]?[-/][ ]?|[ ])(?:hs|huis|bis|zw|rd|[IVX]{1,4}|\d?hoog)(?!\w)"
    r"|[A-Za-z]?[ ]?[-/ ][ ]?\d{1,2}[ -]?hoog(?!\w)"
    r"|[ ]?[-/][ ]?[A-Za-z0-9]{1,4}(?![\w-])"
    r"|[A-Za-z]{1,3}(?!\w)| (?:[a-h]|[A-HJ-Z])(?!\w|['.-]\w))?"
    r"(?:,? ?(?:en|t/m|\+) ?\d{1,4}[a-z]?(?![\w:]|[.,]\d))?)"
)
_SURE_ENDING = (
    r"(?:straat|str|straatweg|weg|wg|laan|ln|plein|pln|gracht|kade|singel|steeg|plantsoen|"
    r"dreef|dijk|boulevard|allee|hof|pad|drift|wal|straatje|laantje|weggetje|pleintje)"
)
_SURE = re.compile(rf"[^\W\d_][\w'-]*{_SURE_ENDING}\.?$", re.IGNORECASE)
_LIKELY = re.compile(
    r"[^\W\d_][\w'-]*(?:baan|park|markt|veld|hoek|oord|burg|berg|ring|dam|brink|horst|bos|zoom|hout|"
    r"waard|weide|meent|tuin|poort|vaart|wetering|sloot|meer|haven|werf|kamp|erf|akker|donk|rode)$",
    re.IGNORECASE,
)
_OPENERS = words_of("""
    laan plein weg hof pad baan park dreef allee boulevard kade
""")
_JOINS = words_of("""
    van naar der den de het
""")
_HONOURS = words_of("""
    prof dr ds ir mr mgr burg st jhr pr kon gen adm pastoor burgemeester burgem kapelaan
    prins  prinses koningin koning graaf generaal professor dokter dominee sint oude
    nieuwe hoge lage  grote kleine korte lange eerste tweede derde 1e 2e 3e
""")
_WORD = re.compile(r"[^\s,;:()\"]+")
_CUE = re.compile(
    r"(?:\b(?:adres|woon\w*|wonen\w*|verhuis\w*|ingeschreven|gevestigd|pand|huis)\b[^.!?\n]{0,40}"
    r"|\b(?:op|aan|van|naar|in|uit|bij)\s(?:de|het|'t)?\s?|:\s)$",
    re.IGNORECASE,
)
_NOT_A_HOUSE = re.compile(
    r"\s(?:jaar|jaren|mensen|euro|uur|keer|maal|kinderen|gezinnen|huizen|woningen|bewoners|buren|"
    r"meters?|m|km|kilometer|minuten|dagen|weken|maanden|personen|deelnemers|vrijwilligers|bezoekers|"
    r"vrouwen|mannen|jongens|meisjes|bomen|procent|ouderen|jongeren|leden|stuks|plekken|bankjes|man|"
    r"keren|kramen|stoelen|graden|nieuwe|flats|auto's|fietsen|punten|huishoudens|studenten|cliënten|"
    r"januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b"
)
_NO_STREET = words_of("""
    onderweg terugweg heenweg halverweg snelweg uitweg omweg
""")
_YEAR = re.compile(r"(?:19|20)\d\d$")


def addresses(text: str, lexicon: Lexicon) -> Iterator[Stuk]:
    """Every street with a number in the text, from the first word of its name."""
    for match in _NUMBER.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        begin = max(before.rfind("\n"), before.rfind("]")) + 1
        words = [(m[0], m.start()) for m in _WORD.finditer(before, begin)][-_MAX_WORDS:]
        if not words or _NOT_A_HOUSE.match(text, match.end("n")):
            continue
        size = _street(words, before, lexicon, match["n"])
        if size > 1 and words[-size][0] in {"de", "het", "'t"}:
            size -= 1
        if size:
            start = match.start() - len(before) + words[-size][1]
            yield start, match.end("n"), Gegeven.ADRES


def street_words(words: list[str], lexicon: Lexicon) -> int:
    """How many of the last words are the name of a street; 0 when they are none."""
    for size in range(min(_MAX_WORDS, len(words)), 0, -1):
        name = " ".join(words[-size:])
        if fold(name.rstrip(".")) in lexicon.straten and (
            _SURE.match(words[-1]) or (size > 1 and words[-1][:1].isupper())
        ):
            return size + _honours(words[:-size])
    for size in range(min(_MAX_WORDS, len(words)), 2, -1):
        if words[-size][:1].isupper() and fold(words[-size]) in _OPENERS:
            return size if fold(words[1 - size]) in _JOINS else 0
    sure = words and words[-1][:1].isupper() and _SURE.match(words[-1])
    return 1 + _honours(words[:-1]) if sure else 0


def _honours(words: list[str]) -> int:
    """1 when the word before a street belongs to its name: "Dr. Schaepmanlaan"."""
    return int(bool(words) and words[-1][:1].isupper() and fold(words[-1].rstrip(".")) in _HONOURS)


def _street(words: list[tuple[str, int]], before: str, lexicon: Lexicon, number: str) -> int:
    """How many of the last words are a street here, where a number follows them."""
    last = words[-1][0]
    folded = fold(last.rstrip("."))
    if folded in _NO_STREET:
        return 0
    size = street_words([word for word, _ in words], lexicon)
    year = _YEAR.match(number) is not None
    if size > 1 or (size and last[:1].isupper()):
        return 0 if year and not _SURE.match(last) else size
    if last[:1].islower():
        known = folded in lexicon.straten and _SURE.match(last) is not None
        return int(known and folded not in lexicon.woorden)
    if year or folded in KALENDER or lexicon.is_uitgesloten(folded):
        return 0
    cued = _CUE.search(before[: words[-1][1]]) is not None
    return int(_may_be_street(last, folded, lexicon, cued=cued))


def _may_be_street(last: str, folded: str, lexicon: Lexicon, *, cued: bool) -> bool:
    """Whether a name without "straat" or the like is a street; `cued` is by the words before."""
    if folded not in lexicon.straten and not _LIKELY.match(last):
        return False
    return cued or not (lexicon.is_woord(folded) or lexicon.is_voornaam(folded))
