"""Pages and tables as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportqa.render.page import Page, Piece, Quotation, Table, cell_text
from reportqa.render.safety import markdown_line, one_line, printable
from reportqa.render.safety import markdown_text as escaped


def page_markdown(page: Page) -> str:
    """A page as Markdown: each passage a block quote, its answer in bold, its citation below."""
    blocks = [f"## {_line(page.title)}"] if page.title else []
    blocks += [_line(remark) for remark in page.remarks]
    blocks += ["\n>\n".join(_quotation(quotation)) for quotation in page.quotations]
    if page.counts:
        counts = (f"- {_line(where)}: {count}" for count, where in page.counts)
        blocks += ["By section:", "\n".join(counts)]
    return "\n\n".join(blocks) + "\n"


def table_markdown(table: Table) -> str:
    """A table as a Markdown (GitHub) table."""
    lines = [_row(table.columns), "| " + " | ".join("---" for _ in table.columns) + " |"]
    lines += [_row(map(cell_text, row)) for row in table.rows]
    return "\n".join([*lines, *(f"\n{_line(remark)}" for remark in table.remarks)]) + "\n"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(escaped(one_line(cell)) for cell in cells) + " |"


def _line(text: str) -> str:
    return markdown_line(escaped(one_line(text)))


def _quotation(quotation: Quotation) -> Iterator[str]:
    """The paragraphs of a block quote."""
    passage = quotation.passage
    yield from _context("Before", quotation.before)
    if quotation.lead_in:
        yield _quoted(f"*[{escaped(one_line(quotation.lead_in))}]*")
    yield _quoted("".join(map(_piece, quotation.pieces)))
    citation = escaped(one_line(quotation.citation))
    marks = "".join(f" ({escaped(one_line(mark))})" for mark in passage.marks)
    score = f" — {quotation.strength}" if quotation.strength else ""
    section = f" — *{escaped(one_line(quotation.section))}*" if passage.section else ""
    linked = f"[{citation}]({quotation.link})" if quotation.link else citation
    yield _quoted(f"— {linked}{marks}{section}{score}")
    if quotation.erratum_note:
        yield _quoted(escaped(one_line(quotation.erratum_note)))
    yield from _context("After", quotation.after)


def _context(label: str, neighbours: Iterable[Quotation]) -> Iterator[str]:
    for neighbour in neighbours:
        place = escaped(neighbour.passage.place)
        yield _quoted(f"*{label}, {place}:* {escaped(one_line(neighbour.passage.text))}")
        if neighbour.erratum_note:
            yield _quoted(escaped(one_line(neighbour.erratum_note)))


def _quoted(words: str) -> str:
    return "\n".join(f"> {markdown_line(line)}".rstrip() for line in words.split("\n"))


def _piece(piece: Piece) -> str:
    if not piece.stands_out:
        return escaped(piece.text)
    return "\n".join(map(_bold, printable(piece.text).split("\n")))


def _bold(line: str) -> str:
    """Bold, the asterisks close to the words, as Markdown wants them."""
    bare = line.strip()
    before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
    return f"{before}**{escaped(bare)}**{after}" if bare else line
