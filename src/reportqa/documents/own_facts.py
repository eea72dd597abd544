"""A report's own facts, read off its passages and headings, each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportqa.documents.authority import authority_alone, authority_in_title
from reportqa.documents.dates import dates_in, iso_date_in
from reportqa.documents.facts import Facts
from reportqa.documents.judgements import judgements_in
from reportqa.documents.report import Report

FILE_NAME = "file name"
_FRONT = 40  # places: what is called so stands at a report's front
_TITLE_LINES = 8

_PUBLISHED = re.compile(r"\b(?:report )?published(?: on)?:?\s+(?P<day>\d.*)", re.IGNORECASE)
_INSPECTED = re.compile(
    r"\b(?:inspection|visit)(?: date)?s?\s?(?:\([^)]*\))?:\s*(?P<days>\d.*)", re.IGNORECASE
)
_LEAD = re.compile(r"\b(?:lead|reporting) inspectors?:?\s+(?P<name>[A-Z].*)", re.IGNORECASE)
_RANK = re.compile(
    r",?\s*(?:(?:His|Her) Majesty['’]s Inspectors?|HMI|Senior HMI|Ofsted Inspector|SHMI)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_KINDS = (
    ("re-inspection", re.compile(r"\bre-?inspection of\b", re.IGNORECASE)),
    ("joint inspection", re.compile(r"\bjoint (?:targeted )?(?:area )?inspection", re.IGNORECASE)),
    ("monitoring visit", re.compile(r"\bmonitoring visit", re.IGNORECASE)),
    ("focused visit", re.compile(r"\bfocuss?ed visit", re.IGNORECASE)),
    ("inspection", re.compile(r"\binspection of\b|^inspection\b", re.IGNORECASE)),
    (
        "safeguarding-board review",
        re.compile(r"\breview of\b.*\bsafeguarding (?:children )?board", re.IGNORECASE),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """Something that stands in a report: its words and its place."""

    text: str
    place: str


def own_facts(report: Report, *, file_stem: str, title: str | None = None) -> Facts:
    """Read a report's facts off it.

    Args:
        report: The report as cut.
        file_stem: Its file's name without the ending, which may tell the date.
        title: The title that the file's own properties give, or None.
    """
    lines = list(_lines(report))
    front = lines[:_FRONT]
    told: dict[str, Any] = {}
    places: dict[str, str] = {}
    finders: tuple[tuple[str, Callable[[], tuple[object, str] | None]], ...] = (
        ("title", lambda: _title(front)),
        ("authority", lambda: _authority(front, title)),
        ("publisher", lambda: _publisher(lines)),
        ("kind", lambda: _kind(front, title)),
        ("published", lambda: _published(front, file_stem)),
        ("inspected", lambda: _inspected(front)),
        ("lead_inspector", lambda: _lead_inspector(lines)),
    )
    for name, find in finders:
        found = find()
        if found is not None:
            told[name], places[name] = found
    judgements = judgements_in(report)
    if judgements:
        places["judgements"] = judgements[0].place
    told.setdefault("title", title or file_stem)
    return replace(Facts(**told), judgements=judgements, read_from=tuple(sorted(places.items())))


def _lines(report: Report) -> Iterator[Line]:
    """Passages and headings in the order of the text."""
    stand = [
        (spans[0][0] if spans else 0, Line(passage.text, passage.place))
        for passage, spans in zip(report.passages, report.passage_spans, strict=True)
    ]
    stand += [
        (heading.spans[0][0] if heading.spans else 0, Line(heading.text, f"‘{heading.text}’"))
        for heading in report.headings
    ]
    stand.sort(key=lambda each: each[0])
    for _, line in stand:
        yield line


def _title(front: Sequence[Line]) -> tuple[object, str] | None:
    """The lines of the title page that say what was inspected or reviewed, joined."""
    first = next((at for at, line in enumerate(front[:_TITLE_LINES]) if _is_title(line.text)), None)
    if first is None:
        return None
    words = [front[first].text]
    for before, line in zip(front[first + 1 :], front[first + 2 :], strict=False):
        if before.text.lower() != "and" or not _is_title(line.text):
            break
        words += [before.text, line.text]
    return " ".join(" ".join(words).split()), front[first].place


def _is_title(text: str) -> bool:
    starts = re.match(r"(?:re-?)?inspection\b|review of\b|.{0,40}\bvisit\b", text, re.IGNORECASE)
    return starts is not None and ":" not in text


def _authority(front: Sequence[Line], title: str | None) -> tuple[object, str] | None:
    for line in front[:_TITLE_LINES]:
        if name := authority_in_title(" ".join(line.text.split())):
            return name, line.place
    for line in front[:_TITLE_LINES]:
        if name := authority_alone(line.text):
            return name, line.place
    name = authority_in_title(title) if title else None
    return (name, "file properties") if name else None


def _publisher(lines: Sequence[Line]) -> tuple[object, str] | None:
    for line in lines:
        if re.search(r"\bOfsted\b|Office for Standards in Education", line.text):
            return "Ofsted", line.place
    return None


def _kind(front: Sequence[Line], title: str | None) -> tuple[object, str] | None:
    titles = [*front[:_TITLE_LINES], *([Line(title, "file properties")] if title else [])]
    for kind, pattern in _KINDS:
        for line in titles:
            if pattern.search(" ".join(line.text.split())):
                return kind, line.place
    return None


def _published(front: Sequence[Line], stem: str) -> tuple[object, str] | None:
    for line in front:
        match = _PUBLISHED.search(line.text)
        days = dates_in(match["day"]) if match else []
        if days:
            return days[0], line.place
    day = iso_date_in(stem)
    return (day, FILE_NAME) if day else None


def _inspected(front: Sequence[Line]) -> tuple[object, str] | None:
    for line in front:
        match = _INSPECTED.search(" ".join(line.text.split()))
        days = dates_in(match["days"].partition("ublished")[0]) if match else []
        if days:
            return (min(days), max(days)), line.place
    return None


def _lead_inspector(lines: Sequence[Line]) -> tuple[object, str] | None:
    for at, line in enumerate(lines):
        match = _LEAD.match(line.text.lstrip())
        if match is None:
            continue
        name = _RANK.sub("", " ".join(match["name"].split("\n"))).strip(" ,.")
        if name and len(name.split()) <= 6:
            return name, lines[at].place
    return None
