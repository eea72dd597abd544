"""From what questions got to figures: overall, and by type of question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from reportqa.evaluation.confidence import Bin, reliability, squared_errors
from reportqa.evaluation.first_hits import cites_number, cites_page, shows_answer
from reportqa.evaluation.gold import GoldQuestion, Unanswerable
from reportqa.evaluation.intervals import (
    Estimate,
    auroc_estimate,
    mean_estimate,
    mean_estimates,
)
from reportqa.evaluation.ranking_measures import MEASURES, measure_rankings
from reportqa.evaluation.relevance import Relevance, relevance_in
from reportqa.evaluation.run import Answered, Run, run_questions
from reportqa.search import Searcher

_MEDIAN, _SLOW = 50, 95
_DEEPEST = 10  # no measure looks deeper


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went.

    Attributes:
        question: The question.
        answered: What it got.
        values: The ranking measures by name; empty if the corpus does not answer the question.
        right: Whether the first passage answers it.
        shows_answer: Whether the answer pointed out holds the best quote; None unless the first
            passage is right and known by a quote.
        cites_page: Whether the citation's page is the gold's; None likewise, or if the gold
            names none.
        cites_number: Whether the citation's paragraph number is the gold's; None likewise.
        judged: The share of the first ten passages that anybody judged; None if nothing was found.
    """

    question: GoldQuestion
    answered: Answered
    values: Mapping[str, float]
    right: bool
    shows_answer: bool | None
    cites_page: bool | None
    cites_number: bool | None
    judged: float | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of some questions. An estimate is None where there is nothing to measure.

    Attributes:
        questions: How many the corpus answers; the measures are means over them.
        unanswerable: How many it does not answer.
        measures: The ranking measures by name.
        answer_sentence: Share of right first hits whose answer holds the best quote.
        citation_page: Share of right first hits that cite the gold's page.
        citation_number: Share of right first hits that cite the gold's paragraph number.
        near_miss_auroc: Area under the ROC curve of the stated probability, questions that the
            corpus answers against near misses.
        off_topic_auroc: The same against off-topic questions.
        brier: Mean squared error of the stated probability that the first passage answers; the
            first passage of an unanswerable question never does.
        reliability: What was stated against what happened, in ranges.
        latency_p50: Median time of a question in milliseconds; None if no time is known.
        latency_p95: The time in milliseconds that 95% of the questions stay within; None likewise.
        judged: Judged@10: the share of the first ten passages that anybody judged. The others
            count as not answering, unseen.
    """

    questions: int
    unanswerable: int
    measures: Mapping[str, Estimate]
    answer_sentence: Estimate | None
    citation_page: Estimate | None
    citation_number: Estimate | None
    near_miss_auroc: Estimate | None
    off_topic_auroc: Estimate | None
    brier: Estimate | None
    reliability: tuple[Bin, ...]
    latency_p50: float | None
    latency_p95: float | None
    judged: Estimate | None = None

    def shares(self) -> Mapping[str, Estimate | None]:
        """The single figures beside the measures, by the names they go by in JSON."""
        return {
            "answer_sentence": self.answer_sentence,
            "citation_page": self.citation_page,
            "citation_number": self.citation_number,
            "near_miss_auroc": self.near_miss_auroc,
            "off_topic_auroc": self.off_topic_auroc,
            "brier": self.brier,
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run, measured.

    Attributes:
        overall: The figures of all questions.
        by_type: Those of each type of question, in the order of their names.
        outcomes: How each question went, in the order asked.
        relevance: Which passages answer which question, and the quotes that no passage holds.
        model: The name of the model.
        stages: The names of the stages.
        unasked: How many of the questions that have an answer the run has no line for; they count
            as failures.
    """

    overall: Summary
    by_type: Mapping[str, Summary]
    outcomes: tuple[Outcome, ...]
    relevance: Relevance
    model: str
    stages: tuple[str, ...]
    unasked: int = 0

    def values(self, measure: str) -> list[float]:
        """One measure by question, those that the corpus answers, in the order asked."""
        return [outcome.values[measure] for outcome in self.outcomes if outcome.values]

    def failures(self) -> tuple[Outcome, ...]:
        """The questions that the corpus answers, but not with the passage found first."""
        return tuple(
            outcome
            for outcome in self.outcomes
            if not outcome.right and not outcome.question.unanswerable
        )


def evaluate(
    searcher: Searcher,
    questions: Sequence[GoldQuestion],
    *,
    relevance: Relevance | None = None,
    report: str | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Ask gold questions and measure what comes back.

    Args:
        searcher: Who answers.
        questions: The questions; at least one.
        relevance: Which passages answer them; None to match their quotes.
        report: Ask all of them of this report (id or path) alone.
        on_progress: Called with how many are answered and how many there are.

    Raises:
        ReportqaError: A question cannot be asked, or the index or the model cannot be used.

    Example:
        >>> with open_index(Path("index")) as index:  # doctest: +SKIP
        ...     evaluation = evaluate(Searcher(index), read_gold(Path("questions.jsonl")))
        >>> evaluation.overall.measures["Success@1"].value  # doctest: +SKIP
        0.82
    """
    if relevance is None:
        relevance = relevance_in(searcher.index, questions)
    run = run_questions(searcher, questions, report=report, on_progress=on_progress)
    return assess(questions, relevance, run)


def assess(questions: Sequence[GoldQuestion], relevance: Relevance, run: Run) -> Evaluation:
    """Measure a run.

    Args:
        questions: The questions; at least one. One that the run does not have found nothing.
        relevance: Which passages answer them.
        run: What they got.
    """
    nothing = Answered(())
    got = {question.id: run.answered.get(question.id, nothing) for question in questions}
    answerable = [question.id for question in questions if not question.unanswerable]
    values = measure_rankings(
        {name: relevance.grades.get(name, {}) for name in answerable},
        {name: [one.passage for one in got[name].ranking[:_DEEPEST]] for name in answerable},
    )
    outcomes = tuple(
        _outcome(question, got[question.id], values.get(question.id, {}), relevance)
        for question in questions
    )
    return Evaluation(
        overall=summarise(outcomes),
        by_type=_by_type(outcomes),
        outcomes=outcomes,
        relevance=relevance,
        model=run.model,
        stages=run.stages,
        unasked=sum(name not in run.answered for name in answerable),
    )


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """The figures of some questions; at least one."""
    import numpy as np

    answerable = [outcome for outcome in outcomes if outcome.values]
    judged = [
        (outcome.answered.probability, outcome.right)
        for outcome in outcomes
        if outcome.answered.probability is not None
    ]
    stated, right = [one for one, _ in judged], [one for _, one in judged]
    known = (outcome.answered.seconds for outcome in outcomes)
    times = [seconds * 1000 for seconds in known if seconds is not None]
    p50, p95 = map(float, np.percentile(times, (_MEDIAN, _SLOW))) if times else (None, None)
    return Summary(
        questions=len(answerable),
        unanswerable=len(outcomes) - len(answerable),
        measures=_measures(answerable),
        answer_sentence=_share(outcome.shows_answer for outcome in outcomes),
        citation_page=_share(outcome.cites_page for outcome in outcomes),
        citation_number=_share(outcome.cites_number for outcome in outcomes),
        near_miss_auroc=_auroc(outcomes, "near_miss"),
        off_topic_auroc=_auroc(outcomes, "off_topic"),
        brier=mean_estimate(squared_errors(stated, right)),
        reliability=reliability(stated, right),
        latency_p50=p50,
        latency_p95=p95,
        judged=_share(outcome.judged for outcome in answerable),
    )


def _outcome(
    question: GoldQuestion, answered: Answered, values: Mapping[str, float], relevance: Relevance
) -> Outcome:
    first, best = answered.first, answered.best
    right = bool(values) and best is not None and relevance.answers(question.id, best)
    quotes = relevance.quotes.get(question.id, {}).get(first.passage.id, ()) if first else ()
    known = first if right and quotes else None
    return Outcome(
        question=question,
        answered=answered,
        values=values,
        right=right,
        shows_answer=shows_answer(known, quotes) if known else None,
        cites_page=cites_page(known, quotes) if known else None,
        cites_number=cites_number(known, quotes) if known else None,
        judged=_judged(question.id, answered, relevance),
    )


def _judged(question: str, answered: Answered, relevance: Relevance) -> float | None:
    first = answered.ranking[:_DEEPEST]
    if not first:
        return None
    return sum(relevance.judged(question, one.passage) for one in first) / len(first)


def _by_type(outcomes: Sequence[Outcome]) -> dict[str, Summary]:
    """Figures by type of question, those left out that the corpus answers no question of."""
    types = sorted({outcome.question.type or "" for outcome in outcomes if outcome.values} - {""})
    return {
        name: summarise([outcome for outcome in outcomes if outcome.question.type == name])
        for name in types
    }


def _measures(answerable: Sequence[Outcome]) -> dict[str, Estimate]:
    if not answerable:
        return {}
    columns = [[outcome.values[name] for outcome in answerable] for name in MEASURES]
    return dict(zip(MEASURES, mean_estimates(columns), strict=True))


def _share(judged: Iterable[float | None]) -> Estimate | None:
    return mean_estimate([float(one) for one in judged if one is not None])


def _auroc(outcomes: Sequence[Outcome], kind: Unanswerable) -> Estimate | None:
    stated = [(one, one.answered.probability) for one in outcomes]
    return auroc_estimate(
        [p for outcome, p in stated if outcome.values and p is not None],
        [p for outcome, p in stated if outcome.question.unanswerable == kind and p is not None],
    )
