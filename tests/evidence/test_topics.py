"""Topics files: a question or heading a line, filters in braces, and slips told by their line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.errors import UsageError
from reportqa.evidence import asked_topics, parse_topics, read_topics
from reportqa.search import Filters


def asked(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The words of each topic, and the headings above it."""
    return [(topic.words, topic.headings) for topic in parse_topics(text).topics]


class TestLines:
    def test_each_is_a_question(self) -> None:
        assert asked("Who leads it?\n\nWhy is it late?\n") == [
            ("Who leads it?", ()),
            ("Why is it late?", ()),
        ]

    @pytest.mark.parametrize(
        "line",
        [
            "- Who leads it?",
            "* Who leads it?",
            "• Who leads it?",
            "3. Who leads it?",
            "12) Who leads it?",
            "- [ ] Who leads it?",
            "   Who  leads\tit? ",
            "**Who** leads _it_?",
            "Who leads [it](https://example.org)?",
            "Who leads it? <!-- ask again -->",
        ],
    )
    def test_lose_their_list_signs_and_markup(self, line: str) -> None:
        assert asked(line) == [("Who leads it?", ())]

    def test_that_begin_with_a_figure_keep_it(self) -> None:
        assert asked("27 care leavers?\n2016 was when?\n1.5 workers?") == [
            ("27 care leavers?", ()),
            ("2016 was when?", ()),
            ("1.5 workers?", ()),
        ]

    def test_that_say_nothing_are_left_out(self) -> None:
        assert asked("Who?\n\n---\n***\n<!-- a\nremark -->\nWhy?") == [("Who?", ()), ("Why?", ())]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_may_come_from_any_editor(self, tmp_path: Path, encoding: str, end: str) -> None:
        file = tmp_path / "topics.txt"
        file.write_bytes(f"Who?{end}Why “so”?{end}".encode(encoding))
        assert [topic.words for topic in read_topics(file).topics] == ["Who?", "Why “so”?"]


class TestHeadings:
    def test_structure_what_stands_below_them(self) -> None:
        text = "# One\nA?\n## Inner\nB?\n# Two\nC?"
        assert asked(text) == [("A?", ("One",)), ("B?", ("One", "Inner")), ("C?", ("Two",))]

    def test_with_nothing_below_are_topics(self) -> None:
        assert asked("## Adoption\n## Health\nWho?\n## Leadership ##") == [
            ("Adoption", ()),
            ("Who?", ("Health",)),
            ("Leadership", ()),
        ]

    def test_may_be_underlined(self) -> None:
        read = parse_topics("Pack\n====\n\nHealth\n------\nWho?")
        assert (read.title, read.topics[0].headings) == ("Pack", ("Health",))

    def test_the_only_one_of_the_first_level_is_the_title(self) -> None:
        assert parse_topics("# Pack\n## Health\n").title == "Pack"
        assert parse_topics("# Pack\n").title is None  # else there would be no topic
        assert parse_topics("# One\nA?\n# Two\nB?").title is None
        assert parse_topics("A?\n# One\nB?").title is None


class TestFilters:
    def test_of_a_line_are_its_own(self) -> None:
        first, second = parse_topics("Who? {report: wirral-2016} {PAGE:13}\nWhy?").topics
        assert first.words == "Who?"
        assert first.filters == Filters(report="wirral-2016", page=13)
        assert second.filters == Filters()

    def test_of_a_heading_hold_below_it_unless_a_line_says_otherwise(self) -> None:
        text = "# A {section: adoption}\nOne?\nTwo? {section: health}\n# B\nThree?"
        sections = [topic.filters.section for topic in parse_topics(text).topics]
        assert sections == ["adoption", "health", None]

    def test_of_the_command_line_come_last(self) -> None:
        text = "One?\nTwo? {report: leeds}"
        topics = parse_topics(text, filters=Filters(report="wirral-2016")).topics
        assert [topic.filters.report for topic in topics] == ["wirral-2016", "leeds"]
        (topic,) = asked_topics(["Who? {page: 3}"], Filters(report="leeds")).topics
        assert topic.filters == Filters(report="leeds", page=3)


class TestSlips:
    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("Who? {raport: x}", "there is no filter 'raport'"),
            ("Who? {report}", "'{report}' is no filter"),
            ("Who? {report: x, raport: y}", "there is no filter 'raport'"),
            ("Who? {page: 3} {page: 4}", "page is given twice"),
            ("Who? {report: }", "'{report: }' is no filter"),
            ("Who? {page: two}", "page 'two' is no number"),
            ("Who? {page: ²}", "page '²' is no number"),
            ("Who? {report: x", "a brace has no partner"),
            ("Who? }", "a brace has no partner"),
            ("...", "there is no word in '...'"),
            ("{report: x}", "the question is empty"),
        ],
    )
    def test_are_told_with_their_line(self, line: str, words: str) -> None:
        with pytest.raises(UsageError) as caught:
            parse_topics(f"# Pack\n\nWho?\n{line}\n", "'t.md', line")
        assert caught.value.problem.startswith(f"'t.md', line 4: {words}")

    @pytest.mark.parametrize(
        "line",
        [
            "Who? {authority: Wirral, since: 2019}",
            "Who? {authority: Wirral; since: 2019}",
            "Who? {authority: Wirral} {since: 2019}",
        ],
    )
    def test_several_stand_in_one_brace_or_in_several(self, line: str) -> None:
        (topic,) = parse_topics(line).topics
        assert topic.filters == Filters(authority="Wirral", since="2019")

    def test_one_that_is_given_several_times_wants_any(self) -> None:
        (topic,) = parse_topics("Who? {authority: Wirral} {authority: Bath, Avon}").topics
        assert topic.filters.authority == ("Wirral", "Bath, Avon")

    def test_a_filter_slightly_misspelt_is_told_with_the_right_one(self) -> None:
        with pytest.raises(UsageError, match="Did you mean 'section'"):
            parse_topics("Who? {secton: x}")

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "is empty"),
            (b" \n\n", "is empty"),
            (b"---\n<!-- Who? -->\n", "there is no topic"),
            (bytes(range(256)), "is a binary file"),
            ("Café?".encode("latin-1"), "is not UTF-8"),
        ],
    )
    def test_a_file_without_topics(self, tmp_path: Path, data: bytes, words: str) -> None:
        file = tmp_path / "topics.md"
        file.write_bytes(data)
        with pytest.raises(UsageError, match=words):
            read_topics(file)

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="there is no topics file"):
            read_topics(tmp_path / "no.md")
        with pytest.raises(UsageError, match="is a folder"):
            read_topics(tmp_path)

    @given(st.text(st.sampled_from("aA1 #-*.:{}[]()<>!_`=\n\t\x1b") | st.characters(codec="utf-8")))
    def test_any_text_is_read_or_refused_with_a_reason(self, text: str) -> None:
        try:
            topics = parse_topics(text).topics
        except UsageError:
            return
        assert all(topic.words.strip() for topic in topics)
