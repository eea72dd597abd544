"""The named rules by which text is left out of a report: cover sheet, blank pages, contents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.documents.folding import fold
from reportqa.documents.lines import Segment, joined

BLANK_PAGE = "blank page notice"
AGENDA = "agenda sheet"
CONTENTS = "contents list"

_BLANK_PAGE = re.compile(r"this page is (?:intentionally )?left blank\.?", re.IGNORECASE)
_AGENDA = re.compile(r"(?:supplementary )?agenda", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:table of )?contents", re.IGNORECASE)
_PAGE_AT_END = re.compile(r"^(?P<name>\S.*?)[\s.\u2026\u00b7]+(?P<page>\d{1,3})$")
_AGENDA_DEPTH = 80  # segments; a cover sheet stands at the very front or not at all


@dataclass(frozen=True, slots=True)
class Sifted:
    """Segments parted into the report proper and what a rule leaves out.

    Attributes:
        kept: The segments of the report proper.
        left_out: Rule and segment, in order.
        contents: The names that the contents list gives, folded, in order.
    """

    kept: tuple[Segment, ...]
    left_out: tuple[tuple[str, Segment], ...]
    contents: tuple[str, ...]


def sift(source: str, parts: Sequence[Segment]) -> Sifted:
    """Part the report proper from a committee's agenda sheet, blank pages and the contents list."""
    rules: dict[int, str] = {}
    texts = [joined(source, part.spans) for part in parts]
    for index, text in enumerate(texts):
        if _BLANK_PAGE.fullmatch(text):
            rules[index] = BLANK_PAGE
    for index in range(_agenda_end(texts, parts, rules)):
        rules.setdefault(index, AGENDA)
    names = []
    for index in _contents(texts):
        rules[index] = CONTENTS
        match = _PAGE_AT_END.match(texts[index])
        if match:
            names.append(fold(match["name"]))
    return Sifted(
        kept=tuple(part for index, part in enumerate(parts) if index not in rules),
        left_out=tuple((rules[index], parts[index]) for index in sorted(rules)),
        contents=tuple(names),
    )


def _agenda_end(texts: Sequence[str], parts: Sequence[Segment], rules: dict[int, str]) -> int:
    """How many segments at the front are an agenda sheet: up to the first page of the report.

    Where pages are not known, the notice of a blank page ends the sheet.
    """
    agenda = next(
        (i for i, text in enumerate(texts[:_AGENDA_DEPTH]) if _AGENDA.fullmatch(text)), None
    )
    if agenda is None:
        return 0
    for index in range(agenda, len(parts)):
        if parts[index].page is not None:
            return index
    return next((index for index in sorted(rules) if index > agenda), 0)


def _contents(texts: Sequence[str]) -> list[int]:
    """The heading "Contents" and the lines below it that end in a page number."""
    for index, text in enumerate(texts):
        if _CONTENTS.fullmatch(text):
            end = index + 1
            while end < len(texts) and _PAGE_AT_END.match(texts[end]):
                end += 1
            if end > index + 1:
                return list(range(index, end))
    return []
