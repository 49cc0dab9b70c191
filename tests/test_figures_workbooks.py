"""Workbooks as people make them: read to the right values, or refused with the cell named."""

from __future__ import annotations

from datetime import datetime

import pytest
import xlsxwriter
from test_figures_tools import UREN, UREN_READ, Cases, check, grid, ods, xlsx

case = Cases()


@case("titel, lege rijen en noot in xlsx", figures=[f"{UREN_READ} @Blad1!E6"])
def _(tmp):
    cells = {
        "A1": "Kwantitatief overzicht 2016",
        "A2": "Versa",
        **grid(UREN, 5, "B"),
        "B9": "* voorlopige cijfers, nog niet gecontroleerd",
    }
    return xlsx(tmp / "ureninzet.xlsx", {"Blad1": cells})


@case("titel, lege rijen en noot in ods", figures=[f"{UREN_READ} @Blad1!E4"])
def _(tmp):
    rows = [[("Overzicht", 5, 1)], [], *[[None, *row] for row in UREN], [], [None, "Bron: Versa"]]
    return ods(tmp / "ureninzet.ods", rows)


@case(
    "perioden over wijken samengevoegd (xlsx)",
    figures=[
        "2016-mei zuid Buurtwerk = 10 uren @B!D2",
        "2016-mei oost Buurtwerk = 20 uren @B!D3",
        "2016-september oost Buurtwerk = 30 uren @B!D4",
    ],
)
def _(tmp):
    rows = [
        UREN[0],
        [None, "Zuid", "Buurtwerk", 10],
        [None, "Oost", "Buurtwerk", 20],
        ["2016-september", "Oost", "Buurtwerk", 30],
    ]
    return xlsx(tmp / "ureninzet.xlsx", {"B": grid(rows)}, {"B": [("A2:A3", "2016-mei")]})


@case(
    "perioden over wijken samengevoegd (ods)",
    figures=[
        "2016-mei zuid Buurtwerk = 10 uren @Blad1!D2",
        "2016-mei oost Buurtwerk = 20 uren @Blad1!D3",
    ],
)
def _(tmp):
    return ods(
        tmp / "ureninzet.ods",
        [UREN[0], [("2016-mei", 1, 2), "Zuid", "Buurtwerk", 10], [None, "Oost", "Buurtwerk", 20]],
    )


@case(
    "getal in een samengevoegde cel",
    figures=[
        "2016-mei zuid Buurtwerk = 30 uren @B!D2",
        "2016-mei oost Buurtwerk = leeg uren @B!D3",
    ],
    problems={"cel-samengevoegd D2"},
)
def _(tmp):
    rows = [UREN[0], ["2016-mei", "Zuid", "Buurtwerk"], ["2016-mei", "Oost", "Buurtwerk"]]
    return xlsx(tmp / "ureninzet.xlsx", {"B": grid(rows)}, {"B": [("D2:D3", 30)]})


@case(
    "kop van twee rijen met samengevoegd jaar",
    figures=[
        "- - AMW Maatschappelijk werk 2015 toekenning deel = 606610 euro @Blad1!C3",
        "- - AMW Maatschappelijk werk 2016 aanvraag deel = 297864 euro @Blad1!D3",
        "- - AMW Maatschappelijk werk 2016 aanvraag deel = 97.3 uren per week @Blad1!E3",
    ],
)
def _(tmp):
    cells = grid(
        [
            ["post", "groep", "budget", "budget", "uren/wk"],
            ["AMW", "Maatschappelijk werk", "606.610,-", "297.864,-", "97,3"],
        ],
        2,
    )
    return xlsx(
        tmp / "begroting.xlsx",
        {"Blad1": {"C1": "toekenning 2015*", **cells}},
        {"Blad1": [("D1:E1", "aanvraag 2016")]},
    )


@case(
    "wijken als kolommen, met een totaal",
    figures=[
        "2016-mei zuid Buurtwerk = 10 uren @Blad1!B3",
        "2016-mei oost Buurtwerk = 20 uren @Blad1!C3",
        "2016-mei - Buurtwerk totaal_vermeld = 30 uren @Blad1!D3",
    ],
)
def _(tmp):
    cells = {
        "A1": "Ureninzet mei 2016",
        **grid([["specialisme", "Zuid", "Oost", "Totaal"], ["Buurtwerk", 10, 20, 30]], 2),
    }
    return xlsx(tmp / "ureninzet.xlsx", {"Blad1": cells})


@case(
    "een blad per wijk",
    figures=[
        "2016-mei zuid Buurtwerk = 10 uren @Zuid!C2",
        "2016-mei oost Buurtwerk = 20 uren @Oost!C2",
    ],
    problems={"blad-zonder-tabel"},
)
def _(tmp):
    def sheet(hours):
        return grid([["periode", "specialisme", "uren"], ["2016-mei", "Buurtwerk", hours]])

    return xlsx(
        tmp / "ureninzet.xlsx",
        {
            "Zuid": sheet(10),
            "Oost": sheet(20),
            "Toelichting": {"A1": "Dit is een uitleg bij de cijfers."},
        },
    )


@case(
    "getallen als tekst en als getal in Excel",
    figures=[
        "2016-mei zuid Buurtwerk = 1.234 uren @B!D2",
        "2016-mei oost Buurtwerk = 1250.5 uren @B!D3",
    ],
)
def _(tmp):
    rows = [
        UREN[0],
        ["2016-mei", "Zuid", "Buurtwerk", 1.234],
        ["2016-mei", "Oost", "Buurtwerk", "1.250,50"],
    ]
    return xlsx(tmp / "ureninzet.xlsx", {"B": grid(rows)})


@case(
    "mei 2016 dat Excel een datum maakte",
    figures=["2016-mei zuid Buurtwerk = 10 uren @B!D2"],
    problems={"periode-onbekend A3"},
)
def _(tmp):
    rows = [
        UREN[0],
        [datetime(2016, 5, 1), "Zuid", "Buurtwerk", 10],
        [datetime(2016, 6, 1), "Zuid", "Buurtwerk", 10],
    ]
    return xlsx(tmp / "ureninzet.xlsx", {"B": grid(rows)})


@case("getal dat Excel een datum maakte", figures=[], problems={"geen-getal D2"})
def _(tmp):
    return xlsx(
        tmp / "ureninzet.xlsx",
        {"B": grid([UREN[0], ["2016-mei", "Zuid", "Buurtwerk", datetime(2016, 2, 1)]])},
    )


@case(
    "formules met hun uitkomst, een fout en een zonder uitkomst",
    figures=["2016-mei zuid Buurtwerk = 30 uren @B!D2"],
    problems={"cel-kapot D3", "cel-kapot D4"},
)
def _(tmp):
    rows = [UREN[0], *(["2016-mei", wijk, "Buurtwerk"] for wijk in ("Zuid", "Oost", "Centrum"))]
    cells = {**grid(rows), "D2": ("=10+20", 30), "D3": ("=1/0", "#DIV/0!"), "D4": ("=A1", "")}
    return xlsx(tmp / "ureninzet.xlsx", {"B": cells})


@case(
    "verborgen blad wordt niet gelezen", figures=[f"{UREN_READ} @B!D2"], problems={"blad-verborgen"}
)
def _(tmp):
    path = tmp / "ureninzet.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("B", "oud"):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(UREN):
            sheet.write_row(number, 0, row)
    sheet.hide()
    book.close()
    return path


@case(
    "de indeling van de bron: lege hoek, schaal boven twee kolommen",
    figures=[
        "- - AMW 2015 toekenning deel = 606600 euro @B!B4",
        "- - AMW 2016 aanvraag deel = 297900 euro @B!C4",
        "- - AMW 2016 aanvraag deel = 97.3 uren per week @B!D4",
        "- - AMW 2016 aanvraag deel = 3 medewerkers @B!E4",
    ],
)
def _(tmp):
    cells = grid([["budget (x 1.000)", "budget", "Uren/wk", "mw"], [606.6, 297.9, 97.3, 3]], 3, "B")
    title = {"A1": "Subsidieaanvraag Hilversum 2016", "A4": "AMW", "B2": "toekenning 2015*"}
    merges = {"B": [("C2:E2", "aanvraag 2016 (x € 1.000)")]}
    return xlsx(tmp / "begroting.xlsx", {"B": {**cells, **title}}, merges)


@case(
    "wijken onder een samengevoegde kop",
    figures=[
        "2016-mei zuid Buurtwerk = 10 uren @B!B5",
        "2016-mei oost Buurtwerk = 20 uren @B!C5",
        "2016-mei - Buurtwerk totaal_vermeld = 30 uren @B!D5",
        "2016-mei zuid - totaal_vermeld = 10 uren @B!B6",
        "2016-mei oost - totaal_vermeld = 20 uren @B!C6",
        "2016-mei - - totaal_vermeld = 31 uren @B!D6",
    ],
)
def _(tmp):
    rows = [[None, "Zuid", "Oost", "Totaal"], ["Buurtwerk", 10, 20, 30], ["Totaal", 10, 20, 31]]
    cells = {"A1": "Ureninzet mei 2016", "A3": "Specialisme", **grid(rows, 4)}
    return xlsx(tmp / "ureninzet.xlsx", {"B": cells}, {"B": [("B3:D3", "Uren")]})


@case(
    "een percentage dat Excel als deel van 1 bewaart",
    figures=["- - Eenzaam % = 40 procent @B!B3", "- - Dement = 80 procent @B!B4"],
    problems={"getal-dubbelzinnig B2"},
)
def _(tmp):
    rows = [["Ziek", 0.5, "procent"], ["Eenzaam", 40, "%"], ["Dement", "80%", None]]
    return xlsx(tmp / "kengetallen.xlsx", {"B": grid([["naam", "waarde", "eenheid"], *rows])})


@case("kop met regeleinden", figures=["2016-mei zuid Jongerenwerk = 3 aantal @B!D2"])
def _(tmp):
    head = ["Periode", "Wijk", "Soort\ndienst", "Aantal\ncliënten"]
    return xlsx(tmp / "clienten.xlsx", {"B": grid([head, ["mei 2016", "Zuid", "jongerenwerk", 3]])})


@pytest.mark.parametrize("table", case, ids=[one.name for one in case])
def test_a_table_is_read_right_or_refused_with_its_cell(table, tmp_path):
    check(table, tmp_path)
