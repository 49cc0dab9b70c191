"""Dates as people write them, in a file and in its name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import MAANDEN
from pipeline.read.dates import date_in_name, parse_date, title_from_name

DAY = date(2016, 3, 14)


@pytest.mark.parametrize(
    "text",
    [
        "2016-03-14",
        "2016-3-14",
        "2016/03/14",
        "20160314",
        "14-03-2016",
        "14-3-2016",
        "14/3/2016",
        "14.3.2016",
        "14 - 3 - 2016",
        "14 maart 2016",
        "14 Maart 2016",
        "14 mrt 2016",
        "14 mrt. 2016",
        "14-mrt-2016",
        "14e maart 2016",
        "maandag 14 maart 2016",
        "Maandag, 14 maart 2016",
        "ma 14 maart 2016",
        "ma. 14 mrt. 2016",
        "2016-03-14T10:30:00Z",
        "2016-03-14 10:30",
        "14-03-2016 10:30",
        "  14   maart   2016 ",
    ],
)
def test_one_day_in_many_spellings(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "14-03-16",
        "14 maart '16",
        "16-03-14",
        "31-02-2016",
        "2016-02-30",
        "2016-14-03",
        "03/14/2016",
        "14-3/2016",
        "0000-01-01",
        "maart 2016",
        "2016",
        "14 maart",
        "14 lentemaand 2016",
        "gisteren",
        "ergens in de lente",
        "14-03-2016 en 15-03-2016",
        "١٤-٠٣-٢٠١٦",
        "",
    ],
)
def test_what_is_no_whole_possible_day_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("stem", "day", "title"),
    [
        ("2016-03-14-de-wandelgroep", DAY, "De wandelgroep"),
        ("2016-03-14 de wandelgroep", DAY, "De wandelgroep"),
        ("2016_03_14_de_wandelgroep", DAY, "De wandelgroep"),
        ("20160314-de-wandelgroep", DAY, "De wandelgroep"),
        ("14-03-2016-de-wandelgroep", DAY, "De wandelgroep"),
        ("de-wandelgroep-2016-03-14", DAY, "De wandelgroep 2016 03 14"),
        ("2016-03-14", DAY, "Zonder titel"),
        ("2016-13-45-x", None, "2016 13 45 x"),
        ("verhaal-12", None, "Verhaal 12"),
        ("12016-03-14", None, "12016 03 14"),
        ("été", None, "Été"),
        ("-", None, "Zonder titel"),
    ],
)
def test_date_and_title_from_a_file_name(stem: str, day: date | None, title: str) -> None:
    assert date_in_name(stem) == day
    assert title_from_name(stem) == title


@given(st.dates(min_value=date(1000, 1, 1)))
@settings(deadline=None)
def test_every_day_reads_back_in_every_dutch_form(day: date) -> None:
    for text in (
        day.isoformat(),
        f"{day.day}-{day.month}-{day.year}",
        f"{day.day} {MAANDEN[day.month - 1]} {day.year}",
        f"{day:%Y%m%d}",
    ):
        assert parse_date(text) == day
    assert date_in_name(f"{day}-iets") == day


@given(st.text(max_size=40))
@settings(deadline=None)
def test_any_text_is_a_day_or_none(text: str) -> None:
    assert parse_date(text) is None or isinstance(parse_date(text), date)
    assert date_in_name(text) is None or isinstance(date_in_name(text), date)
    assert title_from_name(text)
