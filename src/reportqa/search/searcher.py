"""A question's way, from its words to hits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from reportqa.documents import Facts, cite, erratum_of, link
from reportqa.errors import ModelError
from reportqa.index import MODEL, Group
from reportqa.search.answer import answer_by_tokens, answer_by_words
from reportqa.search.confidence import confidence_in
from reportqa.search.filters import Filters, allowed_passages
from reportqa.search.late import similarities, token_weights
from reportqa.search.phrases import phrase_pattern
from reportqa.search.query import Query, Question, parse_question
from reportqa.search.ranking import Ranking, rank, stages_named
from reportqa.search.results import AnswerSpan, Hit, Result, Understood
from reportqa.search.words import content_words

if TYPE_CHECKING:
    from reportqa.documents import Passage
    from reportqa.encoding import Encoder
    from reportqa.index import Index


class Searcher:
    """Answers questions from one open index; the model is opened once, when it is needed.

    Args:
        index: An open index.
        stages: Names of the stages to rank with; all of them for None.
        encoder: The encoder to ask with, if it is open already.

    Raises:
        UsageError: A stage is not known.
    """

    def __init__(
        self, index: Index, *, stages: Sequence[str] | None = None, encoder: Encoder | None = None
    ) -> None:
        self.index = index
        self.stages = stages_named(stages)
        self._given_encoder = encoder

    def ask(
        self, words: str, *, k: int = 5, filters: Filters | None = None, context: int = 0
    ) -> Result:
        """Answer a question.

        Args:
            words: The question in plain words; "quoted words" must stand in a passage.
            k: How many hits at most.
            filters: Which passages may be found.
            context: How many neighbours of each hit to give, before and after.

        Raises:
            UsageError: The question is empty, or nothing meets the filters.
            ModelError: The model that the index was made with is not here.
            IndexUnusableError: The index is damaged.
        """
        filters = filters or Filters()
        question = parse_question(words)
        allowed = self._allowed(question, filters)
        understood = Understood(phrases=question.phrases, filters=filters.named())
        if allowed is not None and not allowed:
            return Result(question.text, understood, confidence_in(question, ()), ())
        query = self._query(question)
        ranking = rank(query, self.index, self.stages, allowed)
        hits = tuple(self._hits(question, query, ranking, k, context))
        return Result(question.text, understood, confidence_in(question, hits), hits)

    @cached_property
    def _facts(self) -> Mapping[str, Facts]:
        return {stored.id: stored.facts for stored in self.index.reports()}

    @cached_property
    def _encoder(self) -> Encoder:
        return self._given_encoder or open_encoder_of(self.index)

    def _query(self, question: Question) -> Query:
        groups = tuple(Group((word,)) for word in content_words(question.text))
        wants_vectors = any(stage.wants_vectors for stage in self.stages)
        encoded = self._encoder.encode_question(question.text) if wants_vectors else None
        return Query(groups, encoded)

    def _allowed(self, question: Question, filters: Filters) -> list[int] | None:
        """The passages that meet the filters and hold every quoted phrase."""
        allowed = allowed_passages(self.index, filters)
        if not question.phrases:
            return allowed
        patterns = [phrase_pattern(phrase) for phrase in question.phrases]
        pool = range(len(self.index)) if allowed is None else allowed
        return [
            ordinal
            for ordinal, passage in zip(pool, self.index.passages(pool), strict=True)
            if all(pattern.search(passage.text) for pattern in patterns)
        ]

    def _hits(
        self, question: Question, query: Query, ranking: Ranking, k: int, context: int
    ) -> Iterator[Hit]:
        ordinals = [int(ordinal) for ordinal in ranking.ordinals[:k]]
        for place, (ordinal, passage) in enumerate(
            zip(ordinals, self.index.passages(ordinals), strict=True)
        ):
            facts = self._facts[passage.report]
            before, after = self._neighbours(ordinal, passage.report, context)
            yield Hit(
                rank=place + 1,
                score=float(ranking.scores[place]),
                scores={name: float(all_[place]) for name, all_ in ranking.by_stage.items()},
                passage=passage,
                citation=cite(passage, facts),
                link=link(passage, facts),
                answer=self._answer(question, query, ordinal, passage),
                erratum=erratum_of(passage, facts.errata),
                before=before,
                after=after,
            )

    def _answer(
        self, question: Question, query: Query, ordinal: int, passage: Passage
    ) -> AnswerSpan:
        if query.encoded is None:
            return answer_by_words(passage, question.text)
        block = self.index.tokens(ordinal)
        weights = token_weights(self.index, query.encoded)
        return answer_by_tokens(passage, block, similarities(query.encoded, block), weights)

    def _neighbours(
        self, ordinal: int, report: str, count: int
    ) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
        inside = self.index.ordinals(report)
        before = range(max(inside.start, ordinal - count), ordinal)
        after = range(ordinal + 1, min(inside.stop, ordinal + 1 + count))
        return tuple(self.index.passages(before)), tuple(self.index.passages(after))


def open_encoder_of(index: Index) -> Encoder:
    """Open the model that an index was made with.

    Raises:
        ModelError: It is not installed, or not the same any more.
    """
    from reportqa.encoding import find_weights, open_encoder

    made_with = index.manifest.encoder
    weights = find_weights(str(index.manifest.settings.get(MODEL, made_with.name)))
    if weights.identity != made_with:
        raise ModelError(
            f"the index was made with another model than the '{made_with.name}' that is here",
            "Build it again: reportqa index",
        )
    return open_encoder(weights)
