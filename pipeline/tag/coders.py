"""How far people agree with each other on the same texts, so that a pilot knows its own ceiling.

Coders stand in `codering` of a file, each on their own. Where one stands there, the file's own
`kwaliteiten` is the other. Agreement beyond chance is Krippendorff's alpha (nominal, for any number
of coders) and, for two coders, Cohen's kappa.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import krippendorff
import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from pipeline.model import HumanTag, Richting, Verhaal

BESTAND = "kwaliteiten"
"""How the tags of the file itself are called where they stand in for a second coder."""

_RESAMPLES = 400
_TAILS = (2.5, 97.5)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CodeurOordeel:
    """One quality, over the texts that two or more people coded.

    `allen`, `sommigen` and `niemand` count texts by who gave it. `alpha_van` and `alpha_tot` are
    the borders within which alpha lies in 95% of samples of these texts. Of the texts that all
    gave it, `richting_gelijk` have one direction. A measure is None where it means nothing.
    """

    kwaliteit: str
    allen: int
    sommigen: int
    niemand: int
    kappa: float | None
    alpha: float | None
    alpha_van: float | None
    alpha_tot: float | None
    richting_gelijk: int


@dataclass(frozen=True, slots=True)
class CodeurVerschil:
    """A text and a quality on which coders differ; `regel` is where the first of them stands.

    `codes` is by coder: the direction, or None where that coder did not give the quality.
    """

    pad: str
    regel: int
    kwaliteit: str
    codes: tuple[tuple[str, Richting | None], ...]


@dataclass(frozen=True, slots=True)
class Codeurs:
    """How the coders agree over `teksten` texts."""

    codeurs: tuple[str, ...]
    teksten: int
    verschillen: tuple[CodeurVerschil, ...]
    oordelen: tuple[CodeurOordeel, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with what each of its coders gave."""

    pad: str
    regel: int
    codes: Mapping[str, Mapping[str, Richting]]


def coders(verhalen: Sequence[Verhaal], kwaliteiten: Sequence[str]) -> Codeurs:
    """Compare the coders of these texts, on these qualities."""
    texts = [text for text in map(_text, verhalen) if text and len(text.codes) > 1]
    names = tuple(sorted({name for text in texts for name in text.codes}))
    return Codeurs(
        names,
        len(texts),
        tuple(sorted(_differences(texts, kwaliteiten), key=lambda v: (v.pad, v.regel))),
        tuple(_oordeel(key, texts, names) for key in kwaliteiten) if texts else (),
    )


def agreement(codes: Numbers) -> tuple[float | None, float | None]:
    """Cohen's kappa and Krippendorff's alpha of coders (rows) on texts; NaN is not coded.

    None where they mean nothing: nothing that two coders coded, or nobody ever chose otherwise;
    kappa also where there are more coders than two.
    """
    shared = codes[:, (~np.isnan(codes)).sum(axis=0) > 1]
    if len(np.unique(shared[~np.isnan(shared)])) < 2:
        return None, None
    alpha = float(krippendorff.alpha(shared, level_of_measurement="nominal"))
    kappa = float(cohen_kappa_score(*shared)) if len(codes) == 2 else None
    return kappa, alpha


def borders(
    count: int, measure: Callable[[NDArray[np.int64]], float | None]
) -> tuple[float | None, float | None]:
    """Between which values a measure lies in 95% of samples, with replacement, of `count` texts.

    `measure` gets the numbers of the texts in a sample. The samples are the same each time.
    """
    chance = np.random.default_rng(0)
    found = [measure(chance.integers(count, size=count)) for _ in range(_RESAMPLES if count else 0)]
    known = [value for value in found if value is not None]
    if not known:
        return None, None
    low, high = np.percentile(known, _TAILS)
    return float(low), float(high)


def _text(verhaal: Verhaal) -> _Text | None:
    if not verhaal.codering:
        return None
    codes = {c.codeur: _directions(c.tags) for c in verhaal.codering}
    if len(codes) == 1 and (verhaal.tags or verhaal.geen_kwaliteiten):
        codes[BESTAND] = _directions(verhaal.tags)
    return _Text(verhaal.pad, verhaal.codering[0].regel, codes)


def _directions(tags: Sequence[HumanTag]) -> dict[str, Richting]:
    return {tag.kwaliteit: tag.richting for tag in tags}


def _oordeel(key: str, texts: Sequence[_Text], names: Sequence[str]) -> CodeurOordeel:
    codes = np.array(
        [[_given(text, name, key) for text in texts] for name in names], dtype=np.float64
    )
    given = [[key in said for said in text.codes.values()] for text in texts]
    kappa, alpha = agreement(codes)
    low, high = borders(len(texts), lambda which: agreement(codes[:, which])[1])
    everyone = [text for text, said in zip(texts, given, strict=True) if all(said)]
    return CodeurOordeel(
        kwaliteit=key,
        allen=len(everyone),
        sommigen=sum(any(said) and not all(said) for said in given),
        niemand=sum(not any(said) for said in given),
        kappa=kappa,
        alpha=alpha,
        alpha_van=low if alpha is not None else None,
        alpha_tot=high if alpha is not None else None,
        richting_gelijk=sum(
            len({said[key] for said in text.codes.values()}) == 1 for text in everyone
        ),
    )


def _given(text: _Text, name: str, key: str) -> float:
    said = text.codes.get(name)
    return float("nan") if said is None else float(key in said)


def _differences(texts: Sequence[_Text], kwaliteiten: Sequence[str]) -> list[CodeurVerschil]:
    return [
        CodeurVerschil(text.pad, text.regel, key, codes)
        for text, key in itertools.product(texts, kwaliteiten)
        for codes in (tuple((name, said.get(key)) for name, said in text.codes.items()),)
        if len({direction for _, direction in codes}) > 1
    ]
