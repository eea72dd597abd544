"""Figures in a text: numbers, percentages and dates, in digits or in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

Unit = Literal["", "%"]

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: place for place, word in enumerate(_UNITS)} | {
    word: 10 * (place + 2) for place, word in enumerate(_TENS)
}
_SCALES = {
    "hundred": 100.0, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9,
    "bn": 1e9,
}  # fmt: skip
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS) + "|sept"
_DATE = re.compile(
    r"\b(?:(?:(?P<from>\d{1,2})(?:st|nd|rd|th)?\s*(?:[-–—]|to\b|and\b)\s*)?"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{_MONTH})\b\.?"
    r"(?:\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?(?!\d),?)?(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?"
    r"|\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b"
    r"|\b(?P<slashed>\d{1,2}[/.]\d{1,2}[/.](?:19|20)?\d\d)\b",
    re.IGNORECASE,
)
_WORD_NUMBER = "|".join((*_UNITS, *_TENS))
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<digits>\d{1,3}(?:[,\u202f\u2009]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?(?P<scale>k|m|bn|hundred|thousand|million|billion)\b)?"
    r"(?P<percent>\s?%|\s+(?:per\s?cent|percentage\spoints?)\b)?(?![A-Za-z_])"
    rf"|\b(?P<words>(?:{_WORD_NUMBER}|a(?=\s+(?:hundred|thousand)))"
    rf"(?:[\s-]+(?:and\s+)?(?:{_WORD_NUMBER}|hundred|thousand|million))*)\b"
    r"(?P<percent2>\s?%|\s+(?:per\s?cent|percentage\spoints?)\b)?",
    re.IGNORECASE,
)
# Numbers that name something and count nothing.
_NAMED = re.compile(
    r"\b(?:sections?|ss?\.|part|chapters?|acts?|regulations?|tables?|figures?|appendix|annex"
    r"|appendices|items?|recommendations?|key\s+stages?|stages?|levels?|grades?|phases?|steps?"
    r"|notes?|footnotes?|no\.?|nos\.?|number|articles?|schedules?|standards?|volumes?|vol\."
    r"|tiers?|bands?|priority|priorities|objectives?|actions?|covid|version|domain|theme)"
    r"(?:\s+(?:\d+|[a-z])(?:\s*(?:,|and|to|[-–])\s*))*\s*[-–]?\s*\(?$",
    re.IGNORECASE,
)
_PRONOUN_AFTER = re.compile(
    r"\s+(?:of|another|day|or|such|who|that|by)\b|-off|-to-|\s+to\s+one\b", re.IGNORECASE
)
_PRONOUN_BEFORE = re.compile(
    r"\b(?:no|any|every|each|some|this|that|the|only|which|another|last|first|day|least)\s+$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|around|almost|nearly|over|roughly|approximately|approx\.?|circa|c\.|some|under"
    r"|just|(?:more|fewer|less)\s+than|up\s+to|at\s+least|close\s+to|well\s+over|~)\s*$",
    re.IGNORECASE,
)
_ROUNDING = 0.1


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that says something.

    Attributes:
        value: The number.
        unit: ``%`` or nothing.
        text: How it stands there.
        start: Where it begins.
        about: Whether it is said to be rounded.
    """

    value: float
    unit: Unit
    text: str
    start: int
    about: bool = False


@dataclass(frozen=True, slots=True)
class DateTold:
    """A date, or as much of one as is told."""

    day: int | None
    month: int
    year: int | None
    text: str
    start: int

    def is_of(self, date: dt.date) -> bool:
        """Whether it tells of a day, as far as it goes."""
        return (
            self.day in (None, date.day)
            and self.month == date.month
            and self.year in (None, date.year)
        )

    def told_by(self, other: DateTold) -> bool:
        """Whether another date says all that this one does."""
        return self.month == other.month and all(
            mine is None or mine == theirs
            for mine, theirs in ((self.day, other.day), (self.year, other.year))
        )


def is_figure(form: str) -> bool:
    """Whether a word in its compared form is a number, in digits or in words.

    Example:
        >>> [is_figure(word) for word in ("27", "seven", "26.5", "%", "agency")]
        [True, True, True, True, False]
    """
    return form[:1].isdigit() or form in _VALUES or form in _SCALES or form == "%"


def dates_told(text: str) -> list[DateTold]:
    """The dates in a text, the bare name of a month left out.

    Example:
        >>> [(d.day, d.month, d.year) for d in dates_told("on 4 July 2016, and in May 2015")]
        [(4, 7, 2016), (None, 5, 2015)]
    """
    return list(_dates(text))


def _dates(text: str) -> Iterator[DateTold]:
    for match in _DATE.finditer(text):
        place = match[0], match.start()
        if match["iso"]:
            year, month, day = map(int, match["iso"].split("-"))
        elif match["slashed"]:
            day, month, year = map(int, re.split("[/.]", match["slashed"]))
            year += 2000 if year < 100 else 0
        else:
            told = match["day"] or match["day2"]
            if told is None and match["year"] is None:
                continue
            number = [month[:3] for month in _MONTHS].index(match["month"][:3].lower()) + 1
            year_told = int(match["year"]) if match["year"] else None
            for day_told in filter(None, (match["from"], told)):
                yield DateTold(int(day_told), number, year_told, *place)
            if not told:
                yield DateTold(None, number, year_told, *place)
            continue
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield DateTold(day, month, year, *place)


def figures_in(text: str) -> list[Figure]:
    """The numbers that a text tells, dates and names of things (section 47) left out.

    Example:
        >>> [(f.value, f.unit) for f in figures_in("27 (13 per cent) of 1,205; twenty-one in all")]
        [(27.0, ''), (13.0, '%'), (1205.0, ''), (21.0, '')]
        >>> figures_in("under section 47, no one, on 4 July 2016")
        []
    """
    return list(_figures(text))


def _figures(text: str) -> Iterator[Figure]:
    dated = [(date.start, date.start + len(date.text)) for date in _dates(text)]
    for match in _NUMBER.finditer(text):
        start = match.start()
        if any(first <= start < end for first, end in dated):
            continue
        before = text[max(0, start - 60) : start]
        unit: Unit = "%" if match["percent"] or match["percent2"] else ""
        if not unit and _NAMED.search(before):
            continue
        if match["digits"]:
            value = float(re.sub(r"[,\u202f\u2009]", "", match["digits"]))
            value *= _SCALES[match["scale"].lower()] if match["scale"] else 1
        else:
            words = match["words"].lower()
            if words == "one" and (
                _PRONOUN_AFTER.match(text, match.end("words")) or _PRONOUN_BEFORE.search(before)
            ):
                continue
            value = _spoken(words)
        about = _ABOUT.search(before) is not None
        yield Figure(value, unit, match[0].strip(), start, about)


def _spoken(words: str) -> float:
    total, current = 0.0, 0.0
    for word in re.split(r"[\s-]+", words):
        if word in _VALUES:
            current += _VALUES[word]
        elif word == "a":
            current += 1
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
    return total + current


def missing_figures(
    statement: str, sources: Collection[str], dates: Collection[dt.date]
) -> list[str]:
    """The figures and dates of a statement that none of its sources holds.

    Args:
        statement: What the writer says, without quotations and citations.
        sources: The passages that are cited for it.
        dates: The dates of the report itself, which any statement may tell.

    Example:
        >>> missing_figures("27 (14%) of them", ["twenty-seven (13%) of 205"], [])
        ['14%']
    """
    held = [figure for source in sources for figure in figures_in(source)]
    told = [date for source in sources for date in dates_told(source)]
    years = {date.year for date in dates} | {date.year for date in told}
    missing = []
    for figure in figures_in(statement):
        is_year = not figure.unit and figure.value in years and len(figure.text) == 4
        if not is_year and not any(_holds(each, figure) for each in held):
            missing.append((figure.start, figure.text))
    for date in dates_told(statement):
        of_report = any(date.is_of(day) for day in dates)
        if not of_report and not any(date.told_by(each) for each in told):
            missing.append((date.start, date.text.strip()))
    return [text for _, text in sorted(missing)]


def figures_told(statement: str) -> bool:
    """Whether a statement tells any figure or date."""
    return bool(figures_in(statement) or dates_told(statement))


def _holds(source: Figure, figure: Figure) -> bool:
    if source.unit != figure.unit:
        return False
    if figure.about:
        return abs(source.value - figure.value) <= _ROUNDING * max(source.value, figure.value)
    return source.value == figure.value
