"""Whom and when a question names: the reports that it is likely to be about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from reportqa.documents import Period, long_date, periods_in
from reportqa.search.authorities import Authorities, Named, of_england
from reportqa.search.filters import ordinals_of
from reportqa.search.results import About
from reportqa.search.spelling import in_dictionary

if TYPE_CHECKING:
    from reportqa.index import Index, IndexedReport

_YEAR = r"(?:19|20)\d\d(?![\w/]|[-\u2013.,]\d)"
_BARE_YEAR = r"(?<![\w/.-])(?:19|20)\d\d"
# "2020 to 2024", "2020-2024", "between 2020 and 2024", "since 2019"; "since the 2016 report" is of
# no time by itself.
_SPAN = re.compile(
    rf"(?:{_BARE_YEAR}\s*(?:-|\u2013|\bto\b)\s*{_YEAR}|\bbetween\s+{_BARE_YEAR}\s+and\s+{_YEAR}"
    rf"|\b(?:after|before|since)\s+{_YEAR}(?!\s+(?:inspection|report|visit)))",
    re.IGNORECASE,
)
# What is added to a year to have the first or the last of a time that it bounds.
_OPEN = {"after": (1, None), "before": (0, -1), "since": (0, None)}
_ACCOUNTS = re.compile(r"\d{4}[-\u2013]\d{4}")  # "2015-2016" is a year of accounts
_OWNING = re.compile(r"['’]s?$")
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
# "since the report of 2014" is of what came later, "by March 2016" of no report.
_NOT_OF = re.compile(
    r"\b(?:(?:after|before|since|till|until)(?:\s+[\w'’]+){0,5}|(?:between|by|ending|up to))\s+$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:and|to|or|,|-|–)\s*")
_LATEST = re.compile(
    r"(?<!since )(?<!since the )(?<!since its )\b(?:latest|newest|most recent|last)\s+"
    r"(?:ofsted\s+)?(?:report|inspection|visit)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Time:
    """A time that a question names: where, and as it is told."""

    start: int
    end: int
    when: Period
    shown: str


class Namer:
    """Reads from questions whom and when they name, for one index.

    Args:
        index: An open index.
    """

    def __init__(self, index: Index) -> None:
        self._index = index

    @cached_property
    def authorities(self) -> Authorities:
        """The authorities that the reports are about."""
        reports = self._index.reports()
        names = [report.facts.authority for report in reports if report.facts.authority]
        vocabulary = self._index.vocabulary()
        return Authorities(names, lambda word: word in vocabulary or in_dictionary(word))

    @cached_property
    def _elsewhere(self) -> Authorities:
        """The authorities of England that no report is about; no slip is taken for one."""
        of_shelf = self.authorities.called
        return Authorities((name for name in of_england() if not of_shelf(name)), lambda word: True)

    def named_in(self, text: str) -> list[Named]:
        """The authorities that a question names, with where; none where there is but one."""
        if len(self.authorities.names) < 2:
            return []
        longer = self._elsewhere.find_elsewhere(text)
        return [it for it in self.authorities.find(text) if not any(_in(it, of) for of in longer)]

    def absent_from(self, text: str, reports: Sequence[IndexedReport]) -> tuple[str, ...]:
        """The authorities that a question names and that no report of the index is about.

        None is told that the reports asked write of themselves, as of a neighbour: those of the
        authorities named, or all where all are about one. Nor is any where no report tells its
        authority.

        Args:
            text: The question.
            reports: The reports that are asked, if not the whole shelf; else ().
        """
        if not self.authorities.names:
            return ()
        here = self.authorities.find(text)
        missing = [
            it
            for it in self._elsewhere.find_elsewhere(text)
            if not any(_overlap(it, of) and not _in(of, it) for of in here)
            and not self._written_of(it, text, reports)
        ]
        return tuple(dict.fromkeys(" or ".join(it.authorities) for it in missing))

    def _written_of(self, named: Named, text: str, reports: Sequence[IndexedReport]) -> bool:
        if not reports:
            return False
        among = ordinals_of(reports)
        written = _OWNING.sub("", text[named.start : named.end])
        holding = self._index.lexical([written], len(among), among)[0]
        by_name = Authorities(named.authorities, lambda word: True)
        return any(by_name.find(passage.text) for passage in self._index.passages(holding))

    def names_in(
        self, text: str, reports: Sequence[IndexedReport], about: About | None
    ) -> tuple[tuple[int, int], ...]:
        """Where a question names what some reports are about all over: authorities and dates.

        Nothing is such where all reports of the index are about one authority, and no date is
        that is not of a report that the question means. Years that bound the time of publication
        are no words of a report either.

        Args:
            text: The question.
            reports: The reports that may be found.
            about: What it names.
        """
        covered = {report.facts.authority for report in reports}
        named = [it for it in self.named_in(text) if covered.issuperset(it.authorities)]
        bounds = [(it.start, it.end) for it in _spans(text)] if about and about.reports else []
        if not named:
            return tuple(bounds)
        meant = [it for it in reports if about is not None and it.id in about.reports]
        dates = [(start, end) for start, end, when in periods_in(text) if _of_times(meant, [when])]
        return tuple(sorted([*((it.start, it.end) for it in named), *dates, *bounds]))

    def about(self, text: str, reports: Sequence[IndexedReport]) -> About | None:
        """What a question names, if it parts some reports from others or is not to be had.

        An authority counts by any of its names. A day, month or year counts if a report (of the
        authority named) was published then, or else if its inspection ended then. "The latest
        report" counts beside an authority. Where only such authorities are named that have no
        report, a time favours nobody else's.

        Args:
            text: The question.
            reports: The reports that may be found.
        """
        names = dict.fromkeys(name for it in self.named_in(text) for name in it.authorities)
        of_names = {
            name: found
            for name in names
            if (found := [report for report in reports if report.facts.authority == name])
        }
        asked = [report for group in of_names.values() for report in group]
        absent = self.absent_from(text, asked if len(self.authorities.names) > 1 else reports)
        left_out = tuple(name for name in names if name not in of_names)
        times = [] if (absent or names) and not of_names else list(_times(text))
        when = " and ".join(time.shown for time in times)
        meant = _meant(list(of_names.values()) or [reports], times, whole=bool(of_names))
        if of_names and not times and _LATEST.search(text):
            meant, when = [_latest(group) for group in of_names.values()], "latest"
        unmet = when if when and of_names and not meant else None
        if unmet:
            left_out += self._of_time(times, of_names)
        if not meant:
            meant, when = asked, ""
        if not 0 < len(meant) < len(reports):
            meant = []
        ids = tuple(report.id for report in meant)
        about = About(tuple(of_names), when or None, unmet, ids, absent, left_out)
        return about if ids else without_reports(about)

    def _of_time(self, times: Sequence[_Time], names: Iterable[str]) -> tuple[str, ...]:
        """Those authorities of which the index has a report of some times."""
        found = _of_times(self._index.reports(), [time.when for time in times])
        return tuple(name for name in names if name in {it.facts.authority for it in found})


def without_reports(about: About) -> About | None:
    """What a question names although none of it is favoured; None if nothing is left to tell."""
    telling = about.absent or about.left_out or about.unmet
    return replace(about, published=None, reports=()) if telling else None


def _meant(
    groups: Sequence[Sequence[IndexedReport]], times: Sequence[_Time], *, whole: bool
) -> list[IndexedReport]:
    """The reports of some times; of a group without any all, if `whole` and another has some."""
    of_times = [_of_times(group, [time.when for time in times]) for group in groups]
    return [
        report
        for found, group in zip(of_times, groups, strict=True)
        for report in found or (group if whole and any(of_times) else ())
    ]


def _in(one: Named, other: Named) -> bool:
    """Whether a name is but part of another."""
    return _overlap(one, other) and one.end - one.start < other.end - other.start


def _overlap(one: Named, other: Named) -> bool:
    return one.start < other.end and other.start < one.end


def _times(text: str) -> Iterator[_Time]:
    """The times that a question names, but those that only bound another."""
    spans = list(_spans(text))
    yield from spans
    bound_until = -1
    for start, end, when in periods_in(text):
        if any(span.start <= start < span.end for span in spans):
            continue
        joined = bound_until >= 0 and _AND.fullmatch(text[bound_until:start])
        if joined or _NOT_OF.search(text[:start]):
            bound_until = end
        else:
            yield _Time(start, end, when, _shown(when))


def _spans(text: str) -> Iterator[_Time]:
    """The times that a question names by one year or two that bound them."""
    for match in _SPAN.finditer(text):
        first, *others = (int(year) for year in _ANY_YEAR.findall(match[0]))
        word = match[0].split()[0].lower()
        if others and first < others[0]:
            if _ACCOUNTS.fullmatch(match[0]) and others[0] == first + 1:
                continue
            when, shown = _years(first, others[0]), f"{first} to {others[0]}"
        elif word in _OPEN:
            low, high = _OPEN[word]
            when = _years(first + low, dt.MAXYEAR) if high is None else _years(1, first + high)
            shown = f"{word} {first}"
        else:
            continue
        yield _Time(match.start(), match.end(), when, shown)


def _years(first: int, last: int) -> Period:
    return Period(dt.date(first, 1, 1), dt.date(last, 12, 31))


def _of_times(reports: Sequence[IndexedReport], times: Sequence[Period]) -> list[IndexedReport]:
    found = []
    for when in times:
        published = [it for it in reports if it.facts.published and it.facts.published in when]
        inspected = [it for it in reports if it.facts.inspected and it.facts.inspected[1] in when]
        found += published or inspected
    return list({report.id: report for report in found}.values())


def _latest(reports: Sequence[IndexedReport]) -> IndexedReport:
    dated = [report for report in reports if report.facts.published]
    return max(dated or reports, key=lambda it: str(it.facts.published or it.id))


def _shown(when: Period) -> str:
    if when.first == when.last:
        return long_date(when.first)
    if when.first.month == when.last.month:
        return long_date(when.first).partition(" ")[2]
    return str(when.first.year)
