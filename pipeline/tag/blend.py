"""Words and context weighed together: how much each of the two says of a text.

What the weights and bounds are was learned on batches of examples that neither had seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from pipeline.tag.arrays import damaged, read_arrays, write_arrays
from pipeline.tag.context_model import ContextModel, Judgement, as_arrays, from_arrays
from pipeline.tag.lexical import Floats
from pipeline.tag.weights import Head

VERSION = 1
_HEARD = 0.15
_PARTS = ("mean", "scale", "weights", "constant")


@dataclass(frozen=True, slots=True)
class Blend:
    """`kans` and `richting` are heads that all qualities share; `bewijs` weighs the network's word.

    From `hoog` a text is tagged with a quality, below `laag` it is left out.
    """

    kans: Head
    richting: Head
    bewijs: float
    hoog: Floats
    laag: Floats

    def chances(self, words: Floats, judged: Judgement) -> Floats:
        """The chance of each quality; `words` are the chances by the words alone.

        Where these hear almost nothing they have the last word: a text of another kind than the
        examples (a poem) can lead a network astray.
        """
        logits = self.kans.logits(chance_rows(words, judged))[:, 0]
        both = 1 / (1 + np.exp(-logits))
        return np.where(words < _HEARD, np.minimum(words, both), both).astype(np.float32)

    def directions(self, words: Floats, judged: Judgement) -> Floats:
        """How likely +, - and ± are for each quality; `words` are the chances by the words."""
        return self.richting.logits(direction_rows(words, judged))

    def shown(self, words: Floats, judged: Judgement) -> Floats:
        """How well each sentence shows each quality, on the scale of the words."""
        return np.asarray(words + self.bewijs * judged.zinnen.max(axis=2), np.float32)


def chance_rows(words: Floats, judged: Judgement) -> Floats:
    """What is known of the chance of each quality: quality × feature."""
    sure = np.clip(words, 1e-6, 1 - 1e-6)
    best = judged.zinnen.max(axis=(0, 2))
    return np.stack([np.log(sure / (1 - sure)), _present(judged), best], axis=1).astype(np.float32)


def direction_rows(words: Floats, judged: Judgement) -> Floats:
    """What is known of the direction of each quality, by the words and by the network."""
    whole = judged.tekst[:, 1:]
    whole = whole - whole.mean(axis=1, keepdims=True)
    return np.hstack([np.log(words + 1e-4), whole]).astype(np.float32)


def _present(judged: Judgement) -> Floats:
    """The log odds that a text has each quality in any direction."""
    some = judged.tekst[:, 1:]
    top = some.max(axis=1)
    total = top + np.log(np.exp(some - top[:, None]).sum(axis=1))
    return np.asarray(total - judged.tekst[:, 0], np.float32)


@dataclass(frozen=True, slots=True)
class Context:
    """A network, and how its word weighs beside that of the words."""

    model: ContextModel
    blend: Blend

    def judge(self, sentences: Sequence[str]) -> Judgement:
        """What the network says of a text of at least one sentence."""
        return self.model.judge(sentences)


def save(context: Context, path: Path | BinaryIO) -> None:
    """Write it to one file, the same bytes for the same contents."""
    blend = context.blend
    facts, arrays = as_arrays(context.model)
    for name in ("kans", "richting"):
        arrays |= {f"{name}.{part}": getattr(getattr(blend, name), part) for part in _PARTS}
    arrays |= {"hoog": blend.hoog, "laag": blend.laag, "bewijs": np.array([blend.bewijs])}
    write_arrays(path, {"versie": VERSION, **facts}, arrays)


def load(path: Path | BinaryIO) -> Context:
    """Read what `save` wrote. Raises `PipelineError` when it is damaged or of another version."""
    facts, arrays = read_arrays(path)
    if facts.get("versie") != VERSION:
        raise damaged(path)
    try:
        kans, richting = (
            Head(*(arrays[f"{name}.{part}"] for part in _PARTS)) for name in ("kans", "richting")
        )
        blend = Blend(kans, richting, float(arrays["bewijs"][0]), arrays["hoog"], arrays["laag"])
        return Context(from_arrays(facts, arrays), blend)
    except KeyError as error:
        raise damaged(path) from error
