"""Taking a text apart into segments: what stands on a line of its own, less its marks.

This is the reader of plain text, with the traits of a text that was converted from a PDF:
tags, asterisks and tabs left over, several paragraphs in one line, a line a paragraph.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportqa.documents.folding import EMPHASIS, FOOTNOTE_SIGN, TAG
from reportqa.documents.report import Span

_BULLET = re.compile(r"(?:[-*+\u2022\u2023\u25aa\u25cf\u25e6\u2013\uf0b7])\s+")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,2})*)\.?(?=\s)\s+(?=\S)")
_PARAGRAPH_NUMBER = re.compile(r"\d{1,3}\.\s")
_MARK = re.compile(r"\((Recommendation)\)", re.IGNORECASE)
TRAILING_MARK = re.compile(rf"{_MARK.pattern}$", re.IGNORECASE)
_INLINE = re.compile(f"{TAG.pattern}|{EMPHASIS.pattern}|{FOOTNOTE_SIGN.pattern}|\\t", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Segment:
    """A line, or the part of it in one tag, with its marks told apart from its words.

    Attributes:
        line: Its line's number, from 1.
        page: Printed page, or None.
        indent: White space before it, in characters; a tab counts as one.
        after_blank: Whether a blank line or a tag parts it from what precedes.
        bullet: Whether it begins with a list sign.
        number: The printed number that it begins with (``26``, ``2.1``), or None.
        note: The footnote sign that it begins with, or None.
        signs: Footnote signs inside it, which hang a footnote on it.
        marks: Marks at its end, in lower case: ``recommendation``.
        cells: The spans of its words; more than one where tabs part it into columns.
        mark_spans: The spans of all that is not words.
    """

    line: int
    page: int | None
    indent: int
    after_blank: bool
    bullet: bool
    number: str | None
    note: str | None
    signs: tuple[str, ...]
    marks: tuple[str, ...]
    cells: tuple[tuple[Span, ...], ...]
    mark_spans: tuple[Span, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans of its words, over all cells."""
        return tuple(span for cell in self.cells for span in cell)


def joined(source: str, spans: Sequence[Span]) -> str:
    r"""The words at `spans`, white space folded; a gap without white space joins without one.

    Example:
        >>> joined("schools,\u00b3 all\n\nof them", [(0, 8), (9, 13), (15, 22)])
        'schools, all of them'
    """
    parts: list[str] = []
    for index, (start, end) in enumerate(spans):
        if index and re.search(r"\s|>", source[spans[index - 1][1] : start]):
            parts.append(" ")
        parts.append(source[start:end])
    return " ".join("".join(parts).split())


def segments(source: str, page_lines: Sequence[int] = ()) -> Iterator[Segment]:
    """Take `source` apart, in order.

    Args:
        source: The text, lines ending in a line feed.
        page_lines: The line (from 1) on which each page begins, page 1 first.

    Yields:
        One segment for each line that is not blank, or several where tags part a line.
    """
    start = 0
    after_blank = True
    for number, line in enumerate(source.split("\n"), start=1):
        page = bisect.bisect_right(page_lines, number) or None
        for piece, is_tagged in _tagged_pieces(line):
            first, last = start + piece[0], start + piece[1]
            segment = _segment(source, (first, last), number, page, after_blank or is_tagged)
            if segment is not None:
                yield segment
                after_blank = False
        after_blank = after_blank or not line.strip()
        start += len(line) + 1


_PARAGRAPH_TAG = re.compile(r"<(?:p|div|li|h[1-6]|br)(?:\s[^<>]*)?/?>", re.IGNORECASE)


def _tagged_pieces(line: str) -> Iterator[tuple[Span, bool]]:
    """Cut a line before each tag that opens a paragraph."""
    cuts = [match.start() for match in _PARAGRAPH_TAG.finditer(line)]
    bounds = sorted({0, *cuts, len(line)})
    for first, last in itertools.pairwise(bounds):
        yield (first, last), bool(cuts)


def _segment(
    source: str, span: Span, line: int, page: int | None, after_blank: bool
) -> Segment | None:
    start, end = span
    text = source[start:end]
    if not text.strip():
        return None
    indent = len(text) - len(text.lstrip())
    cursor = start + indent
    marks: list[Span] = []

    def take(pattern: re.Pattern[str]) -> re.Match[str] | None:
        nonlocal cursor
        match = pattern.match(source, cursor, end)
        if match:
            marks.append((match.start(), match.end()))
            cursor = match.end()
        return match

    while take(_LEADING_MARKUP):
        pass
    bullet = take(_BULLET) is not None
    number = None
    if not bullet and (_PARAGRAPH_NUMBER.match(source, cursor, end) or "\t" in text.strip()):
        match = take(_NUMBER)
        number = match[1] if match else None
    note_match = take(_LEADING_NOTE)
    words_end, labels = _trailing_marks(source, cursor, end, marks)
    cells, signs = _cells(source, cursor, words_end, marks)
    return Segment(
        line=line,
        page=page,
        indent=indent,
        after_blank=after_blank,
        bullet=bullet,
        number=number,
        note=note_match[0].strip() if note_match else None,
        signs=signs,
        marks=labels,
        cells=cells,
        mark_spans=tuple(sorted(marks)),
    )


_LEADING_MARKUP = re.compile(rf"(?:{TAG.pattern}|{EMPHASIS.pattern})\s*", re.IGNORECASE)
_LEADING_NOTE = re.compile(rf"{FOOTNOTE_SIGN.pattern}\s*(?=\S)")
_TRAILING = re.compile(rf"(?:{_MARK.pattern}|{TAG.pattern})\s*", re.IGNORECASE)


def _trailing_marks(
    source: str, start: int, end: int, marks: list[Span]
) -> tuple[int, tuple[str, ...]]:
    """Take marks and tags off the end; give where the words end and the marks' names."""
    labels = []
    while match := _mark_at_end(source, start, end):
        marks.append(match.span())
        end = match.start()
        if match[1]:
            labels.append(match[1].lower())
    return end, tuple(labels)


def _mark_at_end(source: str, start: int, end: int) -> re.Match[str] | None:
    """The mark or tag that ends a line, looked for from the end: a line may be very long."""
    for sign in "(<":
        begin = source.rfind(sign, start, end)
        if begin >= 0 and (match := _TRAILING.fullmatch(source, begin, end)):
            return match
    return None


def _cells(
    source: str, start: int, end: int, marks: list[Span]
) -> tuple[tuple[tuple[Span, ...], ...], tuple[str, ...]]:
    """Cut the words at marks inside them; a tab also begins a new cell."""
    cells: list[list[Span]] = [[]]
    signs: list[str] = []
    cursor = start
    for match in [*_INLINE.finditer(source, start, end), None]:
        stop = match.start() if match else end
        if source[cursor:stop].strip():
            cells[-1].append((cursor, stop))
        if match is None:
            break
        marks.append((match.start(), match.end()))
        cursor = match.end()
        if match[0] == "\t":
            cells.append([])
        elif FOOTNOTE_SIGN.fullmatch(match[0]):
            signs.append(match[0])
    return tuple(tuple(cell) for cell in cells if cell), tuple(signs)
