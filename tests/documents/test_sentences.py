"""Sentences: where they end, and that none loses a character."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportqa.documents import Report, refers_back, sentence_spans
from reportqa.documents.sentences import last_statement


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["One is so.", "Two is so."],
        ["It took 26.5 weeks!", "Did it?", "Yes."],
        ["Dr. Neill and Mr. J. Smith led it.", "It ended."],
        ["See para. 26 and pp. 3–4 there.", "It is so."],
        ["It rose to 15.6%.", "17.7% is more."],
        ["He said ‘no’.", "“Yes” was said."],
        ["It is (see below).", "(This is below.)"],
        ["No sentence mark here"],
        ["These include: one; two"],
        ["Write to www.example.org or a@b.org.", "Or call."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_no_text_has_no_sentence(text: str) -> None:
    assert sentence_spans(text) == []


def check_cover(text: str) -> None:
    spans = sentence_spans(text)
    covered = "".join(text[start:end] for start, end in spans)
    between = [b[0] - a[1] for a, b in itertools.pairwise(spans)]
    assert "".join(covered.split()) == "".join(text.split())
    assert all(gap >= 0 for gap in between)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)


pieces = st.sampled_from(
    [". ", "! ", "?", "…", "’ ", ") ", "Dr.", "A", "9", "word", " ", "\n", '"']
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.one_of(st.text(max_size=100), st.lists(pieces, max_size=30).map("".join)))
def test_every_character_but_white_space_is_in_exactly_one_sentence(text: str) -> None:
    check_cover(text)


def test_so_it_is_over_the_whole_report(wirral: Report) -> None:
    for passage in wirral.passages:
        check_cover(passage.text)


def test_paragraph_91_of_the_report_in_sentences(wirral: Report) -> None:
    paragraph = next(p for p in wirral.passages if p.number == "91")

    first = sentences(paragraph.text)[0]

    assert first == (
        "The local authority has lost contact with 27 (13%) of its 205 19- to 21-year-old "
        "care leavers."
    )


def test_a_sentence_that_points_back_leads_in_with_what_it_points_to() -> None:
    text = "All is well. Some gaps remain. These include:"

    assert refers_back("These include:")
    assert not refers_back("Therefore it is so.")
    assert last_statement(text) == "Some gaps remain. These include:"
    assert last_statement("This is so. They are:") == "This is so. They are:"
    assert last_statement("In the last 12 months:") == "In the last 12 months:"
