"""Texts and numbers as people write them: read right, or refused with the cell named."""

from __future__ import annotations

import pytest
from test_figures_tools import UREN_READ, Cases, check, csv_file

case = Cases()


@case("puntkomma en kommagetallen", figures=[f"{UREN_READ} @D2"])
def _(tmp):
    return csv_file(
        tmp / "ureninzet.csv", "Periode;Wijk;Specialisme;Uren\n2016-mei;Zuid;Buurtwerk;152,5\n"
    )


@case("komma met aanhalingstekens", figures=[f"{UREN_READ} @D2"])
def _(tmp):
    return csv_file(
        tmp / "ureninzet.csv", 'periode,wijk,specialisme,uren\n2016-mei,Zuid,Buurtwerk,"152,5"\n'
    )


@case("tabs en BOM", figures=[f"{UREN_READ} @D2"])
def _(tmp):
    text = "\ufeffperiode\twijk\tspecialisme\turen\r\nmei 2016\tZUID\tbuurtwerk\t152,5\r\n"
    return csv_file(tmp / "ureninzet.csv", text)


@case(
    "Windows-1252 met cliënten", figures=["2016-mei zuid Mantelzorgondersteuning = 12 aantal @D2"]
)
def _(tmp):
    text = "periode;wijk;soort dienst;cliënten\n2016-mei;Zuid;mantelzorg;12\n"
    return csv_file(tmp / "clienten-2016.csv", text, "cp1252")


@case("UTF-16 uit Excel", figures=["2016-mei zuid Mantelzorgondersteuning = 12 aantal @D2"])
def _(tmp):
    text = "periode\twijk\tdienst\taantal cliënten\n2016-mei\tZuid\tMantelzorg\t12\n"
    return csv_file(tmp / "cliënten 2016.csv", text, "utf-16")


@case("sep= als eerste regel", figures=[f"{UREN_READ} @D3"])
def _(tmp):
    return csv_file(
        tmp / "ureninzet.csv", "sep=|\nperiode|wijk|functie|uren\n2016-mei|Zuid|buurtwerker|152,5\n"
    )


@case(
    "cel met een regeleinde",
    figures=["2016-mei zuid Buurtwerk = 152.5 uren @D2", "2016-mei oost Buurtwerk = 8 uren @D3"],
)
def _(tmp):
    text = (
        "periode;wijk;specialisme;uren;noot\n"
        '2016-mei;Zuid;Buurtwerk;152,5;"twee\nregels"\n'
        "2016-mei;Oost;Buurtwerk;8;\n"
    )
    return csv_file(tmp / "ureninzet.csv", text)


@case(
    "negatief tussen haakjes mag in een begroting",
    figures=["- - Korting 2016 aanvraag deel = -1250 euro @D2"],
)
def _(tmp):
    return csv_file(
        tmp / "begroting.csv", "post;jaar;soort;bedrag\nKorting;2016;begroot;(€ 1.250,-)\n"
    )


@case(
    "vier soorten niets",
    figures=[
        "2016-mei zuid Buurtwerk = leeg uren @D2",
        "2016-mei oost Buurtwerk = onbekend uren @D3",
        "2016-mei centrum Buurtwerk = nvt uren @D4",
        "2016-mei zuidwest Buurtwerk = 0 uren @D5",
        "2016-mei noordoost Buurtwerk = leeg uren @D6",
    ],
)
def _(tmp):
    rows = [
        "Zuid;Buurtwerk;",
        "Oost;Buurtwerk;?",
        "Centrum;Buurtwerk;n.v.t.",
        "Zuidwest;Buurtwerk;0",
        "Noordoost;Buurtwerk;-",
    ]
    return csv_file(
        tmp / "ureninzet.csv",
        "periode;wijk;specialisme;uren\n" + "\n".join(f"2016-mei;{r}" for r in rows),
    )


@case(
    "ongeveer en minder dan",
    figures=[
        "2016-mei zuid Jongerenwerk = ca.12 aantal @D2",
        "2016-mei oost Jongerenwerk = <5 aantal @D3",
    ],
)
def _(tmp):
    return csv_file(
        tmp / "clienten.csv",
        "periode;wijk;dienst;aantal\n2016-mei;Zuid;jongerenwerk;ca. 12\n"
        "2016-mei;Oost;jongerenwerk;< 5\n",
    )


@case(
    "1.234 uren zonder andere waarden",
    figures=["2016-mei oost Buurtwerk = 15 uren @D3"],
    problems={"getal-dubbelzinnig D2"},
)
def _(tmp):
    return csv_file(
        tmp / "ureninzet.csv",
        "periode;wijk;specialisme;uren\n2016-mei;Zuid;Buurtwerk;1.234\n2016-mei;Oost;Buurtwerk;15\n",
    )


@case(
    "1.234 uren naast 12,5",
    figures=["2016-mei zuid Buurtwerk = 1234 uren @D2", "2016-mei oost Buurtwerk = 12.5 uren @D3"],
)
def _(tmp):
    return csv_file(
        tmp / "ureninzet.csv",
        "periode;wijk;specialisme;uren\n2016-mei;Zuid;Buurtwerk;1.234\n2016-mei;Oost;Buurtwerk;12,5\n",
    )


@case(
    "1.234 uren naast 12.5",
    figures=["2016-mei zuid Buurtwerk = 1.234 uren @D2", "2016-mei oost Buurtwerk = 12.5 uren @D3"],
)
def _(tmp):
    return csv_file(
        tmp / "ureninzet.csv",
        "periode;wijk;specialisme;uren\n2016-mei;Zuid;Buurtwerk;1.234\n2016-mei;Oost;Buurtwerk;12.5\n",
    )


@case(
    "perioden in maanden geschreven",
    figures=[
        "2016-mei zuid Buurtwerk = 1 uren @D2",
        "2016-september zuid Buurtwerk = 2 uren @D3",
        "2016-december zuid Buurtwerk = 3 uren @D4",
    ],
    problems={"periode-onbekend A5", "periode-onbekend A6"},
)
def _(tmp):
    periods = [
        "januari t/m april 2016",
        "mei-aug 2016",
        "12-2016",
        "eerste kwartaal 2016",
        "april-juni 2016",
    ]
    return csv_file(
        tmp / "ureninzet.csv",
        "periode;wijk;specialisme;uren\n"
        + "\n".join(f"{p};Zuid;Buurtwerk;{n}" for n, p in enumerate(periods, 1)),
    )


@case(
    "onbekende wijk, werksoort en een negatief getal",
    figures=["2016-mei oost Toverwerk = 2 uren @D3"],
    problems={"wijk-onbekend B2", "werksoort-onbekend C3", "negatief D4"},
)
def _(tmp):
    text = (
        "periode;wijk;specialisme;uren\n2016-mei;Zuud;Buurtwerk;1\n"
        "2016-mei;Oost;Toverwerk;2\n2016-mei;Oost;Buurtwerk;-3\n"
    )
    return csv_file(tmp / "ureninzet.csv", text)


@case(
    "halve cliënten en procenten",
    figures=[],
    problems={"geen-heel-getal D2", "eenheid-onverwacht D3"},
)
def _(tmp):
    return csv_file(
        tmp / "clienten.csv",
        "periode;wijk;dienst;aantal\n2016-mei;Zuid;AMW;2,5\n2016-mei;Zuid;AMW;50%\n",
    )


@case(
    "tredes buiten de ladder",
    figures=["2016-mei zuid Algemeen maatschappelijk werk 2 3 = 4 aantal @F2"],
    problems={"trede-onmogelijk D3", "trede-onmogelijk E4"},
)
def _(tmp):
    rows = ["trede 2;3;4", "0;3;4", "2;7;4"]
    return csv_file(
        tmp / "participatieladder.csv",
        "periode;wijk;dienst;begintrede;eindtrede;cliënten\n"
        + "\n".join(f"mei 2016;Zuid;AMW;{r}" for r in rows),
    )


@case(
    "ZRM met domeinen van de verkeerde versie",
    figures=[
        "2016-mei zuid Verslaving 2013 2 3 = 4 aantal @G2",
        "2016-mei zuid Middelengebruik 2017 2 3 = 4 aantal @G3",
        "2016-mei zuid Werk en opleiding 2017 2 3 = 4 aantal @G4",
    ],
    problems={"domein-onbekend D5", "versie-onbekend C6", "niveau-onmogelijk E7"},
)
def _(tmp):
    rows = [
        "ZRM 2013;verslaving;2;3;4",
        "2017;Middelengebruik;2;3;4",
        "2017;Werk & opleiding;2;3;4",
        "2017;Verslaving;2;3;4",
        "2015;Justitie;2;3;4",
        "2013;Justitie;6;3;4",
    ]
    return csv_file(
        tmp / "zrm.csv",
        "periode;wijk;versie;domein;begin;eind;aantal\n"
        + "\n".join(f"mei 2016;Zuid;{r}" for r in rows),
    )


@case(
    "waarderingen",
    figures=[
        "2016-mei zuid zelfregie bewoner voormeting 5 2 = 5 belang (1-5) @E2",
        "2016-mei zuid zelfregie bewoner voormeting 5 2 = 2 ervaren (1-5) @F2",
        "2016-mei zuid vitaliteit bewoner voormeting 9 2 = 2 ervaren (1-5) @F3",
    ],
    problems={"waarde-onmogelijk E3", "kwaliteit-onbekend D4"},
)
def _(tmp):
    rows = [
        "Zelfregie van inwoners;5;2;voormeting",
        "vitaliteit;9;2;voormeting",
        "geluk;3;3;voormeting",
    ]
    return csv_file(
        tmp / "waarderingen.csv",
        "periode;wijk;stakeholder;kwaliteit;belang;ervaren;moment\n"
        + "\n".join(f"mei 2016;Zuid;bewoner;{r}" for r in rows),
    )


@case(
    "waarderingen van groepen mensen",
    figures=[
        "2016-mei zuid zelfregie bewoner 12 3,5 4 = 3.5 belang (1-5) @E2",
        "2016-mei zuid zelfregie bewoner 12 3,5 4 = 4 ervaren (1-5) @F2",
        "2016-mei zuid zelfregie wethouder <5 3 4 = 3 belang (1-5) @E3",
        "2016-mei zuid zelfregie wethouder <5 3 4 = 4 ervaren (1-5) @F3",
    ],
    problems={"stakeholder-onbekend C3", "aantal-onbekend G4"},
)
def _(tmp):
    return csv_file(
        tmp / "waarderingen.csv",
        "periode;wijk;stakeholder;kwaliteit;belang;ervaren;respondenten\n"
        "mei 2016;Zuid;bewoner;zelfregie;3,5;4;12\n"
        "mei 2016;Zuid;wethouder;zelfregie;3;4;<5\n"
        "mei 2016;Zuid;bewoner;zelfregie;3;4;veel\n",
    )


@case(
    "kengetallen met eigen eenheden",
    figures=[
        "- - Inwoners 2017 inwoners = 88888 inwoners @C2",
        "- - Vrijwilligers = ca.2500  @C3",
        "- - Dementie = 80 procent @C4",
    ],
)
def _(tmp):
    return csv_file(
        tmp / "kengetallen.csv",
        "jaar;naam;waarde;eenheid\n2017;Inwoners;88.888,0;inwoners\n"
        ";Vrijwilligers;ca. 2500;\n;Dementie;80%;\n",
    )


@pytest.mark.parametrize("table", case, ids=[one.name for one in case])
def test_a_table_is_read_right_or_refused_with_its_cell(table, tmp_path):
    check(table, tmp_path)
