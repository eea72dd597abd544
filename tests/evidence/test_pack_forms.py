"""A pack in every form: each word as it stands in the report, cited, and nothing of it obeyed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from reportqa.documents import Facts
from reportqa.evidence import Chosen, Pack, Topic, make_pack
from reportqa.render import Look
from reportqa.render.format import PackFormat
from reportqa.render.pack import render_pack
from reportqa.search import Confidence, Filters, Result, Understood

from ..render.test_forms import ANYWHERE, TAGS, a_hit, a_passage, html_read, markdown_read, squeezed

FACTS = {"a": Facts("A")}
TEXTS = [form for form in PackFormat if form is not PackFormat.DOCX]


def rendered(pack: Pack, form: PackFormat) -> str:
    return render_pack(pack, form, Look()).decode("utf-8")


def quotations(pack: Pack) -> list[tuple[str, str]]:
    """The words of each passage that is quoted, and their citation."""
    shown = [it.hit for topic in pack.topics for it in topic.evidence if it.see is None]
    return [(hit.passage.text, hit.citation) for hit in shown]


READERS = {
    PackFormat.TEXT: lambda text: text.replace(" » ", ""),
    PackFormat.MARKDOWN: markdown_read,
    PackFormat.HTML: html_read,
}


@pytest.mark.parametrize("form", READERS)
def test_every_quotation_is_word_for_word_and_cited(pack: Pack, form: PackFormat) -> None:
    out = squeezed(READERS[form](rendered(pack, form)))
    for words, citation in quotations(pack):
        assert out.count(squeezed(words)) == 1
        assert squeezed(citation) in out


def test_a_table_has_a_row_a_passage_and_one_for_a_topic_without(pack: Pack) -> None:
    rows = list(csv.DictReader(io.StringIO(rendered(pack, PackFormat.CSV), newline="")))
    evidence = [it for topic in pack.topics for it in topic.evidence]
    assert [row["text"] for row in rows if row["text"]] == [it.hit.passage.text for it in evidence]
    (empty,) = (row for row in rows if not row["text"])
    assert empty["topic"] == "How do I renew my passport?"
    assert empty["remarks"].startswith("No good evidence was found")


@pytest.mark.parametrize("form", TEXTS)
def test_every_form_tells_what_must_be_told(pack: Pack, form: PackFormat) -> None:
    out = rendered(pack, form)
    assert pack.sources[0].licence_line == (
        "Contains public sector information licensed under the Open Government Licence v3.0."
    )
    assert "Open Government Licence v3.0" in out
    fault = "plan when it is not required"  # of paragraph 29
    assert fault in out
    if form is not PackFormat.JSON:
        assert "No good evidence was found" in out
        assert "Strong match" in out


def test_words_quoted_before_are_referred_to(pack: Pack) -> None:
    again = [it.see for topic in pack.topics for it in topic.evidence if it.see]
    for form in READERS:
        out = READERS[form](rendered(pack, form))
        told = re.findall(r"See ([\d., ]+), quoted above\.", out)
        assert ", ".join(told).split(", ") == again


def test_the_same_words_of_another_passage_are_cited_too() -> None:
    words = "Strategy meetings are often delayed, and not all professionals attend them. "
    hits = tuple(
        replace(a_hit(a_passage(words, id=f"a:{n}"), 0, 9), citation=f"A, para {n}") for n in (1, 2)
    )
    result = Result("why?", Understood(), Confidence("strong", 0.9), hits)
    pack = make_pack("P", dt.date(2026, 1, 1), [Chosen(Topic("why?"), result, hits)], FACTS)
    out = rendered(pack, PackFormat.TEXT)
    assert "A, para 2, has the same words as 1.1." in out
    assert out.count("not all professionals attend") == 1


class TestJson:
    def test_is_as_the_schema_says(self, pack: Pack) -> None:
        def schema(name: str) -> Any:
            file = resources.files("reportqa.render").joinpath(name)
            return json.loads(file.read_text(encoding="utf-8"))

        answer = Resource.from_contents(schema("ask.schema.json"))
        registry: Registry[Any] = Registry().with_resource("ask.schema.json", answer)
        described = schema("pack.schema.json")
        Draft202012Validator.check_schema(described)
        document = json.loads(rendered(pack, PackFormat.JSON))
        Draft202012Validator(described, registry=registry).validate(document)

    def test_gives_the_answer_where_it_stands(self, pack: Pack) -> None:
        for topic in json.loads(rendered(pack, PackFormat.JSON))["topics"]:
            for one in topic["evidence"]:
                start, end = one["answer"]["start"], one["answer"]["end"]
                assert one["passage"]["text"][start:end] == one["answer"]["text"]


def hostile_pack(words: dict[str, str]) -> Pack:
    """A pack every part of which is hostile."""
    passage = a_passage(
        words["text"], lead_in=words["lead_in"], section=(words["section"],), id="a:1"
    )
    hit = a_hit(passage, len(words["text"]) // 2, len(words["text"]), link=words["title"])
    result = Result(words["question"], Understood(), Confidence("strong", 0.9), (hit,))
    topic = Topic(words["question"], Filters(section=words["section"]), (words["section"],))
    facts = {"a": Facts(words["title"], url=words["title"], licence=words["title"])}
    made = [Chosen(topic, result, (hit,)), Chosen(topic, result, (hit,)), Chosen(topic, result, ())]
    return make_pack(words["title"], dt.date(2026, 1, 1), made, facts)


class TestHostileDocuments:
    @given(ANYWHERE)
    def test_no_form_sends_a_control_character(self, words: dict[str, str]) -> None:
        pack = hostile_pack(words)
        for form in TEXTS:
            out = rendered(pack, form).replace("\r\n", "\n")
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", out)

    @given(ANYWHERE)
    def test_html_holds_no_tag_but_ours(self, words: dict[str, str]) -> None:
        out = rendered(hostile_pack(words), PackFormat.HTML)
        ours = TAGS | {"ol", "li", "b", "h3"}
        assert {tag.lower() for tag in re.findall(r"</?([^\s>]*)", out)} <= ours
        assert all(link.startswith("http") for link in re.findall('href="([^"]*)"', out))

    @given(ANYWHERE)
    def test_no_cell_of_a_spreadsheet_is_a_formula(self, words: dict[str, str]) -> None:
        out = rendered(hostile_pack(words), PackFormat.CSV)
        for row in csv.reader(io.StringIO(out, newline="")):
            assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)
