"""What is published gives no small count away to who adds and subtracts."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from test_figures_tools import CODEBOOK

from pipeline.model import Cijfer, Periode, Plek, Status
from pipeline.protect.small_cells import (
    GetoondeTabel,
    Som,
    Verborgen,
    hide_cijfers,
    hide_sums,
    hide_table,
    is_verborgen,
)
from pipeline.read.figures import read_cijfers
from pipeline.workspace import Workspace, default_path

HIDDEN = Verborgen.KLEIN
GRENS = 5
OWN = Workspace(default_path("verhalen/codeboek.yaml").parent.parent)


def attack(height: int, width: int, table: GetoondeTabel) -> dict[object, tuple[float, float]]:
    """The range of every hidden count, for a reader who knows all that is shown."""
    cells = list(product(range(height), range(width)))
    column = {cell: n for n, cell in enumerate(cells)}
    sums = {("cel", r, c): [(r, c)] for r, c in cells}
    sums |= {("rij", r): [(r, c) for c in range(width)] for r in range(height)}
    sums |= {("kolom", c): [(r, c) for r in range(height)] for c in range(width)}
    sums["totaal"] = cells
    shown = {("cel", r, c): table.cellen[r][c] for r, c in cells}
    shown |= {("rij", r): value for r, value in enumerate(table.rij_totalen)}
    shown |= {("kolom", c): value for c, value in enumerate(table.kolom_totalen)}
    shown["totaal"] = table.totaal

    def vector(name):
        found = np.zeros(len(cells))
        found[[column[cell] for cell in sums[name]]] = 1
        return found

    known = [name for name in sums if shown[name] is not HIDDEN]
    a = np.array([vector(name) for name in known]) if known else None
    b = [shown[name] for name in known] if known else None
    found = {}
    for name in sums:
        if shown[name] is HIDDEN:
            ends = [linprog(sign * vector(name), A_eq=a, b_eq=b) for sign in (1, -1)]
            low, high = (float("inf") if end.status == 3 else abs(end.fun) for end in ends)
            found[name] = (low, high)
    return found


TABLES = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda size: st.lists(
        st.lists(
            st.one_of(st.integers(0, 6), st.integers(0, 40)), min_size=size[1], max_size=size[1]
        ),
        min_size=size[0],
        max_size=size[0],
    )
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES)
def test_no_hidden_count_can_be_computed_back(cells):
    height, width = len(cells), len(cells[0])
    table = hide_table(cells, GRENS)
    ranges = attack(height, width, table)
    for (r, row), c in product(enumerate(cells), range(width)):
        if 0 < row[c] < GRENS:
            assert table.cellen[r][c] is HIDDEN
        elif table.cellen[r][c] is not HIDDEN:
            assert table.cellen[r][c] == row[c]
    truth = {("cel", r, c): cells[r][c] for r in range(height) for c in range(width)}
    truth |= {("rij", r): sum(cells[r]) for r in range(height)}
    truth |= {("kolom", c): sum(row[c] for row in cells) for c in range(width)}
    truth["totaal"] = sum(map(sum, cells))
    for name, (low, high) in ranges.items():
        assert low - 1e-6 <= truth[name] <= high + 1e-6
        assert high - low > 1e-6, f"{name} follows from the rest"
        if truth[name] < GRENS:
            assert high - low >= GRENS - 1e-6, f"{name} is held too narrowly"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2))
def test_who_tries_every_table_finds_more_than_one(cells):
    """The same by brute force, without linear programming: whole numbers from 0 to 14."""
    table = hide_table(cells, GRENS)
    values = [
        table.cellen[r][c] if table.cellen[r][c] is not HIDDEN else None
        for r, c in product(range(2), repeat=2)
    ]
    options = [range(15) if value is None else [value] for value in values]
    fits = [
        (a, b, c, d)
        for a, b, c, d in product(*options)
        if _fits((a + b, c + d), table.rij_totalen)
        and _fits((a + c, b + d), table.kolom_totalen)
        and _fits((a + b + c + d,), (table.totaal,))
    ]
    for place in range(4):
        if values[place] is None:
            seen = {fit[place] for fit in fits}
            assert len(seen) >= (GRENS if 0 < cells[place // 2][place % 2] < GRENS else 2)


def _fits(sums, shown) -> bool:
    return all(told is HIDDEN or told == value for value, told in zip(sums, shown, strict=True))


def test_one_small_cell_takes_another_with_it():
    table = hide_table([[30, 4]], GRENS)
    assert table.cellen == ((HIDDEN, HIDDEN),)
    assert table.totaal == 34


def test_a_table_without_small_counts_is_shown_whole():
    table = hide_table([[5, 0], [None, 12]], GRENS)
    assert table == GetoondeTabel(((5, 0), (None, 12)), (5, 12), (5, 12), 17)
    assert hide_table([], GRENS).totaal is None


def test_the_threshold_is_the_projects_own():
    assert hide_table([[9, 20, 30]], 5).cellen == ((9, 20, 30),)
    assert hide_table([[9, 20, 30]], 10).cellen[0][0] is HIDDEN


def test_sums_of_different_tables_are_seen_together():
    """A total by wijk and a total by service, in two tables, share their cells."""
    cells = {(w, d): n for w, d, n in (("zuid", "a", 3), ("zuid", "b", 9), ("oost", "a", 8))}
    sums = [Som(frozenset({cell}), n) for cell, n in cells.items()]
    sums.append(Som(frozenset({("zuid", "a"), ("zuid", "b")}), 12))
    sums.append(Som(frozenset({("zuid", "a"), ("oost", "a")}), 11))
    hidden = hide_sums(sums, GRENS)
    assert 0 in hidden
    assert hidden & {1, 3}
    assert hidden & {2, 4}


def test_what_is_public_already_is_never_hidden():
    sums = [Som(frozenset("a"), 3), Som(frozenset("b"), 9), Som(frozenset("ab"), 12, vast=True)]
    assert hide_sums(sums, GRENS) == {0, 1}


def test_sums_that_cannot_be_true_are_refused():
    sums = [Som(frozenset("a"), 3), Som(frozenset("b"), 9), Som(frozenset("ab"), 8)]
    with pytest.raises(ValueError, match="sums"):
        hide_sums(sums, GRENS)


def clienten(aantal: float, wijk: str, dienst: str, cel: str, **extra) -> Cijfer:
    return Cijfer(
        extra.pop("soort", "clienten"),
        Periode(2016, 5),
        wijk,
        dienst,
        aantal,
        "aantal",
        Status.BEKEND,
        "",
        Plek("clienten.csv", None, cel),
        False,
        tuple(extra.items()),
    )


def test_an_export_holds_no_small_count_and_nothing_that_betrays_one():
    rows = [
        clienten(n, wijk, dienst, f"{c}{r}")
        for r, (wijk, counts) in enumerate(
            {"zuid": (3, 12, 20), "oost": (14, 15, 16), "noord": (9, 30, 31)}.items()
        )
        for c, dienst, n in zip("ABC", ("x", "y", "z"), counts, strict=True)
    ]
    total = clienten(150, "zuid", "alles", "Z9", rij_soort="totaal_vermeld")
    hours = clienten(2, "zuid", "x", "Y9", soort="ureninzet")
    shown = hide_cijfers([*rows, total, hours], GRENS)
    assert len(shown) == len(rows) + 2
    hidden = [n for n, cijfer in enumerate(shown) if is_verborgen(cijfer)]
    assert 0 in hidden
    assert len(hidden) >= 5
    assert is_verborgen(shown[9])
    assert shown[10] == hours
    for cijfer in shown:
        if is_verborgen(cijfer):
            assert (cijfer.waarde, cijfer.status) == (None, Status.ONBEKEND)


@pytest.mark.skipif(not OWN.cijfers.is_dir(), reason="the example figures are not here")
def test_the_example_export_gives_no_small_count_away():
    """Every sum over wijk, period or service is taken to be known besides the export itself."""
    cijfers = read_cijfers(OWN, CODEBOOK).cijfers
    rows = [c for c in cijfers if c.soort == "clienten" and c.status is Status.BEKEND]
    shown = {c.plek: c for c in hide_cijfers(cijfers, CODEBOOK.kleine_aantallen)}
    assert not [c for c in shown.values() if c.eenheid == "aantal" and 0 < (c.waarde or 0) < GRENS]
    column = {row.plek: n for n, row in enumerate(rows)}
    known, values = [], []
    margins = [
        lambda c: (c.periode, c.wijk),
        lambda c: (c.periode, c.categorie),
        lambda c: (c.wijk, c.categorie),
        lambda c: c.plek,
    ]
    for margin in margins:
        groups: dict[object, list[Cijfer]] = {}
        for row in rows:
            groups.setdefault(margin(row), []).append(row)
        for members in groups.values():
            total = sum(row.waarde for row in members)
            alone = len(members) == 1
            if total >= GRENS and not (alone and is_verborgen(shown[members[0].plek])):
                line = np.zeros(len(rows))
                line[[column[row.plek] for row in members]] = 1
                known.append(line)
                values.append(total)
    small = [row for row in rows if row.waarde < GRENS]
    assert small
    for row in small:
        goal = np.zeros(len(rows))
        goal[column[row.plek]] = 1
        ends = [linprog(sign * goal, A_eq=np.array(known), b_eq=values).fun for sign in (1, -1)]
        assert -ends[1] - ends[0] >= GRENS - 1e-6
