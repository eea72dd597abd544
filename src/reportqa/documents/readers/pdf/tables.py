"""Tables that are ruled: from lines drawn on the page to rows of cells."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.documents.readers.pdf.lines import Line, set_in_lines
from reportqa.documents.readers.pdf.pieces import Piece, Rule

_TOUCH = 2.5  # points between lines that meet
_SHORTEST = 6.0  # a ruled line that is shorter only joins others
_DEEPEST_INSET = 6.0


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row: the lines of each of its cells.

    Attributes:
        cells: Lines by cell, from left to right; empty cells are left out.
        top: Its upper edge.
        table: Which table of the page it is in.
    """

    cells: tuple[tuple[Line, ...], ...]
    top: float
    table: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The ruled lines of one table: columns' and rows' edges, and what divides each row."""

    x0: float
    y0: float
    x1: float
    y1: float
    heights: tuple[float, ...]  # rows' edges, from the top
    uprights: tuple[Rule, ...]

    def holds(self, piece: Piece) -> bool:
        """Whether a piece stands inside the table."""
        middle = (piece.x0 + piece.x1) / 2
        return self.x0 - 1 <= middle <= self.x1 + 1 and self.y0 <= piece.y <= self.y1

    def dividers(self, top: float, bottom: float) -> list[float]:
        """Where upright lines divide the row between two edges into cells."""
        middle = (top + bottom) / 2
        return _distinct(
            [
                rule.x0
                for rule in self.uprights
                if rule.y0 - _TOUCH <= middle <= rule.y1 + _TOUCH
                and self.x0 + _TOUCH < rule.x0 < self.x1 - _TOUCH
            ]
        )


def grids(rules: Sequence[Rule]) -> list[Grid]:
    """Find the tables that ruled lines make: lines that meet, with two columns or more."""
    found = []
    for group in _groups([rule for rule in rules if _is_line(rule)]):
        grid = _grid(group)
        if grid is not None:
            found.append(grid)
    return found


def rows(grid: Grid, pieces: Sequence[Piece], table: int) -> list[Row]:
    """Set the pieces inside a table in rows and cells."""
    made = []
    for top, bottom in zip(grid.heights, grid.heights[1:], strict=False):
        inside = [piece for piece in pieces if bottom - 1 < _middle(piece) <= top - 1]
        edges = [grid.x0, *grid.dividers(top, bottom), grid.x1]
        cells = []
        for left, right in itertools.pairwise(edges):
            cell = [piece for piece in inside if left - 1 <= (piece.x0 + piece.x1) / 2 < right - 1]
            if cell:
                cells.append(tuple(_limited(set_in_lines(cell), left, right)))
        if cells:
            made.append(Row(tuple(cells), top, table))
    return made


def _limited(lines: list[Line], left: float, right: float) -> list[Line]:
    """Tell lines where their cell ends: as far inside it as they begin, at most."""
    inset = min(max(min(line.x0 for line in lines) - left, 0.0), _DEEPEST_INSET)
    for line in lines:
        line.limit = right - inset
    return lines


def _middle(piece: Piece) -> float:
    return piece.y + piece.size * 0.3


def _is_line(rule: Rule) -> bool:
    return max(rule.x1 - rule.x0, rule.y1 - rule.y0) > 0


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Gather lines that meet, directly or over others."""
    groups: list[tuple[Rule, list[Rule]]] = []
    for rule in rules:
        box, members = rule, [rule]
        apart = []
        for other, others in groups:
            if _meet(box, other):
                box = Rule(
                    min(box.x0, other.x0),
                    min(box.y0, other.y0),
                    max(box.x1, other.x1),
                    max(box.y1, other.y1),
                )
                members = others + members
            else:
                apart.append((other, others))
        groups = [*apart, (box, members)]
    return [members for _, members in groups]


def _meet(a: Rule, b: Rule) -> bool:
    return (
        a.x0 - _TOUCH <= b.x1
        and b.x0 - _TOUCH <= a.x1
        and a.y0 - _TOUCH <= b.y1
        and b.y0 - _TOUCH <= a.y1
    )


def _grid(group: Sequence[Rule]) -> Grid | None:
    x0, x1 = min(rule.x0 for rule in group), max(rule.x1 for rule in group)
    y0, y1 = min(rule.y0 for rule in group), max(rule.y1 for rule in group)
    uprights = [rule for rule in group if rule.y1 - rule.y0 >= _SHORTEST]
    level = [rule for rule in group if rule.x1 - rule.x0 >= _SHORTEST]
    heights = [
        height
        for height in _distinct([rule.y0 for rule in level])
        if _covered(level, height) >= 0.6 * (x1 - x0)
    ]
    heights = sorted({*heights, y0, y1}, reverse=True)
    heights = [
        edge
        for place, edge in enumerate(heights)
        if not place or heights[place - 1] - edge > _TOUCH
    ]
    grid = Grid(x0, y0, x1, y1, tuple(heights), tuple(uprights))
    if len(heights) < 2 or y1 - y0 < _SHORTEST:
        return None
    divided = [grid.dividers(top, bottom) for top, bottom in itertools.pairwise(heights)]
    return grid if any(divided) else None


def _covered(level: Sequence[Rule], height: float) -> float:
    return sum(rule.x1 - rule.x0 for rule in level if abs(rule.y0 - height) <= _TOUCH)


def _distinct(values: Sequence[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _TOUCH:
            kept.append(value)
    return kept
