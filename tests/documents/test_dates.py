"""Dates as people write them, and dates in a question."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.documents import long_date, period, periods_in


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", "2016-01-01", "2016-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2016-9-20", "2016-09-20", "2016-09-20"),
        ("Sept. 2016", "2016-09-01", "2016-09-30"),
        (" 20th  september 2016 ", "2016-09-20", "2016-09-20"),
        ("9/2016", "2016-09-01", "2016-09-30"),
    ],
)
def test_a_day_month_or_year(text: str, first: str, last: str) -> None:
    found = period(text)
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "16", "2016-13", "31 Feb 2016", "5 2016", "soon", "1016", "9/20/2016", "1/2-2016"]
)
def test_no_date(text: str) -> None:
    assert period(text) is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_a_day_as_it_is_printed_or_stored_is_that_day(day: dt.date) -> None:
    for written in (long_date(day), day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}"):
        found = period(written)
        assert found is not None
        assert found.first == found.last == day
        assert [when for _, _, when in periods_in(f"In {written}, what was found?")] == [found]


@pytest.mark.parametrize(
    "text", ["in 2015-16", "in 2015/16", "2,016 children", "ref 12016", "v2016a"]
)
def test_a_year_of_accounts_or_a_part_of_a_number_is_no_year(text: str) -> None:
    assert periods_in(text) == []
