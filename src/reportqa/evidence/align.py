"""Fitting a quotation into a run of words: the fewest edits that make it stand there.

The alignment is Sellers' (1980): the whole quotation against the best stretch of the run, found
row by row. What a writer leaves out lawfully is built in: at an ellipsis words of the run may be
passed over at next to no cost, at a bracket a few.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reportqa.evidence.running import BREAK

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ids = NDArray[np.int32]
    Costs = NDArray[np.float64]

Step = Literal["same", "other", "added", "left_out", "passed"]

# What passing over a word costs: enough to prefer the nearest words that fit, and little beside
# an edit until hundreds are passed over.
_ELLIPSIS = 0.002
_BRACKET = 0.05
# Where either would do, a word left out explains more than one added, and that more than another.
_LEFT_OUT_COST, _ADDED_COST, _OTHER_COST = 1.0, 1.005, 1.01
_BORDER = 1.5  # from one passage to another
_ACROSS = 100.0  # from one run to the next there is no way

_SAME_OR_OTHER, _ADDED, _LEFT_OUT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Sought:
    """One element of a quotation.

    Attributes:
        ids: The numbers of the words that it stands for; None for a gap.
        bracket: Whether a gap is a bracket, not an ellipsis.
    """

    ids: Collection[int] | None
    bracket: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One step of an alignment.

    Attributes:
        step: ``same`` or ``other`` word, ``added`` by the quotation, ``left_out`` of it, or
            ``passed`` over at a gap.
        sought: Which element of the quotation; for what is left out, the one before it.
        place: Which word of the run; None for what is added.
    """

    step: Step
    sought: int
    place: int | None


@dataclass(frozen=True, slots=True)
class Fit:
    """A stretch of a run that a quotation fits.

    Attributes:
        cost: How many edits it takes, and a little for every word passed over.
        moves: The steps, in order.
    """

    cost: float
    moves: tuple[Move, ...]

    @property
    def edits(self) -> int:
        """How many words differ."""
        return sum(move.step in ("other", "added", "left_out") for move in self.moves)

    @property
    def places(self) -> list[int]:
        """The words of the run that stand in the quotation."""
        return [m.place for m in self.moves if m.step == "same" and m.place is not None]


class Alignment:
    """A quotation held against every place of a run.

    Args:
        sought: The quotation's m elements.
        run: The run's words, int32 (n,).
        borders: Which words begin another passage, bool (n,); none for None.
    """

    def __init__(
        self, sought: Sequence[Sought], run: Ids, borders: NDArray[np.bool_] | None = None
    ) -> None:
        import numpy as np

        self._sought = sought
        self._run = run
        self._borders = np.zeros(len(run), dtype=np.bool_) if borders is None else borders
        # One byte a cell: what was done there last.
        self._steps = np.zeros((len(sought), len(run) + 1), dtype=np.int8)
        self.ends: Costs = self._filled()

    def _filled(self) -> Costs:
        """The cost of fitting the whole quotation so that it ends before each place, (n + 1,)."""
        import numpy as np

        count = len(self._run)
        passed = np.arange(count + 1, dtype=np.float64)
        across = np.concatenate(([0.0], np.cumsum(self._run == BREAK, dtype=np.float64) * _ACROSS))
        barrier = np.diff(across)
        bordered = np.concatenate(([0.0], np.cumsum(self._borders, dtype=np.float64) * _BORDER))
        row = np.zeros(count + 1, dtype=np.float64)
        for steps, one in zip(self._steps, self._sought, strict=True):
            if one.ids is None:
                each = _BRACKET if one.bracket else _ELLIPSIS
                made = row.copy()
                steps[:] = _ADDED  # a gap that ends here costs nothing
            else:
                each = _LEFT_OUT_COST
                differs = np.where(_stands(self._run, one.ids), 0.0, _OTHER_COST) + barrier
                made = row + _ADDED_COST
                steps[:] = _ADDED
                diagonal = row[:-1] + differs
                better = diagonal <= made[1:]
                made[1:][better] = diagonal[better]
                steps[1:][better] = _SAME_OR_OTHER
            # The best of all ways from the left at once: cost less slope only falls.
            slope = each * passed + (across if one.ids is not None else across + bordered)
            run_on = np.minimum.accumulate(made - slope) + slope
            left = run_on < made - 1e-4
            steps[left] = _LEFT_OUT
            row = np.where(left, run_on, made)
        return row

    def fit(self, end: int) -> Fit:
        """The alignment that ends before a place of the run."""
        moves: list[Move] = []
        place, index = end, len(self._sought) - 1
        while index >= 0:
            one = self._sought[index]
            step = self._steps[index, place]
            if step == _LEFT_OUT:
                place -= 1
                moves.append(Move("left_out" if one.ids is not None else "passed", index, place))
            elif step == _ADDED:
                if one.ids is not None:
                    moves.append(Move("added", index, None))
                index -= 1
            else:
                place -= 1
                same = one.ids is not None and int(self._run[place]) in one.ids
                moves.append(Move("same" if same else "other", index, place))
                index -= 1
        return Fit(float(self.ends[end]), tuple(reversed(moves)))

    def best(self, within: float = 0.0, limit: int = 40) -> list[Fit]:
        """The alignments whose cost is the least, or by `within` more, the cheapest first.

        Of those that end near each other only the cheapest is given.
        """
        import numpy as np

        most = float(self.ends.min()) + within
        ends = np.flatnonzero(self.ends <= most + 1e-4)
        order = ends[np.argsort(self.ends[ends], kind="stable")]
        chosen: list[int] = []
        for end in order:
            if all(abs(int(end) - other) >= len(self._sought) for other in chosen):
                chosen.append(int(end))
            if len(chosen) == limit:
                break
        return [self.fit(end) for end in chosen]

    def best_among(self, ends: range) -> Fit | None:
        """The cheapest alignment that ends in a stretch of the run; None in an empty one."""
        import numpy as np

        if not len(ends):
            return None
        return self.fit(ends.start + int(np.argmin(self.ends[ends.start : ends.stop])))


def _stands(run: Ids, ids: Collection[int]) -> NDArray[np.bool_]:
    import numpy as np

    if len(ids) == 1:
        (only,) = ids
        return np.equal(run, only)
    return np.isin(run, list(ids))
