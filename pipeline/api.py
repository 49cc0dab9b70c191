"""What a pilot uses from Python; `pipeline/docs/api.md` shows each of these at work.

These names and their arguments stay: what is added gets a default, what goes is first announced.
Whatever is wrong with a file is a `Problem`; `PipelineError` is for a codebook, tool or folder
that is of no use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from pipeline import codebook as codebooks
from pipeline.begin import Antwoorden, EigenKwaliteit, begin, codeboek_tekst
from pipeline.build import BuildResult, build, read_inputs, tagger_of
from pipeline.codebook import Codebook
from pipeline.inputs import load_codebook
from pipeline.model import Tag, TaggedVerhaal, Verhaal
from pipeline.problems import PipelineError, Problem
from pipeline.protect.publish import PublicVerhaal
from pipeline.read.stories import read_verhaal
from pipeline.report import FORMATEN
from pipeline.sharing import public_stories as _public_stories
from pipeline.sharing import share, share_together
from pipeline.tag.evaluation import Evaluatie
from pipeline.tag.judge import judge
from pipeline.take_back import Plan, carry_out, make_plan, read_data
from pipeline.workspace import Workspace, default_path, find

__all__ = [
    "Antwoorden",
    "BuildResult",
    "Codebook",
    "EigenKwaliteit",
    "Evaluatie",
    "PipelineError",
    "Plan",
    "Problem",
    "PublicVerhaal",
    "Tag",
    "TaggedVerhaal",
    "Verhaal",
    "Workspace",
    "begin_workspace",
    "build_workspace",
    "check_workspace",
    "codebook_of",
    "evaluate_workspace",
    "export_together",
    "export_workspace",
    "import_codings",
    "open_workspace",
    "public_stories",
    "tag_text",
    "tagged_stories",
]


def open_workspace(path: str | Path) -> Workspace:
    """The workspace at or above `path`. Raises FileNotFoundError when there is none."""
    found = find(Path(path))
    if found is None:
        raise FileNotFoundError(f"no folder 'verhalen' at or above {path}")
    return found


def begin_workspace(
    path: str | Path, antwoorden: Antwoorden, today: date | None = None
) -> Workspace:
    """A new workspace, as `vertel init`.

    Raises `pipeline.begin.NietLeeg` when there is something in its place already.
    """
    tekst = codeboek_tekst(antwoorden)
    return begin(Path(path), tekst, today or date.today(), antwoorden.toestemming)


def codebook_of(workspace: Workspace) -> Codebook:
    """The qualities, wijken and periods of a workspace. Raises `PipelineError`."""
    return load_codebook(workspace)[0]


def check_workspace(workspace: Workspace, today: date | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with the files of a workspace, as `vertel check`."""
    return read_inputs(workspace, today or date.today()).problemen


def tagged_stories(workspace: Workspace, today: date | None = None) -> Iterator[TaggedVerhaal]:
    """Every story and note of a workspace with its tags, in order of path.

    It gives the stories without consent too: what you do with them is yours to answer for. Raises
    `PipelineError` when the codebook or a tool is of no use.
    """
    inputs = read_inputs(workspace, today or date.today())
    yield from tagger_of(inputs.codebook, inputs.verhalen).tag(inputs.verhalen)


def public_stories(workspace: Workspace, today: date | None = None) -> tuple[PublicVerhaal, ...]:
    """The stories that may be shown, with their tags and evidence, and without personal data."""
    return _public_stories(workspace, today or date.today())


def tag_text(text: str, source: Workspace | Codebook | None = None) -> TaggedVerhaal | None:
    """Tag one text in Markdown; gives None when there is nothing to read in it.

    With a workspace, by its qualities and what its own stories teach; with a codebook, by its
    qualities; else by those of the package.
    """
    today = date.today()
    lessons: tuple[Verhaal, ...] = ()
    if isinstance(source, Workspace):
        inputs = read_inputs(source, today)
        own, lessons = inputs.codebook, inputs.verhalen
    else:
        ours = default_path("verhalen/codeboek.yaml")
        own = source or codebooks.load(ours, ours.name)[0]
    verhaal, _ = read_verhaal(text.encode(), "tekst.md", own, today)
    return next(iter(tagger_of(own, lessons).tag([verhaal]))) if verhaal else None


def evaluate_workspace(workspace: Workspace, today: date | None = None) -> Evaluatie:
    """How well the machine agrees with the human tags of a workspace."""
    inputs = read_inputs(workspace, today or date.today())
    return judge(inputs.verhalen, inputs.codebook)


def export_workspace(
    workspace: Workspace, formaten: Sequence[str], today: date | None = None
) -> tuple[str, ...]:
    """Write what may be shown in exchange formats; gives the names of the files in `build/`."""
    return share(workspace, today or date.today(), formaten)


def export_together(
    workspaces: Sequence[Workspace],
    formaten: Sequence[str],
    naar: str | Path,
    today: date | None = None,
) -> tuple[str, ...]:
    """Write what several workspaces may show into the folder `naar`; gives the names there."""
    return share_together(workspaces, today or date.today(), formaten, Path(naar))


def import_codings(
    workspace: Workspace,
    path: str | Path,
    *,
    schrijf: bool = False,
    codeur: str | None = None,
    today: date | None = None,
) -> Plan:
    """What the codes in a `.qdpx` would change, as `vertel import`; with `schrijf`, it does.

    With a `codeur`, the codes are set beside the others' as what this coder found. Raises
    FileNotFoundError when there is no such file.
    """
    file = Path(path)
    plan = make_plan(workspace, read_data(file), file.name, today or date.today(), codeur)
    if schrijf:
        carry_out(workspace, plan)
    return plan


def build_workspace(
    workspace: Workspace, today: date | None = None, formaten: Sequence[str] = FORMATEN
) -> BuildResult:
    """One pass, as `vertel build`: read everything, then write everything into `build/`.

    `formaten` are some of `html`, `pdf` and `docx`.
    """
    return build(workspace, today or date.today(), lambda *_: None, formaten=formaten)
