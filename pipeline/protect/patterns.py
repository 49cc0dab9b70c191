"""Direct identifiers by their shape, as careless people write them.

Every finder takes the text and gives stretches of it; their order is their order of
authority. All patterns have bounded repeats and a guard at their start, so that a text of a
million digits takes linear time. Addresses have a file of their own.

Sources: the elfproef of the BSN (Besluit burgerservicenummer, article 2), ISO 13616 for IBAN
and the sidecodes of the RDW for number plates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.protect.vondst import Gegeven, Stuk
from pipeline.protect.words import words_of

_I = re.IGNORECASE
_SEP = r"[ ./()-]{0,3}"
_GAP = r"[ ./-]{0,2}"

_EMAIL = re.compile(
    r"(?<![\w+-])[\w+-]{1,64}(?:\.[\w+-]{1,64}){0,8}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}"
)
_LOOSE_DOT = r"(?:\s?[.,]\s?|\s?[\[({](?:punt|dot|\.)[\])}]\s?|\s(?:punt|dot)\s)"
_LOOSE_EMAIL = re.compile(
    rf"(?<![\w+-])[\w+-]{{1,40}}(?:(?:\.|\s?[\[({{]punt[\])}}]\s?|\s(?:punt|dot)\s)[\w+-]{{1,40}}){{0,4}}"
    r"(?:\s?@\s?|\s?[\[({]\s?(?:at|apenstaartje|a|@)\s?[\])}]\s?|\s(?:at|apenstaartje|apestaartje)\s)"
    rf"[\w-]{{1,40}}(?:{_LOOSE_DOT}[\w-]{{1,40}}){{0,2}}?"
    rf"(?:\.(?:nl|com|net|org|be|eu|de|nu|info)|{_LOOSE_DOT}(?:nl|com|net|org))\b",
    _I,
)
_PROFILE = re.compile(
    r"(?<![\w.@/-])(?:https?://)?(?:[a-z-]{1,10}\.){0,2}"
    r"(?:facebook|instagram|linkedin|twitter|tiktok|snapchat|youtube|fb|insta|x)\.(?:com|nl|me)"
    r"/[^\s<>\"')\]]{1,200}",
    _I,
)
_HANDLE = re.compile(r"(?<![\w.@/+-])@[A-Za-z][\w.]{1,40}")

_NL_IBAN = re.compile(rf"(?<!\w)NL{_GAP}\d{_GAP}\d{_GAP}[A-Z]{{4}}(?:{_GAP}\d){{10}}(?!\d)", _I)
_IBAN_START = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?=[ -]?[A-Z0-9]{2,4}[ -]?[A-Z0-9]{2})")
_IBAN_LENGTHS = {
    "BE": 16, "DE": 22, "FR": 27, "ES": 24, "PL": 28, "TR": 26, "MA": 28, "IT": 27, "GB": 22,
    "AT": 20, "PT": 25, "RO": 24, "BG": 22, "LU": 20, "CH": 21, "GR": 27, "HU": 28, "IE": 22,
    "SE": 24, "DK": 18, "NO": 15, "FI": 18, "CZ": 24, "UA": 29, "LT": 20, "LV": 21, "EE": 20,
}  # fmt: skip
_ACCOUNT = re.compile(
    r"\b(?:bank|giro)?rek(?:ening)?\.?[ -]?(?:n(?:umme)?r|no)?\b\.?[ :#(]{0,3}(?:is |van |= ?)?"
    r"(?P<d>\d(?:[ .-]?\d){6,9})(?!\d)"
    r"|\bgiro(?:nummer|rekening)?[ :]{1,3}(?P<g>\d(?:[ .-]?\d){3,8})(?!\d)",
    _I,
)

_DATE_AHEAD = r"(?!0?\d{1,2}[-/.](?:0?[1-9]|1[012])[-/.](?:19|20)\d\d(?!\d))"
_TEL_START = r"(?:(?<!\w)(?<!\d[.,])|(?<=tel)|(?<=mob)|(?<=nr))"
_PHONES = (
    re.compile(
        rf"(?<![\w.,])(?:\+|00)\s?31{_SEP}(?:\(0\){_SEP}|0(?=[1-9]))?[1-9](?:{_SEP}\d){{7,8}}(?!\d)"
    ),
    re.compile(rf"(?<![\w.,])(?:\+|00)(?!\s?31)[1-9](?:{_SEP}\d){{8,14}}(?!\d)"),
    re.compile(rf"{_TEL_START}{_DATE_AHEAD}\(?0(?![089]00)(?:[1-9]| 6)(?:{_SEP}\d){{8}}(?!\d)"),
    re.compile(rf"{_TEL_START}{_DATE_AHEAD}06(?:{_SEP}\d){{7,9}}(?!\d)"),
)
_CALLED = re.compile(
    r"\b(?:tel(?:efoon)?(?:n(?:umme)?r)?|bel(?:t|len|de)?|mobiel|whatsapp|app(?:t|en)?|fax|nummer)\b"
    r"[.:]{0,2}(?:[ (](?:me|mij|ons|haar|hem|naar|op|is|thuis|vast|maar|even|via))* ?[:(]? ?"
    rf"{_DATE_AHEAD}(?P<n>(?!0[89]00)\d(?:[ .-]{{0,2}}\d){{5,8}})(?![\d-])",
    _I,
)

_BSN_CUE = re.compile(
    r"\b(?:bsn|burger ?service ?(?:nummer|nr)|sofi(?:[ -]?(?:nummer|nr))?)\b[^\d\n€]{0,40}?"
    r"(?P<n>\d(?:[ .-]{0,2}\d){7,8})(?!\d)",
    _I,
)
_NINE = re.compile(r"(?<![\w.,€-])(?<!€ )\d{2,9}(?:[ .-]\d{2,4}){0,3}(?![\w]|[.,-]\d)")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MONEY_AFTER = re.compile(r"\s?(?:euro|eur|gulden|keer|km|x)\b", _I)

_POSTCODE = re.compile(r"(?<![\w.,-])[1-9]\d{3}( {0,2})([A-Za-z]{2})(?!\w|-\w)")
# Two letters after a year or a quantity that are no part of a postcode.
_PAIR_WORDS = words_of("""
    al af ah as be bv ca cc cm de di do dr ds du eb ee eh ei el en er et eu ex ff ga gb gr
    ha he hm ho hp ik in is ja je kb kg km kw la le lo ma mb me mg ml mm mo mw na ne ni nl
    no nr nu of oh ok om on op ow pa pk pp re sa sd se so ss st te to tv uw va vd vs wc we
    wo wz xl za ze zo zn
""")

_PLATE = re.compile(
    r"(?<![\w-])(?:[A-Za-z]{1,3}-\d{1,3}-[A-Za-z0-9]{1,3}|\d{1,3}-[A-Za-z]{1,3}-[A-Za-z0-9]{1,3}"
    r"|[A-Za-z]{2}-[A-Za-z]{2}-\d{2}|\d{2}-\d{2}-[A-Za-z]{2})(?![\w-])"
)
_BARE_PLATE = re.compile(
    r"(?<![\w-])(?=[A-Z0-9]{6}(?![\w-]))[A-Z]{0,3}\d{1,3}[A-Z]{1,3}\d{0,3}(?!\w)"
)
_PLATE_CUE = re.compile(
    r"\b(?:kenteken(?:plaat)?|nummerplaat|nummerbord)\b[^\n\d.;]{0,25}?[ :(]"
    r"(?P<n>(?=[A-Z0-9]{1,3}[ -]?[A-Z0-9]{1,3}[ -]?[A-Z0-9]{1,3}\b)[A-Z0-9 -]{6,8})(?!\w)",
    _I,
)
_SHAPES = words_of("""
    LLDDDD DDDDLL DDLLDD LLDDLL LLLLDD DDLLLL DDLLLD DLLLDD LLDDDL LDDDLL LLLDDL LDDLLL
    DLLDDD DDDLLD
""")
_OLD_SHAPES = frozenset(("LLDDDD", "DDDDLL"))

_NO_ID = (
    r"telefoon|tele|huis|kamer|zaal|lokaal|rug|lijn|lot|start|volg|punt|rang|bus|tram|trein|spoor|"
    r"blad|pagina|bel|alarm|nood|info|fax|mobiel|meld|rij|stoel|kluis|track|podium|0900|06|mijn"
)
_ID_WORDS = (
    r"cli[eë]nt(?:en)?|pati[eë]nt(?:en)?|dossier|zaak|polis|klant|leerling|lid|relatie|registratie|"
    r"aanvraag|verzeker(?:den|ings?)|paspoort|rijbewijs|id-?kaart|identiteitskaart|identiteitsbewijs|"
    r"kenmerk|referentie|frame|chassis|aangifte|proces-verbaal|pas|document|casus|v"
)
_ID_BODY = r"\d[\dA-Za-z]{0,24}(?:[-./][\dA-Za-z]{1,24}){0,8}"
_NUMBER_CUE = re.compile(
    rf"\b(?!(?:{_NO_ID})-?n(?:umme)?r)(?:[a-zà-ÿ-]{{1,24}}(?:nummer|nr\b\.?)"
    rf"|(?:{_ID_WORDS})[ -](?:nummer|nr\b\.?|no\b\.?|id\b))"
    rf"[^\d\n€]{{0,40}}?(?<![A-Za-z0-9])(?P<n>(?-i:[A-Z]{{0,6}})[-./ ]?{_ID_BODY})",
    _I,
)
_BARE_NUMBER_CUE = re.compile(
    rf"\b(?:{_ID_WORDS[:-2]})[ :#(]{{1,3}}(?:met |is )?"
    rf"(?P<n>(?-i:[A-Z]{{0,6}})[-./]?{_ID_BODY})",
    _I,
)
_LONG_NUMBER = re.compile(r"\d{3}|\d[ .-]\d|[A-Z]\d|\d[A-Z]")
_GROUPS = re.compile(r"(?: \d{2,4}(?![\w,]|[.]\d)){1,4}")

_MONTH = (
    r"(?:jan(?:uari)?|feb(?:r|ruari)?|m(?:aa)?rt|apr(?:il)?|mei|juni?|juli?|aug(?:ustus)?|"
    r"sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NUMERIC = r"\d{1,2} ?[-/. ] ?(?:0?[1-9]|1[012]) ?[-/. ] ?(?:(?:19|20)\d\d|'?\d\d)(?!\d)"
_ISO = r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
_WRITTEN = rf"\d{{1,2}}(?:e|ste|de)?[ -](?:van )?{_MONTH}"
_YEAR = r",?[ -]'?(?:(?:19|20)\d\d|\d\d)(?!\d)(?! uur)"
_DATE = rf"(?:{_ISO}|{_NUMERIC}|{_WRITTEN}(?:{_YEAR})?)"
_FULL_DATE = rf"(?:{_ISO}|{_NUMERIC}|{_WRITTEN}{_YEAR})"
_BORN = re.compile(
    rf"(?<!\w)(?:geb(?:oren(?!en)|oorte(?:datum|dag|d\.))?|geb\.? ?dat(?:um)?|geboortedat|gbd|dob)"
    rf"(?![a-z])(?P<gap>[^\d\n]{{0,40}}?)(?<!\d)(?P<n>{_DATE}|\d{{8}}(?!\d))",
    _I,
)
_BIRTHDAY = re.compile(
    rf"\b(?:jarig|verjaardag|verjaart|geboortedag)\b(?P<gap>[^\d\n]{{0,30}}?)(?P<n>{_FULL_DATE})",
    _I,
)
_THEN_BORN = re.compile(
    rf"(?<![\d/.-])(?P<n>{_DATE})(?P<gap>[^\d\n.!?;]{{0,40}}?) ?\bgeboren\b", _I
)
_FROM = re.compile(rf"\b(?:is|ben|bent|was) (?:\w{{1,12}} )?van (?P<n>{_FULL_DATE})", _I)
_OTHER_EVENT = re.compile(
    r"[.!?;] +[A-Z]|\b(?:sinds|vanaf|tot|overl|kwam|woon|gesprek|afspraak|verhuis|getrouwd|gehuwd|"
    r"gescheiden|begonnen|gestart|volgens|intake|melding)"
)


def elfproef(digits: str) -> bool:
    """Whether nine digits can be a BSN; eight get a zero in front."""
    number = digits.zfill(9)
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True))
    return total % 11 == 0 and len(set(number)) > 1


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _whole(pattern: re.Pattern[str], soort: Gegeven) -> Callable[[str], Iterator[Stuk]]:
    """A finder for a pattern; a group that holds the find is taken instead of the whole."""

    def find(text: str) -> Iterator[Stuk]:
        for match in pattern.finditer(text):
            group = match.lastgroup or 0
            yield (*match.span(group), soort)

    return find


def _phones(text: str) -> Iterator[Stuk]:
    for pattern in _PHONES:
        for match in pattern.finditer(text):
            open_bracket = match[0].startswith("(") and ")" not in match[0]
            yield match.start() + open_bracket, match.end(), Gegeven.TELEFOON


def _handles(text: str) -> Iterator[Stuk]:
    for pattern in (_PROFILE, _HANDLE):
        for match in pattern.finditer(text):
            end = match.end() - (len(match[0]) - len(match[0].rstrip(".,;:!?")))
            yield match.start(), end, Gegeven.URL


def _foreign_ibans(text: str) -> Iterator[Stuk]:
    for match in _IBAN_START.finditer(text):
        length = _IBAN_LENGTHS.get(match[0][:2], 0)
        body = re.match(rf"(?:[A-Z0-9][ -]?){{{length}}}(?!\w)", text[match.start() :][:80])
        if length and body:
            plain = re.sub(r"[ -]", "", body[0])
            if int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1:
                yield match.start(), match.start() + len(body[0].rstrip(" -")), Gegeven.IBAN


def _bare_bsns(text: str) -> Iterator[Stuk]:
    for match in _NINE.finditer(text):
        digits = _digits(match[0])
        if len(digits) != 9 or not elfproef(digits) or _MONEY_AFTER.match(text, match.end()):
            continue
        if len(match[0]) == 9 or not _YEARS.search(match[0]):
            yield (*match.span(), Gegeven.BSN)


def _postcodes(text: str) -> Iterator[Stuk]:
    for match in _POSTCODE.finditer(text):
        gap, pair = match[1], match[2]
        word = pair.lower() in _PAIR_WORDS
        shouted = text[max(0, match.start() - 12) : match.end() + 12].isupper()
        upper = pair.isupper() and not (shouted and word and gap)
        if upper or (pair.islower() and not word) or (not gap and not word):
            yield (*match.span(), Gegeven.POSTCODE)


def _plates(text: str) -> Iterator[Stuk]:
    for match in _PLATE_CUE.finditer(text):
        if _shape(match["n"].strip()) in _SHAPES:
            yield (
                match.start("n"),
                match.start("n") + len(match["n"].rstrip(" -")),
                Gegeven.KENTEKEN,
            )
    for match in _PLATE.finditer(text):
        if _shape(match[0]) in _SHAPES:
            yield (*match.span(), Gegeven.KENTEKEN)
    for match in _BARE_PLATE.finditer(text):
        if _shape(match[0]) in _SHAPES - _OLD_SHAPES:
            yield (*match.span(), Gegeven.KENTEKEN)


def _shape(plate: str) -> str:
    return "".join("D" if char.isdigit() else "L" for char in plate if char not in " -")


def _numbers(text: str) -> Iterator[Stuk]:
    if not _LONG_NUMBER.search(text):
        return
    for pattern in (_NUMBER_CUE, _BARE_NUMBER_CUE):
        for match in pattern.finditer(text):
            start, end = match.span("n")
            start += len(match["n"]) - len(match["n"].lstrip("-./ "))
            if text[start:end].isdigit() and end - start <= 4 and pattern is _NUMBER_CUE:
                more = _GROUPS.match(text, end)
                end = more.end() if more else end
            if _is_number(text[start:end]) and not _MONEY_AFTER.match(text, end):
                yield start, end, Gegeven.NUMMER


def _is_number(value: str) -> bool:
    digits = len(_digits(value))
    if re.fullmatch(rf"{_NUMERIC}|{_ISO}|(?:19|20)\d\d", value):
        return False
    return digits >= 4 or (digits >= 3 and len(value) >= 5)


def _births(text: str) -> Iterator[Stuk]:
    for pattern in (_BORN, _BIRTHDAY, _THEN_BORN):
        for match in pattern.finditer(text):
            if not _OTHER_EVENT.search(match["gap"]):
                yield (*match.span("n"), Gegeven.GEBOORTEDATUM)
    for match in _FROM.finditer(text):
        yield (*match.span("n"), Gegeven.GEBOORTEDATUM)


Finder = Callable[[str], Iterator[Stuk]]
_WITHOUT_DIGITS: tuple[Finder, ...] = (
    _whole(_LOOSE_EMAIL, Gegeven.EMAIL),
    _whole(_EMAIL, Gegeven.EMAIL),
    _handles,
)
_WITH_DIGITS: tuple[Finder, ...] = (
    _whole(_NL_IBAN, Gegeven.IBAN),
    _foreign_ibans,
    _whole(_BSN_CUE, Gegeven.BSN),
    _whole(_ACCOUNT, Gegeven.IBAN),
    _plates,
    _numbers,
    _births,
    _phones,
    _bare_bsns,
    _whole(_CALLED, Gegeven.TELEFOON),
    _postcodes,
)


_HAS_AT = re.compile(r"@|\b(?:at|punt|dot|ape\w+)\b|[\[({]at?[\])}]|\.(?:com|nl|me)/", _I)
_HAS_DIGIT = re.compile(r"\d")
_BEHIND_NAME = re.compile(rf" ?[,(] ?(?P<n>{_ISO}|{_NUMERIC}|{_WRITTEN}{_YEAR})")
_EVENT_YEAR = re.compile(
    r"(?:20(?:1[2-9]|[2-9]\d)|(?:^|\D)(?:1[2-9]|2\d))$|^20(?:1[2-9]|[2-9]\d)\D"
)


def birth_behind(text: str, end: int) -> Stuk | None:
    """A date right behind a name that ends at `end`, when its year is too early for an event."""
    match = _BEHIND_NAME.match(text, end)
    if match is None or _EVENT_YEAR.search(match["n"]):
        return None
    return (*match.span("n"), Gegeven.GEBOORTEDATUM)


def direct(text: str) -> Iterator[Stuk]:
    """Every stretch that looks like a direct identifier, the surest first; they may overlap."""
    if _HAS_AT.search(text):
        for finder in _WITHOUT_DIGITS:
            yield from finder(text)
    if _HAS_DIGIT.search(text):
        for finder in _WITH_DIGITS:
            yield from finder(text)
