"""The head of a file, however badly it was typed: cases as data in `fixtures/koppen.md`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

from pipeline.codebook import load
from pipeline.model import Toestemming, Verhaal
from pipeline.read.front_matter import KEYS
from pipeline.read.stories import read_verhaal
from pipeline.workspace import default_path

CODEBOOK, _ = load(default_path("verhalen/codeboek.yaml"), "verhalen/codeboek.yaml")
TODAY = date(2017, 1, 31)
CASES = read_fixture_file(Path(__file__).parent / "fixtures" / "koppen.md")


def _shown(verhaal: Verhaal | None, name: str) -> str:
    if name == "tags":
        assert verhaal
        return " ".join(f"{tag.kwaliteit}{tag.richting}" for tag in verhaal.tags)
    value = getattr(verhaal, name)
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value).replace("\n\n", " || ")


@pytest.mark.parametrize(("line", "title", "text", "expected"), CASES, ids=[c[1] for c in CASES])
def test_kop(line: int, title: str, text: str, expected: str) -> None:
    wanted = expected.strip().splitlines()
    values = [row.partition(" =") for row in wanted if " =" in row]
    problems = [row for row in wanted if " =" not in row]
    data = text.replace("⇥", "\t").encode()

    verhaal, found = read_verhaal(data, "verhalen/bestand.md", CODEBOOK, TODAY)

    assert sorted(f"{p.regel or '-'} {p.code}" for p in found) == sorted(problems)
    for name, _, value in values:
        assert _shown(verhaal, name) == value.strip(), name


def test_there_are_many_kinds_of_broken_heads() -> None:
    assert len(CASES) >= 45


def test_every_problem_says_what_to_do_and_none_quotes_the_story() -> None:
    secret = "Geheimzinnigheid"
    for _, _, text, _ in CASES:
        data = text.replace("⇥", "\t").replace("Tekst.", secret).encode()
        _, found = read_verhaal(data, "verhalen/bestand.md", CODEBOOK, TODAY)
        for problem in found:
            assert problem.melding.endswith(".")
            assert problem.oplossing
            assert secret not in problem.melding + problem.oplossing


@given(st.sampled_from(KEYS), st.text(max_size=60))
@settings(deadline=None)
def test_any_text_as_any_value(key: str, value: str) -> None:
    data = f"---\ndatum: 2016-03-14\nwijk: Zuid\n{key}: {value}\n---\nTekst.\n".encode()
    verhaal, problems = read_verhaal(data, "verhalen/bestand.md", CODEBOOK, TODAY)
    assert verhaal or problems
    if verhaal and verhaal.toestemming is not Toestemming.INTERN:
        assert f"toestemming: {verhaal.toestemming}" in verhaal.bron.casefold()


_YAML_LIKE = st.text(alphabet="tiel:jkwus -\n\t[]{}\"'#&*!|>%@`,?=~<.0123+±", max_size=120)


@given(_YAML_LIKE)
@settings(max_examples=300, deadline=None)
def test_any_head(head: str) -> None:
    data = f"---\n{head}\n---\nTekst.\n".encode()
    verhaal, problems = read_verhaal(data, "verhalen/bestand.md", CODEBOOK, TODAY)
    last = data.count(b"\n") + 1
    assert all(problem.regel is None or 1 <= problem.regel <= last for problem in problems)
    if verhaal:
        assert verhaal.toestemming is Toestemming.INTERN


_LINES = st.lists(
    st.sampled_from(
        [
            "",
            "titel: x",
            'titel: "x',
            'einde"',
            "wijk: Zuid",
            "wijk:Zuid",
            "toestemming: intern",
            "  toestemming: intern",
            "kwaliteiten:",
            "  - zelfregie",
            "\t- x",
            "losse tekst",
            "Ik: nee",
            "# kop",
            "- punt",
            "reden: |",
            "[",
        ]
    ),
    max_size=10,
)


@given(_LINES, st.sampled_from(["---", "...", ""]))
@settings(max_examples=250, deadline=None)
def test_whoever_writes_intern_anywhere_in_the_head_is_heard(lines: list[str], end: str) -> None:
    text = "\n".join(["---", "toestemming: openbaar", *lines, end, "", "Einde."])
    verhaal, _ = read_verhaal(text.encode(), "verhalen/bestand.md", CODEBOOK, TODAY)
    assert verhaal
    assert "Einde." in verhaal.tekst
    if any("intern" in line for line in lines):
        assert verhaal.toestemming is Toestemming.INTERN
