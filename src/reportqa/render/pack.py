"""A pack of evidence as a Word document, Markdown, HTML, text, CSV or JSON.

The schema of the JSON is in ``pack.schema.json`` beside this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from reportqa.documents import Facts, cite_report
from reportqa.evidence import Evidence, Pack, Source, TopicEvidence
from reportqa.render import csv_file, html, json_file, markdown, text
from reportqa.render.format import PackFormat
from reportqa.render.pack_page import Document, document_of, remarks_of
from reportqa.render.page import Cell, Page, Table, section_path
from reportqa.render.pages import hit_quotation
from reportqa.render.text import Look
from reportqa.search import Hit

_SOURCES = "Sources"
_UNDERSTOOD = ("phrases", "corrections", "meanings")


def render_pack(pack: Pack, form: PackFormat, look: Look) -> bytes:
    """A pack in one of the forms, in UTF-8 but for Word's."""
    if form is PackFormat.DOCX:
        from reportqa.render.pack_docx import document_docx

        return document_docx(document_of(pack), pack.made)
    return "".join(_parts(pack, form, look)).encode("utf-8", "replace")


def _parts(pack: Pack, form: PackFormat, look: Look) -> Iterator[str]:
    if form is PackFormat.JSON:
        yield json_file.one_document(pack_object(pack))
    elif form is PackFormat.CSV:
        yield csv_file.table_csv(_table(pack))
    elif form is PackFormat.HTML:
        yield from _html(document_of(pack))
    elif form is PackFormat.MARKDOWN:
        yield from _markdown(document_of(pack))
    else:
        yield from _text(document_of(pack), look)


def pack_object(pack: Pack) -> dict[str, Any]:
    """A pack as a JSON value, as ``pack.schema.json`` describes it."""
    facts = {source.report: source.facts for source in pack.sources}
    return {
        "schema": json_file.SCHEMA,
        "title": pack.title,
        "date": pack.made.isoformat(),
        "topics": [_topic_object(topic, facts) for topic in pack.topics],
        "sources": [_source_object(source) for source in pack.sources],
    }


def _topic_object(topic: TopicEvidence, facts: dict[str, Facts]) -> dict[str, Any]:
    chosen = topic.chosen
    result = json_file.result_object(chosen.result, facts)
    return {
        "number": topic.number,
        "topic": chosen.topic.words,
        "headings": list(chosen.topic.headings),
        "filters": chosen.topic.filters.named(),
        "understood": {name: result["understood"][name] for name in _UNDERSTOOD},
        "confidence": result["confidence"],
        "picked": chosen.by_hand,
        "evidence": [_evidence_object(one, facts) for one in topic.evidence],
    }


def _evidence_object(evidence: Evidence, facts: dict[str, Facts]) -> dict[str, Any]:
    hit = evidence.hit
    return {
        "number": evidence.number,
        "see": evidence.see,
        "source": evidence.source,
        "passage": json_file.quoted_object(hit.passage, facts[hit.passage.report]),
        "answer": json_file.answer_object(hit),
    }


def _source_object(source: Source) -> dict[str, Any]:
    facts = source.facts
    return {
        "number": source.number,
        "report": source.report,
        "citation": cite_report(facts),
        "title": facts.title,
        "publisher": facts.publisher,
        "authority": facts.authority,
        "published": facts.published.isoformat() if facts.published else None,
        "url": facts.url,
        "pages_quoted": source.pages,
        "licence": facts.licence,
        "licence_line": source.licence_line,
    }


_COLUMNS = (
    "topic_number",
    "topic",
    "headings",
    "remarks",
    "confidence",
    "number",
    "see",
    "citation",
    "report",
    "id",
    "section",
    "page_first",
    "page_last",
    "lead_in",
    "answer",
    "text",
    "note",
    "link",
    "licence",
)


def _table(pack: Pack) -> Table:
    """A row for each passage, referred ones too; for a topic without any, one that says so."""
    rows: list[tuple[Cell, ...]] = []
    for topic in pack.topics:
        asked = topic.chosen.topic
        head: tuple[Cell, ...] = (
            topic.number,
            asked.words,
            section_path(asked.headings),
            " ".join(remarks_of(topic)),
            topic.chosen.result.confidence.level,
        )
        rows += [head + _cells(one, pack) for one in topic.evidence]
        if not topic.evidence:
            rows.append(head + (None,) * (len(_COLUMNS) - len(head)))
    return Table(_COLUMNS, tuple(rows))


def _cells(evidence: Evidence, pack: Pack) -> tuple[Cell, ...]:
    source = pack.sources[evidence.source - 1]
    quotation = hit_quotation(evidence.hit, {source.report: source.facts})
    passage = quotation.passage
    return (
        evidence.number,
        evidence.see,
        quotation.citation,
        passage.report,
        passage.id,
        quotation.section,
        passage.page_first,
        passage.page_last,
        passage.lead_in,
        evidence.hit.answer_text,
        passage.text,
        quotation.erratum_note,
        quotation.link,
        source.licence_line,
    )


def _html(document: Document) -> Iterator[str]:
    yield html.head_html(document.title)
    yield html.heading_html(document.title, 1)
    for line in (document.date, *document.remarks):
        yield html.paragraph_html(line)
    for chapter in document.chapters:
        for heading in chapter.above:
            yield html.heading_html(heading.words, heading.level + 1)
        yield html.section_html(chapter.page, chapter.heading.level + 1)
    if document.sources:
        yield html.heading_html(_SOURCES, 2)
        yield html.list_html((" ".join(source.parts), source.link) for source in document.sources)
    yield html.foot_html()


def _markdown(document: Document) -> Iterator[str]:
    blocks = [markdown.heading_markdown(document.title, 1), document.date, *document.remarks]
    for chapter in document.chapters:
        blocks += [
            markdown.heading_markdown(above.words, above.level + 1) for above in chapter.above
        ]
        blocks.append(markdown.page_markdown(chapter.page, chapter.heading.level + 1).rstrip("\n"))
    if document.sources:
        blocks.append(markdown.heading_markdown(_SOURCES, 2))
        blocks.append(
            markdown.list_markdown(
                (" ".join(source.parts), source.link) for source in document.sources
            )
        )
    yield "\n\n".join(blocks) + "\n"


def _text(document: Document, look: Look) -> Iterator[str]:
    yield text.lines_text([document.title], look, bold=True)
    yield text.lines_text([document.date, *document.remarks], look)
    for chapter in document.chapters:
        for heading in chapter.above:
            yield "\n" + text.lines_text([heading.words], look, bold=True)
        yield "\n" + text.page_text(chapter.page, look, titled="")
    if document.sources:
        yield "\n" + text.lines_text([_SOURCES], look, bold=True)
        for number, source in enumerate(document.sources, start=1):
            link = f" {source.link}" if source.link else ""
            yield text.lines_text([f"{number}. " + " ".join(source.parts) + link], look)


def render_candidate(hit: Hit, facts: Mapping[str, Facts], look: Look) -> str:
    """A passage that may go into a pack, as text."""
    quotation = replace(hit_quotation(hit, facts), rank=None, score=None)
    return text.page_text(Page("", (), (quotation,)), look)
