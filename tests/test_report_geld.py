"""The budget of chapter 6 in the report: what does not add up stands where it is used."""

from __future__ import annotations

import re

import pytest
from factory import TEMPLATES, cijfer, codeboek, publicatie

from pipeline.model import Plek
from pipeline.read.figures import read_cijfers
from pipeline.reconcile import reconcile
from pipeline.report import documenten
from pipeline.workspace import Workspace, default_path

OWN = Workspace(default_path("verhalen/codeboek.yaml").parent.parent)
BOEK = codeboek()
GAPS = {
    "1 basisbudget": [
        ("€ 2.424.301", "€ 2.424.300", "+€ 1. Dat kan afronding zijn"),
        ("€ 590.456", "€ 589.883", "+€ 573"),
    ],
    "2a expliciete vraag": [("224,9", "192,9", "+32")],
    "2b mogelijke vraag": [("€ 653.965", "€ 653.966", "−€ 1. Dat kan afronding zijn")],
}
"""The four of chapter 6 (bron 002), by the table in which they stand."""


def verslag(cijfers):
    publication = publicatie(cijfers=cijfers)
    afwijkingen = reconcile(cijfers, BOEK)
    return documenten(publication, BOEK, 2016, afwijkingen, (), TEMPLATES)[0]


def plain(markdown: str) -> str:
    text = re.sub(r"\[\[(.*?)\]\(#b\d+\)\]\{[^}]*\}", r"\1", markdown)
    return re.sub(r"\\(.)", r"\1", text)


@pytest.mark.skipif(not OWN.cijfers.is_dir(), reason="the example figures are not here")
def test_the_four_gaps_of_chapter_6_stand_where_their_figures_are_used():
    document = verslag(read_cijfers(OWN, BOEK).cijfers)
    text = plain(document.markdown)
    tables = dict(re.findall(r"^: Begroting: ([^\n]*)\n\n::: noot\n(.*?)\n:::", text, re.M | re.S))
    for name, gaps in GAPS.items():
        said = re.findall(
            r"vermeld is (.*), de delen samen zijn (.*), het verschil is (.*)\.", tables[name]
        )
        assert said == gaps
    assert sum(notes.count("de delen samen zijn") for notes in tables.values()) == 4
    agreed = dict(re.findall(r"^\| Budget: ([^|]*?) \|(.*)$", text, re.M))
    assert "vermeld is € 590.456, de delen samen zijn € 589.883" in agreed["1 basisbudget"]
    assert "vermeld is € 653.965, de delen samen zijn € 653.966" in agreed["2b mogelijke vraag"]
    assert "de delen" not in agreed["2a expliciete vraag"]
    rows = re.findall(r"^\| begroting .*\((.*)\) \| (.*) \| (.*) \| ([^|]*) \| .* \|$", text, re.M)
    whole = [(name, *gap[:2], gap[2].partition(".")[0]) for name in GAPS for gap in GAPS[name]]
    assert rows == whole
    shown = {line.waarde for line in document.register}
    assert {number for gaps in GAPS.values() for gap in gaps for number in gap[:2]} <= shown


def test_a_total_of_people_that_does_not_add_up_gives_no_small_count_away():
    """Stated 12, parts 3 and 8: who reads 11 beside a shown 8 knows the 3."""
    total = (("rij_soort", "totaal_vermeld"),)
    rows = (
        cijfer("clienten", 3.0, 2, eenheid="aantal"),
        cijfer("clienten", 8.0, 3, eenheid="aantal", wijk="oost"),
        cijfer("clienten", 12.0, 4, eenheid="aantal", wijk=None, extra=total),
    )
    (gap,) = reconcile(rows, BOEK)
    assert (gap.vermeld, gap.berekend) == (12, 11)
    shown = {line.bron.wat: line.waarde for line in verslag(rows).register}
    known = {value for wat, value in shown.items() if "liënten" in wat or "clienten" in wat}
    assert "3" not in known
    assert not {"8", "11"} <= known
    assert gap.plek == Plek("verhalen/cijfers/clienten.csv", None, "D4")
