"""Passages by their place: number, range, list item or id."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportqa.errors import UsageError
from reportqa.search.filters import Filters, allowed_passages
from reportqa.search.names import nearest, there_are

if TYPE_CHECKING:
    from reportqa.documents import Passage
    from reportqa.index import Index

# "26", and as a citation or a reader has it: "para 26", "paragraph 26".
_SPOKEN = re.compile(r"para(?:graph)?s?\.?\s*(?=\d)", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)\s*[-\u2013]\s*(\d+)")
_NUMBER = re.compile(r"[0-9]+")


def look_up(index: Index, places: Sequence[str], filters: Filters) -> list[Passage]:
    """The passages that stand at some places, in the order asked for; all if none is named.

    A paragraph's number gives the paragraph with all the items of its list.

    Args:
        index: An open index.
        places: Numbers (``26``), ranges (``20-25``), items (``141.3``) or ids; each may begin with
            its report and a colon.
        filters: What the passages must meet as well.

    Raises:
        UsageError: There is no such place, or several reports have one.
    """
    allowed = allowed_passages(index, filters)
    passages = index.all_passages() if allowed is None else index.passages(allowed)
    if not places:
        return passages
    found: list[Passage] = []
    for place in places:
        found += _at(_SPOKEN.sub("", place.strip(), count=1), passages)
    return list(dict.fromkeys(found))


def _at(place: str, passages: Sequence[Passage]) -> list[Passage]:
    if not place:
        raise UsageError("the place to show is empty", "Try: reportqa show 26")
    report, inside = _parted(place, passages)
    pool = [passage for passage in passages if report in (None, passage.report)]
    found = _inside(inside, pool)
    if not found:
        raise UsageError(f"there is no passage '{place}'", _what_exists(inside, pool))
    reports = list(dict.fromkeys(passage.report for passage in found))
    if len(reports) > 1:
        names = ", ".join(f"{report}:{inside}" for report in reports[:5])
        raise UsageError(
            f"{len(reports)} reports have a passage '{place}'", f"Say which: {names}, or --report."
        )
    return found


def _parted(place: str, passages: Sequence[Passage]) -> tuple[str | None, str]:
    """The report that a place names, if it does, and the place in it.

    Raises:
        UsageError: It names a report that has no such passages.
    """
    report, colon, inside = place.rpartition(":")
    if not colon:
        return None, place
    known = list(dict.fromkeys(passage.report for passage in passages))
    if report not in known:
        raise UsageError(f"there is no report '{report}'", there_are("Reports", report, known))
    return report, inside


def _inside(place: str, passages: Sequence[Passage]) -> list[Passage]:
    match = _RANGE.fullmatch(place)
    if match:
        first, last = sorted((int(match[1]), int(match[2])))
        return [p for p in passages if _is_number(p) and first <= int(p.number or 0) <= last]
    found = [passage for passage in passages if passage.place == place]
    return found + [p for p in passages if p.number == place and p not in found]


def _is_number(passage: Passage) -> bool:
    return passage.number is not None and _NUMBER.fullmatch(passage.number) is not None


def _what_exists(place: str, passages: Sequence[Passage]) -> str:
    numbers = sorted({int(passage.number or 0) for passage in passages if _is_number(passage)})
    wanted = re.match(r"[0-9]+(?=[-\u2013]|$)", place)
    if wanted and numbers:
        by_distance = sorted(numbers, key=lambda number: abs(number - int(wanted[0])))[:3]
        near = ", ".join(map(str, by_distance))
        return f"Paragraphs run from {numbers[0]} to {numbers[-1]}; nearest: {near}."
    return "Nearest: " + ", ".join(nearest(place, [it.place for it in passages])) + "."
