"""Columns that hold numbers: one reader each, since a column decides how its cells are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from pipeline.model import Status
from pipeline.problems import quoted
from pipeline.read.figures_cells import Cel, Kapot
from pipeline.read.figures_fields import FoutError, broken
from pipeline.read.figures_header import Kolom
from pipeline.read.figures_kinds import Maat
from pipeline.read.numbers import (
    DubbelzinnigError,
    GeenGetalError,
    Getal,
    column_style,
    format_nl,
    parse,
)

_MEND = "Schrijf een getal, of 'n.v.t.', 'onbekend' of niets."


class NumberColumn:
    """Reads the cells of one column of numbers. `cells` are all of them."""

    def __init__(self, kolom: Kolom, maat: Maat, cells: list[Cel]) -> None:
        self._maat = maat
        self._schaal = kolom.schaal
        decimals = maat.decimalen if kolom.schaal == 1 else None
        self._stijl = column_style({cel for cel in cells if isinstance(cel, str)}, decimals)
        self._seen: dict[object, Getal | FoutError] = {}

    def read(self, cel: Cel) -> Getal:
        """The number in a cell, scaled and checked. Raises `FoutError`."""
        key = cel if cel.__class__ is str else (cel.__class__, cel)
        found = self._seen.get(key)
        if found is None:
            try:
                found = self._checked(self._number(cel))
            except FoutError as error:
                found = error
            self._seen[key] = found
        if isinstance(found, FoutError):
            raise found
        return found

    def _number(self, cel: Cel) -> Getal:
        if isinstance(cel, Kapot):
            raise broken(cel)
        if isinstance(cel, bool):
            raise FoutError("geen-getal", "Er staat WAAR of ONWAAR.", _MEND)
        if isinstance(cel, date | time | timedelta):
            raise FoutError(
                "geen-getal",
                "Er staat een datum of tijd; soms maakt een spreadsheet die van een getal.",
                "Maak van de cel een getal en typ het opnieuw.",
            )
        if isinstance(cel, float | int):
            return Getal(float(cel), Status.BEKEND)
        try:
            return parse(cel, self._stijl)
        except DubbelzinnigError as error:
            raise FoutError(
                "getal-dubbelzinnig",
                f"{error}.",
                "Schrijf het zonder punt, of met een komma en twee decimalen.",
            ) from error
        except GeenGetalError as error:
            raise FoutError("geen-getal", f"{error}.", _MEND) from error

    def _checked(self, getal: Getal) -> Getal:
        if getal.waarde is None:
            return getal
        maat = self._maat
        if maat.eenheid and getal.eenheid not in {"", maat.eenheid}:
            raise FoutError(
                "eenheid-onverwacht",
                f"Er staat een getal in {getal.eenheid}, maar de kolom is in {maat.eenheid}.",
                "Zet het getal in de kolom waar het hoort.",
            )
        waarde = round(getal.waarde * self._schaal, 6) if self._schaal != 1 else getal.waarde
        if maat.decimalen == 0 and not waarde.is_integer():
            raise FoutError("geen-heel-getal", f"{format_nl(waarde)} is geen heel getal.", _MEND)
        if maat.laag == 0 and waarde < 0:
            raise FoutError(
                "negatief", f"{format_nl(waarde)} is minder dan nul; dat kan hier niet.", _MEND
            )
        too_low = maat.laag is not None and waarde < maat.laag
        if too_low or (maat.hoog is not None and waarde > maat.hoog):
            raise FoutError(
                "waarde-onmogelijk",
                f"{format_nl(waarde)} kan niet: dit loopt van {format_nl(maat.laag or 0)} "
                f"tot en met {format_nl(maat.hoog or 0)}.",
                "Kijk na wat er bedoeld is.",
            )
        return replace(getal, waarde=waarde)


def odd_cell(cel: Cel) -> str:
    """A cell as it is named in a message."""
    return quoted(cel.reden if isinstance(cel, Kapot) else cel)
