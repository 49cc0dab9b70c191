"""The fixed texts are short sentences of plain words.

The measure is Flesch-Douma, the Dutch form of Flesch's reading ease, by textstat: 60 and more is
text for anyone (standard to very easy), about B1.
"""

import re

import pytest
from factory import TEMPLATES, cijfer, codeboek, publicatie, verhaal, voorbeeldcijfers

from pipeline.report import documenten
from pipeline.report.gesprek import REGEL as REGEL_GESPREK
from pipeline.report.select import REGEL

textstat = pytest.importorskip("textstat", reason="textstat is not installed")

MAX_WORDS, MIN_EASE = 25, 60
NAMES = [
    "jaarrapportage.md",
    "overzicht.md",
    "monitorgesprek.md",
    "qim.md",
    "buurtvisitatie.md",
    "_delen.md",
    "_register.md",
    "controle.html",
    "pagina.html",
]


def ease(parts):
    textstat.set_lang("nl")
    whole = [part if part[-1:] in ".?!:" else f"{part}." for part in parts]
    return textstat.flesch_reading_ease(" ".join(whole))


def sentences(text):
    text = re.sub(r"<style>.*?</style>|\{\*.*?\*\}|\{%.*?%\}", "\n", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", "woord", text)
    text = re.sub(r"<[^>]+>|\]\([^)]*\)|\{[#.][^}]*\}|[*\[\]]", " ", text)
    parts = re.split(r"(?<=[.?!:])\s+|\n", text)
    return [part.strip() for part in parts if re.search(r"[a-z]{3}", part)]


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_of_a_template_is_long(name):
    found = sentences((TEMPLATES[0] / name).read_text(encoding="utf-8"))
    assert found
    assert [s for s in found if len(s.split()) > MAX_WORDS] == []


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"_register.md"}])
def test_the_text_of_a_template_is_plain(name):
    found = sentences((TEMPLATES[0] / name).read_text(encoding="utf-8"))
    assert ease([s for s in found if len(s.split()) > 3]) >= MIN_EASE


@pytest.mark.parametrize("regel", [REGEL, REGEL_GESPREK])
def test_the_rules_of_choice_are_short_and_plain(regel):
    assert [s for s in regel if len(s.split()) > MAX_WORDS] == []
    assert ease(regel) >= MIN_EASE


def test_what_the_documents_themselves_say_is_short_and_plain():
    uren = cijfer("ureninzet", 300.0, 9, categorie="Kinderwerk", wijk="oost")
    publication = publicatie(verhaal(blokken=(), titel="A"), cijfers=(*voorbeeldcijfers(), uren))
    made = documenten(publication, codeboek(), 2016, (), (), TEMPLATES)
    for document in made:
        body, _, _ = document.markdown.partition("{#register}")
        plain = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", re.sub(r"^[|:].*$", "", body, flags=re.M))
        said = [s for s in sentences(plain) if s[-1] in ".?!" and len(s.split()) > 3]
        own = [s for s in said if not any(s.startswith(k.definitie[:20]) for k in KWALITEITEN)]
        assert len(own) > 5
        assert [s for s in own if len(s.split()) > MAX_WORDS] == []
        assert ease(own) >= MIN_EASE


KWALITEITEN = codeboek().kwaliteiten
