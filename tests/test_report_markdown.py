"""Text of a story is shown and never obeyed, whatever signs are in it."""

import json
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from factory import blok
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Blok, BlokSoort, Run
from pipeline.report import pandoc
from pipeline.report.markdown import Anker, Tabel, blokken_markdown, escape, schoon, tabel_markdown

INLINE_TEXT = {"Str", "Space"}


def blocks_of(markdown: str) -> list[dict]:
    with TemporaryDirectory() as folder:
        made = pandoc.convert([markdown], [pandoc.Vorm("json")], Path(folder))
    return json.loads(made["json"])["blocks"]


def text_of(inlines: list[dict]) -> str:
    return "".join(" " if item["t"] == "Space" else item["c"] for item in inlines)


SIGNS = "#*_`~$^@[](){}<>|\\!&-+=:.0123456789 \t\n\"'/%;,?ab“”–\u00a0\u202e\u0000é中😀"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet=st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=60)))
def test_any_text_comes_back_as_exactly_that_text(texts):
    shown = [text for text in map(schoon, texts) if text]
    blocks = blocks_of("\n\n".join(escape(text) for text in texts if schoon(text)))
    assert [block["t"] for block in blocks] == ["Para"] * len(shown)
    assert all({item["t"] for item in block["c"]} <= INLINE_TEXT for block in blocks)
    assert [" ".join(text_of(block["c"]).split()) for block in blocks] == shown


@pytest.mark.parametrize(
    "text",
    [
        "    ingesprongen",
        "1. eerste",
        "- punt",
        "# kop",
        "===",
        "| a | b |",
        "[x]: https://voorbeeld.nl",
        ": bijschrift",
        "::: {.letop}",
    ],
)
def test_a_text_that_looks_like_a_block_stays_a_paragraph(text):
    blocks = blocks_of(escape(text))
    assert [block["t"] for block in blocks] == ["Para"]
    assert text_of(blocks[0]["c"]) == text.strip()


def test_reading_direction_cannot_be_turned_around_for_what_follows():
    assert schoon("goed\u202eslecht\u2066x") == "goedslechtx"


def test_letters_of_other_scripts_stay():
    assert schoon("שלום مرحبا Ελληνικά 中文 👩\u200d👧") == "שלום مرحبا Ελληνικά 中文 👩\u200d👧"


def test_emphasis_in_the_middle_of_a_word_is_kept_and_nothing_else_becomes_emphasis():
    runs = (Run("wan", 0), Run("del", 3, nadruk=True), Run("groep *stil* ", 6))
    found = blocks_of(blokken_markdown([Blok(BlokSoort.ALINEA, 1, runs)], 3))
    spans = [item for item in found[0]["c"] if item["t"] == "Emph"]
    assert [text_of(span["c"]) for span in spans] == ["del"]
    assert "*stil*" in [item.get("c") for item in found[0]["c"]]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(
            blok,
            st.text(alphabet=st.sampled_from(SIGNS), max_size=20),
            st.sampled_from(BlokSoort),
            st.integers(1, 6),
        ),
        max_size=12,
    )
)
def test_blocks_keep_their_shape_and_headings_stay_under_the_story_without_a_skip(blokken):
    found = blocks_of(f"### Titel\n\n{blokken_markdown(blokken, 3)}")
    allowed = {"Header", "Para", "BulletList", "OrderedList", "BlockQuote"}
    assert {block["t"] for block in found} <= allowed
    levels = [block["c"][0] for block in found if block["t"] == "Header"]
    assert levels[0] == 3
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(3 < level <= 6 for level in levels[1:])


def test_a_list_keeps_the_number_it_began_with():
    found = blocks_of(blokken_markdown([blok("3. derde", BlokSoort.NUMMER)], 3))
    assert found[0]["t"] == "OrderedList"
    assert found[0]["c"][0][0] == 3
    assert text_of(found[0]["c"][1][0][0]["c"]) == "derde"


def test_a_bar_in_a_cell_does_not_make_a_new_column():
    tabel = Tabel("a | b", ("x|y", "z"), (("1 | 2", "3"), ("", "\\")))
    table = blocks_of(tabel_markdown(lambda cell: escape(str(cell)), tabel))[0]["c"][1][0]
    assert table["t"] == "Table"
    assert len(table["c"][2]) == 2


def test_a_row_that_lost_a_cell_is_refused():
    with pytest.raises(ValueError, match="cellen"):
        tabel_markdown(lambda cell: escape(str(cell)), Tabel("a", ("x", "y"), (("1",),)))


@pytest.mark.parametrize("naam", ["", "A", "a b", "a}", "1a", "a\\"])
def test_an_anchor_holds_no_sign_that_could_end_it(naam):
    with pytest.raises(ValueError, match="anker"):
        Anker(naam)
