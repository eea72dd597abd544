"""What each stage of ranking adds: the same questions, answered by every combination of stages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

from reportqa.evaluation.evaluation import Evaluation, evaluate
from reportqa.evaluation.intervals import Estimate, paired_difference
from reportqa.search import Searcher
from reportqa.search.ranking import STAGES

COMPARED = "RR@10"
"""The measure in which combinations of stages are compared."""


@dataclass(frozen=True, slots=True)
class Ablated:
    """How some stages rank the questions of an evaluation.

    Attributes:
        stages: Their names.
        measures: The ranking measures by name.
        difference: How much higher `COMPARED` is than in the evaluation, question by question.
    """

    stages: tuple[str, ...]
    measures: Mapping[str, Estimate]
    difference: Estimate


def stage_sets() -> list[tuple[str, ...]]:
    """Every combination of stages, single ones first.

    Example:
        >>> stage_sets()[:4]
        [('lexical',), ('dense',), ('late',), ('lexical', 'dense')]
    """
    return [names for size in range(1, len(STAGES) + 1) for names in combinations(STAGES, size)]


def ablate(
    evaluation: Evaluation,
    searcher: Searcher,
    *,
    report: str | None = None,
    on_message: Callable[[str], None] = lambda _: None,
) -> tuple[Ablated, ...]:
    """Ask the questions of an evaluation again with every other combination of stages.

    Args:
        evaluation: What to compare with; its own stages are not asked again.
        searcher: Who answered them.
        report: The report that the evaluation was asked of, if of one alone.
        on_message: Called with a line before each combination.

    Returns:
        How every combination ranks; empty if the corpus answers no question.

    Raises:
        ReportqaError: A question cannot be asked, or the index or the model cannot be used.
    """
    questions = [one.question for one in evaluation.outcomes if one.values]
    ablated: list[Ablated] = []
    for names in stage_sets() if questions else ():
        run = evaluation
        if set(names) != set(evaluation.stages):
            on_message(f"Asking with {' + '.join(names)} …")
            other = searcher.with_stages(names)
            run = evaluate(other, questions, relevance=evaluation.relevance, report=report)
        difference = paired_difference(run.values(COMPARED), evaluation.values(COMPARED))
        ablated.append(Ablated(names, run.overall.measures, difference))
    return tuple(ablated)
