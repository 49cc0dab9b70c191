"""The network as torch trains it: some layers of a BERT over a text, with heads on its sentences.

What is learned here is run by `context_model`; only `finetune` needs torch.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.tag.base_model import Base, unpacked
from pipeline.tag.lexical import Floats

HEADS = 12
_DROPOUT = 0.1


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self, base: Base, number: int) -> None:
        super().__init__()

        def linear(name: str) -> nn.Linear:
            bias = base.arrays[f"l{number}.{name}.b"]
            weight = base.arrays[f"l{number}.{name}.w"].reshape(len(bias), -1)
            return _filled(nn.Linear(weight.shape[1], len(bias)), weight, bias)

        def norm(name: str) -> nn.LayerNorm:
            return layer_norm(base, f"l{number}.{name}")

        self.query, self.key, self.value = linear("q"), linear("k"), linear("v")
        self.joined, self.wider, self.narrower = linear("ao"), linear("fi"), linear("fo")
        self.first, self.second = norm("aln"), norm("oln")
        self.drop = nn.Dropout(_DROPOUT)

    def forward(self, rows: Tensor, known: Tensor) -> Tensor:
        """Text × token × number; `known` (text × token) is false for padding."""
        size = (rows.shape[0], -1, HEADS, rows.shape[2] // HEADS)
        query, key, value = (
            part(rows).view(size).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        near = query @ key.transpose(2, 3) * size[3] ** -0.5
        near = near.masked_fill(~known[:, None, None], -1e4).softmax(-1)
        told = self.joined((near @ value).transpose(1, 2).flatten(2))
        rows = self.first(rows + self.drop(told))
        wide = self.narrower(functional.gelu(self.wider(rows)))
        return self.second(rows + self.drop(wide))


class Reader(nn.Module):
    """The vectors of the sentences of texts, from the vectors of their pieces of words.

    These are brought to a mean of 0 and one spread, as they were before training.
    """

    def __init__(self, base: Base, layers: int) -> None:
        super().__init__()
        width = base.table.shape[1]
        places = base.arrays["emb.pos"].reshape(-1, width) + base.arrays["emb.type"][:width]
        self.places = nn.Parameter(torch.tensor(places))
        self.norm = layer_norm(base, "emb.ln")
        self.layers = nn.ModuleList(Layer(base, number) for number in range(layers))
        self.drop = nn.Dropout(_DROPOUT)
        self.middle = nn.Buffer(torch.zeros(width))
        self.spread = nn.Buffer(torch.ones(width))

    def tokens(self, rows: Tensor, known: Tensor) -> Tensor:
        """The vectors of tokens in their context, text × token × number."""
        rows = self.drop(self.norm(rows + self.places[: rows.shape[1]]))
        for layer in self.layers:
            rows = layer(rows, known)
        return rows

    def forward(self, rows: Tensor, known: Tensor, pool: Tensor) -> Tensor:
        """Text × sentence × number; `pool` (text × sentence × token) takes the means."""
        return (pool @ self.tokens(rows, known).float() - self.middle) / self.spread


class Network(nn.Module):
    """A reader, and what it says of sentences and of texts on each quality."""

    def __init__(self, base: Base, layers: int, kwaliteiten: int) -> None:
        super().__init__()
        width = base.table.shape[1]
        self.reader = Reader(base, layers)
        self.zin = nn.Linear(width, 2 * kwaliteiten)
        self.let_op = nn.Linear(width, kwaliteiten)
        self.tekst = nn.Parameter(torch.randn(kwaliteiten, 4, 2 * width) * 0.01)
        self.constant = nn.Parameter(torch.zeros(kwaliteiten, 4))
        self.drop = nn.Dropout(_DROPOUT)

    def forward(self, rows: Tensor, known: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
        """Logits: text × sentence × quality × 2, and text × quality × 4."""
        vectors = self.drop(self.reader(rows, known, pool))
        real = pool.any(dim=2)[..., None]
        weight = self.let_op(vectors).masked_fill(~real, -1e9).softmax(1)
        counted = weight.transpose(1, 2) @ vectors
        mean = (vectors * real).sum(1, keepdim=True) / real.sum(1, keepdim=True)
        both = torch.cat([counted, mean.expand_as(counted)], dim=2)
        whole = torch.einsum("tqv,qcv->tqc", both, self.tekst) + self.constant
        return self.zin(vectors).unflatten(2, (-1, 2)), whole


def layer_norm(base: Base, name: str) -> nn.LayerNorm:
    """A normalisation of the base model."""
    weight = base.arrays[f"{name}.w"]
    return _filled(nn.LayerNorm(len(weight), 1e-12), weight, base.arrays[f"{name}.b"])


def _filled(module: nn.Module, weight: Floats, bias: Floats) -> nn.Module:
    module.load_state_dict({"weight": torch.tensor(weight), "bias": torch.tensor(bias)})
    return module


def collated(
    base: Base, ids: Sequence[Sequence[int]], places: Sequence[Sequence[int]]
) -> tuple[Tensor, Tensor, Tensor]:
    """Texts as one input: their pieces of words by number, and the sentence of each piece."""
    longest, most = max(map(len, ids)), 1 + max(max(place) for place in places)
    width = base.table.shape[1]
    rows = np.zeros((len(ids), longest, width), np.float32)
    known = np.zeros((len(ids), longest), bool)
    pool = np.zeros((len(ids), most, longest), np.float32)
    for text, (own, place) in enumerate(zip(ids, places, strict=True)):
        which = list(own)
        rows[text, : len(own)] = unpacked(base.table[which], base.scales[which])
        known[text, : len(own)] = True
        for token, sentence in enumerate(place):
            if sentence >= 0:
                pool[text, sentence, token] = 1
    pool /= np.maximum(pool.sum(axis=2, keepdims=True), 1)
    return torch.tensor(rows), torch.tensor(known), torch.tensor(pool)
