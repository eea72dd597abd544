"""Pages and tables as CSV (RFC 4180) that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from reportqa.render.page import Page, Quotation, Table, cell_text
from reportqa.render.safety import spreadsheet_cell

_COLUMNS = (
    "question",
    "confidence",
    "rank",
    "score",
    "citation",
    "report",
    "id",
    "section",
    "page_first",
    "page_last",
    "marks",
    "lead_in",
    "answer",
    "text",
    "note",
    "link",
    "before",
    "after",
)


def header_csv() -> str:
    """The row that names the columns of `rows_csv`."""
    return _written([_COLUMNS])


def rows_csv(page: Page) -> str:
    """A page's quotations, one a row, without a header: pages follow one another."""
    return _written(_row(page, quotation) for quotation in page.quotations)


def table_csv(table: Table) -> str:
    """A table as CSV."""
    return _written([table.columns, *(map(cell_text, row) for row in table.rows)])


def _row(page: Page, quotation: Quotation) -> tuple[str, ...]:
    passage = quotation.passage
    return (
        page.title,
        quotation.level or page.level,
        cell_text(quotation.rank),
        "" if quotation.score is None else f"{quotation.score:.4f}",
        quotation.citation,
        passage.report,
        passage.id,
        quotation.section,
        cell_text(passage.page_first),
        cell_text(passage.page_last),
        ", ".join(passage.marks),
        passage.lead_in or "",
        " … ".join(quotation.highlights) or passage.text,
        passage.text,
        quotation.erratum_note or "",
        quotation.link or "",
        _context(quotation.before),
        _context(quotation.after),
    )


def _context(neighbours: Iterable[Quotation]) -> str:
    lines = ((f"{it.passage.place}: {it.passage.text}", it.erratum_note or "") for it in neighbours)
    return "\n".join(line for pair in lines for line in pair if line)


def _written(rows: Iterable[Iterable[str]]) -> str:
    """Every cell quoted: a spreadsheet that parts cells elsewhere must not find one inside."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([spreadsheet_cell(cell) for cell in row] for row in rows)
    return out.getvalue()
