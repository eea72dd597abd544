"""Reading plain text, this project's conversions of PDF included."""

from __future__ import annotations

from collections.abc import Sequence

from reportqa.documents.blocks import build_blocks
from reportqa.documents.front_matter import sift
from reportqa.documents.lines import joined, segments
from reportqa.documents.readers.document import Document
from reportqa.documents.report import LeftOut


def read_plain(source: str, page_lines: Sequence[int] = ()) -> Document:
    """Take a text apart.

    Args:
        source: The text, lines ending in a line feed.
        page_lines: The line (from 1) on which each printed page begins, page 1 first.
    """
    parts = list(segments(source, page_lines))
    sifted = sift(source, parts)
    return Document(
        source=source,
        blocks=tuple(build_blocks(source, sifted.kept)),
        left_out=tuple(
            LeftOut(rule, joined(source, part.spans), part.line, part.spans)
            for rule, part in sifted.left_out
        ),
        mark_spans=tuple(span for part in parts for span in part.mark_spans),
        contents=sifted.contents,
        pages=len(page_lines) or None,
    )
