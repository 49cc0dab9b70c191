"""YAML as text with lines, and never a bomb."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.yaml_bounded import MAX_CHARS, Node, YamlError, parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("wijk: NO", "NO"),
        ("wijk: 2016-13-45", "2016-13-45"),
        ("wijk: 12:30", "12:30"),
        ("wijk: 010", "010"),
        ("wijk: 'ja'", "ja"),
        ("wijk: +", "+"),
        ("wijk: ~", None),
        ("wijk:", None),
        ("wijk: '~'", "~"),
        ("wijk: x # uitleg", "x"),
    ],
)
def test_every_scalar_stays_text(text: str, value: str | None) -> None:
    node = parse(text).get("WIJK")
    assert node is not None
    assert node.value == value


def test_lines_are_those_of_the_file() -> None:
    root = parse("a: 1\nb:\n  - x\n  - y: 2\n", first_line=5)
    lijst = root.get("b")
    assert root.line == 5
    assert lijst
    assert lijst.items
    assert [item.line for item in lijst.items] == [7, 8]
    assert lijst.items[1].get("y") == Node("2", 8)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: [1, 2\nc: 3\nd: 4", "yaml-onleesbaar", 2),
        ('a: 1\nb: "x\nc: 3\nd: 4', "yaml-onleesbaar", 2),
        ("a: 1\nb:2", "yaml-onleesbaar", 2),
        ("a: b: c", "yaml-onleesbaar", 1),
        ("a: 1\nb: &x 2", "yaml-verwijzing", 2),
        ("a: *x", "yaml-verwijzing", 1),
        ("a: 1\nb: !!python/name:os.system x", "yaml-type", 2),
        ("a: 1\n? [b]\n: c", "yaml-sleutel", 2),
        ("a: " + "[" * 40 + "]" * 40, "yaml-te-diep", 1),
        ("a: [" + "x, " * 30_000 + "]", "yaml-te-groot", 1),
        ("a" * (MAX_CHARS + 1), "yaml-te-groot", 1),
    ],
)
def test_what_is_refused_and_where(text: str, code: str, line: int) -> None:
    with pytest.raises(YamlError) as caught:
        parse(text)
    assert (caught.value.code, caught.value.line) == (code, line)


@pytest.mark.parametrize("unit", ["[", "{", "- ", "? ", "a: ", "'", "!", "&a ", "%", "|\n", "\t"])
def test_no_repetition_takes_long(unit: str) -> None:
    start = time.process_time()
    with suppress(YamlError):
        parse(unit * (MAX_CHARS // len(unit)))
    assert time.process_time() - start < 3


@given(st.text(alphabet="ab:-[]{}\"'#&*!|> \n\t,?%@`", max_size=80) | st.text(max_size=80))
@example("---")
@settings(deadline=None)
def test_any_text_is_read_or_refused_within_its_lines(text: str) -> None:
    lines = range(1, text.count("\n") + 2)
    try:
        line = parse(text).line
    except YamlError as error:
        line = error.line
    assert line in lines
