"""The fixed texts of the templates are short sentences."""

import re

import pytest
from factory import TEMPLATES

from pipeline.report.select import REGEL

MAX_WORDS = 25
NAMES = ["jaarrapportage.md", "_delen.md", "_register.md", "controle.html", "pagina.html"]


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


def test_no_sentence_of_the_rule_is_long():
    assert [s for s in REGEL if len(s.split()) > MAX_WORDS] == []
