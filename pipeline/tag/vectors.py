"""Static word vectors: an encoder that is a table, so that it is quick enough for any archive.

The vectors were distilled once: each word of a Dutch vocabulary was embedded by
multilingual-e5-small (MIT licence) and the vectors were reduced to their main directions. A word
that is not in the table is looked for as a compound of words that are ("wandelclubje" is "wandel"
and "clubje").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from pipeline.tag.arrays import read_arrays, write_arrays
from pipeline.tag.lexical import Floats, words

_MIN_PART = 4
_MIN_STEM = 5


@dataclass(frozen=True, slots=True)
class WordVectors:
    """The encoder of the default model; `weights` is small for a common word."""

    name: str
    numbers: Mapping[str, int]
    table: NDArray[np.int8]
    scales: Floats
    weights: Floats

    @property
    def size(self) -> int:
        """The length of a vector."""
        return int(self.table.shape[1])

    def encode(self, sentences: Sequence[str]) -> Floats:
        """One row a sentence: the weighted sum of its words, over the root of their number."""
        found = np.zeros((len(sentences), self.size), np.float32)
        for row, sentence in enumerate(sentences):
            parts = [self._parts(word) for word in words(sentence)]
            which = [number for part in parts for number in part]
            if which:
                share = np.array([1 / len(part) for part in parts for _ in part], np.float32)
                factor = (share * self.weights[which] * self.scales[which])[:, None]
                found[row] = (self.table[which] * factor).sum(axis=0) / np.sqrt(len(which))
        return found

    def _parts(self, word: str) -> list[int]:
        known = self.numbers.get(word)
        if known is not None:
            return [known]
        for cut in range(len(word) - _MIN_PART, _MIN_PART - 1, -1):
            head, tail = word[:cut], self.numbers.get(word[cut:])
            first = self.numbers.get(head, self.numbers.get(head.rstrip("s")))
            if tail is not None and first is not None:
                return [first, tail]
        for cut in range(len(word) - 1, _MIN_STEM - 1, -1):
            if (stem := self.numbers.get(word[:cut])) is not None:
                return [stem]
        return []


def save(vectors: WordVectors, path: Path | BinaryIO) -> None:
    """Write a table to one file, the same bytes for the same table."""
    facts = {"naam": vectors.name, "woorden": list(vectors.numbers)}
    arrays: dict[str, NDArray[np.generic]] = {
        "tabel": vectors.table,
        "schaal": vectors.scales,
        "gewicht": vectors.weights,
    }
    write_arrays(path, facts, arrays)


def load(path: Path | BinaryIO) -> WordVectors:
    """Read the table of the package. Raises `PipelineError` when it is damaged."""
    facts, arrays = read_arrays(path)
    return WordVectors(
        str(facts["naam"]),
        {word: number for number, word in enumerate(facts["woorden"])},
        arrays["tabel"],
        arrays["schaal"],
        arrays["gewicht"],
    )
