"""The documents: hostile text, the same bytes every time, every figure in the register."""

import io
import re
import zipfile
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import pypdf
import pytest
from factory import (
    TEMPLATES,
    blok,
    cijfer,
    codeboek,
    eigen_templates,
    geteld,
    publicatie,
    tag,
    verhaal,
    voorbeeldcijfers,
)

from pipeline.instruments import ladder
from pipeline.link import Tegenspraak, TegenspraakSoort
from pipeline.model import BlokSoort, Herkomst, Keuze, Periode, Richting, Soort, Toestemming
from pipeline.problems import PipelineError
from pipeline.protect.publish import Publication
from pipeline.reconcile import reconcile
from pipeline.report import FORMATEN, bijlagen, convert, html, jaarrapportage
from pipeline.report.markdown import schoon

HOSTILE = [
    "+ plus",
    "- min",
    "= is",
    "/ term: uitleg",
    "== kop",
    "// commentaar",
    "...",
    "# kop {#samenvatting onclick=alert(1)}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '`x`{=html} ```{=typst} #read("/etc/passwd") ```',
    '#read("/etc/passwd") #import "@preview/x:0.1.0" = kop / term: y <b1> @b1',
    "$x^2$ \\begin{align} \\input{/etc/passwd} \\(y\\)",
    "[klik](javascript:alert(1)) ![plaatje](/etc/passwd) <https://kwaad.nl> https://kwaad.nl",
    "| een | twee | [^1]: noot ^[noot] @citaat [@citaat]",
    "{{ 7*7 }} {% include 'jaarrapportage.md' %} {* weg *} {{ verslag }}",
    "::: {.letop} ::: *** --- ~~x~~ **vet** _schuin_ H~2~O x^2^ ==x==",
    "&lt;b&gt; &#60; 'enkel' \"dubbel\" -- ... \\ \\\\ 1. 2) - + > : ;",
    "\u202eachterstevoren\u202c שלום مرحبا",
]


def vijandig(number):
    """A story with hostile text in every field that a person writes."""
    text = HOSTILE[number % len(HOSTILE)]
    bodies = tuple(blok(text, soort, niveau) for soort in BlokSoort for niveau in (1, 3))
    return verhaal(
        f"verhalen/{number} {text[:20]}.md",
        anker=f"v-vijandig-{number}",
        titel=text,
        verteller=text,
        wijk=None if number % 2 and number % 3 else "zuid",
        keuze=Keuze(text, text),
        soort=Soort.MONITORGESPREK if number % 3 == 0 else Soort.VERHAAL,
        deelnemers=((text, text),),
        initiatieven=(text, text),
        tags=(tag(bewijs=text), tag("vitaliteit", Richting.MIN, bewijs=text)),
        blokken=bodies,
    )


@pytest.fixture(scope="module", params=["jaarrapportage", "verhalenbundel"])
def kwaad(request):
    stories = [vijandig(number) for number in range(len(HOSTILE))]
    figures = [
        cijfer("clienten", 3, 5 + number, categorie=text, eenheid=text)
        for number, text in enumerate(HOSTILE)
    ]
    if request.param == "jaarrapportage":
        publication = publicatie(*stories, cijfers=tuple(figures))
        document = jaarrapportage(publication, codeboek(), 2016, (), (), TEMPLATES)
    else:
        publication = publicatie(*(replace(story, wijk="zuid") for story in stories))
        (bundel,) = bijlagen(publication, codeboek(), 2016)
        document = replace(bundel.document(codeboek(), TEMPLATES), naam="jaarrapportage-2016")
    return convert(document, FORMATEN, TEMPLATES)


class Pagina(HTMLParser):
    """The tags of a page with their attributes, and its text without style sheets."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags = []
        self.tekst = ""
        self._stil = False
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._stil = tag in {"style", "script"}
        self.tekst += " " if tag not in {"em", "strong", "span", "a"} else ""

    def handle_endtag(self, tag):
        self._stil = False

    def handle_data(self, data):
        self.tekst += "" if self._stil else data


def ruimteloos(text):
    return "".join(text.split())


def woordtekst(files):
    with zipfile.ZipFile(io.BytesIO(files["jaarrapportage-2016.docx"])) as word:
        root = ElementTree.fromstring(word.read("word/document.xml"))
        links = word.read("word/_rels/document.xml.rels").decode()
    text = "".join(node.text or "" for node in root.iter() if node.tag.endswith("}t"))
    return root, text, links


def test_hostile_text_is_only_text_in_html(kwaad):
    page = Pagina(kwaad["jaarrapportage-2016.html"])
    names = {name for name, _ in page.tags}
    assert not names & {"svg", "iframe", "object", "image", "use", "math", "sup", "sub", "del"}
    assert [name for name, _ in page.tags if name in {"script", "style"}] == ["style", "script"]
    script = re.search(r"<script>(.*?)</script>", kwaad["jaarrapportage-2016.html"].decode(), re.S)
    assert script[1] == (TEMPLATES[0] / "pagina.js").read_text("utf-8")
    attributes = {key for _, attrs in page.tags for key in attrs}
    assert not {key for key in attributes if key.startswith("on") or key == "style"}
    sources = [attrs["src"] for _, attrs in page.tags if "src" in attrs]
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    links = [a.get("href", "#") for name, a in page.tags if name == "a"]
    assert all(re.match(r"#|verhalenbundel-2016-[a-z]+\.html(#v-[a-z0-9-]+)?$", x) for x in links)
    text = ruimteloos(page.tekst)
    assert all(ruimteloos(schoon(line)) in text for line in HOSTILE)


def test_hostile_text_cannot_take_an_anchor_of_the_report(kwaad):
    page = Pagina(kwaad["jaarrapportage-2016.html"])
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_hostile_text_is_only_text_in_word(kwaad):
    root, text, links = woordtekst(kwaad)
    assert 'TargetMode="External"' not in links
    assert not [n for n in root.iter() if n.tag.endswith(("}oMath", "}altChunk"))]
    pictures = {n.get("descr") for n in root.iter() if n.tag.endswith("}docPr")}
    assert all(" bij de tabel " in said for said in pictures)
    assert all(ruimteloos(schoon(line)) in ruimteloos(text) for line in HOSTILE)


def test_hostile_text_is_only_text_in_pdf(kwaad):
    reader = pypdf.PdfReader(io.BytesIO(kwaad["jaarrapportage-2016.pdf"]))
    annotations = [a.get_object() for page in reader.pages for a in page.get("/Annots", [])]
    assert annotations
    assert not [a for a in annotations if a.get("/A", {}).get("/S") in {"/URI", "/JavaScript"}]
    # One glyph serves for a hyphen and for one at the end of a line; either may be its name.
    text = ruimteloos("".join(page.extract_text() for page in reader.pages)).replace("\xad", "-")
    shown = ("#read(", "{{7*7}}", "$x^2$", "<script>alert(1)</script>", "@preview/x:0.1.0")
    assert all(ruimteloos(line) in text for line in (*shown, *HOSTILE[:7]))
    assert len(re.findall(r"bron\d+", text)) >= len(HOSTILE), "each still has its source behind it"
    assert "root:" not in text


def goed():
    told = [
        verhaal(
            "verhalen/a.md",
            titel="De post",
            tags=(tag(bewijs="Ik open zelf de post."),),
            blokken=(blok("Ik open zelf de post."),),
        ),
        verhaal("verhalen/b.md", titel="Geen keus", tags=(tag("zelfregie", Richting.MIN),)),
        verhaal(
            "verhalen/c.md",
            titel="Alleen een voorstel",
            tags=(tag("vitaliteit", herkomst=Herkomst.MACHINE, bewijs="Ik slaap beter."),),
        ),
        verhaal(
            "verhalen/m.md",
            soort=Soort.MONITORGESPREK,
            titel="Monitorgesprek Zuid",
            initiatieven=("Ruilkast",),
            deelnemers=(("inwoner", "5"),),
            tags=(tag("ontplooiing", bewijs="Elf mensen leerden fietsen."),),
        ),
        verhaal("verhalen/z.md", wijk=None, datum=None, periode=None, tags=(tag("ontplooiing"),)),
    ]
    secret = verhaal(
        "verhalen/geheim.md",
        titel="GEHEIMETITEL",
        toestemming=Toestemming.INTERN,
        blokken=(blok("GEHEIMEZIN"),),
    )
    shown = publicatie(*told, cijfers=voorbeeldcijfers())
    return Publication(shown.verhalen, (*shown.geteld, geteld(secret)), shown.cijfers)


def maak(publication, folders=TEMPLATES, formaten=FORMATEN):
    book = codeboek()
    clash = Tegenspraak(
        TegenspraakSoort.UREN_ZONDER_STEM,
        "zuid",
        None,
        None,
        2,
        publication.cijfers[:1],
        "Er zijn uren, maar geen verhaal gaat erover.",
    )
    document = jaarrapportage(
        publication, book, 2016, reconcile(publication.cijfers, book), (clash,), folders
    )
    return document, convert(document, formaten, folders)


@pytest.fixture(scope="module")
def verslag():
    return maak(goed())


def test_the_same_input_twice_gives_the_same_bytes(verslag):
    assert maak(goed())[1] == verslag[1]
    assert set(verslag[1]) == {f"jaarrapportage-2016.{formaat}" for formaat in FORMATEN}


def test_a_story_without_consent_is_counted_and_has_no_word_in_any_format(verslag):
    document, files = verslag
    _, word, _ = woordtekst(files)
    pages = pypdf.PdfReader(io.BytesIO(files["jaarrapportage-2016.pdf"])).pages
    pdf = "".join(page.extract_text() for page in pages)
    html = files["jaarrapportage-2016.html"].decode()
    for text in (html, word, pdf, document.markdown):
        assert "GEHEIM" not in text.upper().replace("GEHEIME TITEL", "GEHEIM")
    assert re.search(r"intern.*?>1<", html, re.DOTALL)


def walk(html):
    """The link targets with the text around them: id to text of its row, and every link."""
    ids = set(re.findall(r'id="([bc]\d+)"', html))
    return ids, re.findall(r'href="#([bc]\d+)"', html)


def test_every_figure_and_quotation_leads_to_the_register_and_back(verslag):
    document, files = verslag
    html = files["jaarrapportage-2016.html"].decode()
    ids, links = walk(html)
    numbers = {str(regel.nummer) for regel in document.register}
    assert {f"b{n}" for n in numbers} | {f"c{n}" for n in numbers} == ids
    assert set(links) == ids
    shown = re.findall(r'<span[^>]*class="(?:getal|bronverwijzing)"[^>]*>(.*?)</span>', html)
    assert len(shown) >= len(numbers)
    assert all(re.fullmatch(r'<a href="#b\d+">[^<]+</a>', inner) for inner in shown)
    assert all(r.bron.plek or r.bron.regel for r in document.register)


def test_no_number_stands_in_a_table_without_a_source(verslag):
    html = verslag[1]["jaarrapportage-2016.html"].decode()
    body, _, _ = html.partition('id="register"')
    cells = re.findall(r"<td[^>]*>(.*?)</td>", body, re.DOTALL)
    loose = [cell for cell in cells if re.fullmatch(r"[≥€\s\d.,%+−–]*\d[\d.,%\s–]*", cell)]
    assert cells
    assert loose == []


def test_a_figure_from_a_cell_and_a_sentence_from_a_line_say_so(verslag):
    lines = {(r.bron.groep, r.bron.plek, r.waarde) for r in verslag[0].register}
    assert ("verhalen/cijfers/ureninzet.csv", "cel D2", "120,5") in lines
    assert ("verhalen/cijfers/ureninzet.csv", "D2–D3", "200,5") in lines
    assert ("Verhalen", "verhalen/a.md, regel 9", "") in lines


def test_a_proposal_of_the_machine_is_marked_and_not_counted_as_human(verslag):
    html = verslag[1]["jaarrapportage-2016.html"].decode()
    marks = re.findall(r'<span class="voorstel">(.*?)</span>', html)
    assert "Vitaliteit (+), voorstel van de computer" in marks
    row = re.search(r"<th[^>]*>Optimale vitaliteit van inwoners</th>(.*?)</tr>", html, re.DOTALL)
    assert re.findall(r">(\d+)</a>", row[1]) == ["0", "0", "0", "0", "0", "1"]


def test_what_is_not_known_is_said(verslag):
    text = Pagina(verslag[1]["jaarrapportage-2016.html"]).tekst
    assert "Er is geen verslag van dit gesprek." in text
    assert "wijk onbekend" in text
    assert "Er is geen tegenverhaal dat we mogen tonen." in text
    assert "De uitgaven ontbreken." in text


def test_stated_and_computed_total_both_stand_in_the_budget(verslag):
    html = verslag[1]["jaarrapportage-2016.html"].decode()
    assert "€ 1.001" in html
    assert "€ 1.000" in html


def test_html_is_one_file_in_dutch_with_landmarks_that_allows_only_what_is_in_it(verslag):
    page = Pagina(verslag[1]["jaarrapportage-2016.html"])
    tags = dict(page.tags)
    assert tags["html"]["lang"] == "nl"
    assert {"main", "nav", "header", "footer"} <= set(tags)
    assert page.tags[[n for n, _ in page.tags].index("body") + 1][1]["href"] == "#inhoud"
    assert all(a["src"].startswith("data:image/") for _, a in page.tags if "src" in a)
    policy = next(a["content"] for _, a in page.tags if a.get("http-equiv"))
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    html = verslag[1]["jaarrapportage-2016.html"].decode()
    assert rules["default-src"] == "'none'"
    for kind in ("style", "script"):
        inside = re.findall(rf"<{kind}>(.*?)</{kind}>", html, re.S)
        hashed = [b64encode(sha256(text.encode()).digest()).decode() for text in inside]
        assert rules[f"{kind}-src"] == " ".join(f"'sha256-{digest}'" for digest in hashed)
    assert [name for name, _ in page.tags].count("h1") == 1
    levels = [int(name[1]) for name, _ in page.tags if re.fullmatch(r"h[1-6]", name)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_pdf_says_that_it_is_accessible_and_to_be_kept(verslag):
    reader = pypdf.PdfReader(io.BytesIO(verslag[1]["jaarrapportage-2016.pdf"]))
    meta = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part[>=\"]+1", meta)
    assert re.search(r"pdfaid:part[>=\"]+2", meta)
    assert reader.trailer["/Root"]["/Lang"] == "nl-NL"
    assert reader.metadata.title == "Jaarrapportage 2016 – Tellen en vertellen in Hilversum"
    assert reader.metadata.creation_date.date() == date(2016, 12, 31)


def test_no_english_word_of_a_tool_is_left(verslag):
    _, files = verslag
    _, word, _ = woordtekst(files)
    pages = pypdf.PdfReader(io.BytesIO(files["jaarrapportage-2016.pdf"])).pages
    pdf = "".join(page.extract_text() for page in pages)
    for text in (Pagina(files["jaarrapportage-2016.html"]).tekst, word, pdf):
        assert not re.search(r"\b(Table|Figure|Contents|Abstract|Page|Chapter)\b", text)


def test_word_has_real_styles_header_rows_contents_and_dutch(verslag):
    import docx
    from docx.oxml.ns import qn

    document = docx.Document(io.BytesIO(verslag[1]["jaarrapportage-2016.docx"]))
    styles = {style.get(qn("w:val")) for style in document.element.iter(qn("w:pStyle"))}
    assert {"Heading1", "Heading2", "TOC1", "TOC2", "TableCaption", "Tabelkop"} <= styles
    assert styles <= {style.style_id for style in document.styles}
    assert all(t._tbl.findall(".//" + qn("w:tblHeader")) for t in document.tables)
    links = {link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))}
    marks = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    assert links - {None} <= marks
    assert document.core_properties.language == "nl-NL"
    lang = document.styles.element.find(".//" + qn("w:lang"))
    assert lang.get(qn("w:val")) == "nl-NL"
    assert "PAGE" in document.sections[0].footer._element.xml


def test_signs_that_no_font_knows_do_not_stop_the_pdf():
    story = verhaal(blokken=(blok("Blij 😀 met 中文 en 👩\u200d👩\u200d👧 erbij."),))
    _, files = maak(publicatie(story, cijfers=voorbeeldcijfers()), formaten=("pdf",))
    text = "".join(
        page.extract_text()
        for page in pypdf.PdfReader(io.BytesIO(files["jaarrapportage-2016.pdf"])).pages
    )
    assert "Blij □ met □□" in text


def test_an_empty_year_still_gives_a_report_that_says_so():
    document = jaarrapportage(Publication((), (), ()), codeboek(), 2016, (), (), TEMPLATES)
    files = convert(document, FORMATEN, TEMPLATES)
    text = Pagina(files["jaarrapportage-2016.html"]).tekst
    assert "Er zijn geen tabellen met cijfers aangeleverd." in text
    assert len(files) == len(FORMATEN)


def test_texts_of_another_year_are_left_out_and_counted():
    old = verhaal("verhalen/oud.md", titel="Van vorig jaar", periode=Periode(2015, 5))
    document = jaarrapportage(publicatie(old), codeboek(), 2016, (), (), TEMPLATES)
    assert "Van vorig jaar" not in document.markdown
    assert "bestanden over een ander jaar" in document.markdown


def test_a_project_changes_colours_in_one_place_for_all_formats(tmp_path):
    folders = eigen_templates(tmp_path, stijl_yaml='kleur: "#7a1fa2"\n')
    _, files = maak(goed(), folders)
    assert b"--kleur:#7a1fa2" in files["jaarrapportage-2016.html"]
    with zipfile.ZipFile(io.BytesIO(files["jaarrapportage-2016.docx"])) as word:
        assert b"7A1FA2" in word.read("word/styles.xml")


@pytest.mark.parametrize("regel", ["kleur: rood", "kleurtje: '#000000'", "kleur: [", "logo: ../x"])
def test_a_style_that_is_no_use_is_named(tmp_path, regel):
    folders = eigen_templates(tmp_path, stijl_yaml=f"# eigen\n{regel}\n")
    with pytest.raises(PipelineError, match=r"stijl\.yaml.*regel [23]"):
        maak(goed(), folders, ("html",))


def test_a_broken_page_or_typst_template_is_an_error_in_dutch(tmp_path):
    folders = eigen_templates(tmp_path)
    (folders[0] / "pagina.html").write_text("{{ weg }}", encoding="utf-8")
    with pytest.raises(PipelineError, match=r"pagina\.html is stuk"):
        maak(goed(), folders, ("html",))
    (folders[0] / "rapport.typ").write_text("#let rapport(x) = nergens", encoding="utf-8")
    with pytest.raises(PipelineError, match="De pdf kan niet worden gemaakt"):
        maak(goed(), folders, ("pdf",))


def test_a_format_is_the_same_alone_as_together_with_the_others(verslag):
    document, files = verslag
    alone = [convert(document, (formaat,), TEMPLATES) for formaat in FORMATEN]
    assert {name: data for made in alone for name, data in made.items()} == files


def test_a_long_document_on_paper_leads_nowhere_that_is_for_the_screen_only(verslag):
    long = "\n\n".join(f"Alinea {number} van dit verhaal." for number in range(3000))
    linked = "Zie [daar](#scherm)."
    screen = "::: alleen-scherm\n[Op het scherm]{#scherm}\n:::"
    asked = f"# Een\n\n{linked}\n\n{long}\n\n# Twee\n\n{screen}\n"
    files = convert(replace(verslag[0], markdown=asked, platen=()), ("html", "pdf"), TEMPLATES)
    assert 'href="#scherm"' in files["jaarrapportage-2016.html"].decode()
    assert files["jaarrapportage-2016.pdf"].startswith(b"%PDF")


def test_a_picture_that_a_template_asks_for_by_itself_is_not_fetched(verslag, tmp_path):
    (tmp_path / "geheim.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    asked = f"# Beeld\n\n![woorden erbij]({tmp_path}/geheim.svg)\n"
    files = convert(replace(verslag[0], markdown=asked, platen=()), FORMATEN, TEMPLATES)
    assert "woorden erbij" in files["jaarrapportage-2016.html"].decode()
    assert b"geheim" not in files["jaarrapportage-2016.html"]
    with zipfile.ZipFile(io.BytesIO(files["jaarrapportage-2016.docx"])) as word:
        assert not [name for name in word.namelist() if name.startswith("word/media/")]
        assert "woorden erbij" in word.read("word/document.xml").decode()


def test_the_word_style_that_ships_is_made_from_the_style_file():
    from pipeline.report.pandoc import reference_docx
    from pipeline.report.stijl import lees
    from pipeline.report.word import word_stijl

    made = word_stijl(lees(TEMPLATES), reference_docx())
    assert made == (TEMPLATES[0] / "stijl.docx").read_bytes()


def test_the_ladder_share_is_the_one_of_the_instrument(verslag):
    share = ladder(voorbeeldcijfers(), 0.5).aandeel
    assert share == 1.0
    wat = "Participatieladder, alle wijken samen, aandeel"
    assert [r.waarde for r in verslag[0].register if r.bron.wat == wat] == ["100%"]


def test_a_document_made_in_sections_is_the_same_as_one_made_whole(verslag, monkeypatch):
    """So that one section may be made again when the others have not changed."""
    document, _ = verslag
    monkeypatch.setattr(html, "_LANG", len(document.markdown))
    whole = convert(document, ("html",), TEMPLATES)
    monkeypatch.setattr(html, "_LANG", 0)
    assert len(html.stukken(document.markdown)) > 5
    parts = convert(document, ("html", "pdf"), TEMPLATES)
    assert parts | whole == parts
    assert convert(document, FORMATEN, TEMPLATES).items() >= parts.items()
    page = next(iter(whole.values())).decode()
    numbers = re.findall(r'<span class="nummer">Tabel (\d+)\.', page)
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert re.findall(r'aria-label="Tabel (\d+):', page) == numbers
