"""A question's way, from its words to hits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from reportqa.documents import Facts, cite, erratum_of, link
from reportqa.errors import ModelError
from reportqa.index import MODEL, VARIANT, weights_for
from reportqa.search.answer import answer_by_tokens, answer_by_words
from reportqa.search.confidence import judge, signs_of
from reportqa.search.coverage import unmet_by_tokens, unmet_by_words
from reportqa.search.filters import Filters, allowed_passages
from reportqa.search.glossary import Entry
from reportqa.search.late import similarities, token_weights
from reportqa.search.phrases import phrase_pattern
from reportqa.search.query import Query, Question, parse_question
from reportqa.search.ranking import Ranking, rank, stages_named, weights_named
from reportqa.search.reading import Reader, Reading
from reportqa.search.results import AnswerSpan, Confidence, Hit, Result, Understood
from reportqa.search.words import content_words

if TYPE_CHECKING:
    from reportqa.documents import Passage
    from reportqa.encoding import Encoder
    from reportqa.index import Index, TokenBlock
    from reportqa.search.late import Floats


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its ranking.

    Attributes:
        question: The question.
        reading: How it was understood.
        query: What the stages matched.
        ranking: What they made of it; empty if no passage could be found at all.
    """

    question: Question
    reading: Reading
    query: Query
    ranking: Ranking


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A passage held against a question.

    Attributes:
        block: The passage's token vectors.
        cosines: Of each word piece of the question with each of the passage, float32 (t, u).
    """

    block: TokenBlock
    cosines: Floats


class Searcher:
    """Answers questions from one open index; the model is opened once, when it is needed.

    Args:
        index: An open index.
        stages: Names of the stages to rank with; the best ones for None.
        weights: What a stage counts beside the others, by its name; those that are not named
            count as ever.
        glossary: Entries of an office's own glossary.
        encoder: The encoder to ask with, if it is open already.

    Raises:
        UsageError: A stage is not known, or a weight is none.
    """

    def __init__(
        self,
        index: Index,
        *,
        stages: Sequence[str] | None = None,
        weights: Mapping[str, float] | None = None,
        glossary: tuple[Entry, ...] = (),
        encoder: Encoder | None = None,
    ) -> None:
        self.index = index
        self.stages = stages_named(stages)
        self.weights = weights_named(weights, self.stages)
        self.glossary = glossary
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
        return self.answer(self.consider(words, filters), k=k, filters=filters, context=context)

    def answer(
        self, asked: Asked, *, k: int = 5, filters: Filters | None = None, context: int = 0
    ) -> Result:
        """Look closer at the best passages of a question that was considered.

        Args:
            asked: The question with its ranking.
            k: How many hits at most.
            filters: Those that it was considered with, to be told in the result.
            context: As for `ask`.

        Raises:
            IndexUnusableError: The index is damaged.
        """
        compared = self._compared(asked, k)
        hits = tuple(self._hits(asked, compared, k, context))
        reading = asked.reading
        understood = Understood(
            asked.question.phrases,
            reading.corrections,
            reading.meanings,
            (filters or Filters()).named(),
        )
        return Result(
            asked.question.text, understood, self._confidence(asked, compared, hits), hits
        )

    def consider(self, words: str, filters: Filters | None = None) -> Asked:
        """Rank the passages for a question, without looking at any of them closer.

        Args:
            words: The question.
            filters: Which passages may be found.

        Raises:
            ReportqaError: As `ask`.
        """
        question = parse_question(words)
        allowed = self._allowed(question, filters or Filters())
        reading = self._reader.read(question)
        query = self._query(reading)
        return Asked(question, reading, query, self._rank(query, allowed))

    def _rank(self, query: Query, allowed: list[int] | None) -> Ranking:
        return rank(query, self.index, self.stages, allowed, self.weights)

    @cached_property
    def _facts(self) -> Mapping[str, Facts]:
        return {stored.id: stored.facts for stored in self.index.reports()}

    @cached_property
    def _encoder(self) -> Encoder:
        return self._given_encoder or open_encoder_of(self.index)

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.index, self.glossary)

    def _query(self, reading: Reading) -> Query:
        wants_vectors = any(stage.wants_vectors for stage in self.stages)
        encoded = self._encoder.encode_question(reading.canonical) if wants_vectors else None
        return Query(reading.groups, encoded)

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

    def _compared(self, asked: Asked, k: int) -> list[Compared]:
        """The first k passages held against the question; [] without vectors."""
        encoded = asked.query.encoded
        if encoded is None:
            return []
        blocks = [self.index.tokens(int(ordinal)) for ordinal in asked.ranking.ordinals[:k]]
        return [Compared(block, similarities(encoded, block)) for block in blocks]

    def _confidence(
        self, asked: Asked, compared: Sequence[Compared], hits: Sequence[Hit]
    ) -> Confidence:
        content = len(content_words(asked.reading.text))
        return judge(signs_of(asked.ranking), self._unmet(asked, compared, hits), content)

    def _unmet(
        self, asked: Asked, compared: Sequence[Compared], hits: Sequence[Hit]
    ) -> tuple[str, ...]:
        encoded = asked.query.encoded
        if encoded is None or not compared:
            return unmet_by_words(asked.reading.text, [hit.passage for hit in hits])
        import numpy as np

        # A passage may have no word piece at all; it meets nothing.
        best = np.max([one.cosines.max(axis=1, initial=-1.0) for one in compared], axis=0)
        return unmet_by_tokens(asked.reading.canonical, encoded, best)

    def _hits(
        self, asked: Asked, compared: Sequence[Compared], k: int, context: int
    ) -> Iterator[Hit]:
        ranking, encoded = asked.ranking, asked.query.encoded
        weights = None if encoded is None else token_weights(self.index, encoded)
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
                answer=_answer(asked, passage, weights, compared[place] if compared else None),
                erratum=erratum_of(passage, facts.errata),
                before=before,
                after=after,
            )

    def _neighbours(
        self, ordinal: int, report: str, count: int
    ) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
        inside = self.index.ordinals(report)
        before = range(max(inside.start, ordinal - count), ordinal)
        after = range(ordinal + 1, min(inside.stop, ordinal + 1 + count))
        return tuple(self.index.passages(before)), tuple(self.index.passages(after))


def _answer(
    asked: Asked, passage: Passage, weights: Floats | None, compared: Compared | None
) -> AnswerSpan:
    question = asked.reading.text
    if weights is None or compared is None:
        return answer_by_words(question, passage)
    return answer_by_tokens(question, passage, compared.block, compared.cosines, weights)


def open_encoder_of(index: Index) -> Encoder:
    """Open the model that an index was made with.

    Raises:
        ModelError: It is not installed, or not the same any more.
    """
    from reportqa.encoding import open_encoder

    made_with = index.manifest.encoder
    asked = {MODEL: made_with.name, VARIANT: made_with.variant}
    weights = weights_for({**asked, **index.manifest.settings})
    if weights.identity != made_with:
        raise ModelError(
            f"the index was made with another model than the '{made_with.name}' that is here",
            "Build it again: reportqa index",
        )
    return open_encoder(weights)
