"""From sentence scores to what is known of a whole text; shared by training and use.

A sentence model gives each sentence four scores per quality, from its words and from its vector.
A text is known by its best sentences; which sentence shows a quality best, and in which direction,
is decided from the same scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.tag.lexical import Floats, Lexicon, Weighed, turns, words

WOORDEN, VECTOR, TEKEN, TOON = range(4)
FOCUS = (0.5, 0.15)
_BEST = 3
_FOCUS = 0.7
_NEAR = 0.4
_CONTEXT = 0.45
_LONG = 30


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentences of a text as a model reads them.

    `weighed` are their features, `sizes` their numbers of words; `turns` (sentence × 2) says which
    of them open with a turn ("maar"), and which contrast anything at all.
    """

    weighed: tuple[Weighed, ...]
    sizes: Floats
    turns: Floats


def read(sentences: Sequence[str], lexicon: Lexicon) -> Reading:
    """Read the sentences of one text, of which there is at least one."""
    found = [words(sentence) for sentence in sentences]
    return Reading(
        tuple(lexicon.weigh(sentence) for sentence in sentences),
        np.array([len(one) for one in found], np.float32),
        np.array([turns(one) for one in found], np.float32),
    )


@dataclass(frozen=True, slots=True)
class SentenceModel:
    """Linear scores of a sentence.

    `lexical` has a row for each feature of the lexicon. Its columns, with those of `constant`: for
    every quality whether the words show it, then which direction they have if they do (above 0 is
    +); the last column is the direction whatever the quality. `context` adds to the direction what
    the whole text says, since news is seldom alone. `dense` has a row for each number of a
    sentence's vector and of its text's mean vector, and one for the constant; its columns are the
    qualities.
    """

    lexicon: Lexicon
    lexical: Floats
    context: Floats
    constant: Floats
    dense: Floats

    def score(self, reading: Reading, vectors: Floats) -> Floats:
        """The scores of the sentences of one text: sentence × source × quality."""
        told = np.stack([values @ self.lexical[which] for which, values in reading.weighed])
        return arrange(
            told + self.constant, self._context(reading.weighed), dense_rows(vectors) @ self.dense
        )

    def signs(self, reading: Reading) -> Floats:
        """The direction of each sentence, from its words, whatever the quality."""
        found = [values @ self.lexical[which, -1] for which, values in reading.weighed]
        return np.asarray(np.array(found) + self.constant[-1], np.float32)

    def _context(self, weighed: Sequence[Weighed]) -> Floats:
        which = np.concatenate([numbers for numbers, _ in weighed])
        values = np.concatenate([values for _, values in weighed])
        distinct, place = np.unique(which, return_inverse=True)
        summed = np.bincount(place, values, len(distinct)).astype(np.float32)
        return np.asarray(context_row(summed) @ self.context[distinct], np.float32)


def context_row(summed: Floats) -> Floats:
    """The words of a whole text as features beside those of each of its sentences."""
    length = float(np.linalg.norm(summed))
    return np.asarray(summed * (_CONTEXT / length) if length else summed, np.float32)


def arrange(told: Floats, context: Floats, dense: Floats) -> Floats:
    """The scores of one text, sentence × column, as sentence × source × quality."""
    size = dense.shape[1]
    tone = np.broadcast_to(told[:, -1:], dense.shape)
    sign = told[:, size : 2 * size] + context
    return np.stack([told[:, :size], dense, sign, tone], axis=1).astype(np.float32)


def focus(shown: Floats, sharpness: float) -> Floats:
    """How much each sentence counts for the direction of each quality; each column sums to 1."""
    weight = np.exp((shown - shown.max(axis=0)) * sharpness)
    return np.asarray(weight / weight.sum(axis=0), np.float32)


def dense_rows(vectors: Floats) -> Floats:
    """The vectors of one text's sentences, each beside the text's mean vector and a 1."""
    mean = np.broadcast_to(vectors.mean(axis=0), vectors.shape)
    return np.hstack([vectors, mean, np.ones((len(vectors), 1), np.float32)])


def text_features(raw: Floats) -> Floats:
    """What is known of one text: quality × feature.

    For the quality itself and each source the three best scores and the mean; then the best
    score of every quality, because qualities go together; then how long the text is.
    """
    scores = raw[:, [WOORDEN, VECTOR]]
    ranked = -np.sort(-scores, axis=0)
    while len(ranked) < _BEST:
        ranked = np.concatenate([ranked, ranked[-1:]])
    own = np.concatenate([ranked[:_BEST], scores.mean(axis=0, keepdims=True)])
    own = own.reshape(-1, scores.shape[2]).T
    others = np.broadcast_to(ranked[0].ravel(), (scores.shape[2], ranked[0].size))
    length = np.full((scores.shape[2], 1), np.log1p(len(raw)), np.float32)
    return np.hstack([own, others, length])


def evidence_features(raw: Floats, size: Floats) -> Floats:
    """What is known of each sentence as evidence: sentence × quality × feature.

    Beside its own scores: whether it shows another quality rather, how it stands to the best
    sentence of the text, where it stands, and its length in words, for openings and asides name a
    theme where the sentences that show it tell something.
    """
    shows = raw[:, WOORDEN]
    both = shows + raw[:, VECTOR]
    place = np.arange(len(raw))
    whole = (
        place / max(1, len(raw) - 1),
        place == 0,
        place == len(raw) - 1,
        np.log1p(size),
        np.minimum(size, _LONG),
    )
    own = [
        shows,
        raw[:, VECTOR],
        np.abs(raw[:, TEKEN]),
        _of_others(both),
        _of_others(shows),
        both - both.max(axis=0),
        shows - shows.max(axis=0),
        shows - shows.mean(axis=0),
        *(np.broadcast_to(value[:, None], shows.shape) for value in whole),
    ]
    return np.stack(own, axis=2).astype(np.float32)


def _of_others(scores: Floats) -> Floats:
    """For each sentence and quality the best score of another quality."""
    if scores.shape[1] < 2:
        return scores
    ranked = np.sort(scores, axis=1)
    best, second = ranked[:, -1:], ranked[:, -2:-1]
    return np.asarray(np.where(scores == best, second, best))


def direction_features(shown: Floats, sign: Floats) -> Floats:
    """What is known of the direction of each quality in one text: quality × feature.

    `shown` says how much each sentence shows each quality, `sign` in which direction. A decline
    that is followed by recovery is +, so the order of the best and the worst news counts.
    """
    near = np.exp((shown - shown.max(axis=0)) * _FOCUS)
    weight = near / near.sum(axis=0)
    order = np.argsort(-shown, axis=0, kind="stable")
    size = len(shown)
    ranked = np.take_along_axis(sign, order[[0, min(1, size - 1), min(2, size - 1)]], axis=0)
    mean = (weight * sign).sum(axis=0)
    late = weight * (np.linspace(0, 1, size)[:, None] + 0.05)
    up, down = np.maximum(sign, 0) * near, np.maximum(-sign, 0) * near
    least = np.minimum(up.max(axis=0), down.max(axis=0))
    after = up.argmax(axis=0) > down.argmax(axis=0)
    best = order[:_BEST]
    first_last = [
        np.take_along_axis(sign * near, place[None], axis=0)[0]
        for place in (best.min(axis=0), best.max(axis=0))
    ]
    ordered = np.sort(sign, axis=0)
    second = np.take_along_axis(near, order[[min(1, size - 1)]], axis=0)[0]
    rows = [
        *ranked,
        np.abs(ranked[0] - ranked[1]),
        ranked[:2].min(axis=0),
        ranked[:2].max(axis=0),
        mean,
        np.sqrt((weight * (sign - mean) ** 2).sum(axis=0)),
        (late * sign).sum(axis=0) / late.sum(axis=0),
        up.max(axis=0),
        down.max(axis=0),
        least,
        least * np.where(after, 1, -1),
        after,
        *first_last,
        sign.mean(axis=0),
        sign[-1],
        sign[-3:].mean(axis=0),
        ordered[:2].mean(axis=0),
        ordered[-2:].mean(axis=0),
        second,
        (near > _NEAR).sum(axis=0),
        np.full(len(mean), np.log1p(size)),
    ]
    return np.stack(rows, axis=1).astype(np.float32)


def contrast_features(shown: Floats, sign: Floats, turn: Floats) -> Floats:
    """Whether a text turns from one direction to the other on a quality: quality × feature.

    A sentence counts against the one before it that showed the quality best, when their directions
    differ; more so when it opens with a turn or contrasts something.
    """
    near = np.exp((shown - shown.max(axis=0)) * _FOCUS)
    column = np.arange(shown.shape[1])
    found = np.zeros((3, shown.shape[1]))
    for row in range(1, len(shown)):
        best = near[:row].argmax(axis=0)
        apart = np.minimum(near[row], near[best, column]) * _apart(sign[row], sign[best, column])
        close = np.minimum(near[row], near[row - 1]) * _apart(sign[row], sign[row - 1])
        found = np.maximum(found, [apart * turn[row, 0], apart * turn[row, 1], close])
    marked = [(near * turn[:, [kind]]).max(axis=0) for kind in range(2)]
    return np.stack([*marked, *found], axis=1).astype(np.float32)


def _apart(one: Floats, other: Floats) -> Floats:
    """How far two signs are apart, 0 when they are the same."""
    return np.asarray(np.abs(one - other) * (np.sign(one) != np.sign(other)))
