"""An evaluation with all that a reader needs to check it, kept apart from the index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from reportqa.documents import Facts, Passage
from reportqa.evaluation.ablation import Ablated
from reportqa.evaluation.evaluation import Evaluation, Outcome
from reportqa.evaluation.overlap import Overlap, overlaps

if TYPE_CHECKING:
    from reportqa.index import Index, Manifest

MOST_TOLD = 1_000
"""How many questions are told with what was found: about 2 MB of a page."""

PASSAGES_TOLD = 5
"""How many passages of a ranking are told."""


@dataclass(frozen=True, slots=True)
class Record:
    """An evaluation, what was measured, and the passages that were found.

    Attributes:
        evaluation: The evaluation.
        source: The name of the gold questions' file, or of the collection's folder.
        split: The name of the split.
        report: The report that all were asked of, if of one alone.
        made: When.
        version: Version of reportqa that measured.
        manifest: What the index says of itself.
        told: The questions to tell one by one, `worst_first`, `MOST_TOLD` at most.
        passages: The first `PASSAGES_TOLD` passages that each of them got, by id.
        facts: What is known of these passages' reports, by the report's id.
        overlaps: The share of each question's words that the passage answering it holds.
        ablation: How other stages rank the questions; empty if they were not asked.
    """

    evaluation: Evaluation
    source: str
    split: str
    report: str | None
    made: dt.datetime
    version: str
    manifest: Manifest
    told: tuple[Outcome, ...]
    passages: Mapping[str, Passage]
    facts: Mapping[str, Facts]
    overlaps: tuple[Overlap, ...]
    ablation: tuple[Ablated, ...] = ()


def record_of(
    index: Index,
    evaluation: Evaluation,
    *,
    source: str,
    split: str,
    report: str | None = None,
    ablation: Sequence[Ablated] = (),
) -> Record:
    """Gather what a report on an evaluation tells, while its index is open.

    Args:
        index: The index that answered.
        evaluation: The evaluation.
        source: The name of the gold questions' file, or of the collection's folder.
        split: The name of the split.
        report: The report that all were asked of, if of one alone.
        ablation: How other stages rank the questions.

    Raises:
        IndexUnusableError: The index is damaged.
    """
    told = worst_first(evaluation.outcomes)[:MOST_TOLD]
    found = {one.passage for outcome in told for one in outcome.answered.ranking[:PASSAGES_TOLD]}
    passages = {name: passage for name in sorted(found) if (passage := index.by_id(name))}
    answered = [outcome.question for outcome in evaluation.outcomes if outcome.values]
    reports = {passage.report for passage in passages.values()}
    return Record(
        evaluation=evaluation,
        source=source,
        split=split,
        report=report,
        made=dt.datetime.now().astimezone(),
        version=version("reportqa"),
        manifest=index.manifest,
        told=told,
        passages=passages,
        facts={name: index.report(name).facts for name in sorted(reports)},
        overlaps=overlaps(answered, evaluation.relevance, index),
        ablation=tuple(ablation),
    )


def worst_first(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Wrong first passages, then unanswerable questions, then right ones; the surest first."""

    def badness(outcome: Outcome) -> tuple[int, float]:
        group = 2 if outcome.right else int(outcome.question.unanswerable is not None)
        return group, -outcome.answered.stated

    return tuple(sorted(outcomes, key=badness))
