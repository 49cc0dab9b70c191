"""From sentence scores to what is known of a whole text; shared by training and use.

A sentence model gives each sentence a score per quality from two sources (its words, its vector)
and a score for direction. A text is known by its best sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.tag.encoder import Encoder
from pipeline.tag.lexical import Floats, Lexicon

BRONNEN = 2
_BEST = 3
_FOCUS = 0.7


@dataclass(frozen=True, slots=True)
class SentenceModel:
    """Linear scores of a sentence.

    `lexical` has a row for each feature of the lexicon, `dense` one for each number of a
    sentence's vector and of its text's mean vector, and a last one for the constant. The columns
    are the qualities, then the direction (above 0 is +).
    """

    lexicon: Lexicon
    lexical: Floats
    constant: Floats
    dense: Floats

    def score(self, sentences: Sequence[str], encoder: Encoder) -> Floats:
        """The scores of the sentences of one text: sentence × source × column."""
        raw = np.empty((len(sentences), BRONNEN, self.lexical.shape[1]), np.float32)
        for row, sentence in enumerate(sentences):
            which, values = self.lexicon.weigh(sentence)
            raw[row, 0] = values @ self.lexical[which] + self.constant
        raw[:, 1] = dense_rows(encoder.encode(sentences)) @ self.dense
        return raw

    def signs(self, sentences: Sequence[str]) -> Floats:
        """The score for direction of each sentence, from its words."""
        weighed = (self.lexicon.weigh(sentence) for sentence in sentences)
        found = [values @ self.lexical[which, -1] + self.constant[-1] for which, values in weighed]
        return np.array(found, np.float32)


def dense_rows(vectors: Floats) -> Floats:
    """The vectors of one text's sentences, each beside the text's mean vector and a 1."""
    mean = np.broadcast_to(vectors.mean(axis=0), vectors.shape)
    return np.hstack([vectors, mean, np.ones((len(vectors), 1), np.float32)])


def evidence(raw: Floats) -> Floats:
    """How much each sentence shows each quality: sentence × quality, in standard units."""
    return raw[:, 0, :-1] + raw[:, 1, :-1]


def text_features(raw: Floats) -> Floats:
    """What is known of one text: quality × feature.

    For the quality itself and each source the three best scores and the mean; then the best
    score of every quality, because qualities go together; then how long the text is.
    """
    scores = raw[:, :, :-1]
    ranked = -np.sort(-scores, axis=0)
    while len(ranked) < _BEST:
        ranked = np.concatenate([ranked, ranked[-1:]])
    own = np.concatenate([ranked[:_BEST], scores.mean(axis=0, keepdims=True)])
    own = own.reshape(-1, scores.shape[2]).T
    others = np.broadcast_to(ranked[0].ravel(), (scores.shape[2], ranked[0].size))
    length = np.full((scores.shape[2], 1), np.log1p(len(raw)), np.float32)
    return np.hstack([own, others, length])


def focus(raw: Floats) -> Floats:
    """How much each sentence counts for the direction of each quality; each column sums to 1."""
    shown = evidence(raw)
    weight = np.exp((shown - shown.max(axis=0)) * _FOCUS)
    return np.asarray(weight / weight.sum(axis=0), np.float32)


def direction_features(raw: Floats) -> Floats:
    """What is known of the direction of each quality in one text: quality × feature."""
    sign = raw[:, 0, -1]
    weight = focus(raw)
    late = weight * (np.linspace(0, 1, len(raw))[:, None] + 0.05)
    best = np.argsort(-evidence(raw), axis=0)
    first, second = sign[best[0]], sign[best[min(1, len(best) - 1)]]
    nearness = weight / weight.max(axis=0)
    up = (np.maximum(sign, 0)[:, None] * nearness).max(axis=0)
    down = (np.maximum(-sign, 0)[:, None] * nearness).max(axis=0)
    ranked = np.sort(sign)
    whole = (sign.mean(), sign[-1], sign[-3:].mean(), ranked[:2].mean(), ranked[-2:].mean())
    every = np.ones(weight.shape[1])
    rows = [
        first,
        second,
        np.abs(first - second),
        (weight * sign[:, None]).sum(axis=0),
        (late * sign[:, None]).sum(axis=0) / late.sum(axis=0),
        up,
        down,
        np.minimum(up, down),
        *(value * every for value in whole),
        np.log1p(len(raw)) * every,
    ]
    return np.stack(rows, axis=1).astype(np.float32)
