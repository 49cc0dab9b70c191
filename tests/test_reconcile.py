"""Figures that contradict themselves are reported with both numbers, and never mended."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_figures_tools import CODEBOOK, csv_file

from pipeline.model import Cijfer, Periode, Plek, Status
from pipeline.problems import Ernst
from pipeline.read.figures import read_tabel
from pipeline.reconcile import as_problems, reconcile
from pipeline.workspace import default_path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "cijfers"
OWN = default_path("verhalen/codeboek.yaml").parent / "cijfers"

FOUR = [
    (2424301.0, 2424300.0, True),
    (590456.0, 589883.0, False),
    (224.9, 192.9, False),
    (653965.0, 653966.0, True),
]


def read(*paths: Path) -> list[Cijfer]:
    found: list[Cijfer] = []
    for path in paths:
        cijfers, problems = read_tabel(path, path.name, CODEBOOK)
        assert problems == ()
        found += cijfers
    return found


def tables(tmp_path: Path, **texts: str) -> list[Cijfer]:
    return read(*(csv_file(tmp_path / f"{n.replace('_', '-')}.csv", t) for n, t in texts.items()))


def check(cijfers: list[Cijfer]) -> list[tuple[str, float, float]]:
    return [(a.code, a.vermeld, a.berekend) for a in reconcile(cijfers, CODEBOOK)]


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        pytest.param(
            SHARED,
            "h6_*.csv",
            marks=pytest.mark.skipif(not SHARED.is_dir(), reason="the sources are not here"),
        ),
        pytest.param(
            OWN,
            "begroting-*.csv",
            marks=pytest.mark.skipif(not OWN.is_dir(), reason="no example figures here"),
        ),
    ],
)
def test_chapter_6_has_four_totals_that_fail_and_no_more(folder, pattern):
    found = reconcile(read(*sorted(folder.glob(pattern))), CODEBOOK)
    assert sorted((a.vermeld, a.berekend, a.afronding) for a in found) == sorted(FOUR)
    assert {a.code for a in found} == {"totaal"}
    for afwijking, problem in zip(found, as_problems(found), strict=True):
        assert problem.pad == afwijking.plek.pad
        assert f"cel {afwijking.plek.cel}" in problem.melding
        assert f"cel {afwijking.delen[0].cel}" in problem.melding
        assert afwijking.verschil == pytest.approx(afwijking.vermeld - afwijking.berekend)
        assert problem.ernst is (Ernst.MELDING if afwijking.afronding else Ernst.WAARSCHUWING)


def test_both_numbers_and_the_gap_are_told_in_dutch():
    rows = (("B2", 92.9, "deel"), ("B3", 100, "deel"), ("B9", 224.9, "totaal_vermeld"))
    cijfers = [_hours(Plek("a.csv", None, cel), n, rij_soort) for cel, n, rij_soort in rows]
    (problem,) = as_problems(reconcile(cijfers, CODEBOOK))
    for part in ("224,9 uren per week (cel B9)", "192,9", "cel B2, B3", "Verschil: 32"):
        assert part in problem.melding
    assert problem.regel == 9


def _hours(plek: Plek, waarde: float, rij_soort: str = "deel") -> Cijfer:
    extra = (("jaar", "2016"), ("rij_soort", rij_soort))
    return Cijfer(
        "begroting", None, None, "x", waarde, "uren per week", Status.BEKEND, "", plek, False, extra
    )


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.integers(-3, 3))
def test_a_total_is_reported_exactly_when_it_is_off(parts, gap):
    cijfers = [_hours(Plek("a", None, f"B{n}"), part) for n, part in enumerate(parts, 2)]
    cijfers.append(_hours(Plek("a", None, "B99"), sum(parts) + gap, "totaal_vermeld"))
    found = reconcile(cijfers, CODEBOOK)
    assert [a.verschil for a in found] == ([gap] if gap else [])
    assert all(a.afronding is (abs(gap) == 1) for a in found)


def test_two_budgets_below_each_other_each_have_their_own_total(tmp_path):
    text = (
        "post;jaar;soort;bedrag\nA;2016;aanvraag;10\nB;2016;aanvraag;5\nTotaal;2016;aanvraag;15\n"
        ";;;\nC;2016;aanvraag;7\nD;2016;aanvraag;2\nTotaal;2016;aanvraag;11\n"
    )
    assert check(tables(tmp_path, begroting=text)) == [("totaal", 11, 9)]


def test_a_group_without_a_stated_total_counts_by_its_posts(tmp_path):
    text = (
        "post;groep;jaar;bedrag;rij_soort\nX;X;2016;10;totaal_vermeld\na;X;2016;9;deel\n"
        "b;Y;2016;5;deel\nTotaal;;2016;15;totaal_vermeld\n"
    )
    assert check(tables(tmp_path, begroting=text)) == [("totaal", 10, 9)]


HEAD = "periode;wijk;dienst;aantal\n"


def test_totals_over_wijken_services_and_the_year(tmp_path):
    text = HEAD + (
        "2016-mei;Zuid;AMW;10\n2016-mei;Oost;AMW;20\n2016-mei;Totaal;AMW;31\n"
        "2016-mei;Zuid;VTH;5\n2016-mei;Zuid;Totaal;15\n2016-mei;Oost;Totaal;20\n"
        "2016;Zuid;AMW;12\n"
    )
    assert check(tables(tmp_path, clienten=text)) == [("totaal", 31, 30), ("totaal", 12, 10)]


def test_wijken_in_columns_that_do_not_add_up(tmp_path):
    text = "Cliënten mei 2016\ndienst;Zuid;Oost;Totaal\nAMW;10;20;30\nVTH;1;2;4\nTotaal;11;22;34\n"
    found = check(tables(tmp_path, clienten=text))
    assert found == [("totaal", 4, 3), ("totaal", 34, 33)]


def test_a_total_below_each_block_is_compared_with_its_block(tmp_path):
    text = HEAD + (
        "2016-mei;Zuid;AMW;10\n2016-mei;Zuid;VTH;5\nSubtotaal;;;15\n"
        "2016-mei;Oost;AMW;20\nSubtotaal;;;20\nTotaal;;;35\n"
    )
    assert check(tables(tmp_path, clienten=text)) == []


def test_a_total_in_another_file_is_compared_too(tmp_path):
    found = check(
        tables(
            tmp_path,
            clienten_a=HEAD + "2016-mei;Zuid;AMW;10\n2016-mei;Oost;AMW;20\n",
            clienten_b=HEAD + "2016-mei;Totaal;AMW;25\n",
        )
    )
    assert found == [("totaal", 25, 30)]


def test_what_is_not_known_leaves_room_and_no_more(tmp_path):
    rows = "2016-mei;Zuid;AMW;10\n2016-mei;Oost;AMW;<5\n2016-mei;Centrum;AMW;n.v.t.\n"
    for total, found in ((10, []), (14, []), (15, [("totaal", 15, 10)]), (9, [("totaal", 9, 10)])):
        text = f"{HEAD}{rows}2016-mei;Totaal;AMW;{total}\n"
        assert check(tables(tmp_path, clienten=text)) == found
    text = f"{HEAD}{rows}2016-mei;Zuidwest;AMW;onbekend\n2016-mei;Totaal;AMW;500\n"
    assert check(tables(tmp_path, clienten=text)) == []


def test_the_same_figure_in_two_files(tmp_path):
    found = reconcile(
        tables(
            tmp_path,
            clienten_a=HEAD + "2016-mei;Zuid;AMW;10\n2016-mei;Oost;AMW;20\n",
            clienten_b=HEAD + "mei 2016;zuid;Maatschappelijk werk;12\n2016-mei;Oost;AMW;20\n",
        ),
        CODEBOOK,
    )
    assert [(a.code, a.vermeld, a.berekend) for a in found] == [
        ("dubbel", 12, 10),
        ("dubbel", 20, 20),
    ]
    assert [(a.plek.pad, a.delen[0].pad) for a in found] == [
        ("clienten-b.csv", "clienten-a.csv")
    ] * 2
    assert "12 aantal (cel D2)" in as_problems(found)[0].melding


def test_ratings_of_two_people_are_no_doubles(tmp_path):
    row = "2016-mei;Zuid;bewoner;zelfregie;4;3\n"
    head = "periode;wijk;stakeholder;kwaliteit;belang;ervaren\n"
    assert reconcile(tables(tmp_path, waarderingen=head + row + row), CODEBOOK) == ()


def test_a_kengetal_that_two_tables_give_differently(tmp_path):
    head = "jaar;naam;waarde;eenheid;gebied\n"
    one = (
        head
        + "2018;Inwoners;90.883,0;inwoners;Hilversum\n2017;Inwoners;88.888,0;inwoners;Hilversum\n"
    )
    other = (
        head
        + "2018;Inwoners;90.883,0;inwoners;Hilversum\n2017;Inwoners;89.000,0;inwoners;Hilversum\n"
    )
    (gap,) = reconcile(tables(tmp_path, kengetallen_1=one, kengetallen_2=other), CODEBOOK)
    assert (gap.code, gap.vermeld, gap.berekend) == ("dubbel", 89000, 88888)
    assert {gap.plek.pad, gap.delen[0].pad} == {"kengetallen-1.csv", "kengetallen-2.csv"}


def test_steps_of_the_ladder_are_no_doubles(tmp_path):
    head = "periode;wijk;dienst;trede_begin;trede_eind;aantal\n"
    rows = "2016-mei;Zuid;AMW;2;3;4\n2016-mei;Zuid;AMW;2;2;4\n"
    assert check(tables(tmp_path, participatieladder=head + rows)) == []


def test_a_period_that_lacks_breaks_the_rhythm_of_three_a_year(tmp_path):
    mei, december = "2016-mei;Zuid;AMW;9\n", "2016-december;Zuid;AMW;9\n"
    cijfers = tables(tmp_path, clienten=HEAD + mei + december, vrijwilligers=HEAD + mei)
    found = reconcile(cijfers, CODEBOOK)
    assert [(a.code, a.vermeld, a.berekend) for a in found] == [("ritme", 2, 3), ("ritme", 1, 3)]
    problems = as_problems(found)
    assert "2016-september" in problems[0].melding
    assert "2016-september en 2016-december" in problems[1].melding


def test_periods_to_come_do_not_lack(tmp_path):
    assert check(tables(tmp_path, clienten=HEAD + "2016-mei;Zuid;AMW;9\n")) == []


def test_a_wijk_that_lacks_in_one_period(tmp_path):
    text = HEAD + "2016-mei;Zuid;AMW;9\n2016-mei;Oost;AMW;9\n2016-september;Zuid;AMW;9\n"
    (found,) = reconcile(tables(tmp_path, clienten=text), CODEBOOK)
    assert (found.code, found.vermeld, found.berekend) == ("wijk-ontbreekt", 1, 2)
    assert "Oost" in as_problems([found])[0].melding


@pytest.mark.parametrize(("hours", "off"), [(2600, False), (2000, True), (3200, True)])
def test_hours_against_the_budget(tmp_path, hours, off):
    """50 hours a week over the 366 days of 2016 is 2.614 hours."""
    thirds = "".join(
        f"2016-{p};Zuid;Kinderwerk;{hours / 3:.1f}\n".replace(".", ",")
        for p in ("mei", "september", "december")
    )
    found = reconcile(
        tables(
            tmp_path,
            begroting="post;jaar;soort;uren_per_week\nKinderwerk;2016;aanvraag;50\n",
            ureninzet="periode;wijk;specialisme;uren\n" + thirds,
        ),
        CODEBOOK,
    )
    assert [(a.code, a.berekend) for a in found] == ([("uren-begroting", 2614)] if off else [])
    assert all(p.ernst is Ernst.MELDING for p in as_problems(found))


def test_hours_a_week_are_compared_as_hours_a_week(tmp_path):
    found = check(
        tables(
            tmp_path,
            begroting="post;jaar;soort;uren_per_week\nKinderwerk;2016;aanvraag;50\n",
            ureninzet="periode;wijk;specialisme;uren/wk\n2016-mei;Zuid;Kinderwerk;50\n",
        )
    )
    assert found == []


def test_figures_stay_as_they_are(tmp_path):
    cijfers = tables(tmp_path, clienten=HEAD + "2016-mei;Zuid;AMW;10\n2016-mei;Totaal;AMW;11\n")
    before = tuple(cijfers)
    reconcile(cijfers, CODEBOOK)
    assert tuple(cijfers) == before
    assert cijfers[0].periode == Periode(2016, 5)
