"""The training questions: well-formed, and none of what the project is measured on."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from reportqa.documents import Report, fold

REPOSITORY = Path(__file__).parents[2]
QUESTIONS = REPOSITORY / "training" / "questions.jsonl"
GOLD = sorted((REPOSITORY / "tests" / "gold").glob("*.jsonl"))
UNSEEN = {
    "birmingham-2014-05-23",
    "cheshire-west-and-chester-2016-02-19",
    "durham-2019-10-21",
    "sheffield-2023-11-03",
}
SET_ASIDE = {
    "bury-2025-07-29",
    "cornwall-2016-06-27",
    "ealing-2019-12-19",
    "medway-2013-08-23",
    "oxfordshire-2018-05-22",
}


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def folded(text: str) -> str:
    return fold(text).casefold()


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    return lines_of(QUESTIONS)


@pytest.fixture(scope="module")
def gold_of_test() -> list[dict[str, Any]]:
    return [row for path in GOLD for row in lines_of(path) if row["split"] == "test"]


def test_every_line_has_a_question_a_report_and_a_short_quote(
    questions: list[dict[str, Any]],
) -> None:
    for row in questions:
        assert row.keys() - {"near_miss"} == {"question", "report", "quote"}, row
        assert row.get("near_miss", True) is True, row
        assert row["question"] == row["question"].strip() != "", row
        assert re.fullmatch(r"[a-z-]+-20\d\d-\d\d-\d\d", row["report"]), row
        assert 1 <= len(row["quote"].split()) <= 25, row


def test_there_are_enough_of_them_over_many_reports(questions: list[dict[str, Any]]) -> None:
    assert len(questions) >= 8_000
    assert sum("near_miss" in row for row in questions) >= 1_000
    assert len({row["report"] for row in questions}) == 65


def test_the_counts_are_those_that_the_readme_tells(questions: list[dict[str, Any]]) -> None:
    near_misses = sum("near_miss" in row for row in questions)
    told = (REPOSITORY / "training" / "README.md").read_text(encoding="utf-8")
    for count in (len(questions), len(questions) - near_misses, near_misses):
        assert f"{count:,}" in told


def test_no_report_is_the_seed_or_one_that_stays_unseen(questions: list[dict[str, Any]]) -> None:
    reports = {row["report"] for row in questions}
    assert not reports & UNSEEN
    assert not [report for report in reports if report.startswith("wirral-2016")]


def test_the_reports_that_a_model_is_chosen_on_all_have_questions(
    questions: list[dict[str, Any]],
) -> None:
    from questions import SET_ASIDE as IN_CODE

    answered = Counter(row["report"] for row in questions if "near_miss" not in row)
    told = (REPOSITORY / "training" / "README.md").read_text(encoding="utf-8")
    assert IN_CODE == SET_ASIDE
    assert all(answered[report] >= 50 and report in told for report in SET_ASIDE)


def test_no_question_is_asked_twice_of_a_report(questions: list[dict[str, Any]]) -> None:
    asked = Counter((folded(row["question"]), row["report"]) for row in questions)
    assert [question for question, times in asked.items() if times > 1] == []


def test_no_question_or_quote_is_one_of_the_gold_questions_of_test(
    questions: list[dict[str, Any]], gold_of_test: list[dict[str, Any]]
) -> None:
    asked = {folded(row["question"]) for row in gold_of_test}
    quoted = {folded(one["quote"]) for row in gold_of_test for one in row.get("relevant", ())}
    assert not asked & {folded(row["question"]) for row in questions}
    assert not quoted & {folded(row["quote"]) for row in questions}


def test_no_quote_repeats_a_dozen_words_of_the_seed_report(
    questions: list[dict[str, Any]], wirral: Report
) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z0-9]+", folded(text))
        return {tuple(words[first : first + 12]) for first in range(len(words) - 11)}

    of_the_seed = {run for passage in wirral.passages for run in runs(passage.text)}
    assert [row["quote"] for row in questions if runs(row["quote"]) & of_the_seed] == []
