"""A classifier that learned from examples, behind the same interface as the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from spacy.tokens import Doc

from pipeline.model import Richting
from pipeline.tag import blend, vectors, weights
from pipeline.tag.blend import Context
from pipeline.tag.encoder import Encoder
from pipeline.tag.features import TEKEN, read
from pipeline.tag.lexical import Floats, words
from pipeline.tag.scores import RICHTINGEN, SentenceScore, TextScore
from pipeline.tag.sentences import sentence_bounds
from pipeline.tag.weights import Weights
from pipeline.workspace import default_path

MODEL = "model/kwaliteiten.zip"
WOORDEN = "model/woorden.zip"
CONTEXT = "model/zinnen.zip"
_MAX_ZINNEN = 3
_NEAR = 3.0
_FAR = 30.0
_MIN_WORDS = 3
_MAX_SENTENCES = 2_000


@dataclass(frozen=True, slots=True)
class LearnedClassifier:
    """Scores texts with trained weights, on the qualities of `kwaliteiten`, in that order.

    With a `context` the words of a text are weighed together with what a network reads in it.
    """

    weights: Weights
    encoder: Encoder
    kwaliteiten: tuple[str, ...]
    context: Context | None = None

    def score(self, docs: Sequence[Doc]) -> list[tuple[TextScore, ...]]:
        """Score each text on every quality, in order."""
        return [self._score(doc) for doc in docs]

    def _score(self, doc: Doc) -> tuple[TextScore, ...]:
        places, sentences = readable(doc)
        if not sentences:
            return nothing(self.kwaliteiten)
        reading = read(sentences, self.weights.zinnen.lexicon)
        raw = self.weights.zinnen.score(reading, self.encoder.encode(sentences))
        chances = self.weights.chances(raw)
        shown = self.weights.evidence(raw, reading)
        directions = self.weights.directions(raw, shown, reading)
        high, low = self.weights.hoog, self.weights.laag
        if self.context:
            judged, weighed = self.context.judge(sentences), self.context.blend
            chances = weighed.chances(chances, judged)
            directions = weighed.directions(directions, judged)
            shown = weighed.shown(shown, judged)
            high, low = weighed.hoog, weighed.laag
        return tuple(
            TextScore(
                key,
                float(chances[column]),
                bool(chances[column] >= high[column]),
                RICHTINGEN[directions[column].argmax()],
                best_sentences(places, shown[:, column], raw[:, TEKEN, column]),
                bool(low[column] <= chances[column] < high[column]),
            )
            for key in self.kwaliteiten
            for column in (self.weights.kwaliteiten.index(key),)
        )


@lru_cache(maxsize=1)
def trained() -> Weights:
    """The trained model of the package. Raises `PipelineError` when it is damaged."""
    return weights.load(default_path(MODEL))


@lru_cache(maxsize=1)
def standard() -> LearnedClassifier:
    """The classifier of the package, on all qualities that it knows."""
    words = vectors.load(default_path(WOORDEN))
    context = blend.load(default_path(CONTEXT))
    return LearnedClassifier(trained(), words, trained().kwaliteiten, context)


def nothing(kwaliteiten: Sequence[str]) -> tuple[TextScore, ...]:
    """The scores of a text in which there is nothing to read."""
    return tuple(TextScore(key, 0.0, False, Richting.PLUS, ()) for key in kwaliteiten)


def readable(doc: Doc) -> tuple[list[int], list[str]]:
    """The numbers and texts of the sentences in which there is something to read: three words."""
    places: list[int] = []
    sentences: list[str] = []
    whole = doc.text
    for number, sentence in enumerate(doc.sents):
        start, end = sentence_bounds(sentence)
        text = " ".join(whole[start:end].split())
        if len(set(words(text))) >= _MIN_WORDS and len(sentences) < _MAX_SENTENCES:
            places.append(number)
            sentences.append(text)
    return places, sentences


def best_sentences(
    places: Sequence[int], shown: Floats, signs: Floats
) -> tuple[SentenceScore, ...]:
    """The sentences that show it: the best one, and those that come near it."""
    order = np.argsort(-shown, kind="stable")[:_MAX_ZINNEN]
    chosen = [row for row in order if shown[row] >= shown[order[0]] - _NEAR]
    return tuple(
        SentenceScore(
            places[row],
            round(float(1 / (1 + np.exp(-np.clip(shown[row], -_FAR, _FAR)))), 4),
            Richting.PLUS if signs[row] >= 0 else Richting.MIN,
        )
        for row in chosen
    )
