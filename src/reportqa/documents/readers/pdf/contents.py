"""The contents list of a PDF: left out, its names kept for what they tell of headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportqa.documents.folding import fold
from reportqa.documents.front_matter import CONTENTS
from reportqa.documents.readers.pdf.layout import Page
from reportqa.documents.readers.pdf.lines import Line

_HEADING = re.compile(r"(?:table of )?contents", re.IGNORECASE)
_ENDS_IN_PAGE = re.compile(r"^(?P<name>.*?)[\s.…·_]*(?<![\d/])(?P<page>\d{1,3})$")
_LONGEST_NAME = 3  # lines
_LATEST_PAGE = 10


def find_contents(
    pages: Sequence[Page], rules: Sequence[dict[int, str]]
) -> tuple[dict[int, str], tuple[str, ...]]:
    """Find the contents list.

    Args:
        pages: The pages.
        rules: For each page, the rules for lines (by identity) that are left out already.

    Returns:
        The rule for each of its lines (by identity), and the names it gives, folded.
    """
    lines: list[Line] = []
    began = False
    for page, taken in zip(pages[:_LATEST_PAGE], rules, strict=False):
        for element in page.elements:
            if not isinstance(element, Line) or id(element) in taken:
                continue
            if not began and _HEADING.fullmatch(element.text.strip()):
                began = True
            if began:
                lines.append(element)
    return _entries(lines)


def _entries(lines: Sequence[Line]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Read entries until lines stop ending in a page's number."""
    if not lines:
        return {}, ()
    named = {id(lines[0]): CONTENTS}
    names: list[str] = []
    held: list[Line] = []
    last_page = 0
    for line in lines[1:]:
        match = _ENDS_IN_PAGE.match(line.text)
        if match is None or int(match["page"]) < last_page:
            held.append(line)
            if len(held) >= _LONGEST_NAME:
                break
            continue
        last_page = int(match["page"])
        held.append(line)
        name = " ".join(part.text for part in held)
        names.append(fold(_ENDS_IN_PAGE.sub(r"\g<name>", name)))
        named |= dict.fromkeys(map(id, held), CONTENTS)
        held = []
    return (named, tuple(names)) if len(names) > 1 else ({}, ())
