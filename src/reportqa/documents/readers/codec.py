"""A document as JSON: how a reader in a process of its own hands over what it read."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from reportqa.documents.blocks import Block
from reportqa.documents.readers.document import Document
from reportqa.documents.report import LeftOut, Span


def encoded(document: Document) -> str:
    """A document as one line of JSON."""
    return json.dumps(dataclasses.asdict(document), separators=(",", ":"))


def decoded(text: str) -> Document:
    """The document that `encoded` wrote."""
    table = json.loads(text)
    return Document(
        source=table["source"],
        blocks=tuple(_block(each) for each in table["blocks"]),
        left_out=tuple(
            LeftOut(each["rule"], each["text"], each["line"], _spans(each["spans"]))
            for each in table["left_out"]
        ),
        mark_spans=_spans(table["mark_spans"]),
        contents=tuple(table["contents"]),
        title=table["title"],
        pages=table["pages"],
        page_offset=table["page_offset"],
        textless_pages=tuple(table["textless_pages"]),
    )


def _block(table: Mapping[str, Any]) -> Block:
    lists = {
        "spans": _spans(table["spans"]),
        "signs": tuple(table["signs"]),
        "marks": tuple(table["marks"]),
    }
    return Block(**{**table, **lists})


def _spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in pairs)
