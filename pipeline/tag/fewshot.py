"""A classifier for a project with qualities of its own, from a few dozen tagged stories.

Few stories cannot teach words, so an encoder brings what it knows of language: a text is the mean
of its sentences, and how near they come to what the codebook says that a quality is (its
definition, what counts, its indicators). Directions come from the model of the package, because
what is good or bad news hardly depends on the quality.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from pipeline.codebook import Codebook, Kwaliteit
from pipeline.tag.encoder import Encoder
from pipeline.tag.examples import Example
from pipeline.tag.features import read
from pipeline.tag.learned import best_sentences, nothing, readable
from pipeline.tag.lexical import Floats
from pipeline.tag.scores import RICHTINGEN, TextScore
from pipeline.tag.weights import Weights

_FOLDS = 5
_STRENGTH = 0.5
_TEXT, _SEED = 5.0, 0.5
_SEEDS = 4

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Leerstof:
    """What the texts are measured against: the mean sentence, and each quality in the codebook."""

    midden: Floats
    zaden: tuple[Floats, ...]

    def vectors(self, encoded: Floats) -> Floats:
        """Sentences as directions from the mean sentence."""
        return _unit(encoded - self.midden)

    def features(self, vectors: Floats) -> Floats:
        """One text: quality × feature (its direction, then its nearness to the quality)."""
        text = _unit(vectors.mean(axis=0, keepdims=True))[0] * _TEXT
        return np.stack([np.append(text, _nearness(vectors, zaad)) for zaad in self.zaden])


@dataclass(frozen=True, slots=True)
class FewShotClassifier:
    """Scores texts; `slopes` has a row of weights for each quality."""

    kwaliteiten: tuple[str, ...]
    encoder: Encoder
    leerstof: Leerstof
    mean: Floats
    scale: Floats
    slopes: Floats
    constant: Floats
    hoog: Floats
    laag: Floats
    richting: Weights

    def score(self, docs: Sequence[Doc]) -> list[tuple[TextScore, ...]]:
        """Score each text on every quality, in order."""
        return [self._score(doc) for doc in docs]

    def _score(self, doc: Doc) -> tuple[TextScore, ...]:
        places, sentences = readable(doc)
        if not sentences:
            return nothing(self.kwaliteiten)
        vectors = self.leerstof.vectors(self.encoder.encode(sentences))
        features = (self.leerstof.features(vectors) - self.mean) / self.scale
        logits = (features * self.slopes).sum(axis=1) + self.constant
        chances = 1 / (1 + np.exp(-logits))
        shown = self._shown(vectors)
        reading = read(sentences, self.richting.zinnen.lexicon)
        signs = self.richting.zinnen.signs(reading)
        directions = self.richting.elsewhere(shown, reading).argmax(axis=1)
        return tuple(
            TextScore(
                key,
                float(chances[column]),
                bool(chances[column] >= self.hoog[column]),
                RICHTINGEN[directions[column]],
                best_sentences(places, shown[:, column], signs),
                bool(self.laag[column] <= chances[column] < self.hoog[column]),
            )
            for column, key in enumerate(self.kwaliteiten)
        )

    def _shown(self, vectors: Floats) -> Floats:
        """How much each sentence shows each quality: sentence × quality."""
        width = vectors.shape[1]
        found = []
        for column, zaad in enumerate(self.leerstof.zaden):
            slope = self.slopes[column, :width] / self.scale[column, :width]
            near = (vectors @ zaad.T).max(axis=1)
            found.append(_standard(vectors @ slope) + _standard(near))
        return np.stack(found, axis=1)


def learn(
    examples: Sequence[Example], codebook: Codebook, encoder: Encoder, richting: Weights
) -> FewShotClassifier:
    """Learn from stories that were tagged as a whole; bounds are chosen inside the folds.

    Raises ValueError when all stories are of one group.
    """
    from pipeline.tag.training import fold_of  # scikit-learn is slow to load

    keys = tuple(kwaliteit.sleutel for kwaliteit in codebook.kwaliteiten)
    encoded = [encoder.encode(example.zinnen) for example in examples]
    midden = np.vstack(encoded).mean(axis=0)
    zaden = tuple(
        _unit(encoder.encode(_said(kwaliteit)) - midden) for kwaliteit in codebook.kwaliteiten
    )
    leerstof = Leerstof(midden, zaden)
    features = np.stack([leerstof.features(leerstof.vectors(rows)) for rows in encoded])
    mean, scale = _spread(features)
    features = (features - mean) / scale
    target = np.array([[key in dict(e.labels) for key in keys] for e in examples])
    fold = fold_of([example.groep for example in examples], _FOLDS)
    fitted = [_fit(features[:, column], target[:, column], fold) for column in range(len(keys))]
    slopes, constant, hoog, laag = (np.array(p, np.float32) for p in zip(*fitted, strict=True))
    return FewShotClassifier(
        keys, encoder, leerstof, mean, scale, slopes, constant, hoog, laag, richting
    )


def _fit(
    features: Floats, target: Bools, fold: NDArray[np.int64]
) -> tuple[Floats, float, float, float]:
    """The weights, the constant and the two bounds of one quality.

    With few texts the best bound of the folds is half luck, so it goes halfway to one half.
    """
    from pipeline.tag.training import best_bound, sure_bound  # scikit-learn is slow to load

    chances = np.zeros(len(target), np.float32)
    for number in np.unique(fold):
        slope, bias = _regression(features[fold != number], target[fold != number])
        chances[fold == number] = 1 / (1 + np.exp(-(features[fold == number] @ slope + bias)))
    slope, bias = _regression(features, target)
    high = (best_bound(chances, target) + 0.5) / 2
    return slope, bias, high, sure_bound(chances, target, high)


def _regression(features: Floats, target: Bools) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression  # slow to load

    if target.all() or not target.any():
        return np.zeros(features.shape[1], np.float32), 6.0 if target.any() else -6.0
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=1000)
    model.fit(features, target)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _spread(features: Floats) -> tuple[Floats, Floats]:
    """Only the nearness to the codebook is brought to one scale; directions have one already."""
    mean, scale = np.zeros(features.shape[1:]), np.ones(features.shape[1:])
    mean[:, -_SEEDS:] = features[:, :, -_SEEDS:].mean(axis=0)
    scale[:, -_SEEDS:] = (features[:, :, -_SEEDS:].std(axis=0) + 1e-6) / _SEED
    return mean.astype(np.float32), scale.astype(np.float32)


def _said(kwaliteit: Kwaliteit) -> list[str]:
    phrases = [phrase for _, phrases in kwaliteit.indicatoren for phrase in phrases]
    return [kwaliteit.naam, *filter(None, (kwaliteit.definitie,)), *kwaliteit.wel, *phrases]


def _nearness(vectors: Floats, zaad: Floats) -> Floats:
    near = (vectors @ zaad.T).max(axis=1)
    middle = _unit(zaad.mean(axis=0, keepdims=True))
    best = (near.max(), np.sort(near)[-2:].mean(), near.mean(), (vectors @ middle.T).max())
    return np.array(best, np.float32)


def _standard(values: Floats) -> Floats:
    return np.asarray((values - values.mean()) / (values.std() + 1e-6), np.float32)


def _unit(rows: Floats) -> Floats:
    length = np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    return np.asarray(rows / length, np.float32)
