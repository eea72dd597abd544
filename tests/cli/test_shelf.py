"""A shelf on the command line: filters, reports named, one passage a report, the table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from .conftest import Done, Reportqa

Shelf = Callable[..., Done]
EVERY_FORM = ["text", "json", "jsonl", "markdown", "csv", "html"]


@pytest.fixture
def on_shelf(reportqa: Reportqa, shelf: tuple[Path, Path]) -> Shelf:
    """Run a command on the made-up shelf."""
    where = ["--corpus", str(shelf[0]), "--index", str(shelf[1])]
    return lambda *arguments: reportqa(*arguments, *where)


def found_in(done: Done) -> list[str]:
    return [hit["passage"]["report"] for hit in done.json["hits"]]


class TestAsk:
    def test_the_reports_that_are_named_are_told_and_come_first(self, on_shelf: Shelf) -> None:
        done = on_shelf("ask", "Are Wirral's initial health assessments late? 2024", "-k", "1")
        assert "Understood: authority Wirral, 2024" in done.out.splitlines()[0]
        assert "Ofsted, Wirral, 2 February 2024, para 1" in done.out

    def test_a_year_without_a_report_is_told(self, on_shelf: Shelf) -> None:
        done = on_shelf("ask", "Are Wirral's health assessments late? 2018", "-k", "1")
        assert "No report of 2018 on Wirral is here." in done.out

    def test_what_asks_for_nothing_is_told_how_to(self, on_shelf: Shelf) -> None:
        done = on_shelf("ask", "How did Sheffield do in 2014?")
        _, told, how, *_ = done.out.splitlines()
        assert told.startswith("No topic was asked: these are the judgements")
        assert "“Sheffield 2014: care leavers”" in how
        assert "reportqa show --outline -r sheffield-2014" in how
        each = on_shelf("ask", "Sheffield", "--each", "-f", "json").json
        assert each["understood"]["no_topic"] is True
        assert found_in(on_shelf("ask", "Sheffield", "--each", "-f", "json")) == [
            "sheffield-2014",
            "sheffield-2023",
        ]

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["care leavers in Croydon"], "No report on Croydon is here."),
            (["Wirral 2016: care leavers", "--since", "2019"], "of 2016 on Wirral meets the filt"),
            (
                ["Wirral's care leavers", "-a", "sheffield"],
                "No report on Wirral meets the filt",
            ),
            (["Wirral since 2025: care leavers"], "No report since 2025 on Wirral is here."),
        ],
    )
    def test_what_is_named_and_not_to_be_had_is_told(
        self, on_shelf: Shelf, arguments: list[str], told: str
    ) -> None:
        assert told in on_shelf("ask", *arguments, "-k", "1").out

    def test_an_authority_unlike_all_others_is_not_answered_with_three_of_them(
        self, on_shelf: Shelf
    ) -> None:
        on_shelf("ask", "care leavers", "-a", "Croydon").fails(2, "none of a name like it")

    def test_json_tells_them_as_the_schema_says(self, on_shelf: Shelf) -> None:
        schema = json.loads(
            resources.files("reportqa.render").joinpath("ask.schema.json").read_text("utf-8")
        )
        for arguments in (
            ["Wirral 2016: care leavers"],
            ["care leavers", "--each", "-a", "Wirral"],
            ["care leavers in Croydon"],
            ["Wirral 2016: care leavers", "--since", "2019"],
        ):
            done = on_shelf("ask", *arguments, "-f", "json")
            Draft202012Validator(schema).validate(done.json)
        named = on_shelf("ask", "Wirral 2016: care leavers", "-f", "json").json["understood"]
        assert named["about"] == {
            "authorities": ["Wirral"],
            "published": "2016",
            "unmet": None,
            "reports": ["wirral-2016"],
            "absent": [],
            "left_out": [],
        }
        done = on_shelf("ask", "Wirral 2016: care leavers", "-f", "json", "--anywhere")
        assert done.json["understood"]["about"] is None

    def test_filters_are_combined_repeated_and_told(self, on_shelf: Shelf) -> None:
        both = ["--authority", "wirral", "--authority", "brighton & hove", "--since", "2018"]
        done = on_shelf("ask", "care leavers", *both, "-k", "50", "-f", "json")
        assert set(found_in(done)) == {"wirral-2019", "wirral-2024", "brighton-2018"}
        text = on_shelf("ask", "care leavers", "--grade", "RI", "--until", "2014").out
        assert "Only in: until 2014, grade RI." in text

    def test_a_finding_through_the_years_in_every_form(self, on_shelf: Shelf) -> None:
        question = ["ask", "late health assessments", "-a", "Wirral", "--each"]
        outputs = {form: on_shelf(*question, "-f", form).out for form in EVERY_FORM}
        for form, out in outputs.items():
            days = ("20 September 2016", "29 July 2019", "2 February 2024")
            places = [out.index(f"Wirral, {day}") for day in days]
            assert places == sorted(places), form
        assert "The best passage of each of 3 reports, by date" in outputs["text"]
        rows = list(csv.DictReader(io.StringIO(outputs["csv"])))
        hits = json.loads(outputs["json"])["hits"]
        assert [row["confidence"] for row in rows] == [hit["confidence"]["level"] for hit in hits]

    def test_a_report_that_may_not_answer_is_marked(self, on_shelf: Shelf) -> None:
        out = on_shelf("ask", "a music project for disabled children", "--each").out
        marked = [line for line in out.splitlines() if line.endswith("may not answer]")]
        assert len(marked) == 7
        assert not any("Sheffield, 3 November 2023" in line for line in marked)
        assert "7 of them may not answer this" in out

    def test_so_many_of_one_report(self, on_shelf: Shelf) -> None:
        done = on_shelf("ask", "care leavers", "--per-report", "1", "-k", "8", "-f", "json")
        assert len(set(found_in(done))) == len(found_in(done)) == 8

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--authority", "Leeds"], "no report on 'Leeds'"),
            (["--since", "yesterday"], "'yesterday' is no date"),
            (["--grade", "poor"], "Grades: outstanding"),
            (["--each", "-k", "3"], "--each shows one passage"),
            (["--each", "--per-report", "3"], "--each shows one passage"),
            (["--per-report", "0"], "--per-report"),
        ],
    )
    def test_what_cannot_be_met_is_told(
        self, on_shelf: Shelf, arguments: list[str], words: str
    ) -> None:
        on_shelf("ask", "care leavers", *arguments).fails(2, words)


def test_find_and_show_are_narrowed_too(on_shelf: Shelf) -> None:
    done = on_shelf("find", "early help", "--authority", "Sheffield", "-f", "json")
    assert {it["passage"]["report"] for it in done.json["mentions"]} == {
        "sheffield-2014",
        "sheffield-2023",
    }
    shown = on_shelf("show", "2", "--authority", "Wirral", "--since", "2024", "-f", "json").json
    assert [it["id"] for it in shown["passages"]] == ["wirral-2024:2"]
    outline = on_shelf("show", "--outline", "--kind", "focused visit", "-f", "json").json
    assert {row["report"] for row in outline} == {"st-helens-visit"}


class TestReports:
    def test_the_table(self, on_shelf: Shelf) -> None:
        rows = on_shelf("reports", "-f", "json").json
        assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
        (visit,) = (row for row in rows if row["id"] == "st-helens-visit")
        assert visit == {
            "id": "st-helens-visit",
            "authority": "St. Helens",
            "published": "2021-05-04",
            "kind": "focused visit",
            "grade": None,
            "pages": None,
            "passages": 3,
        }

    def test_filtered_and_sorted_what_is_not_known_last(self, on_shelf: Shelf) -> None:
        def ids(*arguments: str) -> list[str]:
            rows = csv.DictReader(io.StringIO(on_shelf("reports", *arguments, "-f", "csv").out))
            return [row["id"] for row in rows]

        assert ids("--sort", "date")[0] == "sheffield-2014"
        assert ids("--sort", "date", "--reverse")[0] == "wirral-2024"
        assert ids("--authority", "Wirral", "--sort", "passages", "--reverse")[0] == "wirral-2016"
        by_grade = ids("--sort", "grade")
        assert (by_grade[0], by_grade[-2:]) == ("brighton-2018", ["wirral-2016", "st-helens-visit"])
        assert ids("--sort", "grade", "--reverse")[-1] == "st-helens-visit"

    def test_one_report_with_where_each_fact_was_read(self, on_shelf: Shelf) -> None:
        rows = {row["fact"]: row for row in on_shelf("reports", "wirral-2016", "-f", "json").json}
        assert rows["authority"] == {
            "fact": "authority",
            "value": "Wirral",
            "read from": "wirral-2016.toml",
        }
        assert rows["judgement: Overall effectiveness"]["value"] == "inadequate"
        on_shelf("reports", "wirral").fails(2, "'wirral-2016'")
        on_shelf("reports", "wirral-2016", "--grade", "RI").fails(2, "filters were given")
        on_shelf("reports", "--sort", "colour").fails(2, "colour")


def test_two_files_of_one_report_are_told_apart_from_files_that_cannot_be_read(
    reportqa: Reportqa, corpus: Path, tmp_path: Path, index: Path
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    text = (corpus / "wirral-2016.txt").read_text("utf-8")
    for name in ("wirral-2016.txt", "wirral-2016-again.txt"):
        (folder / name).write_text(text, "utf-8")
    (folder / "wirral-2016.toml").write_bytes((corpus / "wirral-2016.toml").read_bytes())
    (folder / "empty.txt").touch()
    done = reportqa("index", "--corpus", str(folder), "--index", str(index))
    assert done.code == 1
    assert "which is kept" in done.err
    assert "Skipped 1 file; the rest can be asked." in done.err
    assert "Left out 1 file of reports that another file holds too." in done.err
