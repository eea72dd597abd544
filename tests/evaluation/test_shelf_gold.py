"""The gold questions over a shelf of reports: well-formed here, matched where the reports are."""

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from reportqa.documents import Report, read_report
from reportqa.evaluation import GoldQuestion, Relevant, read_gold, relevance_of

SHELF = Path(os.environ.get("REPORTQA_SHELF", "no shelf"))
GOLD = Path(__file__).parents[1] / "gold" / "shelf.jsonl"

HELD_OUT = frozenset(
    (
        "birmingham-2014-05-23",
        "cheshire-west-and-chester-2016-02-19",
        "durham-2019-10-21",
        "sheffield-2023-11-03",
    )
)
DEV_BEFORE_HELD_OUT = frozenset(
    ("S041", "S042", "S043", "S088", "S089", "S090", "S092", "S106", "S108", "S109", "S135", "S162")
)

needs_shelf = pytest.mark.skipif(not SHELF.is_dir(), reason="REPORTQA_SHELF names no folder")


@pytest.fixture(scope="module")
def questions() -> tuple[GoldQuestion, ...]:
    return read_gold(GOLD)


@pytest.fixture(scope="module")
def reports(questions: tuple[GoldQuestion, ...]) -> dict[str, Report]:
    names = sorted({one.report or "" for question in questions for one in question.relevant})
    return {name: read_report(SHELF / f"{name}.pdf") for name in names}


def test_half_name_a_council_and_half_are_asked_of_one_report(
    questions: tuple[GoldQuestion, ...],
) -> None:
    answered = [question for question in questions if not question.unanswerable]
    asked_of_one = [question for question in answered if question.report]
    assert len(answered) >= 120
    assert 0.4 <= len(asked_of_one) / len(answered) <= 0.6
    assert len({one.report for question in answered for one in question.relevant}) >= 20
    assert len(questions) - len(answered) >= 15
    assert {question.report for question in asked_of_one} <= {
        one.report for question in answered for one in question.relevant
    }


def test_every_quote_names_its_report_and_page_and_all_of_a_question_are_of_one_report(
    questions: tuple[GoldQuestion, ...],
) -> None:
    for question in questions:
        named = {one.report for one in question.relevant}
        assert named <= ({question.report} if question.report else named), question.id
        assert len(named) == (0 if question.unanswerable else 1), question.id
        assert all(one.page for one in question.relevant), question.id
        assert max((one.grade for one in question.relevant), default=2) == 2, question.id


def test_test_lies_on_held_out_reports_and_dev_on_the_others(
    questions: tuple[GoldQuestion, ...],
) -> None:
    for question in questions:
        named = {question.report, *(one.report for one in question.relevant)} - {None}
        if question.split == "test":
            assert named <= HELD_OUT, question.id
        elif question.id not in DEV_BEFORE_HELD_OUT:
            assert not named & HELD_OUT, question.id


def test_test_asks_enough_of_each_held_out_report_and_in_both_ways(
    questions: tuple[GoldQuestion, ...],
) -> None:
    held = [question for question in questions if question.split == "test"]
    answered = [question for question in held if not question.unanswerable]
    of_each = Counter(question.relevant[0].report for question in answered)
    assert set(of_each) == HELD_OUT
    assert min(of_each.values()) >= 15
    assert 0.4 <= sum(1 for one in answered if one.report) / len(answered) <= 0.6
    kinds = Counter(question.unanswerable for question in held)
    assert kinds["near_miss"] >= 10
    assert kinds["off_topic"] >= 4


def test_no_question_is_asked_twice(questions: tuple[GoldQuestion, ...]) -> None:
    asked = Counter((one.question.casefold(), one.report) for one in questions)
    assert [question for question, times in asked.items() if times > 1] == []


@needs_shelf
def test_every_quote_stands_in_one_passage_at_its_page_and_number(
    questions: tuple[GoldQuestion, ...], reports: dict[str, Report]
) -> None:
    for question in questions:
        for one in question.relevant:
            report = reports[one.report or ""]
            found = relevance_of([replace(question, relevant=(one,))], report.passages, {})
            (name,) = found.grades[question.id]
            passage = next(passage for passage in report.passages if passage.id == name)
            assert passage.page_first is not None, question.id
            assert passage.page_last is not None, question.id
            assert passage.page_first <= (one.page or 0) <= passage.page_last, question.id
            assert one.number in (None, passage.number), question.id


@needs_shelf
def test_a_report_may_be_named_by_its_path(
    questions: tuple[GoldQuestion, ...], reports: dict[str, Report]
) -> None:
    question = next(question for question in questions if question.relevant)
    report = reports[question.relevant[0].report or ""]
    by_path = tuple(
        Relevant(one.quote, f"ofsted/{report.path}", one.number, one.page, one.grade)
        for one in question.relevant
    )
    paths = {f"ofsted/{report.path}": report.id}
    by_id = relevance_of([question], report.passages, paths)
    assert relevance_of([replace(question, relevant=by_path)], report.passages, paths).grades == (
        by_id.grades
    )
