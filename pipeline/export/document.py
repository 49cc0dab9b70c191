"""Everything in one JSON document, after `schemas/verhalen.schema.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.codebook import Codebook
from pipeline.export.rows import count_rows, story_facts
from pipeline.export.text import clean, places, plain_text
from pipeline.protect.publish import Publication, PublicTag, PublicVerhaal

SCHEMA = "verhalen.schema.json"
TABELLEN = "tabellen.schema.json"
_VERSIE = 1


def as_json(value: object) -> bytes:
    """A value as indented JSON in UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def schema(name: str = SCHEMA) -> bytes:
    """A published JSON Schema (draft 2020-12): of the document, or of what else is exported."""
    return (Path(__file__).parent / "schemas" / name).read_bytes()


def document(publication: Publication, codebook: Codebook) -> dict[str, Any]:
    """The qualities, the stories with their tags and evidence, and the counts."""
    return {
        "$schema": SCHEMA,
        "versie": _VERSIE,
        "project": codebook.naam,
        "gemeente": codebook.gemeente,
        "organisatie": codebook.organisatie,
        "kwaliteiten": [
            {
                "sleutel": kwaliteit.sleutel,
                "naam": kwaliteit.naam,
                "kort": kwaliteit.kort,
                "definitie": kwaliteit.definitie,
                "wel": list(kwaliteit.wel),
                "niet": list(kwaliteit.niet),
            }
            for kwaliteit in codebook.kwaliteiten
        ],
        "verhalen": [_story(verhaal) for verhaal in publication.verhalen],
        "tellingen": count_rows(publication),
    }


def _story(verhaal: PublicVerhaal) -> dict[str, Any]:
    text = plain_text(verhaal)
    tags = {tag.kwaliteit: _tag(tag, text) for tag in verhaal.tags}
    return story_facts(verhaal) | {"tekst": text, "kwaliteiten": tags}


def _tag(tag: PublicTag, text: str) -> dict[str, Any]:
    return {
        "richting": str(tag.richting),
        "herkomst": str(tag.herkomst),
        "kans": tag.kans,
        "bewijs": [
            {
                "tekst": clean(bewijs.tekst),
                "richting": str(bewijs.richting),
                "regel": bewijs.regel,
                "start": place[0] if place else None,
                "eind": place[1] if place else None,
            }
            for bewijs, place in zip(tag.bewijs, places(text, tag.bewijs), strict=True)
        ],
    }
