"""The tagging as rows: one for every sentence that shows a quality, and the counts.

In rows a direction is a word (`plus`, `min`, `beide`), because a spreadsheet takes a cell that
begins with + or - for a formula. The front matter of a story understands these words too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from pipeline.codebook import Codebook
from pipeline.export.text import clean, places, plain_text
from pipeline.model import Richting
from pipeline.protect.publish import Geteld, Publication, PublicVerhaal

Row = dict[str, Any]
Telling = tuple[str, str, str | None, str | None, str | None, str | None]

RICHTING_WOORD = {Richting.PLUS: "plus", Richting.MIN: "min", Richting.BEIDE: "beide"}

TAG_COLUMNS: dict[str, type] = {
    "verhaal": str,
    "titel": str,
    "soort": str,
    "datum": date,
    "periode": str,
    "wijk": str,
    "werksoort": str,
    "verteller": str,
    "toestemming": str,
    "fictief": bool,
    "kwaliteit": str,
    "kwaliteit_naam": str,
    "richting": str,
    "herkomst": str,
    "kans": float,
    "bewijs_richting": str,
    "bewijs_regel": int,
    "bewijs_start": int,
    "bewijs_eind": int,
    "bewijs_tekst": str,
}
"""The columns of a tag row, with their types; `bewijs_start` and `bewijs_eind` are code points."""

COUNT_COLUMNS: dict[str, type] = {
    "telling": str,
    "soort": str,
    "waarde": str,
    "wijk": str,
    "richting": str,
    "herkomst": str,
    "aantal": int,
}
"""The columns of a count: `telling` says what `waarde` is a value of."""


def tag_rows(publication: Publication, codebook: Codebook) -> Iterator[Row]:
    """A row for every sentence of evidence, and for every tag without one."""
    for verhaal in publication.verhalen:
        facts = story_facts(verhaal)
        text = plain_text(verhaal)
        for tag in verhaal.tags:
            row = {
                "verhaal": facts["pad"],
                **{key: value for key, value in facts.items() if key in TAG_COLUMNS},
                "datum": verhaal.datum,
                "kwaliteit": tag.kwaliteit,
                "kwaliteit_naam": codebook.kwaliteit(tag.kwaliteit).naam,
                "richting": RICHTING_WOORD[tag.richting],
                "herkomst": str(tag.herkomst),
                "kans": tag.kans,
            }
            for bewijs, place in zip(tag.bewijs, places(text, tag.bewijs), strict=True):
                yield row | {
                    "bewijs_richting": RICHTING_WOORD[bewijs.richting],
                    "bewijs_regel": bewijs.regel,
                    "bewijs_start": place[0] if place else None,
                    "bewijs_eind": place[1] if place else None,
                    "bewijs_tekst": clean(bewijs.tekst),
                }
            if not tag.bewijs:
                yield row | dict.fromkeys(name for name in TAG_COLUMNS if name not in row)


def story_facts(verhaal: PublicVerhaal) -> Row:
    """What is known of a story besides its text and its tags, as plain values."""
    return {
        "pad": clean(verhaal.pad),
        "titel": clean(verhaal.titel),
        "soort": str(verhaal.soort),
        "datum": verhaal.datum.isoformat() if verhaal.datum else None,
        "periode": str(verhaal.periode) if verhaal.periode else None,
        "wijk": verhaal.wijk,
        "werksoort": verhaal.werksoort,
        "verteller": clean(verhaal.verteller),
        "toestemming": str(verhaal.toestemming),
        "fictief": verhaal.fictief,
    }


def count_rows(publication: Publication) -> list[Row]:
    """How many texts there are, whatever their consent: no finer than the reports show.

    By quality, direction, origin and wijk, and by each of wijk, period, consent and teller.
    """
    counts = Counter(key for row in publication.geteld for key in count_keys(row))
    ordered = sorted(counts.items(), key=lambda item: in_order(item[0]))
    return [dict(zip(COUNT_COLUMNS, (*key, count), strict=True)) for key, count in ordered]


def count_keys(row: Geteld) -> Iterator[Telling]:
    """Everything that a text is counted under: the columns of a count but for the last."""
    soort = str(row.soort)
    for kwaliteit, richting, herkomst in row.tags:
        yield "kwaliteit", soort, kwaliteit, row.wijk, RICHTING_WOORD[richting], str(herkomst)
    for name, value in (
        ("wijk", row.wijk),
        ("periode", str(row.periode) if row.periode else None),
        ("toestemming", str(row.toestemming)),
        ("verteller", clean(row.verteller)),
    ):
        yield name, soort, value, None, None, None


def in_order(key: Telling) -> list[str]:
    """Sort key of a count."""
    return [part or "" for part in key]
