"""The JSON Schema with which an editor checks the gegevens above a story."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_export_text import CODEBOOK, EERSTE

from pipeline.export import front_matter_schema
from pipeline.read.front_matter import KEYS

jsonschema = pytest.importorskip("jsonschema")

SCHEMA = front_matter_schema(CODEBOOK)
CHECK = jsonschema.Draft202012Validator(SCHEMA)
VERHALEN = Path(__file__).parent.parent / "verhalen"
NAAM = CODEBOOK.kwaliteiten[0].naam
WIJK = CODEBOOK.wijken[0].naam


def head(text: str) -> Any:
    """A front matter as an editor hands it to the schema: a day is text there."""
    return plain(yaml.safe_load(text))


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, datetime.date) else value


def wrong(text: str) -> list[str]:
    return [".".join(map(str, error.absolute_path)) for error in CHECK.iter_errors(head(text))]


def test_the_schema_is_one_and_knows_every_key_of_the_contract() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == set(KEYS)
    assert SCHEMA["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize(
    "path", sorted(VERHALEN.rglob("*/*.md")), ids=lambda path: path.relative_to(VERHALEN).as_posix()
)
def test_the_stories_of_this_project_are_right(path: Path) -> None:
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    assert wrong(parts[1]) == []


@pytest.mark.parametrize(
    "text",
    [
        "datum: 2016-03-14",
        "datum: 14-03-2016",
        "datum: 14 Maart 2016",
        f"wijk: {WIJK.upper()}",
        "wijk: meent",
        f"kwaliteiten: [{EERSTE}, '{NAAM}']",
        f"kwaliteiten:\n  {EERSTE}: +\n",
        f"kwaliteiten:\n  - {EERSTE}: '-'\n",
        "kwaliteiten: []",
        "periode: 2016-mei",
        "deelnemers: {bewoner: 4, buurtwerker: [A, B]}",
        "keuze: {door: redactie, reden: kort}",
        "media:\n  - {bestand: a.jpg, alt: een boom}",
        "verbergen: [Jansen]",
        "niet-verbergen: De Hoek",
        "fictief: true",
    ],
)
def test_what_the_contract_allows_is_right(text: str) -> None:
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("datum: maart 2016", "datum"),
        ("datum: 2016-3-4-5", "datum"),
        ("wijk: Nergenshuizen", "wijk"),
        ("werksoort: toveren", "werksoort"),
        ("toestemming: ja", "toestemming"),
        ("soort: gedicht", "soort"),
        ("thema: iets", ""),
        ("kwaliteiten: [onzin]", "kwaliteiten"),
        (f"kwaliteiten: {{{EERSTE}: misschien}}", "kwaliteiten"),
        ("keuze: {door: redactie}", "keuze"),
        ("media: [{bestand: a.jpg}]", "media.0"),
        ("periode: 2016-juni", "periode"),
        ("fictief: 'misschien'", "fictief"),
    ],
)
def test_what_is_wrong_is_shown_where_it_stands(text: str, place: str) -> None:
    assert wrong(text) == [place]
