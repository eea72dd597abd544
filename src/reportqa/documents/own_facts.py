"""A report's own facts, read off its passages and headings, each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportqa.documents.authority import authority_alone, authority_in_title
from reportqa.documents.blocks import is_finished
from reportqa.documents.dates import date_alone, dates_in, iso_date_in
from reportqa.documents.facts import Facts
from reportqa.documents.judgements import judgements_in
from reportqa.documents.report import Report

FILE_NAME = "file name"
_FRONT = 40  # places: what is called so stands at a report's front
_TITLE_LINES = 8
_LONGEST_TITLE = 40  # words
_LONGEST_NAME = 6  # words of each inspector's name

_PUBLISHED = re.compile(
    r"\b(?:(?:report )?published(?: on)?|(?:date of )?publication(?: date)?):?\s+(?P<day>\d.*)",
    re.IGNORECASE,
)
_INSPECTED = re.compile(
    r"\b(?:inspection|visit)(?: date)?s?\s?(?:\([^)]*\))?:\s*(?P<days>\d.*)", re.IGNORECASE
)
# In a letter the dates stand in its first sentences, and who led signs it.
_TOLD_DAYS = re.compile(
    r"\b(?:visit|inspection)\b[^.]{0,200}?\b(?:on|from)\s+(?P<on>\d[^.]{0,40}?\b(?:19|20)\d\d)\b"
    r"|\bbetween\s+(?P<between>\d[^.]{0,40}?\b(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_DEAR = re.compile(r"dear\s+\S[^.]{0,80}$", re.IGNORECASE)
_YOURS = re.compile(r"yours (?:sincerely|faithfully)\b[,.]?", re.IGNORECASE)
_LICENCE = re.compile(
    r"\b(?:under|terms of) (?:the )?(?:terms of the )?(Open Government Licence"
    r"(?: v(?:ersion )?\d(?:\.\d)?)?)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"(?:[A-Z][\w’'-]+|[A-Z]\.?)(?:\s+(?:[A-Z][\w’'-]+|[A-Z]\.?|de|van|von)){1,4}")
_COUNCIL = re.compile(r"\b(?:council|county|borough|authority)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"\b(?:lead|reporting) inspector(?P<many>s)?:?\s+(?P<name>[A-Z].*)", re.IGNORECASE | re.DOTALL
)
_RANK = r",?\s*\b(?:(?:His|Her) Majesty['’]s Inspectors?|HMI|Senior HMI|Ofsted Inspector|SHMI)\b"
_FROM_RANK_ON = re.compile(rf"{_RANK}.*", re.IGNORECASE | re.DOTALL)
_RANKS = re.compile(_RANK, re.IGNORECASE)
_TITLE = re.compile(
    r"(?:ofsted\s+)?(?:(?:annual|unannounced|joint|targeted|area|send|pilot)\s+)*"
    r"(?:re-?)?inspection\b|review of\b|.{0,40}\bvisit\b",
    re.IGNORECASE,
)
_KINDS = (
    ("re-inspection", re.compile(r"\bre-?inspection of\b", re.IGNORECASE)),
    ("joint inspection", re.compile(r"\bjoint (?:targeted )?(?:area )?inspection", re.IGNORECASE)),
    ("monitoring visit", re.compile(r"\bmonitoring visit", re.IGNORECASE)),
    ("focused visit", re.compile(r"\b(?:focuss?ed|assurance)(?: \w+)? visit", re.IGNORECASE)),
    ("inspection", re.compile(r"\binspection of\b|^inspection\b", re.IGNORECASE)),
    (
        "safeguarding-board review",
        re.compile(r"\breview of\b.*\bsafeguarding (?:children )?board", re.IGNORECASE),
    ),
)


_Found = tuple[object, str] | None
_Finders = tuple[tuple[str, Callable[[], _Found]], ...]


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
    if any(_DEAR.match(line.text) for line in front):
        finders = _of_letter(lines, title, file_stem)
    else:
        finders = _of_report(lines, title, file_stem)
    told: dict[str, Any] = {}
    places: dict[str, str] = {}
    for name, find in finders:
        found = find()
        if found is not None:
            told[name], places[name] = found
    judgements = judgements_in(report)
    if judgements:
        places["judgements"] = judgements[0].place
    told.setdefault("title", title or file_stem)
    return replace(Facts(**told), judgements=judgements, read_from=tuple(sorted(places.items())))


def _of_report(lines: Sequence[Line], title: str | None, stem: str) -> _Finders:
    """What tells each fact in a report with a title page."""
    front = lines[:_FRONT]
    return (
        ("title", lambda: _title(front)),
        ("authority", lambda: _authority(front, title)),
        ("publisher", lambda: _publisher(lines)),
        ("kind", lambda: _kind(_titles(front[:_TITLE_LINES]), title)),
        ("published", lambda: _published(front) or _dated(stem)),
        ("inspected", lambda: _inspected(front)),
        ("lead_inspector", lambda: _lead_inspector(lines)),
        ("licence", lambda: _licence(lines)),
    )


def _of_letter(lines: Sequence[Line], title: str | None, stem: str) -> _Finders:
    """What tells each fact in a letter, where addresses stand above the title."""
    front = lines[:_FRONT]
    titles = _titles(front)
    return (
        ("title", lambda: _title(titles)),
        ("authority", lambda: _authority_in(titles) or _addressed(front)),
        ("publisher", lambda: _publisher(lines)),
        ("kind", lambda: _kind(titles, title)),
        ("published", lambda: _published(front) or _letter_dated(front) or _dated(stem)),
        ("inspected", lambda: _inspected(front) or _inspected_as_told(front)),
        ("lead_inspector", lambda: _lead_inspector(lines) or _signed(lines)),
        ("licence", lambda: _licence(lines)),
    )


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


def _title(front: Sequence[Line]) -> _Found:
    """The lines of the title page that say what was inspected or reviewed, joined."""
    first = next((at for at, line in enumerate(front[:_TITLE_LINES]) if _is_title(line.text)), None)
    if first is None:
        return None
    words, rest = [front[first].text], front[first + 1 :]
    while rest and rest[0].text.lower().startswith("and"):
        taken = rest[: 2 if rest[0].text.lower() == "and" else 1]
        more = " ".join(line.text for line in taken)
        if not _is_title(more[len("and") :].strip()):
            break
        words, rest = [*words, more], rest[len(taken) :]
    return " ".join(" ".join(words).split()), front[first].place


def _titles(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if _is_title(line.text)]


def _is_title(text: str) -> bool:
    is_short = len(text.split()) <= _LONGEST_TITLE and ":" not in text
    return is_short and _TITLE.match(text) is not None and not is_finished(text)


def _authority(front: Sequence[Line], title: str | None) -> _Found:
    if found := _authority_in(front[:_TITLE_LINES]):
        return found
    for line in _beside_title(front[:_TITLE_LINES]):
        if name := authority_alone(line.text):
            return name, line.place
    name = authority_in_title(title) if title else None
    return (name, "file properties") if name else None


def _beside_title(front: Sequence[Line]) -> list[Line]:
    """The lines that may be the authority's name: next to the title, or a council by their words.

    Any other line that stands alone ("Findings") is a heading.
    """
    titles = [at for at, line in enumerate(front) if _is_title(line.text)]
    beside = {at + step for at in titles for step in (-1, 1)}
    return [line for at, line in enumerate(front) if at in beside or _COUNCIL.search(line.text)]


def _authority_in(lines: Sequence[Line]) -> _Found:
    for line in lines:
        if name := authority_in_title(" ".join(line.text.split())):
            return name, line.place
    return None


def _addressed(front: Sequence[Line]) -> _Found:
    """The council that a letter is addressed to."""
    for line in front:
        for part in line.text.split("\n"):
            if _COUNCIL.search(part) and (name := authority_alone(part)):
                return name, line.place
    return None


def _publisher(lines: Sequence[Line]) -> _Found:
    for line in lines:
        if re.search(r"\bOfsted\b|Office for Standards in Education", line.text):
            return "Ofsted", line.place
    return None


def _licence(lines: Sequence[Line]) -> _Found:
    """The licence that the imprint grants; it stands at the end."""
    for line in reversed(lines):
        if found := _LICENCE.search(" ".join(line.text.split())):
            return found[1], line.place
    return None


def _kind(titles: Sequence[Line], title: str | None) -> _Found:
    told = [*titles, *([Line(title, "file properties")] if title else [])]
    for kind, pattern in _KINDS:
        for line in told:
            if pattern.search(" ".join(line.text.split())):
                return kind, line.place
    return None


def _published(front: Sequence[Line]) -> _Found:
    for line in front:
        match = _PUBLISHED.search(line.text)
        days = dates_in(match["day"]) if match else []
        if days:
            return days[0], line.place
    return None


def _letter_dated(front: Sequence[Line]) -> _Found:
    """The day that stands alone at a letter's head."""
    for line in front:
        for part in line.text.split("\n"):
            day = date_alone(part)
            if day is not None:
                return day, line.place
    return None


def _dated(stem: str) -> _Found:
    day = iso_date_in(stem)
    return (day, FILE_NAME) if day else None


def _inspected(front: Sequence[Line]) -> _Found:
    for line in front:
        match = _INSPECTED.search(" ".join(line.text.split()))
        days = dates_in(match["days"].partition("ublished")[0]) if match else []
        if days:
            return (min(days), max(days)), line.place
    return None


def _inspected_as_told(front: Sequence[Line]) -> _Found:
    for line in front:
        match = _TOLD_DAYS.search(" ".join(line.text.split()))
        days = dates_in(match["on"] or match["between"]) if match else []
        if days:
            return (min(days), max(days)), line.place
    return None


def _lead_inspector(lines: Sequence[Line]) -> _Found:
    for line in lines:
        match = _LEAD.match(line.text.lstrip())
        if match is None:
            continue
        told = " ".join(match["name"].split())
        if match["many"]:
            names = re.split(r",?\s+and\s+|,\s*", _RANKS.sub("", told).strip(" ,."))
        else:
            names = [_FROM_RANK_ON.sub("", told).strip(" ,.")]
        if names[0] and all(len(name.split()) <= _LONGEST_NAME for name in names):
            return " and ".join(filter(None, names)), line.place
    return None


def _signed(lines: Sequence[Line]) -> _Found:
    """Who signed a letter: the first name below "Yours sincerely"."""
    at = next((at for at, line in enumerate(lines) if _YOURS.match(line.text)), len(lines))
    for line in lines[at : at + 4]:
        for part in _YOURS.sub("", line.text).split("\n"):
            name = _FROM_RANK_ON.sub("", part).strip(" ,.")
            if _PERSON.fullmatch(name):
                return name, line.place
    return None
