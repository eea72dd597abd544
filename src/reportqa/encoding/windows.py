"""Cutting what is longer than the model's window into overlapping windows, losing nothing."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

#: The share of a window that a context may take where the text does not fit beside it.
_CONTEXT_SHARE = 3
#: Two windows overlap by a window's text room divided by this, or more.
_OVERLAP_SHARE = 4


@dataclass(frozen=True, slots=True)
class Window:
    """One run of the model over a part of a text.

    Attributes:
        start: First of the text's tokens in the window.
        stop: The one after the last.
        keep_start: First of the text's tokens that is taken from this window.
        keep_stop: The one after the last.
    """

    start: int
    stop: int
    keep_start: int
    keep_stop: int

    @property
    def kept(self) -> int:
        """How many of the text's tokens are taken from this window."""
        return self.keep_stop - self.keep_start


def context_room(context: int, text: int, room: int) -> int:
    """How many of a context's tokens stand in each window.

    All of them where context and text fit one window; else the context gives way to the text, but
    keeps a third of the window (or its own length, if that is less).

    Args:
        context: Tokens of the context.
        text: Tokens of the text.
        room: Tokens that a window takes, the model's markers left out.

    Example:
        >>> context_room(20, 50, 100), context_room(80, 50, 100), context_room(80, 500, 100)
        (20, 50, 33)
    """
    return min(context, max(room - text, room // _CONTEXT_SHARE))


def cut_windows(text: int, room: int) -> list[Window]:
    """Cut a text into windows of full length, evenly spread, as few as an overlap allows.

    Each token is kept from exactly one window: of those that hold it the one where it stands
    farthest from an edge, since near an edge a token's vector knows only one side of its context.

    Args:
        text: Tokens of the text.
        room: How many of them a window takes, at least 1.

    Returns:
        The windows in order; a single one if the text fits.

    Example:
        >>> cut_windows(5, 8)
        [Window(start=0, stop=5, keep_start=0, keep_stop=5)]
        >>> [(w.start, w.stop, w.keep_start, w.keep_stop) for w in cut_windows(14, 8)]
        [(0, 8, 0, 7), (6, 14, 7, 14)]
    """
    if text <= room:
        return [Window(0, text, 0, text)]
    overlap = room // _OVERLAP_SHARE
    count = -((overlap - text) // (room - overlap))  # rounded up
    starts = [number * (text - room) // (count - 1) for number in range(count)]
    # Halfway between a window's begin and the end of the one before: equally far from both edges.
    borders = [(begin + before + room) // 2 for before, begin in itertools.pairwise(starts)]
    return [
        Window(begin, begin + room, keep_start, keep_stop)
        for begin, keep_start, keep_stop in zip(
            starts, [0, *borders], [*borders, text], strict=True
        )
    ]
