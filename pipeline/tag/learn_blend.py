"""Learn how words and network weigh together, from texts that neither of them has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Richting
from pipeline.tag.blend import Blend, chance_rows, direction_rows
from pipeline.tag.context_model import Judgement
from pipeline.tag.learn_sentences import Bools
from pipeline.tag.lexical import Floats
from pipeline.tag.scores import RICHTINGEN
from pipeline.tag.training import MIXED_PRIOR, best_bound, learned_head, sure_bound
from pipeline.tag.weights import Head

EVIDENCE = 0.6
_STRENGTH = 0.02


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as both have judged it, and what its coder said.

    `chances` and `directions` are those of the words; `tekst` has for each quality 0 for absent,
    else its direction from 1 on.
    """

    groep: str
    chances: Floats
    directions: Floats
    judged: Judgement
    tekst: NDArray[np.int64]


def learn_blend(seen: Sequence[Seen]) -> Blend:
    """Weights for all qualities together, and bounds for each, chosen with a group left out.

    With few texts the best bound is half luck, so it goes halfway to one half.
    """
    rows = np.stack([chance_rows(one.chances, one.judged) for one in seen])
    has = np.stack([one.tekst > 0 for one in seen])
    groups = np.array([one.groep for one in seen])
    found = np.zeros(has.shape, np.float32)
    for group in np.unique(groups):
        out = groups == group
        head = _chance(rows[~out], has[~out])
        found[out] = np.stack([_chances(head, one) for one in rows[out]])
    bounds = [_bounds(found[:, column], has[:, column]) for column in range(has.shape[1])]
    hoog, laag = np.array(bounds, np.float32).T
    return Blend(_chance(rows, has), _direction(seen), EVIDENCE, hoog, laag)


def _chance(rows: Floats, has: Bools) -> Head:
    return learned_head(rows.reshape(-1, rows.shape[2]), has.ravel(), 1.0)


def _chances(head: Head, rows: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-head.logits(rows)[:, 0])), np.float32)


def _bounds(chances: Floats, has: Bools) -> tuple[float, float]:
    high = (best_bound(chances, has) + 0.5) / 2
    return high, sure_bound(chances, has, high)


def _direction(seen: Sequence[Seen]) -> Head:
    """A head for +, - and ±; the last weighs less, as in the model of the words."""
    rows = [direction_rows(one.directions, one.judged)[one.tekst > 0] for one in seen]
    target = np.concatenate([one.tekst[one.tekst > 0] for one in seen])
    head = learned_head(np.vstack(rows), target, _STRENGTH)
    mixed = np.zeros(len(RICHTINGEN), np.float32)
    mixed[RICHTINGEN.index(Richting.BEIDE)] = np.log(MIXED_PRIOR)
    return Head(head.mean, head.scale, head.weights, head.constant + mixed)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is right in texts whose group was left out: macro-F1 over the qualities, and directions.

    `leeg` is the share of the texts without any quality that were left untagged.
    """

    f1: float
    leeg: float
    richting: float


def figures(seen: Sequence[Seen], bounds: Floats) -> tuple[Figures, Figures]:
    """Of the words alone, with these bounds, and of words and network together."""
    words, both, target = [], [], []
    for group in sorted({one.groep for one in seen}):
        blend = learn_blend([one for one in seen if one.groep != group])
        for one in (one for one in seen if one.groep == group):
            chances = blend.chances(one.chances, one.judged)
            signs = blend.directions(one.directions, one.judged)
            words.append((one.chances >= bounds, one.directions.argmax(axis=1)))
            both.append((chances >= blend.hoog, signs.argmax(axis=1)))
            target.append(one.tekst)
    return _figures(words, np.stack(target)), _figures(both, np.stack(target))


def _figures(said: Sequence[tuple[Bools, NDArray[np.int64]]], target: NDArray[np.int64]) -> Figures:
    found, signs = np.stack([one for one, _ in said]), np.stack([one for _, one in said])
    has = target > 0
    hits = (found & has).sum(axis=0)
    f1 = 2 * hits / np.maximum(1, found.sum(axis=0) + has.sum(axis=0))
    empty = np.asarray(~found.any(axis=1))[~np.asarray(has.any(axis=1))]
    return Figures(float(f1.mean()), float(empty.mean()), float((signs + 1 == target)[has].mean()))
