"""What a document's type tells: its usual size, its leading, the ranks of its headings."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportqa.documents.readers.pdf.layout import Page
from reportqa.documents.readers.pdf.lines import Line

Style = tuple[float, bool]  # size, bold

_LEADING = (0.8, 2.4)  # the least and most that the step to the next line is, in type sizes
_USUAL_LEADING = 1.25
_ENOUGH = 12  # steps of a size that tell its leading


def style_of(line: Line) -> Style:
    """The style of a line: size to half a point, and whether it is bold."""
    return round(line.size * 2) / 2, line.bold


@dataclass(frozen=True, slots=True)
class Measure:
    """What is usual in a document.

    Attributes:
        body: The size of most of its type.
        leading: The usual step from line to line, by size.
        right: The right edge of its text.
        vocabulary: Its words, less those torn at a line's end.
    """

    body: float
    leading: dict[float, float]
    right: float
    vocabulary: frozenset[str]

    def step(self, size: float) -> float:
        """The usual step from line to line of a size of type."""
        usual = self.leading.get(self.body, self.body * _USUAL_LEADING) / self.body
        return self.leading.get(size, size * usual)


def measure(pages: Sequence[Page]) -> Measure:
    """Measure a document's lines."""
    sizes: Counter[float] = Counter()
    steps: dict[float, Counter[float]] = {}
    words: set[str] = set()
    for page in pages:
        lines = [element for element in page.elements if isinstance(element, Line)]
        for line in lines:
            sizes[style_of(line)[0]] += len(line.text)
            words.update(line.text.split()[:-1])
        for above, below in itertools.pairwise(lines):
            size, step = style_of(above)[0], above.y - below.y
            if style_of(below)[0] == size and _LEADING[0] * size < step < _LEADING[1] * size:
                steps.setdefault(size, Counter())[round(step * 2) / 2] += 1
    body = sizes.most_common(1)[0][0] if sizes else 12.0
    leading = {
        size: _usual(counts)
        for size, counts in steps.items()
        if sum(counts.values()) >= _ENOUGH or size == body
    }
    ends = sorted(
        line.x1
        for page in pages
        for line in page.elements
        if isinstance(line, Line) and style_of(line)[0] == body
    )
    right = ends[len(ends) - 1 - len(ends) // 20] if ends else 0.0
    return Measure(body, leading, right, frozenset(words))


def _usual(counts: Counter[float]) -> float:
    """The smallest step that is about as frequent as the most frequent."""
    most = counts.most_common(1)[0][1]
    return min(step for step, count in counts.items() if count >= most / 2)


def ranks(styles: Iterable[Style]) -> dict[Style, int]:
    """The level of each style of heading: larger above smaller, bold above plain."""
    ordered = sorted(set(styles), key=lambda style: (-style[0], not style[1]))
    return {style: level for level, style in enumerate(ordered, start=1)}
