"""Finding personal data in a text: direct identifiers first, then persons' names.

    text ─► known names out ─► shapes and addresses ─► persons ─► Vondst, Vondst, …

Deliberately generous: a word too many hidden is seen in `controle.html` and mended with one line
in the front matter, a name too few stands in a report. Streets without a number, places and
organisations may stay (issue "Nothing leaves without consent", item 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from pipeline.codebook import Codebook
from pipeline.protect.addresses import addresses, street_words
from pipeline.protect.lexicon import Lexicon, fold, lexicon
from pipeline.protect.patterns import birth_behind, direct
from pipeline.protect.persons import persons
from pipeline.protect.vondst import VERVANGING, Gegeven, Stuk, Vondst, Zones
from pipeline.protect.words import BEKENDE_NAMEN, TITELS

_MAX_ROUNDS = 4
_SAME_LENGTH = str.maketrans(
    {**dict.fromkeys("\u00a0\u2007\u2009\u202f\u2002\u2003\t", " "),
     **dict.fromkeys("‐‑‒–−", "-"), **dict.fromkeys("’‘ʼ´`", "'")}
)  # fmt: skip
_CHUNK = re.compile(r"\w+")
_OPAQUE = "\ufffc"
_STANDIN = re.compile(VERVANGING)
_SHORTENED = re.compile(
    r"(?<!\w)(?P<voor>[^\W\d_]{1,20}\.? ?)(?<=[ .])"
    r"(?P<naam>[vV](?:\.? ?|/)(?:d\.?|h\.?|'t) ?[A-Z][\w'-]{1,30})"
)
_STREET = re.compile(
    r"(?<!\w)[A-Z][\w'.-]{0,40}(?:straat|weg|laan|plein|gracht|kade|singel|steeg|dreef|plantsoen|dijk|hof|pad)\b"
)


def detect(text: str, codebook: Codebook) -> tuple[Vondst, ...]:
    """Everything in the text that says who somebody is, in order and without overlap.

    `codebook.niet_verbergen` and the names of the project itself are left alone. Raises
    `PipelineError` when the word lists are not there.
    """
    known, lex = _known(codebook), lexicon()
    clean, places = _collapse(
        text.translate(_SAME_LENGTH),
        range(len(text) + 1),
        [match.span() for match in _STANDIN.finditer(text)],
    )
    found: list[Vondst] = []
    for _ in range(_MAX_ROUNDS):
        new = _round(clean, known, lex)
        if not new:
            break
        for start, end, soort in new:
            begin, einde = places[start], places[end]
            found.append(Vondst(begin, einde, soort, text[begin:einde]))
        clean, places = _collapse(clean, places, [(start, end) for start, end, _ in new])
    return tuple(sorted(found))


def _round(text: str, known: re.Pattern[str] | None, lex: Lexicon) -> list[Stuk]:
    """One look at the text. A stand-in changes what its neighbours are, hence more than one."""
    zones, spared = Zones(len(text)), Zones(len(text))
    for match in re.finditer(f"{_OPAQUE}+", text):
        zones.take(*match.span())
    names = [match.span() for match in known.finditer(text)] if known else []
    for start, end in names:
        spared.take(start, end)
    found: list[Stuk] = []
    found += _unspared(zones, spared, direct(text))
    found += _unspared(zones, spared, addresses(text, lex))
    found += _unspared(zones, spared, _repeats(text, found))
    for start, end in (*names, *_streets(text, lex)):
        zones.take(start, end)
    named = zones.take_free(_shortened(text, lex))
    named += zones.take_free(persons(text, zones, lex))
    births = (birth_behind(text, end) for _, end, _ in named)
    return found + named + zones.take_free(birth for birth in births if birth)


def _shortened(text: str, lex: Lexicon) -> Iterator[Stuk]:
    """Surnames with "van de" cut short, behind a title, a first name or an initial: "v.d. Berg"."""
    for match in _SHORTENED.finditer(text):
        before = fold(match["voor"].strip(" ."))
        if before in TITELS or lex.is_voornaam(before) or len(before) == 1:
            yield *match.span("naam"), Gegeven.PERSOON


def _unspared(zones: Zones, spared: Zones, pieces: Iterator[Stuk]) -> list[Stuk]:
    """The free pieces that are not, as a whole, part of what may stay."""
    return zones.take_free([piece for piece in pieces if not spared.covers(*piece[:2])])


def _repeats(text: str, found: Sequence[Stuk]) -> Iterator[Stuk]:
    """Every other place where the same text stands: a number found once is hidden everywhere."""
    by_length: dict[int, dict[str, Gegeven]] = {}
    for start, end, soort in found:
        by_length.setdefault(end - start, {})[text[start:end]] = soort
    starts = {match.start() for match in _CHUNK.finditer(text)} if found else set()
    for start in sorted(starts | {start - 1 for start in starts if start}):
        for length, texts in by_length.items():
            end = start + length
            kind = texts.get(text[start:end])
            if kind is not None and not (text[end - 1 : end + 1].isalnum() and end < len(text)):
                yield start, end, kind


def _collapse(
    text: str, places: Sequence[int], spans: list[tuple[int, int]]
) -> tuple[str, Sequence[int]]:
    """Make each stretch one opaque character; `places` leads from the result to the original.

    So a text looks the same before and after masking, and masking twice is masking once.
    """
    if not spans:
        return text, places
    parts: list[str] = []
    kept: list[int] = []
    last = 0
    for start, end in sorted(spans):
        parts += (text[last:start], _OPAQUE)
        kept += places[last : start + 1]
        last = end
    kept += places[last:]
    return "".join((*parts, text[last:])), kept


def _streets(text: str, lex: Lexicon) -> Iterator[tuple[int, int]]:
    """Streets without a number: they may stay, also when they are named after a person."""
    for match in _STREET.finditer(text):
        begin = text.rfind("\n", 0, match.start()) + 1
        words = text[max(begin, match.start() - 70) : match.end()].split(" ")
        size = street_words(words, lex)
        if size < 2 and (fold(match[0]) not in lex.straten or _after_name(words, lex)):
            continue
        name = " ".join(words[-size:]) if size else match[0]
        yield match.end() - len(name), match.end()


def _after_name(words: list[str], lex: Lexicon) -> bool:
    """Whether a first name, a title or an initial stands before the last word: a surname then."""
    before = fold(words[-2].strip(".,")) if len(words) > 1 else ""
    named = before in lex.voornamen and words[-2][:1].isupper()
    return named or before in TITELS or (len(before) == 1 and words[-2].endswith("."))


@lru_cache(maxsize=8)
def _known(codebook: Codebook) -> re.Pattern[str] | None:
    """What the codebook says may stay: its own names, and those it lists."""
    names = {codebook.naam, codebook.organisatie, codebook.gemeente, *codebook.niet_verbergen}
    names.update(BEKENDE_NAMEN)
    for wijk in codebook.wijken:
        names.update(name for name in (wijk.naam, *wijk.aliassen) if not _is_plain(name))
    for werksoort in codebook.werksoorten:
        names.update((werksoort.naam, *werksoort.aliassen))
    names.update(name for k in codebook.kwaliteiten for name in (k.naam, k.kort))
    names.update(earlier.naam for k in codebook.kwaliteiten for earlier in k.vroeger)
    return literals(names, [codebook.gemeente, *_own_words(codebook.organisatie)])


def _is_plain(name: str) -> bool:
    """Whether a wijk is called by a Dutch word ("Oost"), which by itself is no name anyway."""
    return len(name) < 3 or fold(name) in lexicon().woorden


def _own_words(name: str) -> list[str]:
    """The words of a name that are no Dutch words, so that "Versa" alone stays as well."""
    lex = lexicon()
    return [word for word in name.split() if len(word) > 3 and not lex.is_voornaam(fold(word))]


def literals(texts: Iterable[str], beginnings: Iterable[str] = ()) -> re.Pattern[str] | None:
    """A pattern for literal texts, in any case and white space, as whole words; None for none.

    Of the `beginnings` words may begin with them ("Hilversummers").
    """
    options = [_literal(text) for text in sorted(set(texts), key=len, reverse=True)]
    options += [_literal(text) + r"\w*" for text in beginnings]
    found = "|".join(option for option in options if option not in {"", r"\w*"})
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE) if found else None


def _literal(text: str) -> str:
    return r"\s+".join(map(re.escape, text.translate(_SAME_LENGTH).split()))
