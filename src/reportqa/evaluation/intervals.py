"""Figures with 95% intervals, by bootstrap with a fixed seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RESAMPLES = 10_000
_SEED = 20_160_920
_PERCENTILES = (2.5, 97.5)
# Numbers drawn at once: 32 MB.
_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure measured on a sample of questions.

    Attributes:
        value: The figure on the sample.
        low: Lower end of its 95% interval.
        high: Upper end.
        questions: How many questions it was measured on.
    """

    value: float
    low: float
    high: float
    questions: int


def mean_estimate(values: Sequence[float]) -> Estimate | None:
    """The mean of values, one a question; None if there are none.

    The interval is the percentile bootstrap's (Efron and Tibshirani, An Introduction to the
    Bootstrap, 1993): 10,000 resamples, always the same ones for as many questions.

    Example:
        >>> mean_estimate([1.0, 1.0])
        Estimate(value=1.0, low=1.0, high=1.0, questions=2)
    """
    return mean_estimates([values])[0] if len(values) else None


def mean_estimates(columns: Sequence[Sequence[float]]) -> list[Estimate]:
    """The means of several measures over the same questions, which are resampled together.

    Args:
        columns: For each measure its values, one a question, in the same order; at least one.
    """
    import numpy as np

    values = np.asarray(columns, dtype=np.float64).T  # (questions, measures)
    count = len(values)
    random = np.random.default_rng(_SEED)
    means = []
    for size in _chunks(count):
        drawn = random.multinomial(count, np.full(count, 1 / count), size=size)
        means.append(drawn @ values / count)
    low, high = np.percentile(np.concatenate(means), _PERCENTILES, axis=0)
    return [
        Estimate(float(mean), float(a), float(b), count)
        for mean, a, b in zip(values.mean(axis=0), low, high, strict=True)
    ]


def paired_difference(ours: Sequence[float], theirs: Sequence[float]) -> Estimate:
    """How much higher the mean of one list is than that of another over the same questions.

    The questions are resampled, so that what is hard for both tells nothing apart.

    Args:
        ours: Values, one a question; at least one.
        theirs: Values of the same questions in the same order.

    Example:
        >>> paired_difference([1.0, 0.5], [0.5, 0.0]).value
        0.5
    """
    return mean_estimates([[a - b for a, b in zip(ours, theirs, strict=True)]])[0]


def auroc_estimate(higher: Sequence[float], lower: Sequence[float]) -> Estimate | None:
    """The area under the ROC curve: how often one of `higher` exceeds one of `lower`.

    Ties count half (Hanley and McNeil, The Meaning and Use of the Area under a ROC Curve, 1982).
    For the interval, both groups are resampled, each by itself.

    Returns:
        The estimate over all values of both groups; None if one of them is empty.

    Example:
        >>> auroc_estimate([0.9, 0.5], [0.5]).value
        0.75
    """
    import numpy as np

    if not len(higher) or not len(lower):
        return None
    levels, place = np.unique(np.concatenate([higher, lower]), return_inverse=True)
    counts = [
        np.bincount(part, minlength=len(levels)) for part in np.split(place, [len(higher)])
    ]  # how many of each group have each level
    random = np.random.default_rng(_SEED)
    areas = []
    for size in _chunks(2 * len(levels)):
        drawn = [
            random.multinomial(group.sum(), group / group.sum(), size=size) for group in counts
        ]
        areas.append(_areas(drawn[0], drawn[1]))
    low, high = np.percentile(np.concatenate(areas), _PERCENTILES)
    value = _areas(counts[0][None], counts[1][None])[0]
    return Estimate(float(value), float(low), float(high), len(higher) + len(lower))


def _areas(higher: NDArray[np.int64], lower: NDArray[np.int64]) -> Floats:
    """Areas under the ROC curve from counts by level, each int64 (resamples, levels)."""
    below = lower.cumsum(axis=1) - lower / 2
    pairs = higher.sum(axis=1) * lower.sum(axis=1)
    areas: Floats = (higher * below).sum(axis=1) / pairs
    return areas


def _chunks(numbers: int) -> list[int]:
    """How many resamples of so many numbers to draw at a time."""
    most = max(1, _AT_ONCE // numbers)
    whole, rest = divmod(RESAMPLES, most)
    return [most] * whole + ([rest] if rest else [])
