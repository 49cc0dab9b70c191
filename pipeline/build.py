"""One pass: read everything, then write everything.

    read ─► tag ─► link ─► publish ─► compile ─► swap into build/

`watch` is this same function called again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline import remember, stale
from pipeline.cache import Cache, Geheugen, digest, opened, tree_digest
from pipeline.codebook import Codebook
from pipeline.inputs import Inputs, load_codebook, read_inputs, with_findings
from pipeline.link import Koppelaar, contradictions
from pipeline.manifest import manifest, shown_in
from pipeline.model import LinkedVerhaal, TaggedVerhaal, Verhaal
from pipeline.problems import PipelineError, Problem
from pipeline.protect.publish import Publication, hidden_problems, publish
from pipeline.report import (
    FORMATEN,
    ControleRij,
    controle_html,
    controle_rijen,
    documenten,
    media,
)
from pipeline.swap import clear_leftovers, only_one, swap_in, unwritable
from pipeline.taken import Taak, taken, vormen
from pipeline.workspace import Workspace, default_path

if TYPE_CHECKING:
    from pipeline.tag.tagger import Tagger
    from pipeline.tag.veel import Ploeg

__all__ = [
    "BuildResult",
    "Haast",
    "Inputs",
    "Onderbroken",
    "Stap",
    "build",
    "load_codebook",
    "read_inputs",
    "reporting_year",
    "tagger_of",
]

T = TypeVar("T")
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
class BuildResult:
    """What stands in `build/` after a pass and what is wrong with its input.

    `seconden` is by stage, in order. `ongewijzigd` is whether everything was already there.
    """

    jaar: int
    geschreven: tuple[str, ...]
    inputs: Inputs
    seconden: tuple[tuple[str, float], ...]
    ongewijzigd: bool = False


def build(
    workspace: Workspace,
    today: date,
    stap: Stap,
    *,
    jaar: int | None = None,
    formaten: Sequence[str] = FORMATEN,
    haast: Haast | None = None,
    geheugen: Geheugen | None = None,
) -> BuildResult:
    """Read everything, then write everything into `build/`, as far as it is not there already.

    `jaar` is the year of the jaarrapportage; without it, the year with most stories. `geheugen`
    is what the passes of one process share. Raises
    `PipelineError` when a tool or template is broken: the outputs that were there stay, and
    `controle.html` says so. Raises `Onderbroken` when `haast` breaks it off.
    """
    clock = _Clock(stap)
    with only_one(workspace.build), opened(workspace, clock.say, geheugen) as cache:
        clear_leftovers(workspace.build)
        pas = _Pas(workspace, tuple(formaten), cache, clock, haast)
        inputs: Inputs | None = None
        try:
            with clock.stage("lezen"):
                inputs = read_inputs(workspace, today, cache, haast.bezig if haast else frozenset())
            pas.make_way()
            result = _write(pas, inputs, jaar or reporting_year(inputs.verhalen, today))
        except Onderbroken:
            raise
        except Exception as error:
            failed = _failure(workspace, error)
            with suppress(PipelineError):
                swap_in(workspace.build, {CONTROLE: _controle(workspace, inputs, None, failed)})
            if isinstance(error, OSError):
                raise failed from error
            raise
        cache.forget_unused()
    return result


@dataclass(frozen=True, slots=True)
class _Pas:
    """What every step of a pass needs."""

    workspace: Workspace
    formaten: tuple[str, ...]
    cache: Cache
    clock: _Clock
    haast: Haast | None

    def make_way(self) -> None:
        """Break the pass off when there is something newer to do."""
        if self.haast and self.haast.nieuws():
            raise Onderbroken

    def rondes(self, alle: Sequence[Taak]) -> list[tuple[Sequence[Taak], Sequence[str]]]:
        """What to make together; first of all what is waited for: the report, to be seen."""
        if not self.haast:
            return [(alle, self.formaten)]
        first, rest = self.formaten[:1], self.formaten[1:]
        rondes = ((alle[:1], first), (alle[1:], first), (alle, rest))
        return [ronde for ronde in rondes if all(ronde)]

    def vormen(self, gevraagd: Sequence[Taak], formaten: Sequence[str]) -> dict[str, bytes]:
        """The files of these documents in these formats, by name."""
        folders = self.workspace.template_folders
        with self.clock.stage(", ".join(formaten)):
            return vormen(
                gevraagd, formaten, self.cache, self.workspace.build, folders, self.clock.done
            )


def _write(pas: _Pas, inputs: Inputs, jaar: int) -> BuildResult:
    folder = pas.workspace.build
    sjablonen = tree_digest(*pas.workspace.template_folders)
    beelden = media.stand(inputs.verhalen, pas.workspace.root)
    # Stories and figures are told by their files; reading says by the codebook what they mean.
    read = (inputs.codebook, inputs.bestanden, inputs.problemen, inputs.cijfers)
    key = digest(read, inputs.afwijkingen, jaar, pas.formaten, sjablonen, beelden)
    files = remember.vorige(pas.cache, "pas", key, folder)
    known = pas.cache.recall("bevindingen", key, tuple[Problem, ...])
    if files and known is not None:
        inputs = replace(inputs, problemen=known)
        return BuildResult(jaar, tuple(files), inputs, tuple(pas.clock.seconds), ongewijzigd=True)
    stand = _stand(pas, inputs, jaar, sjablonen)
    inputs = with_findings(inputs, stand.problemen)
    made: dict[str, bytes] = {}
    controle: bytes | None = None
    rondes = pas.rondes(stand.taken)
    for ronde, (group, formaten) in enumerate(rondes, 1):
        if made:
            pas.make_way()
        made |= pas.vormen(group, formaten)
        if pas.haast:
            swap_in(folder, made)
        if 1 < ronde < len(rondes):
            continue
        controle = controle or _controle(pas.workspace, inputs, stand, None)
        files = made | {CONTROLE: controle}
        files[MANIFEST] = _manifest(inputs, stand, files)
        with pas.clock.stage("schrijven"):
            swap_in(folder, files)
    _clear_obsolete(pas, jaar, stand, made, dict(beelden))
    remember.onthoud(pas.cache, "pas", key, files or {})
    pas.cache.remember("bevindingen", key, inputs.problemen)
    return BuildResult(jaar, tuple(files or ()), inputs, tuple(pas.clock.seconds))


@dataclass(frozen=True, slots=True)
class _Stand:
    """What there is to show after reading and thinking, before anything is converted."""

    tagged: Sequence[TaggedVerhaal]
    linked: tuple[LinkedVerhaal, ...]
    publication: Publication
    taken: tuple[Taak, ...]
    problemen: tuple[Problem, ...]

    def waar(self, names: Iterable[str]) -> dict[str, list[str]]:
        """For each story, by its path as shown, the outputs among `names` in which it stands."""
        return shown_in({taak.naam: taak.pads for taak in self.taken}, names)


def _manifest(inputs: Inputs, stand: _Stand, files: Mapping[str, bytes]) -> bytes:
    return manifest(
        inputs.bestanden,
        inputs.problemen,
        stand.linked,
        stand.publication,
        waar=stand.waar(files),
        klein={taak.naam: taak.verborgen for taak in stand.taken},
        files=files,
    )


def _clear_obsolete(
    pas: _Pas, jaar: int, stand: _Stand, made: Mapping[str, bytes], beelden: Mapping[str, str]
) -> None:
    """Remove what this year no longer has, and what holds a story that may not be shown so."""
    folder = pas.workspace.build
    names = {taak.naam for taak in stand.taken}
    for path in folder.glob(f"*-{jaar}[-.]*"):
        if stale.is_ours(path.name) and path.stem not in names:
            path.unlink(missing_ok=True)
    keys = stale.fingerprints(stand.publication, beelden, pas.cache.again)
    for name in stale.remove(pas.cache, folder, made, keys):
        pas.clock.say(f"{name} was niet meer van nu; ik heb het weggehaald")
    stale.note(pas.cache, made, stand.waar(made), keys)


def _stand(pas: _Pas, inputs: Inputs, jaar: int, sjablonen: str) -> _Stand:
    clock, boek = pas.clock, inputs.codebook

    def load() -> Ploeg:
        clock.say("taalmodel klaarzetten, dat duurt een paar tellen")
        return _ploeg(boek, inputs.verhalen)

    with clock.stage("kwaliteiten zoeken"):
        tagged: list[TaggedVerhaal] = []
        for item in remember.labels(pas.cache, inputs.verhalen, boek, load):
            tagged.append(item)
            pas.make_way()
            clock.done(len(tagged), len(inputs.verhalen))
    with clock.stage("koppelen"):
        linked = _linked(tagged, inputs, pas.cache)
        masker = remember.masker(pas.cache, boek)
        publication = publish(linked, inputs.cijfers, boek, masker, pas.cache.again)
        tegenspraken = contradictions(
            [item for item in linked if _in_year(item, jaar)],
            [c for c in inputs.cijfers if c.periode is None or c.periode.jaar == jaar],
            boek,
        )

    def again(name: str, of: tuple[Any, ...], make: Callable[..., T], /) -> T:
        return pas.cache.again(f"{name} {sjablonen}", of, make)

    with clock.stage("opmaken"):
        beelden, kapot = media.laad(publication, pas.workspace.root)
        folders = pas.workspace.template_folders
        documents = documenten(
            publication, boek, jaar, inputs.afwijkingen, tegenspraken, folders, beelden, again
        )
        alle = tuple(taken(documents, publication, boek, jaar, folders, beelden, sjablonen, again))
    return _Stand(tagged, linked, publication, alle, (*hidden_problems(publication), *kapot))


def _linked(
    tagged: Sequence[TaggedVerhaal], inputs: Inputs, cache: Cache
) -> tuple[LinkedVerhaal, ...]:
    koppelaar = cache.again("koppelaar", (inputs.cijfers, inputs.codebook), Koppelaar)
    return tuple(LinkedVerhaal(item, koppelaar.koppelingen(item)) for item in tagged)


def _failure(workspace: Workspace, error: Exception) -> PipelineError:
    if isinstance(error, PipelineError):
        return error
    if isinstance(error, OSError):
        return unwritable(workspace.build, error)
    return PipelineError("Er zit een fout in vertel zelf.", "Meld dit aan de makers.")


def tagger_of(codebook: Codebook, verhalen: Sequence[Verhaal] = ()) -> Tagger:
    """The tagger of a project; loading takes seconds, so it waits until a story needs it."""
    from pipeline.tag.tagger import learns_from

    return _loaded(codebook, learns_from(codebook, verhalen))


def _ploeg(codebook: Codebook, verhalen: Sequence[Verhaal]) -> Ploeg:
    from pipeline.tag.tagger import learns_from
    from pipeline.tag.veel import Ploeg

    return Ploeg(tagger_of(codebook, verhalen), codebook, learns_from(codebook, verhalen))


@lru_cache(maxsize=1)
def _loaded(codebook: Codebook, lessons: tuple[Verhaal, ...]) -> Tagger:
    from pipeline.tag.tagger import Tagger

    return Tagger(codebook, lessons)


def reporting_year(verhalen: Sequence[Verhaal], today: date) -> int:
    """The year with most stories (of two, the latest); this year when no story has a date."""
    years = Counter(verhaal.periode.jaar for verhaal in verhalen if verhaal.periode)
    return max(years, key=lambda year: (years[year], year), default=today.year)


def _controle(
    workspace: Workspace,
    inputs: Inputs | None,
    stand: _Stand | None,
    mislukt: PipelineError | None,
) -> bytes:
    rows: Sequence[ControleRij] = ()
    if inputs and stand:
        titels = {item.pad: item.titel for item in stand.publication.afscherming}
        rows = controle_rijen(stand.tagged, titels, inputs.codebook)
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
