"""Pages and tables as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from reportqa.render.page import Page, Quotation, Table
from reportqa.render.safety import markdown_text as escaped


def page_markdown(page: Page) -> str:
    """A page as Markdown: each passage a block quote, its answer in bold, its citation below."""
    blocks = [f"## {escaped(page.title)}"] if page.title else []
    blocks += [escaped(remark) for remark in page.remarks]
    blocks += ["\n".join(_quotation(quotation)) for quotation in page.quotations]
    if page.closing:
        blocks.append("\n".join(f"- {escaped(line.strip())}" for line in page.closing))
    return "\n\n".join(blocks) + "\n"


def table_markdown(table: Table) -> str:
    """A table as a Markdown (GitHub) table."""
    lines = [_row(table.columns), _row(("---",) * len(table.columns))]
    lines += [_row(tuple(escaped(cell).replace("\n", " ") for cell in row)) for row in table.rows]
    return "\n".join([*lines, *(f"\n{escaped(remark)}" for remark in table.remarks)]) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _quotation(quotation: Quotation) -> Iterator[str]:
    if quotation.passage.lead_in:
        yield f"> *[{escaped(quotation.passage.lead_in)}]*"
        yield ">"
    words = "".join(
        _bold(piece.text) if piece.stands_out else escaped(piece.text) for piece in quotation.pieces
    )
    yield "\n".join(f"> {line}" for line in words.split("\n"))
    yield ">"
    citation = escaped(quotation.citation)
    yield f"> — [{citation}]({quotation.link})" if quotation.link else f"> — {citation}"
    if quotation.erratum_note:
        yield ">"
        yield f"> {escaped(quotation.erratum_note)}"


def _bold(text: str) -> str:
    """Bold, the asterisks close to the words, as Markdown wants them."""
    bare = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}**{escaped(bare)}**{after}" if bare else text
