"""How far two judges agree."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from reportqa.errors import UsageError


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A passage that two judges graded differently for a question."""

    question: str
    passage: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two judges agree on the passages that both judged.

    Attributes:
        both: How many judgements both made.
        only_first: How many the first judge made alone.
        only_second: How many the second made alone.
        equal: How many of both's are the same grade.
        kappa: Cohen's kappa; None where it is not defined (one grade throughout).
        weighted: The same with quadratic weights, so that 0 against 2 counts four times what 0
            against 1 does (Cohen, Weighted Kappa, 1968); None likewise.
        table: How often the first judge gave one grade and the second another.
        disagreements: Where they differ, the widest apart first.
    """

    both: int
    only_first: int
    only_second: int
    equal: int
    kappa: float | None
    weighted: float | None
    table: Mapping[tuple[int, int], int]
    disagreements: tuple[Disagreement, ...]


def agreement(
    first: Mapping[str, Mapping[str, int]], second: Mapping[str, Mapping[str, int]]
) -> Agreement:
    """Compare two judges' grades.

    Kappa is Cohen's (A Coefficient of Agreement for Nominal Scales, 1960), as scikit-learn
    computes it.

    Args:
        first: One judge's grades, by question and passage.
        second: The other's.

    Raises:
        UsageError: They judged no passage in common.
    """
    ours = {(q, p): grade for q, of in first.items() for p, grade in of.items()}
    theirs = {(q, p): grade for q, of in second.items() for p, grade in of.items()}
    shared = [key for key in ours if key in theirs]
    if not shared:
        raise UsageError(
            "the two judges have no judgement in common", "Are both of the same questions?"
        )
    table: dict[tuple[int, int], int] = {}
    for key in shared:
        pair = (ours[key], theirs[key])
        table[pair] = table.get(pair, 0) + 1
    differing = [Disagreement(*key, ours[key], theirs[key]) for key in shared]
    return Agreement(
        both=len(shared),
        only_first=len(ours) - len(shared),
        only_second=len(theirs) - len(shared),
        equal=sum(count for (a, b), count in table.items() if a == b),
        kappa=_kappa([ours[key] for key in shared], [theirs[key] for key in shared], None),
        weighted=_kappa(
            [ours[key] for key in shared], [theirs[key] for key in shared], "quadratic"
        ),
        table=table,
        disagreements=tuple(
            sorted(
                (one for one in differing if one.first != one.second),
                key=lambda one: -abs(one.first - one.second),
            )
        ),
    )


def _kappa(first: list[int], second: list[int], weights: str | None) -> float | None:
    grades = sorted({*first, *second})
    if len(grades) == 1:
        return None
    from sklearn.metrics import cohen_kappa_score

    # Every whole grade between: weights go by the distance of two grades, not of their places.
    labels = list(range(grades[0], grades[-1] + 1))
    kappa = float(cohen_kappa_score(first, second, labels=labels, weights=weights))
    return None if math.isnan(kappa) else kappa
