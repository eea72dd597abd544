"""One result in the form that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from reportqa.render import csv_file, html, json_file, markdown, pages, text
from reportqa.render.format import Format
from reportqa.render.page import Cell, Page, Table
from reportqa.render.text import Look

if TYPE_CHECKING:
    from reportqa.documents import Facts, Passage
    from reportqa.search.results import Mentions, Result


def render_result(result: Result, facts: Mapping[str, Facts], form: Format, look: Look) -> str:
    """An answered question in one of the forms; `facts` by the report's id."""
    if form is Format.JSON:
        return json_file.one_document(json_file.result_object(result, facts))
    if form is Format.JSONL:
        return json_file.one_a_line([json_file.result_object(result, facts)])
    return _page(pages.result_page(result, facts), form, look)


def render_results(
    results: Iterable[Result], facts: Mapping[str, Facts], form: Format, look: Look
) -> Iterator[str]:
    """Several answered questions as one output, given out as they come.

    `json` makes a list, `jsonl` a line a question, `csv` one table, `html` one page.
    """
    opening = _OPENINGS.get(form, lambda: "")()
    for place, result in enumerate(results):
        # The opening waits for the first answer: if that fails, nothing was begun.
        yield (opening if place == 0 else "") + _one_of_many(result, facts, form, look, place)
        opening = ""
    yield opening + _CLOSINGS.get(form, lambda: "")()


def render_mentions(found: Mentions, facts: Mapping[str, Facts], form: Format, look: Look) -> str:
    """Every mention of a phrase in one of the forms; `jsonl` gives one line a passage."""
    document = json_file.mentions_object(found, facts)
    if form is Format.JSON:
        return json_file.one_document(document)
    if form is Format.JSONL:
        return json_file.one_a_line(document["mentions"])
    return _page(pages.mentions_page(found, facts), form, look)


def render_passages(
    passages: Sequence[Passage], facts: Mapping[str, Facts], form: Format, look: Look
) -> str:
    """Passages asked for by their place in one of the forms; `jsonl` gives one a line."""
    objects = [json_file.quoted_object(passage, facts[passage.report]) for passage in passages]
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


def render_record(record: Mapping[str, Cell], form: Format, look: Look, *, title: str) -> str:
    """Names and values in one of the forms: JSON gives one object, the others a table."""
    if form is Format.JSON:
        return json_file.one_document(dict(record))
    if form is Format.JSONL:
        return json_file.one_a_line([dict(record)])
    return render_table(Table(("what", "value"), tuple(record.items())), form, look, title=title)


_OPENINGS: Mapping[Format, Callable[[], str]] = {
    Format.JSON: lambda: "[",
    Format.CSV: csv_file.header_csv,
    Format.HTML: lambda: html.head_html("Questions"),
}
_CLOSINGS: Mapping[Format, Callable[[], str]] = {
    Format.JSON: lambda: "\n]\n",
    Format.HTML: html.foot_html,
}


def _one_of_many(
    result: Result, facts: Mapping[str, Facts], form: Format, look: Look, place: int
) -> str:
    """One answer among several, with what parts it from the one before."""
    if form is Format.JSON:
        return ("\n", ",\n")[place > 0] + json_file.element(json_file.result_object(result, facts))
    if form is Format.JSONL:
        return json_file.one_a_line([json_file.result_object(result, facts)])
    page = pages.result_page(result, facts)
    if form is Format.CSV:
        return csv_file.rows_csv(page)
    if form is Format.HTML:
        return html.section_html(page)
    parting = ("", "\n")[place > 0]
    if form is Format.MARKDOWN:
        return parting + markdown.page_markdown(page)
    return parting + text.page_text(page, look, titled="Q: ")


def _page(page: Page, form: Format, look: Look) -> str:
    if form is Format.MARKDOWN:
        return markdown.page_markdown(page)
    if form is Format.CSV:
        return csv_file.header_csv() + csv_file.rows_csv(page)
    if form is Format.HTML:
        return html.page_html(page)
    return text.page_text(page, look)
