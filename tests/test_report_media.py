"""Pictures and sound of a story: shown with their words in every format, and nothing besides."""

import io
import re
import zipfile
from datetime import date

import pypdf
import pytest
from factory import TEMPLATES, codeboek, publicatie, verhaal
from PIL import Image

from pipeline.build import build
from pipeline.model import Media
from pipeline.report import FORMATEN, convert, jaarrapportage
from pipeline.report.media import MAX_GELUID, laad
from pipeline.workspace import Workspace

ALT = 'Een vrouw met "klei" op haar handen <b>'
GPS = b"Kerkstraat 12"


def foto(path, size=(3000, 1500), formaat="JPEG", mode="RGB"):
    image = Image.new(mode, size, "teal")
    exif = Image.Exif()
    exif[0x010E] = GPS.decode()
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, formaat, **({"exif": exif} if formaat != "GIF" else {"comment": GPS}))


def met(*media):
    return publicatie(verhaal(titel="Klei", media=tuple(Media(pad, ALT) for pad in media)))


def maak(publication, tmp_path, formaten=FORMATEN):
    media, problems = laad(publication, tmp_path)
    document = jaarrapportage(publication, codeboek(), 2016, (), (), TEMPLATES, media)
    return convert(document, formaten, TEMPLATES), problems


@pytest.mark.parametrize(
    ("naam", "formaat", "mode"),
    [
        ("a.jpg", "JPEG", "RGB"),
        ("a.png", "PNG", "RGBA"),
        ("a.gif", "GIF", "P"),
        ("a.webp", "WEBP", "RGB"),
    ],
)
def test_of_every_kind_of_picture_only_the_pixels_are_kept_in_a_size_for_a_page(
    tmp_path, naam, formaat, mode
):
    foto(tmp_path / "verhalen" / naam, formaat=formaat, mode=mode)
    found, problems = laad(met(f"verhalen/{naam}"), tmp_path)
    data = found[f"verhalen/{naam}"].data
    assert problems == ()
    assert GPS not in data
    made = Image.open(io.BytesIO(data))
    assert made.format in {"JPEG", "PNG"}
    assert made.size == (1200, 600)
    assert not made.getexif()


def test_a_picture_is_in_every_format_with_its_words(tmp_path):
    foto(tmp_path / "verhalen" / "a.jpg")
    files, _ = maak(met("verhalen/a.jpg"), tmp_path)
    html = files["jaarrapportage-2016.html"].decode()
    assert re.search(
        r'<img src="data:image/jpeg;base64,[^"]{200,}" '
        r'alt="Een vrouw met &quot;klei&quot; op haar handen &lt;b&gt;">',
        html,
    )
    with zipfile.ZipFile(io.BytesIO(files["jaarrapportage-2016.docx"])) as word:
        pictures = [word.read(name) for name in word.namelist() if name.startswith("word/media")]
        body = word.read("word/document.xml").decode()
    assert "op haar handen &lt;b&gt;" in body
    assert (1200, 600) in [Image.open(io.BytesIO(data)).size for data in pictures]
    reader = pypdf.PdfReader(io.BytesIO(files["jaarrapportage-2016.pdf"]))
    assert [image for page in reader.pages for image in page.images]


def test_a_picture_keeps_the_way_up_that_the_camera_wrote_down(tmp_path):
    image = Image.new("RGB", (400, 200), "teal")
    exif = Image.Exif()
    exif[0x0112] = 6
    (tmp_path / "verhalen").mkdir()
    image.save(tmp_path / "verhalen" / "a.jpg", exif=exif)
    found, _ = laad(met("verhalen/a.jpg"), tmp_path)
    assert Image.open(io.BytesIO(found["verhalen/a.jpg"].data)).size == (200, 400)


def test_a_sound_can_be_heard_on_the_screen_and_read_on_paper(tmp_path):
    (tmp_path / "verhalen").mkdir()
    (tmp_path / "verhalen" / "a.mp3").write_bytes(b"ID3" + b"\x00" * 500)
    files, problems = maak(met("verhalen/a.mp3"), tmp_path)
    assert problems == ()
    html = files["jaarrapportage-2016.html"].decode()
    assert '<audio controls preload="none" aria-label="Een vrouw met &quot;klei&quot;' in html
    assert "media-src data:" in html
    reader = pypdf.PdfReader(io.BytesIO(files["jaarrapportage-2016.pdf"]))
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert "te horen in de webpagina: Een vrouw met" in text


@pytest.mark.parametrize(
    ("naam", "data"),
    [
        ("weg.jpg", None),
        ("leeg.jpg", b""),
        ("tekst.png", b"<svg onload='alert(1)'/>"),
        ("half.jpg", "half"),
        ("lang.mp3", b"\x00" * (MAX_GELUID + 1)),
    ],
)
def test_what_cannot_be_shown_is_named_and_left_out(tmp_path, naam, data):
    path = tmp_path / "verhalen" / naam
    path.parent.mkdir()
    if data == "half":
        foto(path)
        path.write_bytes(path.read_bytes()[:400])
    elif data is not None:
        path.write_bytes(data)
    files, problems = maak(met(f"verhalen/{naam}"), tmp_path, ("html",))
    assert [(p.code, p.pad, naam in p.melding) for p in problems] == [
        ("media-onbruikbaar", "verhalen/a.md", True)
    ]
    html = files["jaarrapportage-2016.html"].decode()
    assert "op haar handen" not in html
    assert "<audio" not in html


def test_a_picture_with_too_many_pixels_is_not_opened(tmp_path):
    (tmp_path / "verhalen").mkdir()
    Image.new("1", (20_000, 20_000)).save(tmp_path / "verhalen" / "bom.png")
    found, problems = laad(met("verhalen/bom.png"), tmp_path)
    assert found == {}
    assert len(problems) == 1


def test_another_picture_of_the_same_name_gives_another_document(tmp_path):
    workspace = Workspace(tmp_path)
    folder = tmp_path / "verhalen" / "zuid"
    foto(folder / "a.png", formaat="PNG", mode="RGB")
    (folder / "2016-03-14-klei.md").write_text(
        "---\ntoestemming: openbaar\nmedia:\n  - bestand: a.png\n    alt: klei\n---\n\nKlei.\n",
        encoding="utf-8",
    )

    def report():
        build(workspace, date(2017, 1, 15), lambda *_: None, formaten=("html",))
        return (workspace.build / "verhalenbundel-2016-zuid.html").read_bytes()

    first = report()
    assert b"data:image/jpeg;base64" in first
    Image.new("RGB", (30, 30), "red").save(folder / "a.png")
    second = report()
    assert b"data:image/jpeg;base64" in second
    assert second != first
    (folder / "a.png").unlink()
    assert b"data:image" not in report()


def test_from_folder_to_page_what_can_be_shown_is_and_what_cannot_is_a_problem(tmp_path):
    workspace = Workspace(tmp_path)
    folder = tmp_path / "verhalen" / "zuid"
    foto(folder / "goed.png", formaat="PNG")
    (folder / "goed.mp3").write_bytes(b"ID3" + b"\x00" * 500)
    foto(tmp_path / "buiten.png", formaat="PNG")
    (folder / "sluip.png").symlink_to(tmp_path / "buiten.png")
    named = ("goed.png", "goed.mp3", "weg.png", "../../buiten.png", "sluip.png")
    listed = "".join(f"  - bestand: {name}\n    alt: Dit is {name}\n" for name in named)
    (folder / "2016-03-14-klei.md").write_text(
        f"---\ntoestemming: openbaar\nkeuze: {{door: ons, reden: mooi}}\n"
        f"kwaliteiten: [zelfregie]\nmedia:\n{listed}---\n\nKlei.\n",
        encoding="utf-8",
    )
    result = build(workspace, date(2017, 1, 15), lambda *_: None, formaten=("html",))
    html = (workspace.build / "jaarrapportage-2016.html").read_text(encoding="utf-8")
    assert re.findall(r'(?:alt|aria-label)="Dit is ([^"]+)"', html) == ["goed.png", "goed.mp3"]
    wrong = [p for p in result.inputs.problemen if p.code.startswith("media")]
    assert {(p.pad, p.regel, p.code) for p in wrong} == {
        ("verhalen/zuid/2016-03-14-klei.md", 10, "media-ontbreekt"),
        ("verhalen/zuid/2016-03-14-klei.md", 12, "media-buiten-map"),
        ("verhalen/zuid/2016-03-14-klei.md", 14, "media-buiten-map"),
    }
