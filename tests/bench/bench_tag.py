"""What the tagger is worth, by number of examples and by part, and what it costs.

Run `python tests/bench/bench_tag.py [speed] [curve] [parts] [use]` (all but `use` without words).
`curve` and `parts` train on a random part of the corpus and judge on whole batches left out, and on
the yardstick beside the project if it is there (from all batches; it is never trained on). Only
texts of four sentences or more are judged. `use` does the parts with the sentence encoder, which
takes long. `VERTEL_FOLDS=1` judges on one fold of three, `VERTEL_GOUD` is another yardstick.
Seconds are CPU seconds.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from pipeline.tag import learn_sentences, lexical, training, vectors
from pipeline.tag.components import KwaliteitenComponent, read
from pipeline.tag.encoder import Encoder, use_encoder
from pipeline.tag.examples import Example, load_corpus
from pipeline.tag.language import sentences_only
from pipeline.tag.learned import WOORDEN, LearnedClassifier, standard
from pipeline.tag.scores import TextScore
from pipeline.workspace import default_path

_BESIDE = Path(__file__).parents[3] / "shared" / "goud" / "verhalen.jsonl"
GOUD = Path(os.environ.get("VERTEL_GOUD", _BESIDE))
SIZES = (20, 40, 80, 120, 300, 800, 1500, 3000)
OUTER = 3
JUDGED = int(os.environ.get("VERTEL_FOLDS", OUTER))
INNER = 3
PARTS = 800
LONG = 4
WORDS = 180

CORPUS = load_corpus(default_path("voorbeelden"))
KEYS = sorted({key for example in CORPUS for key, _ in example.labels})
LONG_ONES = [example for example in CORPUS if len(example.zinnen) >= LONG]
NLP = sentences_only()
STATIC = vectors.load(default_path(WOORDEN))
GRAMS = lexical.grams


@dataclass(frozen=True)
class Judged:
    """A text with its labels, and by quality the sentences that show it."""

    text: str
    labels: dict[str, str]
    proof: dict[str, list[str]]


class Nothing:
    """No vectors at all."""

    name = "none"
    size = 1

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """Zeros."""
        return np.zeros((len(sentences), 1), np.float32)


@dataclass(frozen=True)
class Both:
    """Two encoders side by side."""

    first: Encoder
    second: Encoder
    name: str = "both"

    @property
    def size(self) -> int:
        """The numbers of both."""
        return self.first.size + self.second.size

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """The vectors of both, in one row."""
        return np.hstack([self.first.encode(sentences), self.second.encode(sentences)])


def of_example(example: Example) -> Judged:
    """A text of the corpus, a sentence a line."""
    proof: dict[str, list[str]] = {}
    for zin, labels in zip(example.zinnen, example.zinlabels or (), strict=True):
        for key, _ in labels:
            proof.setdefault(key, []).append(zin)
    return Judged("\n".join(example.zinnen), {k: str(r) for k, r in example.labels}, proof)


def goud() -> list[Judged]:
    """The yardstick, or nothing."""
    if not GOUD.exists():
        return []
    rows = [json.loads(line) for line in GOUD.read_text("utf-8").splitlines()]
    return [
        Judged(
            row["tekst"],
            {key: said["richting"] for key, said in row["kwaliteiten"].items()},
            {key: said["bewijs"] for key, said in row["kwaliteiten"].items()},
        )
        for row in rows
    ]


def folds() -> list[tuple[list[Example], list[Judged]]]:
    """What to learn from and what to judge on: whole batches left out, of those with long texts."""
    fold = training.fold_of([example.groep for example in LONG_ONES], OUTER)
    found = []
    for number in range(JUDGED):
        left_out = [e for e, own in zip(LONG_ONES, fold, strict=True) if own == number]
        groups = {example.groep for example in left_out}
        rest = [example for example in CORPUS if example.groep not in groups]
        found.append((rest, [of_example(example) for example in left_out]))
    return found


def some(examples: Sequence[Example], size: int | None) -> list[Example]:
    """The same random part each time: texts first, and only then short contrasts; None is all."""
    chance = random.Random(0)
    long = [example for example in examples if len(example.zinnen) >= LONG]
    short = [example for example in examples if len(example.zinnen) < LONG]
    return [*chance.sample(long, len(long)), *chance.sample(short, len(short))][:size]


@contextmanager
def only(keep: Callable[[str], bool]) -> Iterable[None]:
    """Train and judge on a part of the lexical features; one constant feature is always there."""

    def grams(sentence: str) -> list[str]:
        return ["always", *(gram for gram in GRAMS(sentence) if keep(gram))]

    lexical.grams = learn_sentences.grams = grams
    try:
        yield
    finally:
        lexical.grams = learn_sentences.grams = GRAMS


def learned(examples: Sequence[Example], encoder: Encoder) -> LearnedClassifier:
    """A classifier that learned from these."""
    weights = training.train(examples, KEYS, encoder, INNER).weights
    return LearnedClassifier(weights, encoder, tuple(KEYS))


def f1(said: np.ndarray, found: np.ndarray) -> float:
    """Macro-F1 over the columns."""
    both, total = (said & found).sum(axis=0), said.sum(axis=0) + found.sum(axis=0)
    return float(np.mean(2 * both / np.maximum(1, total)))


def measures(classifier: LearnedClassifier, texts: Sequence[Judged]) -> list[float]:
    """Macro-F1, direction right, evidence right, left untagged rightly, F1 without the head."""
    component = KwaliteitenComponent(NLP.vocab, classifier)
    docs = list(component.pipe(NLP.pipe(judged.text for judged in texts)))
    scores = [{score.kwaliteit: score for score in read(doc)} for doc in docs]
    said = np.array([[key in judged.labels for key in KEYS] for judged in texts])
    found = np.array([[own[key].gevonden for key in KEYS] for own in scores])
    hits = [
        (judged, doc, own[key])
        for judged, doc, own in zip(texts, docs, scores, strict=True)
        for key in judged.labels
        if own[key].gevonden
    ]
    right = [str(score.richting) == judged.labels[score.kwaliteit] for judged, _, score in hits]
    shown = [_shown(doc, judged.proof[score.kwaliteit], score) for judged, doc, score in hits]
    left = ~found[~said.any(axis=1)].any(axis=1)
    best = np.array([[_best(own[key]) for key in KEYS] for own in scores])
    return [f1(said, found), *(_mean(own) for own in (right, shown, left)), _headless(best, said)]


def _mean(values: Sequence[object]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def _shown(doc: Doc, proof: Sequence[str], score: TextScore) -> bool:
    """Whether a sentence that is shown is one that shows it."""
    sentences = [" ".join(sent.text.split()) for sent in doc.sents]
    given = [sentences[zin.zin] for zin in score.zinnen]
    own = [" ".join(zin.split()) for zin in proof]
    return any(a in b or b in a for a in given for b in own)


def _best(score: TextScore) -> float:
    return score.zinnen[0].score if score.zinnen else 0.0


def _headless(best: np.ndarray, said: np.ndarray) -> float:
    """Macro-F1 by the best sentence alone; its bound is chosen on every other text."""
    found = np.zeros(said.shape, bool)
    halves = np.arange(len(said)) % 2 == 0
    for half in (halves, ~halves):
        for column in range(len(KEYS)):
            bound = training.best_bound(best[~half, column], said[~half, column])
            found[half, column] = best[half, column] >= bound
    return f1(said, found)


_COLUMNS = "   F1  sign proof  left nohead"
HEAD = f"{'':34} {'texts':>6} | own{_COLUMNS} | goud{_COLUMNS}"


def row(name: str, size: int | None, encoder: Encoder, on_goud: Sequence[Judged]) -> None:
    """Learn from `size` texts and print how well that goes; None is all."""
    begun = time.process_time()
    outer = []
    for learn_from, judged in FOLDS:
        examples = some(learn_from, size)
        outer.append(measures(learned(examples, encoder), judged))
    examples = some(CORPUS, size)
    far = measures(learned(examples, encoder), on_goud) if on_goud else []
    own = " ".join(f"{value:5.2f}" for value in np.nanmean(outer, axis=0))
    beyond = " ".join(f"{value:5.2f}" for value in far)
    seconds = time.process_time() - begun
    print(f"{name:34} {len(examples):6} |    {own}  |     {beyond}  {seconds:4.0f} s", flush=True)


def curve() -> None:
    """Macro-F1 by number of example texts."""
    print(f"Learning curve, {JUDGED} of {OUTER} folds of whole batches\n{HEAD}")
    for size in (*SIZES, None):
        row("default model", size, STATIC, goud())


def parts() -> None:
    """Each part of the default model apart."""
    print(f"\nParts, each learned from {PARTS} texts at random\n{HEAD}")
    yardstick = goud()
    with only(lambda gram: not gram.startswith("#")):
        row("words only", PARTS, Nothing(), yardstick)
    with only(lambda gram: gram.startswith("#")):
        row("letter groups only", PARTS, Nothing(), yardstick)
    with only(lambda _: True):
        row("words and letter groups", PARTS, Nothing(), yardstick)
    with only(lambda _: False):
        row("static vectors only", PARTS, STATIC, yardstick)
    row("default model", PARTS, STATIC, yardstick)


def use() -> None:
    """The sentence encoder in the place of the static vectors, and beside them."""
    print(f"\nWith the Universal Sentence Encoder, each from {PARTS} texts\n{HEAD}")
    encoder = use_encoder()
    with only(lambda _: False):
        row("sentence encoder only", PARTS, encoder, goud())
    row("words, letter groups, encoder", PARTS, encoder, goud())
    row("default model and encoder", PARTS, Both(STATIC, encoder), goud())


LOADING = """
import resource, time
begun = time.process_time()
import spacy
third = time.process_time()
from pipeline.codebook import load
from pipeline.tag.tagger import Tagger
from pipeline.workspace import default_path
tagger = Tagger(load(default_path("verhalen/codeboek.yaml"), "codeboek.yaml")[0])
print(third - begun, time.process_time() - third)
"""


def speed() -> None:
    """Loading, 1,000 stories, and texts that are made to be slow."""
    found = [
        subprocess.run([sys.executable, "-c", LOADING], capture_output=True, check=True).stdout
        for _ in range(3)
    ]
    times = [tuple(map(float, line.split())) for line in found]
    spacy, ours = (min(column) for column in zip(*times, strict=True))
    print(f"load: spaCy {spacy:.2f} s, the tagger {ours:.2f} s (least of three)")
    classifier = standard()
    component = KwaliteitenComponent(NLP.vocab, classifier)
    texts = stories(1000)
    words = sum(len(text.split()) for text in texts)
    times = []
    for _ in range(3):
        begun = time.process_time()
        for _doc in component.pipe(NLP.pipe(texts)):
            pass
        times.append(time.process_time() - begun)
    print(f"1,000 stories of {words / 1000:.0f} words: {min(times):.1f} s (least of three)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at its highest: {peak:.0f} MB; load of the machine {os.getloadavg()[0]:.1f}")
    for name, text in (("1 MB of one letter", "a" * 1_000_000), ("200 kB of 'a '", "a " * 100_000)):
        begun = time.process_time()
        list(component.pipe(NLP.pipe([text])))
        print(f"{name}: {time.process_time() - begun:.2f} s")
    sentences = [zin for example in CORPUS[:40] for zin in example.zinnen][:200]
    for encoder in (STATIC, use_encoder()):
        encoder.encode(["Laden."])
        begun = time.process_time()
        encoder.encode(sentences)
        seconds = time.process_time() - begun
        print(f"{encoder.name}: {len(sentences) / seconds:.0f} sentences a CPU second")


def stories(count: int) -> list[str]:
    """Texts of about 180 words, of sentences of the corpus in a fixed random order."""
    chance = random.Random(0)
    sentences = [zin for example in CORPUS for zin in example.zinnen]
    texts = []
    for _ in range(count):
        own: list[str] = []
        while sum(len(zin.split()) for zin in own) < WORDS:
            own.append(chance.choice(sentences))
        texts.append(" ".join(own))
    return texts


FOLDS = folds()

if __name__ == "__main__":
    asked = sys.argv[1:] or ["speed", "curve", "parts"]
    for name in asked:
        {"speed": speed, "curve": curve, "parts": parts, "use": use}[name]()
