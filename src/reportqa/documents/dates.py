"""Dates as reports print them, and as people write them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_SHORT = "|".join(dict.fromkeys((*(month[:3] for month in _MONTHS), "sept")))
_DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*:)(?:\s+(?P<month>{_MONTH})\b)?"
    r"(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?:(?P<month>{_MONTH}|{_SHORT})\.?,?\s+)?"
    r"(?P<year>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>\d\d?)(?:-(?P<day>\d\d?))?)?")
# As the British write it, whatever parts it: "20/9/2016", "20.09.2016"; "9/2016" is a month.
_DAY_FIRST = re.compile(
    r"(?:(?P<day>\d\d?)(?P<part>[/.-]))?(?P<month>\d\d?)(?(part)(?P=part)|/)(?P<year>(?:19|20)\d\d)"
)
_STANDING = re.compile(
    rf"(?<![\w/.-])(?:(?:19|20)\d\d-\d\d?-\d\d?|\d\d?(?P<part>[/.-])\d\d?(?P=part)(?:19|20)\d\d|(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?"
    rf"(?:{_MONTH}|{_SHORT})\.?,?\s+)?(?:19|20)\d\d)(?!\w|[-/\u2013]\d|[.,]\d)",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month or year: its first and its last day."""

    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


def period(text: str) -> Period | None:
    """The day, month or year that somebody wrote, or None; of numbers alone the day comes first.

    Example:
        >>> period("2016").last.isoformat(), period("Feb 2016").last.isoformat()
        ('2016-12-31', '2016-02-29')
        >>> period("2016-9-20") == period("20th September 2016"), period("2016-13")
        (True, None)
        >>> period("20/9/2016") == period("2016-09-20"), period("9/20/2016")
        (True, None)
    """
    written = " ".join(text.split())
    forms = (_NUMERIC, _WRITTEN, _DAY_FIRST)
    match = next(filter(None, (form.fullmatch(written) for form in forms)), None)
    if match is None or (match["day"] and not match["month"]):
        return None
    year, month = int(match["year"]), _month(match["month"])
    if month is not None and not 1 <= month <= len(_MONTHS):
        return None
    try:
        if match["day"]:
            day = dt.date(year, month or 1, int(match["day"]))
            return Period(day, day)
    except ValueError:
        return None
    first, last = (1, len(_MONTHS)) if month is None else (month, month)
    return Period(dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1]))


def periods_in(text: str) -> list[tuple[int, int, Period]]:
    """The days, months and years that a text names, each with where it stands.

    A year of accounts ("2015-16", "2015/16") is none.

    Example:
        >>> [when.first.isoformat() for _, _, when in periods_in("In May 2016, not 2015-16")]
        ['2016-05-01']
    """
    found = []
    for match in _STANDING.finditer(text):
        when = period(match[0])
        if when is not None:
            found.append((match.start(), match.end(), when))
    return found


def _month(written: str | None) -> int | None:
    if written is None or written.isdecimal():
        return int(written) if written else None
    return next(at for at, name in enumerate(_MONTHS, 1) if name.startswith(written.lower()[:3]))


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


def date_alone(text: str) -> dt.date | None:
    """The date that a text is and nothing else, as at the head of a letter, or None.

    Example:
        >>> date_alone("20 December 2018"), date_alone("On 20 December 2018")
        (datetime.date(2018, 12, 20), None)
    """
    match = _DAY.fullmatch(text.strip())
    if match is None or not (match["month"] and match["year"]):
        return None
    return next(iter(dates_in(text)), None)


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
