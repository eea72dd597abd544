"""The rules for what repeats at the edges of pages: running heads and feet, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportqa.documents.readers.pdf.layout import Element, Page
from reportqa.documents.readers.pdf.lines import Line

PAGE_NUMBER = "page number"
RUNNING_HEAD = "running head"
RUNNING_FOOT = "running foot"

_EDGE = 0.11  # of the page's height: where running heads and feet stand
_NUMBER = re.compile(
    r"(?:page\s*)?[-–]?\s*(\d{1,4})\s*[-–]?(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_FEWEST = 2  # pages on which a line repeats
_SHARE = 0.2  # of all pages


@dataclass(frozen=True, slots=True)
class Edges:
    """What stands at the pages' edges.

    Attributes:
        offset: A page's place in the file (from 1) less its printed number, or None.
        rules: For each page, the rule for each line (by identity) that one leaves out.
        pages: The pages, lines at the edges parted from numbers that stand beside them.
    """

    offset: int | None
    rules: tuple[dict[int, str], ...]
    pages: tuple[Page, ...]


def find_edges(pages: Sequence[Page]) -> Edges:
    """Find page numbers, running heads and running feet."""
    parted = [_parted(page) for page in pages]
    offset = _offset(parted)
    repeated = _repeated(parted)
    rules: list[dict[int, str]] = []
    kept: list[Page] = []
    for page, parts in zip(pages, parted, strict=True):
        named = {
            id(line): rule
            for line in _edge_lines(parts)
            if (rule := _rule(parts, line, offset, repeated)) is not None
        }
        rules.append(named)
        kept.append(_whole_again(page, parts, named))
    return Edges(offset, tuple(rules), tuple(kept))


def _rule(
    page: Page, line: Line, offset: int | None, repeated: set[tuple[str, bool]]
) -> str | None:
    match = _NUMBER.fullmatch(line.text)
    if match and offset is not None and page.index + 1 - int(match[1]) == offset:
        return PAGE_NUMBER
    if _key(page, line) in repeated:
        return RUNNING_FOOT if _at_foot(page, line) else RUNNING_HEAD
    return None


def _parted(page: Page) -> Page:
    """The page with the lines at its edges parted where wide gaps are: a foot, then a number."""
    elements: list[Element] = []
    for element in page.elements:
        if isinstance(element, Line) and _at_edge(page, element):
            elements += element.fragments()
        else:
            elements.append(element)
    return replace(page, elements=tuple(elements))


def _whole_again(page: Page, parts: Page, named: dict[int, str]) -> Page:
    """The page with only those lines parted of which a rule leaves a part out."""
    part_of = {
        id(piece): part for part in _edge_lines(parts) for piece in part.pieces
    }  # fragments by the pieces they hold
    elements: list[Element] = []
    for element in page.elements:
        if not isinstance(element, Line):
            elements.append(element)
            continue
        fragments = list(
            {
                id(part): part for piece in element.pieces if (part := part_of.get(id(piece)))
            }.values()
        )
        is_named = any(id(part) in named for part in fragments)
        elements += fragments if is_named else [element]
    return replace(page, elements=tuple(elements))


def _edge_lines(page: Page) -> list[Line]:
    return [each for each in page.elements if isinstance(each, Line) and _at_edge(page, each)]


def _at_edge(page: Page, line: Line) -> bool:
    return _at_foot(page, line) or line.y > (1 - _EDGE) * page.height


def _at_foot(page: Page, line: Line) -> bool:
    return line.y < _EDGE * page.height


def _offset(pages: Sequence[Page]) -> int | None:
    """The place of a page in the file less its printed number, where most numbers agree."""
    votes: Counter[int] = Counter()
    for page in pages:
        numbers = {
            int(match[1])
            for line in _edge_lines(page)
            if (match := _NUMBER.fullmatch(line.text)) is not None
        }
        votes.update(page.index + 1 - number for number in numbers)
    if not votes:
        return None
    offset, count = votes.most_common(1)[0]
    return offset if count >= max(_FEWEST, _SHARE * len(pages)) else None


def _repeated(pages: Sequence[Page]) -> set[tuple[str, bool]]:
    seen: Counter[tuple[str, bool]] = Counter()
    for page in pages:
        seen.update({_key(page, line) for line in _edge_lines(page)})
    return {key for key, count in seen.items() if count >= max(_FEWEST, _SHARE * len(pages))}


def _key(page: Page, line: Line) -> tuple[str, bool]:
    text = _DIGITS.sub("#", line.text).casefold()
    return "".join(text.split()), _at_foot(page, line)
