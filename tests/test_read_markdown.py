"""Markdown to blocks, and from every character back to its place in the file."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.codebook import load
from pipeline.model import BlokSoort, Verhaal, alle_runs
from pipeline.read.stories import read_verhaal
from pipeline.workspace import default_path

CODEBOOK, _ = load(default_path("verhalen/codeboek.yaml"), "verhalen/codeboek.yaml")
HEAD = "---\ntitel: zzz\ndatum: 2016-03-14\nwijk: Zuid\ntoestemming: intern\n---\n"
HEAD_LINES = HEAD.count("\n")


def read(body: str) -> tuple[Verhaal, list[tuple[str, int | None]]]:
    data = (HEAD + body).encode()
    verhaal, problems = read_verhaal(data, "verhalen/a.md", CODEBOOK, date(2017, 1, 1))
    assert verhaal
    assert_whole(verhaal)
    return verhaal, [(p.code, p.regel and p.regel - HEAD_LINES) for p in problems]


def assert_whole(verhaal: Verhaal) -> None:
    """Blocks, runs, text and map agree, and every character leads to its own place."""
    assert verhaal.tekst == "\n\n".join(blok.tekst for blok in verhaal.blokken)
    for run in alle_runs(verhaal.blokken):
        assert run.tekst
        assert verhaal.tekst[run.start : run.start + len(run.tekst)] == run.tekst
    mapped = set()
    end_of_last = 0
    for start, source, length in verhaal.kaart.segments:
        assert length > 0
        assert source >= end_of_last
        end_of_last = source + length
        for offset in range(length):
            char, own = verhaal.tekst[start + offset], verhaal.bron[source + offset]
            mapped.add(start + offset)
            assert (
                char == own
                or (char == " " and own.isspace())
                or is_entity(verhaal.bron, source + offset)
            )
    between = {text for n, text in enumerate(verhaal.tekst) if n not in mapped}
    assert between <= {" ", "·", "\n"}


def is_entity(bron: str, at: int) -> bool:
    """Whether this is where an entity such as `&eacute;` begins or ends."""
    begins = re.match(r"&#?\w+;", bron[at:])
    return bool(begins) or bool(re.search(r"&#?\w+;$", bron[: at + 1]))


def shape(verhaal: Verhaal) -> list[tuple[str, int, str]]:
    return [(str(blok.soort), blok.niveau, blok.tekst) for blok in verhaal.blokken]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Een zin\nover twee regels.", [("alinea", 1, "Een zin over twee regels.")]),
        ("Een zin  \nmet een harde\\\nregel.", [("alinea", 1, "Een zin met een harde regel.")]),
        ("# Een\n\n### Drie ###", [("kop", 1, "Een"), ("kop", 3, "Drie")]),
        ("#Geen kop", [("alinea", 1, "#Geen kop")]),
        ("Kop\n===", [("kop", 1, "Kop")]),
        ("Een\ntwee\n---", [("alinea", 1, "Een twee")]),
        ("Een zin.\n---\nEn nog een.", [("alinea", 1, "Een zin."), ("alinea", 1, "En nog een.")]),
        ("- a\n- b\n  - c\n    - d\n      - e", [("punt", n, t) for n, t in
         [(1, "a"), (1, "b"), (2, "c"), (3, "d"), (3, "e")]]),
        ("1. a\n2. b", [("nummer", 1, "a"), ("nummer", 1, "b")]),
        ("1990. Toen begon het.", [("alinea", 1, "1990. Toen begon het.")]),
        ("12. > a\n13. ## b\n14.\n15. 16. c", [("citaat", 1, "12. a"), ("kop", 2, "13. b"),
         ("alinea", 1, "14."), ("alinea", 1, "15. 16. c")]),
        ("- a\n\n  b", [("punt", 1, "a b")]),
        ("- a\n  - b\n\n  c", [("punt", 1, "a"), ("punt", 2, "b"), ("alinea", 1, "c")]),
        ("> a\n> b\nc", [("citaat", 1, "a b c")]),
        ("> a\n>> b", [("citaat", 1, "a"), ("citaat", 2, "b")]),
        ("> - a", [("punt", 1, "a")]),
        ("- > a", [("citaat", 1, "a")]),
        ("| a | b |\n|---|---|\n| c | d \\| e | f |\n| | g |",
         [("rij", 1, "a · b"), ("rij", 1, "c · d | e · f"), ("rij", 1, "g")]),
        ("> | a | b |\n> |---|---|", [("citaat", 1, "| a | b | |---|---|")]),
        ("```\ncode *x*\n\n  meer\n```", [("alinea", 1, "code *x*"), ("alinea", 1, "meer")]),
        ("``` zei hij\nja\n```", [("alinea", 1, "zei hij"), ("alinea", 1, "ja")]),
        ("    ingesprongen *zo*", [("alinea", 1, "ingesprongen zo")]),
        ("a\n\n***\n\nb", [("alinea", 1, "a"), ("alinea", 1, "b")]),
        ("*a* **b** ***c*** `d` a_b_c 2*3*4", [("alinea", 1, "a b c d a_b_c 234")]),
        ("[tekst](http://x 'y') <https://a.b/c> x@y.nl",
         [("alinea", 1, "tekst https://a.b/c x@y.nl")]),
        ("Zie [^1].\n\n[^1]: Een voetnoot", [("alinea", 1, "Zie [^1]."),
         ("alinea", 1, "[^1]: Een voetnoot")]),
        ("[Marie]: nee", [("alinea", 1, "[Marie]: nee")]),
        (r"\*geen\* nadruk caf&eacute; &lt;3 &amp; &nergens;",
         [("alinea", 1, "*geen* nadruk café <3 & &nergens;")]),
        ("{{ x }} #let $x$ {% y %}", [("alinea", 1, "{{ x }} #let $x$ {% y %}")]),
    ],
)  # fmt: skip
def test_shapes(body: str, expected: list[tuple[str, int, str]]) -> None:
    verhaal, problems = read(body)
    assert shape(verhaal) == expected
    assert problems == []


def test_looks_of_runs() -> None:
    verhaal, _ = read("Een *schuin **en vet** woord* en __vet__.")
    looks = [(run.tekst, run.nadruk, run.sterk) for run in alle_runs(verhaal.blokken)]
    assert looks == [
        ("Een ", False, False),
        ("schuin ", True, False),
        ("en vet", True, True),
        (" woord", True, False),
        (" en ", False, False),
        ("vet", False, True),
        (".", False, False),
    ]


@pytest.mark.parametrize(
    ("body", "text", "code", "line"),
    [
        ("a\n\nb <b>c</b> d", "a\n\nb c d", "html-weggelaten", 3),
        ("a\n\n<div onclick='x()'>\nweg\n</div>\n\nb", "a\n\nb", "html-weggelaten", 3),
        ("a <!-- weg --> b", "a  b", "html-weggelaten", 1),
        ("a ![alt](plaatje.png) b", "a  b", "afbeelding-weggelaten", 1),
        ("a\n\nb ~~weg~~ c", "a\n\nb  c", "doorhaling-weggelaten", 3),
        ("a\u200bb\u202ec", "abc", "onzichtbare-tekens", 1),
        ("&#8203;a&#x202e;b&#10;c &shy;d", "ab c d", "", 0),
    ],
)
def test_what_is_left_out_is_said(body: str, text: str, code: str, line: int) -> None:
    verhaal, problems = read(body)
    assert verhaal.tekst == text
    assert problems == ([(code, line)] if code else [])


@pytest.mark.parametrize(
    ("body", "sentence", "source", "line"),
    [
        ("# Kop\n\nEen. Twee drie. Vier.", "Twee drie.", "Twee drie.", 3),
        ("a\n\n> Hier is\n> *een* zin.\n> En.", "Hier is een zin.", "Hier is\n> *een* zin.", 3),
        ("- a\n- Hier\n  twee.\n", "Hier twee.", "Hier\n  twee.", 2),
        ("-\tMet een tab.", "Met een tab.", "Met een tab.", 1),
        (">\tMet een tab\n>\ten nog een.", "en nog een.", "en nog een.", 2),
        ("Zij zei caf&eacute;. Ja.", "Zij zei café.", "Zij zei caf&eacute;.", 1),
        ("Zij zei caf&eacute;", "café", "caf&eacute;", 1),
        ("&Eacute;&eacute;n keer.", "Één keer.", "&Eacute;&eacute;n keer.", 1),
        (r"Eerst \*dit\*. Dan dat.", "Dan dat.", "Dan dat.", 1),
        ("a\n\n|x|y|\n|-|-|\n|een|twee \\| drie|", "twee | drie", "twee \\| drie", 5),
        ("```\na\n\n  b c\n```", "b c", "b c", 4),
        ("## Kop met *schuin* erin ##", "schuin erin", "schuin* erin", 1),
        ("> ## Kop in citaat", "Kop in citaat", "Kop in citaat", 1),
        ("Lees `de code\nhier` goed.", "de code hier", "de code\nhier", 1),
        ("Zie <https://a.b/%20> daar", "https://a.b/%20", "https://a.b/%20", 1),
        ("1990. Toen.", "1990. Toen.", "1990. Toen.", 1),
        ("- a `b\n\tc` d", "b c d", "b\n\tc` d", 1),
        ("Kop\n---\n\nTekst.", "Tekst.", "Tekst.", 4),
        ("a\r\n\r\nb c", "b c", "b c", 3),
    ],
)  # fmt: skip
def test_a_sentence_leads_back_to_its_source(
    body: str, sentence: str, source: str, line: int
) -> None:
    verhaal, _ = read(body)
    start = verhaal.tekst.index(sentence)
    end = start + len(sentence)
    assert verhaal.bron_tekst(start, end) == source
    assert verhaal.kaart.line(start, end) == line + HEAD_LINES


def test_between_two_blocks_there_is_no_place() -> None:
    verhaal, _ = read("a\n\nb")
    with pytest.raises(ValueError, match="no source text"):
        verhaal.kaart.source_span(1, 3)


@pytest.mark.parametrize("depth", range(1, 24))
@pytest.mark.parametrize("step", ["> ", "- ", "1. ", "> - "])
def test_depth_never_costs_text(depth: int, step: str) -> None:
    verhaal, problems = read(f"voor\n\n{step * depth}woord\n\nna")
    assert re.findall(r"[a-z]+", verhaal.tekst) == ["voor", "woord", "na"]
    assert all(blok.niveau <= 3 for blok in verhaal.blokken)
    assert problems in ([], [("markdown-te-ingewikkeld", 1)])
    if depth <= 4:
        assert problems == []


def test_too_many_marks_in_one_paragraph_cost_only_its_own_looks() -> None:
    verhaal, problems = read("*a*\n\n" + "[" * 5000 + "x\n\n*b*")
    assert problems == [("markdown-te-ingewikkeld", 3)]
    assert [blok.tekst for blok in verhaal.blokken] == ["a", "[" * 5000 + "x", "b"]
    assert [run.nadruk for run in alle_runs(verhaal.blokken)] == [True, False, True]


def repeat(unit: str, size: int = 990_000) -> str:
    return unit * (size // len(unit))


PATHOLOGICAL = {
    "quotes": ">" * 10_000 + " x",
    "quotes with spaces": "> " * 10_000 + "x",
    "quotes, lazy": "> " * 12 + "a\n" + "b\n" * 4_900,
    "lists in a line": "- " * 50_000 + "x",
    "numbers in a line": "1. " * 30_000 + "x",
    "lists by depth": "".join("  " * n + "- x\n" for n in range(600)),
    "brackets": "[" * 100_000 + "x",
    "links": "[](" * 60_000 + "x",
    "links again": repeat("[a](b) ", 90_000),
    "images": "![" * 60_000 + "x",
    "stars": "*" * 100_000 + "x",
    "open stars": "*a **b " * 20_000,
    "underscores": "_a__b" * 20_000,
    "backticks": "".join("`" * n + " " for n in range(1, 1000)) + "x",
    "tildes": "~~a" * 30_000,
    "less-than": "<" * 100_000 + "x",
    "tags": "x" + "<a " * 30_000,
    "comments": "x " + "<!-- " * 20_000,
    "entities": "&eacute;" * 20_000,
    "backslashes": "\\" * 100_000 + "x",
    "one letter": repeat("a"),
    "exclamations": repeat("!"),
    "words": repeat("een woord "),
    "lines": repeat("a\n"),
    "paragraphs": repeat("a\n\n"),
    "blank lines": repeat("\n") + "x",
    "spaces": repeat(" ") + "x",
    "wide spaces": "x" + repeat("\xa0", 400_000) + "x",
    "spaces in a fence": "```\n" + repeat(" ", 900_000),
    "spaces in a table": "|" + repeat(" ", 400_000) + "|\n|-|\n|" + repeat(" ", 400_000),
    "headings": repeat("# a\n\n"),
    "rules": "x\n\n" + repeat("---\n"),
    "underlined": repeat("a\n---\n"),
    "definitions": repeat("[a]: b\n"),
    "wide table": "|a" * 30_000 + "\n" + "|-" * 30_000 + "\n" + "|b" * 30_000,
    "long table": "|a|b|\n|-|-|\n" + repeat("|c|d|\n"),
    "fences": repeat("```\na\n```\n"),
    "just under the limits": ("[a](b" * 95 + "\n\n") * 50,
    "control characters": repeat("a\x01", 10_000) + repeat("een woord "),
    "invisible": repeat("aaaaaa\u200b"),
}


@pytest.mark.parametrize("body", PATHOLOGICAL.values(), ids=PATHOLOGICAL)
def test_nothing_takes_long(body: str) -> None:
    data = (HEAD + body).encode()[:1_000_000]
    start = time.process_time()
    verhaal, problems = read_verhaal(data, "verhalen/a.md", CODEBOOK, date(2017, 1, 1))
    assert time.process_time() - start < 5
    assert verhaal or problems


_BODY = st.text(alphabet="ab \n*_>-#`|\\<&;~[](){}!:\t1.=+e\u200b\xa0\x0bé😀", max_size=120)


@given(_BODY | st.text(max_size=120))
@settings(max_examples=250, deadline=None)
def test_every_character_of_any_text_leads_back(body: str) -> None:
    data = (HEAD + "begin\n\n" + body).encode()
    verhaal, _ = read_verhaal(data, "verhalen/a.md", CODEBOOK, date(2017, 1, 1))
    if verhaal:
        assert_whole(verhaal)
        for blok in verhaal.blokken:
            assert blok.tekst.strip()
            start, end = blok.runs[0].start, blok.runs[0].start + len(blok.tekst)
            assert HEAD_LINES < verhaal.kaart.line(start, end) <= verhaal.bron.count("\n") + 1


@given(st.text(alphabet="ab \n*_>-#|\\\t.+=:()", max_size=120))
@settings(max_examples=250, deadline=None)
def test_no_word_is_ever_lost(body: str) -> None:
    verhaal, _ = read("begin\n\n" + body)
    assert re.findall("[ab]", verhaal.tekst) == re.findall("[ab]", "begin" + body)


def test_every_shape_is_made() -> None:
    verhaal, _ = read("# k\n\na\n\n- p\n\n1. n\n\n> c\n\n|r|\n|-|\n|s|")
    assert {blok.soort for blok in verhaal.blokken} == set(BlokSoort)
