"""What a classifier says of a text, and the interface that every classifier has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from spacy.tokens import Doc

from pipeline.model import Richting

RICHTINGEN = tuple(Richting)
"""The directions in the order of a model's outputs."""


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """A sentence (by its number in the text) that shows a quality, with a score from 0 to 1."""

    zin: int
    score: float
    richting: Richting


@dataclass(frozen=True, slots=True)
class TextScore:
    """What a classifier says of one quality in one text.

    `gevonden` says whether the text is to be tagged with it, `misschien` that the classifier
    abstains: the chance lies between its two bounds. A classifier gives a `TextScore` for every
    quality of the codebook, in its order. `zinnen` are the sentences that show it,
    best first, also where the text is not to be tagged (a person may have tagged it).
    """

    kwaliteit: str
    kans: float
    gevonden: bool
    richting: Richting
    zinnen: tuple[SentenceScore, ...]
    misschien: bool = False


class Classifier(Protocol):
    """Anything that scores texts whose sentences are known."""

    @property
    def kwaliteiten(self) -> tuple[str, ...]:
        """The keys of the qualities, in the order of its scores."""
        ...

    def score(self, docs: Sequence[Doc]) -> list[tuple[TextScore, ...]]:
        """Score each text on every quality of the codebook, in its order."""
        ...
