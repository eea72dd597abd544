"""What every text format shows: a page of quotations, or a table, free of any format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportqa.documents import Erratum, Passage

_STRENGTHS = {"strong": "strong", "possible": "possible", "weak": "may not answer"}

Cell = str | int | bool | None
"""A cell of a table; JSON keeps its type, every other format shows `cell_text`."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a passage's text, and whether it is to stand out."""

    text: str
    stands_out: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage as shown.

    Attributes:
        citation: How to cite it.
        passage: The passage; `pieces` joined are its text.
        pieces: Its text in runs.
        rank: Its place in a ranking or a list, from 1; None where its place says nothing.
        label: Its number in a document, by which it is referred to there; or empty.
        lead_in: The words that lead its list in, or None where they were just shown.
        answers: Whether the run that stands out is its answer and gets lines of its own.
        score: Its score in [0, 1], or None.
        level: How sure it is by itself: ``strong``, ``possible``, ``weak``; or empty.
        link: Where its page opens on the web, or None.
        erratum: A known fault of the source text that touches it, or None.
        before: Neighbours that precede it, shown as context.
        after: Neighbours that follow it.
    """

    citation: str
    passage: Passage
    pieces: tuple[Piece, ...]
    rank: int | None = None
    label: str = ""
    lead_in: str | None = None
    answers: bool = False
    score: float | None = None
    level: str = ""
    link: str | None = None
    erratum: Erratum | None = None
    before: tuple[Quotation, ...] = ()
    after: tuple[Quotation, ...] = ()

    @property
    def strength(self) -> str:
        """How sure it is by itself, as it stands beside it; may be empty.

        The score does not: it compares the passages of one answer with each other, so that the
        best of many that do not answer has a high one too.
        """
        return _STRENGTHS.get(self.level, "")

    @property
    def marks(self) -> str:
        """What the report attaches to it, in words that need no key; may be empty."""
        return " ".join(f"(marked in the report: {mark})" for mark in self.passage.marks)

    @property
    def erratum_note(self) -> str | None:
        """What to know before quoting a passage whose source is at fault."""
        if self.erratum is None:
            return None
        return (
            "Known fault of this text: the published report reads "
            f"“{self.erratum.printed}” where this text has “{self.erratum.source}”"
        )

    @property
    def section(self) -> str:
        """Its path of headings as a reader sees it; empty on the front page."""
        return section_path(self.passage.section)

    @property
    def highlights(self) -> tuple[str, ...]:
        """The runs that stand out."""
        return tuple(piece.text for piece in self.pieces if piece.stands_out)


@dataclass(frozen=True, slots=True)
class Page:
    """What was asked for, remarks, and quotations.

    Attributes:
        title: What was asked for; may be empty.
        remarks: Lines to read before the quotations.
        quotations: The quotations in order.
        counts: How often something stands where, to read after them.
        level: How sure the page is of itself: ``strong``, ``possible``, ``weak``; or empty.
    """

    title: str
    remarks: tuple[str, ...]
    quotations: tuple[Quotation, ...]
    counts: tuple[tuple[int, str], ...] = ()
    level: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows.

    Attributes:
        columns: The columns' names.
        rows: One cell for each column.
        remarks: Lines to read after the table.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    remarks: tuple[str, ...] = ()


def cell_text(cell: Cell) -> str:
    """A cell as people read it.

    Example:
        >>> [cell_text(cell) for cell in ("a", 3, None, True, False)]
        ['a', '3', '', 'yes', '']
    """
    if isinstance(cell, bool):
        return "yes" if cell else ""
    return "" if cell is None else str(cell)


def section_path(section: Sequence[str]) -> str:
    """A path of headings as a reader sees it."""
    return " › ".join(section)


def cut_at(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut a text into runs, those at `spans` (in order, not overlapping) standing out.

    Example:
        >>> [(piece.text, piece.stands_out) for piece in cut_at("one two", [(4, 7)])]
        [('one ', False), ('two', True)]
    """
    pieces: list[Piece] = []
    cursor = 0
    for start, end in spans:
        pieces += [Piece(text[cursor:start]), Piece(text[start:end], stands_out=True)]
        cursor = end
    pieces.append(Piece(text[cursor:]))
    return tuple(piece for piece in pieces if piece.text)
