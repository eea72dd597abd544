"""Asking gold questions, and keeping what came back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from reportqa.errors import UsageError
from reportqa.evaluation.gold import GoldQuestion
from reportqa.search import Filters, Hit, Searcher

DEPTH = 10
"""How many passages are kept of each ranking; the measures look no deeper."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage in a ranking, by its id, with the score that put it there."""

    passage: str
    score: float


@dataclass(frozen=True, slots=True)
class Answered:
    """What a question got.

    Attributes:
        ranking: The best passages, best first.
        first: The first of them as shown to a reader; None if nothing was found.
        probability: How likely the first one was said to answer, in [0, 1].
        seconds: How long it took.
    """

    ranking: tuple[Ranked, ...]
    first: Hit | None
    probability: float
    seconds: float

    @property
    def answer_text(self) -> str:
        """The words of the first passage that were pointed out as the answer."""
        return self.first.answer_text if self.first else ""


@dataclass(frozen=True, slots=True)
class Run:
    """What all questions got, by their ids, and who answered.

    Attributes:
        answered: What each got.
        model: The name of the model.
        stages: The names of the stages.
    """

    answered: Mapping[str, Answered]
    model: str
    stages: tuple[str, ...]


def run_questions(
    searcher: Searcher,
    questions: Sequence[GoldQuestion],
    *,
    report: str | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Ask questions one by one, each timed.

    The first one is asked once more beforehand, so that opening the model counts for none.

    Args:
        searcher: Who answers.
        questions: The questions.
        report: Ask all of them of this report (id or path) alone; a question's own filter wins.
        on_progress: Called with how many are answered and how many there are.

    Raises:
        ReportqaError: A question cannot be asked, or the index or the model cannot be used.
    """
    paths = {stored.path: stored.id for stored in searcher.index.reports()}
    answered: dict[str, Answered] = {}
    for question in questions:
        asked_of = question.report or report
        filters = Filters(report=paths.get(asked_of, asked_of) if asked_of else None)
        if not answered:
            _answer(searcher, question, filters)
        answered[question.id] = _answer(searcher, question, filters)
        if on_progress:
            on_progress(len(answered), len(questions))
    stages = tuple(stage.name for stage in searcher.stages)
    return Run(answered, searcher.index.manifest.encoder.name, stages)


def _answer(searcher: Searcher, question: GoldQuestion, filters: Filters) -> Answered:
    started = time.perf_counter()
    try:
        result = searcher.ask(question.question, k=DEPTH, filters=filters)
    except UsageError as error:
        problem = f"question '{question.id}' cannot be asked: {error.problem}"
        raise UsageError(problem, error.mend) from error
    return Answered(
        ranking=tuple(Ranked(hit.passage.id, hit.score) for hit in result.hits),
        first=result.hits[0] if result.hits else None,
        probability=result.confidence.probability,
        seconds=time.perf_counter() - started,
    )
