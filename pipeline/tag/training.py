"""Learning from labelled texts: sentences first, then texts, every choice made inside the folds.

A fold leaves out whole groups (batches, authors, meetings), so that no score that a text's head
learns from was made by a sentence model that had seen the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from pipeline.model import Richting
from pipeline.tag.encoder import Encoder
from pipeline.tag.examples import Example
from pipeline.tag.features import FOCUS, TEKEN, TOON, evidence_features, text_features
from pipeline.tag.learn_sentences import (
    Bools,
    Lessons,
    fold_of,
    learn_sentences,
    lessons,
    pair_matrix,
    regression,
    sentence_scores,
)
from pipeline.tag.lexical import Floats
from pipeline.tag.scores import RICHTINGEN
from pipeline.tag.weights import Head, Weights, sign_features

FOLDS = 8
_SURE = 0.95
_BANDS = np.linspace(0.15, 0.85, 71)
MIXED_PRIOR = 0.6
_SHRUNK = 0.2
_DIRECTION = 0.01

Numbers = NDArray[np.int64]
Directions = dict[tuple[int, int], Richting]
Evidence = dict[tuple[int, int], int]

__all__ = [
    "FOLDS",
    "MIXED_PRIOR",
    "Trained",
    "best_bound",
    "fold_of",
    "learned_head",
    "sure_bound",
    "train",
]


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, and what it said of each training text when that text was left out.

    `kansen` is text × quality; `richtingen` and `bewijs` (the number of the sentence that shows it
    best) are by the numbers of a text and a quality it has.
    """

    weights: Weights
    kansen: Floats
    richtingen: Directions
    bewijs: Evidence


def train(
    examples: Sequence[Example], kwaliteiten: Sequence[str], encoder: Encoder, folds: int = FOLDS
) -> Trained:
    """Train on labelled texts.

    Raises ValueError when there is nothing to learn from: fewer than two groups.
    """
    data = lessons(examples, kwaliteiten, encoder, folds)
    held_out: dict[int, Floats] = {}
    for fold in data.folds():
        model = learn_sentences(data, ~fold)
        held_out |= {t: sentence_scores(data, model, t) for t in np.flatnonzero(fold).tolist()}
    raws = [held_out[text] for text in range(len(examples))]
    koppen, kansen, hoog, laag = _heads(data, raws)
    bewijs, shown = _ranker(data, raws)
    pairs = _pairs(data)
    target = np.array([_sign_of(data, *pair) for pair in pairs], np.int64)
    places = data.fold[[text for text, _ in pairs]]
    paren, scores = _pair_scores(data, shown, pairs, target)
    foreign, own = _direction_rows(data, raws, shown, pairs, scores)
    richting, said = _direction_head(foreign, own, target, places)
    weights = Weights(
        tuple(kwaliteiten),
        encoder.name,
        learn_sentences(data, np.ones(len(examples), bool)),
        koppen,
        hoog,
        laag,
        bewijs,
        paren,
        richting,
        _direction_head(foreign, own[:, :0], target, places)[0],
    )
    return Trained(
        weights,
        kansen,
        {pair: RICHTINGEN[sign] for pair, sign in zip(pairs, said.tolist(), strict=True)},
        {pair: int(shown[pair[0]][:, pair[1]].argmax()) for pair in pairs},
    )


def _heads(
    data: Lessons, raws: Sequence[Floats]
) -> tuple[tuple[Head, ...], Floats, Floats, Floats]:
    features = np.stack([text_features(raw) for raw in raws])
    everything = np.ones(len(raws), bool)
    heads, highs, lows = [], [], []
    kansen = np.zeros(data.texts.shape, np.float32)
    for column, target in enumerate(data.texts.T):
        own = features[:, column]
        for fold in data.folds():
            head = _head(own, target, ~fold, 0.3)
            kansen[fold, column] = 1 / (1 + np.exp(-head.logits(own[fold])[:, 0]))
        heads.append(_head(own, target, everything, 0.3))
        high, low = _bounds(kansen[:, column], target)
        highs.append(high)
        lows.append(low)
    return tuple(heads), kansen, np.array(highs, np.float32), np.array(lows, np.float32)


def _head(
    features: Floats,
    target: NDArray[np.generic],
    use: Bools,
    strength: float,
    shrunk: Floats | float = 1.0,
) -> Head:
    """A logistic regression; with more than two values of `target`, an output for each.

    A feature with a small share in `shrunk` gets a small weight.
    """
    mean, scale = features[use].mean(axis=0), (features[use].std(axis=0) + 1e-6) / shrunk
    found = np.unique(target[use])
    if len(found) < 2:
        bias = 6.0 if bool(found.any()) else -6.0
        return Head(mean, scale, np.zeros((1, len(mean)), np.float32), np.array([bias], np.float32))
    model = LogisticRegression(C=strength, max_iter=1000).fit(
        (features[use] - mean) / scale, target[use]
    )
    return Head(
        mean.astype(np.float32),
        scale.astype(np.float32),
        model.coef_.astype(np.float32),
        model.intercept_.astype(np.float32),
    )


def learned_head(features: Floats, target: NDArray[np.generic], strength: float) -> Head:
    """A logistic regression on all of these rows; an output for each of three values or more."""
    return _head(features, target, np.ones(len(target), bool), strength)


def _bounds(kansen: Floats, target: Bools) -> tuple[float, float]:
    """From where a text is tagged (best F1), and up to where it surely is not."""
    high = best_bound(kansen, target)
    return high, sure_bound(kansen, target, high)


def sure_bound(kansen: Floats, target: Bools, high: float) -> float:
    """The chance, at most `high`, below which 95% of the texts do not have the quality."""
    low = high
    for bound in _BANDS[high > _BANDS][::-1]:
        below = kansen < bound
        if below.any() and (~target[below]).mean() >= _SURE:
            return float(bound)
        low = float(bound)
    return low


def best_bound(kansen: Floats, target: Bools) -> float:
    """The chance from which tagging gives the best F1."""
    scores = []
    for bound in _BANDS:
        found = kansen >= bound
        hits = int((found & target).sum())
        scores.append(2 * hits / max(1, int(found.sum()) + int(target.sum())))
    return float(_BANDS[int(np.argmax(scores))])


def _pairs(data: Lessons) -> list[tuple[int, int]]:
    """The numbers of each text and each quality that it has."""
    text, column = np.nonzero(data.texts)
    return list(zip(text.tolist(), column.tolist(), strict=True))


def _sign_of(data: Lessons, text: int, column: int) -> int:
    return RICHTINGEN.index(dict(data.examples[text].labels)[data.kwaliteiten[column]])


def _ranker(data: Lessons, raws: Sequence[Floats]) -> tuple[Head, list[Floats]]:
    """Learn which sentence of a text shows a quality that it has.

    Also what is said of each sentence by a ranker that had not seen its text.
    """
    features = [evidence_features(raw, data.readings[text].sizes) for text, raw in enumerate(raws)]
    shows = data.plus | data.minus

    def learned(texts: Bools) -> Head:
        found = [pair for pair in _pairs(data) if texts[pair[0]] and len(raws[pair[0]]) > 1]
        rows = np.vstack([features[text][:, column] for text, column in found])
        target = np.concatenate([shows[data.part(text), column] for text, column in found])
        return _head(rows, target, np.ones(len(target), bool), 0.1)

    shown: dict[int, Floats] = {}
    for fold in data.folds():
        head = learned(~fold)
        for text in np.flatnonzero(fold).tolist():
            shown[text] = head.logits(features[text])[:, :, 0]
    return learned(np.ones(len(raws), bool)), [shown[text] for text in range(len(raws))]


def _pair_scores(
    data: Lessons, shown: Sequence[Floats], pairs: Sequence[tuple[int, int]], target: Numbers
) -> tuple[Floats, Floats]:
    """The weights of the words of a pair for +, - and ±; and what they say of pairs left out."""
    fold = data.fold[[text for text, _ in pairs]]
    weights, scores = [], np.zeros((len(pairs), 0), np.float32)
    for sharpness in FOCUS:
        rows = pair_matrix(data, shown, pairs, sharpness)
        said = np.zeros((len(pairs), len(RICHTINGEN)), np.float32)
        for number in np.unique(fold):
            learned = _pair_weights(rows[fold != number], target[fold != number])
            said[fold == number] = rows[fold == number] @ learned[:-1] + learned[-1]
        scores = np.hstack([scores, said])
        weights.append(_pair_weights(rows, target))
    return np.stack(weights), scores


def _pair_weights(rows: csr_matrix, target: Numbers) -> Floats:
    columns = [regression(rows, target == sign, 4.0) for sign in range(len(RICHTINGEN))]
    return np.stack([np.append(weights, bias) for weights, bias in columns], axis=1)


def _direction_rows(
    data: Lessons,
    raws: Sequence[Floats],
    shown: Sequence[Floats],
    pairs: Sequence[tuple[int, int]],
    scores: Floats,
) -> tuple[Floats, Floats]:
    """What is known of each pair's direction whatever the quality; and from its own signs."""
    known = [
        [sign_features(shown[text], raw[:, source], reading) for source in (TOON, TEKEN)]
        for text, (raw, reading) in enumerate(zip(raws, data.readings, strict=True))
    ]
    tone, own = (
        np.stack([known[text][source][column] for text, column in pairs]) for source in range(2)
    )
    return np.hstack([tone, scores]), own


def _direction_head(
    known: Floats, own: Floats, target: Numbers, fold: Numbers
) -> tuple[Head, Numbers]:
    """A head for directions, and what it says of each pair when that is left out.

    What is known from a quality's own signs is shrunk: within one corpus it fits better than it
    does on texts from elsewhere. In what people send in ± is rarer than among the examples, and it
    weighs as much less.
    """
    rows = np.hstack([known, own])
    shrunk = np.repeat(np.array([1, _SHRUNK], np.float32), [known.shape[1], own.shape[1]])
    mixed = np.zeros(len(RICHTINGEN), np.float32)
    mixed[RICHTINGEN.index(Richting.BEIDE)] = np.log(MIXED_PRIOR)

    def learned(use: Bools) -> Head:
        head = _three(rows, target, use, shrunk)
        return Head(head.mean, head.scale, head.weights, head.constant + mixed)

    said = np.zeros(len(target), np.int64)
    for number in np.unique(fold):
        left_out = fold == number
        said[left_out] = learned(~left_out).logits(rows[left_out]).argmax(axis=1)
    return learned(np.ones(len(target), bool)), said


def _three(rows: Floats, target: Numbers, use: Bools, shrunk: Floats) -> Head:
    """A head with an output for each direction, also for one that no example has."""
    head = _head(rows, target, use, _DIRECTION, shrunk)
    seen = np.unique(target[use])
    if len(seen) == len(RICHTINGEN):
        return head
    weights = np.zeros((len(RICHTINGEN), rows.shape[1]), np.float32)
    constant = np.full(len(RICHTINGEN), -20, np.float32)
    constant[seen] = 0
    if len(seen) == 2:
        weights[seen[1]], constant[seen[1]] = head.weights[0], head.constant[0]
    return Head(head.mean, head.scale, weights, constant)
