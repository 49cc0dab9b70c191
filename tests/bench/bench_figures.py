"""How long 200,000 figure rows take to read, reconcile and link.

Run `python tests/bench/bench_figures.py [--xlsx]` with the package installed or on the path. The
aim is under 10 s and 1 GB on 2 cores.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from time import perf_counter

import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

from pipeline import codebook as codebooks
from pipeline.codebook import Codebook
from pipeline.link import contradictions, index
from pipeline.read.figures import read_cijfers
from pipeline.read.figures_kinds import ZRM_DOMEINEN
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
        start = perf_counter()
        reading = read_cijfers(workspace, codebook)
        read = perf_counter()
        found = reconcile(reading.cijfers, codebook)
        reconciled = perf_counter()
        index(reading.cijfers, codebook)
        contradictions((), reading.cijfers, codebook)
        linked = perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows} rows, {len(reading.cijfers)} figures, {len(reading.problemen)} problems")
    print(f"read {read - start:.2f} s, reconcile {reconciled - read:.2f} s ({len(found)} found)")
    print(f"link (its index and the contradictions) {linked - reconciled:.2f} s")
    print(f"together {linked - start:.2f} s, {memory:.0f} MB at most")
    sys.exit(linked - start > 10 or memory > 1024)


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
