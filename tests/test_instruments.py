"""The participatieladder and the ZRM, with counts and intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.instruments import Interval, ladder, wilson, zrm
from pipeline.model import Cijfer, Periode, Plek, Status


def row(soort: str, aantal: float | None, status=Status.BEKEND, teken="", categorie="x", **extra):
    return Cijfer(
        soort,
        Periode(2016, 5),
        "zuid",
        categorie,
        aantal,
        "aantal",
        status,
        teken,
        Plek("a.csv", None, "A1"),
        True,
        tuple((name, str(value)) for name, value in extra.items()),
    )


def step(begin: int, eind: int, aantal: float | None, **more) -> Cijfer:
    return row("participatieladder", aantal, trede_begin=begin, trede_eind=eind, **more)


def test_the_ladder_counts_who_rose_stayed_and_fell():
    found = ladder([step(1, 2, 4), step(2, 4, 3), step(3, 3, 2), step(4, 1, 1), step(6, 6, 5)], 0.5)
    assert (found.gestegen, found.gelijk, found.gedaald) == (7, 2, 1)
    assert (found.totaal, found.aan_top, found.aandeel) == (10, 5, 0.7)
    assert found.matrix[0][1] == 4
    assert found.matrix[5][5] == 5
    assert found.streefwaarde == 0.5


def test_who_falls_from_the_top_counts_at_the_top():
    found = ladder([step(6, 4, 2), step(5, 6, 1)], None)
    assert (found.aan_top, found.gedaald, found.totaal, found.aandeel) == (2, 0, 1, 1.0)


def test_rows_without_a_count_are_said_and_not_guessed():
    rows = [
        step(1, 2, 8),
        step(1, 1, None, status=Status.LEEG),
        step(1, 1, None, status=Status.ONBEKEND),
        step(1, 1, None, status=Status.NVT),
        step(2, 2, 5, teken="<"),
        step(2, 2, 99, rij_soort="totaal_vermeld"),
        row("clienten", 7),
    ]
    found = ladder(rows, 0.5)
    assert (found.totaal, found.niet_geteld) == (8, 3)


def test_nobody_gives_no_share():
    found = ladder([step(6, 6, 3)], 0.5)
    assert (found.aandeel, found.interval, found.totaal) == (None, None, 0)
    assert ladder([], 0.5).matrix == ((0,) * 6,) * 6


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(0, 50)), max_size=30))
def test_everyone_is_counted_once(moves):
    found = ladder([step(*move) for move in moves], 0.5)
    assert found.gestegen + found.gelijk + found.gedaald == found.totaal
    assert found.totaal + found.aan_top == sum(n for *_, n in moves)
    assert sum(map(sum, found.matrix)) == sum(n for *_, n in moves)


def level(versie: str, domein: str, begin: int, eind: int, aantal: float) -> Cijfer:
    return row("zrm", aantal, categorie=domein, versie=versie, begin=begin, eind=eind)


def test_the_matrix_is_told_by_domain_and_version_and_never_pooled():
    found = zrm(
        [
            level("2013", "Financiën", 2, 3, 6),
            level("2017", "Financiën", 2, 2, 4),
            level("2013", "Justitie", 5, 5, 3),
            level("2013", "Financiën", 3, 1, 2),
        ],
        0.5,
    )
    assert [(d.versie, d.domein) for d in found] == [
        ("2013", "Financiën"),
        ("2013", "Justitie"),
        ("2017", "Financiën"),
    ]
    assert (found[0].verbeterd, found[0].verslechterd, found[0].aandeel) == (6, 2, 0.75)
    assert (found[1].aan_top, found[1].totaal, found[1].aandeel) == (3, 0, None)


def test_wilson_gives_the_published_values():
    """Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20 and 1 of 29."""
    for k, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = wilson(k, n)
        assert (found.laag, found.hoog) == pytest.approx((low, high), abs=5e-5)


def test_three_of_five_is_not_sixty_percent():
    assert wilson(3, 5).laag < 0.25
    assert wilson(3, 5).hoog > 0.88
    assert wilson(5, 5).hoog == 1.0


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_within_its_interval(counts):
    k, n = counts
    found = wilson(k, n)
    assert isinstance(found, Interval)
    assert 0 <= found.laag <= k / n <= found.hoog <= 1


@pytest.mark.parametrize(("k", "n"), [(1, 0), (0, 0), (3, 2), (-1, 5)])
def test_impossible_counts_are_refused(k, n):
    with pytest.raises(ValueError, match="of"):
        wilson(k, n)
