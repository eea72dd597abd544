"""Whom and when a question names: the reports that it is likely to be about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from reportqa.documents import Period, long_date, periods_in
from reportqa.search.authorities import Authorities, Named
from reportqa.search.results import About
from reportqa.search.spelling import in_dictionary

if TYPE_CHECKING:
    from reportqa.index import Index, IndexedReport

# "since 2014" is of what came later, "by March 2016" of no report.
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

    def named_in(self, text: str) -> list[Named]:
        """The authorities that a question names, with where; none where there is but one."""
        return self.authorities.find(text) if len(self.authorities.names) > 1 else []

    def names_in(
        self, text: str, reports: Sequence[IndexedReport], about: About | None
    ) -> tuple[tuple[int, int], ...]:
        """Where a question names what some reports are about all over: authorities and dates.

        Nothing is such where all reports of the index are about one authority, and no date is
        that is not of a report that the question means.

        Args:
            text: The question.
            reports: The reports that may be found.
            about: What it names.
        """
        covered = {report.facts.authority for report in reports}
        named = [it for it in self.named_in(text) if covered.issuperset(it.authorities)]
        if not named:
            return ()
        meant = [it for it in reports if about is not None and it.id in about.reports]
        dates = [(start, end) for start, end, when in periods_in(text) if _of_times(meant, [when])]
        return tuple(sorted([*((it.start, it.end) for it in named), *dates]))

    def about(self, text: str, reports: Sequence[IndexedReport]) -> About | None:
        """What a question names, if it parts some reports from others.

        An authority counts by any of its names. A day, month or year counts if a report (of the
        authority named) was published then, or else if its inspection ended then. "The latest
        report" counts beside an authority.

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
        groups = list(of_names.values()) or [list(reports)]
        times = list(_times(text))
        of_times = [_of_times(group, times) for group in groups]
        meant = [
            report
            for found, group in zip(of_times, groups, strict=True)
            for report in found or (group if of_names and any(of_times) else ())
        ]
        when = " and ".join(_shown(time) for time in times)
        latest = bool(of_names) and not times and _LATEST.search(text) is not None
        if latest:
            meant, when = [_latest(group) for group in groups], "latest"
        unmet = when if when and of_names and not meant else None
        if not meant:
            meant, when = [report for group in of_names.values() for report in group], ""
        if not 0 < len(meant) < len(reports):
            return None
        return About(tuple(of_names), when or None, unmet, tuple(report.id for report in meant))


def _times(text: str) -> Iterator[Period]:
    """The times that a question names, but those that only bound another."""
    bound_until = -1
    for start, end, when in periods_in(text):
        joined = bound_until >= 0 and _AND.fullmatch(text[bound_until:start])
        if joined or _NOT_OF.search(text[:start]):
            bound_until = end
        else:
            yield when


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
