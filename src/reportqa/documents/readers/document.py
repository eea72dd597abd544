"""What a reader makes of a file, whatever its format: the one grammar that all passages share."""

from __future__ import annotations

from dataclasses import dataclass

from reportqa.documents.blocks import Block
from reportqa.documents.report import LeftOut, Span


@dataclass(frozen=True, slots=True)
class Document:
    """A file taken apart into blocks, before they are cut into passages.

    Attributes:
        source: The text that all spans index, in reading order.
        blocks: The blocks of the report proper, in order.
        left_out: What rules leave out, in order.
        mark_spans: Where marks stand (list signs, numbers, footnote signs, line-end hyphens).
        contents: The names in its contents list, folded; empty where headings tell their level.
        title: The title that the file's own properties give, or None.
        pages: How many pages it has, or None.
        page_offset: The PDF's page less the printed page of the same leaf (0 where pages are
            not numbered), or None where the format knows no pages.
        textless_pages: The pages (from 1) that are pictures without text.
    """

    source: str
    blocks: tuple[Block, ...]
    left_out: tuple[LeftOut, ...]
    mark_spans: tuple[Span, ...]
    contents: tuple[str, ...] = ()
    title: str | None = None
    pages: int | None = None
    page_offset: int | None = None
    textless_pages: tuple[int, ...] = ()
