"""Reading a question's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.errors import UsageError
from reportqa.search.query import parse_question
from reportqa.search.words import content_words, words


@pytest.mark.parametrize(
    ("typed", "phrases"),
    [
        ('who said "too slow"?', ("too slow",)),
        ("who said “too slow” and „too late“?", ("too slow", "too late")),
        ('who said "…" or ""?', ()),
        ('who said "too slow?', ()),
        ("the child's 'voice'", ()),
    ],
)
def test_what_stands_in_double_quotation_marks_must_be_held(
    typed: str, phrases: tuple[str, ...]
) -> None:
    assert parse_question(typed).phrases == phrases


@given(st.text())
def test_any_text_is_a_question_or_told_to_be_none(text: str) -> None:
    try:
        question = parse_question(text)
    except UsageError:
        return
    assert question.text == " ".join(question.text.split()) != ""
    question.text.encode()  # a half of a character would fail


def test_content_words_are_those_that_tell_passages_apart() -> None:
    assert content_words("How many of the IRO’s caseloads are too high?") == [
        "iro",
        "caseloads",
        "high",
    ]


@given(st.text())
def test_words_are_words(text: str) -> None:
    assert all(word == word.lower() for word in words(text) if word.isascii())
