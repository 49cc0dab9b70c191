"""Dutch numbers: what is written is read back, and what cannot be decided is refused."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Status
from pipeline.read.numbers import (
    DubbelzinnigError,
    GeenGetalError,
    Getal,
    Stijl,
    column_style,
    format_nl,
    parse,
)

FINITE = st.floats(min_value=-1e15, max_value=1e15, allow_nan=False)


@given(FINITE, st.sampled_from(["", "euro", "procent"]), st.sampled_from(["", "ca.", "<"]))
def test_every_number_is_read_back_in_every_dutch_form(waarde, eenheid, teken):
    text = format_nl(waarde, eenheid, teken)
    assert parse(text) == Getal(waarde, Status.BEKEND, teken, eenheid)


@given(
    st.integers(0, 10**12), st.integers(0, 99), st.sampled_from([" ", "\u00a0", "\u2009", "\u202f"])
)
def test_spaces_may_group_the_thousands(whole, cents, space):
    text = f"{whole:,}".replace(",", space) + f",{cents:02}"
    assert parse(text).waarde == pytest.approx(whole + cents / 100, rel=1e-15)


@given(st.integers(0, 10**12))
def test_whole_euros_and_negatives_in_brackets(whole):
    grouped = format_nl(whole)
    for tail in (",-", ",=", ",--"):
        assert parse(f"€ {grouped}{tail}").waarde == whole
        assert parse(f"{grouped}{tail}").waarde == whole
    assert parse(f"(€ {grouped})").waarde == -whole
    assert parse(f"{grouped}-").waarde == -whole


@given(FINITE, st.integers(0, 4))
def test_rounded_output_is_near_and_has_the_decimals_asked_for(waarde, decimalen):
    text = format_nl(waarde, decimalen=decimalen)
    assert len(text.partition(",")[2]) == decimalen
    assert parse(text).waarde == pytest.approx(waarde, abs=0.5001 * 10**-decimalen, rel=1e-12)


@given(st.lists(FINITE.map(lambda x: round(x, 2)), min_size=1, max_size=20))
def test_a_column_is_read_by_one_style_or_refused_but_never_misread(numbers):
    """Whatever the column decides, a value comes back as itself or is refused."""
    for write, style in ((format_nl, Stijl.NL), (lambda x: f"{x:,}", Stijl.PUNT)):
        texts = [write(number) for number in numbers]
        decided = column_style(texts, 2)
        assert decided in {style, Stijl.ONBESLIST}
        for number, text in zip(numbers, texts, strict=True):
            if decided is style:
                assert parse(text, decided).waarde == number


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_a_refusal(text):
    for style in Stijl:
        with contextlib.suppress(GeenGetalError):
            assert isinstance(parse(text, style), Getal)
    column_style([text], 0)


@pytest.mark.parametrize(
    ("text", "waarde", "teken", "eenheid"),
    [
        ("1.250,50", 1250.5, "", ""),
        ("€ 569.150,-", 569150, "", "euro"),
        ("569.150,=", 569150, "", ""),
        ("€ -", 0, "", "euro"),
        ("EUR 12", 12, "", "euro"),
        ("12 euro", 12, "", "euro"),
        ("50%", 50, "", "procent"),
        ("12,5 procent", 12.5, "", "procent"),
        ("ca. 12", 12, "ca.", ""),
        ("ongeveer 1.250,0", 1250, "ca.", ""),
        ("± 12", 12, "ca.", ""),
        ("<5", 5, "<", ""),
        ("minder dan 5", 5, "<", ""),
        ("−3", -3, "", ""),
        ("103.4", 103.4, "", ""),
        ("0.234", 0.234, "", ""),
        ("1,234.50", 1234.5, "", ""),
        ("1.234.567", 1234567, "", ""),
        ("22**", 22, "", ""),
        ("36 uur", 36, "", ""),
        ("nihil", 0, "", ""),
    ],
)
def test_forms_that_people_use(text, waarde, teken, eenheid):
    assert parse(text, Stijl.ONBESLIST) == Getal(waarde, Status.BEKEND, teken, eenheid)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", Status.LEEG),
        ("  \u00a0", Status.LEEG),
        ("-", Status.LEEG),
        ("–", Status.LEEG),
        ("?", Status.ONBEKEND),
        ("Onbekend", Status.ONBEKEND),
        ("n.n.b.", Status.ONBEKEND),
        ("N.v.t.", Status.NVT),
        ("nvt", Status.NVT),
    ],
)
def test_empty_unknown_and_not_applicable_are_no_zero(text, status):
    assert parse(text) == Getal(None, status)
    assert parse("0") == Getal(0.0, Status.BEKEND)


@pytest.mark.parametrize(
    "text", ["abc", "12 5", "1.25.0", "1e5", ">5", "≥ 12", "12-13", "5,", ".5", "1..5", "9" * 400]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(GeenGetalError):
        parse(text)


@pytest.mark.parametrize(
    ("others", "decimalen", "style"),
    [
        ([], None, Stijl.ONBESLIST),
        (["12", "15", "2016"], None, Stijl.ONBESLIST),
        (["12,5"], None, Stijl.NL),
        (["1.250.000"], None, Stijl.NL),
        (["€ 40.000,-"], None, Stijl.NL),
        (["12.5"], None, Stijl.PUNT),
        (["1,250.5"], None, Stijl.PUNT),
        (["12,5", "12.5"], None, Stijl.GEMENGD),
        (["5.678"], 0, Stijl.NL),
        (["5.678"], None, Stijl.ONBESLIST),
        (["n.v.t.", "-", "?"], 0, Stijl.ONBESLIST),
    ],
)
def test_the_other_values_decide_what_1_234_is(others, decimalen, style):
    texts = ["1.234", *others]
    decided = column_style(texts, decimalen)
    assert decided is style
    if style is Stijl.NL:
        assert parse("1.234", decided).waarde == 1234
    elif style is Stijl.PUNT:
        assert parse("1.234", decided).waarde == 1.234
    else:
        with pytest.raises(DubbelzinnigError):
            parse("1.234", decided)


def test_rounding_is_half_up_as_readers_expect():
    assert format_nl(2.5, decimalen=0) == "3"
    assert format_nl(1234.565, decimalen=2) == "1.234,57"
    assert format_nl(-0.0) == "0"
    assert format_nl(224.9, "uren per week") == "224,9 uren per week"
