"""Passages by their place: number, range, list item or id."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportqa.errors import UsageError
from reportqa.search.filters import Filters, allowed_passages, nearest

if TYPE_CHECKING:
    from reportqa.documents import Passage
    from reportqa.index import Index

_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")


def look_up(index: Index, places: Sequence[str], filters: Filters) -> list[Passage]:
    """The passages that stand at some places, in the order asked for; all if none is named.

    A paragraph's number gives the paragraph with all the items of its list.

    Args:
        index: An open index.
        places: Numbers (``26``), ranges (``20-25``), items (``141.3``) or ids.
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
        found += _at(place.strip(), passages)
    return list(dict.fromkeys(found))


def _at(place: str, passages: Sequence[Passage]) -> list[Passage]:
    match = _RANGE.fullmatch(place)
    if match:
        first, last = int(match[1]), int(match[2])
        found = [p for p in passages if p.number and first <= int(p.number) <= last]
    else:
        found = [p for p in passages if place in (p.id, p.place)]
        found += [p for p in passages if p.number == place and p not in found]
    if not found:
        raise UsageError(f"there is no passage '{place}'", _what_exists(place, passages))
    reports = list(dict.fromkeys(passage.report for passage in found))
    if len(reports) > 1:
        names = ", ".join(f"{report}:{place}" for report in reports[:5])
        raise UsageError(
            f"{len(reports)} reports have a passage '{place}'", f"Say which: {names}, or --report."
        )
    return found


def _what_exists(place: str, passages: Sequence[Passage]) -> str:
    numbers = sorted({int(passage.number) for passage in passages if passage.number})
    if place.isdigit() and numbers:
        by_distance = sorted(numbers, key=lambda number: abs(number - int(place)))[:3]
        near = ", ".join(map(str, by_distance))
        return f"Paragraphs run from {numbers[0]} to {numbers[-1]}; nearest: {near}."
    known = [passage.id if ":" in place else passage.place for passage in passages]
    return "Nearest: " + ", ".join(nearest(place, known)) + "."
