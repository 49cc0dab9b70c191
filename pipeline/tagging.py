"""`vertel tag`: the qualities of any Markdown files, in a project or out of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from pipeline import codebook as codebooks
from pipeline.build import load_codebook, tagger_of
from pipeline.codebook import Codebook
from pipeline.model import TaggedVerhaal, Verhaal
from pipeline.problems import Problem
from pipeline.read.files import FileError, read_bytes
from pipeline.read.stories import read_verhaal, read_verhalen
from pipeline.workspace import Workspace, default_path


def tag_files(
    paths: Sequence[Path], workspace: Workspace | None, today: date
) -> Iterator[tuple[Path, TaggedVerhaal | None, tuple[Problem, ...]]]:
    """Tag any Markdown files; None for a file that holds no story.

    In a project with qualities of its own the tagger learned from its stories, save these.
    Raises `PipelineError` when the codebook or a tool is of no use.
    """
    codebook = (
        load_codebook(workspace)[0]
        if workspace
        else codebooks.load(default_path("verhalen/codeboek.yaml"), "codeboek.yaml")[0]
    )
    read = [_read_one(path, codebook, today) for path in paths]
    asked = [verhaal for verhaal, _ in read if verhaal]
    tagged = iter(tagger_of(codebook, _others(asked, workspace, codebook, today)).tag(asked))
    for path, (verhaal, problems) in zip(paths, read, strict=True):
        yield path, next(tagged) if verhaal else None, problems


def _others(
    asked: Sequence[Verhaal], workspace: Workspace | None, codebook: Codebook, today: date
) -> list[Verhaal]:
    """The project's other stories, where a tagger would learn from them."""
    from pipeline.tag.tagger import knows

    if workspace is None or knows(codebook):
        return []
    own = {verhaal.sha256 for verhaal in asked}
    found = read_verhalen(workspace, codebook, today).verhalen
    return [verhaal for verhaal in found if verhaal.sha256 not in own]


def _read_one(
    path: Path, codebook: Codebook, today: date
) -> tuple[Verhaal | None, tuple[Problem, ...]]:
    try:
        return read_verhaal(read_bytes(str(path), path), str(path), codebook, today)
    except FileError as error:
        return None, (error.problem,)
