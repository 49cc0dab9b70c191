"""`vertel evaluate`: the machine judged on the human tags of a project, honestly.

Where the model of the package is used, it never saw the project's stories. Where a project has
qualities of its own, each group of stories is judged by a model that learned from the others,
with its thresholds chosen inside those others (nested cross-validation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.codebook import Codebook
from pipeline.model import TaggedVerhaal, Verhaal
from pipeline.tag.coders import coders
from pipeline.tag.evaluation import Evaluatie, evaluate
from pipeline.tag.examples import groups_of
from pipeline.tag.tagger import Tagger, learns_from

_FOLDS = 10


def judge(verhalen: Sequence[Verhaal], codebook: Codebook) -> Evaluatie:
    """Compare the machine with the human tags of these stories, and coders with each other."""
    told = [verhaal for verhaal in verhalen if verhaal.tags or verhaal.geen_kwaliteiten]
    keys = [kwaliteit.sleutel for kwaliteit in codebook.kwaliteiten]
    return evaluate(_proposals(told, codebook), keys, coders(verhalen, keys))


def _proposals(told: Sequence[Verhaal], codebook: Codebook) -> list[TaggedVerhaal]:
    if not told:
        return []
    if not learns_from(codebook, told):
        return list(Tagger(codebook).tag(told))
    from pipeline.tag.training import fold_of  # scikit-learn is slow to load

    fold = fold_of(groups_of(told), _FOLDS)
    found: list[TaggedVerhaal] = []
    for number in sorted(set(fold.tolist())):
        left_out = [verhaal for verhaal, own in zip(told, fold, strict=True) if own == number]
        others = [verhaal for verhaal, own in zip(told, fold, strict=True) if own != number]
        blind = [replace(verhaal, tags=()) for verhaal in left_out]
        tagged = Tagger(codebook, others).tag(blind)
        found += [
            replace(item, verhaal=verhaal) for item, verhaal in zip(tagged, left_out, strict=True)
        ]
    return sorted(found, key=lambda item: item.verhaal.pad)
