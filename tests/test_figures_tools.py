"""Writes real tables (csv by hand, xlsxwriter, odfpy) and shows what is read from them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from pipeline import codebook as codebooks
from pipeline.read.figures import read_tabel
from pipeline.workspace import default_path

CODEBOOK = codebooks.load(default_path("verhalen/codeboek.yaml"), "codeboek.yaml")[0]


def csv_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def xlsx(
    path: Path, sheets: dict[str, dict[str, object]], merges: dict[str, list] | None = None
) -> Path:
    """Sheets of cells by address; merges are (range, value) by sheet."""
    book = xlsxwriter.Workbook(path)
    for name, cells in sheets.items():
        sheet = book.add_worksheet(name)
        for where, value in (merges or {}).get(name, []):
            sheet.merge_range(where, value)
        for place, value in cells.items():
            if isinstance(value, tuple):
                formula, result = value
                sheet.write_formula(place, formula, None, result)
            elif isinstance(value, datetime):
                sheet.write_datetime(place, value, book.add_format({"num_format": "mmm yyyy"}))
            else:
                sheet.write(place, value)
    book.close()
    return path


def grid(rows: list[list[object]], top: int = 1, left: str = "A") -> dict[str, object]:
    """Rows of values as cells by address, from `left``top` on."""
    return {
        f"{chr(ord(left) + c)}{top + r}": value
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if value is not None
    }


def ods(path: Path, rows: list[list[object]], sheet: str = "Blad1") -> Path:
    """Rows of values; a tuple is (value, columns spanned, rows spanned)."""
    document = OpenDocumentSpreadsheet()
    table = Table(name=sheet)
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(_ods_cell(value))
            for _ in range(value[1] - 1 if isinstance(value, tuple) else 0):
                line.addElement(CoveredTableCell())
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(path)
    return path


def _ods_cell(value: object) -> TableCell:
    span = {}
    if isinstance(value, tuple):
        value, columns, lines = value
        span = {"numbercolumnsspanned": columns, "numberrowsspanned": lines}
    if value is None:
        return TableCell(**span)
    if isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=value, **span)
    else:
        cell = TableCell(valuetype="string", **span)
    cell.addElement(P(text=str(value)))
    return cell


def shown(cijfer) -> str:
    """A figure as one line: what it is about, its value as it stands, and its cell."""
    about = (
        str(cijfer.periode) if cijfer.periode else "-",
        cijfer.wijk or "-",
        cijfer.categorie or "-",
        *(v for k, v in cijfer.extra if k not in {"bron", "noot", "domein", "kwaliteit"}),
    )
    value = cijfer.status if cijfer.waarde is None else f"{cijfer.teken}{cijfer.waarde:g}"
    sheet = f"{cijfer.plek.blad}!" if cijfer.plek.blad else ""
    return f"{' '.join(about)} = {value} {cijfer.eenheid} @{sheet}{cijfer.plek.cel}"


def read(path: Path) -> tuple[list[str], set[str]]:
    """What a file says, and its problems as `code cell` (or `code` alone)."""
    cijfers, problems = read_tabel(path, path.name, CODEBOOK)
    for problem in problems:
        assert problem.melding
        assert problem.oplossing
        assert problem.pad == path.name
    found = set()
    for problem in problems:
        cell = re.match(r"Cel ([A-Z]+\d+)", problem.melding)
        found.add(f"{problem.code} {cell[1]}" if cell else problem.code)
        if cell:
            assert problem.regel == int(re.sub(r"\D", "", cell[1]))
    return [shown(cijfer) for cijfer in cijfers], found


@dataclass(frozen=True)
class Case:
    """A table that somebody made: how to write it, and what a careful person reads in it."""

    name: str
    write: Callable[[Path], Path]
    figures: list[str]
    problems: set[str]


class Cases(list[Case]):
    """The cases of a test file, registered by decorator."""

    def __call__(self, name: str, *, figures: list[str], problems: set[str] | None = None):
        def register(write: Callable[[Path], Path]) -> None:
            self.append(Case(name, write, figures, problems or set()))

        return register


def check(case: Case, folder: Path) -> None:
    """Write the table, read it, and compare all figures and all problems."""
    found, wrong = read(case.write(folder))
    assert sorted(found) == sorted(case.figures)
    assert wrong == case.problems


UREN = [["periode", "wijk", "specialisme", "uren"], ["2016-mei", "Zuid", "Buurtwerk", 152.5]]
UREN_READ = "2016-mei zuid Buurtwerk = 152.5 uren"
