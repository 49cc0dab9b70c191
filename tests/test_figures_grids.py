"""Grids: tables with something along both sides, and the layouts of csv as real workbooks."""

from __future__ import annotations

import csv

import pytest
import test_figures_csv
import test_figures_layouts
from test_figures_tools import CODEBOOK, Cases, check, csv_file, grid, ods, read, xlsx

from pipeline.read.figures import read_tabel
from pipeline.reconcile import reconcile

case = Cases()
AMW = "Algemeen maatschappelijk werk"
STEPS = [1, 2, 3, 4, 5, 6]


def ladder(wijk, begin, eind, aantal, cel) -> str:
    return f"2016-mei {wijk} {AMW} {begin} {eind} = {aantal} aantal @{cel}"


def square(places: dict[tuple[int, int], int]) -> list[list[object]]:
    """Six rows of six counts, zero where nothing is said."""
    return [[places.get((begin, end), 0) for end in STEPS] for begin in STEPS]


def cells(wijk, places, top, blad="") -> list[str]:
    """All 36 figures of a grid whose first count stands in B`top`."""
    return [
        ladder(wijk, b, e, places.get((b, e), 0), f"{blad}{'BCDEFG'[e - 1]}{top + b - 1}")
        for b in STEPS
        for e in STEPS
    ]


WIJKEN = [wijk.sleutel for wijk in CODEBOOK.wijken]
ZUID, OOST = {(1, 2): 4, (3, 3): 5, (6, 6): 1}, {(2, 1): 2, (5, 6): 7}


@case(
    "raster van zes bij zes in Excel, met titel",
    figures=cells("zuid", ZUID, 5, "Blad1!"),
)
def _(tmp):
    title = {"A1": "Participatieladder Zuid, mei 2016", "A2": AMW}
    rows = [["begin \\ eind", *STEPS], *([n, *row] for n, row in enumerate(square(ZUID), 1))]
    return xlsx(tmp / "participatieladder.xlsx", {"Blad1": {**title, **grid(rows, 4)}})


@case(
    "raster zonder woord voor de richting",
    figures=cells("zuid", ZUID, 3, "Blad1!"),
    problems={"raster-richting"},
)
def _(tmp):
    rows = [["AMW, Zuid, mei 2016"], [None, *STEPS]]
    rows += [[n, *row] for n, row in enumerate(square(ZUID), 1)]
    return ods(tmp / "participatieladder.ods", rows)


@case(
    "raster andersom: het eind in de rijen",
    figures=[
        ladder("zuid", b, e, ZUID.get((b, e), 0), f"{'BCDEFG'[b - 1]}{e + 2}")
        for b in STEPS
        for e in STEPS
    ],
)
def _(tmp):
    lines = ["AMW wijk Zuid mei 2016;;;;;;", "eindtrede;1;2;3;4;5;6"]
    for end in STEPS:
        lines.append(";".join(map(str, [end, *(ZUID.get((b, end), 0) for b in STEPS)])))
    return csv_file(tmp / "participatieladder.csv", "\n".join(lines))


@case(
    "een raster per wijk onder elkaar, ver naar beneden",
    figures=[
        line for n, w in enumerate(WIJKEN) for line in cells(w, (ZUID, OOST)[n % 2], 5 + 10 * n)
    ],
)
def _(tmp):
    lines = ["Participatieladder AMW, mei 2016", ""]
    for number, wijk in enumerate(WIJKEN):
        places = (ZUID, OOST)[number % 2]
        lines += [f"Wijk {wijk}", "van/naar;1;2;3;4;5;6"]
        lines += [";".join(map(str, [n, *row])) for n, row in enumerate(square(places), 1)]
        lines += ["", ""]
    return csv_file(tmp / "participatieladder.csv", "\n".join(lines))


@case(
    "wijken naast elkaar boven hun tredes",
    figures=[
        ladder("zuid", 1, 2, 3, "C4"),
        ladder("zuid", 1, 1, 1, "B4"),
        ladder("oost", 1, 1, 5, "D4"),
        ladder("oost", 1, 2, 6, "E4"),
    ],
)
def _(tmp):
    lines = ["AMW mei 2016", ";Zuid;;Oost;", "begintrede;trede 1;trede 2;trede 1;trede 2"]
    return csv_file(tmp / "participatieladder.csv", "\n".join([*lines, "1;1;3;5;6"]))


@case(
    "niveaus van de ZRM als kolommen",
    figures=[
        f"2016-mei zuid Huisvesting 2017 2 {e} = {n} aantal @{c}4"
        for e, n, c in ((1, 0, "C"), (2, 1, "D"), (3, 9, "E"), (4, 2, "F"), (5, 0, "G"))
    ],
)
def _(tmp):
    lines = ["ZRM 2017, Zuid, mei 2016", "", "domein;begin;1;2;3;4;5", "Huisvesting;2;0;1;9;2;0"]
    return csv_file(tmp / "zrm.csv", "\n".join(lines))


@case(
    "diensten als kolommen en wijken als rijen",
    figures=[
        "2016-mei zuid Buurtwerk = 10 uren @Blad1!B3",
        "2016-mei zuid Kinderwerk = 20 uren @Blad1!C3",
        "2016-mei zuid - totaal_vermeld = 30 uren @Blad1!D3",
        "2016-mei oost Buurtwerk = 1 uren @Blad1!B4",
        "2016-mei oost Kinderwerk = leeg uren @Blad1!C4",
        "2016-mei oost - totaal_vermeld = 1 uren @Blad1!D4",
    ],
)
def _(tmp):
    rows = [
        ["Ureninzet mei 2016"],
        [None, "Buurtwerk", "Kinderwerk", "Totaal"],
        ["Zuid", 10, 20, 30],
        ["Oost", 1, None, 1],
    ]
    return ods(tmp / "ureninzet.ods", rows)


@case(
    "perioden als rijen en wijken als kolommen, de dienst in de titel",
    figures=[
        "2016-mei zuid Jongerenwerk = 10 aantal @B!B3",
        "2016-mei oost Jongerenwerk = 11 aantal @B!C3",
        "2016-september zuid Jongerenwerk = 12 aantal @B!B4",
        "2016-september oost Jongerenwerk = 13 aantal @B!C4",
    ],
)
def _(tmp):
    rows = [
        ["Cliënten van het jongerenwerk in 2016"],
        [None, "Zuid", "Oost"],
        ["mei", 10, 11],
        ["september", 12, 13],
    ]
    return xlsx(tmp / "clienten.xlsx", {"B": grid(rows)})


@case("raster waarin tredes ontbreken", figures=[], problems={"tabel-niet-gevonden"})
def _(tmp):
    return csv_file(
        tmp / "participatieladder.csv", "AMW Zuid mei 2016\nbegin/eind;1;2;3\n1;5;5;5\n2;6;6;6\n"
    )


@case("twee diensten in de titel", figures=[], problems={"kolom-ontbreekt"})
def _(tmp):
    text = "Jongerenwerk en algemeen maatschappelijk werk, mei 2016\nwijk;aantal\nZuid;5\n"
    return csv_file(tmp / "clienten.csv", text)


@case(
    "een waardering op een andere schaal",
    figures=["2016-mei zuid zelfregie bewoner 2 = 2 ervaren (1-5) @F2"],
    problems={"kolom-onbekend"},
)
def _(tmp):
    text = "periode;wijk;stakeholder;kwaliteit;belang (1-10);ervaren (1-5)\n"
    return csv_file(tmp / "waarderingen.csv", text + "2016-mei;Zuid;bewoner;zelfregie;4;2\n")


@pytest.mark.parametrize("table", case, ids=[one.name for one in case])
def test_a_grid_is_read_right_or_refused(table, tmp_path):
    check(table, tmp_path)


def test_a_grid_that_cannot_be_read_says_how_to_lay_it_out(tmp_path):
    path = csv_file(tmp_path / "participatieladder.csv", "AMW Zuid mei 2016\n;1;2\n1;5;5\n")
    _, (problem,) = read_tabel(path, path.name, CODEBOOK)
    assert "alle stappen, 1 tot en met 6" in problem.oplossing


def test_totals_beside_and_below_a_grid_are_reconciled(tmp_path):
    rows = [
        ["begin/eind", *STEPS, "totaal"],
        *([n, *row, sum(row)] for n, row in enumerate(square(ZUID), 1)),
        ["totaal", 0, 4, 5, 0, 0, 1, 11],
    ]
    cells = {"A1": "AMW, Zuid, mei 2016", **grid(rows, 2)}
    path = xlsx(tmp_path / "participatieladder.xlsx", {"Blad1": cells})
    cijfers, problems = read_tabel(path, path.name, CODEBOOK)
    assert not problems
    assert len(cijfers) == 36 + 6 + 7
    (gap,) = reconcile(cijfers, CODEBOOK)
    assert (gap.code, gap.vermeld, gap.berekend) == ("totaal", 11, 10)
    assert gap.plek.cel == "H9"


CSV_CASES = [*test_figures_layouts.case, *test_figures_csv.case]


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
@pytest.mark.parametrize("table", CSV_CASES, ids=[one.name for one in CSV_CASES])
def test_the_same_table_reads_the_same_from_a_workbook(table, ending, tmp_path):
    """Every layout of the csv tests, typed over into a spreadsheet cell by cell."""
    source = table.write(tmp_path)
    rows = typed_over(source)
    if rows is None:
        pytest.skip("this one is about csv itself")
    if ending == "ods":
        path = ods(tmp_path / f"{source.stem}.ods", [[cel or None for cel in row] for row in rows])
    else:
        filled = [[cel or None for cel in row] for row in rows]
        path = xlsx(tmp_path / f"{source.stem}.xlsx", {"Blad1": grid(filled)})
    figures, problems = read(path)
    assert sorted(line.replace("@Blad1!", "@") for line in figures) == sorted(table.figures)
    assert problems == table.problems


def typed_over(source):
    """The cells as somebody would see them; None when the file is odd as a csv."""
    try:
        text = source.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None
    if text.startswith(("\ufeff", "sep=")) or "\0" in text:
        return None
    delimiter = max(";,\t", key=text.count)
    rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    return rows if all(len(row) < 27 for row in rows) else None
