"""`build/controle.html`: every file that was seen, what was read from it, what is wrong with it.

It stands in `build/` beside the report, so it keeps to the same rule: of a text without consent
it shows no title and no sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.codebook import Codebook
from pipeline.model import Tag, TaggedVerhaal
from pipeline.problems import Ernst, PipelineError, Problem, sort_key
from pipeline.report.html import pagina
from pipeline.report.markdown import schoon
from pipeline.report.stijl import lees

_RANG = {ernst: number for number, ernst in enumerate(Ernst)}


class Bestand(Protocol):
    """A file that was seen: its path and what was done with it."""

    @property
    def pad(self) -> str:
        """Relative to the workspace."""

    @property
    def status(self) -> str:
        """Such as `gelezen`."""


@dataclass(frozen=True, slots=True)
class ControleRij:
    """What was read from a story, for its author. `titel` is empty when it may not be shown."""

    pad: str
    soort: str
    titel: str
    wijk: str
    periode: str
    toestemming: str
    kwaliteiten: str
    voorstellen: str


@dataclass(frozen=True, slots=True)
class _Blad:
    """A file with all that is said about it."""

    pad: str
    status: str
    rij: ControleRij | None
    problemen: tuple[Problem, ...]
    ergste: str


def controle_rijen(
    tagged: Iterable[TaggedVerhaal], titels: Mapping[str, str], codebook: Codebook
) -> tuple[ControleRij, ...]:
    """What was read from each story, without any text of it.

    `titels` are the titles that may be shown, masked, by the path of their file.
    """
    return tuple(_rij(item, titels.get(item.verhaal.pad, ""), codebook) for item in tagged)


def _rij(item: TaggedVerhaal, titel: str, codebook: Codebook) -> ControleRij:
    verhaal = item.verhaal
    return ControleRij(
        pad=verhaal.pad,
        soort=verhaal.soort,
        titel=schoon(titel),
        wijk=codebook.wijknaam(verhaal.wijk),
        periode=str(verhaal.periode) if verhaal.periode else "onbekend",
        toestemming=verhaal.toestemming,
        kwaliteiten=_merken(item.tags if item.door_mens else (), codebook),
        voorstellen=_voorstellen(item, codebook),
    )


def _voorstellen(item: TaggedVerhaal, codebook: Codebook) -> str:
    """The machine's proposals, and apart from these of what it cannot tell."""
    unsure = ", ".join(codebook.kwaliteit(key).kort for key in item.misschien)
    found = _merken(item.voorstellen, codebook)
    return "; ".join(part for part in (found, unsure and f"misschien: {unsure}") if part)


def _merken(tags: Sequence[Tag], codebook: Codebook) -> str:
    return ", ".join(f"{codebook.kwaliteit(t.kwaliteit).kort} {t.richting}" for t in tags)


def controle_html(
    bestanden: Sequence[Bestand],
    problemen: Sequence[Problem],
    rijen: Sequence[ControleRij],
    folders: Sequence[Path],
    mislukt: PipelineError | None = None,
) -> str:
    """The page; `mislukt` says that the last build failed, and why.

    Every file of `bestanden` is on it, and every path that a problem names. Raises
    `PipelineError` when the template is broken.
    """
    bladen = _bladen(bestanden, problemen, {rij.pad: rij for rij in rijen})
    counts = [(ernst, sum(1 for problem in problemen if problem.ernst is ernst)) for ernst in Ernst]
    return pagina(
        "controle.html",
        {
            "mislukt": mislukt,
            "aantallen": counts,
            "bestanden": bladen,
            "mis": [blad for blad in bladen if blad.problemen],
            "meervoud": {
                "fout": "fouten",
                "waarschuwing": "waarschuwingen",
                "melding": "meldingen",
            },
        },
        lees(folders),
    )


def _bladen(
    bestanden: Sequence[Bestand], problemen: Sequence[Problem], rijen: dict[str, ControleRij]
) -> list[_Blad]:
    """Every file once, the worst first, then by path."""
    by_file: dict[str, list[Problem]] = defaultdict(list)
    for problem in sorted(problemen, key=sort_key):
        by_file[problem.pad].append(problem)
    status = {bestand.pad: str(bestand.status) for bestand in bestanden}
    paths = dict.fromkeys((*status, *by_file))
    ranked = sorted(paths, key=lambda pad: (_ergste(by_file[pad]), pad))
    return [
        _Blad(
            pad=pad,
            status=status.get(pad, "niet als bestand gelezen"),
            rij=rijen.get(pad),
            problemen=tuple(by_file[pad]),
            ergste=str(min((p.ernst for p in by_file[pad]), key=_RANG.__getitem__, default="")),
        )
        for pad in ranked
    ]


def _ergste(problemen: Sequence[Problem]) -> int:
    return min((_RANG[problem.ernst] for problem in problemen), default=len(_RANG))
