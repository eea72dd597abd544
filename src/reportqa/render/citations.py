"""Citations ready to be pasted, with or without the words, and records for reference managers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reportqa.documents import Facts, Passage
from reportqa.evidence import Source, bibtex, csl_json, sources_of
from reportqa.render import csv_file, html, json_file, markdown
from reportqa.render.format import CiteFormat
from reportqa.render.page import Quotation, Table
from reportqa.render.pages import passages_page
from reportqa.render.safety import json_text, one_line, printable


def render_citations(
    passages: Sequence[Passage], facts: Mapping[str, Facts], form: CiteFormat, *, quoted: bool
) -> str:
    """The citations of passages in one of the forms.

    Args:
        passages: The passages.
        facts: What is known of each report, by its id.
        form: The form. BibTeX and CSL-JSON give one record a report, with the pages cited.
        quoted: Whether the passages' words are to be given too, where the form has room for them.
    """
    if form in (CiteFormat.BIBTEX, CiteFormat.CSL):
        return render_sources(sources_of(passages, facts), form)
    if form in (CiteFormat.JSON, CiteFormat.JSONL):
        return _json(passages, facts, form, quoted=quoted)
    quotations = passages_page(passages, facts).quotations
    if form is CiteFormat.CSV:
        return csv_file.table_csv(_table(quotations, quoted=quoted))
    if form is CiteFormat.MARKDOWN:
        return "\n".join(_markdown(quotations, quoted=quoted))
    if form is CiteFormat.HTML:
        return "".join(_html(quotations, quoted=quoted))
    return "\n".join(_text(quotations, quoted=quoted))


def render_sources(sources: Sequence[Source], form: CiteFormat) -> str:
    """Reports for a reference manager: BibTeX, or CSL-JSON."""
    if form is CiteFormat.BIBTEX:
        return printable(bibtex(sources))
    return json_text(csl_json(sources))


def _json(
    passages: Sequence[Passage], facts: Mapping[str, Facts], form: CiteFormat, *, quoted: bool
) -> str:
    objects = [json_file.quoted_object(passage, facts[passage.report]) for passage in passages]
    if not quoted:
        objects = [{name: one[name] for name in ("id", "citation", "link")} for one in objects]
    if form is CiteFormat.JSONL:
        return json_file.one_a_line(objects)
    return json_file.one_document({"schema": json_file.SCHEMA, "citations": objects})


def _table(quotations: Sequence[Quotation], *, quoted: bool) -> Table:
    rows = [(it.passage.id, it.citation, it.link) for it in quotations]
    if not quoted:
        return Table(("id", "citation", "link"), tuple(rows))
    words = ((it.passage.lead_in, it.passage.text, it.erratum_note) for it in quotations)
    columns = ("id", "citation", "link", "lead_in", "text", "note")
    return Table(columns, tuple(row + more for row, more in zip(rows, words, strict=True)))


def _text(quotations: Sequence[Quotation], *, quoted: bool) -> Iterator[str]:
    """A line a citation; with its words in quotation marks before it, if they are wanted."""
    for quotation in quotations:
        citation = one_line(quotation.citation)
        yield f"{_in_marks(quotation)} ({citation})" if quoted else citation
        if quoted and quotation.erratum_note:
            yield one_line(quotation.erratum_note)
        if quoted:
            yield ""
    if not quoted:
        yield ""


def _in_marks(quotation: Quotation) -> str:
    lead_in = f"[{one_line(quotation.lead_in)}] " if quotation.lead_in else ""
    return f"{lead_in}“{printable(quotation.passage.text).strip()}”"


def _markdown(quotations: Sequence[Quotation], *, quoted: bool) -> Iterator[str]:
    for quotation in quotations:
        if quoted:
            yield markdown.quotation_markdown(quotation) + "\n"
        else:
            yield f"- {markdown.citation_markdown(quotation)}"
    if not quoted:
        yield ""


def _html(quotations: Sequence[Quotation], *, quoted: bool) -> Iterator[str]:
    yield html.head_html("Citations")
    if quoted:
        yield from (html.quotation_html(quotation) + "\n" for quotation in quotations)
    else:
        cited = "".join(f"<li>{html.citation_html(it)}</li>\n" for it in quotations)
        yield f"<ul>\n{cited}</ul>\n"
    yield html.foot_html()
