"""The project's own figures, and what every figure must carry."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from test_figures_tools import CODEBOOK, csv_file

from pipeline.model import Periode, Status
from pipeline.read.figures import is_totaal, read_cijfers, read_tabel
from pipeline.read.figures_cells import read_bladen
from pipeline.read.figures_kinds import KINDS, ZRM_DOMEINEN, columns, zrm_domein
from pipeline.workspace import Workspace, default_path

OWN = Workspace(default_path("verhalen/codeboek.yaml").parent.parent)

pytestmark = pytest.mark.skipif(
    not OWN.cijfers.is_dir(), reason="the example figures do not ship with the package"
)


def test_the_example_figures_are_read_without_a_problem():
    reading = read_cijfers(OWN, CODEBOOK)
    assert reading.problemen == ()
    assert {c.soort for c in reading.cijfers} == {kind.naam for kind in KINDS}
    assert len(reading.bestanden) == len(list(OWN.cijfers.glob("*.csv")))


def test_every_figure_is_where_its_cell_says():
    """The cell of each figure, opened again with another reader, holds that figure."""
    reading = read_cijfers(OWN, CODEBOOK)
    sheets = {}
    for cijfer in reading.cijfers:
        if cijfer.plek.pad not in sheets:
            with (OWN.root / cijfer.plek.pad).open(encoding="utf-8", newline="") as stream:
                sheets[cijfer.plek.pad] = list(csv.reader(stream))
        row = int(cijfer.plek.cel[1:]) - 1
        text = sheets[cijfer.plek.pad][row][ord(cijfer.plek.cel[0]) - ord("A")]
        if cijfer.status is Status.BEKEND:
            assert float(text.removeprefix("ca. ").removeprefix("<")) == cijfer.waarde
        else:
            assert cijfer.waarde is None


def test_all_wijken_and_periods_have_figures_of_each_kind():
    cijfers = read_cijfers(OWN, CODEBOOK).cijfers
    wijken = {wijk.sleutel for wijk in CODEBOOK.wijken if not wijk.heel}
    for kind in ("ureninzet", "clienten", "vrijwilligers", "participatieladder", "zrm"):
        found = Counter(c.periode for c in cijfers if c.soort == kind)
        assert set(found) == {Periode(2016, 5), Periode(2016, 9), Periode(2016, 12)}
        assert {c.wijk for c in cijfers if c.soort == kind} >= wijken


def test_made_up_figures_say_so_and_real_ones_do_not():
    for cijfer in read_cijfers(OWN, CODEBOOK).cijfers:
        real = cijfer.soort in {"begroting", "kengetallen", "diensten"}
        assert cijfer.fictief is not real
        if real:
            assert cijfer.veld("bron")


def test_hours_are_in_line_with_the_agreement():
    """About 567 hours a week in the basis (002, chapter 6), over periods of 17 weeks."""
    hours = [c for c in read_cijfers(OWN, CODEBOOK).cijfers if c.soort == "ureninzet"]
    for periode in {c.periode for c in hours}:
        weekly = sum(c.waarde or 0 for c in hours if c.periode == periode) / 17.4
        assert 0.9 * 567.1 < weekly < 1.1 * 567.1


def test_one_row_of_a_budget_gives_euros_and_hours():
    path = OWN.cijfers / "begroting-1-basisbudget.csv"
    cijfers, _ = read_tabel(path, "b.csv", CODEBOOK)
    kinderwerk = [c for c in cijfers if c.categorie == "Kinderwerk" and c.veld("jaar") == "2016"]
    assert [(c.waarde, c.eenheid) for c in kinderwerk] == [(144872, "euro"), (50, "uren per week")]
    assert all(c.veld("groep") == "Jeugdwerk" for c in kinderwerk)
    assert sum(map(is_totaal, cijfers)) == 5 * 2 * 2


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.naam)
def test_the_columns_of_the_contract_are_enough(kind, tmp_path):
    """A table with exactly the contract's columns is recognised, in any order of columns."""
    names = [*kind.vast, *(maat.naam for maat in kind.maten)]
    for order in (names, names[::-1]):
        text = ";".join(order) + "\n" + ";".join("?" for _ in order) + "\n"
        _, problems = read_tabel(csv_file(tmp_path / f"{kind.naam}.csv", text), "x", CODEBOOK)
        assert not {"kolom-ontbreekt", "tabel-niet-gevonden"} & {p.code for p in problems}


def test_every_synonym_means_one_column():
    for kind in KINDS:
        assert set(columns(kind).values()) <= {
            *kind.vast,
            *kind.vrij,
            *(maat.naam for maat in kind.maten),
            *("noot", "toelichting", "opmerking", "bron", "fictief", "rij_soort"),
            "uren_per_week",
        }


def test_the_domains_are_those_of_the_manuals():
    assert [len(ZRM_DOMEINEN[versie]) for versie in ("2013", "2017")] == [11, 13]
    assert zrm_domein("2013", "ADL") == "Activiteiten dagelijks leven"
    assert zrm_domein("2017", "werk & opleiding") == "Werk en opleiding"
    assert zrm_domein("2017", "Verslaving") is None
    assert zrm_domein("2013", "Middelengebruik") is None


def test_columns_that_nobody_knows_are_not_carried_along(tmp_path):
    """A column such as a client's name stays out of what may be exported."""
    text = "periode;wijk;dienst;aantal;contactpersoon\nmei 2016;Zuid;AMW;7;J. Jansen\n"
    cijfers, problems = read_tabel(csv_file(tmp_path / "clienten.csv", text), "x", CODEBOOK)
    assert "Jansen" not in repr(cijfers)
    assert [p.code for p in problems] == ["kolom-onbekend"]


def test_a_csv_and_its_cells_are_at_the_same_address(tmp_path):
    path = csv_file(tmp_path / "a.csv", "a;b\n\n;c\n")
    assert read_bladen(path, path.read_bytes())[0].rijen == [["a", "b"], [], ["", "c"]]
