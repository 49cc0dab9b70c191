"""The first half of learning: what a sentence says, from labelled sentences.

For each quality there are two questions to the words of a sentence: does it show the quality, and
in which direction if it does. The second is learned for each quality alone, because what is good
news for one ("ze doet het alleen") is bad for another, and once more for all of them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from pipeline.model import Richting
from pipeline.tag.encoder import Encoder
from pipeline.tag.examples import Example
from pipeline.tag.features import (
    Reading,
    SentenceModel,
    arrange,
    context_row,
    dense_rows,
    focus,
    read,
)
from pipeline.tag.lexical import Floats, Lexicon, Weighed, grams
from pipeline.tag.weights import pair_rows

_MIN_SENTENCES = 3
_RIDGE = 300.0
_SHOWS, _SIGN = 3.0, 10.0

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lessons:
    """The examples as arrays.

    `rows` and `dense` have a row for each sentence, `readings`, `context` and `texts` one for each
    text; `plus` and `minus` say which sentence shows which quality so, both when ±. A text's
    sentences are those from its place in `starts` to the next.
    """

    examples: tuple[Example, ...]
    kwaliteiten: tuple[str, ...]
    starts: NDArray[np.int64]
    lexicon: Lexicon
    readings: tuple[Reading, ...]
    rows: csr_matrix
    context: csr_matrix
    dense: Floats
    plus: Bools
    minus: Bools
    texts: Bools
    fold: NDArray[np.int64]

    def part(self, text: int) -> slice:
        """Where the sentences of a text are."""
        return slice(int(self.starts[text]), int(self.starts[text + 1]))

    def sentences_of(self, texts: Bools) -> Bools:
        """Which sentences belong to these texts."""
        return np.repeat(texts, np.diff(self.starts))

    def folds(self) -> Iterator[Bools]:
        """The texts of each fold."""
        for number in range(int(self.fold.max()) + 1):
            yield self.fold == number


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


def lessons(
    examples: Sequence[Example], kwaliteiten: Sequence[str], encoder: Encoder, folds: int
) -> Lessons:
    """Bring examples into arrays. Raises ValueError when they are of fewer than two groups."""
    sentences = [zin for example in examples for zin in example.zinnen]
    labels = [labels for example in examples for labels in _sentence_labels(example)]
    vectorizer = TfidfVectorizer(analyzer=grams, min_df=_MIN_SENTENCES).fit(sentences)
    names = vectorizer.get_feature_names_out()
    lexicon = Lexicon(
        {name: place for place, name in enumerate(names)}, vectorizer.idf_.astype(np.float32)
    )
    starts = np.cumsum([0, *(len(example.zinnen) for example in examples)])
    readings = tuple(read(example.zinnen, lexicon) for example in examples)
    rows = _matrix([one for reading in readings for one in reading.weighed], len(names))
    return Lessons(
        tuple(examples),
        tuple(kwaliteiten),
        starts,
        lexicon,
        readings,
        rows,
        _contexts(rows, starts),
        np.vstack([dense_rows(encoder.encode(example.zinnen)) for example in examples]),
        _table(labels, kwaliteiten, Richting.PLUS),
        _table(labels, kwaliteiten, Richting.MIN),
        np.array([[key in dict(e.labels) for key in kwaliteiten] for e in examples]),
        fold_of([example.groep for example in examples], folds),
    )


def _sentence_labels(example: Example) -> Sequence[tuple[tuple[str, Richting], ...]]:
    """The labels of the sentences; those of the text where only the text was labelled."""
    if example.zinlabels is not None:
        return example.zinlabels
    return (example.labels,) * len(example.zinnen)


def _table(
    labels: Sequence[Sequence[tuple[str, Richting]]], keys: Sequence[str], sign: Richting
) -> Bools:
    """Which sentence shows which quality with this direction, alone or with the other."""
    signs = (sign, Richting.BEIDE)
    return np.array([[dict(own).get(key) in signs for key in keys] for own in labels])


def _matrix(weighed: Sequence[Weighed], width: int) -> csr_matrix:
    ends = np.cumsum([0, *(len(which) for which, _ in weighed)])
    which = np.concatenate([numbers for numbers, _ in weighed])
    values = np.concatenate([values for _, values in weighed]).astype(np.float32)
    return csr_matrix((values, which, ends), (len(weighed), width))


def pair_matrix(
    data: Lessons, shown: Sequence[Floats], pairs: Sequence[tuple[int, int]], sharpness: float
) -> csr_matrix:
    """The words of each pair of a text and a quality, as the model weighs them in use."""
    rows = [
        pair_rows(focus(shown[text][:, [column]], sharpness), data.readings[text].weighed)[0]
        for text, column in pairs
    ]
    return _matrix(rows, data.rows.shape[1])


def _contexts(rows: csr_matrix, starts: NDArray[np.int64]) -> csr_matrix:
    size = rows.shape[0]
    place = (np.ones(size, np.float32), np.arange(size), starts)
    summed = csr_matrix(csr_matrix(place, (len(starts) - 1, size)) @ rows)
    for start, end in zip(summed.indptr[:-1], summed.indptr[1:], strict=True):
        summed.data[start:end] = context_row(summed.data[start:end])
    return summed


def learn_sentences(data: Lessons, texts: Bools) -> SentenceModel:
    """A model of sentences that learned from these texts only."""
    use = data.sentences_of(texts)
    shows = data.plus | data.minus
    plain = [_centred(data, use, target) for target in shows.T]
    words = [(weights, bias) for weights, bias, _ in plain]
    signs = [_sign(data, use, column) for column in range(shows.shape[1])]
    size = data.rows.shape[1]
    words += [(weights[:size], bias) for weights, bias in signs]
    plus, minus = np.asarray(data.plus.any(axis=1)), np.asarray(data.minus.any(axis=1))
    clear = np.asarray(use & (plus != minus))
    words.append(regression(data.rows[clear], plus[clear], _SHOWS))
    return SentenceModel(
        data.lexicon,
        np.stack([weights for weights, _ in words], axis=1),
        np.stack([weights[size:] for weights, _ in signs], axis=1),
        np.array([bias for _, bias in words], np.float32),
        np.stack([slope for _, _, slope in plain], axis=1),
    )


def sentence_scores(data: Lessons, model: SentenceModel, text: int) -> Floats:
    """What a model says of the sentences of one text, as `SentenceModel.score` does."""
    part = data.part(text)
    told = data.rows[part] @ model.lexical + model.constant
    context = data.context[text] @ model.context
    return arrange(told, context, data.dense[part] @ model.dense)


def _sign(data: Lessons, use: Bools, column: int) -> tuple[Floats, float]:
    """Which direction a sentence has that shows the quality; its text's words stand beside it."""
    plus, minus = data.plus[:, column], data.minus[:, column]
    clear = np.asarray(use & (plus != minus))
    text = np.repeat(np.arange(len(data.examples)), np.diff(data.starts))
    rows = csr_matrix(hstack([data.rows[clear], data.context[text[clear]]]))
    return regression(rows, plus[clear], _SIGN)


def _centred(data: Lessons, use: Bools, target: Bools) -> tuple[Floats, float, Floats]:
    """The weights of a quality from words and from vectors, both around 0 with a spread of 1."""
    weights, bias = regression(data.rows[use], target[use], _SHOWS)
    scores = data.rows[use] @ weights + bias
    slope = _ridge(data.dense[use], target[use])
    told = data.dense[use] @ slope
    wide, broad = float(scores.std()) or 1.0, float(told.std()) or 1.0
    slope /= broad
    slope[-1] -= told.mean() / broad
    return weights / wide, (bias - float(scores.mean())) / wide, slope


def regression(rows: csr_matrix, target: Bools, strength: float) -> tuple[Floats, float]:
    """A logistic regression on words, in which both answers weigh the same."""
    if target.all() or not target.any():
        return np.zeros(rows.shape[1], np.float32), 0.0
    model = LogisticRegression(
        C=strength,
        class_weight="balanced",
        solver="liblinear",
        dual=True,
        tol=0.01,
        max_iter=1000,
        random_state=0,
    ).fit(rows, target)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _ridge(dense: Floats, target: Bools) -> Floats:
    wide = dense.astype(np.float64)
    gram = wide.T @ wide + _RIDGE * np.diag(wide.var(axis=0) + 1e-6)
    aim = wide.T @ np.where(target, 1.0, -1.0)
    return np.linalg.solve(gram, aim).astype(np.float32)
