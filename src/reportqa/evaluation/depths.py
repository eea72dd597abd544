"""How a ranking fares the further down one reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.evaluation.evaluation import Outcome
from reportqa.evaluation.intervals import Estimate, mean_estimates
from reportqa.evaluation.relevance import Relevance

DEEPEST = 10
"""How far down a ranking is read, as by the measures."""


@dataclass(frozen=True, slots=True)
class Depth:
    """The first so many passages of every ranking.

    Attributes:
        passages: How many.
        success: Share of the questions that one of them answers (Success@k).
        precision: Mean share of them that answer (P@k); a passage that nobody judged counts as
            one that does not, so that this is the least it can be.
    """

    passages: int
    success: Estimate
    precision: Estimate


def by_depth(outcomes: Sequence[Outcome], relevance: Relevance) -> tuple[Depth, ...]:
    """Success and precision at 1, 2, … `DEEPEST` passages; empty if the corpus answers nothing.

    Args:
        outcomes: How the questions went; those that the corpus does not answer are passed over.
        relevance: Which passages answer them.
    """
    import numpy as np

    judged = [_judged(outcome, relevance) for outcome in outcomes if outcome.values]
    if not judged:
        return ()
    found = np.cumsum(judged, axis=1)  # (questions, DEEPEST)
    depths = np.arange(1, DEEPEST + 1)
    columns = np.concatenate([found > 0, found / depths], axis=1).T  # (2 × DEEPEST, questions)
    estimates = mean_estimates(columns.tolist())
    successes, precisions = estimates[:DEEPEST], estimates[DEEPEST:]
    return tuple(map(Depth, depths.tolist(), successes, precisions))


def _judged(outcome: Outcome, relevance: Relevance) -> list[bool]:
    """Whether each passage of a ranking answers; a ranking that ends early holds none further."""
    name = outcome.question.id
    answers = [relevance.answers(name, one.passage) for one in outcome.answered.ranking[:DEEPEST]]
    return answers + [False] * (DEEPEST - len(answers))
