"""Rows as csv for a spreadsheet and as parquet for a statistics program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pipeline.export.rows import Row

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(rows: Iterable[Row], columns: Mapping[str, type]) -> bytes:
    """Rows as csv: comma, UTF-8 with a byte order mark (else Excel misreads it), CRLF.

    A text that a spreadsheet could take for a formula gets an apostrophe in front.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def as_parquet(rows: Iterable[Row], columns: Mapping[str, type]) -> bytes:
    """Rows as parquet, with the types of the columns."""
    import polars as pl

    types = {str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean, date: pl.Date}
    frame = pl.DataFrame(
        [[row[name] for name in columns] for row in rows],
        schema={name: types[kind] for name, kind in columns.items()},
        orient="row",
    )
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
