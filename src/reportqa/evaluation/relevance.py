"""Which passages answer which question: quotes matched against passages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportqa.documents import Passage, fold
from reportqa.evaluation.gold import GoldQuestion, Relevant

if TYPE_CHECKING:
    from reportqa.index import Index


@dataclass(frozen=True, slots=True)
class UnmatchedQuote:
    """A quote that no passage holds.

    Attributes:
        question: The question's id.
        relevant: The quote, and where it is said to stand.
        known: Whether there is a report such as it names, if it names one.
    """

    question: str
    relevant: Relevant
    known: bool = True


@dataclass(frozen=True, slots=True)
class Relevance:
    """The passages that answer each question.

    Attributes:
        grades: By question's id and passage's id, how well it answers (1 or more).
        quotes: By question's id and passage's id, the quotes that it holds, best first; empty
            where passages were judged whole (a BEIR collection).
        unmatched: The quotes that no passage holds.
        irrelevant: By question's id, the passages that were judged and do not answer.
    """

    grades: Mapping[str, Mapping[str, int]]
    quotes: Mapping[str, Mapping[str, tuple[Relevant, ...]]]
    unmatched: tuple[UnmatchedQuote, ...] = ()
    irrelevant: Mapping[str, Collection[str]] = field(default_factory=dict)

    def answers(self, question: str, passage: str) -> bool:
        """Whether a passage (by its id) answers a question (by its id)."""
        return self.grades.get(question, {}).get(passage, 0) > 0

    def judged(self, question: str, passage: str) -> bool:
        """Whether anybody judged if a passage answers a question."""
        return self.answers(question, passage) or passage in self.irrelevant.get(question, ())

    def judgements(self) -> dict[str, dict[str, int]]:
        """By question and passage, every grade that is known, 0 for what does not answer."""
        return {
            question: {
                **dict.fromkeys(self.irrelevant.get(question, ()), 0),
                **self.grades.get(question, {}),
            }
            for question in {**self.grades, **self.irrelevant}
        }


def relevance_by(judged: Mapping[str, Mapping[str, int]]) -> Relevance:
    """What judgements of whole passages say: a grade of 1 or more answers, any other does not.

    Example:
        >>> relevance_by({"q": {"a:1": 2, "a:2": 0}}).irrelevant
        {'q': frozenset({'a:2'})}
    """
    return Relevance(
        {q: {p: grade for p, grade in of.items() if grade > 0} for q, of in judged.items()},
        quotes={},
        irrelevant={q: frozenset(p for p, g in of.items() if g <= 0) for q, of in judged.items()},
    )


def relevance_in(index: Index, questions: Sequence[GoldQuestion]) -> Relevance:
    """Match the quotes of gold questions against the passages of an index."""
    paths = {stored.path: stored.id for stored in index.reports()}
    return relevance_of(questions, index.all_passages(), paths)


def relevance_of(
    questions: Sequence[GoldQuestion], passages: Sequence[Passage], paths: Mapping[str, str]
) -> Relevance:
    """Match the quotes of gold questions against passages.

    A passage answers a question if its lead-in and text, folded, contain one of the question's
    quotes, folded, and it is of the report that the quote is said to stand in; where a passage
    was judged as a whole, that passage alone, as long as its text is the same. Number and page
    need not agree: whether the tool cites rightly is measured, not presumed. A passage that holds
    several quotes of a question counts by the best of them.

    Args:
        questions: The questions; those that nothing answers are passed over.
        passages: The passages; each is folded once.
        paths: The reports' ids by their files' paths.
    """
    asked = [question for question in questions if not question.unanswerable]
    wanted = [one for question in asked for one in (*question.relevant, *question.irrelevant)]
    finder = _Finder(passages, [one.quote for one in wanted], paths)
    quotes: dict[str, dict[str, tuple[Relevant, ...]]] = {}
    unmatched = []
    for question in asked:
        held: dict[str, tuple[Relevant, ...]] = {}
        for relevant in sorted(question.relevant, key=lambda one: -one.grade):
            found = finder.answering(relevant)
            if not found:
                known = finder.knows(relevant.report)
                unmatched.append(UnmatchedQuote(question.id, relevant, known))
            for passage in found:
                held[passage.id] = (*held.get(passage.id, ()), relevant)
        quotes[question.id] = held
    grades = {
        question: {passage: found[0].grade for passage, found in held.items()}
        for question, held in quotes.items()
    }
    irrelevant = {
        question.id: frozenset(p.id for one in question.irrelevant for p in finder.answering(one))
        for question in asked
        if question.irrelevant
    }
    return Relevance(grades, quotes, tuple(unmatched), irrelevant)


def matched_text(passage: Passage) -> str:
    """The words of a passage that quotes are looked for in: its lead-in and its text."""
    return f"{passage.lead_in} {passage.text}" if passage.lead_in else passage.text


class _Finder:
    """Finds passages that contain a quote, without reading all of them for each quote.

    A quote's inner words, those between two spaces, stand between two spaces in any folded text
    that contains it; only passages that have the rarest of them are searched.

    Args:
        passages: The passages.
        quotes: All quotes that will be looked for.
        paths: The reports' ids by their files' paths.
    """

    def __init__(
        self, passages: Sequence[Passage], quotes: Iterable[str], paths: Mapping[str, str]
    ) -> None:
        self._passages = passages
        self._paths = paths
        self._by_id = {passage.id: passage for passage in passages}
        self._reports = {passage.report for passage in passages} | set(paths.values())
        self._texts = [fold(matched_text(passage)) for passage in passages]
        self._having: dict[str, list[int]] = {
            word: [] for quote in quotes for word in _inner_words(fold(quote))
        }
        for place, text in enumerate(self._texts):
            for word in self._having.keys() & set(text.split(" ")):
                self._having[word].append(place)

    def knows(self, report: str | None) -> bool:
        """Whether there is a report of that id or path; there is for None."""
        return report is None or report in self._reports or report in self._paths

    def answering(self, relevant: Relevant) -> list[Passage]:
        """The passage that was judged, where it reads as it did; else all that hold the quote."""
        judged = self._by_id.get(relevant.passage or "")
        if judged is not None and judged.text_hash == relevant.text_hash:
            return [judged]
        report = self._paths.get(relevant.report or "", relevant.report)
        return [p for p in self.holding(relevant.quote) if report in (None, p.report)]

    def holding(self, quote: str) -> list[Passage]:
        """The passages that contain a quote, in their order; none for a quote without words."""
        folded = fold(quote)
        if not folded:
            return []
        places = self._candidates(folded)
        return [self._passages[place] for place in places if folded in self._texts[place]]

    def _candidates(self, folded: str) -> Sequence[int]:
        size: Callable[[Sequence[int]], int] = len
        having = (self._having[word] for word in _inner_words(folded))
        return min(having, key=size, default=range(len(self._texts)))


def _inner_words(folded: str) -> list[str]:
    return folded.split(" ")[1:-1]
