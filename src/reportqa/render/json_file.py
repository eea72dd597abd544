"""What a search gives as JSON; the schema of an answer is in ``ask.schema.json`` beside this."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from reportqa.documents import Erratum, Facts, Passage, cite, erratum_of, link
from reportqa.render.page import Cell, Table
from reportqa.render.safety import json_text
from reportqa.search.results import About, Hit, Mention, Mentions, Result

SCHEMA = 1


def passage_object(passage: Passage) -> dict[str, Any]:
    """A passage with every field, and the hash that tells if its words are still those."""
    return {
        "id": passage.id,
        "report": passage.report,
        "number": passage.number,
        "item": passage.item,
        "kind": passage.kind,
        "section": list(passage.section),
        "page_first": passage.page_first,
        "page_last": passage.page_last,
        "lead_in": passage.lead_in,
        "anchor": passage.anchor,
        "marks": list(passage.marks),
        "text": passage.text,
        "text_hash": passage.text_hash,
    }


def quoted_object(passage: Passage, facts: Facts) -> dict[str, Any]:
    """A passage that is quoted: its fields, its citation, and a known fault of its text."""
    return {
        **passage_object(passage),
        "citation": cite(passage, facts),
        "link": link(passage, facts),
        **_erratum_field(erratum_of(passage, facts.errata)),
    }


def result_object(result: Result, facts: Mapping[str, Facts]) -> dict[str, Any]:
    """An answered question, as ``ask.schema.json`` describes it."""
    return {
        "schema": SCHEMA,
        "question": result.question,
        "understood": {
            "phrases": list(result.understood.phrases),
            "corrections": dict(result.understood.corrections),
            "meanings": {k: list(v) for k, v in result.understood.meanings.items()},
            "filters": dict(result.understood.filters),
            "about": _about_object(result.understood.about),
            "no_topic": result.understood.no_topic,
        },
        "confidence": {
            "level": result.confidence.level,
            "probability": round(result.confidence.probability, 4),
            "unmatched_words": list(result.confidence.unmatched_words),
        },
        "hits": [_hit_object(hit, facts) for hit in result.hits],
    }


def mentions_object(found: Mentions, facts: Mapping[str, Facts]) -> dict[str, Any]:
    """Every mention of a phrase, with counts by section."""
    return {
        "schema": SCHEMA,
        "phrase": found.phrase,
        "did_you_mean": found.meant,
        "mentions": [_mention_object(mention, facts) for mention in found.mentions],
        "by_section": [
            {"report": report, "section": list(section), "mentions": count}
            for (report, section), count in found.by_section.items()
        ],
    }


def table_objects(table: Table) -> list[dict[str, Cell]]:
    """A table as a list of objects keyed by column."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def one_document(value: object) -> str:
    """One JSON document, indented, ending in a line feed."""
    return json_text(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def one_a_line(values: Iterable[object]) -> str:
    """JSON Lines."""
    return "".join(json_text(json.dumps(value, ensure_ascii=False)) + "\n" for value in values)


def element(value: object) -> str:
    """An element of a list that is written piece by piece, indented and without what parts it."""
    return textwrap.indent(one_document(value).rstrip("\n"), "  ")


def _about_object(about: About | None) -> dict[str, Any] | None:
    if about is None:
        return None
    return {
        "authorities": list(about.authorities),
        "published": about.published,
        "unmet": about.unmet,
        "reports": list(about.reports),
        "absent": list(about.absent),
        "left_out": list(about.left_out),
    }


def answer_object(hit: Hit) -> dict[str, Any]:
    """Where in its passage's text an answer stands, and its words."""
    return {"start": hit.answer.start, "end": hit.answer.end, "text": hit.answer_text}


def _erratum_field(erratum: Erratum | None) -> dict[str, Any]:
    if erratum is None:
        return {}
    return {"erratum": {"source": erratum.source, "printed": erratum.printed}}


def _mention_object(mention: Mention, facts: Mapping[str, Facts]) -> dict[str, Any]:
    of_report = facts[mention.passage.report]
    return {
        "passage": passage_object(mention.passage),
        "citation": mention.citation,
        "link": link(mention.passage, of_report),
        "spans": [{"start": start, "end": end} for start, end in mention.spans],
        **_erratum_field(erratum_of(mention.passage, of_report.errata)),
    }


def _hit_object(hit: Hit, facts: Mapping[str, Facts]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "scores": {name: round(score, 6) for name, score in hit.scores.items()},
        "passage": passage_object(hit.passage),
        "citation": hit.citation,
        "link": hit.link,
        "answer": answer_object(hit),
    }
    if hit.confidence is not None:
        found["confidence"] = {
            "level": hit.confidence.level,
            "probability": round(hit.confidence.probability, 4),
        }
    found |= _erratum_field(hit.erratum)
    if hit.before or hit.after:
        found["context"] = {
            "before": [quoted_object(passage, facts[passage.report]) for passage in hit.before],
            "after": [quoted_object(passage, facts[passage.report]) for passage in hit.after],
        }
    return found
