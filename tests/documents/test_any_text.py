"""Whatever stands in a file: no crash, every character accounted for, every id unique."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportqa.documents import Facts, Report, account, cite, cut_text, link

modest = settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)

# What the grammar is made of, so put together that it makes no sense.
PIECES = [
    *["1. ", "2. ", "3. One", "7. Seven", "2.1 ", "12.", "999. ", "2016 ", "Inadequate", "good."],
    *["- ", " - ", "\t- ", "• item", "* ", "– dash", "In the last 12 months:", "These include:"],
    *["(Recommendation)", " (Recommendation) (Recommendation)", "(recommendation)\n"],
    *["¹", "¹ A note.", "²³", "text,³ more", "² ", "¹²Note", "Board¹"],
    *["<p>", "</p>", "<p>Summary</p> <p>Text.</p>", "<p", "p>", "<br/>", "<http://example.org>"],
    *["**", "**bold**", "__", "_", "***", "\t", "\t\t", "\n", "\n\n", "\r", "\f", "\u2028", " "],
    *["Contents", "Contents\n\nOne\t2\nTwo\t3\n", "AGENDA", "This page is left blank"],
    *["Executive summary", "Recommendations", "Summary", "59", "Note 1", "Front", "Ünïcode"],
    *["The Board is inadequate", "The graded judgement for care is that it is good"],
    *["lower-case words go on", "A sentence. Another!", "and", "multi-", "Dr. X", "a@b", "東京"],
    *[
        "Date: today",
        "www.x.org",
        "Lead inspector: A",
        "M1 2WD",
        "…",
        "\u00ad",
        "\ufeff",
        "𝟏. ",
        "١. ",
        "².",
    ],
]

junk = st.lists(st.sampled_from([*PIECES, "\n", "\n\n", "\n"]), max_size=40).map("".join)
pages = st.lists(st.integers(1, 40), max_size=6, unique=True).map(sorted)


def read(text: str, page_lines: list[int] | None = None) -> Report:
    facts = Facts("A", url="https://example.org/a.pdf", page_lines=tuple(page_lines or ()))
    return cut_text("a", text, facts, path="a.txt", sha256="")


def check(report: Report) -> None:
    assert account(report) == []
    ids = [passage.id for passage in report.passages]
    assert len(set(ids)) == len(ids)
    for passage in report.passages:
        assert passage.text.strip()
        assert (passage.page_first is None) == (passage.page_last is None)
        assert (passage.page_first or 0) <= (passage.page_last or 0)
        assert cite(passage, report.facts)
        assert link(passage, report.facts)


@modest
@given(st.text(max_size=400), pages)
def test_any_characters(text: str, page_lines: list[int]) -> None:
    check(read(text, page_lines))


@modest
@given(junk, pages)
def test_any_jumble_of_marks_headings_and_lists(text: str, page_lines: list[int]) -> None:
    check(read(text, page_lines))


@modest
@given(junk, junk)
def test_cutting_is_deterministic(before: str, after: str) -> None:
    assert read(before + after) == read(before + after)


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\t", "<p></p>", "(Recommendation)", "¹"])
def test_a_text_without_words_has_no_passage_and_no_fault(text: str) -> None:
    report = read(text)

    assert account(report) == []
    assert all(passage.text for passage in report.passages)


# What went wrong once, or nearly.


def places(text: str) -> list[str]:
    report = read(text)
    check(report)
    return [passage.place for passage in report.passages]


def test_a_heading_that_stands_twice_goes_on_counting() -> None:
    text = "Findings\n\nOne is so.\n\nSummary\n\nTwo is so.\n\nSummary\n\nThree is so.\n"

    assert places(text) == ["findings+1", "summary+1", "summary+2"]


def test_a_heading_of_digits_does_not_take_a_paragraphs_place() -> None:
    text = "Findings\n\n1. One is so.\n\nMore is so.\n\nFindings\n\n1\n\nTwo is so.\n"

    assert len(set(places(text))) == 3
    assert "1+1" in places(text)


def test_footnote_signs_that_begin_again_make_new_notes_on_the_nearest_text() -> None:
    text = "Findings\n\n1. One¹ is so.\n\n¹ A note.\n\n2. Two¹ is so.\n\n¹ Another note.\n"

    report = read(text)

    notes = {p.place: p.anchor for p in report.passages if p.kind == "footnote"}
    assert notes == {"note-1": "a:1", "note-1-2": "a:2"}
    assert [cite(p, report.facts) for p in report.passages if p.kind == "footnote"] == [
        "A, note 1",
        "A, note 1",
    ]


def test_numbers_that_begin_again_are_items_and_no_second_paragraph_1() -> None:
    text = "Findings\n\n1. One is so.\n2. Two is so.\n\nAnnex\n\n1. Three is so.\n2. Four is so.\n"

    assert places(text) == ["1", "2", "annex+1", "annex+2"]


def test_a_year_that_opens_a_line_is_no_paragraphs_number() -> None:
    report = read("Findings\n\n1. One is so.\n\n2016. was a year.\n\n2016 was a year.\n")

    assert [p.number for p in report.passages] == ["1", None, None]


def test_a_footnote_at_the_foot_of_a_page_parts_neither_paragraph_nor_list() -> None:
    text = (
        "Findings\n\n1. Social workers¹ visit families and write\n\n¹ In teams.\n\n"
        "down what they learn. Some gaps remain:\n- in training²\n\n² In schools.\n\n- in care.\n"
    )
    report = cut_text("a", text, Facts("A", page_lines=(1, 7, 12)), path="a.txt", sha256="")

    assert account(report) == []
    assert [(p.place, p.text, p.lead_in, p.page_first, p.page_last) for p in report.passages] == [
        (
            "1",
            "Social workers visit families and write down what they learn. Some gaps remain:",
            None,
            1,
            2,
        ),
        ("note-1", "In teams.", None, 1, 1),
        ("1.1", "in training", "Some gaps remain:", 2, 2),
        ("note-2", "In schools.", None, 2, 2),
        ("1.2", "in care.", "Some gaps remain:", 3, 3),
    ]


def test_an_address_in_angle_brackets_is_text_and_a_tag_is_a_mark() -> None:
    report = read("Findings\n\nSee <http://example.org/p> and <b>this</b> <p>one</p>.\n")

    assert " ".join(p.text for p in report.passages) == "See <http://example.org/p> and this one ."


def test_the_longest_line_is_read_in_no_time() -> None:
    line = "1. " + "word " * 20_000 + " " * 2_000 + "end."

    report = read(f"Findings\n\n{line}\n")

    assert len(report.passages) == 1
