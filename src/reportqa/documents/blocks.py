"""From segments to blocks: joining what a page break tore apart, and naming what each is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from reportqa.documents.grades import is_grade, judged_subject
from reportqa.documents.lines import Segment, joined
from reportqa.documents.report import Span

Role = Literal["heading", "paragraph", "numbered", "item", "row", "judgement", "note", "mark"]

_LONGEST_HEADING = 16  # words
_TAIL = 40  # characters; how a text ends is told by these
_NUMBER_GAP = 5  # paragraphs that a conversion may have lost between two that it kept
_TERMINAL = re.compile(r"[.?!:;][\"'”’)\]]*$")
_ADDRESS = re.compile(r"(?:https?://|www\.|\S+@\S)")
_LABEL = re.compile(r"[A-Z][^.:]{0,60}:\s")
# A line that ends in one of these goes on in the next, whatever that begins with.
_LEADS_ON = re.compile(
    r"\b(?:a|an|and|as|at|between|by|for|from|in|into|of|on|or|that|the|their|to|which|with)$"
)
_HARD_BREAK_WIDTH = 60  # characters; shorter lines of one block are lines by intent (an address)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, item, row, judgement or footnote, with where its words stand.

    Attributes:
        role: What it is; ``mark`` is a mark on a line of its own.
        spans: Where its words stand in the source.
        text: Those words; line feeds only where lines are meant to be lines (an address).
        line: The line on which it begins, from 1.
        page_first: Printed page on which it begins, or None.
        page_last: Printed page on which it ends, or None.
        number: Its printed number, sign or label, or None.
        indent: White space before it.
        opens_page: Whether it is the first on its page.
        signs: Footnote signs in it.
        marks: Names of the marks at its end.
        level: A heading's level, 1 the outermost, where the format tells it; None where it is
            to be found from the headings' order.
        lead_in: The head of the table that a row is in, or None.
        quoted: Whether the format says that it is a block quotation.
    """

    role: Role
    spans: tuple[Span, ...]
    text: str
    line: int
    page_first: int | None
    page_last: int | None
    number: str | None = None
    indent: int = 0
    opens_page: bool = False
    signs: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    level: int | None = None
    lead_in: str | None = None
    quoted: bool = False


def is_finished(text: str) -> bool:
    """Whether a text ends as a sentence or a lead-in does.

    Example:
        >>> is_finished("widely scrutinised by managers and elected"), is_finished("These include:")
        (False, True)
    """
    return _TERMINAL.search(text.rstrip()[-_TAIL:]) is not None


@dataclass(slots=True)
class _Run:
    """Segments that make one block, and their words."""

    parts: list[Segment] = field(default_factory=list)
    text: str = ""

    def add(self, source: str, part: Segment) -> None:
        # Added to, not made anew: a text without blank lines is one run of all its lines.
        self.parts.append(part)
        self.text = f"{self.text} {joined(source, part.spans)}".strip()


def build_blocks(source: str, parts: Iterable[Segment]) -> list[Block]:
    """Join segments into blocks and tell what each block is.

    Args:
        source: The text that the segments' spans index.
        parts: The segments of the report proper, in order.
    """
    blocks: list[Block] = []
    runs = _runs(source, list(parts))
    last_number = 0
    last_page: int | None = None
    for index, run in enumerate(runs):
        before = runs[index - 1] if index else None
        after = runs[index + 1] if index + 1 < len(runs) else None
        made = _blocks_of(source, run, last_number, _in_table(run, before, after))
        first = run.parts[0]
        if made and first.page != last_page:
            made[0] = replace(made[0], opens_page=True)
        for block in made:
            if block.role == "numbered":
                last_number = int(block.number or 0)
        blocks.extend(made)
        if not first.note:
            last_page = run.parts[-1].page
    return blocks


def _runs(source: str, parts: Sequence[Segment]) -> list[_Run]:
    """Gather segments into runs; a run may go on below the footnotes that end its page."""
    runs: list[_Run] = []
    last: _Run | None = None  # what the segment before went into
    above_notes: _Run | None = None
    for part in parts:
        run = last if last and _continues(source, last, part) else None
        if run is None and last and _ends_page(last) and part.after_blank:
            run = above_notes if above_notes and _continues(source, above_notes, part) else None
        if run is None:
            run = _Run()
            runs.append(run)
        run.add(source, part)
        last = run
        if run.parts[0].note is None:
            above_notes = run
    return runs


def _ends_page(run: _Run) -> bool:
    """Whether a run is a whole footnote."""
    return run.parts[0].note is not None and is_finished(run.text)


def _continues(source: str, run: _Run, part: Segment) -> bool:
    """Whether a segment goes on with the run before it."""
    last = run.parts[-1]
    if part.bullet or part.number or part.note or not part.spans or not last.spans:
        return False
    if len(part.cells) > 1 or len(last.cells) > 1 or last.marks:
        return False
    before, text = run.text, joined(source, part.spans)
    if not part.after_blank:
        return not (_is_judgement(before) or _is_judgement(text))
    if is_finished(before) or _is_judgement(before) or _LABEL.match(before):
        return False
    if _LEADS_ON.search(before[-_TAIL:]):
        return True
    if _ADDRESS.match(text):
        return len(before.split()) > _LONGEST_HEADING
    return text[0].islower()


def _is_judgement(text: str) -> bool:
    return is_grade(text) or judged_subject(text) is not None


def _in_table(run: _Run, before: _Run | None, after: _Run | None) -> bool:
    """Whether a line of columns is a table's row: it has a number, or a neighbour of its kind."""
    first = run.parts[0]
    if len(first.cells) < 2:
        return False
    if first.number:
        return True
    return any(
        neighbour is not None and len(neighbour.parts[0].cells) > 1 for neighbour in (before, after)
    )


def _blocks_of(source: str, run: _Run, last_number: int, in_table: bool) -> list[Block]:
    first = run.parts[0]
    if not first.spans:
        return [_block(source, run, "mark")] if first.marks else []
    if len(first.cells) > 1 and not in_table:
        return _heading_with_grade(source, run)
    block = _block(source, run, "paragraph")
    role = _role(run, block.text, last_number, in_table)
    number = first.note or first.number
    return [replace(block, role=role, number=number)]


def _role(run: _Run, text: str, last_number: int, in_table: bool) -> Role:
    first = run.parts[0]
    if first.note:
        return "note"
    if in_table:
        return "row"
    if first.bullet:
        return "item"
    if first.number:
        follows = first.number.isdigit() and (
            last_number < int(first.number) <= last_number + 1 + _NUMBER_GAP
        )
        return "numbered" if follows else "item"
    if len(run.parts) == 1 and _is_judgement(text):
        return "judgement"
    return "heading" if _is_heading(run, text) else "paragraph"


def _is_heading(run: _Run, text: str) -> bool:
    if not run.parts[0].after_blank or len(text.split()) > _LONGEST_HEADING:
        return False
    if any(not part.after_blank for part in run.parts[1:]):
        return False
    if _TERMINAL.search(text) or text.endswith(",") or _LABEL.match(text):
        return False
    return (text[0].isupper() or text[0].isdigit()) and _ADDRESS.match(text) is None


def _heading_with_grade(source: str, run: _Run) -> list[Block]:
    """A line of two columns outside a table: a heading and the grade beside it."""
    first = run.parts[0]
    whole = _block(source, run, "heading")
    heading, rest = first.cells[0], tuple(span for cell in first.cells[1:] for span in cell)
    return [
        replace(whole, spans=heading, text=joined(source, heading), marks=()),
        replace(
            whole, role="judgement", spans=rest, text=joined(source, rest), signs=(), number=None
        ),
    ]


def _block(source: str, run: _Run, role: Role) -> Block:
    first, last = run.parts[0], run.parts[-1]
    return Block(
        role=role,
        spans=tuple(span for part in run.parts for span in part.spans),
        text=_text(source, run),
        line=first.line,
        page_first=first.page,
        page_last=None if first.page is None else last.page,
        indent=first.indent,
        signs=tuple(sign for part in run.parts for sign in part.signs),
        marks=tuple(mark for part in run.parts for mark in part.marks),
    )


def _text(source: str, run: _Run) -> str:
    lines = [joined(source, part.spans) for part in run.parts]
    unbroken = all(not part.after_blank for part in run.parts[1:])
    if len(lines) > 1 and unbroken and all(len(line) < _HARD_BREAK_WIDTH for line in lines):
        return "\n".join(lines)
    return run.text
