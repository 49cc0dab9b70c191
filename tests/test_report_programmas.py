"""Other programmes on the same machinery: the Agenda Wmo/Welzijn, and services by wijk."""

import re
import shutil
from datetime import date
from pathlib import Path

import pypdf
import pytest
from factory import TEMPLATES, cijfer, codeboek, publicatie

from pipeline.build import build
from pipeline.model import Status
from pipeline.report import convert, documenten
from pipeline.workspace import Workspace

AGENDA = Path(__file__).parent / "data" / "agenda"


@pytest.fixture(scope="module")
def agenda(tmp_path_factory):
    root = tmp_path_factory.mktemp("agenda") / "werkmap"
    shutil.copytree(AGENDA, root)
    result = build(Workspace(root), date(2020, 11, 1), lambda *_: None, formaten=("html", "pdf"))
    return root / "build", result


def test_the_agenda_is_read_without_a_fault_and_called_what_it_is(agenda):
    folder, result = agenda
    assert [p.code for p in result.inputs.problemen if p.ernst == "fout"] == []
    reader = pypdf.PdfReader(folder / "jaarrapportage-2020.pdf")
    assert reader.metadata.title == "Voortgangsrapportage 2020 – Agenda Wmo/Welzijn in de wijk"


def test_each_of_the_ten_points_has_its_chapter_its_story_and_what_is_not_known(agenda):
    html = (agenda[0] / "jaarrapportage-2020.html").read_text(encoding="utf-8")
    chapters = re.findall(r'<section id="k-([a-z-]+)" class="level3"', html)
    assert len(chapters) == 10
    assert "Op dinsdag komt Wim" in html
    assert "Om half drie belde ik het nummer." in html
    assert html.count(">Wat we niet weten<") == 10
    assert '<option value="dag-en-nacht">Dag en nacht</option>' in html


def test_its_figures_are_in_the_register_with_their_cells(agenda):
    html = (agenda[0] / "jaarrapportage-2020.html").read_text(encoding="utf-8")
    _, _, register = html.partition('id="register"')
    assert "verhalen/cijfers/kengetallen.csv" in register
    assert re.search(r"Buurtcirkels, 2020</td>\s*<td[^>]*>2</td>\s*<td>cel C5", register)


def test_services_by_wijk_stand_in_a_matrix_with_a_source_for_every_mark():
    there = [
        cijfer(
            "diensten",
            None,
            2 + number,
            categorie=dienst,
            wijk=wijk,
            periode=None,
            status=Status.NVT,
            extra=(("jaar", "2018"),),
        )
        for number, (dienst, wijk) in enumerate(
            [("Jongerenwerk", "zuid"), ("Jongerenwerk", "oost"), ("Schuldpreventie", "oost")]
        )
    ]
    made = documenten(publicatie(cijfers=tuple(there)), codeboek(), 2016, (), (), TEMPLATES)
    marks = {r.bron.wat: r.bron.plek for r in made[0].register if r.waarde == "ja"}
    assert marks == {
        "Jongerenwerk in Zuid, 2018": "cel D2",
        "Jongerenwerk in Oost, 2018": "cel D3",
        "Schuldpreventie in Oost, 2018": "cel D4",
    }
    html = convert(made[0], ("html",), TEMPLATES)["jaarrapportage-2016.html"].decode()
    assert "Welke dienst is er in welke wijk (2018)" in html
