"""A JSON Schema for the front matter of a story, so that an editor checks it while typing.

The keys and values are those of the contract (design, chapter 2) with the names of the codebook.
The reader understands more than the schema allows (such as `thema` with a warning); the schema
holds what is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pipeline.codebook import Codebook
from pipeline.model import MAANDEN, Richting, Soort, Toestemming

_Schema = dict[str, Any]

_WORDS = ("plus", "min", "beide", "positief", "negatief", "+/-")
_MAX_ITEMS = 200


def front_matter_schema(codebook: Codebook) -> _Schema:
    """The schema (draft 2020-12) of the lines between `---` and `---` of a story."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"De gegevens boven een verhaal: {codebook.naam}",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "soort": _one_of("Is dit een verhaal of een verslag?", Soort),
            "titel": _text("De titel. Zonder titel geldt het eerste kopje."),
            "datum": _datum(),
            "wijk": _named(
                "De wijk.", ((w.naam, (w.sleutel, *w.aliassen)) for w in codebook.wijken)
            ),
            "werksoort": _named(
                "Het soort werk.",
                ((w.naam, (w.sleutel, *w.aliassen)) for w in codebook.werksoorten),
            ),
            "verteller": _text(
                "Wie het vertelt: een rol, nooit een naam.", examples=list(codebook.vertellers)
            ),
            "kwaliteiten": _kwaliteiten(codebook),
            "toestemming": _one_of(
                "openbaar: iedereen mag het lezen. anoniem: zonder namen en adressen. "
                "intern: telt mee, maar niemand krijgt het te zien.",
                Toestemming,
            ),
            "keuze": {
                "description": "Wie koos dit verhaal voor het rapport, en waarom?",
                "type": "object",
                "required": ["door", "reden"],
                "additionalProperties": False,
                "properties": {"door": _text("Wie koos."), "reden": _text("Waarom dit verhaal.")},
            },
            "periode": _periode(codebook),
            "deelnemers": _deelnemers(),
            "initiatieven": _texts("De initiatieven van bewoners die zijn besproken."),
            "media": {
                "description": "Foto's en geluid bij het verhaal.",
                "type": "array",
                "maxItems": _MAX_ITEMS,
                "items": {
                    "type": "object",
                    "required": ["bestand", "alt"],
                    "additionalProperties": False,
                    "properties": {
                        "bestand": _text("De naam van het bestand."),
                        "alt": _text("Wat er te zien of te horen is."),
                    },
                },
            },
            "fictief": {"description": "true: dit is een voorbeeld.", "type": "boolean"},
            "verbergen": _texts("Woorden die niemand mag lezen."),
            "niet-verbergen": _texts("Woorden die ten onrechte werden verborgen."),
            "codering": {
                "description": "Wat elke codeur apart vond, om te zien of mensen het eens zijn.",
                "type": "object",
                "maxProperties": _MAX_ITEMS,
                "additionalProperties": _kwaliteiten(codebook),
            },
        },
    }


def _text(description: str, **more: Any) -> _Schema:
    return {"description": description, "type": "string", "minLength": 1, **more}


def _texts(description: str) -> _Schema:
    items = {"type": "array", "maxItems": _MAX_ITEMS, "items": {"type": "string"}}
    return {"description": description, "anyOf": [items, {"type": "string"}]}


def _one_of(description: str, values: Iterable[str]) -> _Schema:
    return {"description": description, "enum": [str(value) for value in values]}


def _named(description: str, names: Iterable[tuple[str, tuple[str, ...]]]) -> _Schema:
    """A name of the codebook: the usual ones for the editor to offer, all in any case."""
    known = list(names)
    every = dict.fromkeys(name for usual, others in known for name in (usual, *others))
    return {
        "description": description,
        "anyOf": [{"enum": [usual for usual, _ in known]}, {"pattern": _any_case(every)}],
        "type": "string",
    }


def _any_case(names: Iterable[str]) -> str:
    """A pattern for the names in any case: JSON Schema knows no flag for that."""
    return f"^(?:{'|'.join(''.join(map(_letter, name)) for name in names)})$"


def _letter(char: str) -> str:
    low, high = char.lower(), char.upper()
    return f"[{low}{high}]" if low != high and len(low) == len(high) == 1 else re.escape(char)


def _datum() -> _Schema:
    months = _any_case(MAANDEN)[1:-1]
    return {
        "description": "De dag, zoals 2016-03-14, 14-03-2016 of 14 maart 2016.",
        "type": "string",
        "pattern": r"^(?:\d{4}-\d\d-\d\d|\d{1,2}-\d{1,2}-\d{4}|"
        rf"\d{{1,2}} {months} \d{{4}})$",
    }


def _periode(codebook: Codebook) -> _Schema:
    months = _any_case(rule.sleutel for rule in codebook.perioden)[1:-1]
    example = f"2016-{codebook.perioden[0].sleutel}"
    return {
        "description": f"Bij een verslag: het overzicht waar het bij hoort, zoals {example}.",
        "type": "string",
        "pattern": rf"^(?:\d{{4}}[- ]{months}|{months} \d{{4}})$",
        "examples": [example],
    }


def _deelnemers() -> _Schema:
    value = {"anyOf": [{"type": ["integer", "string"]}, {"type": "array"}]}
    return {
        "description": "Wie erbij waren: een rol met een aantal, zoals 'bewoner: 4'.",
        "anyOf": [{"type": "object", "additionalProperties": value}, {"type": ["array", "string"]}],
    }


def _kwaliteiten(codebook: Codebook) -> _Schema:
    names = [name for k in codebook.kwaliteiten for name in k.namen]
    directions = {"enum": [*map(str, Richting), *_WORDS]}
    one = {"type": "string", "pattern": _any_case(names)}
    keyed = {
        "type": "object",
        "properties": {
            k.sleutel: {"description": k.definitie, **directions} for k in codebook.kwaliteiten
        },
        "propertyNames": {"pattern": one["pattern"]},
        "additionalProperties": directions,
    }
    return {
        "description": "De kwaliteiten, met + (het is er), - (het ontbreekt) of ± (allebei). "
        "Een lege lijst: geen enkele.",
        "anyOf": [
            keyed,
            {"type": "array", "items": {"anyOf": [{"enum": names}, one, keyed]}},
            one,
        ],
    }
