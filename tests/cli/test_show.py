"""`reportqa show`: passages word for word, by where they stand."""

from __future__ import annotations

import pytest

from reportqa.documents import Report

from .conftest import Reportqa


def shown(reportqa: Reportqa, *arguments: str) -> list[str]:
    """The places of the passages that a command shows."""
    lines = reportqa("show", *arguments, "-f", "jsonl").lines
    return [line["id"].partition(":")[2] for line in lines]


OF_141 = ["141", *(f"141.{item}" for item in range(1, 9))]


@pytest.mark.parametrize(
    ("arguments", "places"),
    [
        (["26"], ["26"]),
        (["para 26"], ["26"]),
        (["141"], OF_141),
        (["wirral-2016:141"], OF_141),
        (["141.3"], ["141.3"]),
        (["wirral-2016:59+1"], ["59+1"]),
        (["59+1", "26"], ["59+1", "26"]),
        (["5-7"], ["5", "6", "7"]),
        (["7-5"], ["5", "6", "7"]),
        (["wirral-2016:5–6", "6"], ["5", "6"]),
    ],
)
def test_places(reportqa: Reportqa, arguments: list[str], places: list[str]) -> None:
    assert shown(reportqa, *arguments) == places


def test_a_page(reportqa: Reportqa, wirral: Report) -> None:
    """What begins, ends or goes on there."""
    on_13 = [
        passage.place
        for passage in wirral.passages
        if passage.page_first
        and passage.page_last
        and passage.page_first <= 13 <= passage.page_last
    ]
    assert shown(reportqa, "--page", "13") == on_13
    assert {"26", "29"} <= set(on_13)


def test_a_section(reportqa: Reportqa) -> None:
    lines = reportqa("show", "--section", "adoption", "-f", "jsonl").lines
    assert {line["section"][-1] for line in lines} == {"Adoption performance"}
    assert lines[0]["kind"] == "judgement"
    by_path = "children looked after and achieving permanence › Adoption"
    assert len(reportqa("show", "--section", by_path, "-f", "jsonl").lines) == len(lines)


def test_all(reportqa: Reportqa, wirral: Report) -> None:
    assert shown(reportqa, "--all") == [passage.place for passage in wirral.passages]


def test_a_list_tells_its_lead_in_once(reportqa: Reportqa) -> None:
    lead_in = "there has been insufficient challenge in a number of key areas"
    assert reportqa("show", "141").out.count(lead_in) == 1
    assert reportqa("show", "141.3").out.count(lead_in) == 1
    assert reportqa("show", "141.3", "141.4").out.count(lead_in) == 1


def test_marks_are_shown(reportqa: Reportqa) -> None:
    for form in ("text", "markdown", "html"):
        assert "(marked in the report: recommendation)" in reportqa("show", "61", "-f", form).out


def test_the_outline_is_the_tree_of_headings(reportqa: Reportqa) -> None:
    rows = reportqa("show", "--outline", "-f", "json").json
    assert {"section": "  Adoption performance", "page": 24, "report": "wirral-2016"} in rows
    recommendations = [
        row["section"] for row in rows if row["section"].strip() == "Recommendations"
    ]
    assert recommendations == ["Recommendations", "  Recommendations"]


def test_what_was_left_out_is_listed_by_rule(reportqa: Reportqa, wirral: Report) -> None:
    rows = reportqa("show", "--left-out", "-f", "json").json
    assert [row["text"] for row in rows] == [left.text for left in wirral.left_out]
    assert {"rule", "line"} <= rows[0].keys()


class TestWhatIsNotThere:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["999"], "run from 1 to 152; nearest: 152, 151, 150"),
            (["0"], "nearest: 1, 2, 3"),
            (["400-500"], "run from 1 to 152"),
            (["59+2"], "Nearest: 59+1"),
            (["141.9"], "Nearest: 141."),
            (["²"], "there is no passage '²'"),
            ([""], "the place to show is empty"),
            (["leeds:26"], "there is no report 'leeds'"),
            (["26", "--report", "wiral-2016"], "nearest first: 'wirral-2016'"),
            (["--section", "adption"], "nearest first: 'Adoption performance'"),
            (["--page", "99"], "Pages run from 1 to 44"),
            (["--page", "-1"], "nothing stands on page -1"),
            (["--page", "3", "--section", "adoption"], "Pages of that section run from 24 to 26"),
            ([], "nothing to show was named"),
            (["26", "--outline"], "--outline shows a whole report"),
            (["--all", "--left-out"], "Leave one of them out"),
        ],
    )
    def test_is_told_with_what_is_nearest(
        self, reportqa: Reportqa, arguments: list[str], words: str
    ) -> None:
        reportqa("show", *arguments).fails(2, words)

    def test_a_number_of_two_reports_asks_which(
        self, reportqa: Reportqa, two_reports: list[str]
    ) -> None:
        reportqa("show", "1", *two_reports).fails(
            2, "2 reports have a passage '1'", "leeds-2018:1, wirral-2016:1"
        )
        for arguments in (["leeds-2018:1"], ["1", "--report", "leeds-2018"]):
            done = reportqa("show", *arguments, *two_reports)
            assert "Strategy meetings in Leeds are held at once." in done.out
