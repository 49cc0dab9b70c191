"""What a build costs beside the tools it stands on, and a change beside a whole build.

Run `python tests/bench/bench_build.py [300 3000 10000]` with the package installed or on the path.
Ratios say more than seconds: the tools are timed on the same Markdown in the same run. Tagging and
masking are counted apart, since the tools do nothing of the kind. Where `hugo` or `mkdocs` is
installed, each rebuilds the same stories after one change.

Seconds by the clock mean little on a machine that does other work: then go by those of the
processors, which are printed beside them, and by the load.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from itertools import pairwise
from pathlib import Path
from time import monotonic, perf_counter, sleep
from unittest import mock

import typst

import pipeline.taken
from pipeline import codebook as codebooks
from pipeline.build import BuildResult, Haast, build
from pipeline.cache import Geheugen
from pipeline.codebook import Codebook
from pipeline.pandoc import binary
from pipeline.report import Document, convert
from pipeline.report.pandoc import _READER
from pipeline.watch import Tijden, watch
from pipeline.workspace import Workspace, default_path

TODAY = date(2017, 1, 15)
WORDS = (
    "de het een van in is op te zijn met voor niet aan er om ook als maar dan zij hij wij buurt "
    "straat buurvrouw post open koffie samen elke dinsdag kind school werk fiets trap bank eten "
    "koken tuin feest hulp vraag huis dak regen zon ziek beter oud jong trots bang alleen iedereen "
    "niemand komt gaat staat zit loopt praat lacht helpt vraagt geeft"
)
APART = {"kwaliteiten zoeken", "koppelen"}


def main() -> None:
    """Time every size, then how the time grows."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("sizes", nargs="*", type=int, default=[300, 3000, 10_000])
    sizes = options.parse_args().sizes
    cold = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, _memory(Path(folder, "geheugen")):
            cold[size] = measure(Workspace(Path(folder, "werk")), size)
    for small, large in pairwise(sizes):
        steps = math.log(large / small)
        clock, processors = (
            math.log(after / before) / steps
            for before, after in zip(cold[small], cold[large], strict=True)
        )
        print(
            f"growth of the cold build from {small} to {large}: exponent {clock:.2f}, "
            f"of the processors {processors:.2f}"
        )


def _memory(folder: Path) -> AbstractContextManager[object]:
    return mock.patch.dict("os.environ", VERTEL_CACHE=str(folder))


def measure(workspace: Workspace, size: int) -> tuple[float, float]:
    """Print the times of one size; gives those of the cold build without tagging, in seconds.

    By the clock, and of the processors.
    """
    codebook, _ = codebooks.load(default_path("verhalen/codeboek.yaml"), "codeboek.yaml")
    write_stories(workspace, codebook, size)
    print(f"\n{size} stories; load {_load()}", flush=True)
    documents, result, cpu = cold_build(workspace)
    apart = sum(seconds for name, seconds in result.seconden if name in APART)
    whole = sum(seconds for _, seconds in result.seconden) - apart
    print(f"  {len(documents)} documents; cold build {whole:.1f} s, of the processors {cpu:.1f} s")
    print("   ", ", ".join(f"{name} {seconds:.1f}" for name, seconds in result.seconden))
    alone, alone_cpu = tools(documents)
    print(f"  the tools one after another {alone:.1f} s, of the processors {alone_cpu:.1f} s")
    print(f"  ratio {whole / alone:.2f}; of the processors {cpu / alone_cpu:.2f}; load {_load()}")
    print(f"  restarted, nothing changed: {restart(workspace):.2f} s")
    html, all_formats = changed(workspace)
    print(f"  one story changed: html {html:.2f} s after the quiet time, all {all_formats:.2f} s")
    for name, seconds in others(workspace):
        print(f"  one story changed, {name}: {seconds:.2f} s")
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, child = (resource.getrusage(kind).ru_maxrss / 1024 for kind in kinds)
    print(f"  largest process so far: {max(own, child):.0f} MB; load {_load()}", flush=True)
    return whole, cpu


def _load() -> str:
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


def _processors() -> float:
    """Seconds that the processors spent on this process and on those that it waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def write_stories(workspace: Workspace, codebook: Codebook, size: int) -> None:
    """Stories of 180 words with front matter, in every wijk and period."""
    chance = random.Random(size)
    for number in range(size):
        wijk = chance.choice(codebook.wijken)
        folder = workspace.verhalen / wijk.sleutel
        folder.mkdir(parents=True, exist_ok=True)
        sentences = [
            " ".join(chance.choices(WORDS.split(), k=12)).capitalize() + "." for _ in range(15)
        ]
        text = "\n\n".join(" ".join(sentences[at : at + 5]) for at in range(0, 15, 5))
        day = f"2016-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        quality = f'{chance.choice(codebook.kwaliteiten).sleutel}: "{chance.choice("+-±")}"'
        consent = chance.choice(["openbaar", "anoniem", "intern"])
        (folder / f"v{number:05}.md").write_text(
            f"---\ntitel: Verhaal {number}\ndatum: {day}\nwijk: {wijk.naam}\n"
            f"toestemming: {consent}\nkwaliteiten: {{{quality}}}\nfictief: true\n---\n\n{text}\n",
            encoding="utf-8",
        )
    shutil.copytree(default_path("verhalen/cijfers"), workspace.cijfers)


def cold_build(workspace: Workspace) -> tuple[list[Document], BuildResult, float]:
    """A build of nothing that is known, the documents that it made, and what it cost.

    The cost is in seconds of the processors, without tagging and masking.
    """
    made: dict[str, Document] = {}
    spent: list[float] = []

    def spy(
        document: Document, formats: Sequence[str], folders: Sequence[Path]
    ) -> dict[str, bytes]:
        made[document.naam] = document
        return convert(document, formats, folders)

    def step(name: str, done: int, total: int) -> None:
        if name in APART and done in {0, total}:
            spent.append(_processors())

    begun = _processors()
    with mock.patch.object(pipeline.taken, "convert", spy):
        result = build(workspace, TODAY, step)
    return list(made.values()), result, _processors() - begun - (spent[-1] - spent[0])


def tools(documents: Sequence[Document]) -> tuple[float, float]:
    """How long pandoc takes for three formats, and typst for the PDF, one after another.

    By the clock, and of the processors.
    """
    templates = (default_path("templates"),)
    compiling = computing = 0.0
    real = typst.compile

    def timed(source: object, **options: object) -> object:
        nonlocal compiling, computing
        begun, before = perf_counter(), _processors()
        try:
            return real(source, **options)  # type: ignore[arg-type]
        finally:
            compiling += perf_counter() - begun
            computing += _processors() - before

    with mock.patch.object(typst, "compile", timed):
        for document in documents:
            convert(document, ("pdf",), templates)
    begun, before = perf_counter(), _processors()
    for document in documents:
        for form in ("html", "typst", "docx"):
            subprocess.run(
                [str(binary()), "--sandbox", f"--from={_READER}", f"--to={form}", "--output=-"],
                input=document.markdown.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=True,
            )
    return perf_counter() - begun + compiling, _processors() - before + computing


def restart(workspace: Workspace) -> float:
    """A new process in which nothing has changed."""
    command = [sys.executable, "-m", "pipeline", "--project", str(workspace.root), "build"]
    subprocess.run(command, check=True, capture_output=True)
    begun = perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return perf_counter() - begun


def changed(workspace: Workspace) -> tuple[float, float]:
    """From the end of the quiet time to the new jaarrapportage in HTML, and to all formats."""
    times, stop, passes, geheugen = Tijden(), threading.Event(), [], Geheugen()

    def pas(haast: Haast) -> None:
        passes.append(build(workspace, TODAY, lambda *_: None, haast=haast, geheugen=geheugen))

    thread = threading.Thread(
        target=watch, args=(workspace, pas, print, print), kwargs={"stop": stop, "tijden": times}
    )
    thread.start()
    try:
        _until(lambda: bool(passes))
        report = workspace.build / "jaarrapportage-2016.html"
        shown = next(path for path in _chosen(workspace, report))
        found = []
        for turn in range(3):
            before, done = report.stat().st_mtime_ns, len(passes)
            text = shown.read_text(encoding="utf-8")
            begun = monotonic()
            shown.write_text(f"{text}\nEn dit is zin {turn}.\n", encoding="utf-8")
            _until(lambda before=before: report.stat().st_mtime_ns != before)
            html = monotonic() - begun - times.rust
            _until(lambda done=done: len(passes) > done)
            found.append((html, monotonic() - begun - times.rust))
    finally:
        stop.set()
        thread.join()
    return sorted(found)[1]


def _chosen(workspace: Workspace, report: Path) -> list[Path]:
    """Stories that stand in the report: a change of another would not be seen in it."""
    text = report.read_text(encoding="utf-8")
    paths = sorted(workspace.verhalen.rglob("v*.md"))
    return [path for path in paths if f"{workspace.pad(path)}<" in text]


def _until(holds: Callable[[], bool]) -> None:
    while not holds():
        sleep(0.005)


def others(workspace: Workspace) -> list[tuple[str, float]]:
    """How long the generators that are installed take for the same stories after one change."""
    found = []
    for name, files in {
        "hugo": {"hugo.toml": "", "layouts/_default/single.html": "{{ .Content }}"},
        "mkdocs": {"mkdocs.yml": "site_name: x\ndocs_dir: content\n"},
    }.items():
        if not shutil.which(name):
            continue
        site = workspace.root.parent / name
        shutil.copytree(workspace.verhalen, site / "content")
        for path, text in files.items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_text(text, encoding="utf-8")
        command = {"hugo": ["hugo"], "mkdocs": ["mkdocs", "build", "--dirty"]}[name]
        seconds = []
        for _ in range(2):
            story = next((site / "content").rglob("v*.md"))
            story.write_text(story.read_text(encoding="utf-8") + "\nNog een.\n", encoding="utf-8")
            begun = perf_counter()
            subprocess.run(command, cwd=site, check=True, capture_output=True)
            seconds.append(perf_counter() - begun)
        found.append((name, seconds[-1]))
    return found


if __name__ == "__main__":
    main()
