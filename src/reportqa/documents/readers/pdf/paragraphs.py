"""From lines to paragraphs, items, headings and footnotes, over line ends and page breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reportqa.documents.blocks import Block, Role, is_finished
from reportqa.documents.grades import is_grade, judged_subject
from reportqa.documents.lines import TRAILING_MARK
from reportqa.documents.readers.draft import Draft
from reportqa.documents.readers.numbers import Numbers
from reportqa.documents.readers.pdf.hyphens import undone
from reportqa.documents.readers.pdf.layout import Page
from reportqa.documents.readers.pdf.lines import Line, text_of
from reportqa.documents.readers.pdf.markers import Marker, marker_of
from reportqa.documents.readers.pdf.measure import Measure, Style, ranks, style_of
from reportqa.documents.readers.pdf.rows import Rows
from reportqa.documents.readers.pdf.tables import Row
from reportqa.documents.report import Span

_SAME_SIZE = 0.75  # points
_SAME_PLACE = 4.0  # points between left edges that are one
_HANGING = 6.0  # points from a marker to the text that hangs beside it
_LOOSE = 1.22  # of the usual leading: a wider step parts paragraphs
_WIDE_GAP = 0.45  # of the type size: the space after a marker, not after a word
_LONGEST_HEADING = 40  # words
_SHORT_LINE = 60  # characters; shorter lines, all of them, are lines by intent (an address)
_FEWEST_INSET = 5  # lines
_PROSE_WIDTH = 0.6  # of the page's text
_LABEL = re.compile(r"[A-Z][\w ]{2,30}:\s")  # "Published: 23 August 2013"
# What names a part of the report with its grade is a heading, not a judgement alone.
_GRADED_PART = re.compile(r"the (?:experiences? and progress|impact of leaders)\b", re.IGNORECASE)


@dataclass(slots=True)
class Told:
    """One line as written: its words and where they stand."""

    text: str
    spans: tuple[Span, ...]
    signs: tuple[str, ...]
    page: int | None


@dataclass(slots=True)
class Run:
    """Lines that make one block.

    Attributes:
        lines: The lines as written.
        marker: What begins it, or None.
        style: The style of its first line.
        x0: Its left edge, marker included.
        text_x: The left edge of its words.
        last: Its last line.
        right: The right edge of the text on that line's page.
        at: The line of the source on which it begins.
        broken: Whether one of its lines ends before it must.
        gap: Whether space parts it from what precedes.
        page_index: The place of its last line's page in the file.
        row: The block, where it is a table's row.
    """

    lines: list[Told]
    marker: Marker | None
    style: Style
    x0: float
    text_x: float
    last: Line | None
    right: float
    at: int
    page_index: int
    broken: bool = False
    row: Block | None = None
    bold: bool = True

    @property
    def text(self) -> str:
        """Its words so far."""
        return " ".join(line.text for line in self.lines).strip()

    @property
    def is_note(self) -> bool:
        """Whether it is a footnote."""
        return self.marker is not None and self.marker.kind == "note"


@dataclass(slots=True)
class Assembler:
    """Joins the lines of all pages, one after the other, into runs; then names their roles."""

    draft: Draft
    measure: Measure
    runs: list[Run] = field(default_factory=list)
    rows: Rows = field(default_factory=Rows)
    in_notes: bool = False
    fresh_page: bool = True

    def take_page(self, page: Page, printed: int | None, rules: dict[int, str]) -> None:
        """Write a page's lines in reading order, each where it belongs."""
        self.in_notes, self.fresh_page = False, True
        right = _right_edge(page, self.measure)
        inset = _inset_edges(page, right)
        self.rows.open_page()
        for element in page.elements:
            if isinstance(element, Row):
                self._take_row(element, page.index, printed)
            elif id(element) in rules:
                self.draft.leave_out(rules[id(element)], element.text)
            else:
                edge = right if page.gutter is None or element.x0 > page.gutter else page.gutter
                edge = min(edge, inset.get(_stop(element), edge))
                self._take_line(element, page.index, printed, element.limit or edge)

    def blocks(self) -> list[Block]:
        """The blocks of all runs, in order."""
        return _Namer(self.draft, self.measure).named(self.runs)

    def _take_row(self, row: Row, page_index: int, printed: int | None) -> None:
        at = self.draft.lines
        block = self.rows.write(self.draft, row, printed)
        if block is not None:
            self.runs.append(
                Run([], None, (0.0, False), 0.0, 0.0, None, 0.0, at, page_index, row=block)
            )
        self.in_notes = self.fresh_page = False

    def _take_line(self, line: Line, page_index: int, printed: int | None, right: float) -> None:
        marker = marker_of(line)
        run = self._open_run(line, marker, page_index)
        if run is None:
            text_x = _text_x(line, marker)
            run = Run([], marker, style_of(line), line.x0, text_x, None, right,
                      self.draft.lines, page_index)  # fmt: skip
            if self.runs:
                self.draft.write("\n")
            self.runs.append(run)
            if run.is_note:
                self.in_notes = True
        else:
            marker = None
            if run.last is not None and self._ends_early(run, line):
                run.broken = True
            if len(run.lines) == 1 and run.marker is None and not self.fresh_page:
                run.text_x = line.x0
        run.lines.append(self._write(line, marker, printed))
        run.last, run.right, run.page_index = line, right, page_index
        run.bold = run.bold and line.bold
        if not run.is_note:
            self.fresh_page = False

    def _write(self, line: Line, marker: Marker | None, printed: int | None) -> Told:
        rest = line
        text = line.text
        if marker is not None:
            self.draft.mark(marker.text)
            rest = line.without(marker.pieces)
            text = text_of(rest.pieces, rest.signs)[marker.rest :]
            self.draft.write(" ")
        words, spans, signs = self.draft.words(text)
        self.draft.write("\n")
        return Told(words, spans, signs, printed)

    def _open_run(self, line: Line, marker: Marker | None, page_index: int) -> Run | None:
        """The run that a line goes on with, or None."""
        if marker is not None and marker.kind == "note" and self._may_be_note(line):
            return None
        if self.in_notes:
            return self._last(line)
        run = next((each for each in reversed(self.runs) if not each.is_note), None)
        if run is None or run.row is not None or run.last is None:
            return None
        if abs(run.style[0] - line.size) > _SAME_SIZE:
            return None
        new_page = run.page_index != page_index or line.y > run.last.y + 1
        if marker is not None and self._begins(run, line, marker, new_page):
            return None
        goes_on = self._goes_on_over_page if new_page else self._goes_on
        return run if goes_on(run, line) else None

    def _last(self, line: Line) -> Run | None:
        """The footnote that a line goes on with."""
        run = self.runs[-1]
        return run if abs(run.style[0] - line.size) <= 2 * _SAME_SIZE else None

    def _may_be_note(self, line: Line) -> bool:
        return line.size < self.measure.body - 0.4 or self.in_notes

    def _begins(self, run: Run, line: Line, marker: Marker, new_page: bool) -> bool:
        """Whether a line's marker begins a block, and is no word that a line begins with."""
        if marker.kind == "bullet":
            return marker.gap > 0.1
        if marker.kind == "note":
            return False
        if marker.kind in ("dotted", "letter") and marker.gap < _WIDE_GAP:
            return False
        hangs = run.text_x - run.x0 > _HANGING
        if hangs and abs(line.x0 - run.text_x) < _SAME_PLACE and marker.gap < _WIDE_GAP:
            return False
        if marker.gap >= _WIDE_GAP or (hangs and line.x0 < run.text_x - _SAME_PLACE):
            return True
        return new_page or self._is_loose(run, line)

    def _is_loose(self, run: Run, line: Line) -> bool:
        step = (run.last.y if run.last else line.y) - line.y
        return step > _LOOSE * self.measure.step(style_of(line)[0])

    def _goes_on(self, run: Run, line: Line) -> bool:
        if self._is_loose(run, line) or run.last is None:
            return False
        early = self._ends_early(run, line)
        if run.last.bold != line.bold and (early or _is_heading_size(run, self.measure)):
            return False
        if early and (line.bold or _LABEL.match(line.text)):
            return False
        expected = run.text_x if run.marker or len(run.lines) > 1 else run.x0
        if line.x0 < min(run.x0, expected) - _SAME_PLACE:
            return False
        if line.x0 > expected + _SAME_PLACE and run.marker is None and len(run.lines) > 1:
            return False
        if line.x0 < expected - _SAME_PLACE and run.marker is not None and early:
            return False
        return not (early and is_finished(run.text))

    def _goes_on_over_page(self, run: Run, line: Line) -> bool:
        if (
            run.last is None
            or run.bold
            or line.bold
            or (not self.fresh_page and line.y <= run.last.y)
        ):
            return False
        if abs(line.size - self.measure.body) <= _SAME_SIZE < abs(run.style[0] - self.measure.body):
            return False
        text = run.text
        early = self._ends_early(run, line)
        if not is_finished(text):
            return not early or line.text[:1].islower()
        hangs = run.text_x - run.x0 > _HANGING
        return hangs and not early and abs(line.x0 - run.text_x) < _SAME_PLACE

    def _ends_early(self, run: Run, line: Line) -> bool:
        """Whether the run's last line would have had room for the next line's first word."""
        if run.last is None:
            return False
        word = line.pieces[0].x1 - line.pieces[0].x0
        for piece in line.pieces[1:]:
            if piece.spaced:
                break
            word += piece.x1 - piece.x0
        room = run.right - run.last.x1
        return room > word + 0.6 * line.size


def _text_x(line: Line, marker: Marker | None) -> float:
    if marker is None:
        return line.x0
    return line.pieces[min(marker.pieces, len(line.pieces) - 1)].x0


def _right_edge(page: Page, usual: Measure) -> float:
    """The right edge of a page's text: where all but its longest lines end."""
    ends = sorted(
        each.x1
        for each in page.elements
        if isinstance(each, Line) and abs(each.size - usual.body) <= _SAME_SIZE
    )
    return max(ends[len(ends) - 1 - len(ends) // 20] if ends else 0.0, usual.right)


def _inset_edges(page: Page, right: float) -> dict[int, float]:
    """By left edge, the right edge of text that is set narrower than the page's.

    Told by lines that begin in one place, where they are many and as wide as prose.
    """
    lines = [each for each in page.elements if isinstance(each, Line) and each.limit is None]
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(_stop(line), []).append(line)
    left = min((line.x0 for line in lines), default=0.0)
    return {
        stop: max(line.x1 for line in group)
        for stop, group in groups.items()
        if len(group) >= _FEWEST_INSET
        and max(line.x1 for line in group) - group[0].x0 >= _PROSE_WIDTH * (right - left)
    }


def _stop(line: Line) -> int:
    return round(line.x0)


def _is_heading_size(run: Run, usual: Measure) -> bool:
    return run.style[0] > usual.body + _SAME_SIZE or run.bold


@dataclass(slots=True)
class _Namer:
    """Tells what each run is."""

    draft: Draft
    measure: Measure
    numbers: Numbers = field(default_factory=Numbers)

    def named(self, runs: Sequence[Run]) -> list[Block]:
        made = [self._block(run) for run in runs]
        levels = ranks(
            run.style
            for run, block in zip(runs, made, strict=True)
            if block is not None and block.role == "heading"
        )
        blocks: list[Block] = []
        last_page: int | None = None
        for run, block in zip(runs, made, strict=True):
            if block is None:
                continue
            level = levels[run.style] if block.role == "heading" else None
            opens = block.page_first != last_page
            blocks.append(replace(block, level=level, opens_page=opens))
            if block.role != "note":
                last_page = block.page_last
        return blocks

    def _block(self, run: Run) -> Block | None:
        if run.row is not None:
            return run.row
        text, spans = self._words(run)
        if not text:
            return None
        text, spans, marks = self._without_mark(text, spans)
        role = self._role(run, text)
        has_number = run.marker is not None and role in ("numbered", "note")
        return Block(
            role=role,
            spans=spans,
            text=text,
            line=run.at,
            page_first=run.lines[0].page,
            page_last=run.lines[-1].page,
            number=run.marker.number if has_number and run.marker else None,
            indent=round(run.x0),
            signs=tuple(sign for line in run.lines for sign in line.signs),
            marks=marks,
        )

    def _without_mark(
        self, text: str, spans: tuple[Span, ...]
    ) -> tuple[str, tuple[Span, ...], tuple[str, ...]]:
        """Take a mark such as "(Recommendation)" off a text's end."""
        match = TRAILING_MARK.search(text)
        if match is None or not text[: match.start()].strip():
            return text, spans, ()
        start, end = spans[-1]
        cut = end - len(match[0].strip())
        self.draft.marks.append((cut, end))
        kept = (*spans[:-1], (start, cut)) if cut > start else spans[:-1]
        return text[: match.start()].rstrip(), kept, (match[1].lower(),)

    def _role(self, run: Run, text: str) -> Role:
        marker = run.marker
        if marker is not None and marker.kind == "note":
            return "note"
        is_heading = self._is_heading(run, text)
        if is_heading and _GRADED_PART.match(text):
            return "heading"
        if marker is None and len(run.lines) <= 2 and (is_grade(text) or judged_subject(text)):
            return "judgement"
        if is_heading:
            return "heading"
        if marker is None:
            return "paragraph"
        if marker.kind == "number" and self.numbers.take(int(marker.number)):
            return "numbered"
        return "item"

    def _is_heading(self, run: Run, text: str) -> bool:
        if run.marker is not None and run.marker.kind in ("bullet", "note"):
            return False
        if len(text.split()) > _LONGEST_HEADING or text.endswith((".", ";", ",")):
            return False
        if not any(character.isalpha() for character in text):
            return False
        return run.bold or run.style[0] > self.measure.body + _SAME_SIZE

    def _words(self, run: Run) -> tuple[str, tuple[Span, ...]]:
        """The words of a run's lines, hyphens at line ends undone, and their spans."""
        text, spans = undone(self.draft, run.lines, self.measure.vocabulary)
        short = all(
            len(line.text) < _SHORT_LINE and not line.text.endswith("-") for line in run.lines
        )
        if run.broken and short and len(run.lines) > 1 and not _is_heading_size(run, self.measure):
            text = "\n".join(line.text for line in run.lines)
        return text, spans
