"""Setting pieces of words in lines, with raised footnote signs told from the words."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reportqa.documents.readers.draft import raised
from reportqa.documents.readers.pdf.pieces import Piece

_SAME_BASELINE = 0.15  # of the type size
_SHIFTED = (-0.4, 0.75)  # how far raised or lowered signs stand off the baseline, of its size
_SIGN = re.compile(r"\d{1,3}(?:,\d{1,3})*")
_SMALL = 0.8  # the size of what is raised ("st"), at most, of the type beside it
_SMALL_SIGN = 0.95  # and of a footnote sign, which is digits
_NEAR = 1.0  # how far from the words it may stand
_SPACE = 0.17  # a gap that is a space though the file has none
_LONGEST_RAISED = 5  # characters: "1", "1,2", "st"
_COLUMN_GAP = 1.6  # a gap that no space between words reaches


@dataclass(slots=True)
class Line:
    """Pieces on one baseline, from left to right.

    Attributes:
        pieces: The pieces.
        y: The baseline.
        size: The size of most of its type.
        signs: The pieces (by identity) that are raised footnote signs.
        limit: The right edge of the cell that it stands in, or None.
    """

    pieces: list[Piece]
    y: float
    size: float
    signs: set[int] = field(default_factory=set)
    limit: float | None = None

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return max(piece.x1 for piece in self.pieces)

    @property
    def bold(self) -> bool:
        """Whether its words are set in bold, signs aside."""
        words = [
            piece for piece in self.pieces if piece.text[:1].isalnum() and not self.is_sign(piece)
        ]
        return bool(words) and all(piece.bold for piece in words)

    @property
    def text(self) -> str:
        """Its text, footnote signs raised."""
        return text_of(self.pieces, self.signs)

    def is_sign(self, piece: Piece) -> bool:
        """Whether a piece of it is a raised footnote sign."""
        return id(piece) in self.signs

    def without(self, count: int) -> Line:
        """The line less its first pieces."""
        return Line(self.pieces[count:], self.y, self.size, self.signs)

    def fragments(self, gap: float = _COLUMN_GAP) -> list[Line]:
        """The line parted where a gap is wider (in type sizes) than between words."""
        parts: list[list[Piece]] = [[self.pieces[0]]]
        for before, piece in zip(self.pieces, self.pieces[1:], strict=False):
            if piece.x0 - before.x1 > gap * self.size:
                parts.append([])
            parts[-1].append(piece)
        return [Line(part, self.y, self.size, self.signs) for part in parts]


def text_of(pieces: Sequence[Piece], signs: set[int]) -> str:
    """The text of pieces in a row."""
    told: list[str] = []
    for index, piece in enumerate(pieces):
        if index and is_space_between(pieces[index - 1], piece):
            told.append(" ")
        told.append(raised(piece.text) if id(piece) in signs else piece.text)
    return "".join(told)


def is_space_between(before: Piece, piece: Piece) -> bool:
    """Whether white space stands between two pieces of a line."""
    gap = piece.x0 - before.x1
    return (piece.spaced and gap > -before.size) or gap > _SPACE * max(piece.size, before.size)


def set_in_lines(pieces: Iterable[Piece]) -> list[Line]:
    """Set pieces in lines, from the top of the page to its foot."""
    lines: list[Line] = []
    small: list[Piece] = []
    items = list(pieces)
    # The largest type first: its baseline is the line's, and a raised sign finds it there.
    for piece in sorted(items, key=lambda each: (-round(each.size), -each.y, each.x0)):
        line = _line_for(lines, piece)
        if line is not None:
            line.pieces.append(piece)
        elif len(piece.text) <= _LONGEST_RAISED:
            small.append(piece)
        else:
            lines.append(Line([piece], piece.y, piece.size))
    for piece in small:
        _add_small(lines, piece)
    for line in lines:
        line.pieces.sort(key=lambda each: each.x0)
        line.size = _main_size(line)
    lines.sort(key=lambda line: (-line.y, line.x0))
    return lines


def _line_for(lines: Sequence[Line], piece: Piece) -> Line | None:
    for line in reversed(lines):
        step = abs(piece.y - line.y)
        if step <= _SAME_BASELINE * max(piece.size, line.size) and not _overlaps(line, piece):
            return line
    return None


def _overlaps(line: Line, piece: Piece) -> bool:
    slack = 0.5 * min(piece.size, line.size)
    return any(piece.x0 < other.x1 - slack and other.x0 < piece.x1 - slack for other in line.pieces)


def _add_small(lines: list[Line], piece: Piece) -> None:
    """Put a few characters on their line, beside what they are raised from, or on their own."""
    line = _line_for(lines, piece)
    if line is not None:
        line.pieces.append(piece)
        return
    for line in lines:
        lift = (piece.y - line.y) / line.size
        is_sign = lift > 0 and _SIGN.fullmatch(piece.text) is not None
        is_small = piece.size <= (_SMALL_SIGN if is_sign else _SMALL) * line.size
        if _SHIFTED[0] <= lift <= _SHIFTED[1] and is_small and _is_near(line, piece):
            line.pieces.append(piece)
            if is_sign:
                line.signs.add(id(piece))
            return
    lines.append(Line([piece], piece.y, piece.size))


def _is_near(line: Line, piece: Piece) -> bool:
    reach = _NEAR * line.size
    return any(
        -reach / 2 <= piece.x0 - other.x1 <= reach or -reach / 2 <= other.x0 - piece.x1 <= reach
        for other in line.pieces
    )


def _main_size(line: Line) -> float:
    sizes = [piece.size for piece in line.pieces for _ in piece.text if not line.is_sign(piece)]
    return statistics.median(sizes) if sizes else line.size
