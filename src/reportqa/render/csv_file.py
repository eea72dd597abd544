"""Pages and tables as CSV (RFC 4180) that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from reportqa.render.page import Page, Table
from reportqa.render.safety import spreadsheet_cell

_COLUMNS = (
    "rank",
    "score",
    "citation",
    "id",
    "section",
    "page",
    "lead_in",
    "answer",
    "text",
    "note",
)


def page_csv(page: Page) -> str:
    """A page's quotations as CSV, one a row."""
    rows = []
    for rank, quotation in enumerate(page.quotations, start=1):
        passage = quotation.passage
        answer = "".join(piece.text for piece in quotation.pieces if piece.stands_out)
        rows.append(
            (
                str(rank),
                "" if quotation.score is None else f"{quotation.score:.4f}",
                quotation.citation,
                passage.id,
                " › ".join(passage.section),
                "" if passage.page_first is None else str(passage.page_first),
                passage.lead_in or "",
                answer or passage.text,
                passage.text,
                quotation.erratum_note or "",
            )
        )
    return _written(_COLUMNS, rows)


def table_csv(table: Table) -> str:
    """A table as CSV."""
    return _written(table.columns, table.rows)


def _written(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([spreadsheet_cell(cell) for cell in row] for row in rows)
    return out.getvalue()
