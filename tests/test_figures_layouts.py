"""Tables as people lay them out: read to the right values, or refused with the cell named."""

from __future__ import annotations

import pytest
from test_figures_tools import UREN_READ, Cases, check, csv_file

case = Cases()


@case("lege kolommen ertussen", figures=[f"{UREN_READ} @G2"])
def _(tmp):
    return csv_file(
        tmp / "ureninzet.csv",
        "periode;;wijk;;specialisme;;uren\n2016-mei;;Zuid;;Buurtwerk;;152,5\n",
    )


@case("begroting in duizenden", figures=["- - Buurtwerk 2016 aanvraag deel = 333600 euro @C3"])
def _(tmp):
    text = "Begroting (bedragen x € 1.000)\npost;jaar;bedrag;soort\nBuurtwerk;2016;333,6;aanvraag\n"
    return csv_file(tmp / "begroting.csv", text)


@case("schaal in de kop gaat voor", figures=["- - Buurtwerk 2016 aanvraag deel = 333600 euro @B2"])
def _(tmp):
    return csv_file(tmp / "begroting.csv", "post;aanvraag 2016 (x 1.000)\nBuurtwerk;333,6\n")


@case(
    "groepen met dubbele punt en totalen",
    figures=[
        "- - Jeugdwerk Jeugdwerk 2016 aanvraag totaal_vermeld = 595877 euro @B2",
        "- - Kinderwerk Jeugdwerk 2016 aanvraag deel = 144872 euro @B3",
        "- - Totaal 2016 aanvraag totaal_vermeld = 1.775e+06 euro @B4",
    ],
)
def _(tmp):
    return csv_file(
        tmp / "begroting.csv",
        "post;aanvraag 2016\nJeugdwerk:;595.877\nKinderwerk;144.872\nTotaal;1.775.000\n",
    )


@case(
    "perioden als kolommen",
    figures=[
        "2016-mei zuid Buurtwerk = 10 uren @C2",
        "2016-september zuid Buurtwerk = 20 uren @D2",
    ],
)
def _(tmp):
    return csv_file(
        tmp / "ureninzet-2016.csv", "wijk;specialisme;mei;september\nZuid;Buurtwerk;10;20\n"
    )


@case(
    "wijk en periode in de bestandsnaam",
    figures=["2016-mei hilversumse-meent Buurtwerk = 10 uren @B2"],
)
def _(tmp):
    return csv_file(
        tmp / "ureninzet-2016-mei-hilversumse-meent.csv", "specialisme;uren\nBuurtwerk;10\n"
    )


@case(
    "tussenkoppen met de wijk",
    figures=[
        "2016-mei zuid Buurtwerk = 10 uren @B4",
        "2016-mei oost Buurtwerk = 20 uren @B6",
    ],
)
def _(tmp):
    text = "Uren mei 2016;\nspecialisme;uren\nWijk Zuid;\nBuurtwerk;10\nWijk Oost:;\nBuurtwerk;20\n"
    return csv_file(tmp / "ureninzet.csv", text)


@case(
    "twee tabellen onder elkaar",
    figures=[
        "2016-mei zuid Buurtwerk = 10 uren @D2",
        "2016-mei oost Buurtwerk = 20 uren @B6",
    ],
)
def _(tmp):
    text = (
        "periode;wijk;specialisme;uren\n2016-mei;Zuid;Buurtwerk;10\n;;;\n;;;\n"
        "wijk;uren;periode;specialisme\nOost;20;2016-mei;Buurtwerk\n"
    )
    return csv_file(tmp / "ureninzet.csv", text)


@case(
    "kop die op elke bladzijde terugkomt",
    figures=[
        "2016-mei zuid Buurtwerk = 10 uren @D2",
        "2016-mei oost Buurtwerk = 20 uren @D4",
    ],
)
def _(tmp):
    head = "periode;wijk;specialisme;uren\n"
    return csv_file(
        tmp / "ureninzet.csv",
        f"{head}2016-mei;Zuid;Buurtwerk;10\n{head}2016-mei;Oost;Buurtwerk;20\n",
    )


@case(
    "totaalrijen onder de tabel",
    figures=[
        "2016-mei zuid Buurtwerk = 10 uren @D2",
        "2016-mei oost Buurtwerk = 20 uren @D3",
        "2016-mei - - totaal_vermeld = 30 uren @D4",
        "- - - totaal_vermeld = 30 uren @D6",
    ],
)
def _(tmp):
    text = (
        "periode;wijk;specialisme;uren\n2016-mei;Zuid;Buurtwerk;10\n2016-mei;Oost;Buurtwerk;20\n"
        "2016-mei;Totaal;;30\n;;;\nEindtotaal;;;30\n"
    )
    return csv_file(tmp / "ureninzet.csv", text)


@case(
    "uren per week is een andere eenheid",
    figures=["2016-mei zuid Buurtwerk = 36 uren per week @D2"],
)
def _(tmp):
    return csv_file(
        tmp / "ureninzet.csv", "periode;wijk;functie;uren/wk\n2016-mei;Zuid;Buurtwerk;36\n"
    )


@case(
    "soort uit de kolommen",
    figures=["2016-mei zuid Algemeen maatschappelijk werk 2 3 = 4 aantal @F2"],
)
def _(tmp):
    return csv_file(
        tmp / "overzicht.csv",
        "periode;wijk;dienst;trede begin;trede eind;aantal\n2016-mei;Zuid;AMW;2;3;4\n",
    )


@case("soort die niet uit de kolommen volgt", figures=[], problems={"tabel-soort-onbekend"})
def _(tmp):
    return csv_file(tmp / "overzicht.csv", "periode;wijk;dienst;aantal\n2016-mei;Zuid;AMW;4\n")


@case("ontbrekende kolom", figures=[], problems={"kolom-ontbreekt"})
def _(tmp):
    return csv_file(tmp / "ureninzet.csv", "periode;specialisme;uren\n2016-mei;Buurtwerk;4\n")


@case(
    "onbekende kolommen en een rij zonder wijk",
    figures=["2016-mei zuid Buurtwerk = 1 uren @D2"],
    problems={"kolom-onbekend", "rij-onvolledig B3"},
)
def _(tmp):
    return csv_file(
        tmp / "ureninzet.csv",
        "periode;wijk;specialisme;uren;kleur\n2016-mei;Zuid;Buurtwerk;1;rood\n2016-mei;;Buurtwerk;2;blauw\n",
    )


@case(
    "een los getal onder de tabel",
    figures=["2016-mei zuid Buurtwerk = 1 uren @D2"],
    problems={"rij-onvolledig D3"},
)
def _(tmp):
    return csv_file(
        tmp / "ureninzet.csv", "periode;wijk;specialisme;uren\n2016-mei;Zuid;Buurtwerk;1\n;;;1\n"
    )


@case(
    "postnaam die op een kolomnaam lijkt",
    figures=[
        "- - Buurtwerk 2016 aanvraag Budget deel = 1 euro @D2",
        "- - Budget 2016 aanvraag Budget deel = 2 euro @D3",
    ],
)
def _(tmp):
    text = (
        "post;jaar;soort;bedrag;financieringswijze\n"
        "Buurtwerk;2016;aanvraag;1;Budget\nBudget;2016;aanvraag;2;Budget\n"
    )
    return csv_file(tmp / "begroting.csv", text)


@case("alleen een kop", figures=[], problems={"cijfers-leeg"})
def _(tmp):
    return csv_file(tmp / "ureninzet.csv", "periode;wijk;specialisme;uren\n")


@case("zonder kop", figures=[], problems={"tabel-niet-gevonden"})
def _(tmp):
    return csv_file(tmp / "ureninzet.csv", "2016-mei;Zuid;Buurtwerk;12\n")


@case(
    "maanden met het jaar in een eigen kolom",
    figures=["2017-mei zuid Buurtwerk 2017 = 3 uren @E2"],
)
def _(tmp):
    text = "jaar;periode;wijk;specialisme;uren\n2017;mei;Zuid;Buurtwerk;3\n"
    return csv_file(tmp / "ureninzet-2016.csv", text)


@case(
    "wijken boven perioden",
    figures=[
        "2016-mei zuid Buurtwerk = 1 uren @B3",
        "2016-september zuid Buurtwerk = 2 uren @C3",
        "2016-mei oost Buurtwerk = 3 uren @D3",
        "2016-september oost Buurtwerk = 4 uren @E3",
    ],
)
def _(tmp):
    text = "functie;Zuid;;Oost;\n;mei 2016;sept 2016;mei 2016;sept 2016\nBuurtwerk;1;2;3;4\n"
    return csv_file(tmp / "ureninzet.csv", text)


@case(
    "cliënten en vrijwilligers naast elkaar",
    figures=[
        "2016-mei zuid Mantelzorgondersteuning = 4 aantal @D2",
        "2016-mei zuid Mantelzorgondersteuning = 7 aantal @E2",
    ],
)
def _(tmp):
    text = "periode;wijk;dienst;cliënten;vrijwilligers\n2016-mei;Zuid;mantelzorg;4;7\n"
    return csv_file(tmp / "overzicht.csv", text)


@case(
    "totalen van de hele gemeente en van het jaar",
    figures=[
        "2016-mei - Jongerenwerk totaal_vermeld = 4 aantal @D2",
        "2016-mei - Jongerenwerk totaal_vermeld = 5 aantal @D3",
        "- zuid Jongerenwerk 2016 totaal_vermeld = 6 aantal @D4",
        "2016-mei zuid - totaal_vermeld = 7 aantal @D5",
    ],
)
def _(tmp):
    rows = "2016-mei;Hilversum totaal;jongerenwerk;4\n2016-mei;Hilversum;jongerenwerk;5\n"
    rows += "heel 2016;Zuid;jongerenwerk;6\nmei 2016;Totaal Zuid;;7\n"
    text = "periode;wijk;dienst;aantal\n" + rows
    return csv_file(tmp / "clienten.csv", text)


@case(
    "noten met komma's onder de tabel",
    figures=["2016-mei zuid Jongerenwerk = 4 aantal @D2"],
    problems={"rij-onvolledig A4"},
)
def _(tmp):
    rows = "2016-mei,Zuid,jongerenwerk,4*\n* voorlopig,,,\nBron: Versa, januari,,\n"
    return csv_file(tmp / "clienten.csv", "periode,wijk,dienst,aantal\n" + rows)


@pytest.mark.parametrize("table", case, ids=[one.name for one in case])
def test_a_table_is_read_right_or_refused_with_its_cell(table, tmp_path):
    check(table, tmp_path)
