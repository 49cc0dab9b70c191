"""Masking: readable stand-ins for what was found, and the way from a text to its masked form.

The same person is the same `[persoon 1]` throughout a story: "Fatima El Amrani", "Fatima" and
"mevrouw El Amrani" are one. Other kinds have one stand-in each, such as `[adres]`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.protect.detect import literals
from pipeline.protect.lexicon import fold
from pipeline.protect.vondst import Gegeven, Vondst
from pipeline.protect.words import TITELS, TUSSENVOEGSELS


@dataclass(frozen=True, slots=True)
class Masking:
    """One hidden stretch `[start, end)` of a text, and what stands there instead.

    `plek` is the offset of the stand-in in the masked text.
    """

    start: int
    end: int
    soort: Gegeven
    vervanger: str
    plek: int

    @property
    def plek_end(self) -> int:
        """The end of the stand-in in the masked text."""
        return self.plek + len(self.vervanger)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with stand-ins. `maskings` are in order, in offsets of the text before masking."""

    tekst: str
    maskings: tuple[Masking, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the text as a stretch of the masked one, with whole stand-ins."""
        begin = self._to(start, at_end=False)
        return begin, max(begin, self._to(end, at_end=True))

    def part(self, start: int, end: int) -> str:
        """The masked form of a stretch of the text, with whole stand-ins at its ends."""
        begin, einde = self.place(start, end)
        return self.tekst[begin:einde]

    def owned(self, start: int, end: int) -> tuple[int, str]:
        """The masked form of one of several adjoining stretches, and its offset.

        A stand-in belongs to the stretch in which the hidden text begins, so that the stretches
        of a text join to the masked text: for a name with a change of look inside.
        """
        begin = self._to(start, at_end=True)
        return begin, self.tekst[begin : max(begin, self._to(end, at_end=True))]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the masked text as a stretch of the text before, whole hidden parts."""
        begin = self._back(start, at_end=False)
        return begin, max(begin, self._back(end, at_end=True))

    def _to(self, offset: int, *, at_end: bool) -> int:
        index = bisect_left(self.maskings, offset, key=lambda item: item.start) - 1
        if index < 0:
            return offset
        item = self.maskings[index]
        if offset < item.end:
            return item.plek_end if at_end else item.plek
        return offset - item.end + item.plek_end

    def _back(self, offset: int, *, at_end: bool) -> int:
        index = bisect_left(self.maskings, offset, key=lambda item: item.plek) - 1
        if index < 0:
            return offset
        item = self.maskings[index]
        if offset < item.plek_end:
            return item.end if at_end else item.start
        return offset - item.plek_end + item.end


def mask(
    text: str,
    vondsten: Sequence[Vondst],
    verbergen: Sequence[str] = (),
    niet_verbergen: Sequence[str] = (),
) -> Masked:
    """Put stand-ins for the finds in a text.

    `verbergen` are literal texts that are hidden as well, in any case, as whole words; they
    win over `niet_verbergen`, the finds that may stay. Finds are of this text, without overlap.
    """
    stretches = list(_with_literals(text, without(vondsten, niet_verbergen), verbergen))
    numbers = number_persons([v for v in stretches if v.soort is Gegeven.PERSOON])
    maskings: list[Masking] = []
    parts: list[str] = []
    last = plek = 0
    for item in stretches:
        vervanger = f"[{item.soort.vervanger}{numbers.get(item, '')}]"
        plek += item.start - last
        maskings.append(Masking(item.start, item.end, item.soort, vervanger, plek))
        parts += (text[last : item.start], vervanger)
        plek += len(vervanger)
        last = item.end
    return Masked("".join((*parts, text[last:])), tuple(maskings))


def without(vondsten: Sequence[Vondst], niet_verbergen: Sequence[str]) -> list[Vondst]:
    """The finds that are left when those under `niet_verbergen` may stay."""
    return [v for v in vondsten if not _spared(v, niet_verbergen)]


def _spared(vondst: Vondst, niet_verbergen: Sequence[str]) -> bool:
    """Whether a find is one that may stay: as a whole, or all words of a name."""
    if vondst.soort is Gegeven.PERSOON:
        words = set(_name_words(vondst.tekst))
        return any(words <= set(_name_words(text)) for text in niet_verbergen)
    plain = _plain(vondst.tekst)
    return any(plain == _plain(text) for text in niet_verbergen)


def _plain(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def _with_literals(
    text: str, vondsten: Sequence[Vondst], verbergen: Sequence[str]
) -> Iterator[Vondst]:
    """The finds together with the literal texts, in order; what overlaps becomes one stretch."""
    pattern = literals(verbergen)
    extra = [
        Vondst(m.start(), m.end(), Gegeven.VERBORGEN, m[0])
        for m in (pattern.finditer(text) if pattern else ())
    ]
    current: Vondst | None = None
    for item in sorted([*vondsten, *extra], key=lambda v: (v.start, -v.end)):
        if current is None or item.start >= current.end:
            if current is not None:
                yield current
            current = item
        elif item.end > current.end:
            start, end = current.start, item.end
            current = Vondst(start, end, Gegeven.VERBORGEN, text[start:end])
    if current is not None:
        yield current


def number_persons(vondsten: Sequence[Vondst]) -> dict[Vondst, str]:
    """A number for every name, the same for names of one person, in order of appearance."""
    names = [_name_words(vondst.tekst) for vondst in vondsten]
    people = _People()
    for words in sorted(dict.fromkeys(names), key=len, reverse=True):
        people.know(words)
    numbers: dict[int, int] = {}
    numbered: dict[Vondst, str] = {}
    for vondst, words in zip(vondsten, names, strict=True):
        who = people.who(words)
        numbered[vondst] = f" {numbers.setdefault(who, len(numbers) + 1)}"
    return numbered


class _People:
    """The persons of one story, by the words of their names."""

    def __init__(self) -> None:
        self._whole: dict[tuple[str, ...], int] = {}
        self._words: list[set[str]] = []
        self._by_word: dict[str, int] = {}

    def know(self, words: tuple[str, ...]) -> None:
        """Take in a name, the longest first: an own person, or another name for a known one."""
        who = self._known(words)
        if who is None:
            who = len(self._words)
            self._words.append(set(words))
        self._whole[words] = who
        for word in words:
            self._by_word.setdefault(word, who)

    def who(self, words: tuple[str, ...]) -> int:
        """Whose name it is here: one word is of the person last named with that word."""
        who = self._whole[words]
        if len(words) == 1:
            return next((self._by_word[f] for f in _forms(words[0]) if f in self._by_word), who)
        self._by_word.update(dict.fromkeys(words, who))
        return who

    def _known(self, words: tuple[str, ...]) -> int | None:
        found = (self._by_word.get(form) for word in words for form in _forms(word))
        who = next((index for index in found if index is not None), None)
        if who is None or not all(_fits(word, self._words[who]) for word in words):
            return None
        return who


def _forms(word: str) -> tuple[str, ...]:
    """The word and what it may be a genitive of, or have as its genitive."""
    return (word, f"{word}s", word[:-1]) if word.endswith("s") else (word, f"{word}s")


def _name_words(name: str) -> tuple[str, ...]:
    """The words that tell people apart, folded; initials are one letter."""
    words = [fold(w).removesuffix("'s") for w in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", name)]
    telling = [w for w in words if w not in TUSSENVOEGSELS and w not in TITELS]
    return tuple(telling or words or [name.casefold()])


def _fits(word: str, known: set[str]) -> bool:
    """Whether a word is of a name: the same, a genitive, an initial or what it stands for."""
    if any(form in known for form in _forms(word)):
        return True
    if len(word) == 1:
        return any(name[0] == word for name in known)
    return word[0] in known
