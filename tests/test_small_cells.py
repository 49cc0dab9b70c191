"""What is published gives no small count away to who adds and subtracts."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pipeline.protect import small_cells
from pipeline.protect.small_cells import Bewering, Som, hide_sums

GRENS = 5


def sums_of(cells) -> list[Som]:
    """The counts of a table with totals: its cells, rows, columns and all of it."""
    height, width = len(cells), len(cells[0])
    places = list(product(range(height), range(width)))
    lines = [
        *([place] for place in places),
        *([place for place in places if place[0] == row] for row in range(height)),
        *([place for place in places if place[1] == column] for column in range(width)),
        places,
    ]
    return [Som(frozenset(line), sum(cells[r][c] for r, c in line)) for line in lines]


def ranges(sums: list[Som], hidden) -> dict[int, tuple[float, float]]:
    """Between which values every hidden count lies, for a reader of all others."""
    column = {cell: n for n, cell in enumerate(sorted({c for som in sums for c in som.cellen}))}

    def vector(som):
        found = np.zeros(len(column))
        found[[column[cell] for cell in som.cellen]] = 1
        return found

    known = [n for n in range(len(sums)) if n not in hidden]
    a = np.array([vector(sums[n]) for n in known]) if known else None
    b = [sums[n].waarde for n in known] if known else None
    found = {}
    for n in hidden:
        ends = [linprog(sign * vector(sums[n]), A_eq=a, b_eq=b) for sign in (1, -1)]
        low, high = (float("inf") if end.status == 3 else abs(end.fun) for end in ends)
        found[n] = (low, high)
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
    sums = sums_of(cells)
    hidden = hide_sums(sums, GRENS)
    assert {n for n, som in enumerate(sums) if 0 < som.waarde < GRENS} <= hidden
    assert not any(sums[n].waarde == 0 for n in hidden)
    for n, (low, high) in ranges(sums, hidden).items():
        assert low - 1e-6 <= sums[n].waarde <= high + 1e-6
        assert high - low > 1e-6, f"{sums[n]} follows from the rest"
        if sums[n].waarde < GRENS:
            assert high - low >= GRENS - 1e-6, f"{sums[n]} is held too narrowly"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES)
def test_a_cell_that_stands_nowhere_cannot_be_computed_from_the_totals(cells):
    """Only totals are printed, as in a table per wijk and one per service."""
    everything = sums_of(cells)
    places = sum(len(row) for row in cells)
    inner, totals = everything[:places], everything[places:]
    hidden = hide_sums(totals, GRENS, stil=inner)
    small = {n for n, som in enumerate(inner) if 0 < som.waarde < GRENS}
    known = [*inner, *totals]
    unseen = {*range(places), *(n + places for n in hidden)}
    for n, (low, high) in ranges(known, unseen).items():
        if n in small:
            assert high - low >= GRENS - 1e-6, f"{known[n]} is held too narrowly"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2))
def test_who_tries_every_table_finds_more_than_one(cells):
    """The same by brute force, without linear programming: whole numbers from 0 to 14."""
    sums = sums_of(cells)
    hidden = hide_sums(sums, GRENS)
    places = [(0, 0), (0, 1), (1, 0), (1, 1)]
    options = [range(15) if n in hidden else [sums[n].waarde] for n in range(len(places))]
    fits = [
        tried
        for tried in product(*options)
        if all(
            sum(tried[places.index(cell)] for cell in som.cellen) == som.waarde
            for n, som in enumerate(sums)
            if n not in hidden
        )
    ]
    for n in range(len(places)):
        if n in hidden:
            seen = {fit[n] for fit in fits}
            assert len(seen) >= (GRENS if sums[n].waarde < GRENS else 2)


def shown(cells, grens=GRENS) -> list[int | None]:
    sums = sums_of(cells)
    hidden = hide_sums(sums, grens)
    return [None if n in hidden else som.waarde for n, som in enumerate(sums)]


def test_one_small_cell_takes_another_with_it():
    assert shown([[30, 4]]) == [None, None, 34, None, None, 34]


def test_a_table_without_small_counts_is_shown_whole():
    assert shown([[5, 0], [9, 12]]) == [5, 0, 9, 12, 5, 21, 14, 12, 26]
    assert hide_sums([], GRENS) == frozenset()


def test_the_threshold_is_the_projects_own():
    assert shown([[9, 20, 30]], 5)[:3] == [9, 20, 30]
    assert shown([[9, 20, 30]], 10)[0] is None


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


def test_a_sentence_about_a_target_is_known_too():
    """Of ten people three rose. Who reads 'less than half' knows that it were 0 to 4."""
    risen, stayed = Som(frozenset("a"), 3), Som(frozenset("b"), 7)
    both = Som(frozenset("ab"), 10)
    assert hide_sums([risen, stayed, both], GRENS) == {0, 1}
    said = Bewering(risen.cellen, both.cellen, 0.5, gehaald=False)
    assert hide_sums([risen, stayed, both], GRENS, beweringen=[said]) == {0, 1, 2}
    more = [Som(frozenset("a"), 3), Som(frozenset("b"), 37), Som(frozenset("ab"), 40)]
    assert hide_sums(more, GRENS, beweringen=[said]) == {0, 1}
    reached = Bewering(stayed.cellen, both.cellen, 0.5, gehaald=True)
    assert hide_sums([risen, stayed, both], GRENS, beweringen=[reached]) == {0, 1}
    untrue = Bewering(risen.cellen, both.cellen, 0.5, gehaald=True)
    with pytest.raises(ValueError, match="sums"):
        hide_sums([Som(frozenset("c"), 2), Som(frozenset("abc"), 2), risen, stayed, both], GRENS,
                  beweringen=[untrue])  # fmt: skip


def test_very_much_that_hangs_together_is_hidden_whole(monkeypatch):
    monkeypatch.setattr(small_cells, "MAX_SETS", 3)
    assert shown([[3, 0], [20, 30]]) == [None, 0] + [None] * 7
    assert shown([[30, 0], [20, 30]]) == [30, 0, 20, 30, 30, 50, 50, 30, 80]


def test_what_is_public_already_is_never_hidden():
    sums = [Som(frozenset("a"), 3), Som(frozenset("b"), 9), Som(frozenset("ab"), 12, vast=True)]
    assert hide_sums(sums, GRENS) == {0, 1}


def test_sums_that_cannot_be_true_are_refused():
    sums = [Som(frozenset("a"), 3), Som(frozenset("b"), 9), Som(frozenset("ab"), 8)]
    with pytest.raises(ValueError, match="sums"):
        hide_sums(sums, GRENS)
