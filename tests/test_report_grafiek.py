"""Charts: what they draw and say is what their table shows, in every format, and no more."""

import io
import re
import zipfile
from base64 import b64decode
from xml.etree import ElementTree

import pypdf
import pytest
from factory import TEMPLATES, cijfer, codeboek, publicatie, tag, verhaal

from pipeline.model import Richting
from pipeline.report import convert, jaarrapportage
from pipeline.report.grafiek import (
    Aandelen,
    Kaart,
    Kanten,
    Matrix,
    Staven,
    Stromen,
    alternatief,
    bijschrift,
    is_leeg,
)
from pipeline.report.markdown import Anker, Klein, Tabel
from pipeline.report.plaat import plaat
from pipeline.report.register import Bron, Getal
from pipeline.report.stijl import lees

STIJL = lees(TEMPLATES)
BRON = Bron("bestand.csv", "Uren", "cel D7")


def getal(waarde, tekst=None, marge=None):
    return Getal(tekst or f"{waarde}", BRON, waarde=waarde, marge=marge)


def tabel(*rijen, koppen=("Wat", "mei", "september"), anker="t-proef"):
    return Tabel("Proef", koppen, rijen, anker=Anker(anker))


def kanten(plus, beide, minus):
    return Kanten(getal(plus), getal(beide), getal(minus))


STAVEN = Staven(
    Anker("g-proef"),
    tabel(("Buurtwerk", getal(12.5, "12,5"), getal(30)), ("Kinderwerk", getal(7), "onbekend")),
    (1, 2),
    "uren",
)
AANDELEN = Aandelen(
    Anker("g-proef"),
    tabel(
        ("Zuid", getal(0.62, "62%", (0.5, 0.7))),
        ("Oost", getal(0.4, "40%", (0.3, 0.52))),
        ("Centrum", Klein("x")),
        koppen=("Wijk", "aandeel"),
    ),
    1,
    getal(0.5, "50%"),
)
STROMEN = Stromen(
    Anker("g-proef"),
    tabel(
        ("trede 1", getal(4), getal(9)),
        ("trede 2", getal(0), getal(3)),
        koppen=("Begin op", "eind op 1", "eind op 2"),
    ),
)
MATRIX = Matrix(
    Anker("g-proef"),
    tabel(("Zuid", kanten(3, 0, 1), kanten(0, 0, 0)), koppen=("Wijk", "Zelfregie", "Vitaliteit")),
)
KAART = Kaart(
    Anker("g-proef"),
    tabel(
        ("Zuid", getal(4), kanten(3, 0, 1)),
        ("Oost", getal(1), kanten(0, 1, 0)),
        koppen=("Wijk", "verhalen", "richting"),
    ),
    ((1, 1), (2, 1)),
)
ALLE = [STAVEN, AANDELEN, STROMEN, MATRIX, KAART]
SOORTEN = [type(grafiek).__name__ for grafiek in ALLE]


def woorden(svg):
    root = ElementTree.fromstring(svg)
    return [node.text for node in root.iter() if node.tag.endswith("text") and node.text]


def zin(grafiek):
    return "".join(p.tekst if isinstance(p, Getal) else p for p in bijschrift(grafiek))


@pytest.mark.parametrize("grafiek", ALLE, ids=SOORTEN)
def test_every_figure_of_the_table_is_written_in_the_drawing(grafiek):
    shown = woorden(plaat(grafiek, STIJL).svg)
    cells = [cell for row in grafiek.tabel.rijen for cell in row[1:]]
    parts = [
        part for cell in cells for part in (cell.delen if isinstance(cell, Kanten) else [cell])
    ]
    figures = [part for part in parts if isinstance(part, Getal) and part.waarde]
    assert figures
    assert all(any(figure.tekst in text for text in shown) for figure in figures)


@pytest.mark.parametrize("grafiek", ALLE, ids=SOORTEN)
def test_the_same_chart_twice_is_the_same_picture(grafiek):
    from pipeline.report.plaat import _draw

    first = plaat(grafiek, STIJL)
    _draw.cache_clear()
    again = plaat(grafiek, STIJL)
    assert first == again
    assert first.png() == again.png()
    assert first.png().startswith(b"\x89PNG")


def test_directions_differ_in_shape_and_not_only_in_colour():
    root = ElementTree.fromstring(plaat(MATRIX, STIJL).svg)
    signs = {node.get("d") for node in root.iter() if node.get("fill") in {"#0b4f5c", "#8a3b12"}}
    assert len(signs) == 2


def test_a_drawing_holds_nothing_but_shapes_and_text():
    hostile = "<script>alert(1)</script> {{ 7*7 }} \u202eom \x00"
    chart = Staven(Anker("g-x"), tabel((hostile, getal(3), getal(4))), (1, 2), hostile)
    svg = plaat(chart, STIJL).svg
    root = ElementTree.fromstring(svg)
    assert {node.tag.partition("}")[2] for node in root.iter()} <= {
        *("svg", "g", "path", "rect", "line", "text", "tspan")
    }
    names = {key for node in root.iter() for key in node.attrib}
    assert not {key for key in names if key.startswith("on") or key in {"href", "style", "id"}}
    assert "<script>alert(1)</script>" in "".join(woorden(svg))
    assert "\u202e" not in svg


def test_the_caption_says_what_one_sees():
    assert "De langste balk is van Buurtwerk (september): 30" in zin(STAVEN)
    assert "De kortste is van Kinderwerk (mei): 7" in zin(STAVEN)
    assert "streefwaarde: 50%. Gehaald: Zuid. Niet gehaald: Oost." in zin(AANDELEN)
    assert "begon op trede 1 en kwam uit op 'eind op 2': 9" in zin(STROMEN)
    assert "Zuid, Zelfregie: + 3, ± 0, − 1. In een leeg vak is er geen verhaal." in zin(MATRIX)
    assert "bij Zuid: + 3" in zin(KAART)


@pytest.mark.parametrize("grafiek", ALLE, ids=SOORTEN)
def test_the_text_alternative_names_the_table_and_says_the_caption(grafiek):
    said = alternatief(grafiek)
    assert "'Proef'" in said
    assert zin(grafiek) in said


def test_a_hidden_or_unknown_figure_is_not_drawn_and_not_said():
    shown = woorden(plaat(STAVEN, STIJL).svg)
    assert "onbekend" in shown
    assert "x" in woorden(plaat(AANDELEN, STIJL).svg)
    assert "Centrum" not in zin(AANDELEN)


def test_a_chart_without_anything_to_draw_is_left_out():
    empty = Staven(Anker("g-x"), tabel(("Buurtwerk", "onbekend", "–")), (1, 2), "uren")
    assert is_leeg(empty)
    assert is_leeg(Matrix(Anker("g-x"), tabel(("Zuid", kanten(0, 0, 0), kanten(0, 0, 0)))))
    assert not any(map(is_leeg, ALLE))


@pytest.fixture(scope="module")
def verslag():
    uren = [
        cijfer("ureninzet", 120.5 + number, 2 + number, categorie=name)
        for number, name in enumerate(["Buurtwerk", "Kinderwerk", "Blij 😀 werk"])
    ]
    stories = (verhaal(), verhaal("verhalen/b.md", tags=(tag("vitaliteit", Richting.MIN),)))
    document = jaarrapportage(
        publicatie(*stories, cijfers=tuple(uren)), codeboek(), 2016, (), (), TEMPLATES
    )
    return document, convert(document, ("html", "pdf", "docx"), TEMPLATES)


def test_every_chart_has_its_text_and_its_table_in_html(verslag):
    document, files = verslag
    html = files["jaarrapportage-2016.html"].decode()
    figures = dict(re.findall(r'<figure id="([^"]+)" class="grafiek">(.*?)</figure>', html, re.S))
    assert set(figures) == {naam for naam, _ in document.platen}
    assert {"g-ureninzet", "g-matrix", "g-kaart"} <= set(figures)
    for figure in figures.values():
        assert re.search(r'<img src="data:image/svg[^"]+" alt="[^"]{40,}"', figure)
        table = re.search(r'<figcaption>.*href="#(t-[a-z0-9-]+)"', figure, re.S)[1]
        assert html.count(f'id="{table}"') == 1
    assert "plaat:" not in html


def test_every_chart_has_its_text_in_pdf_and_word(verslag):
    document, files = verslag
    reader = pypdf.PdfReader(io.BytesIO(files["jaarrapportage-2016.pdf"]))
    said = {str(o.get_object().get("/Alt", "")) for o in _objects(reader)}
    with zipfile.ZipFile(io.BytesIO(files["jaarrapportage-2016.docx"])) as word:
        root = ElementTree.fromstring(word.read("word/document.xml"))
        pictures = [name for name in word.namelist() if name.startswith("word/media/")]
    in_word = {node.get("descr") for node in root.iter() if node.tag.endswith("}docPr")}
    assert len(pictures) == len(document.platen)
    for _, grafiek in document.platen:
        text = alternatief(grafiek)
        assert text in in_word
        assert text.replace("😀", "□") in said


def _objects(reader):
    return [
        item
        for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1)
        if isinstance(item := reader.get_object(number), pypdf.generic.DictionaryObject)
    ]


def test_a_chart_on_a_dark_screen_takes_the_dark_colours():
    image = plaat(STAVEN, STIJL).scherm(STIJL, "alt")
    svg = b64decode(re.search(r"base64,([^\"]+)", image)[1]).decode()
    ElementTree.fromstring(svg)
    assert 'fill="var(--kleur)"' in svg
    assert "prefers-color-scheme:dark" in svg
    assert f"--kleur:{STIJL['donker-kleur']}" in svg
