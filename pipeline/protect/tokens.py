"""A text as words, with what the finding of names asks of each word and its neighbours."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.protect import words as w
from pipeline.protect.lexicon import Lexicon, fold
from pipeline.protect.vondst import Zones

_CAPITALS = "A-ZÀ-ÖØ-ÞĀ-Ž"
_MARK = "\u0300-\u036f"


def _word_pattern(letters: str) -> re.Pattern[str]:
    """A word; after a hyphen it only goes on in the same case, so "al-Hassan" is two words."""
    capital = rf"(?:{letters}|'(?={letters}))"
    small = rf"(?:{letters})+(?:'(?:{letters})+)*"
    return re.compile(
        rf"[{_CAPITALS}]{capital}*(?:-(?=[{_CAPITALS}]){capital}+)*"
        rf"|(?:'(?![{_CAPITALS}]))?{small}(?:-(?![{_CAPITALS}])(?:{letters})+)*"
    )


_WORD = _word_pattern(r"[^\W\d_]+")
_MARKED_WORD = _word_pattern(rf"[^\W\d_]+[{_MARK}]*")
_MARKS = re.compile(f"[{_MARK}]")
_SENTENCE_END = re.compile(
    r"[.!?…:\n\"“”„«»‹›•|·]|^['(\[]|[ \n]['\[]|(?:^|\n) *[-*–] ?$",
)
_NAME_CAPITALS = re.compile(r"^(?:Mc|Mac|De|Van|La|Le|El|Di|O'|D'|IJ)|(?<=-)IJ")
_ODD = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ]|(?<!\w)[A-ZÀ-Þ]{2}(?=[a-zß-ÿ])|[A-ZÀ-Þ]{3}")
_ROLE_ENDINGS = (
    "vrouw", "werker", "werkster", "begeleider", "begeleidster", "coordinator", "vrijwilliger",
)  # fmt: skip
_LONG_INITIALS = frozenset(("ch", "th", "ph", "yo"))
_MAX_PREFIXES = 3


class Woord(NamedTuple):
    """A word of the text: its place, folded form, capital, and what stands before it.

    `begin` is whether a sentence may begin here, so that the capital says nothing.
    """

    start: int
    end: int
    tekst: str
    vorm: str
    groot: bool
    begin: bool
    ervoor: str


def split_words(text: str) -> list[Woord]:
    """The words of a text, in order."""
    found: list[Woord] = []
    end = 0
    for match in (_MARKED_WORD if _MARKS.search(text) else _WORD).finditer(text):
        start, word = match.start(), match[0]
        gap = text[end:start]
        begin = not found or (gap != " " and _SENTENCE_END.search(gap) is not None)
        if begin and found and gap in {". ", "."} and _is_abbreviation(found[-1]):
            begin = False
        found.append(Woord(start, match.end(), word, fold(word), word[0].isupper(), begin, gap))
        end = match.end()
    return found


def _is_abbreviation(word: Woord) -> bool:
    return word.vorm in w.AFKORTINGEN or (len(word.tekst) == 1 and word.groot)


def is_role(word: str) -> bool:
    """Whether a folded word says who somebody is: "buurvrouw", "jongerenwerker"."""
    return word in w.ROLLEN or word.endswith(_ROLE_ENDINGS)


def odd_case(word: str) -> bool:
    """Whether the capitals are not those of a name: "WhatsApp", "UWV", "NLdoet"."""
    if word.isupper():
        return len(word) < 4
    return _ODD.search(_NAME_CAPITALS.sub("", word)) is not None


def follows_title(title: Woord, word: Woord) -> bool:
    """Whether a word stands right behind a title; a full stop only behind "dhr", not "oma"."""
    if title.vorm not in w.TITELS:
        return False
    return word.ervoor == " " or (title.vorm in w.AFKORTINGEN and word.ervoor in {". ", "."})


class Tekst:
    """One text as words. `lower` is whether it has no capitals, as in a chat."""

    def __init__(self, text: str, zones: Zones, lexicon: Lexicon) -> None:
        self.text = text
        self.lex = lexicon
        self.words = split_words(text)
        self._zones = zones
        starts = [word for word in self.words if word.begin][:8]
        self.lower = len(self.words) > 3 and not any(word.groot for word in starts)

    def before(self, index: int) -> Woord | None:
        """The word before, if there is one."""
        return self.words[index - 1] if index else None

    def after(self, index: int) -> Woord | None:
        """The word behind, if there is one."""
        return self.words[index + 1] if index + 1 < len(self.words) else None

    def free(self, first: int, last: int) -> bool:
        """Whether the words `first` to `last` touch nothing that is spoken for."""
        return self._zones.free(self.words[first].start, self.words[last].end)

    def next_char(self, index: int) -> str:
        """The character right behind a word, or nothing at the end."""
        end = self.words[index].end
        return self.text[end : end + 1]

    def is_initial(self, index: int) -> bool:
        """Whether the word is one letter of a name: the "P" of "P. Westerveld"."""
        word, before = self.words[index], self.before(index)
        if not word.groot or not (len(word.tekst) == 1 or word.vorm in _LONG_INITIALS):
            return False
        lettered = before is not None and before.vorm in w.GEEN_VOORLETTER
        return self.next_char(index) == "." and not lettered

    def after_preposition(self, index: int) -> bool:
        """Whether the word stands where a place would: behind "in", "naar", "de"."""
        before = self.before(index)
        if before is None or before.vorm not in w.PLAATS_VOOR or self.words[index].ervoor != " ":
            return False
        return not (index > 1 and self.words[index - 2].vorm in w.GERICHT)

    def prefix_end(self, index: int) -> int:
        """The index of the word behind "van der", "el", "de"; `index` itself when it is none."""
        at = index
        while at - index < _MAX_PREFIXES and self.words[at].vorm in w.TUSSENVOEGSELS:
            after = self.after(at)
            if after is None or after.ervoor not in {" ", "-", ""}:
                break
            at += 1
        if at != index and (self.words[at].groot or self._small_surname(index, at)):
            return at
        return index

    def _small_surname(self, start: int, end: int) -> bool:
        name = self.words[end].vorm
        if any(word.groot for word in self.words[start:end]):
            return False
        known = name in self.lex.tussen_achternamen or name in self.lex.achternamen
        return known or (self.words[start].vorm in w.ARABISCH and name not in self.lex.woorden)
