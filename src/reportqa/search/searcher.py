"""A question's way, from its words to hits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from reportqa.documents import Facts, cite, erratum_of, link
from reportqa.errors import ModelError
from reportqa.index import MODEL, VARIANT, weights_for
from reportqa.search.about import Namer, without_reports
from reportqa.search.answer import answer_by_tokens, answer_by_words
from reportqa.search.calibration import calibration_of
from reportqa.search.confidence import Signs, judge, judge_each, signs_of
from reportqa.search.coverage import unmet_by_tokens, unmet_by_words
from reportqa.search.filters import Filters, allowed_passages, chosen_reports, ordinals_of
from reportqa.search.glossary import Entry
from reportqa.search.grouping import at_most, numbers_of
from reportqa.search.judged import in_order, judgements_of, names_no_topic
from reportqa.search.late import similarities, token_weights, unevenness
from reportqa.search.phrases import phrase_pattern
from reportqa.search.query import Query, Question, blanked, parse_question, unquoted, without
from reportqa.search.ranking import (
    Ranking,
    candidates_in,
    candidates_of_each,
    rank,
    stages_named,
    weights_named,
)
from reportqa.search.reading import Reader, Reading
from reportqa.search.results import About, AnswerSpan, Confidence, Hit, Result, Understood

if TYPE_CHECKING:
    from reportqa.documents import Passage
    from reportqa.encoding import Encoder
    from reportqa.index import Index, IndexedReport, TokenBlock
    from reportqa.search.late import Floats
    from reportqa.search.stages import Ordinals

# Of a question without a topic nothing can be measured: the judgements are what is likeliest
# wanted, unless those of another time were asked for.
_JUDGED = Confidence("possible", 0.5)
_JUDGED_ELSEWHEN = Confidence("weak", 0.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its ranking.

    Attributes:
        question: The question.
        reading: How it was understood.
        query: What the stages matched.
        ranking: What they made of it; empty if no passage could be found at all.
        about: The reports that it names, if these are favoured, and what it names in vain.
        allowed: The passages that may be found, int64 (n,); None for all.
        anywhere: Whether what it names was not to matter.
        no_topic: Whether it names reports and asks for nothing; their judgements are the ranking.
    """

    question: Question
    reading: Reading
    query: Query
    ranking: Ranking
    about: About | None = None
    allowed: Ordinals | None = None
    anywhere: bool = False
    no_topic: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A passage held against a question.

    Attributes:
        block: The passage's token vectors.
        cosines: Of each word piece of the question with each of the passage, float32 (t, u).
        weights: What each word piece of the question counts, float32 (t,).
    """

    block: TokenBlock
    cosines: Floats
    weights: Floats

    @property
    def unevenness(self) -> float:
        """How unevenly the passage meets the question's words."""
        return unevenness(self.weights, self.cosines)


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
        self._calibration = calibration_of(index.manifest.encoder.name)

    def ask(
        self,
        words: str,
        *,
        k: int = 5,
        filters: Filters | None = None,
        context: int = 0,
        per_report: int | None = None,
        anywhere: bool = False,
    ) -> Result:
        """Answer a question.

        Where a shelf has reports on several authorities or of several dates, those that the
        question names come first.

        Args:
            words: The question in plain words; "quoted words" must stand in a passage.
            k: How many hits at most.
            filters: Which passages may be found.
            context: How many neighbours of each hit to give, before and after.
            per_report: How many hits of one report at most.
            anywhere: Whether no report comes first because the question names it.

        Raises:
            UsageError: The question is empty, or nothing meets the filters.
            ModelError: The model that the index was made with is not here.
            IndexUnusableError: The index is damaged.
        """
        asked = self.consider(words, filters, anywhere=anywhere)
        return self.answer(asked, k=k, filters=filters, context=context, per_report=per_report)

    def answer(
        self,
        asked: Asked,
        *,
        k: int = 5,
        filters: Filters | None = None,
        context: int = 0,
        per_report: int | None = None,
    ) -> Result:
        """Look closer at the best passages of a question that was considered.

        Args:
            asked: The question with its ranking.
            k: How many hits at most.
            filters: Those that it was considered with, to be told in the result.
            context: As for `ask`.
            per_report: As for `ask`.

        Raises:
            IndexUnusableError: The index is damaged.
        """
        shown = asked.ranking
        if per_report is not None:
            shown = shown.at(at_most(per_report, self._reports_of(shown)))
        shown = shown.at(slice(k))
        compared = self._compared(asked, shown)
        hits = tuple(self._hits(asked, shown, compared, context))
        return _result(asked, filters, self._judged(asked, compared, hits), hits)

    def _judged(
        self, asked: Asked, compared: Sequence[Compared], hits: Sequence[Hit]
    ) -> Confidence:
        if asked.no_topic:
            unmet = asked.about is not None and asked.about.unmet is not None
            return _JUDGED_ELSEWHEN if unmet else _JUDGED
        judged = judge(
            self.signs(asked, compared),
            self._calibration,
            asked.reading.text,
            self._unmet(asked, compared, hits),
        )
        about = asked.about
        if about is not None and about.absent and not (about.reports or asked.anywhere):
            # What is asked about has no report here; another's answer is none.
            return replace(judged, level="weak", probability=0.0)
        return judged

    def ask_each(
        self,
        words: str,
        *,
        filters: Filters | None = None,
        context: int = 0,
        anywhere: bool = False,
    ) -> Result:
        """Ask a question of every report by itself: the best passage of each, by date.

        Each hit is judged as if its report alone had been asked. Reports whose date is not known
        come last.

        Args:
            words: The question, as for `ask`.
            filters: Which passages may be found; a report without any has no hit.
            context: As for `ask`.
            anywhere: Whether reports that the question does not name are asked although it names
                some.

        Raises:
            ReportqaError: As `ask`.
        """
        asked = self.consider(words, filters, anywhere=anywhere, of_each=True)
        ranking = asked.ranking
        numbers = self._reports_of(ranking)
        firsts = at_most(1, numbers)
        by_date = sorted(firsts.tolist(), key=lambda place: self._date_of(int(numbers[place])))
        shown = ranking.at(by_date)
        compared = self._compared(asked, shown)
        if asked.no_topic:
            hits = tuple(self._hits(asked, shown, compared, context))
            return _result(asked, filters, self._judged(asked, compared, hits), hits)
        signs = [
            signs_of(ranking.at(numbers == numbers[place]), _unevenness_of(compared[at:]))
            for at, place in enumerate(by_date)
        ]
        judged = judge_each(signs, self._calibration, asked.reading.text)
        hits = tuple(
            replace(hit, confidence=confidence)
            for hit, confidence in zip(
                self._hits(asked, shown, compared, context), judged, strict=True
            )
        )
        unmet = self._unmet(asked, compared, hits)
        nothing = judge(None, self._calibration, "")
        best = max(judged, key=lambda each: each.probability, default=nothing)
        return _result(asked, filters, replace(best, unmatched_words=unmet), hits)

    def consider(
        self,
        words: str,
        filters: Filters | None = None,
        *,
        anywhere: bool = False,
        of_each: bool = False,
    ) -> Asked:
        """Rank the passages for a question, without looking at any of them closer.

        Args:
            words: The question.
            filters: Which passages may be found.
            anywhere: As for `ask`.
            of_each: Whether every report that may be found, or is named, is to be in the ranking,
                and no other.

        Raises:
            ReportqaError: As `ask`.
        """
        question, filters = parse_question(words), filters or Filters()
        reports = chosen_reports(self.index, filters)
        allowed = self._allowed(question, filters)
        about = self._namer.about(question.text, reports)
        favoured = None if anywhere else self._of_named(about, allowed)
        if favoured is None and about is not None:
            about = without_reports(about)
        among = allowed if favoured is None else favoured
        reading = self._reader.read(question, among)
        if not anywhere:
            names = self._namer.names_in(reading.canonical, reports, about)
            reading = replace(reading, names=names)
            judgements = self._judgements(reading, about, reports, among)
            if judgements:
                ranking, query = in_order(judgements), Query((), None)
                return Asked(question, reading, query, ranking, about, allowed, no_topic=True)
        query = self._query(reading)
        if of_each:
            pool = candidates_of_each(query, self.index, [it.ordinals for it in reports], among)
            favoured = None
        else:
            pool = candidates_in(query, self.index, allowed)
            if favoured is not None:
                import numpy as np

                pool = np.union1d(pool, candidates_in(query, self.index, favoured))
        ranking = rank(query, self.index, self.stages, pool, self.weights, favoured)
        return Asked(question, reading, query, ranking, about, allowed, anywhere)

    def with_stages(self, stages: Sequence[str]) -> Searcher:
        """One that ranks with other stages, and shares all else with this one, the model too.

        Raises:
            ModelError: The model that the index was made with is not here.
            UsageError: A stage is not known.
        """
        return Searcher(
            self.index,
            stages=stages,
            weights={name: self.weights[name] for name in stages if name in self.weights},
            glossary=self.glossary,
            encoder=self._encoder,
        )

    @cached_property
    def _facts(self) -> Mapping[str, Facts]:
        return {stored.id: stored.facts for stored in self.index.reports()}

    @cached_property
    def _encoder(self) -> Encoder:
        return self._given_encoder or open_encoder_of(self.index)

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.index, self.glossary)

    @cached_property
    def _namer(self) -> Namer:
        return Namer(self.index)

    def _query(self, reading: Reading) -> Query:
        if not any(stage.wants_vectors for stage in self.stages):
            return Query(reading.groups, None)
        encoded = self._encoder.encode_question(unquoted(reading.canonical))
        return Query(reading.groups, without(encoded, reading.names))

    def _allowed(self, question: Question, filters: Filters) -> Ordinals | None:
        """The passages that meet the filters and hold every quoted phrase."""
        allowed = allowed_passages(self.index, filters)
        if not question.phrases:
            return allowed
        import numpy as np

        patterns = [phrase_pattern(phrase) for phrase in question.phrases]
        pool = np.arange(len(self.index)) if allowed is None else allowed
        held = [
            all(pattern.search(passage.text) for pattern in patterns)
            for passage in self.index.passages(pool)
        ]
        return pool[np.array(held, dtype=np.bool_)]

    def _judgements(
        self,
        reading: Reading,
        about: About | None,
        reports: Sequence[IndexedReport],
        among: Ordinals | None,
    ) -> list[int]:
        """Of a question that only names reports, the passages with their judgements; else []."""
        if not names_no_topic(reading.canonical, reading.names):
            return []
        if about is not None:
            meant = [report for report in reports if report.id in about.reports]
        else:
            meant = list(reports) if reading.names else []
        return judgements_of(self.index, meant, among)

    def _of_named(self, about: About | None, allowed: Ordinals | None) -> Ordinals | None:
        """The passages of the reports that a question names; None if none of them may be found."""
        if about is None or not about.reports:
            return None
        import numpy as np

        named = ordinals_of([self.index.report(report) for report in about.reports])
        if allowed is not None:
            named = np.intersect1d(named, allowed, assume_unique=True)
        return named if len(named) else None

    def signs(self, asked: Asked, compared: Sequence[Compared] = ()) -> Signs | None:
        """What a ranking shows in the report of its first hit, as if that alone had been asked.

        None where it was made without the stages that show it.

        So the confidence was fitted. On a shelf many reports say the same, and no passage of all
        of them would stand out. Where a filter or quoted words leave but a part of the report, it
        is held against the rest of it too, but for what comes nearer and may not be found.

        Args:
            asked: The question with its ranking.
            compared: Passages held against it, the first hit first; none, and the first hit is.
        """
        import numpy as np

        ranking = asked.ranking
        if not len(ranking.ordinals):
            return None
        (number,) = self._reports_of(ranking.at(slice(1)))
        inside = self.index.reports()[int(number)].ordinals
        own = (ranking.ordinals >= inside.start) & (ranking.ordinals < inside.stop)
        uneven = _unevenness_of(compared or self._compared(asked, ranking.at(slice(1))))
        if own.sum() == len(inside):
            return signs_of(ranking.at(own), uneven)
        # Of a large corpus only what is near was ranked: the rest of that report is, too.
        pool = np.arange(inside.start, inside.stop)
        whole = rank(asked.query, self.index, self.stages, pool, self.weights)
        if asked.allowed is not None and "late" in whole.by_stage:
            late = whole.by_stage["late"]
            may = np.isin(whole.ordinals, asked.allowed)
            whole = whole.at(may | (late <= late[may].max()))
        return signs_of(whole, uneven)

    def _reports_of(self, ranking: Ranking) -> Ordinals:
        """The place in `Index.reports` of each passage's report, int64 (n,)."""
        return numbers_of([report.ordinals for report in self.index.reports()], ranking.ordinals)

    def _date_of(self, number: int) -> tuple[dt.date, str]:
        report = self.index.reports()[number]
        return report.facts.published or dt.date.max, report.id

    def _compared(self, asked: Asked, shown: Ranking) -> list[Compared]:
        """The passages shown held against the question; [] without vectors."""
        encoded = asked.query.encoded
        if encoded is None:
            return []
        weights = token_weights(self.index, encoded)
        blocks = [self.index.tokens(int(ordinal)) for ordinal in shown.ordinals]
        return [Compared(block, similarities(encoded, block), weights) for block in blocks]

    def _unmet(
        self, asked: Asked, compared: Sequence[Compared], hits: Sequence[Hit]
    ) -> tuple[str, ...]:
        encoded = asked.query.encoded
        if encoded is None or not compared:
            return unmet_by_words(asked.reading.text, [hit.passage for hit in hits])
        import numpy as np

        # A passage may have no word piece at all; it meets nothing.
        best = np.max([one.cosines.max(axis=1, initial=-1.0) for one in compared], axis=0)
        text = blanked(asked.reading.canonical, asked.reading.names)
        return unmet_by_tokens(text, encoded, best, self._calibration.met)

    def _hits(
        self, asked: Asked, shown: Ranking, compared: Sequence[Compared], context: int
    ) -> Iterator[Hit]:
        ordinals = [int(ordinal) for ordinal in shown.ordinals]
        for place, (ordinal, passage) in enumerate(
            zip(ordinals, self.index.passages(ordinals), strict=True)
        ):
            facts = self._facts[passage.report]
            before, after = self._neighbours(ordinal, passage.report, context)
            yield Hit(
                rank=place + 1,
                score=float(shown.scores[place]),
                scores={name: float(all_[place]) for name, all_ in shown.by_stage.items()},
                passage=passage,
                citation=cite(passage, facts),
                link=link(passage, facts),
                answer=_answer(asked, passage, compared[place] if compared else None),
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


def _result(
    asked: Asked, filters: Filters | None, confidence: Confidence, hits: tuple[Hit, ...]
) -> Result:
    understood = Understood(
        asked.question.phrases,
        asked.reading.corrections,
        asked.reading.meanings,
        (filters or Filters()).named(),
        asked.about,
        asked.no_topic,
    )
    return Result(asked.question.text, understood, confidence, hits)


def _unevenness_of(compared: Sequence[Compared]) -> float:
    """That of the first passage; 0 without vectors."""
    return compared[0].unevenness if compared else 0.0


def _answer(asked: Asked, passage: Passage, compared: Compared | None) -> AnswerSpan:
    if asked.no_topic:
        return AnswerSpan(0, len(passage.text))
    question = asked.reading.text
    if compared is None:
        return answer_by_words(question, passage)
    return answer_by_tokens(question, passage, compared.block, compared.cosines, compared.weights)


def open_encoder_of(index: Index) -> Encoder:
    """Open the model that an index was made with.

    Raises:
        ModelError: It is not installed, or not the same any more.
    """
    from reportqa.encoding import open_encoder

    made_with = index.manifest.encoder
    asked = {MODEL: made_with.name, VARIANT: made_with.variant}
    weights = weights_for({**asked, **index.manifest.settings})
    here = weights.identity
    if here != made_with:
        same = replace(made_with, export_version=here.export_version) == here
        other = "version of reportqa" if same else f"model than the '{made_with.name}' that is here"
        raise ModelError(
            f"the index was made with another {other}", "Build it again: reportqa index"
        )
    return open_encoder(weights)
