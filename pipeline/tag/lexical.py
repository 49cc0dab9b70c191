"""Words and letter groups of a sentence as weighted features.

One analyser serves training and use. Words after a negation are marked up to the fourth, because
in Dutch "slaap" and "slaap niet" differ in direction only by that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Weighed = tuple[NDArray[np.int64], Floats]

_WORD = re.compile(r"[a-zà-ÿ0-9]+(?:['’-][a-zà-ÿ]+)*|[!?]")
_NEGATIONS = frozenset(
    (
        "niet",
        "geen",
        "nooit",
        "niemand",
        "niks",
        "niets",
        "nergens",
        "nauwelijks",
        "zonder",
        "amper",
    )
)
_TURNS = frozenset(
    (
        "maar",
        "toch",
        "alleen",
        "helaas",
        "tegelijk",
        "tegelijkertijd",
        "wel",
        "daarentegen",
        "echter",
        "intussen",
        "anderzijds",
    )
)
_CONTRASTS = _TURNS | frozenset(
    (
        "keerzijde",
        "juist",
        "ondanks",
        "hoewel",
        "soms",
        "deels",
        "wisselend",
        "gemengd",
        "dubbel",
        "half",
        "andere",
        "ander",
        "anderen",
        "daartegenover",
        "behalve",
        "enkel",
    )
)
_OPENING = 4
_REACH = 4
_MAX_WORDS = 3
_LETTERS = range(2, 6)
_LETTER_SHARE = 0.6


def words(sentence: str) -> list[str]:
    """The words of a sentence in lower case, with `!` and `?`."""
    return _WORD.findall(sentence.lower())


def turns(found: Sequence[str]) -> tuple[bool, bool]:
    """Whether a sentence of these words opens with a turn, and whether it contrasts anything."""
    return not _TURNS.isdisjoint(found[:_OPENING]), not _CONTRASTS.isdisjoint(found)


def grams(sentence: str) -> list[str]:
    """One to three words in a row, and two to five letters in a row within a word.

    Letter groups begin with `#`, so that they are never taken for words.
    """
    found = words(sentence)
    marked = _mark(found)
    runs = [
        " ".join(marked[start : start + size])
        for size in range(1, _MAX_WORDS + 1)
        for start in range(len(marked) - size + 1)
    ]
    for word in found:
        padded = f" {word} "
        runs += [
            f"#{padded[start : start + size]}"
            for size in _LETTERS
            for start in range(max(1, len(padded) - size + 1))
        ]
    return runs


def _mark(found: Sequence[str]) -> list[str]:
    marked: list[str] = []
    left = 0
    for word in found:
        marked.append(word)
        if left:
            marked.append(f"!{word}")
            left -= 1
        if word in _NEGATIONS:
            left = _REACH
    return marked


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The features that a model knows, by number, each with its weight (idf)."""

    numbers: Mapping[str, int]
    idf: Floats

    def weigh(self, sentence: str) -> Weighed:
        """The known features of a sentence and their weights: sublinear tf-idf.

        Words and letter groups are each brought to one length of their own: a sentence has many
        more letter groups, and what it says is in its words.
        """
        found = grams(sentence)
        parts = (
            self._part([gram for gram in found if gram[0] != "#"], 1.0),
            self._part([gram for gram in found if gram[0] == "#"], _LETTER_SHARE),
        )
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])

    def _part(self, found: Sequence[str], size: float) -> Weighed:
        counts = Counter(number for gram in found if (number := self.numbers.get(gram)) is not None)
        which = np.fromiter(counts, np.int64, len(counts))
        values = np.fromiter(counts.values(), np.float32, len(counts))
        values = (1 + np.log(values)) * self.idf[which]
        length = float(np.linalg.norm(values))
        return which, values * np.float32(size / length) if length else values
