"""What a search gives: hits with their places, and how sure it is of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from reportqa.documents import Erratum, Passage

Level = Literal["strong", "possible", "weak"]


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """The part of a passage's text that answers best: half-open range of characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    Attributes:
        rank: Its place in the ranking, from 1.
        score: The score that ranks it, in [0, 1].
        scores: Its score by stage (``lexical``, ``dense``, ``late``), as that stage gives it.
        passage: The passage.
        citation: How to cite it.
        link: Where its page opens in the published document, or None.
        answer: The part of its text that answers best.
        erratum: A known fault of the source text that touches it, or None.
        before: The passages right before it in its report, nearest last (when asked for).
        after: The passages right after it (when asked for).
        confidence: How likely it answers, where its report was asked by itself; else None.
    """

    rank: int
    score: float
    scores: Mapping[str, float]
    passage: Passage
    citation: str
    link: str | None
    answer: AnswerSpan
    erratum: Erratum | None = None
    before: tuple[Passage, ...] = ()
    after: tuple[Passage, ...] = ()
    confidence: Confidence | None = None

    @property
    def answer_text(self) -> str:
        """The words of the answer span."""
        return self.passage.text[self.answer.start : self.answer.end]


@dataclass(frozen=True, slots=True)
class About:
    """The reports that a question names by their authority or date; they are favoured.

    Attributes:
        authorities: The authorities that it names and whose reports may be found, as citations
            have them.
        published: When, as it was understood (``2016``, ``20 September 2016``, ``latest``); None
            where it names no time.
        unmet: A time that it names beside an authority none of whose reports that may be found is
            of it; else None.
        reports: Ids of the reports that are favoured; () if none is.
        absent: Authorities that it names and that no report of the index is about; one that may
            be any of several is one string, ``Kingston upon Hull or Kingston upon Thames``.
        left_out: Authorities that it names whose reports, or those of the time that is unmet, are
            in the index, but do not meet the filters.
    """

    authorities: tuple[str, ...]
    published: str | None
    unmet: str | None
    reports: tuple[str, ...]
    absent: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """How a question was read, beyond its words.

    Attributes:
        phrases: Quoted words that a passage had to hold.
        corrections: Spelling slips, each with the word taken in its place.
        meanings: Terms of the question, each with what the reports call it.
        filters: The filters that were set, by name (``report``, ``section``).
        about: The reports that it names, if these are favoured, and what it names in vain; or
            None.
        no_topic: Whether it names reports and asks for nothing; the hits are their judgements.
    """

    phrases: tuple[str, ...] = ()
    corrections: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    about: About | None = None
    no_topic: bool = False


@dataclass(frozen=True, slots=True)
class Confidence:
    """How likely the first hit answers the question.

    Attributes:
        level: ``strong``, ``possible`` or ``weak``.
        probability: The estimate behind it, in [0, 1].
        unmatched_words: Weighty words of the question that no hit shown holds in any form.
    """

    level: Level
    probability: float
    unmatched_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a question: hits, best first."""

    question: str
    understood: Understood
    confidence: Confidence
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A passage that holds a phrase, and where in its text it does."""

    passage: Passage
    citation: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Mentions:
    """Every passage that holds a phrase, in the order of the text.

    Attributes:
        phrase: The phrase.
        mentions: The passages.
        meant: Where there are none, the phrase with its slips put right, if passages hold that;
            else None.
    """

    phrase: str
    mentions: tuple[Mention, ...]
    meant: str | None = None

    @property
    def by_section(self) -> Mapping[tuple[str, tuple[str, ...]], int]:
        """How often the phrase stands in each report's sections, in the order of the text."""
        counts: dict[tuple[str, tuple[str, ...]], int] = {}
        for mention in self.mentions:
            key = (mention.passage.report, mention.passage.section)
            counts[key] = counts.get(key, 0) + len(mention.spans)
        return counts
