"""How far a stated probability can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose stated probability lies in a range, the upper end left out.

    Attributes:
        low: Lower end of the range.
        high: Upper end; the last range includes it.
        questions: How many there are.
        stated: Their mean stated probability.
        right: The share of them whose first passage answers.
    """

    low: float
    high: float
    questions: int
    stated: float
    right: float


def squared_errors(stated: Sequence[float], right: Sequence[bool]) -> list[float]:
    """By question, the squared distance of what was stated from what happened.

    Their mean is the Brier score (Brier, Verification of Forecasts Expressed in Terms of
    Probability, 1950): 0 is perfect.
    """
    return [(one - happened) ** 2 for one, happened in zip(stated, right, strict=True)]


def reliability(stated: Sequence[float], right: Sequence[bool]) -> tuple[Bin, ...]:
    """What was stated against what happened, in ten ranges of equal width; empty ones left out.

    Example:
        >>> reliability([0.95, 1.0, 0.2], [True, False, False])[1]
        Bin(low=0.9, high=1.0, questions=2, stated=0.975, right=0.5)
    """
    inside: dict[int, list[tuple[float, bool]]] = {}
    for pair in zip(stated, right, strict=True):
        inside.setdefault(min(int(pair[0] * _BINS), _BINS - 1), []).append(pair)
    return tuple(
        Bin(
            low=place / _BINS,
            high=(place + 1) / _BINS,
            questions=len(pairs),
            stated=sum(one for one, _ in pairs) / len(pairs),
            right=sum(happened for _, happened in pairs) / len(pairs),
        )
        for place, pairs in sorted(inside.items())
    )
