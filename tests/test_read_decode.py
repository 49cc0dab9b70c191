"""Files from whatever program, in whatever encoding."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.codebook import load
from pipeline.read.decode import decode
from pipeline.read.stories import read_verhaal
from pipeline.workspace import default_path

CODEBOOK, _ = load(default_path("verhalen/codeboek.yaml"), "verhalen/codeboek.yaml")
DUTCH = "Zoë kreeg € 25 van Renée — ‘voor de coöperatie’, zei ze… Één keer."
STORY = f"---\ntitel: Café\ndatum: 2016-03-14\nwijk: Zuid\ntoestemming: intern\n---\n{DUTCH}\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1252"],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_story_reads_the_same_in_every_encoding(encoding: str, newline: str) -> None:
    data = STORY.replace("\n", newline).encode(encoding)
    verhaal, problems = read_verhaal(data, "verhalen/a.md", CODEBOOK, date(2017, 1, 1))
    assert verhaal
    assert problems == ()
    assert (verhaal.titel, verhaal.tekst, verhaal.bron) == ("Café", DUTCH, STORY)
    assert verhaal.kaart.line(0, 3) == 7


def test_utf16_with_a_mark_in_either_order() -> None:
    assert decode(b"\xff\xfe" + DUTCH.encode("utf-16-le")) == DUTCH
    assert decode(b"\xfe\xff" + DUTCH.encode("utf-16-be")) == DUTCH


def test_a_paste_from_another_program_does_not_spoil_the_rest() -> None:
    data = DUTCH.encode() + " – café".encode("windows-1252")
    assert decode(data) == DUTCH + " – café"


def test_two_accents_in_a_row_are_no_utf8() -> None:
    text = "Él… ÀÇÉ… naïef"
    assert decode(text.encode("windows-1252")) == text


def test_short_text_is_not_mistaken_for_utf16() -> None:
    assert decode(b"ja") == "ja"
    assert decode("€".encode()) == "€"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200), "Word"),
        (b"{\\rtf1\\ansi Mijn dag}", "RTF"),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "plaatje"),
        (bytes(range(256)) * 8, "geen tekst"),
        (bytes(3000), "geen tekst"),
        ("a\u200b" * 2000, "geen tekst"),
    ],
)
def test_what_is_no_text_is_said_and_not_read(data: bytes | str, word: str) -> None:
    raw = data.encode() if isinstance(data, str) else data
    verhaal, problems = read_verhaal(raw, "verhalen/a.md", CODEBOOK, date(2017, 1, 1))
    assert verhaal is None
    assert [problem.code for problem in problems] == ["bestand-geen-tekst"]
    assert word in problems[0].melding


def test_unreadable_and_invisible_characters_are_said_with_their_line() -> None:
    text = STORY.replace("25", "2\u200b5\u202e") + "Nog e\ufffdn zin.\n"
    verhaal, problems = read_verhaal(text.encode(), "verhalen/a.md", CODEBOOK, date(2017, 1, 1))
    assert verhaal
    assert {(problem.code, problem.regel) for problem in problems} == {
        ("onzichtbare-tekens", 7),
        ("tekens-onleesbaar", 8),
    }
    assert verhaal.tekst.startswith(DUTCH)
    assert "\u200b" in verhaal.bron
    end = verhaal.tekst.index("25") + 2
    assert verhaal.bron_tekst(end - 2, end) == "2\u200b5"


def test_control_characters_become_spaces_without_moving_anything() -> None:
    text = STORY.replace("€ 25", "€\x0025\x0c")
    verhaal, _ = read_verhaal(text.encode(), "verhalen/a.md", CODEBOOK, date(2017, 1, 1))
    assert verhaal
    assert len(verhaal.bron) == len(text)
    assert "€ 25 " in verhaal.tekst


def test_accents_made_of_two_characters_stay_two() -> None:
    text = STORY.replace("Zoë", "Zoe\u0308")
    verhaal, _ = read_verhaal(text.encode(), "verhalen/a.md", CODEBOOK, date(2017, 1, 1))
    assert verhaal
    assert verhaal.tekst.startswith("Zoe\u0308")
    assert verhaal.bron == text


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_give_a_story_or_a_problem(data: bytes) -> None:
    verhaal, problems = read_verhaal(
        data, "verhalen/zuid/2016-03-14-a.md", CODEBOOK, date(2017, 1, 1), Path("/nergens")
    )
    assert verhaal or problems
    lines = decode(data).count("\n") + 1
    assert all(problem.regel is None or 1 <= problem.regel <= lines for problem in problems)


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_text_survives_utf8(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if "\0" not in text:
        assert decode(text.encode()) == plain.removeprefix("\ufeff")
