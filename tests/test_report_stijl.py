"""What a project changes in `stijl.yaml` is changed in every document, a logo too."""

import io
import re
import zipfile

import pypdf
from factory import codeboek, eigen_templates, publicatie, verhaal
from PIL import Image

from pipeline.report import FORMATEN, convert, jaarrapportage

STIJL = 'logo: merk.png\nlogo-alt: Een blauwe boom\nletter-word: Georgia\nkleur: "#7a1fa2"\n'


def test_a_project_shows_its_logo_with_its_words_and_its_letter_in_every_format(tmp_path):
    folders = eigen_templates(tmp_path, stijl_yaml=STIJL)
    Image.new("RGB", (300, 100), "navy").save(folders[0] / "merk.png")
    document = jaarrapportage(publicatie(verhaal()), codeboek(), 2016, (), (), folders)
    files = convert(document, FORMATEN, folders)
    html = files["jaarrapportage-2016.html"].decode()
    assert re.search(r'<img src="data:image/png;base64,[^"]+" alt="Een blauwe boom">', html)
    assert "--kleur:#7a1fa2" in html
    with zipfile.ZipFile(io.BytesIO(files["jaarrapportage-2016.docx"])) as word:
        heads = "".join(
            word.read(name).decode() for name in word.namelist() if "word/header" in name
        )
        pictures = [word.read(name) for name in word.namelist() if "word/media" in name]
        assert b"Georgia" in word.read("word/styles.xml")
    assert 'descr="Een blauwe boom"' in heads
    assert (300, 100) in [Image.open(io.BytesIO(data)).size for data in pictures]
    reader = pypdf.PdfReader(io.BytesIO(files["jaarrapportage-2016.pdf"]))
    assert [image.image.size for image in reader.pages[0].images] == [(300, 100)]
    count = len(reader.xref_objStm) + sum(map(len, reader.xref.values()))
    objects = [reader.get_object(number) for number in range(1, count + 1)]
    said = [o.get("/Alt") for o in objects if isinstance(o, pypdf.generic.DictionaryObject)]
    assert "Een blauwe boom" in said
