"""What a pilot uses from Python: open a workspace, tag, evaluate, export, build.

from pipeline import open_workspace, tag_text

workspace = open_workspace("mijn-wijk")
for tagged in tagged_stories(workspace):
    print(tagged.verhaal.pad, [tag.kwaliteit for tag in tagged.tags])
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from pipeline import codebook as codebooks
from pipeline.build import BuildResult, build, read_inputs
from pipeline.codebook import Codebook
from pipeline.model import TaggedVerhaal
from pipeline.read.stories import read_verhaal
from pipeline.sharing import share
from pipeline.tag.evaluation import Evaluatie
from pipeline.tag.judge import judge
from pipeline.tag.tagger import Tagger
from pipeline.workspace import Workspace, default_path, find


def open_workspace(path: str | Path) -> Workspace:
    """The workspace at or above `path`. Raises FileNotFoundError when there is none."""
    found = find(Path(path))
    if found is None:
        raise FileNotFoundError(f"no folder 'verhalen' at or above {path}")
    return found


def tagged_stories(workspace: Workspace, today: date | None = None) -> Iterator[TaggedVerhaal]:
    """Every story and note of a workspace with its tags, in order of path.

    It gives the stories without consent too: what you do with them is yours to answer for. Raises
    `PipelineError` when the codebook or a tool is of no use.
    """
    inputs = read_inputs(workspace, today or date.today())
    yield from Tagger(inputs.codebook, inputs.verhalen).tag(inputs.verhalen)


def tag_text(text: str, codebook: Codebook | None = None) -> TaggedVerhaal | None:
    """Tag one text in Markdown with the qualities of a codebook (ours, when none is given).

    Gives None when there is nothing to read in it.
    """
    own = codebook or codebooks.load(default_path("verhalen/codeboek.yaml"), "codeboek.yaml")[0]
    verhaal, _ = read_verhaal(text.encode(), "tekst.md", own, date.today())
    return next(iter(Tagger(own).tag([verhaal]))) if verhaal else None


def evaluate_workspace(workspace: Workspace, today: date | None = None) -> Evaluatie:
    """How well the machine agrees with the human tags of a workspace."""
    inputs = read_inputs(workspace, today or date.today())
    return judge(inputs.verhalen, inputs.codebook)


def export_workspace(
    workspace: Workspace, formaten: Sequence[str], today: date | None = None
) -> tuple[str, ...]:
    """Write what may be shown in exchange formats; gives the names of the files in `build/`."""
    return share(workspace, today or date.today(), formaten)


def build_workspace(workspace: Workspace, today: date | None = None) -> BuildResult:
    """One pass, as `vertel build`: read everything, then write everything into `build/`."""
    return build(workspace, today or date.today(), lambda _name, _done, _total: None)
