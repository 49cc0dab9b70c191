"""Charts as values: each is a way to look at a table that stands in the same document.

A chart holds no figure of its own: what it draws and says is what its table shows. So a figure
that is hidden or unknown there is hidden or unknown here, and every figure is in the register.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.report.markdown import Anker, Tabel
from pipeline.report.register import Getal
from pipeline.report.waarden import GEEN, Waarde

Zin = tuple[Waarde, ...]
"""Sentences with figures in them, in parts: text and `Getal`. A part keeps its outer spaces."""


@dataclass(frozen=True, slots=True)
class Staven:
    """Bars: a panel for each of the columns `kolommen` of the table. `eenheid` is what they count.

    Rows are drawn in the order of the table; a row or column without any figure is left out.
    """

    anker: Anker
    tabel: Tabel
    kolommen: tuple[int, ...]
    eenheid: str


@dataclass(frozen=True, slots=True)
class Aandelen:
    """A share with its margin for each row of a table, against the target `streef`, a share too."""

    anker: Anker
    tabel: Tabel
    kolom: int
    streef: Getal | None


@dataclass(frozen=True, slots=True)
class Stromen:
    """How many went from which step (rows of the table) to which step (its columns)."""

    anker: Anker
    tabel: Tabel


@dataclass(frozen=True, slots=True)
class Kanten:
    """Three counts in one cell: how many show that a quality is there, both, or lacks."""

    plus: Waarde
    beide: Waarde
    min: Waarde

    @property
    def aantal(self) -> int:
        """The three together."""
        return sum(int(w.waarde or 0) for w in self.delen if isinstance(w, Getal))

    @property
    def delen(self) -> tuple[Waarde, Waarde, Waarde]:
        """The three in the order in which they are shown."""
        return (self.plus, self.beide, self.min)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows against columns, with `Kanten` in every cell of the table but the first column."""

    anker: Anker
    tabel: Tabel


@dataclass(frozen=True, slots=True)
class Kaart:
    """A map of tiles; `plekken` are the row and column of each row of the table.

    The table has a column with a count, and one with `Kanten`.
    """

    anker: Anker
    tabel: Tabel
    plekken: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Paren:
    """Two figures for each row of a table on one scale, with a line between them.

    `schaal` are the ends of the scale; the columns say what the two are.
    """

    anker: Anker
    tabel: Tabel
    kolommen: tuple[int, int]
    schaal: tuple[float, float]


Grafiek = Staven | Aandelen | Stromen | Matrix | Kaart | Paren


@dataclass(frozen=True, slots=True)
class Blad:
    """A table with the chart that looks at it; without one the table stands by itself."""

    tabel: Tabel
    grafiek: Grafiek | None = None


def in_beeld(grafiek: Grafiek) -> Blad:
    """A chart with its table."""
    return Blad(grafiek.tabel, grafiek)


@dataclass(frozen=True, slots=True)
class Punt:
    """A figure of a chart: the row and column of the table in which it stands."""

    rij: str
    kolom: str
    getal: Waarde

    @property
    def waarde(self) -> float | None:
        """What is drawn; None for a figure that is not known or not shown."""
        return self.getal.waarde if isinstance(self.getal, Getal) else None

    @property
    def tekst(self) -> str:
        """What is written beside it."""
        return self.getal.tekst if isinstance(self.getal, Getal) else self.getal


def punten(grafiek: Staven | Aandelen | Stromen | Paren) -> tuple[Punt, ...]:
    """The figures of a chart, row by row."""
    tabel = grafiek.tabel
    if isinstance(grafiek, Staven):
        columns = tuple(
            column
            for column in grafiek.kolommen
            if any(row[column] not in {"", GEEN} for row in tabel.rijen)
        )
    elif isinstance(grafiek, Aandelen):
        columns = (grafiek.kolom,)
    elif isinstance(grafiek, Paren):
        columns = grafiek.kolommen
    else:
        columns = tuple(range(1, len(tabel.koppen)))
    return tuple(
        Punt(str(row[0]), tabel.koppen[column], _waarde(row[column]))
        for row in tabel.rijen
        for column in columns
        if isinstance(grafiek, Stromen) or any(row[c] not in {"", GEEN} for c in columns)
    )


def _waarde(cell: object) -> Waarde:
    return cell if isinstance(cell, Getal) else str(cell)


def kanten(tabel: Tabel) -> Iterator[tuple[str, str, Kanten]]:
    """Every cell of a table with `Kanten` in it: the names of its row and column, and the cell."""
    for row in tabel.rijen:
        for head, cell in zip(tabel.koppen, row, strict=True):
            if isinstance(cell, Kanten):
                yield str(row[0]), head, cell


def is_leeg(grafiek: Grafiek) -> bool:
    """Whether there is nothing to draw."""
    if isinstance(grafiek, Matrix | Kaart):
        return not any(cell.aantal for _, _, cell in kanten(grafiek.tabel))
    if isinstance(grafiek, Paren):
        return not paren(grafiek)
    return not any(punt.waarde for punt in punten(grafiek))


def bijschrift(grafiek: Grafiek) -> Zin:
    """What one sees in a chart, in plain sentences with figures of its table."""
    if isinstance(grafiek, Staven):
        return _over_staven(grafiek)
    if isinstance(grafiek, Aandelen):
        return _over_aandelen(grafiek)
    if isinstance(grafiek, Stromen):
        return _over_stromen(grafiek)
    if isinstance(grafiek, Paren):
        return _over_paren(grafiek)
    return _over_kanten(grafiek)


def alternatief(grafiek: Grafiek) -> str:
    """What a chart shows, for who does not see it: its kind, its size and its caption."""
    shape = {
        Staven: "Staafdiagram",
        Aandelen: "Diagram met een stip en een marge per rij",
        Stromen: "Raster met begin en eind",
        Matrix: "Raster met aantallen per richting",
        Kaart: "Kaart van vakken",
        Paren: "Diagram met twee tekens per rij",
    }[type(grafiek)]
    said = "".join(p.tekst if isinstance(p, Getal) else p for p in bijschrift(grafiek))
    rows = len(grafiek.tabel.rijen)
    return (
        f"{shape} bij de tabel '{grafiek.tabel.bijschrift}', met {rows} rijen. {said} "
        "Alle getallen staan in die tabel."
    )


def _known(grafiek: Staven | Aandelen | Stromen | Paren) -> list[Punt]:
    return [punt for punt in punten(grafiek) if punt.waarde is not None]


def _at(punt: Punt, panels: int) -> str:
    return f"{punt.rij} ({punt.kolom})" if panels > 1 else punt.rij


def _over_staven(grafiek: Staven) -> Zin:
    found = _known(grafiek)
    high = max(found, key=lambda p: p.waarde or 0)
    low = min(found, key=lambda p: p.waarde or 0)
    panels = len({punt.kolom for punt in punten(grafiek)})
    if high is low:
        return (f"Er is één balk: {_at(high, panels)}, ", high.getal, f" ({grafiek.eenheid}).")
    return (
        f"Een langere balk betekent meer {grafiek.eenheid}. De langste balk is van "
        f"{_at(high, panels)}: ",
        high.getal,
        f". De kortste is van {_at(low, panels)}: ",
        low.getal,
        ".",
    )


def _over_aandelen(grafiek: Aandelen) -> Zin:
    found = _known(grafiek)
    start = "De stip is het aandeel dat steeg. De streep is de marge"
    if grafiek.streef is None:
        return (f"{start}.",)
    target = grafiek.streef.waarde or 0
    met = [p.rij for p in found if (p.waarde or 0) >= target]
    missed = [p.rij for p in found if (p.waarde or 0) < target]
    return (
        f"{start}, de stippellijn de streefwaarde: ",
        grafiek.streef,
        f". Gehaald: {_names(met)}. Niet gehaald: {_names(missed)}.",
    )


def _names(names: list[str]) -> str:
    return ", ".join(names) if names else "geen"


def _over_stromen(grafiek: Stromen) -> Zin:
    high = max(_known(grafiek), key=lambda p: p.waarde or 0)
    return (
        "Boven de grijze vakken steeg iemand, eronder daalde iemand. "
        f"De grootste groep begon op {high.rij} en kwam uit op '{high.kolom}': ",
        high.getal,
        ".",
    )


def paren(grafiek: Paren) -> tuple[tuple[Punt, Punt], ...]:
    """The two figures of each row of which both are known."""
    found = punten(grafiek)
    pairs = zip(found[::2], found[1::2], strict=True)
    return tuple(p for p in pairs if p[0].waarde is not None and p[1].waarde is not None)


def _over_paren(grafiek: Paren) -> Zin:
    first, second = (grafiek.tabel.koppen[column] for column in grafiek.kolommen)
    start = f"Het open rondje is {first}, de dichte driehoek is {second}. "
    left, right = max(paren(grafiek), key=lambda p: (p[0].waarde or 0) - (p[1].waarde or 0))
    if (left.waarde or 0) <= (right.waarde or 0):
        return (f"{start}Nergens ligt {first} hoger dan {second}.",)
    where = f"{first.capitalize()} ligt het verst boven {second} bij {left.rij}: "
    return (start, where, left.getal, " tegen ", right.getal, ".")


def _over_kanten(grafiek: Matrix | Kaart) -> Zin:
    start = (
        "Driehoek omhoog: de kwaliteit is er of groeit. Ruit: allebei. "
        "Driehoek omlaag: zij ontbreekt. "
    )
    cells = list(kanten(grafiek.tabel))
    row, column, most = max(cells, key=lambda cell: cell[2].aantal)
    where = row if isinstance(grafiek, Kaart) else f"{row}, {column}"
    shown: list[Waarde] = [f"{start}Het meest gegeven bij {where}: + "]
    for sign, part in zip(("", ", ± ", ", − "), most.delen, strict=True):
        shown += [sign, part]
    empty = any(not cell.aantal for _, _, cell in cells)
    shown.append(". In een leeg vak is er geen verhaal." if empty else ".")
    return tuple(shown)
