"""`reportqa ask`: the passages that answer, quoted and cited, in every form."""

from __future__ import annotations

import csv
import io
import json
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from reportqa.documents import Report

from .conftest import Done, Reportqa, start

LOST_CONTACT = "How many care leavers has the council lost contact with?"


def places(done: Done) -> list[str]:
    return [hit["passage"]["id"].partition(":")[2] for hit in done.json["hits"]]


class TestAnswers:
    def test_the_question_of_the_readme_is_answered_by_paragraph_91(
        self, reportqa: Reportqa
    ) -> None:
        hit = reportqa("ask", LOST_CONTACT, "-f", "json").json["hits"][0]
        assert hit["citation"] == "Ofsted, Wirral, 20 September 2016, para 91, p. 27"
        assert "27 (13%) of its 205" in hit["answer"]["text"]

    def test_the_first_question_builds_the_index(
        self, reportqa: Reportqa, corpus: Path, tmp_path: Path
    ) -> None:
        index = str(tmp_path / "index")
        done = start(["ask", LOST_CONTACT, "-f", "json", "--corpus", str(corpus), "--index", index])
        hit = done.json["hits"][0]["passage"]
        assert (hit["number"], hit["page_first"]) == ("91", 27)
        assert "There is no index at" in done.err
        assert reportqa("status", "--index", index, "-f", "json").json["model"].startswith("small")

    @pytest.mark.parametrize(
        ("question", "words", "page"),
        [
            ("what was the overall judgement?", "Children’s services in Wirral are inadequate", 1),
            ("how was adoption judged?", "adoption performance", 24),
            ("when was it published?", "20 September 2016", 1),
        ],
    )
    def test_the_front_page_and_the_judgements_are_found_and_cited(
        self, reportqa: Reportqa, question: str, words: str, page: int
    ) -> None:
        hits = reportqa("ask", question, "-k", "3", "-f", "json").json["hits"]
        found = [
            hit
            for hit in hits
            if words.replace("’", "'").lower() in hit["passage"]["text"].replace("’", "'").lower()
        ]
        assert found, [hit["passage"]["text"][:80] for hit in hits]
        assert f"p. {page}" in {hit["citation"].rpartition(", ")[2] for hit in found}

    def test_an_office_may_have_words_of_its_own(self, reportqa: Reportqa, tmp_path: Path) -> None:
        entry = '[[entry]]\nterms = ["strategy meeting", "huddle"]\n'
        (tmp_path / "glossary.toml").write_text(entry, encoding="utf-8")
        (tmp_path / "leeds.txt").write_text("1. All is well in Leeds.\n", encoding="utf-8")
        done = reportqa("ask", "Are huddles late?", "--corpus", str(tmp_path), "-f", "json")
        assert done.json["understood"]["meanings"] == {"huddles": ["strategy meeting"]}

    def test_asking_again_builds_nothing(self, reportqa: Reportqa, built_index: Path) -> None:
        before = {path: path.stat().st_mtime_ns for path in built_index.rglob("*")}
        assert reportqa("ask", "who leads it?").err == ""
        assert {path: path.stat().st_mtime_ns for path in built_index.rglob("*")} == before

    def test_k_says_how_many_and_all_is_not_too_many(
        self, reportqa: Reportqa, wirral: Report
    ) -> None:
        def count(k: str) -> int:
            return len(reportqa("ask", "adoption", "-k", k, "-f", "json").json["hits"])

        assert (count("2"), count("1000000")) == (2, len(wirral.passages))

    def test_a_question_needs_no_quotation_marks(self, reportqa: Reportqa) -> None:
        assert reportqa("ask", "who", "leads", "it").code == 0


class TestQuotedWords:
    def test_stand_in_every_passage_found(self, reportqa: Reportqa) -> None:
        hits = reportqa("ask", 'what of "strategy meetings"?', "-k", "50", "-f", "json").json[
            "hits"
        ]
        assert len(hits) > 1
        assert all("strategy meetings" in hit["passage"]["text"].lower() for hit in hits)

    def test_that_stand_nowhere_find_nothing_and_say_so(self, reportqa: Reportqa) -> None:
        done = reportqa("ask", 'where are "purple elephants"?')
        assert done.code == 1
        assert "No passage holds “purple elephants”" in done.out


class TestFilters:
    def test_a_section_by_any_part_of_its_path(self, reportqa: Reportqa) -> None:
        hits = reportqa(
            "ask", "what is good?", "--section", "ADOPTION", "-k", "99", "-f", "json"
        ).json["hits"]
        assert {hit["passage"]["section"][-1] for hit in hits} == {"Adoption performance"}

    def test_what_was_understood_is_told(self, reportqa: Reportqa) -> None:
        done = reportqa("ask", "what is good?", "-s", "adoption", "-r", "wirral-2016")
        assert "Only in: report wirral-2016, section adoption." in done.out

    def test_of_two_reports_one_can_be_asked(
        self, reportqa: Reportqa, two_reports: list[str]
    ) -> None:
        def reports(*arguments: str) -> set[str]:
            options = ["-k", "99", "-f", "json", *two_reports, *arguments]
            done = reportqa("ask", "strategy meetings", *options)
            return {hit["passage"]["report"] for hit in done.json["hits"]}

        assert reports() == {"wirral-2016", "leeds-2018"}
        assert reports("--report", "leeds-2018") == {"leeds-2018"}


class TestForms:
    def test_json_is_as_its_schema_says(self, reportqa: Reportqa) -> None:
        schema = json.loads(
            resources.files("reportqa.render").joinpath("ask.schema.json").read_text("utf-8")
        )
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        for arguments in (
            [LOST_CONTACT],
            ["how are children with disabilites helped?", "--context", "2", "-k", "277"],
            ['where are "purple elephants"?'],
            ["IRO caseloads", "-s", "findings", "-r", "wirral-2016", "--stages", "lexical"],
        ):
            validator.validate(reportqa("ask", *arguments, "-f", "json").json)

    def test_the_answer_is_a_part_of_its_passage(self, reportqa: Reportqa) -> None:
        for hit in reportqa("ask", LOST_CONTACT, "-k", "277", "-f", "json").json["hits"]:
            answer = hit["answer"]
            assert hit["passage"]["text"][answer["start"] : answer["end"]] == answer["text"] != ""

    def test_piped_text_is_plain_and_unwrapped(self, reportqa: Reportqa) -> None:
        out = reportqa("ask", LOST_CONTACT, "-k", "1").out
        assert "\x1b" not in out
        assert " » The local authority has lost contact with 27 (13%) of its 205" in out
        assert max(map(len, out.splitlines())) > 200

    def test_neighbours_are_shown_with_their_places(self, reportqa: Reportqa) -> None:
        for form in ("text", "markdown", "html", "csv"):
            out = reportqa("ask", LOST_CONTACT, "-k", "1", "--context", "1", "-f", form).out
            assert "There are five care leavers who have recently been homeless" in out
            assert "92:" in out

    def test_the_erratum_of_paragraph_29_is_shown_with_any_quote_of_it(
        self, reportqa: Reportqa
    ) -> None:
        """Also where it is only a neighbour of what was found."""
        of_29 = ["ask", 'what of "a child in need plan"', "-k", "5", "-s", "findings"]
        of_30 = ["ask", "who is looked at in paragraph 30", "-k", "277", "--context", "1"]
        for command in (of_29, of_30, ["find", "a child in need plan"], ["show", "29"]):
            for form in ("text", "markdown", "html", "csv", "json", "jsonl"):
                assert "when it is not required" in reportqa(*command, "-f", form).out, (
                    command,
                    form,
                )


class TestSeveralQuestions:
    QUESTIONS = "who leads it?\n\nwhat of adoption?\r\n"

    def test_a_line_of_json_for_each(self, reportqa: Reportqa) -> None:
        lines = reportqa("ask", "-", "-f", "jsonl", stdin=self.QUESTIONS).lines
        assert [line["question"] for line in lines] == ["who leads it?", "what of adoption?"]

    def test_without_a_question_and_a_terminal_lines_are_read_too(self, reportqa: Reportqa) -> None:
        assert reportqa("ask", stdin=self.QUESTIONS).out.count("\nQ: ") == 1

    def test_json_is_one_list(self, reportqa: Reportqa) -> None:
        answers = reportqa("ask", "-", "-f", "json", stdin=self.QUESTIONS).json
        assert [answer["question"] for answer in answers] == ["who leads it?", "what of adoption?"]

    def test_csv_is_one_table_that_names_the_question(self, reportqa: Reportqa) -> None:
        out = reportqa("ask", "-", "-k", "2", "-f", "csv", stdin=self.QUESTIONS).out
        rows = list(csv.DictReader(io.StringIO(out, newline="")))
        assert [row["question"] for row in rows] == ["who leads it?"] * 2 + [
            "what of adoption?"
        ] * 2
        assert [row["rank"] for row in rows] == ["1", "2", "1", "2"]

    def test_html_is_one_page(self, reportqa: Reportqa) -> None:
        out = reportqa("ask", "-", "-f", "html", stdin=self.QUESTIONS).out
        assert [out.count(tag) for tag in ("<!doctype", "<h2>", "</html>")] == [1, 2, 1]

    def test_markdown_has_a_heading_for_each(self, reportqa: Reportqa) -> None:
        out = reportqa("ask", "-", "-f", "markdown", stdin=self.QUESTIONS).out
        assert out.startswith("## who leads it?\n")
        assert "\n\n## what of adoption?\n" in out

    def test_a_line_that_is_no_question_is_skipped_and_told(self, reportqa: Reportqa) -> None:
        done = reportqa("ask", "-", "-f", "jsonl", stdin="who leads it?\n...\n")
        assert (done.code, len(done.lines)) == (1, 1)
        assert done.err == "Skipped line 2: there is no word in '...'.\n"

    def test_a_byte_order_mark_and_stray_bytes_do_no_harm(
        self, built_index: Path, corpus: Path
    ) -> None:
        done = start(
            ["ask", "-", "-f", "jsonl", "--stages", "lexical"],
            stdin=b"\xef\xbb\xbfwho leads it?\r\nwhat of caf\xe9s?\r\n",
            environment={"REPORTQA_CORPUS": str(corpus), "REPORTQA_INDEX": str(built_index)},
        )
        assert [line["question"] for line in done.lines] == ["who leads it?", "what of caf\ufffds?"]


class TestConfidence:
    def test_less_sure_than_asked_for_shows_nothing(self, reportqa: Reportqa) -> None:
        done = reportqa("ask", "how do zebras vote?", "--min-confidence", "0.99")
        assert (done.code, done.out) == (1, "")
        assert "Not sure enough of “how do zebras vote?”" in done.err
