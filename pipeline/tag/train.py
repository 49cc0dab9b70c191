"""Make the default model of the package anew: `python -m pipeline.tag.train`.

It learns from `defaults/voorbeelden/` and writes `defaults/model/kwaliteiten.zip` with the card of
what it is worth. Run it after the examples changed; the same examples give the same bytes.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from pipeline.tag import weights
from pipeline.tag.examples import Example, load_corpus
from pipeline.tag.training import FOLDS, MIXED_PRIOR, Trained, train
from pipeline.tag.vectors import load
from pipeline.workspace import default_path

_LONG = 4


def main() -> None:
    """Train, and write the model and its card."""
    corpus = load_corpus(default_path("voorbeelden"))
    kwaliteiten = sorted({key for example in corpus for key, _ in example.labels})
    trained = train(corpus, kwaliteiten, load(default_path("model/woorden.zip")))
    folder = default_path("model")
    weights.save(trained.weights, folder / "kwaliteiten.zip")
    (folder / "CARD.md").write_text(card(corpus, trained), encoding="utf-8")


def card(corpus: tuple[Example, ...], trained: Trained) -> str:
    """The model card: data, figures of this very run, and limits."""
    sentences = sum(len(example.zinnen) for example in corpus)
    labelled = sum(bool(labels) for example in corpus for labels in example.zinlabels or ())
    batches = Counter(example.groep for example in corpus)
    return _CARD.format(
        texts=len(corpus),
        sentences=sentences,
        labelled=labelled,
        batches=len(batches),
        folds=FOLDS,
        features=len(trained.weights.zinnen.lexicon.numbers),
        encoder=trained.weights.encoder,
        table="\n".join(_rows(corpus, trained)),
        directions="\n".join(_directions(corpus, trained)),
        evidence=_evidence(corpus, trained),
        mixed=MIXED_PRIOR,
        long=_LONG,
    )


def _rows(corpus: tuple[Example, ...], trained: Trained) -> list[str]:
    long = np.array([len(example.zinnen) >= _LONG for example in corpus])
    rows = []
    scores = []
    for column, key in enumerate(trained.weights.kwaliteiten):
        said = np.array([key in dict(example.labels) for example in corpus])
        found = trained.kansen[:, column] >= trained.weights.hoog[column]
        both = int((said & found & long).sum())
        precision = both / max(1, int((found & long).sum()))
        recall = both / max(1, int((said & long).sum()))
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        scores.append(f1)
        rows.append(
            f"| {key} | {int((said & long).sum())} | {precision:.2f} | {recall:.2f} | {f1:.2f} |"
        )
    none = np.array([not example.labels for example in corpus]) & long
    tagged = (trained.kansen >= trained.weights.hoog).any(axis=1)
    left = float(np.mean(~np.asarray(tagged)[none])) if none.any() else 0.0
    return [
        *rows,
        f"| macro | | | | {float(np.mean(scores)):.2f} |",
        "",
        f"Of the {int(none.sum())} texts without any quality, {left:.0%} were left untagged.",
    ]


def _directions(corpus: tuple[Example, ...], trained: Trained) -> list[str]:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for (text, column), said in trained.richtingen.items():
        if len(corpus[text].zinnen) < _LONG:
            continue
        own = dict(corpus[text].labels)[trained.weights.kwaliteiten[column]]
        total[own] += 1
        right[own] += said is own
    rows = [f"| {sign} | {total[sign]} | {right[sign] / total[sign]:.2f} |" for sign in total]
    return [*rows, f"| all | {total.total()} | {right.total() / max(1, total.total()):.2f} |"]


def _evidence(corpus: tuple[Example, ...], trained: Trained) -> float:
    """In what share of the pairs the best sentence carries a label of that quality."""
    right = [
        trained.weights.kwaliteiten[column] in dict((corpus[text].zinlabels or ())[sentence])
        for (text, column), sentence in trained.bewijs.items()
        if len(corpus[text].zinnen) >= _LONG
    ]
    return float(np.mean(right)) if right else 0.0


_CARD = """# The default model for the seven qualities

Made by `python -m pipeline.tag.train`, which also wrote this card; every figure is of that run.
It is about the words of the model; the network that is weighed with them has its own: `ZINNEN.md`.

## What it is
Linear scores of a sentence from its words, word groups and letter groups ({features} features) and
from static word vectors ({encoder}); then a logistic regression per quality on a text's best
sentences. A text is tagged from a bound that was chosen for each quality inside the folds; between
that bound and a lower one the model abstains. Which sentence shows a quality best is learned from
those scores, from where a sentence stands and from its length. The direction (+, -, ±) is learned
from the signs of the sentences, their order and their turns ("maar"), and from the words of the
whole text; ± weighs {mixed}, because it is rarer in what people send than among the examples.

## Data
{texts} fictional Dutch texts in {batches} batches, {sentences} sentences, {labelled} of which carry
a quality; written for this project to its coding rules, each batch by another brief. Four batches
hold short contrast pairs. No text of an inhabitant is in it. Each text was coded by its writer
only.

The word vectors were distilled from multilingual-e5-small (MIT); its vocabulary was chosen with the
frequency list of wordfreq (CC BY-SA 4.0) and the examples.

## Figures
Each text was judged by a model that had not seen its batch ({folds} folds of whole batches), on
texts of {long} sentences or more.

| quality | texts | precision | recall | F1 |
|---|---|---|---|---|
{table}

| direction | pairs | right |
|---|---|---|
{directions}

The sentence that the model shows first carries the quality in {evidence:.0%} of these pairs.

## Limits
- It proposes; a person decides. Nothing that it says counts in a report as a human tag does.
- It was made for Dutch of social work in and around one town. Elsewhere: run `vertel evaluate`.
- It sees words, not meaning: irony, hearsay and plans deceive it, and ± is its weakest side.
- The examples were written by few hands: their style is narrower than that of real people.
"""


if __name__ == "__main__":
    main()
