"""The command `vertel`: arguments, exit codes and progress; the work is done elsewhere."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import traceback
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from pipeline.arguments import parse
from pipeline.commands import (
    BROKEN,
    DONE,
    PROBLEMS,
    WRONG_USE,
    any_fout,
    begin_new,
    export_together,
    print_problems,
    take_in,
)
from pipeline.problems import PipelineError, Problem
from pipeline.workspace import Workspace, find

if TYPE_CHECKING:
    from rich.progress import TaskID

    from pipeline.build import BuildResult, Haast, Stap
    from pipeline.model import TaggedVerhaal

_SHOWN = 20
_WEINIG_OMZIEN = 100_000


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code (design, chapter 3)."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    args = parse(argv)
    # Ten thousand stories are millions of values that refer to each other one way.
    gc.set_threshold(_WEINIG_OMZIEN)
    commands = {
        "build": _build,
        "watch": _watch,
        "check": _check,
        "tag": _tag,
        "evaluate": _evaluate,
        "export": _export,
        "import": _import,
        "init": begin_new,
    }
    try:
        return commands[args.opdracht](args)
    except PipelineError as error:
        print(f"Het is niet gelukt: {error.melding}\n{error.oplossing}", file=sys.stderr)
        return BROKEN
    except KeyboardInterrupt:
        print("Gestopt. Wat er al stond, is heel gebleven.", file=sys.stderr)
        return BROKEN
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except Exception as error:  # the last resort: no traceback for a user
        if os.environ.get("VERTEL_DEBUG"):
            raise
        print(_own_mistake(error), file=sys.stderr)
        return BROKEN


def _own_mistake(error: Exception) -> str:
    """What to say of a mistake of ours: where it is, but not its text, which may be a story's."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "onbekend"
    return (
        f"Er zit een fout in vertel zelf ({type(error).__name__} in {place}). "
        "Wat er al stond, is heel gebleven.\n"
        "Meld dit aan de makers; met VERTEL_DEBUG=1 ziet u waar het misging."
    )


def _needed(args: argparse.Namespace) -> Workspace:
    where = args.project or Path.cwd()
    workspace = find(where)
    if workspace is None:
        print(
            f"In '{where}' vind ik geen map 'verhalen'.\n"
            "Ga naar de map van het project, of geef hem op met --project MAP.",
            file=sys.stderr,
        )
        raise SystemExit(WRONG_USE)
    return workspace


def _check(args: argparse.Namespace) -> int:
    from pipeline.cache import opened
    from pipeline.inputs import checked_inputs

    workspace = _needed(args)
    with opened(workspace, lambda _: None) as cache:
        inputs = checked_inputs(workspace, date.today(), cache)
    if args.json:
        for problem in inputs.problemen:
            print(json.dumps(problem.as_dict(), ensure_ascii=False))
    else:
        print_problems(inputs.problemen, limit=None)
        print(
            f"Gelezen: {len(inputs.verhalen)} verhalen en gespreksverslagen, "
            f"{len(inputs.cijfers)} cijfers, uit {len(inputs.bestanden)} bestanden."
        )
    return PROBLEMS if any_fout(inputs.problemen) else DONE


def _build(args: argparse.Namespace) -> int:
    from pipeline.build import build

    workspace = _needed(args)
    with _progress() as step:
        result = build(workspace, date.today(), step, jaar=args.jaar, formaten=args.formaat)
    print_problems(result.inputs.problemen, limit=_SHOWN)
    times = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in result.seconden)
    print(f"Gelezen: {len(result.inputs.verhalen)} verhalen en gespreksverslagen.")
    if result.ongewijzigd:
        print("Er is niets veranderd sinds de vorige keer.")
    print(f"Geschreven in {workspace.build}:")
    for name in result.geschreven:
        print(f"  {name}")
    print(f"Tijd: {times.replace('.', ',')}.")
    return PROBLEMS if args.strict and any_fout(result.inputs.problemen) else DONE


def _watch(args: argparse.Namespace) -> int:
    from pipeline.build import build, tagger_of
    from pipeline.cache import Geheugen
    from pipeline.serve import serve
    from pipeline.watch import watch

    workspace, log, geheugen, gereed = _needed(args), _Logboek(), Geheugen(), Event()
    with ExitStack() as stack:
        address = stack.enter_context(serve(workspace.build)) if args.open else None

        def pas(haast: Haast) -> None:
            with _progress(watching=True) as step:
                result = build(
                    workspace,
                    date.today(),
                    step,
                    jaar=args.jaar,
                    formaten=args.formaat,
                    haast=haast,
                    geheugen=geheugen,
                )
                log.pas(result)
            if address:
                log.open(address)
            if not gereed.is_set():
                # Who drops a first story need not wait for the language model then.
                gereed.set()
                with suppress(PipelineError):  # said when a story needs it
                    tagger_of(result.inputs.codebook, result.inputs.verhalen)

        print(f"Ik houd {workspace.verhalen} in de gaten. Stoppen doet u met Ctrl-C.", flush=True)
        try:
            watch(workspace, pas, log.fout, log.zeg, peilen=args.poll)
        except KeyboardInterrupt:
            log.zeg("Gestopt.")
    return DONE


class _Logboek:
    """What `watch` tells: each thing once, as long as it stays the same."""

    def __init__(self) -> None:
        self._problems: set[Problem] = set()
        self._failed = ""
        self._seen = self._opened = False

    def zeg(self, text: str) -> None:
        print(text, flush=True)

    def pas(self, result: BuildResult) -> None:
        problems = set(result.inputs.problemen)
        new = [p for p in result.inputs.problemen if p not in self._problems]
        self._problems, self._failed = problems, ""
        if result.ongewijzigd and self._seen:
            return
        self._seen = True
        if new:
            print_problems(new, limit=_SHOWN)
        seconds = sum(seconds for _, seconds in result.seconden)
        self.zeg(
            f"{datetime.now():%H:%M:%S} Bijgewerkt in {seconds:.1f} s: "
            f"{len(result.inputs.verhalen)} verhalen en gespreksverslagen."
        )

    def fout(self, error: Exception) -> None:
        if os.environ.get("VERTEL_DEBUG"):
            traceback.print_exception(error)
        said = f"{error.melding} {error.oplossing}" if isinstance(error, PipelineError) else ""
        said = said or _own_mistake(error)
        if said != self._failed:
            self.zeg(f"{datetime.now():%H:%M:%S} Nog niet gelukt: {said} Ik probeer het zo weer.")
        self._failed = said

    def open(self, address: str) -> None:
        if not self._opened:
            self._opened = True
            self.zeg(f"Te zien op {address}")
            webbrowser.open(address)


def _tag(args: argparse.Namespace) -> int:
    from pipeline.tagging import tag_files

    missing = [path for path in args.pad if not path.is_file()]
    for path in missing:
        print(f"Het bestand '{path}' is er niet, of het is een map.", file=sys.stderr)
    paths = [path for path in args.pad if path not in missing]
    where = find(args.project or Path.cwd())
    for path, tagged, problems in tag_files(paths, where, date.today()):
        for problem in problems if tagged is None else ():
            print(problem.as_line(), file=sys.stderr)
        print(_tag_json(path, tagged) if args.json else _tag_text(path, tagged))
    return WRONG_USE if missing else DONE


def _export(args: argparse.Namespace) -> int:
    from pipeline.export import Regeleinde
    from pipeline.sharing import share

    if args.werkmap or args.naar:
        return export_together(args)
    workspace = _needed(args)
    print(f"Geschreven in {workspace.build}:")
    for name in share(workspace, date.today(), args.formaat, Regeleinde(args.regeleinde)):
        print(f"  {name}")
    return DONE


def _import(args: argparse.Namespace) -> int:
    return take_in(_needed(args), args.bestand, args.als, schrijf=args.schrijf)


def _evaluate(args: argparse.Namespace) -> int:
    from pipeline.build import read_inputs
    from pipeline.tag.judge import judge
    from pipeline.tell import evaluation_json, evaluation_text

    inputs = read_inputs(_needed(args), date.today())
    found = judge(inputs.verhalen, inputs.codebook)
    if args.json:
        print(json.dumps(evaluation_json(found), ensure_ascii=False))
    else:
        print(evaluation_text(found, inputs.codebook))
    return DONE


def _tag_json(path: Path, tagged: TaggedVerhaal | None) -> str:
    found = {
        tag.kwaliteit: {
            "richting": str(tag.richting),
            "kans": tag.kans,
            "bewijs": [{"regel": b.regel, "tekst": b.bron_tekst} for b in tag.bewijs],
        }
        for tag in (tagged.voorstellen if tagged else ())
    }
    kansen = dict(tagged.kansen if tagged else ())
    said = {"pad": str(path), "kwaliteiten": found, "kansen": kansen}
    return json.dumps(said, ensure_ascii=False)


def _tag_text(path: Path, tagged: TaggedVerhaal | None) -> str:
    if tagged is None or not tagged.voorstellen:
        lines = [f"{path}: de computer ziet geen van de kwaliteiten."]
    else:
        lines = [f"{path}: voorstel van de computer"]
    for tag in tagged.voorstellen if tagged else ():
        lines.append(f"  {tag.kwaliteit} ({tag.richting}, {tag.kans or 0:.0%})")
        lines += [f"    regel {bewijs.regel}: {bewijs.tekst}" for bewijs in tag.bewijs]
    if tagged and tagged.misschien:
        kansen = dict(tagged.kansen)
        unsure = ", ".join(f"{key} ({kansen[key]:.0%})" for key in tagged.misschien)
        lines.append(f"  misschien (de computer weet het niet): {unsure}")
    return "\n".join(lines)


@contextmanager
def _progress(*, watching: bool = False) -> Iterator[Stap]:
    if not sys.stderr.isatty():
        yield (lambda *_: None) if watching else _PlainSteps()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=watching) as bar:
        tasks: dict[str, TaskID] = {}

        def step(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name)
            bar.update(tasks[name], completed=done, total=total)

        yield step


class _PlainSteps:
    """Progress where there is no terminal: a line when a stage begins."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def __call__(self, name: str, _done: int, _total: int) -> None:
        if name not in self._said:
            self._said.add(name)
            print(f"{name} …", file=sys.stderr, flush=True)
