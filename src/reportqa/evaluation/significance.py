"""Whether a difference between two runs is more than noise, and how many questions would tell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist, fmean, stdev

_SEED = 20_160_920
_RESAMPLES = 9_999
_LEVEL, _POWER = 0.05, 0.80
# Signs drawn at once: 32 MB.
_AT_ONCE = 4_000_000


def paired_p(differences: Sequence[float]) -> float:
    """The chance of a mean difference as large as this if the runs were interchangeable.

    Fisher's paired randomisation test, two-sided, as scipy computes it: all ways of swapping the
    two runs' values of a question where there are fewer than 10,000, else 9,999 drawn with a fixed
    seed (Smucker, Allan and Carterette, A Comparison of Statistical Significance Tests for
    Information Retrieval Evaluation, 2007).

    Args:
        differences: One run's value less the other's, one a question.

    Returns:
        The p-value; 1 if fewer than two questions differ.

    Example:
        >>> paired_p([0.5, 0.5, 0.5, 0.0]), paired_p([0.5, 0.0])
        (0.25, 1.0)
    """
    # Questions that do not differ add nothing to the sum, whichever way they are swapped.
    differing = [one for one in differences if one]
    if len(differing) < 2:  # swapping the only one leaves the size of the sum as it is
        return 1.0
    import numpy as np
    from scipy.stats import permutation_test

    result = permutation_test(
        (np.asarray(differing),),
        np.mean,
        permutation_type="samples",
        vectorized=True,
        n_resamples=_RESAMPLES,
        batch=max(1, _AT_ONCE // len(differing)),
        rng=np.random.default_rng(_SEED),
    )
    return float(result.pvalue)


def holm(values: Sequence[float]) -> list[float]:
    """P-values corrected for being several (Holm, A Simple Sequentially Rejective Multiple Test
    Procedure, 1979), in their order.

    Example:
        >>> holm([0.01, 0.04, 0.03])
        [0.03, 0.06, 0.06]
    """  # noqa: D205 - the source is part of the sentence
    order = sorted(range(len(values)), key=lambda place: values[place])
    corrected = [0.0] * len(values)
    highest = 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, values[place] * (len(values) - rank)))
        corrected[place] = highest
    return corrected


def questions_needed(differences: Sequence[float]) -> int | None:
    """How many questions would show such a mean difference in four samples of five.

    That is: 80% power of a two-sided paired test at the 5% level, from the mean and the standard
    deviation observed (Sakai, Statistical Reform in Information Retrieval?, 2014; normal
    approximation).

    Returns:
        The number, at least 2; None if the mean difference is 0.

    Example:
        >>> questions_needed([0.5, -0.4] * 20)
        653
    """
    mean = fmean(differences)
    if abs(mean) < 1e-12 or len(differences) < 2:
        return None
    return max(2, math.ceil((_reach() * stdev(differences) / mean) ** 2))


def smallest_shown(differences: Sequence[float]) -> float | None:
    """The smallest mean difference that so many questions show in four samples of five.

    Returns:
        The difference; None with fewer than two questions.
    """
    if len(differences) < 2:
        return None
    return _reach() * stdev(differences) / math.sqrt(len(differences))


def _reach() -> float:
    """Standard errors that a mean must lie from 0 to be shown with the power wanted."""
    normal = NormalDist()
    return normal.inv_cdf(1 - _LEVEL / 2) + normal.inv_cdf(_POWER)
