"""Every quoted word of every form stands in the source, in order; nothing of it is obeyed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.documents import Erratum, Facts, Passage, Report
from reportqa.render import (
    Cell,
    Format,
    Look,
    Table,
    render_mentions,
    render_passages,
    render_record,
    render_result,
    render_results,
    render_table,
)
from reportqa.search import AnswerSpan, Confidence, Hit, Mention, Mentions, Result, Understood

PLAIN = Look()
TAGS = {"!doctype", "html", "head", "meta", "title", "style", "body", "section", "h1", "h2"} | {
    *{"p", "a", "figure", "figcaption", "mark", "blockquote"},
    *{"table", "thead", "tbody", "tr", "th", "td"},
}


def a_passage(text: str, **fields: object) -> Passage:
    named: dict[str, object] = {
        "id": "a:1",
        "report": "a",
        "number": "1",
        "item": None,
        "kind": "paragraph",
        "section": ("Findings",),
        "page_first": 2,
        "page_last": 2,
        "lead_in": None,
        "anchor": None,
        "marks": (),
        "text": text,
    }
    return Passage(**{**named, **fields})  # type: ignore[arg-type]


def a_hit(
    passage: Passage,
    start: int,
    end: int,
    *,
    link: str | None = None,
    before: tuple[Passage, ...] = (),
    after: tuple[Passage, ...] = (),
) -> Hit:
    return Hit(
        rank=1,
        score=0.5,
        scores={"lexical": 1.0},
        passage=passage,
        citation="A, para 1, p. 2",
        link=link,
        answer=AnswerSpan(start, end),
        before=before,
        after=after,
    )


def a_result(*hits: Hit, question: str = "what?") -> Result:
    return Result(question, Understood(), Confidence("strong", 0.9), hits)


def squeezed(text: str) -> str:
    """Without white space, which wrapping moves."""
    return re.sub(r"\s+", "", text)


def markdown_read(text: str) -> str:
    """The words of Markdown as a reader sees them: quote marks, bold and escapes taken off."""
    text = re.sub(r"(?m)^> ?", "", text)
    return re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)\*\*", "", text))


def html_read(text: str) -> str:
    return unescape(re.sub("<[^>]*>", "", text))


def csv_read(text: str) -> str:
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    return row["text"]


READERS: Mapping[Format, Callable[[str], str]] = {
    Format.TEXT: lambda text: text.replace(" » ", ""),
    Format.MARKDOWN: markdown_read,
    Format.HTML: html_read,
    Format.CSV: csv_read,
    Format.JSON: lambda text: json.loads(text)["hits"][0]["passage"]["text"],
    Format.JSONL: lambda text: json.loads(text)["hits"][0]["passage"]["text"],
}


@pytest.mark.parametrize("form", READERS)
def test_every_passage_of_the_report_is_quoted_word_for_word(wirral: Report, form: Format) -> None:
    """Whatever sentence is set apart as its answer."""
    facts = {wirral.id: wirral.facts}
    for passage in wirral.passages:
        middle = passage.text.find(". ", len(passage.text) // 3) + 1
        for start, end in ((0, middle), (middle, len(passage.text)), (0, len(passage.text))):
            out = render_result(a_result(a_hit(passage, start, end)), facts, form, PLAIN)
            assert squeezed(passage.text) in squeezed(READERS[form](out)), passage.id


@pytest.mark.parametrize("width", [30, 72, 100])
def test_wrapping_and_colour_change_no_word(wirral: Report, width: int) -> None:
    facts = {wirral.id: wirral.facts}
    for passage in wirral.passages:
        spans = tuple(match.span() for match in re.finditer(r"\bchild\w*", passage.text))
        found = Mentions("child*", (Mention(passage, "A", spans),))
        out = render_mentions(found, facts, Format.TEXT, Look(width, colour=True))
        bold = re.findall(r"\x1b\[1m(child\w*)\x1b\[0m", out, re.IGNORECASE)
        assert len(bold) >= len(spans)
        assert squeezed(passage.text) in squeezed(re.sub(r"\x1b\[\d*m", "", out))


def test_an_answer_in_the_middle_stands_apart(wirral: Report) -> None:
    passage = a_passage("One is. Two is. Three is.")
    out = render_result(a_result(a_hit(passage, 8, 15)), {"a": Facts("A")}, Format.TEXT, PLAIN)
    assert out.splitlines()[-3:] == ["   One is.", " » Two is.", "   Three is."]


class TestErrata:
    FACTS = Facts("A", errata=(Erratum("1", "so is", "so it is"),))

    @pytest.mark.parametrize("form", Format)
    def test_a_known_fault_is_shown_wherever_its_words_are(self, form: Format) -> None:
        facts = {"a": self.FACTS}
        faulty, other = a_passage("and so is."), a_passage("Fine.", id="a:2", number="2")
        outs = [
            render_passages([faulty], facts, form, PLAIN),
            render_mentions(Mentions("so", (Mention(faulty, "A", ((4, 6),)),)), facts, form, PLAIN),
            render_result(a_result(a_hit(other, 0, 5, before=(faulty,))), facts, form, PLAIN),
            render_result(a_result(a_hit(other, 0, 5, after=(faulty,))), facts, form, PLAIN),
        ]
        assert all("so it is" in out for out in outs)


HOSTILE = st.text(
    st.sampled_from("ab 1.-+=*_`[]()<>|~#&$!\\\"'\n\t\r\x1b\x9b\x07\x00\u202e\u2028@")
    | st.characters(codec="utf-8"),
    min_size=1,
)
ANYWHERE = st.fixed_dictionaries(
    {"text": HOSTILE, "lead_in": HOSTILE, "section": HOSTILE, "question": HOSTILE, "title": HOSTILE}
)


def everything_hostile(words: Mapping[str, str], form: Format, look: Look = PLAIN) -> list[str]:
    """What is shown of a document whose every part is hostile."""
    passage = a_passage(
        words["text"],
        id="a:" + words["section"],
        lead_in=words["lead_in"],
        section=(words["section"],),
        marks=(words["section"],),
    )
    facts = {"a": Facts(words["title"], url=words["title"])}
    end = len(words["text"])
    hit = a_hit(passage, end // 2, end, before=(passage,), link=words["title"])
    result = a_result(hit, question=words["question"])
    table = Table((words["title"],), ((words["text"],),), (words["section"],))
    return [
        render_result(result, facts, form, look),
        "".join(render_results([result, result], facts, form, look)),
        render_passages([passage], facts, form, look),
        render_mentions(
            Mentions(words["question"], (Mention(passage, words["title"], ((0, 1),)),)),
            facts,
            form,
            look,
        ),
        render_table(table, form, look, title=words["title"]),
    ]


class TestHostileDocuments:
    @given(ANYWHERE)
    def test_no_form_sends_a_control_character(self, words: dict[str, str]) -> None:
        for form in Format:
            for out in everything_hostile(words, form):
                kept = out.replace("\r\n", "\n") if form is Format.CSV else out
                assert not re.search(
                    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", kept
                )

    @given(ANYWHERE)
    def test_a_terminal_gets_only_our_own_codes(self, words: dict[str, str]) -> None:
        for out in everything_hostile(words, Format.TEXT, Look(60, colour=True)):
            assert "\x1b" not in re.sub(r"\x1b\[[012]?m", "", out)

    @given(ANYWHERE)
    def test_html_holds_no_tag_but_ours(self, words: dict[str, str]) -> None:
        for out in everything_hostile(words, Format.HTML):
            assert {tag.lower() for tag in re.findall(r"</?([^\s>]*)", out)} <= TAGS
            assert not re.search(r"<[^>]*\son\w+=", out)
            assert all(link.startswith("http") for link in re.findall('href="([^"]*)"', out))

    @given(ANYWHERE)
    def test_no_cell_of_a_spreadsheet_is_a_formula(self, words: dict[str, str]) -> None:
        for out in everything_hostile(words, Format.CSV):
            for row in csv.reader(io.StringIO(out, newline="")):
                assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)

    @given(ANYWHERE)
    def test_json_keeps_every_character(self, words: dict[str, str]) -> None:
        result = json.loads(everything_hostile(words, Format.JSON)[0])
        assert result["hits"][0]["passage"]["text"] == words["text"]
        assert [len(out.split("\n")) for out in everything_hostile(words, Format.JSONL)] == [
            2, 3, 2, 2, 2,
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "text",
        [
            "# no heading",
            "- no list",
            "  + no list",
            "1. no list",
            "12) no list",
            "    no code",
            "a\n===",
            "a\n---",
            "<b>no tag</b>",
            "&lt;no entity&gt;",
            "[no link](javascript:x)",
            "![no image](x)",
            "| no | table |",
            "*no* _emphasis_ `code` ~~strike~~ $x$",
            "> no quote",
        ],
    )
    def test_markdown_holds_no_markup_but_ours(self, text: str) -> None:
        out = render_passages([a_passage(text)], {"a": Facts("A")}, Format.MARKDOWN, PLAIN)
        quoted = out.split("\n>\n")[0]
        for line in quoted.split("\n"):
            assert re.match(r"> (?![-+=>#|]|\d+[.)]| )", line), line
            assert not re.search(r"(?<!\\)[*_`\[\]<|~$&]", line[2:]), line

    def test_a_link_leads_to_the_web_or_nowhere(self) -> None:
        for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"):
            for form in (Format.HTML, Format.MARKDOWN, Format.TEXT):
                out = render_passages([a_passage("x")], {"a": Facts("A", url=url)}, form, PLAIN)
                assert url not in out
        facts = {"a": Facts("A", url="https://example.org/a.pdf")}
        out = render_passages([a_passage("x")], facts, Format.MARKDOWN, PLAIN)
        assert "[A, para 1, p. 2](https://example.org/a.pdf#page=2)" in out


class TestTables:
    TABLE = Table(("name", "pages", "new"), (("a", 3, True), ("b", None, False)))

    def test_json_keeps_types_and_text_shows_words(self) -> None:
        out = render_table(self.TABLE, Format.JSON, PLAIN, title="T")
        assert json.loads(out)[0] == {"name": "a", "pages": 3, "new": True}
        assert render_table(self.TABLE, Format.TEXT, PLAIN, title="T").splitlines() == [
            "name  pages  new",
            "a     3      yes",
            "b",
        ]

    def test_a_wide_column_is_wrapped_to_the_terminal(self) -> None:
        table = Table(("id", "title"), (("a", "many words of a title " * 5),))
        out = render_table(table, Format.TEXT, Look(width=40), title="T")
        assert max(map(len, out.splitlines())) <= 40
        assert squeezed("many words of a title " * 5) in squeezed(out)

    def test_a_record_is_one_object(self) -> None:
        record: dict[str, Cell] = {"reports": 2, "model": "minilm"}
        assert json.loads(render_record(record, Format.JSON, PLAIN, title="T")) == record
        assert "model" in render_record(record, Format.TEXT, PLAIN, title="T")


class TestSeveralQuestions:
    RESULTS = (
        a_result(a_hit(a_passage("One."), 0, 4), question="one?"),
        a_result(question="nothing?"),
    )

    def test_no_question_is_an_empty_output_of_each_form(self) -> None:
        assert json.loads("".join(render_results([], {}, Format.JSON, PLAIN))) == []
        assert "".join(render_results([], {}, Format.JSONL, PLAIN)) == ""

    def test_each_answer_is_given_out_before_the_next_is_asked(self) -> None:
        asked = []

        def results() -> Iterator[Result]:
            for result in self.RESULTS:
                asked.append(result.question)
                yield result

        parts = render_results(results(), {"a": Facts("A")}, Format.JSONL, PLAIN)
        assert json.loads(next(parts))["question"] == "one?"
        assert asked == ["one?"]

    def test_nothing_is_begun_if_the_first_question_fails(self) -> None:
        def failing() -> Iterator[Result]:
            yield from map(self.RESULTS.__getitem__, [len(self.RESULTS)])

        with pytest.raises(IndexError):
            next(render_results(failing(), {}, Format.CSV, PLAIN))
