"""Pooling: the passages that are worth judging, gathered from several runs.

Spärck Jones and van Rijsbergen, Report on the Need for and Provision of an Ideal Information
Retrieval Test Collection, 1975.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.evaluation.gold import GoldQuestion
from reportqa.evaluation.run import Run


@dataclass(frozen=True, slots=True)
class Pooled:
    """A question and the passages to judge for it.

    Attributes:
        question: The question.
        passages: The passages' ids with the hashes of their texts, in the order to judge them.
    """

    question: GoldQuestion
    passages: tuple[tuple[str, str], ...]


def pool(
    questions: Sequence[GoldQuestion], runs: Sequence[Run], *, depth: int, seed: int
) -> tuple[Pooled, ...]:
    """The best passages of several runs, each once, in an order that tells nothing of their ranks.

    Args:
        questions: The questions.
        runs: The runs; their texts' hashes must be known.
        depth: How many passages to take of each ranking.
        seed: What the order is drawn with; the same seed gives the same order.
    """
    hashes = {name: found for run in runs for name, found in run.hashes.items()}
    return tuple(
        Pooled(question, _shuffled(question, runs, depth, seed, hashes)) for question in questions
    )


def _shuffled(
    question: GoldQuestion, runs: Sequence[Run], depth: int, seed: int, hashes: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    # Sorted first, so that the order of the runs plays no part.
    found = sorted(
        {
            one.passage
            for run in runs
            if question.id in run.answered
            for one in run.answered[question.id].ranking[:depth]
        }
    )
    random.Random(f"{seed} {question.id}").shuffle(found)  # noqa: S311 - no secret
    return tuple((name, hashes[name]) for name in found if name in hashes)
