"""Pages and tables as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportqa.render.page import Page, Piece, Quotation, Table, cell_text
from reportqa.render.safety import markdown_line, one_line, printable
from reportqa.render.safety import markdown_text as escaped


def page_markdown(page: Page, level: int = 2) -> str:
    """A page as Markdown: each passage a block quote, its answer in bold, its citation below.

    Args:
        page: The page.
        level: The level of its heading.
    """
    blocks = [heading_markdown(page.title, level)] if page.title else []
    blocks += [_line(remark) for remark in page.remarks]
    blocks += [quotation_markdown(quotation) for quotation in page.quotations]
    if page.counts:
        counts = (f"- {_line(where)}: {count}" for count, where in page.counts)
        blocks += ["By section:", "\n".join(counts)]
    return "\n\n".join(blocks) + "\n"


def quotation_markdown(quotation: Quotation) -> str:
    """A block quote with its citation."""
    return "\n>\n".join(_quotation(quotation))


def citation_markdown(quotation: Quotation) -> str:
    """A citation, leading to the page of the published document where that is known."""
    citation = escaped(one_line(quotation.citation))
    return f"[{citation}]({quotation.link})" if quotation.link else citation


def heading_markdown(words: str, level: int) -> str:
    """A heading of a level from 1; there are no more than six."""
    return f"{'#' * min(level, 6)} {_line(words)}"


def list_markdown(items: Iterable[tuple[str, str | None]]) -> str:
    """A numbered list of words, each with where it leads to on the web, if it does."""
    return "\n".join(
        f"{number}. {_line(words)}" + (f" <{link}>" if link else "")
        for number, (words, link) in enumerate(items, start=1)
    )


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
    marks = f" {escaped(one_line(quotation.marks))}" if quotation.marks else ""
    strength = f" — {quotation.strength}" if quotation.strength else ""
    section = f" — *{escaped(one_line(quotation.section))}*" if passage.section else ""
    label = f"**{escaped(quotation.label)}** " if quotation.label else ""
    yield _quoted(f"{label}— {citation_markdown(quotation)}{marks}{section}{strength}")
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
