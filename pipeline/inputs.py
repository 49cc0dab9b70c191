"""Everything of a workspace as values: what a pass works on, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from pipeline import codebook as codebooks
from pipeline import remember
from pipeline.cache import Cache
from pipeline.codebook import Codebook
from pipeline.model import Cijfer, LinkedVerhaal, TaggedVerhaal, Verhaal
from pipeline.problems import Ernst, Problem, sort_key
from pipeline.protect.publish import hidden_problems, publish
from pipeline.read.figures import read_cijfers
from pipeline.read.stories import ReadFile, read_verhalen
from pipeline.reconcile import Afwijking, as_problems, reconcile
from pipeline.report import media
from pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that was read: the values, the files they came from and what is wrong."""

    codebook: Codebook
    verhalen: tuple[Verhaal, ...]
    cijfers: tuple[Cijfer, ...]
    afwijkingen: tuple[Afwijking, ...]
    bestanden: tuple[ReadFile, ...]
    problemen: tuple[Problem, ...]


def load_codebook(workspace: Workspace) -> tuple[Codebook, tuple[Problem, ...]]:
    """The workspace's codebook and what is wrong with it; `PipelineError` if it is of no use."""
    path = workspace.codeboek
    return codebooks.load(path, workspace.pad(path))


def read_inputs(
    workspace: Workspace,
    today: date,
    cache: Cache | None = None,
    bezig: frozenset[str] = frozenset(),
) -> Inputs:
    """Read and check everything of a workspace, as far as `cache` does not know it.

    What is said of the files `bezig` is only that they are being written (see `Haast`). Raises
    `PipelineError` when the codebook is of no use.
    """
    codebook, problems = load_codebook(workspace)
    if cache is None:
        stories = read_verhalen(workspace, codebook, today)
        figures = read_cijfers(workspace, codebook)
        afwijkingen = reconcile(figures.cijfers, codebook)
    else:
        codebook = cache.again("codeboek", (codebook,), lambda same: same)
        lees, eens = remember.lezer(cache, codebook), remember.kijker(cache, codebook, today)
        stories = read_verhalen(workspace, codebook, today, lees, eens, cache.again)
        remember.vergeet(cache, {file.pad for file in stories.bestanden})
        figures = remember.cijfers(cache, workspace, codebook)
        afwijkingen = cache.again("afwijkingen", (figures.cijfers, codebook), reconcile)
    found = (*problems, *stories.problemen, *figures.problemen, *as_problems(afwijkingen))
    inputs = Inputs(
        codebook,
        stories.verhalen,
        figures.cijfers,
        afwijkingen,
        (*stories.bestanden, *figures.bestanden),
        tuple(sorted(set(found), key=sort_key)),
    )
    return _without(inputs, bezig) if bezig else inputs


def checked_inputs(workspace: Workspace, today: date, cache: Cache) -> Inputs:
    """`read_inputs`, with the problems that a pass finds only when it is about to publish."""
    inputs = read_inputs(workspace, today, cache)
    boek = inputs.codebook
    untagged = [LinkedVerhaal(TaggedVerhaal(v, (), (), ()), ()) for v in inputs.verhalen]
    publication = publish(untagged, (), boek, remember.masker(cache, boek))
    _, kapot = media.laad(publication, workspace.root)
    return with_findings(inputs, (*hidden_problems(publication), *kapot))


def with_findings(inputs: Inputs, found: Iterable[Problem]) -> Inputs:
    """The inputs with more problems, each once and in order."""
    return replace(inputs, problemen=tuple(sorted({*inputs.problemen, *found}, key=sort_key)))


def _without(inputs: Inputs, bezig: frozenset[str]) -> Inputs:
    waiting = [
        Problem(
            "bestand-in-beweging",
            Ernst.MELDING,
            pad,
            None,
            "Dit bestand wordt net geschreven; ik lees het zodra het stilstaat.",
            "U hoeft niets te doen.",
        )
        for pad in sorted(bezig & {file.pad for file in inputs.bestanden})
    ]
    said = [problem for problem in inputs.problemen if problem.pad not in bezig]
    return replace(
        inputs,
        verhalen=tuple(verhaal for verhaal in inputs.verhalen if verhaal.pad not in bezig),
        cijfers=tuple(cijfer for cijfer in inputs.cijfers if cijfer.plek.pad not in bezig),
        problemen=tuple(sorted((*said, *waiting), key=sort_key)),
    )
