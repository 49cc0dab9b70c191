"""How long 200,000 figure rows take to read, reconcile and link.

Run `python tests/bench/bench_figures.py [--xlsx]` with the package installed or on the path. The
aim is under 10 s and 1 GB on 2 cores. On a busy machine look at the time of the processor.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from itertools import cycle, product
from pathlib import Path
from time import perf_counter, process_time

import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

from pipeline import codebook as codebooks
from pipeline.codebook import Codebook
from pipeline.link import contradictions, dekking, link
from pipeline.model import Herkomst, Richting, Tag, TaggedVerhaal
from pipeline.read.figures import read_cijfers
from pipeline.read.figures_kinds import ZRM_DOMEINEN
from pipeline.read.stories import read_verhaal
from pipeline.reconcile import reconcile
from pipeline.workspace import Workspace, default_path

LADDER_YEARS = range(2010, 2020)
ZRM_YEARS = range(2014, 2018)


def main() -> None:
    """Write the tables, then time each stage."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--xlsx", action="store_true", help="workbooks instead of csv")
    as_xlsx = options.parse_args().xlsx
    codebook, _ = codebooks.load(default_path("verhalen/codeboek.yaml"), "codeboek.yaml")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        workspace.cijfers.mkdir(parents=True)
        rows = write_tables(workspace.cijfers, codebook, as_xlsx=as_xlsx)
        stories = make_stories(codebook)
        with Stage("read") as reading_took:
            reading = read_cijfers(workspace, codebook)
    with Stage("reconcile") as reconciling:
        found = reconcile(reading.cijfers, codebook)
    with Stage("link") as linking:
        linked = link(stories, reading.cijfers, codebook)
        disagree = contradictions(linked, reading.cijfers, codebook)
        places = [(s.verhaal.wijk, s.verhaal.periode, s.verhaal.werksoort) for s in stories]
        dekking(places, reading.cijfers, codebook)
    stages = (reading_took, reconciling, linking)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows} rows, {len(reading.cijfers)} figures, {len(reading.problemen)} problems")
    links = sum(len(item.koppelingen) for item in linked)
    print(
        f"{len(stories)} stories, {links} links, {len(disagree)} contradictions, {len(found)} gaps"
    )
    for stage in stages:
        print(f"{stage.name:10} {stage.wall:6.2f} s, {stage.cpu:6.2f} s of processor")
    wall, cpu = sum(stage.wall for stage in stages), sum(stage.cpu for stage in stages)
    print(f"{'together':10} {wall:6.2f} s, {cpu:6.2f} s of processor, {memory:.0f} MB at most")
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    sys.exit(min(wall, cpu) > 10 or memory > 1024)


class Stage:
    """How long a stage took, by the clock and by the processor; another's work counts in one."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> Stage:
        self.wall, self.cpu = perf_counter(), process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.cpu = perf_counter() - self.wall, process_time() - self.cpu


def make_stories(codebook: Codebook) -> list[TaggedVerhaal]:
    """Stories of every kind of work in every wijk and period of ten years, each with a quality."""
    made = []
    qualities = cycle(kwaliteit.sleutel for kwaliteit in codebook.kwaliteiten)
    signs = cycle(Richting)
    for year, rule, wijk, work in product(
        LADDER_YEARS, codebook.perioden, codebook.wijken, codebook.werksoorten
    ):
        head = f"datum: {year}-{rule.tot:02}-01\nwijk: {wijk.sleutel}\nwerksoort: {work.sleutel}"
        text = f"---\n{head}\n---\n\n# Verhaal {len(made)}\n\nEen zin.\n"
        found, _ = read_verhaal(text.encode(), f"{len(made)}.md", codebook, date(2030, 1, 1))
        assert found is not None
        tag = Tag(next(qualities), next(signs), Herkomst.MENS, None, ())
        made.append(TaggedVerhaal(found, (tag,), (), ()))
    return made


def write_tables(folder: Path, codebook: Codebook, *, as_xlsx: bool) -> int:
    """One table a year of the ladder and the ZRM, every figure once."""
    places = [
        (f"{year}-{rule.sleutel}", wijk.naam)
        for year in sorted({*LADDER_YEARS, *ZRM_YEARS})
        for rule, wijk in product(codebook.perioden, codebook.wijken)
    ]
    total = 0
    for year in LADDER_YEARS:
        head: list[object] = ["periode", "wijk", "dienst", "trede_begin", "trede_eind", "aantal"]
        services = [werksoort.naam for werksoort in codebook.werksoorten]
        rows = _rows(year, places, list(product(services, range(1, 7), range(1, 7))))
        _write(folder / f"participatieladder-{year}", [head, *rows], as_xlsx=as_xlsx)
        total += len(rows)
        head = ["periode", "wijk", "specialisme", "uren"]
        rows = _rows(year, places, [(name,) for name in services])
        _write(folder / f"ureninzet-{year}", [head, *rows], as_xlsx=as_xlsx)
        total += len(rows)
    for year in ZRM_YEARS:
        head = ["periode", "wijk", "versie", "domein", "begin", "eind", "aantal"]
        domains = [(v, name) for v, names in ZRM_DOMEINEN.items() for name, _ in names]
        keys = [(*d, b, e) for d, b, e in product(domains, range(1, 6), range(1, 6))]
        rows = _rows(year, places, keys)
        _write(folder / f"zrm-{year}", [head, *rows], as_xlsx=as_xlsx)
        total += len(rows)
    return total


def _rows(
    year: int, places: list[tuple[str, str]], keys: Sequence[tuple[object, ...]]
) -> list[list[object]]:
    here = [place for place in places if place[0].startswith(str(year))]
    return [[*place, *key, n % 17] for n, (place, key) in enumerate(product(here, keys))]


def _write(path: Path, rows: list[list[object]], *, as_xlsx: bool) -> None:
    if not as_xlsx:
        lines = [";".join(map(str, row)) for row in rows]
        path.with_suffix(".csv").write_text("\n".join(lines), encoding="utf-8")
        return
    book = xlsxwriter.Workbook(path.with_suffix(".xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet()
    for line, row in enumerate(rows):
        sheet.write_row(line, 0, row)
    book.close()


if __name__ == "__main__":
    main()
