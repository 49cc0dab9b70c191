"""`vertel export`: the tagging of a project in the formats of others, below `build/export/`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipeline import stale
from pipeline.build import MANIFEST, Inputs, read_inputs, tagger_of
from pipeline.cache import opened
from pipeline.export import Deel, Regeleinde, combine, export
from pipeline.link import link
from pipeline.manifest import manifest
from pipeline.model import LinkedVerhaal
from pipeline.protect.publish import PublicVerhaal, publish
from pipeline.read.values import clean
from pipeline.report import media
from pipeline.swap import only_one, swap_in
from pipeline.tag.packed import FOLDER as SPACY
from pipeline.tag.packed import packed
from pipeline.workspace import Workspace

_FOLDER = "export"


def share(
    workspace: Workspace,
    today: date,
    formaten: Sequence[str],
    regeleinde: Regeleinde = Regeleinde.LF,
) -> tuple[str, ...]:
    """Write what may be shown, in these formats; gives the names of the files in `build/`.

    `export/manifest.json` says of each story on which consent it went out. Raises `PipelineError`
    when a tool is broken or nothing can be written.
    """
    inputs, linked = _gathered(workspace, today)
    publication = publish(linked, (), inputs.codebook)
    exchanged = [formaat for formaat in formaten if formaat != SPACY]
    made = export(publication, inputs.codebook, exchanged, regeleinde=regeleinde)
    if SPACY in formaten:
        # What leaves the house learns only from stories that may be shown, though it holds no word.
        shown = {item.pad for item in publication.afscherming}
        made |= packed(inputs.codebook, [v for v in inputs.verhalen if v.pad in shown])
    files = {f"{_FOLDER}/{name}": data for name, data in made.items()}
    waar = {verhaal.pad: list(files) for verhaal in publication.verhalen}
    record = manifest(
        inputs.bestanden, inputs.problemen, linked, publication, waar=waar, klein={}, files=files
    )
    files[f"{_FOLDER}/{MANIFEST}"] = record
    keys = stale.fingerprints(publication, dict(media.stand(inputs.verhalen, workspace.root)))
    with only_one(workspace.build), opened(workspace, lambda _: None) as cache:
        swap_in(workspace.build, files)
        stale.note(cache, files, waar, keys)
    return tuple(files)


def public_stories(workspace: Workspace, today: date) -> tuple[PublicVerhaal, ...]:
    """The stories of a project that may be shown, as they may be shown."""
    inputs, linked = _gathered(workspace, today)
    return publish(linked, (), inputs.codebook).verhalen


def share_together(
    workspaces: Sequence[Workspace],
    today: date,
    formaten: Sequence[str],
    naar: Path,
    regeleinde: Regeleinde = Regeleinde.LF,
) -> tuple[str, ...]:
    """Write what several projects may show together, in the folder `naar`; gives the names.

    Each is published by its own rules first. Raises `PipelineError` when a tool is broken or
    nothing can be written.
    """
    delen: list[Deel] = []
    for workspace in workspaces:
        inputs, linked = _gathered(workspace, today)
        publication = publish(linked, (), inputs.codebook)
        naam = _apart(clean(inputs.codebook.naam), [deel.naam for deel in delen])
        delen.append(Deel(naam, publication, inputs.codebook))
    files = combine(delen, formaten, regeleinde)
    with only_one(naar):
        swap_in(naar, files)
    return tuple(files)


def _gathered(workspace: Workspace, today: date) -> tuple[Inputs, tuple[LinkedVerhaal, ...]]:
    inputs = read_inputs(workspace, today)
    tagged = tuple(tagger_of(inputs.codebook, inputs.verhalen).tag(inputs.verhalen))
    return inputs, link(tagged, inputs.cijfers, inputs.codebook)


def _apart(naam: str, others: Sequence[str]) -> str:
    """A name that no other project has."""
    number, found = 1, naam
    while found in others:
        number += 1
        found = f"{naam} ({number})"
    return found
