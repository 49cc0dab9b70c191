"""How well the machine agrees with people, with the counts beside every figure.

Only texts that a person tagged take part, and the machine is judged on texts it did not learn
from. Agreement beyond chance is given as Cohen's kappa and Krippendorff's alpha (nominal).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Richting, Tag, TaggedVerhaal
from pipeline.tag.coders import Codeurs, agreement, borders

_BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Oordeel:
    """One quality: how often person and machine gave it, and how well they agree.

    `beide`, `alleen_mens`, `alleen_machine` and `geen` count texts. A measure is None where it
    means nothing (nobody gave the quality, or everybody always did).
    """

    kwaliteit: str
    beide: int
    alleen_mens: int
    alleen_machine: int
    geen: int
    precisie: float | None
    vangst: float | None
    f1: float | None
    kappa: float | None
    alpha: float | None
    richting_goed: int


@dataclass(frozen=True, slots=True)
class Verschil:
    """A text on which person and machine differ: who gave the quality, and how sure it was.

    `regel` is the line with the sentence that shows it most, to the machine; None without one.
    """

    pad: str
    regel: int | None
    kwaliteit: str
    mens: Richting | None
    machine: Richting | None
    kans: float


@dataclass(frozen=True, slots=True)
class Ijking:
    """Of the texts with a chance between `van` and `tot`: how many, and how many had it."""

    van: float
    tot: float
    gemiddelde_kans: float | None
    teksten: int
    raak: int


@dataclass(frozen=True, slots=True)
class Evaluatie:
    """All of it. `verschillen` come first for a reader: people learn from those.

    `macro_f1_van` and `macro_f1_tot` are the borders of 95% of samples of these texts. `codeurs`
    is how far people agree with each other, where more than one coded the same text.
    """

    teksten: int
    verschillen: tuple[Verschil, ...]
    oordelen: tuple[Oordeel, ...]
    macro_f1: float | None
    macro_f1_van: float | None
    macro_f1_tot: float | None
    ijking: tuple[Ijking, ...]
    met_bewijs: int
    getagd: int
    codeurs: Codeurs


def evaluate(
    tagged: Sequence[TaggedVerhaal], kwaliteiten: Sequence[str], codeurs: Codeurs
) -> Evaluatie:
    """Compare the machine's proposals with the human tags of the same texts.

    `codeurs` is how people agree with each other. The proposals must come from a model that did
    not learn from these texts.
    """
    judged = [item for item in tagged if item.door_mens]
    human = [{tag.kwaliteit: tag.richting for tag in item.verhaal.tags} for item in judged]
    machine = [{tag.kwaliteit: tag for tag in item.voorstellen} for item in judged]
    chances = [dict(item.kansen) for item in judged]
    oordelen = tuple(_oordeel(key, human, machine) for key in kwaliteiten)
    said, found = (_given(tags, kwaliteiten) for tags in (human, machine))
    low, high = borders(len(judged), lambda which: _macro_f1(said[which], found[which]))
    proposals = [tag for item in judged for tag in item.voorstellen]
    return Evaluatie(
        teksten=len(judged),
        verschillen=_verschillen(judged, human, machine, chances, kwaliteiten),
        oordelen=oordelen,
        macro_f1=_macro_f1(said, found),
        macro_f1_van=low,
        macro_f1_tot=high,
        ijking=_ijking(human, chances, kwaliteiten),
        met_bewijs=sum(1 for tag in proposals if tag.bewijs),
        getagd=len(proposals),
        codeurs=codeurs,
    )


def _given(tags: Sequence[Mapping[str, object]], kwaliteiten: Sequence[str]) -> Bools:
    given = [[key in own for key in kwaliteiten] for own in tags]
    return np.array(given, bool).reshape(len(tags), len(kwaliteiten))


def _macro_f1(said: Bools, found: Bools) -> float | None:
    """The mean F1 over the qualities (columns) that anyone gave."""
    total = said.sum(axis=0) + found.sum(axis=0)
    both = (said & found).sum(axis=0)
    known = total > 0
    return float(np.mean(2 * both[known] / total[known])) if known.any() else None


def _oordeel(
    key: str,
    human: Sequence[Mapping[str, Richting]],
    machine: Sequence[Mapping[str, Tag]],
) -> Oordeel:
    said = np.array([key in tags for tags in human], bool)
    found = np.array([key in tags for tags in machine], bool)
    both, only_human = int((said & found).sum()), int((said & ~found).sum())
    only_machine = int((~said & found).sum())
    kappa, alpha = agreement(np.stack([said, found]).astype(np.float64))
    return Oordeel(
        kwaliteit=key,
        beide=both,
        alleen_mens=only_human,
        alleen_machine=only_machine,
        geen=len(human) - both - only_human - only_machine,
        precisie=_share(both, both + only_machine),
        vangst=_share(both, both + only_human),
        f1=_share(2 * both, 2 * both + only_human + only_machine),
        kappa=kappa,
        alpha=alpha,
        richting_goed=sum(
            1
            for ours, theirs in zip(human, machine, strict=True)
            if key in ours and key in theirs and theirs[key].richting is ours[key]
        ),
    )


def _verschillen(
    judged: Sequence[TaggedVerhaal],
    human: Sequence[Mapping[str, Richting]],
    machine: Sequence[Mapping[str, Tag]],
    chances: Sequence[Mapping[str, float]],
    kwaliteiten: Sequence[str],
) -> tuple[Verschil, ...]:
    found = [
        Verschil(
            item.verhaal.pad,
            _line(item, key),
            key,
            ours.get(key),
            theirs[key].richting if key in theirs else None,
            chance.get(key, 0.0),
        )
        for item, ours, theirs, chance in zip(judged, human, machine, chances, strict=True)
        for key in kwaliteiten
        if (key in ours) != (key in theirs)
    ]
    return tuple(sorted(found, key=_surprise))


def _line(item: TaggedVerhaal, key: str) -> int | None:
    shown = [
        b.regel for t in (*item.tags, *item.voorstellen) if t.kwaliteit == key for b in t.bewijs
    ]
    return shown[0] if shown else None


def _surprise(verschil: Verschil) -> tuple[float, str, str]:
    """The most telling first: where the machine was surest and yet differed."""
    sure = 1 - verschil.kans if verschil.mens else verschil.kans
    return (-sure, verschil.pad, verschil.kwaliteit)


def _ijking(
    human: Sequence[Mapping[str, Richting]],
    chances: Sequence[Mapping[str, float]],
    kwaliteiten: Sequence[str],
) -> tuple[Ijking, ...]:
    kans = np.array([chance.get(key, 0.0) for chance in chances for key in kwaliteiten])
    hit = np.array([key in ours for ours in human for key in kwaliteiten], bool)
    rows = []
    for low, high in itertools.pairwise(_BINS):
        inside = (kans >= low) & ((kans < high) | (high == 1.0))
        mean = float(kans[inside].mean()) if inside.any() else None
        rows.append(Ijking(low, high, mean, int(inside.sum()), int(hit[inside].sum())))
    return tuple(rows)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
