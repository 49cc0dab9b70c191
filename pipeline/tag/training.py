"""Learning from labelled texts: sentences first, then texts, every choice made inside the folds.

A fold leaves out whole groups (batches, authors, meetings), so that no score that a text's head
learns from was made by a sentence model that had seen the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from pipeline.model import Richting
from pipeline.tag.encoder import Encoder
from pipeline.tag.examples import Example
from pipeline.tag.features import (
    SentenceModel,
    dense_rows,
    direction_features,
    focus,
    text_features,
)
from pipeline.tag.lexical import Floats, Lexicon, grams
from pipeline.tag.scores import RICHTINGEN
from pipeline.tag.weights import Head, Weights

FOLDS = 8
_MIN_TEXTS = 2
_RIDGE = 300.0
_MIXED_PRIOR = 0.5
_SURE = 0.95
_BANDS = np.linspace(0.15, 0.85, 71)

Bools = NDArray[np.bool_]
Directions = dict[tuple[int, int], Richting]


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, and what it said of each training text when that text was left out.

    `kansen` is text × quality; `richtingen` is by the numbers of a text and a quality it has.
    """

    weights: Weights
    kansen: Floats
    richtingen: Directions


@dataclass(frozen=True, slots=True)
class _Data:
    """The examples as arrays; `sign` is 1 for +, -1 for -, 0 for a sentence without direction."""

    examples: tuple[Example, ...]
    kwaliteiten: tuple[str, ...]
    starts: NDArray[np.int64]
    lexicon: Lexicon
    rows: csr_matrix
    dense: Floats
    shows: Bools
    sign: NDArray[np.int8]
    texts: Bools
    fold: NDArray[np.int64]

    def sentences_of(self, texts: Bools) -> Bools:
        """Which sentences belong to these texts."""
        return np.repeat(texts, np.diff(self.starts))


def train(
    examples: Sequence[Example], kwaliteiten: Sequence[str], encoder: Encoder, folds: int = FOLDS
) -> Trained:
    """Train on labelled texts.

    Raises ValueError when there is nothing to learn from: fewer than two groups.
    """
    data = _arrange(examples, kwaliteiten, encoder, folds)
    held_out: dict[int, Floats] = {}
    for fold in _folds(data):
        model = _sentence_model(data, ~fold)
        held_out |= {text: _raw(data, model, text) for text in np.flatnonzero(fold).tolist()}
    raws = [held_out[text] for text in range(len(examples))]
    koppen, kansen, hoog, laag = _heads(data, raws)
    paren, richting, richtingen = _directions(data, raws)
    weights = Weights(
        tuple(kwaliteiten),
        encoder.name,
        _sentence_model(data, np.ones(len(examples), bool)),
        koppen,
        hoog,
        laag,
        paren,
        richting,
    )
    return Trained(weights, kansen, richtingen)


def fold_of(groups: Sequence[str], folds: int) -> NDArray[np.int64]:
    """Spread groups over folds, the largest first, each to the fold that is smallest yet."""
    names, counts = np.unique(np.array(groups), return_counts=True)
    if len(names) < 2:
        raise ValueError("one group cannot be left out and learned from")
    filled = np.zeros(min(folds, len(names)), int)
    place: dict[str, int] = {}
    for index in sorted(range(len(names)), key=lambda i: (-counts[i], names[i])):
        place[names[index]] = int(filled.argmin())
        filled[filled.argmin()] += counts[index]
    return np.array([place[group] for group in groups])


def _arrange(
    examples: Sequence[Example], kwaliteiten: Sequence[str], encoder: Encoder, folds: int
) -> _Data:
    number = {key: column for column, key in enumerate(kwaliteiten)}
    sentences = [zin for example in examples for zin in example.zinnen]
    labels = [labels for example in examples for labels in _sentence_labels(example)]
    shows = np.zeros((len(sentences), len(number)), bool)
    sign = np.zeros(len(sentences), np.int8)
    for row, found in enumerate(labels):
        signs = {richting for _, richting in found}
        sign[row] = (signs == {Richting.PLUS}) - (signs == {Richting.MIN})
        for key, _ in found:
            if key in number:
                shows[row, number[key]] = True
    texts = np.zeros((len(examples), len(number)), bool)
    for row, example in enumerate(examples):
        for key, _ in example.labels:
            if key in number:
                texts[row, number[key]] = True
    vectorizer = TfidfVectorizer(analyzer=grams, min_df=_MIN_TEXTS, sublinear_tf=True)
    rows = csr_matrix(vectorizer.fit_transform(sentences), dtype=np.float32)
    names = vectorizer.get_feature_names_out()
    lexicon = Lexicon(
        {name: place for place, name in enumerate(names)}, vectorizer.idf_.astype(np.float32)
    )
    dense = [dense_rows(encoder.encode(example.zinnen)) for example in examples]
    starts = np.cumsum([0, *(len(example.zinnen) for example in examples)])
    fold = fold_of([example.groep for example in examples], folds)
    return _Data(
        tuple(examples),
        tuple(kwaliteiten),
        starts,
        lexicon,
        rows,
        np.vstack(dense),
        shows,
        sign,
        texts,
        fold,
    )


def _sentence_labels(example: Example) -> Sequence[tuple[tuple[str, Richting], ...]]:
    """The labels of the sentences; those of the text where only the text was labelled."""
    if example.zinlabels is not None:
        return example.zinlabels
    return (example.labels,) * len(example.zinnen)


def _sentence_model(data: _Data, texts: Bools) -> SentenceModel:
    use = data.sentences_of(texts)
    columns = [_column(data, use, target) for target in data.shows.T]
    columns.append(_column(data, use & (data.sign != 0), data.sign > 0, centred=False))
    lexical, constant, dense = zip(*columns, strict=True)
    return SentenceModel(
        data.lexicon,
        np.stack(lexical, axis=1),
        np.array(constant, np.float32),
        np.stack(dense, axis=1),
    )


def _column(
    data: _Data, use: Bools, target: Bools, centred: bool = True
) -> tuple[Floats, float, Floats]:
    """The weights of one score from words and from vectors, scaled to a spread of 1.

    A score for a quality is centred too; that for direction keeps 0 as the border.
    """
    weights, bias = _regression(data.rows[use], target[use], 3.0)
    scores = data.rows[use] @ weights + bias
    slope = _ridge(data.dense[use], target[use])
    told = data.dense[use] @ slope
    wide, broad = float(scores.std()) or 1.0, float(told.std()) or 1.0
    slope /= broad
    if centred:
        slope[-1] -= told.mean() / broad
        bias -= float(scores.mean())
    return weights / wide, bias / wide, slope


def _regression(rows: csr_matrix, target: Bools, strength: float) -> tuple[Floats, float]:
    if target.all() or not target.any():
        return np.zeros(rows.shape[1], np.float32), 0.0
    model = LogisticRegression(
        C=strength, class_weight="balanced", solver="liblinear", max_iter=200, random_state=0
    ).fit(rows, target)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _ridge(dense: Floats, target: Bools) -> Floats:
    wide = dense.astype(np.float64)
    gram = wide.T @ wide + _RIDGE * np.diag(wide.var(axis=0) + 1e-6)
    aim = wide.T @ np.where(target, 1.0, -1.0)
    return np.linalg.solve(gram, aim).astype(np.float32)


def _raw(data: _Data, model: SentenceModel, text: int) -> Floats:
    part = slice(data.starts[text], data.starts[text + 1])
    lexical = data.rows[part] @ model.lexical + model.constant
    dense = data.dense[part] @ model.dense
    return np.stack([lexical, dense], axis=1).astype(np.float32)


def _heads(data: _Data, raws: Sequence[Floats]) -> tuple[tuple[Head, ...], Floats, Floats, Floats]:
    features = np.stack([text_features(raw) for raw in raws])
    everything = np.ones(len(raws), bool)
    heads, highs, lows = [], [], []
    kansen = np.zeros(data.texts.shape, np.float32)
    for column, target in enumerate(data.texts.T):
        own = features[:, column]
        for fold in _folds(data):
            head = _head(own, target, ~fold, 0.3)
            kansen[fold, column] = 1 / (1 + np.exp(-head.logits(own[fold])[:, 0]))
        heads.append(_head(own, target, everything, 0.3))
        high, low = _bounds(kansen[:, column], target)
        highs.append(high)
        lows.append(low)
    return tuple(heads), kansen, np.array(highs, np.float32), np.array(lows, np.float32)


def _head(features: Floats, target: NDArray[np.generic], use: Bools, strength: float) -> Head:
    """A logistic regression; with more than two values of `target`, an output for each."""
    mean, scale = features[use].mean(axis=0), features[use].std(axis=0) + 1e-6
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


def _folds(data: _Data) -> Iterator[Bools]:
    for number in range(int(data.fold.max()) + 1):
        yield data.fold == number


def _directions(data: _Data, raws: Sequence[Floats]) -> tuple[Floats, Head, Directions]:
    """Learn directions from every pair of a text and a quality that it has."""
    text, column = np.nonzero(data.texts)
    pairs = list(zip(text.tolist(), column.tolist(), strict=True))
    target = np.array([_sign_of(data, *pair) for pair in pairs], np.int64)
    rows = _pair_matrix(data, raws, pairs)
    known = np.stack([direction_features(raws[t])[c] for t, c in pairs])
    scores = np.zeros((len(target), len(RICHTINGEN)), np.float32)
    for fold in _folds(data):
        left_out = fold[text]
        paren = _pair_weights(rows[~left_out], target[~left_out])
        scores[left_out] = rows[left_out] @ paren[:-1] + paren[-1]
    own = np.hstack([known, scores])
    said = np.zeros(len(target), np.int64)
    for fold in _folds(data):
        left_out = fold[text]
        head = _direction_head(own, target, ~left_out)
        said[left_out] = head.logits(own[left_out]).argmax(axis=1)
    found = {pair: RICHTINGEN[sign] for pair, sign in zip(pairs, said.tolist(), strict=True)}
    everything = np.ones(len(target), bool)
    return _pair_weights(rows, target), _direction_head(own, target, everything), found


def _sign_of(data: _Data, text: int, column: int) -> int:
    return RICHTINGEN.index(dict(data.examples[text].labels)[data.kwaliteiten[column]])


def _pair_matrix(
    data: _Data, raws: Sequence[Floats], pairs: Sequence[tuple[int, int]]
) -> csr_matrix:
    """The words of each pair: those of the text's sentences, by how much they show the quality."""
    weights = [focus(raws[text])[:, column] for text, column in pairs]
    sentence = np.concatenate(
        [np.arange(data.starts[text], data.starts[text + 1]) for text, _ in pairs]
    )
    pair = np.repeat(np.arange(len(pairs)), [len(weight) for weight in weights])
    shape = (len(pairs), data.rows.shape[0])
    summed = csr_matrix((np.concatenate(weights), (pair, sentence)), shape) @ data.rows
    return csr_matrix(normalize(summed), dtype=np.float32)


def _pair_weights(rows: csr_matrix, target: NDArray[np.int64]) -> Floats:
    columns = [_regression(rows, target == sign, 4.0) for sign in range(len(RICHTINGEN))]
    return np.stack([np.append(weights, bias) for weights, bias in columns], axis=1)


def _direction_head(own: Floats, target: NDArray[np.int64], use: Bools) -> Head:
    """A head with an output for each direction, also for one that no example has.

    ± gets half the weight that it has among the examples: in what people send in it is rarer.
    """
    head = _head(own, target, use, 0.1)
    seen = np.unique(target[use])
    weights = np.zeros((len(RICHTINGEN), own.shape[1]), np.float32)
    constant = np.full(len(RICHTINGEN), -20, np.float32)
    if len(seen) == 2:
        weights[seen[1]], constant[seen] = head.weights[0], (0, head.constant[0])
    elif len(seen) == 1:
        constant[seen] = 0
    else:
        weights, constant = head.weights, head.constant.copy()
    constant[RICHTINGEN.index(Richting.BEIDE)] += np.log(_MIXED_PRIOR)
    return Head(head.mean, head.scale, weights, constant)
