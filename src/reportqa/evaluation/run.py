"""Asking gold questions, and keeping what came back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportqa.errors import UsageError
from reportqa.evaluation.made import Made, made_by
from reportqa.search import AnswerSpan, Filters, Hit, Result, Searcher

if TYPE_CHECKING:
    from reportqa.evaluation.gold import GoldQuestion
    from reportqa.index import Index
    from reportqa.search.searcher import Asked

DEPTH = 100
"""How many passages are kept of each ranking: enough to pool, and bounded however many questions
there are. The measures look no deeper than ten, so that it bounds none of them."""

_SHOWN = 10  # hits that a question is answered with, as a reader would see them


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
        first: The first of them as shown to a reader; None if nothing was found, or if that is
            not known (a run of another tool).
        probability: How likely the first one was said to answer, in [0, 1]; None if that is not
            known.
        seconds: How long it took; None if that is not known.
        span: The part of the first passage's text that was pointed out as the answer; None if
            nothing was, or if that is not known.
    """

    ranking: tuple[Ranked, ...]
    first: Hit | None = None
    probability: float | None = None
    seconds: float | None = None
    span: AnswerSpan | None = None

    @property
    def answer_text(self) -> str:
        """The words of the first passage that were pointed out as the answer."""
        return self.first.answer_text if self.first else ""

    @property
    def stated(self) -> float:
        """The stated probability; 0 where none was stated."""
        return self.probability or 0.0

    @property
    def best(self) -> str | None:
        """The id of the first passage; None if nothing was found."""
        return self.ranking[0].passage if self.ranking else None


@dataclass(frozen=True, slots=True)
class Run:
    """What all questions got, by their ids, and who answered.

    Attributes:
        answered: What each got.
        model: The name of the model; empty if it is not known.
        stages: The names of the stages; empty if they are not known.
        name: What it goes by.
        made: All that made it; None if that is not known.
        hashes: The hash of each passage's text, by its id, where it is known.
    """

    answered: Mapping[str, Answered]
    model: str = ""
    stages: tuple[str, ...] = ()
    name: str = ""
    made: Made | None = None
    hashes: Mapping[str, str] = field(default_factory=dict)


def run_questions(
    searcher: Searcher,
    questions: Sequence[GoldQuestion],
    *,
    report: str | None = None,
    depth: int = DEPTH,
    on_progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Ask questions one by one, each timed.

    The first one is asked once more beforehand, so that opening the model counts for none.

    Args:
        searcher: Who answers.
        questions: The questions.
        report: Ask all of them of this report (id or path) alone; a question's own filter wins.
        depth: How many passages to keep of each ranking.
        on_progress: Called with how many are answered and how many there are.

    Raises:
        ReportqaError: A question cannot be asked, or the index or the model cannot be used.
    """
    paths = {stored.path: stored.id for stored in searcher.index.reports()}
    known = _Known(searcher.index)
    answered: dict[str, Answered] = {}
    for question in questions:
        asked_of = question.report or report
        filters = Filters(report=paths.get(asked_of, asked_of) if asked_of else None)
        if not answered:
            _ask(searcher, question, filters)
        started = time.perf_counter()
        asked, result = _ask(searcher, question, filters)
        seconds = time.perf_counter() - started
        answered[question.id] = Answered(
            ranking=known.ranked(asked, depth),
            first=result.hits[0] if result.hits else None,
            probability=result.confidence.probability,
            seconds=seconds,
            span=result.hits[0].answer if result.hits else None,
        )
        if on_progress:
            on_progress(len(answered), len(questions))
    return Run(
        answered,
        searcher.index.manifest.encoder.name,
        tuple(stage.name for stage in searcher.stages),
        made=made_by(searcher, questions, report=report, depth=depth),
        hashes=known.hashes,
    )


class _Known:
    """The ids and hashes of the passages that were ranked so far; each is read once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._ids: dict[int, str] = {}
        self.hashes: dict[str, str] = {}

    def ranked(self, asked: Asked, depth: int) -> tuple[Ranked, ...]:
        """The best passages of a ranking."""
        ordinals: list[int] = asked.ranking.ordinals[:depth].tolist()
        scores: list[float] = asked.ranking.scores[:depth].tolist()
        self._read(ordinal for ordinal in ordinals if ordinal not in self._ids)
        return tuple(
            Ranked(self._ids[ordinal], score)
            for ordinal, score in zip(ordinals, scores, strict=True)
        )

    def _read(self, ordinals: Iterable[int]) -> None:
        missing = list(ordinals)
        for ordinal, passage in zip(missing, self._index.passages(missing), strict=True):
            self._ids[ordinal] = passage.id
            self.hashes[passage.id] = passage.text_hash


def _ask(searcher: Searcher, question: GoldQuestion, filters: Filters) -> tuple[Asked, Result]:
    try:
        asked = searcher.consider(question.question, filters)
    except UsageError as error:
        problem = f"question '{question.id}' cannot be asked: {error.problem}"
        raise UsageError(problem, error.mend) from error
    return asked, searcher.answer(asked, k=_SHOWN, filters=filters)
