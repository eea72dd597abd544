"""What came out, in words that need no measure explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportqa.evaluation import Estimate, Record
from reportqa.evaluation.intervals import mean_estimate
from reportqa.search.confidence import level_of

_EVEN = 0.5


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure that counts.

    Attributes:
        figure: The figure.
        of: What it is out of, or its unit.
        range: Where it lies with 95% confidence; may be empty.
        says: What it counts, as the rest of a sentence.
    """

    figure: str
    of: str
    range: str
    says: str


def findings(record: Record) -> Iterator[Finding]:
    """The figures that count; those left out for which there was nothing to measure."""
    overall = record.evaluation.overall
    counted = (
        (
            overall.measures.get("Success@1"),
            "questions that the reports answer are answered by the first passage shown",
        ),
        (overall.measures.get("Success@10"), "are answered by one of the first ten passages"),
        (
            overall.answer_sentence,
            "right first passages have the very sentence pointed out that answers",
        ),
        (overall.citation_page, "right first passages are cited with the right page"),
        (_strong(record), "first passages that are called a strong match are right"),
        (
            overall.off_topic_auroc,
            "times it is surer of a question that the reports answer than of one off their topic"
            + _chance(overall.off_topic_auroc),
        ),
        (
            overall.near_miss_auroc,
            "times it is surer of such a question than of a near miss, which asks for a fact that "
            "the reports leave out" + _chance(overall.near_miss_auroc),
        ),
    )
    for estimate, says in counted:
        if estimate is not None:
            yield _of_100(estimate, says)
    if overall.latency_p50 is not None and overall.latency_p95 is not None:
        yield Finding(
            f"{overall.latency_p50 / 1000:.2f}",
            "seconds",
            "",
            "or less for half of the questions, "
            f"{overall.latency_p95 / 1000:.2f} or less for 95 of 100",
        )


def _of_100(estimate: Estimate, says: str) -> Finding:
    value, low, high = (round(100 * one) for one in (estimate.value, estimate.low, estimate.high))
    return Finding(str(value), "of 100", f"{low}–{high}", says)


def _strong(record: Record) -> Estimate | None:
    """How often the first passage is right among all questions answered with a strong match."""
    return mean_estimate(
        [
            float(outcome.right)
            for outcome in record.evaluation.outcomes
            if level_of(outcome.answered.stated) == "strong"
        ]
    )


def _chance(area: Estimate | None) -> str:
    """What to make of an area under the ROC curve that a coin would reach."""
    if area is None or area.low > _EVEN:
        return ""
    return ": worse than tossing a coin" if area.high < _EVEN else ": no better than tossing a coin"
