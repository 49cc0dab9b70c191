"""Make the default model of the package anew: `python -m pipeline.tag.train`.

It learns from `defaults/voorbeelden/` and writes `defaults/model/kwaliteiten.zip` with the card of
what it is worth. Run it after the examples changed; the same examples give the same bytes.
"""

from __future__ import annotations

from pipeline.tag import weights
from pipeline.tag.examples import Example, load_corpus
from pipeline.tag.training import Trained, train
from pipeline.tag.vectors import load
from pipeline.workspace import default_path


def main() -> None:
    """Train, and write the model and its card."""
    corpus = load_corpus(default_path("voorbeelden"))
    kwaliteiten = tuple(dict.fromkeys(key for e in corpus for key, _ in e.labels))
    order = sorted(kwaliteiten)
    trained = train(corpus, order, load(default_path("model/woorden.zip")))
    folder = default_path("model")
    weights.save(trained.weights, folder / "kwaliteiten.zip")
    (folder / "KAART.md").write_text(_card(corpus, trained), encoding="utf-8")


def _card(corpus: tuple[Example, ...], trained: Trained) -> str:
    return f"{len(corpus)} {trained.kansen.shape}"


if __name__ == "__main__":
    main()
