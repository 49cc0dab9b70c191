"""A trained model as plain arrays: frozen, loadable without pickle, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from pipeline.tag.arrays import damaged, read_arrays, write_arrays
from pipeline.tag.features import (
    FOCUS,
    TEKEN,
    TOON,
    Reading,
    SentenceModel,
    contrast_features,
    direction_features,
    evidence_features,
    focus,
    text_features,
)
from pipeline.tag.lexical import Floats, Lexicon, Weighed

VERSION = 2


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
    left out below `laag`; between them the classifier abstains. `bewijs` says how well a sentence
    serves as evidence. `paren` scores the weighted words of a text for +, - and ±, once for each
    sharpness of `FOCUS`; `richting` decides between +, - and ± for these qualities, `elders` for
    qualities of another codebook.
    """

    kwaliteiten: tuple[str, ...]
    encoder: str
    zinnen: SentenceModel
    koppen: tuple[Head, ...]
    hoog: Floats
    laag: Floats
    bewijs: Head
    paren: Floats
    richting: Head
    elders: Head

    def chances(self, raw: Floats) -> Floats:
        """The chance of each quality in a text with these sentence scores."""
        features = text_features(raw)
        logits = [
            float(head.logits(row[None])[0, 0])
            for head, row in zip(self.koppen, features, strict=True)
        ]
        return np.asarray(1 / (1 + np.exp(-np.array(logits))), np.float32)

    def evidence(self, raw: Floats, reading: Reading) -> Floats:
        """How well each sentence shows each quality."""
        return self.bewijs.logits(evidence_features(raw, reading.sizes))[:, :, 0]

    def directions(self, raw: Floats, shown: Floats, reading: Reading) -> Floats:
        """The chance of +, - and ± for each quality, if the text has it."""
        known = general_features(shown, raw[:, TOON], reading, self.paren)
        own = sign_features(shown, raw[:, TEKEN], reading)
        return _chances(self.richting.logits(np.hstack([known, own])))

    def elsewhere(self, shown: Floats, reading: Reading) -> Floats:
        """The same for the qualities of another codebook, of which only `shown` is known."""
        sign = np.repeat(self.zinnen.signs(reading)[:, None], shown.shape[1], axis=1)
        return _chances(self.elders.logits(general_features(shown, sign, reading, self.paren)))


def sign_features(shown: Floats, sign: Floats, reading: Reading) -> Floats:
    """What the signs of the sentences say of the direction of each quality."""
    return np.hstack(
        [direction_features(shown, sign), contrast_features(shown, sign, reading.turns)]
    )


def general_features(shown: Floats, sign: Floats, reading: Reading, paren: Floats) -> Floats:
    """What is known of the direction of any quality: signs, and the words of the whole text."""
    scores = [
        np.stack([values @ table[which] + table[-1] for which, values in rows])
        for sharpness, table in zip(FOCUS, paren, strict=True)
        for rows in (pair_rows(focus(shown, sharpness), reading.weighed),)
    ]
    return np.hstack([sign_features(shown, sign, reading), *scores])


def pair_rows(weight: Floats, weighed: Sequence[Weighed]) -> list[Weighed]:
    """The features of a text for each quality: those of its sentences, by `weight`."""
    which = np.concatenate([numbers for numbers, _ in weighed])
    values = np.concatenate([values for _, values in weighed])
    row = np.repeat(np.arange(len(weighed)), [len(numbers) for numbers, _ in weighed])
    distinct, place = np.unique(which, return_inverse=True)
    rows = []
    for column in weight.T:
        summed = np.bincount(place, values * column[row], len(distinct)).astype(np.float32)
        length = float(np.linalg.norm(summed))
        rows.append((distinct, summed / length if length else summed))
    return rows


def _chances(logits: Floats) -> Floats:
    grown = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True), np.float32)


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
        "omgeving": weights.zinnen.context.astype(np.float16),
        "constante": weights.zinnen.constant,
        "dicht": weights.zinnen.dense.astype(np.float16),
        "paren": weights.paren.astype(np.float16),
        "hoog": weights.hoog,
        "laag": weights.laag,
    }
    for name, head in _named(weights):
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
            floats("omgeving"),
            floats("constante"),
            floats("dicht"),
        ),
        koppen=tuple(head(f"kop{number}") for number in range(len(names))),
        hoog=floats("hoog"),
        laag=floats("laag"),
        bewijs=head("bewijs"),
        paren=floats("paren"),
        richting=head("richting"),
        elders=head("elders"),
    )


def _named(weights: Weights) -> list[tuple[str, Head]]:
    return [
        *((f"kop{number}", head) for number, head in enumerate(weights.koppen)),
        ("bewijs", weights.bewijs),
        ("richting", weights.richting),
        ("elders", weights.elders),
    ]
