"""Spreadsheets and csv files as sheets of raw cells, every cell at its true address.

Calamine reads the workbooks (values, not formulas), the csv module the text files. Nothing here
knows what a table is about.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.read.decode import decode, what_instead
from pipeline.read.figures_safe import SheetMarks, UnsafeError, inspect

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook, SheetMetadata

MAX_BYTES = 25_000_000
MAX_ROWS = 400_000
_MAX_FIELD_LINES = 10
_DELIMITERS = ";,\t|"


@dataclass(frozen=True, slots=True)
class Kapot:
    """A cell with an error value, or a formula that was never computed (`reden` is empty)."""

    reden: str


Cel = str | float | bool | date | time | timedelta | Kapot


@dataclass(frozen=True, slots=True)
class Blad:
    """A sheet: rows of cells from A1 on. `naam` is None for a csv file.

    `samengevoegd` are merged blocks as (first row, first column, last row, last column) from 0;
    their value stands in the first cell. `verborgen` is a sheet that a reader does not see.
    """

    naam: str | None
    rijen: list[list[Cel]]
    samengevoegd: tuple[tuple[int, int, int, int], ...] = ()
    verborgen: bool = False


def read_bladen(path: Path, data: bytes) -> tuple[Blad, ...]:
    """The sheets of a file. `data` is what the file holds.

    Raises `UnsafeError` for a file that cannot be read, with a code, a message and a mend.
    """
    if len(data) > MAX_BYTES:
        raise UnsafeError(
            "cijfers-te-groot",
            f"Dit bestand is {len(data) // 1_000_000} MB; ik lees tot {MAX_BYTES // 1_000_000} MB.",
            "Verdeel de tabel over kleinere bestanden.",
        )
    if path.suffix.casefold() == ".csv":
        return (Blad(None, _csv_rows(_text(data))),)
    return _workbook(data)


def _workbook(data: bytes) -> tuple[Blad, ...]:
    import python_calamine as calamine

    marks = inspect(io.BytesIO(data))
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            return tuple(
                _sheet(workbook, number, info, marks.get(info.name, SheetMarks()))
                for number, info in enumerate(workbook.sheets_metadata)
                if info.typ is calamine.SheetTypeEnum.WorkSheet
            )
    except calamine.PasswordError as error:
        raise UnsafeError(
            "cijfers-wachtwoord",
            "Dit bestand zit op slot met een wachtwoord.",
            "Bewaar het zonder wachtwoord.",
        ) from error
    except (KeyboardInterrupt, SystemExit, UnsafeError):
        raise
    except BaseException as error:  # a panic in calamine is no Exception
        raise UnsafeError(
            "cijfers-onleesbaar",
            "Ik kan dit bestand niet lezen.",
            "Open het in je spreadsheetprogramma en bewaar het opnieuw als .xlsx of .ods.",
        ) from error


def _sheet(workbook: CalamineWorkbook, number: int, info: SheetMetadata, marks: SheetMarks) -> Blad:
    from python_calamine import SheetVisibleEnum

    sheet = workbook.get_sheet_by_index(number)
    rows: list[list[Cel]] = [
        [cel.strip() if isinstance(cel, str) else cel for cel in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    if len(rows) > MAX_ROWS:
        raise _too_many()
    for (row, column), reason in marks.kapot.items():
        rows.extend([] for _ in range(len(rows), row + 1))
        rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = Kapot(reason)
    merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return Blad(
        info.name,
        rows,
        (*merged, *marks.samengevoegd),
        info.visible != SheetVisibleEnum.Visible,
    )


def _too_many() -> UnsafeError:
    return UnsafeError(
        "cijfers-te-groot",
        f"Er staan meer dan {MAX_ROWS:,} rijen in dit bestand.".replace(",", "."),
        "Verdeel de tabel over kleinere bestanden.",
    )


def _text(data: bytes) -> str:
    text = decode(data)
    if strange := what_instead(data, text):
        raise UnsafeError(
            "cijfers-codering",
            f"Dit is {strange}, geen csv-bestand.",
            "Bewaar de tabel opnieuw als csv in UTF-8, of als .xlsx.",
        )
    return text


def _csv_rows(text: str) -> list[list[Cel]]:
    hint = text[:8].casefold()
    told = hint.startswith("sep=") and hint[4:5] in _DELIMITERS
    delimiter = text[4] if told and hint[4:5] else _delimiter(text)
    rows: list[list[Cel]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.count("\n") > _MAX_FIELD_LINES for cell in row):
                raise _quote(len(rows) + 1)
            rows.append([cell.strip() for cell in row])
            if len(rows) > MAX_ROWS:
                raise _too_many()
    except csv.Error as error:
        raise _quote(len(rows) + 1) from error
    if told and rows:
        rows[0] = []
    return rows


def _quote(row: int) -> UnsafeError:
    return UnsafeError(
        "cijfers-aanhalingsteken",
        f"Vanaf rij {row} loopt een cel door over veel regels.",
        "Daar mist waarschijnlijk een dubbel aanhalingsteken. Zet het erbij of haal het weg.",
    )


def _delimiter(text: str) -> str:
    """The mark that splits the first lines into the steadiest and widest rows."""
    start = text[:20_000]

    def score(delimiter: str) -> int:
        try:
            rows = list(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter))
        except csv.Error:
            return 0
        widths = Counter(len(row) for row in rows[:60] if len(row) > 1)
        return max((width * count for width, count in widths.items()), default=0)

    return max(_DELIMITERS, key=score)
