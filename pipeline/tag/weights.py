"""A trained model as plain arrays: frozen, loadable without pickle, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from pipeline.tag.arrays import damaged, read_arrays, write_arrays
from pipeline.tag.features import SentenceModel, direction_features, focus, text_features
from pipeline.tag.lexical import Floats, Lexicon

VERSION = 1


@dataclass(frozen=True, slots=True)
class Head:
    """Logistic regressions on standardised features, one row of weights an output."""

    mean: Floats
    scale: Floats
    weights: Floats
    constant: Floats

    def logits(self, features: Floats) -> Floats:
        """The score of each output for each row of features."""
        scaled = (features - self.mean) / self.scale
        return (scaled @ self.weights.T + self.constant).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything a classifier of texts needs, for the qualities named.

    `koppen` holds a head for each quality. A text is tagged when its chance reaches `hoog`, and
    left out below `laag`; between them the classifier abstains. `paren` scores the weighted words
    of a text for +, - and ±; `richting` decides between these three.
    """

    kwaliteiten: tuple[str, ...]
    encoder: str
    zinnen: SentenceModel
    koppen: tuple[Head, ...]
    hoog: Floats
    laag: Floats
    paren: Floats
    richting: Head

    def chances(self, raw: Floats) -> Floats:
        """The chance of each quality in a text with these sentence scores."""
        features = text_features(raw)
        logits = [
            float(head.logits(row[None])[0, 0])
            for head, row in zip(self.koppen, features, strict=True)
        ]
        return np.asarray(1 / (1 + np.exp(-np.array(logits))), np.float32)

    def directions(self, raw: Floats, sentences: Sequence[str]) -> Floats:
        """The chance of +, - and ± for each quality, if the text has it."""
        pairs = pair_scores(raw, sentences, self.zinnen.lexicon, self.paren)
        logits = self.richting.logits(np.hstack([direction_features(raw), pairs]))
        grown = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True), np.float32)


def pair_rows(
    raw: Floats, sentences: Sequence[str], lexicon: Lexicon
) -> list[tuple[NDArray[np.int64], Floats]]:
    """The weighted features of a text for each quality: its sentences, by how much they show it."""
    weight = focus(raw)
    weighed = [lexicon.weigh(sentence) for sentence in sentences]
    which = np.concatenate([numbers for numbers, _ in weighed])
    distinct, place = np.unique(which, return_inverse=True)
    rows = []
    for column in range(weight.shape[1]):
        values = np.concatenate(
            [values * weight[row, column] for row, (_, values) in enumerate(weighed)]
        )
        summed = np.bincount(place, values, len(distinct)).astype(np.float32)
        length = float(np.linalg.norm(summed))
        rows.append((distinct, summed / length if length else summed))
    return rows


def pair_scores(raw: Floats, sentences: Sequence[str], lexicon: Lexicon, paren: Floats) -> Floats:
    """The scores of each quality's weighted sentences for +, - and ±; the last row is constant."""
    rows = pair_rows(raw, sentences, lexicon)
    return np.stack([values @ paren[which] + paren[-1] for which, values in rows])


def save(weights: Weights, path: Path | BinaryIO) -> None:
    """Write a model to one file, the same bytes for the same model."""
    facts = {
        "versie": VERSION,
        "kwaliteiten": weights.kwaliteiten,
        "encoder": weights.encoder,
        "kenmerken": list(weights.zinnen.lexicon.numbers),
    }
    arrays: dict[str, NDArray[np.generic]] = {
        "idf": weights.zinnen.lexicon.idf,
        "lexicaal": weights.zinnen.lexical.astype(np.float16),
        "constante": weights.zinnen.constant,
        "dicht": weights.zinnen.dense.astype(np.float16),
        "hoog": weights.hoog,
        "laag": weights.laag,
        "paren": weights.paren.astype(np.float16),
    }
    for name, head in (*_named(weights.koppen), ("richting", weights.richting)):
        arrays |= {
            f"{name}.{part}": getattr(head, part)
            for part in ("mean", "scale", "weights", "constant")
        }
    write_arrays(path, facts, arrays)


def load(path: Path | BinaryIO) -> Weights:
    """Read a model. Raises `PipelineError` when it is damaged or of another version."""
    facts, arrays = read_arrays(path)
    if facts.get("versie") != VERSION:
        raise damaged(path)
    names: list[str] = facts["kwaliteiten"]
    numbers = {name: number for number, name in enumerate(facts["kenmerken"])}

    def floats(name: str) -> Floats:
        return arrays[name].astype(np.float32)

    def head(name: str) -> Head:
        return Head(
            *(floats(f"{name}.{part}") for part in ("mean", "scale", "weights", "constant"))
        )

    return Weights(
        kwaliteiten=tuple(names),
        encoder=str(facts["encoder"]),
        zinnen=SentenceModel(
            Lexicon(numbers, floats("idf")),
            floats("lexicaal"),
            floats("constante"),
            floats("dicht"),
        ),
        koppen=tuple(head(f"kop{number}") for number in range(len(names))),
        hoog=floats("hoog"),
        laag=floats("laag"),
        paren=floats("paren"),
        richting=head("richting"),
    )


def _named(heads: Sequence[Head]) -> list[tuple[str, Head]]:
    return [(f"kop{number}", head) for number, head in enumerate(heads)]
