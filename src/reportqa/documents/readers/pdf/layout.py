"""The order in which a page is read: tables row by row, columns one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.documents.readers.pdf.lines import Line, set_in_lines
from reportqa.documents.readers.pdf.pieces import PageText
from reportqa.documents.readers.pdf.tables import Row, grids, rows

Element = Line | Row
_Placed = tuple[float, list[Element]]  # where something begins, from the page's foot

_PROSE_LINES = 4  # as many lines in a cell across a table are a paragraph
_RISE = 0.7  # of the type size: how far letters rise above the baseline
_GUTTER_GAP = 1.0  # of the type size
_WIDE = 0.25  # of the text's width: narrower things side by side are labels, not columns
_FEWEST_LINES = 5  # on each side of a gutter
_MOST_ACROSS = 0.25  # of all lines


@dataclass(frozen=True, slots=True)
class Page:
    """A page's elements in reading order.

    Attributes:
        index: The page's place in the file, from 0.
        elements: Its lines and tables' rows.
        height: Its height in points.
        columns: The left and right edge of each column of text.
    """

    index: int
    elements: tuple[Element, ...]
    height: float
    gutter: float | None


def lay_out(index: int, page: PageText) -> Page:
    """Put what stands on a page in reading order."""
    found = grids(page.rules)
    made: list[_Placed] = []
    free = list(page.pieces)
    for number, grid in enumerate(found):
        inside = [piece for piece in free if grid.holds(piece)]
        taken = rows(grid, inside, number)
        kept = {id(piece) for row in taken for cell in row.cells for line in cell
                for piece in line.pieces}  # fmt: skip
        made += _placed(taken)
        free = [piece for piece in free if id(piece) not in kept]
    lines = set_in_lines(free)
    gutter = _gutter(lines, page.width)
    made += [(line.y + line.size * _RISE, [line]) for line in lines]
    made.sort(key=lambda each: -each[0])
    elements = [element for _, several in made for element in several]
    if gutter is not None:
        elements = _by_column(elements, gutter)
    return Page(index, tuple(elements), page.height, gutter)


def _placed(taken: Sequence[Row]) -> list[_Placed]:
    """A table's rows; where it is a box round prose, the lines of that prose instead.

    A cell across the table that holds a paragraph is prose. So is all else in the box where
    only one row is parted: that is a heading with its grade beside it.
    """
    prose = [len(row.cells) == 1 and len(row.cells[0]) >= _PROSE_LINES for row in taken]
    parted = sum(len(row.cells) > 1 for row in taken)
    is_box = any(prose) and parted <= 1
    made: list[_Placed] = []
    for row, is_prose in zip(taken, prose, strict=True):
        if is_prose or is_box:
            made.append((row.top, [line for cell in row.cells for line in cell]))
        else:
            made.append((row.top, [row]))
    return made


def _gutter(lines: Sequence[Line], width: float) -> float | None:
    """Where two columns of text part, or None."""
    parts = [part for line in lines for part in line.fragments(_GUTTER_GAP)]
    best: tuple[int, float] | None = None
    for x in sorted({round(part.x0) for part in parts if 0.35 < part.x0 / width < 0.75}):
        edge = x - 2.0
        left = [part for part in parts if part.x1 <= edge]
        right = [part for part in parts if part.x0 >= edge]
        across = len(parts) - len(left) - len(right)
        if across > _MOST_ACROSS * len(parts) or (best is not None and across >= best[0]):
            continue
        if _is_column(left, width) and _is_column(right, width) and _side_by_side(left, right):
            best = across, edge
    return best[1] if best else None


def _is_column(parts: Sequence[Line], width: float) -> bool:
    wide = [part for part in parts if part.x1 - part.x0 >= _WIDE * width]
    return len(wide) >= max(_FEWEST_LINES, len(parts) / 3)


def _side_by_side(left: Sequence[Line], right: Sequence[Line]) -> bool:
    top = min(max(part.y for part in left), max(part.y for part in right))
    foot = max(min(part.y for part in left), min(part.y for part in right))
    return sum(1 for part in left if foot <= part.y <= top) >= _FEWEST_LINES


def _by_column(elements: Sequence[Element], gutter: float) -> list[Element]:
    """Read down the left column, then the right; what goes across both parts the page."""
    ordered: list[Element] = []
    left: list[Element] = []
    right: list[Element] = []
    for element in elements:
        if isinstance(element, Row):
            x0 = min(line.x0 for cell in element.cells for line in cell)
            x1 = max(line.x1 for cell in element.cells for line in cell)
            parts: list[tuple[Element, float, float]] = [(element, x0, x1)]
        else:
            parts = [(part, part.x0, part.x1) for part in _parted(element, gutter)]
        for part, x0, x1 in parts:
            if x1 <= gutter:
                left.append(part)
            elif x0 >= gutter:
                right.append(part)
            else:
                ordered += [*left, *right, part]
                left, right = [], []
    return [*ordered, *left, *right]


def _parted(line: Line, gutter: float) -> list[Line]:
    """A line parted at the gutter, unless words stand across it."""
    if any(piece.x0 < gutter < piece.x1 for piece in line.pieces):
        return [line]
    left = [piece for piece in line.pieces if piece.x1 <= gutter]
    right = [piece for piece in line.pieces if piece.x0 >= gutter]
    if left and right and right[0].x0 - left[-1].x1 < _GUTTER_GAP * line.size / 2:
        return [line]
    return [Line(part, line.y, line.size, line.signs) for part in (left, right) if part]
