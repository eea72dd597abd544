"""Building blocks of a page that its templates know how to show."""

from __future__ import annotations

from dataclasses import dataclass

from reportqa.evaluation import Estimate


@dataclass(frozen=True, slots=True)
class Ranged:
    """A figure with the range it lies in, which shows smaller below it."""

    value: str
    range: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of figures; the first cell of each row names it.

    Attributes:
        caption: What it shows.
        columns: The columns' names.
        rows: One cell for each column.
        total: Whether the first row sums the others up, and stands out.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Ranged, ...], ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, with all that those need who do not see it.

    Attributes:
        title: What it shows.
        svg: The drawing: an ``svg`` element, which nothing of a document got into unescaped.
        alternative: What a reader would take from it, in a sentence or two.
        note: How to read it; may be empty.
        grid: The figures it draws.
    """

    title: str
    svg: str
    alternative: str
    note: str
    grid: Grid


def ranged(estimate: Estimate | None, *, digits: int = 3, sign: str = "") -> str | Ranged:
    """A figure with its 95% interval; a dash where there was nothing to measure.

    Example:
        >>> ranged(Estimate(0.5, 0.25, 0.75, 8), digits=2)
        Ranged(value='0.50', range='0.25–0.75')
    """
    if estimate is None:
        return "–"
    value, low, high = (
        f"{number:{sign}.{digits}f}".replace("-", "−")
        for number in (estimate.value, estimate.low, estimate.high)
    )
    return Ranged(value, f"{low} to {high}" if sign else f"{low}–{high}")
