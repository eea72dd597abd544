"""The questions one by one, with what was sought and what was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reportqa.evaluation import GoldQuestion, Outcome, Record, Relevant
from reportqa.evaluation.depths import DEEPEST
from reportqa.evaluation.record import PASSAGES_TOLD
from reportqa.render.page import Piece, Quotation
from reportqa.render.pages import hit_quotation, passage_quotation
from reportqa.search.confidence import level_of

_IN_FULL = 2
_FIRST_WORDS = 80
_UNANSWERABLE = {"near_miss": "near miss", "off_topic": "off topic"}


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that a question got.

    Attributes:
        quotation: The passage as quoted.
        cut: Whether only its beginning is.
        judged: What the gold says of it; empty where there is nothing to say.
        right: Whether it answers.
    """

    quotation: Quotation
    cut: bool
    judged: str
    right: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A question as told.

    Attributes:
        question: The question.
        kinds: What to find it by: how it went.
        went: How it went, in two or three words.
        right: Whether its first passage answers.
        stated: How likely the first passage was said to answer, and what it was called.
        sought: The quotes that answer, each with where it is said to stand.
        found: The first passages that it got.
    """

    question: GoldQuestion
    kinds: str
    went: str
    right: bool
    stated: str
    sought: tuple[tuple[str, str], ...]
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that went alike.

    Attributes:
        kind: A word to find it by.
        title: How they went.
        told: The questions.
    """

    kind: str
    title: str
    told: tuple[Told, ...]


def groups(record: Record) -> Iterator[Group]:
    """The questions by how they went, empty groups left out; in each the surest come first."""
    told = [_told(outcome, record) for outcome in record.told]
    titles = {
        "wrong": "The first passage does not answer",
        "unanswerable": "The reports do not answer",
        "right": "The first passage answers",
    }
    for kind, title in titles.items():
        some = tuple(one for one in told if kind in one.kinds.split())
        if some:
            yield Group(kind, title, some)


def kinds(record: Record) -> tuple[tuple[str, str, int], ...]:
    """What to choose questions by: a word to find them by, its title, how many there are."""
    titles = {
        "wrong": "First passage wrong",
        "missed": f"Not in first {DEEPEST}",
        "right": "First passage right",
        "near_miss": "Near misses",
        "off_topic": "Off topic",
    }
    told = [word for outcome in record.told for word in _went(outcome, record)[0].split()]
    return tuple((word, title, told.count(word)) for word, title in titles.items() if word in told)


def types(record: Record) -> tuple[str, ...]:
    """The types of the questions that are told."""
    return tuple(sorted({outcome.question.type or "" for outcome in record.told} - {""}))


def _told(outcome: Outcome, record: Record) -> Told:
    question, answered = outcome.question, outcome.answered
    kinds, went = _went(outcome, record)
    return Told(
        question=question,
        kinds=kinds,
        went=went,
        right=outcome.right,
        stated=f"{answered.stated:.2f}, {level_of(answered.stated)} match",
        sought=tuple(_sought(one) for one in question.relevant),
        found=tuple(_found(outcome, record)),
    )


def _went(outcome: Outcome, record: Record) -> tuple[str, str]:
    """How a question went: the words to find it by, and those to read."""
    kind = outcome.question.unanswerable
    if kind:
        return f"unanswerable {kind}", _UNANSWERABLE[kind]
    name = outcome.question.id
    for place, ranked in enumerate(outcome.answered.ranking[:DEEPEST], start=1):
        if record.evaluation.relevance.answers(name, ranked.passage):
            return ("right", "right") if place == 1 else ("wrong", f"right at {place}")
    return "wrong missed", f"not in first {DEEPEST}"


def _sought(relevant: Relevant) -> tuple[str, str]:
    number = f"para {relevant.number}" if relevant.number else ""
    page = f"p. {relevant.page}" if relevant.page else ""
    part = "" if relevant.grade >= _IN_FULL else "answers in part"
    places = (relevant.report, number, page, part)
    return relevant.quote, ", ".join(one for one in places if one)


def _found(outcome: Outcome, record: Record) -> Iterator[Found]:
    first = outcome.answered.first
    grades = record.evaluation.relevance.grades.get(outcome.question.id, {})
    for rank, ranked in enumerate(outcome.answered.ranking[:PASSAGES_TOLD], start=1):
        grade = grades.get(ranked.passage, 0)
        whole = rank == 1 or (grade > 0 and not outcome.right)
        if rank == 1 and first is not None:
            quotation = hit_quotation(first, record.facts)
        else:
            passage = record.passages[ranked.passage]
            lead_in = passage.lead_in if whole else None
            quotation = passage_quotation(passage, record.facts, lead_in=lead_in)
        shown = quotation if whole else _beginning(quotation)
        judged = "" if outcome.question.unanswerable else _judged(grade, outcome.question)
        yield Found(shown, shown.pieces != quotation.pieces, judged, grade > 0)


def _beginning(quotation: Quotation) -> Quotation:
    """The first words of a passage, enough to know it by: a page holds thousands of them."""
    text = quotation.passage.text
    if len(text) <= _FIRST_WORDS:
        return quotation
    return replace(quotation, pieces=(Piece(text[:_FIRST_WORDS].rsplit(None, 1)[0]),))


def _judged(grade: int, question: GoldQuestion) -> str:
    """What the gold says of a passage; where it has no quotes, what its grades mean is its own."""
    if grade == 0:
        return "not judged"
    return "answers in part" if question.relevant and grade < _IN_FULL else "answers"
