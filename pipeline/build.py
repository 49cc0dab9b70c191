"""One pass: read everything, then write everything.

    read ─► tag ─► link ─► publish ─► compile ─► swap into build/

`watch` is this same function called again.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from pipeline import codebook as codebooks
from pipeline import remember
from pipeline.cache import Cache, digest, opened, tree_digest
from pipeline.codebook import Codebook
from pipeline.link import contradictions, link
from pipeline.manifest import manifest
from pipeline.model import Cijfer, LinkedVerhaal, TaggedVerhaal, Verhaal
from pipeline.problems import Ernst, PipelineError, Problem, sort_key
from pipeline.protect.publish import publish
from pipeline.read.figures import read_cijfers
from pipeline.read.files import FileError, read_bytes
from pipeline.read.stories import ReadFile, read_verhaal, read_verhalen
from pipeline.reconcile import Afwijking, as_problems, reconcile
from pipeline.report import (
    FORMATEN,
    Document,
    controle_html,
    controle_rijen,
    convert,
    jaarrapportage,
)
from pipeline.swap import clear_leftovers, only_one, swap_in, unwritable
from pipeline.workspace import Workspace, default_path

if TYPE_CHECKING:
    from pipeline.tag.tagger import Tagger

CONTROLE = "controle.html"
MANIFEST = "manifest.json"

Stap = Callable[[str, int, int], None]
"""Called as a pass goes on: what is being done, how much of it is done, how much there is."""


class Onderbroken(Exception):  # noqa: N818 - no error: there is something newer to do
    """A pass was broken off because its input has changed since; every output is whole."""


@dataclass(frozen=True, slots=True)
class Haast:
    """How a pass makes way for a person who waits: formats one after another, each shown at once.

    `nieuws` says whether the input has changed since; the pass is then broken off. `bezig` are
    the paths of files that are being written just now, and so are not to be judged yet.
    """

    nieuws: Callable[[], bool]
    bezig: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that was read: the values, the files they came from and what is wrong."""

    codebook: Codebook
    verhalen: tuple[Verhaal, ...]
    cijfers: tuple[Cijfer, ...]
    afwijkingen: tuple[Afwijking, ...]
    bestanden: tuple[ReadFile, ...]
    problemen: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What stands in `build/` after a pass and what is wrong with its input.

    `seconden` is by stage, in order. `ongewijzigd` is whether everything was already there.
    """

    jaar: int
    geschreven: tuple[str, ...]
    inputs: Inputs
    seconden: tuple[tuple[str, float], ...]
    ongewijzigd: bool = False


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
    else:
        stories = read_verhalen(workspace, codebook, today, remember.lezer(cache, codebook))
        figures = remember.cijfers(cache, workspace, codebook)
    afwijkingen = reconcile(figures.cijfers, codebook)
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


def build(
    workspace: Workspace,
    today: date,
    stap: Stap,
    jaar: int | None = None,
    formaten: Sequence[str] = FORMATEN,
    haast: Haast | None = None,
) -> BuildResult:
    """Read everything, then write everything into `build/`, as far as it is not there already.

    `jaar` is the year of the jaarrapportage; without it, the year with most stories. Raises
    `PipelineError` when a tool or template is broken: the outputs that were there stay, and
    `controle.html` says so. Raises `Onderbroken` when `haast` breaks it off.
    """
    clock = _Clock(stap)
    with only_one(workspace.build), opened(workspace, clock.say) as cache:
        clear_leftovers(workspace.build)
        inputs: Inputs | None = None
        try:
            with clock.stage("lezen"):
                inputs = read_inputs(workspace, today, cache, haast.bezig if haast else frozenset())
            _make_way(haast)
            result = _write(workspace, inputs, jaar, today, formaten, cache, clock, haast)
        except Onderbroken:
            raise
        except Exception as error:
            failed = _failure(workspace, error)
            with suppress(PipelineError):
                swap_in(workspace.build, {CONTROLE: _controle(workspace, inputs, (), failed)})
            if isinstance(error, OSError):
                raise failed from error
            raise
        cache.forget_unused()
        return result


def _write(
    workspace: Workspace,
    inputs: Inputs,
    jaar: int | None,
    today: date,
    formaten: Sequence[str],
    cache: Cache,
    clock: _Clock,
    haast: Haast | None,
) -> BuildResult:
    jaar = jaar or reporting_year(inputs.verhalen, today)
    sjablonen = tree_digest(*workspace.template_folders)
    key = digest(inputs, jaar, formaten, sjablonen)
    files = remember.vorige(cache, "pas", key, workspace.build)
    if files:
        return BuildResult(jaar, tuple(files), inputs, tuple(clock.seconds), ongewijzigd=True)
    tagged, linked, documents = _documents(workspace, inputs, jaar, cache, clock)
    made: dict[str, bytes] = {}
    for ronde in (formaten[:1], formaten[1:]) if haast else (formaten,):
        if made:
            _make_way(haast)
        made |= _converted(documents, ronde, workspace, cache, sjablonen, clock)
        if haast:
            swap_in(workspace.build, made)
        files = made | {CONTROLE: _controle(workspace, inputs, tagged, None)}
        files[MANIFEST] = manifest(inputs.bestanden, inputs.problemen, linked, files)
        with clock.stage("schrijven"):
            swap_in(workspace.build, files)
    remember.onthoud(cache, "pas", key, files or {})
    return BuildResult(jaar, tuple(files or ()), inputs, tuple(clock.seconds))


def _documents(
    workspace: Workspace, inputs: Inputs, jaar: int, cache: Cache, clock: _Clock
) -> tuple[list[TaggedVerhaal], tuple[LinkedVerhaal, ...], tuple[Document, ...]]:
    with clock.stage("kwaliteiten zoeken"):
        tagged: list[TaggedVerhaal] = []
        boek = inputs.codebook
        for item in remember.labels(cache, inputs.verhalen, boek, lambda: _tagger(boek)):
            tagged.append(item)
            clock.done(len(tagged), len(inputs.verhalen))
    with clock.stage("koppelen"):
        linked = link(tagged, inputs.cijfers, inputs.codebook)
        publication = publish(linked, inputs.cijfers, inputs.codebook)
        tegenspraken = contradictions(
            [item for item in linked if _in_year(item, jaar)],
            [c for c in inputs.cijfers if c.periode is None or c.periode.jaar == jaar],
            inputs.codebook,
        )
    with clock.stage("opmaken"):
        document = jaarrapportage(
            publication,
            inputs.codebook,
            jaar,
            inputs.afwijkingen,
            tegenspraken,
            workspace.template_folders,
        )
    return tagged, linked, (document,)


def _converted(
    documents: Sequence[Document],
    formaten: Sequence[str],
    workspace: Workspace,
    cache: Cache,
    sjablonen: str,
    clock: _Clock,
) -> dict[str, bytes]:
    """The files of all documents in these formats; those that must be made, on all cores."""
    folders = workspace.template_folders
    jobs = {
        digest(document, formaat, sjablonen): (document, formaat)
        for document in documents
        for formaat in formaten
    }
    files = {key: remember.vorige(cache, "vorm", key, workspace.build) for key in jobs}
    missing = [key for key, known in files.items() if known is None]

    def make(key: str) -> dict[str, bytes]:
        document, formaat = jobs[key]
        return convert(document, (formaat,), folders)

    with clock.stage(", ".join(formaten)), ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, (key, made) in enumerate(zip(missing, pool.map(make, missing), strict=True), 1):
            files[key] = made
            remember.onthoud(cache, "vorm", key, made)
            clock.done(done, len(missing))
    return {name: data for made in files.values() for name, data in (made or {}).items()}


def _make_way(haast: Haast | None) -> None:
    if haast and haast.nieuws():
        raise Onderbroken


def _failure(workspace: Workspace, error: Exception) -> PipelineError:
    if isinstance(error, PipelineError):
        return error
    if isinstance(error, OSError):
        return unwritable(workspace.build, error)
    return PipelineError("Er zit een fout in vertel zelf.", "Meld dit aan de makers.")


@lru_cache(maxsize=1)
def _tagger(codebook: Codebook) -> Tagger:
    """Loading takes seconds, so it waits until a story needs it and then serves every pass."""
    from pipeline.tag.tagger import Tagger

    return Tagger(codebook)


def reporting_year(verhalen: Sequence[Verhaal], today: date) -> int:
    """The year with most stories (of two, the latest); this year when no story has a date."""
    years = Counter(verhaal.periode.jaar for verhaal in verhalen if verhaal.periode)
    return max(years, key=lambda year: (years[year], year), default=today.year)


def tag_files(
    paths: Sequence[Path], workspace: Workspace | None, today: date
) -> Iterator[tuple[Path, TaggedVerhaal | None, tuple[Problem, ...]]]:
    """Tag any Markdown files; None for a file that holds no story.

    Raises `PipelineError` when the codebook or a tool is of no use.
    """
    codebook = (
        load_codebook(workspace)[0]
        if workspace
        else codebooks.load(default_path("verhalen/codeboek.yaml"), "codeboek.yaml")[0]
    )
    read = [_read_one(path, codebook, today) for path in paths]
    tagged = iter(_tagger(codebook).tag([verhaal for verhaal, _ in read if verhaal]))
    for path, (verhaal, problems) in zip(paths, read, strict=True):
        yield path, next(tagged) if verhaal else None, problems


def _read_one(
    path: Path, codebook: Codebook, today: date
) -> tuple[Verhaal | None, tuple[Problem, ...]]:
    try:
        return read_verhaal(read_bytes(str(path), path), str(path), codebook, today)
    except FileError as error:
        return None, (error.problem,)


def _controle(
    workspace: Workspace,
    inputs: Inputs | None,
    tagged: Sequence[TaggedVerhaal],
    mislukt: PipelineError | None,
) -> bytes:
    rows = controle_rijen(tagged, inputs.codebook) if inputs else ()
    files, problems = (inputs.bestanden, inputs.problemen) if inputs else ((), ())
    folders = workspace.template_folders
    if mislukt is not None:
        folders = (default_path("templates"),)
    return controle_html(files, problems, rows, folders, mislukt).encode()


def _in_year(item: LinkedVerhaal, jaar: int) -> bool:
    return item.verhaal.periode is None or item.verhaal.periode.jaar == jaar


class _Clock:
    """Tells the caller how far a pass is, and how long each stage took."""

    def __init__(self, stap: Stap) -> None:
        self._stap = stap
        self._stage = ""
        self.seconds: list[tuple[str, float]] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self._stage = name
        self._stap(name, 0, 1)
        begun = perf_counter()
        yield
        self.seconds.append((name, perf_counter() - begun))
        self._stap(name, 1, 1)

    def say(self, text: str) -> None:
        self._stap(text, 1, 1)

    def done(self, count: int, total: int) -> None:
        self._stap(self._stage, count, total)
