"""One result as terminal text, JSON, JSON Lines, Markdown, CSV or HTML. Pure: text out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from reportqa.documents import Facts, Passage
from reportqa.render import csv_file, html, json_file, markdown, pages, text
from reportqa.render.page import Page, Table
from reportqa.render.safety import printable
from reportqa.render.text import Look
from reportqa.search.results import Mentions, Result

__all__ = [
    "Format",
    "Look",
    "Table",
    "printable",
    "render_mentions",
    "render_passages",
    "render_result",
    "render_table",
]


class Format(StrEnum):
    """The forms in which a result can be had."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "markdown"
    CSV = "csv"
    HTML = "html"


def render_result(result: Result, form: Format, look: Look) -> str:
    """An answered question in one of the forms; `jsonl` gives one line a question."""
    if form is Format.JSON:
        return json_file.one_document(json_file.result_object(result))
    if form is Format.JSONL:
        return json_file.one_a_line([json_file.result_object(result)])
    return _page(pages.result_page(result), form, look)


def render_mentions(found: Mentions, form: Format, look: Look) -> str:
    """Every mention of a phrase in one of the forms; `jsonl` gives one line a passage."""
    document = json_file.mentions_object(found)
    if form is Format.JSON:
        return json_file.one_document(document)
    if form is Format.JSONL:
        return json_file.one_a_line(document["mentions"])
    return _page(pages.mentions_page(found), form, look)


def render_passages(
    passages: Sequence[Passage], facts: Mapping[str, Facts], form: Format, look: Look
) -> str:
    """Passages asked for by their place in one of the forms; `jsonl` gives one a line."""
    objects = [json_file.passage_object(passage) for passage in passages]
    if form is Format.JSON:
        return json_file.one_document({"schema": json_file.SCHEMA, "passages": objects})
    if form is Format.JSONL:
        return json_file.one_a_line(objects)
    return _page(pages.passages_page(passages, facts), form, look)


def render_table(table: Table, form: Format, look: Look, *, title: str) -> str:
    """A table in one of the forms; JSON gives an object a row."""
    objects = json_file.table_objects(table)
    if form is Format.JSON:
        return json_file.one_document(objects)
    if form is Format.JSONL:
        return json_file.one_a_line(objects)
    if form is Format.MARKDOWN:
        return markdown.table_markdown(table)
    if form is Format.CSV:
        return csv_file.table_csv(table)
    if form is Format.HTML:
        return html.table_html(table, title)
    return text.table_text(table, look)


def _page(page: Page, form: Format, look: Look) -> str:
    if form is Format.MARKDOWN:
        return markdown.page_markdown(page)
    if form is Format.CSV:
        return csv_file.page_csv(page)
    if form is Format.HTML:
        return html.page_html(page)
    return text.page_text(page, look)
