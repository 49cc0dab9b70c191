"""Dates as people in the Netherlands write them (design, chapter 2)."""

from __future__ import annotations

import re
from datetime import date

from pipeline.model import MAANDEN

_MONTHS = {name: number for number, name in enumerate(MAANDEN, 1)} | {
    short: number
    for number, shorts in enumerate(
        (
            ("jan",),
            ("feb", "febr"),
            ("mrt", "maa"),
            ("apr",),
            (),
            ("jun",),
            ("jul",),
            ("aug",),
            ("sep", "sept"),
            ("okt",),
            ("nov",),
            ("dec",),
        ),
        1,
    )
    for short in shorts
}
_TIME = r"(?:[t ]\s*\d{1,2}:\d{2}[\d:.,z +-]*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\s?([-/.])\s?(\d{{1,2}})\s?\2\s?(\d{{4}}){_TIME}", re.ASCII)
_IN_WORDS = re.compile(
    r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag,?\s+|(?:ma|di|wo|do|vr|za|zo)[.,]*\s+)?"
    rf"(\d{{1,2}})e?[\s.-]+([a-z]+)[\s.,-]+(\d{{4}}){_TIME}",
    re.ASCII,
)
_NAME_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-_. ]?)(\d{2})\2(\d{2})(?!\d)", re.ASCII)
_NAME_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})([-_. ])(\d{1,2})\2(\d{4})(?!\d)", re.ASCII)


def parse_date(text: str) -> date | None:
    """The day that `text` names, or None when it names no whole, possible day.

    Day before month, as is usual in Dutch; a year has four digits, because two may be either
    century or a month.
    """
    plain = " ".join(text.casefold().split())
    if match := _YEAR_FIRST.fullmatch(plain):
        return _day(match[1], match[3], match[4])
    if match := _COMPACT.fullmatch(plain):
        return _day(*match.groups())
    if match := _DAY_FIRST.fullmatch(plain):
        return _day(match[4], match[3], match[1])
    if (match := _IN_WORDS.fullmatch(plain)) and match[2] in _MONTHS:
        return _day(match[3], _MONTHS[match[2]], match[1])
    return None


def date_in_name(stem: str) -> date | None:
    """The first possible date in a file name without its extension, or None."""
    for match in _NAME_YEAR_FIRST.finditer(stem):
        if found := _day(match[1], match[3], match[4]):
            return found
    for match in _NAME_DAY_FIRST.finditer(stem):
        if found := _day(match[4], match[3], match[1]):
            return found
    return None


def title_from_name(stem: str) -> str:
    """A file name as a title: without the date in front, hyphens as spaces, with a capital."""
    for pattern in (_NAME_YEAR_FIRST, _NAME_DAY_FIRST):
        if (match := pattern.match(stem)) and date_in_name(match[0]):
            stem = stem[match.end() :]
            break
    words = " ".join(re.sub(r"[-_]+", " ", stem).split())
    return words[:1].upper() + words[1:] if words else "Zonder titel"


def _day(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
