"""A small transformer that reads the sentences of a text in their context.

Word lists see that a sentence speaks of a door; who reads the words together sees whether it
opened. The network was made from the lower half of multilingual-e5-small (MIT licence), trained
further on the examples of this package (`pipeline.tag.finetune`), and is run by onnxruntime.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pipeline.tag.lexical import Floats

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BLOCK = 32
WINDOW = 510
SENTENCE = 120
EDGES = (0, 2)
UNKNOWN = 3

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the network says of a text, as logits.

    `zinnen` (sentence × quality × 2): that it shows the quality as +, and as -, which may both be.
    `tekst` (quality × 4): that the text does not have it, or has it as +, - or ±.
    """

    zinnen: Floats
    tekst: Floats


@dataclass(frozen=True, slots=True)
class Heads:
    """The last step from the vectors of sentences, each with its constants.

    `zin` is vector × (quality × 2), `let_op` vector × quality: how much a sentence counts for a
    text; `tekst` is quality × 4 × two vectors, of what counted and of the mean.
    """

    zin: tuple[Floats, Floats]
    let_op: tuple[Floats, Floats]
    tekst: tuple[Floats, Floats]

    def judge(self, vectors: Floats) -> Judgement:
        """Judge a text by the vectors of its sentences."""
        said = (vectors @ self.zin[0] + self.zin[1]).reshape(len(vectors), -1, 2)
        near = vectors @ self.let_op[0] + self.let_op[1]
        weight = np.exp(near - near.max(axis=0))
        counted = (weight / weight.sum(axis=0)).T @ vectors
        mean = np.broadcast_to(vectors.mean(axis=0), counted.shape)
        both = np.hstack([counted, mean])
        whole = np.einsum("qv,qcv->qc", both, self.tekst[0]) + self.tekst[1]
        return Judgement(said.astype(np.float32), whole.astype(np.float32))


@dataclass(frozen=True)
class ContextModel:
    """Pieces of words with their scores, the table of their vectors, the network, and its heads.

    A row of `table` holds numbers from -8 to 7, two in a byte, with a scale for each `BLOCK`.
    """

    kwaliteiten: tuple[str, ...]
    pieces: tuple[tuple[str, float], ...]
    table: Bytes
    scales: NDArray[np.float16]
    network: Bytes
    heads: Heads

    def __reduce__(self) -> tuple[type[ContextModel], tuple[object, ...]]:
        """Another process loads its own network."""
        return ContextModel, tuple(getattr(self, field.name) for field in fields(self))

    def judge(self, sentences: Sequence[str]) -> Judgement:
        """Judge a text of at least one sentence, each read among the others.

        A text that is too long for one reading is read in parts, cut between sentences.
        """
        return self.heads.judge(self.vectors(sentences))

    def vectors(self, sentences: Sequence[str]) -> Floats:
        """A vector for each sentence of a text."""
        told = [one.ids[:SENTENCE] or [UNKNOWN] for one in self._cutter.encode_batch(sentences)]
        return np.vstack([self._read(part) for part in _windows(told)])

    def _read(self, sentences: Sequence[Sequence[int]]) -> Floats:
        which = np.array([EDGES[0], *(one for ids in sentences for one in ids), EDGES[1]])
        ends = 1 + np.cumsum([len(ids) for ids in sentences])
        pool = np.zeros((len(sentences), len(which)), np.float32)
        for row, (end, ids) in enumerate(zip(ends.tolist(), sentences, strict=True)):
            pool[row, end - len(ids) : end] = 1 / len(ids)
        found: Floats = self._session.run(None, {"rows": self._rows(which), "pool": pool})[0]
        return found

    def _rows(self, which: NDArray[np.int64]) -> Floats:
        packed = self.table[which]
        both = np.stack([packed & 15, packed >> 4], axis=2).astype(np.float32) - 8
        blocks = both.reshape(len(which), -1, BLOCK) * self.scales[which][:, :, None]
        return blocks.reshape(len(which), -1).astype(np.float32)

    @cached_property
    def _cutter(self) -> Tokenizer:
        return cutter(self.pieces)

    @cached_property
    def _session(self) -> Any:
        from onnxruntime import InferenceSession, SessionOptions  # slow to load

        options = SessionOptions()
        # Cores are shared out among texts, and so the same text always gives the same numbers.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return InferenceSession(self.network.tobytes(), options, providers=["CPUExecutionProvider"])


def cutter(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """Cuts text into the likeliest pieces, as the model was trained to read them."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    made = Tokenizer(models.Unigram(list(pieces), unk_id=UNKNOWN))
    space = normalizers.Replace(Regex(r"\s+"), " ")
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), space])
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    return made


def _windows(told: Sequence[Sequence[int]]) -> Iterator[list[Sequence[int]]]:
    part: list[Sequence[int]] = []
    size = 0
    for ids in told:
        if part and size + len(ids) > WINDOW:
            yield part
            part, size = [], 0
        part.append(ids)
        size += len(ids)
    yield part


def as_arrays(model: ContextModel) -> tuple[dict[str, object], dict[str, NDArray[np.generic]]]:
    """A model as facts and arrays, to be kept in a file."""
    facts: dict[str, object] = {
        "kwaliteiten": model.kwaliteiten,
        "stukken": [piece for piece, _ in model.pieces],
    }
    arrays: dict[str, NDArray[np.generic]] = {
        "punten": np.array([score for _, score in model.pieces], np.float32),
        "tabel": model.table,
        "schalen": model.scales,
        "netwerk": model.network,
    }
    for name in ("zin", "let_op", "tekst"):
        arrays[name], arrays[f"{name}.constante"] = getattr(model.heads, name)
    return facts, arrays


def from_arrays(facts: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> ContextModel:
    """The model of these facts and arrays. Raises KeyError when one is missing."""

    def head(name: str) -> tuple[Floats, Floats]:
        return arrays[name], arrays[f"{name}.constante"]

    return ContextModel(
        tuple(facts["kwaliteiten"]),
        tuple(zip(facts["stukken"], arrays["punten"].tolist(), strict=True)),
        arrays["tabel"],
        arrays["schalen"],
        arrays["netwerk"],
        Heads(head("zin"), head("let_op"), head("tekst")),
    )
