"""The gold questions of the report that ships: what they promise, shown on the real text."""

from collections import Counter
from collections.abc import Mapping

import pytest

from reportqa.documents import Report, fold
from reportqa.evaluation import GoldQuestion, Relevance, Relevant, relevance_of
from reportqa.evaluation.overlap import PARAPHRASE, share_held
from reportqa.evaluation.relevance import matched_text

Gold = tuple[GoldQuestion, ...]

# Quotes that stand in more than one passage, and why that is right.
_LOOKED_AFTER = [f"children-looked-after-in-this-area+{place}" for place in range(1, 8)]
_BOARD = ["141", *(f"141.{item}" for item in range(1, 9))]
_JUDGED = ["front+10", "leadership-management-and-governance+1"]
SEVERAL: Mapping[tuple[str, int], list[str]] = {
    # The words lead a list in; every item is shown with them, and so answers too.
    ("A039", 0): _LOOKED_AFTER,
    ("C001", 1): _LOOKED_AFTER,
    ("C002", 1): _LOOKED_AFTER,
    ("E044", 0): _BOARD,
    ("E046", 1): _BOARD,
    # The judgement is printed twice, on the front page and above its chapter.
    ("E001", 0): _JUDGED,
    ("E001", 1): _JUDGED,
}

# The chapter's grade stands alone there; the questions on it quote the front page.
UNASKED = {("The experiences and progress of children looked after and achieving permanence",)}


@pytest.fixture(scope="module")
def relevance(gold: Gold, wirral: Report) -> Relevance:
    return relevance_of(gold, wirral.passages, {wirral.path: wirral.id})


def every_quote(gold: Gold) -> list[tuple[str, int, Relevant]]:
    return [
        (question.id, place, one)
        for question in gold
        for place, one in enumerate(question.relevant)
    ]


def test_every_quote_stands_in_exactly_the_passages_it_should(
    gold: Gold, wirral: Report, relevance: Relevance
) -> None:
    texts = {passage.place: fold(matched_text(passage)) for passage in wirral.passages}
    assert relevance.unmatched == ()
    found = {
        (name, number): [place for place, text in texts.items() if fold(one.quote) in text]
        for name, number, one in every_quote(gold)
    }
    assert {key: places for key, places in found.items() if len(places) != 1} == SEVERAL
    by_question: dict[str, set[str]] = {}
    for (name, _), places in found.items():
        by_question.setdefault(name, set()).update(f"{wirral.id}:{place}" for place in places)
    assert {name: set(grades) for name, grades in relevance.grades.items()} == by_question


def test_number_and_page_are_those_of_a_passage_that_holds_the_quote(
    gold: Gold, wirral: Report, relevance: Relevance
) -> None:
    passages = {passage.id: passage for passage in wirral.passages}
    numbered = {passage.number for passage in wirral.passages}
    for name, _, one in every_quote(gold):
        holding = [
            passages[place] for place, quotes in relevance.quotes[name].items() if one in quotes
        ]
        assert one.number is None or one.number in numbered, one
        assert any(
            one.number == passage.number
            and one.page is not None
            and passage.page_first is not None
            and passage.page_last is not None
            and passage.page_first <= one.page <= passage.page_last
            for passage in holding
        ), (name, one)


def test_there_are_as_many_as_promised(gold: Gold) -> None:
    kinds = Counter(question.unanswerable for question in gold)
    assert kinds[None] >= 300
    assert kinds["near_miss"] >= 60
    assert kinds["off_topic"] >= 60
    types = {question.type for question in gold if not question.unanswerable}
    assert types == {"fact", "why", "what", "who", "yesno", "list", "compare"}
    styles = {question.others.get("style") for question in gold}
    assert styles >= {"paraphrase", "plain", "acronym", "keywords", "typo", "long"}


def test_the_splits_are_even_by_type_and_kind(gold: Gold) -> None:
    counts = Counter((one.unanswerable, one.type, one.split) for one in gold)
    for kind, name in {(one.unanswerable, one.type) for one in gold}:
        dev, test = counts[kind, name, "dev"], counts[kind, name, "test"]
        assert abs(dev - test) <= 3, (kind, name, dev, test)
    assert sum(counts.values()) == len(gold)


def test_no_question_is_asked_twice(gold: Gold) -> None:
    asked = Counter(" ".join(one.question.casefold().split()) for one in gold)
    assert [question for question, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("split", ["dev", "test"])
def test_most_questions_are_paraphrases(
    gold: Gold, wirral: Report, relevance: Relevance, split: str
) -> None:
    texts = {passage.id: matched_text(passage) for passage in wirral.passages}
    shares = [
        max(share_held(question.question, texts[place]) for place in relevance.grades[question.id])
        for question in gold
        if question.split == split and not question.unanswerable
    ]
    assert sum(share <= PARAPHRASE for share in shares) / len(shares) >= 0.6


def test_every_section_is_asked_about(wirral: Report, relevance: Relevance) -> None:
    asked = {place for grades in relevance.grades.values() for place in grades}
    sections = {passage.section for passage in wirral.passages}
    covered = {passage.section for passage in wirral.passages if passage.id in asked}
    assert sections - covered == UNASKED
