"""Dates as reports print them."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*:)(?:\s+(?P<month>{_MONTH})\b)?"
    r"(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")


def dates_in(text: str) -> list[dt.date]:
    """The dates in a text, a day that lacks its month or year taking that of the next.

    Example:
        >>> [day.isoformat() for day in dates_in("24 January to 4 February 2022")]
        ['2022-01-24', '2022-02-04']
        >>> [day.isoformat() for day in dates_in("15-19 July 2013")]
        ['2013-07-15', '2013-07-19']
    """
    found: list[dt.date] = []
    month = year = 0
    for match in reversed(list(_DAY.finditer(text))):
        if match["month"]:
            month = _MONTHS.index(match["month"].lower()) + 1
        if match["year"]:
            year = int(match["year"])
        if not (month and year):
            continue
        try:
            found.append(dt.date(year, month, int(match["day"])))
        except ValueError:
            continue
    return found[::-1]


def iso_date_in(text: str) -> dt.date | None:
    """The date that a file's name gives, or None.

    Example:
        >>> iso_date_in("barnet-2024-07-23")
        datetime.date(2024, 7, 23)
    """
    match = _ISO.search(text)
    if match is None:
        return None
    try:
        return dt.date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
