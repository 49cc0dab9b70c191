"""Two hundred hostile texts and more, through read, build and export: nothing of it works.

The texts are in every field that takes text. Every output is then searched for what each text
wants to do: run, ask the network, read a file, embed or link something. Each detector is also
shown something that it must find.
"""

import io
import json
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from rdflib import Graph
from vijandig import (
    FIRST,
    HOST,
    KLEUR,
    Buiten,
    holds,
    in_csv,
    in_pdf,
    in_word,
    in_xml,
    ladingen,
    leg_werkmap,
    unpacked,
    word_files,
)

from pipeline.build import build
from pipeline.export import FORMATEN
from pipeline.sharing import share
from pipeline.workspace import Workspace

TODAY = date(2017, 1, 15)
SECONDS_A_FILE = 5


@pytest.fixture(scope="module")
def kwaad(tmp_path_factory):
    """The hostile workspace, read, built and exported once."""
    folder = tmp_path_factory.mktemp("kwaad")
    buiten = Buiten(folder)
    buiten.leg_neer()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("VERTEL_CACHE", str(folder / "geheugen"))
        patched.setenv("HOME", str(folder))
        workspace = Workspace(folder / "werk")
        texts = leg_werkmap(workspace.root, buiten)
        before = {p.relative_to(folder) for p in folder.rglob("*")}
        result = build(workspace, TODAY, lambda *_: None)
        share(workspace, TODAY, FORMATEN)
    return workspace, buiten, texts, result, before


def files(workspace, *suffixes):
    found = [p for p in sorted(workspace.build.rglob("*")) if p.suffix in suffixes]
    assert found, suffixes
    return found


# -- the texts got there ----------------------------------------------------------------------


def test_there_are_more_than_two_hundred_texts_of_every_kind(tmp_path):
    counts = Counter(lading.groep for lading in ladingen(Buiten(tmp_path)))
    assert counts.total() >= 300
    assert min(counts.values()) >= 15
    assert len(counts) >= 11


def test_every_text_was_read_and_stands_in_the_report(kwaad):
    workspace, _, texts, result, _ = kwaad
    read = {verhaal.pad.split("/")[1].split(" ")[0] for verhaal in result.inputs.verhalen}
    said = {p.pad for p in result.inputs.problemen if p.code == "bestand-geen-tekst"}
    unread = [one for one in texts if str(one.nummer) not in read]
    assert len(unread) <= 3
    assert all(any(f"/{one.nummer} " in pad for pad in said) for one in unread)
    pages = [path.read_text(encoding="utf-8") for path in files(workspace, ".html")]
    text = re.sub(r"<[^>]*>", "", " ".join(pages))
    missing = [one.nummer for one in texts if one not in unread and f"L{one.nummer}" not in text]
    assert missing == []
    controle = (workspace.build / "controle.html").read_text(encoding="utf-8")
    assert all(f"verhalen/{lading.nummer} " in controle for lading in texts)


# -- web pages --------------------------------------------------------------------------------

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
LOOK = """() => {
  const wrong = [];
  const tags = 'iframe,frame,object,embed,applet,base,link,form[action],foreignObject,'
    + 'animate,set,use,math,template,marquee,dialog,meta[http-equiv=refresh]';
  for (const e of document.querySelectorAll(tags)) wrong.push('element ' + e.tagName);
  for (const e of document.querySelectorAll('*')) {
    for (const a of e.attributes) {
      const value = a.value.replace(/[\\u0000-\\u0020]/g, '').toLowerCase();
      if (a.name.startsWith('on')) wrong.push(a.name);
      if (a.name === 'style' && /url|expression|import/.test(value)) wrong.push('style');
      const leads = ['href', 'src', 'srcset', 'action', 'formaction', 'poster', 'data',
                     'xlink:href', 'background', 'ping'];
      const own = /^(#|data:(image\\/(png|jpeg|svg\\+xml);|audio\\/))/;
      const beside = /^[a-z0-9-]+\\.html(#[a-z0-9-]+)?$/;
      if (leads.includes(a.name) && !own.test(value) && !(beside.test(value) && a.name === 'href'))
        wrong.push(a.name + '=' + a.value.slice(0, 80));
    }
  }
  return {wrong, scripts: document.scripts.length, title: document.title,
          policies: document.querySelectorAll('meta[http-equiv=Content-Security-Policy]').length};
}"""
STIR = """() => {
  for (const e of document.querySelectorAll('body *'))
    for (const kind of ['mouseover', 'focus', 'error', 'load', 'toggle', 'begin'])
      e.dispatchEvent(new Event(kind, {bubbles: false}));
  document.querySelectorAll('details').forEach(e => { e.open = true; });
}"""


def visit(browser, path, *, strip):
    """What happened when the page was opened and stirred, and what is in it."""
    context = browser.new_context(bypass_csp=strip)
    page = context.new_page()
    happened = []
    page.on(
        "dialog", lambda dialog: (happened.append(f"dialog {dialog.message}"), dialog.dismiss())
    )
    page.on("request", lambda request: happened.append(request.url))
    page.on("popup", lambda popup: happened.append(f"popup {popup.url}"))
    page.on("download", lambda download: happened.append(f"download {download.url}"))
    page.goto(path.as_uri(), timeout=60_000)
    seen = page.evaluate(LOOK)
    page.evaluate(STIR)
    page.wait_for_timeout(200)
    context.close()
    allowed = (path.as_uri(), "data:image/", "data:audio/")
    return [one for one in happened if not one.startswith(allowed)], seen


@pytest.mark.parametrize("strip", [False, True], ids=["met-beleid", "zonder-beleid"])
def test_in_a_browser_nothing_runs_and_nothing_is_asked(kwaad, browser, strip):
    pages = files(kwaad[0], ".html")
    assert {"jaarrapportage-2016.html", "controle.html"} <= {page.name for page in pages}
    for path in pages:
        happened, seen = visit(browser, path, strip=strip)
        assert happened == [], path.name
        assert seen["wrong"] == [], path.name
        assert seen["scripts"] <= 1, path.name
        assert seen["policies"] == 1, path.name
        assert str(FIRST)[:2] not in seen["title"] or path.name != "controle.html"


def test_the_browser_does_notice_what_gets_through(tmp_path, browser):
    """With nothing in between, a good part of the texts does do what it wants."""
    texts = [one for one in ladingen(Buiten(tmp_path)) if one.groep in {"html", "links"}]
    swallow = re.compile("<!--|textarea|refresh|base href|<title|plaintext")
    alone = [one for one in texts if not swallow.search(one.tekst)]
    noticed = 0
    for number in range(0, len(alone), 10):
        path = tmp_path / f"open-{number}.html"
        body = "\n".join(f"<div>{one.tekst}</div>" for one in alone[number : number + 10])
        path.write_text(f"<!doctype html><meta charset=utf-8><body>{body}", encoding="utf-8")
        happened, seen = visit(browser, path, strip=True)
        noticed += len(happened) + len(seen["wrong"])
    assert noticed > 60


def test_a_page_holds_no_raw_markup_of_a_story(kwaad):
    """Without a browser too: no tag or address of a text is in the source of a page."""
    for path in files(kwaad[0], ".html"):
        html = path.read_text(encoding="utf-8")
        for tag in re.findall(r"<[a-zA-Z][^>]*>", html):
            bare = re.sub(r'\b(?:alt|aria-label)="[^"]*"', "", tag)
            assert HOST not in bare, (path.name, tag[:120])
            assert not re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', tag)), tag[:120]
            assert "alert(" not in bare, (path.name, tag[:120])


def test_the_charts_in_a_page_only_draw(kwaad):
    charts = [
        data
        for path in files(kwaad[0], ".html")
        for _, data in unpacked(path.name, path.read_bytes())
        if b"<svg" in data[:500] and not data.startswith(b"<!doctype")
    ]
    assert charts
    for data in charts:
        assert in_xml(data) == []
        assert not re.search(rb"<(?:script|foreignObject|image|iframe|a|use|animate)\b", data)
        assert not re.search(rb"<[^>]*\s(?:on\w+|href|xlink:href)=", data)


# -- paper and Word ---------------------------------------------------------------------------


def test_a_pdf_runs_links_and_embeds_nothing(kwaad):
    for path in files(kwaad[0], ".pdf"):
        assert in_pdf(path.read_bytes()) == [], path.name


def test_a_word_document_refers_to_nothing_outside_itself(kwaad):
    for path in files(kwaad[0], ".docx"):
        assert in_word(path.read_bytes()) == [], path.name


def test_the_detectors_for_pdf_and_word_do_find_something(tmp_path):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")}
    )
    writer.add_attachment("x.txt", b"x")
    writer.add_uri(0, f"http://{HOST}", pypdf.generic.RectangleObject((0, 0, 9, 9)))
    made = io.BytesIO()
    writer.write(made)
    assert {"/JS", "/URI", "/EmbeddedFile"} <= set(in_pdf(made.getvalue()))
    found = in_word(word_files(Buiten(tmp_path))["macro.docx"])
    said = " ".join(found)
    for what in ("vbaProject", "embeddings", "altChunk", "raak.test", "DDEAUTO", "INCLUDETEXT"):
        assert what in said, what


# -- exports ----------------------------------------------------------------------------------


def test_no_cell_of_an_exported_table_is_a_formula(kwaad):
    for path in files(kwaad[0], ".csv"):
        assert in_csv(path.read_bytes()) == [], path.name
    assert in_csv(b'titel\r\n"=1+1"\r\n"\tx"\r\n"\xe2\x80\x8b-1"\r\n') == ["=1+1", "\tx", "-1"]


def test_exchanged_projects_are_plain_xml_and_their_names_stay_inside(kwaad):
    for path in files(kwaad[0], ".qdpx"):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            assert in_xml(archive.read("project.qde")) == []
        assert all(re.fullmatch(r"project\.qde|[Ss]ources/[\w.-]+", name) for name in names)
    for path in files(kwaad[0], ".qdc"):
        assert in_xml(path.read_bytes()) == []
    assert in_xml(b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>') != []
    assert in_xml(b"<a>\x00</a>") != []


def test_linked_data_says_what_it_says_without_them(kwaad):
    folder = kwaad[0].build / "export"
    said = json.loads((folder / "annotaties.jsonld").read_text(encoding="utf-8"))
    assert said["@context"] == "http://www.w3.org/ns/anno.jsonld"
    graph = Graph().parse(folder / "codeboek.ttl", format="turtle")
    nodes = {
        str(node) for triple in graph for node in triple if node.__class__.__name__ == "URIRef"
    }
    assert nodes
    assert not [node for node in nodes if HOST in node]
    for path in files(kwaad[0], ".json"):
        json.loads(path.read_text(encoding="utf-8"))


# -- nothing from outside ---------------------------------------------------------------------


def test_no_byte_from_outside_the_workspace_is_in_any_output(kwaad):
    workspace, buiten, _, _, _ = kwaad
    words = [buiten.woord(plek) for plek in ("map", "doel.md", "doel.docx", "doel.csv", "apart")]
    words += [line for line in Path("/etc/passwd").read_text("utf-8").splitlines() if line][:3]
    found = []
    outputs = [path for path in workspace.build.rglob("*") if path.is_file()]
    memory = [path for path in (buiten.folder / "geheugen").rglob("*") if path.is_file()]
    for path in (*outputs, *memory):
        for name, data in unpacked(path.name, path.read_bytes()):
            found += [(name, word) for word in words if holds(data, word)]
            if data.startswith((b"\x89PNG", b"\xff\xd8\xff")):
                found += [(name, "beeld")] if _has_colour(data) else []
    assert found == []


def _has_colour(data: bytes) -> bool:
    with Image.open(io.BytesIO(data)) as picture:
        colour = picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2))
    return all(abs(a - b) < 12 for a, b in zip(colour, KLEUR, strict=True))


def test_the_search_does_find_a_word_wherever_it_is_packed(tmp_path):
    buiten = Buiten(tmp_path)
    buiten.leg_neer()
    word = buiten.woord("map")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.xml", word)
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("x.txt", word.encode())
    pdf = io.BytesIO()
    writer.write(pdf)
    for data in (word.encode("utf-16"), packed.getvalue(), pdf.getvalue()):
        assert any(holds(part, word) for _, part in unpacked("x", data))
    assert _has_colour((tmp_path / "beeld.png").read_bytes())


def test_nothing_was_written_outside_build_and_the_memory(kwaad):
    _, buiten, _, _, before = kwaad
    after = {path.relative_to(buiten.folder) for path in buiten.folder.rglob("*")}
    new = {path for path in after - before if path.parts[:2] != ("werk", "build")}
    assert {path for path in new if path.parts[0] != "geheugen"} == set()
