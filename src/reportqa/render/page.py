"""What every text format shows: a page of quotations, or a table, free of any format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.documents import Erratum, Passage


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
        answers: Whether the run that stands out is its answer and gets lines of its own.
        score: Its score in [0, 1], or None.
        link: Where its page opens, or None.
        erratum: A known fault of the source text that touches it, or None.
        before: Neighbours that precede it, shown as context.
        after: Neighbours that follow it.
    """

    citation: str
    passage: Passage
    pieces: tuple[Piece, ...]
    answers: bool = False
    score: float | None = None
    link: str | None = None
    erratum: Erratum | None = None
    before: tuple[Passage, ...] = ()
    after: tuple[Passage, ...] = ()

    @property
    def erratum_note(self) -> str | None:
        """What to know before quoting a passage whose source is at fault."""
        if self.erratum is None:
            return None
        return (
            "Known fault of this text: the published report reads "
            f"“{self.erratum.printed}” where this text has “{self.erratum.source}”"
        )


@dataclass(frozen=True, slots=True)
class Page:
    """A heading, remarks, and quotations.

    Attributes:
        title: What was asked for; may be empty.
        remarks: Lines to read before the quotations.
        quotations: The quotations in order.
        closing: Lines to read after them.
    """

    title: str
    remarks: tuple[str, ...]
    quotations: tuple[Quotation, ...]
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows of plain text.

    Attributes:
        columns: The columns' names.
        rows: One text for each column.
        remarks: Lines to read after the table.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...] = ()


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
