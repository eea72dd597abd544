"""Which printed numbers are those of paragraphs."""

from __future__ import annotations

from dataclasses import dataclass

_GAP = 5  # paragraphs that may be missing between two that are there


@dataclass(slots=True)
class Numbers:
    """The running number of a report's paragraphs.

    A number that goes on from the last one, with few missing between them, is a paragraph's;
    any other is a list item's sign.

    Attributes:
        last: The number of the last paragraph that has one.
    """

    last: int = 0

    def take(self, number: int) -> bool:
        """Whether a number goes on from the last one; if so, it is the last one now.

        Example:
            >>> numbers = Numbers()
            >>> numbers.take(1), numbers.take(2), numbers.take(1), numbers.take(40)
            (True, True, False, False)
        """
        goes_on = self.last < number <= self.last + 1 + _GAP
        if goes_on:
            self.last = number
        return goes_on
