"""What counts as the right answer sentence, and the right citation."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from reportqa.documents import Passage
from reportqa.evaluation import Relevant
from reportqa.evaluation.first_hits import cites_number, cites_page, shows_answer
from reportqa.search import AnswerSpan, Hit

TEXT = "Thresholds are not well understood. Visits are late. Plans drift, too often and too long."


@pytest.fixture
def hit(passage: Callable[[str], Passage]) -> Callable[..., Hit]:
    """A hit that points out some words of a passage as its answer."""

    def make(answer: str, text: str = TEXT, **fields: object) -> Hit:
        of = replace(passage("26"), text=text, **{"lead_in": None, **fields})  # type: ignore[arg-type]
        start = text.index(answer)
        return Hit(1, 1.0, {}, of, "", None, AnswerSpan(start, start + len(answer)))

    return make


@pytest.mark.parametrize(
    ("answer", "quote", "right"),
    [
        ("Visits are late.", "visits are late", False),  # case is kept, as everywhere
        ("Visits are late.", "are late", True),
        ("Visits are late.", "not well understood", False),
        # Over two sentences: half of the words, in one piece.
        ("Thresholds are not well understood.", "not well understood. Visits are late.", True),
        ("Visits are late.", "not well understood. Visits are late.", True),
        ("Visits are late.", "Visits are late. Plans drift, too often and too long.", False),
        ("Plans drift, too often and too long.", "well understood. Visits are late. Plans", False),
        # Within one sentence all of it, or none.
        ("Visits are late.", "are not", False),
    ],
)
def test_the_answer_must_hold_the_quote(
    hit: Callable[..., Hit], answer: str, quote: str, right: bool
) -> None:
    assert shows_answer(hit(answer), [Relevant(quote)]) is right


def test_the_lead_in_counts_with_the_answer(hit: Callable[..., Hit]) -> None:
    found = hit("visit sooner", "visit sooner", lead_in="Leaders should:")
    assert shows_answer(found, [Relevant("should: visit sooner")])
    assert shows_answer(found, [Relevant("Leaders should")])


def test_only_the_best_quotes_count(hit: Callable[..., Hit]) -> None:
    best, second = Relevant("not well understood"), Relevant("Visits are late", grade=1)
    assert not shows_answer(hit("Visits are late."), [best, second])
    assert shows_answer(hit("Visits are late."), [best, replace(second, grade=2)])
    assert shows_answer(hit("Visits are late."), [second])


def test_citations_are_held_against_what_the_gold_names(hit: Callable[..., Hit]) -> None:
    found = hit("Visits are late.", number="26", page_first=13, page_last=14)
    assert cites_page(found, [Relevant("x", page=14)]) is True
    assert cites_page(found, [Relevant("x", page=15)]) is False
    assert cites_page(found, [Relevant("x")]) is None
    assert cites_number(found, [Relevant("x", number="26")]) is True
    assert cites_number(found, [Relevant("x", number="27")]) is False
    assert cites_number(found, [Relevant("x")]) is None


def test_a_hit_without_pages_cites_none(hit: Callable[..., Hit]) -> None:
    found = hit("Visits are late.", page_first=None, page_last=None)
    assert cites_page(found, [Relevant("x", page=14)]) is False
