"""A ranking by report: so many passages of each, or the best of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]


def numbers_of(reports: Sequence[range], ordinals: Places) -> Places:
    """Which report each passage belongs to.

    Args:
        reports: The ordinals of each report's passages.
        ordinals: Passages, int64 (n,), each of one of these reports.

    Returns:
        Places in `reports`, int64 (n,).

    Example:
        >>> import numpy as np
        >>> numbers_of([range(5, 9), range(0, 5)], np.array([0, 8, 5])).tolist()
        [1, 0, 0]
    """
    import numpy as np

    starts = np.array([report.start for report in reports], dtype=np.int64)
    order = np.argsort(starts, kind="stable")
    return order[np.searchsorted(starts[order], ordinals, side="right") - 1]


def at_most(count: int, numbers: Places) -> Places:
    """The places of the first so many of each report, in order.

    Args:
        count: How many of each.
        numbers: The report of each passage of a ranking, int64 (n,).

    Example:
        >>> import numpy as np
        >>> at_most(1, np.array([7, 7, 3, 7, 3])).tolist()
        [0, 2]
    """
    import numpy as np

    order = np.argsort(numbers, kind="stable")
    grouped = numbers[order]
    firsts = np.searchsorted(grouped, grouped)  # where each one's group begins
    return np.sort(order[np.arange(len(order)) - firsts < count])
