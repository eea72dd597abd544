"""Pages and tables as text: wrapped and coloured on a terminal, plain lines elsewhere."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reportqa.documents import Passage
from reportqa.render.page import Page, Quotation, Table
from reportqa.render.safety import printable

_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_INDENT = "   "
_ANSWER = " » "


@dataclass(frozen=True, slots=True)
class Look:
    """How text is to look.

    Attributes:
        width: Columns to wrap at, or None to leave every paragraph on one line (for pipes).
        colour: Whether bold and dim may be used.
    """

    width: int | None = None
    colour: bool = False


def page_text(page: Page, look: Look) -> str:
    """A page as text, ending in a line feed."""
    lines: list[str] = []
    for remark in page.remarks:
        lines += _wrapped(remark, "", look)
    for place, quotation in enumerate(page.quotations, start=1):
        lines.append("")
        lines += _quotation(quotation, place, look)
    if page.closing:
        lines += ["", *(printable(line) for line in page.closing)]
    return "\n".join(lines).strip("\n") + "\n"


def table_text(table: Table, look: Look) -> str:
    """A table as text in aligned columns, ending in a line feed."""
    rows = [tuple(printable(cell).replace("\n", " ") for cell in row) for row in table.rows]
    widths = [max(map(len, column)) for column in zip(table.columns, *rows, strict=True)]
    lines = [_styled(_row(table.columns, widths), _BOLD, look)]
    lines += [_row(row, widths) for row in rows]
    for remark in table.remarks:
        lines += ["", *_wrapped(remark, "", look)]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _quotation(quotation: Quotation, place: int, look: Look) -> Iterator[str]:
    passage = quotation.passage
    score = "" if quotation.score is None else f"  [{quotation.score:.2f}]"
    mark = "".join(f"  ({mark})" for mark in passage.marks)
    yield _styled(f"{place:>2} {printable(quotation.citation)}", _BOLD, look) + mark + score
    section = printable(" › ".join(passage.section))
    where = f"{section}  ·  {passage.id}" if section else passage.id
    yield from (_styled(line, _DIM, look) for line in _wrapped(where, _INDENT, look))
    yield from _context(quotation.before, look)
    if passage.lead_in:
        yield from _wrapped(f"[{passage.lead_in}]", _INDENT, look, style=_DIM)
    yield from _words(quotation, look)
    yield from _context(quotation.after, look)
    if quotation.erratum_note:
        yield from _wrapped(quotation.erratum_note, _INDENT + "! ", look)
    if quotation.link:
        yield _INDENT + printable(quotation.link)


def _words(quotation: Quotation, look: Look) -> Iterator[str]:
    if quotation.answers:
        for piece in quotation.pieces:
            margin = _ANSWER if piece.stands_out else _INDENT
            yield from _wrapped(piece.text, margin, look, style=_BOLD if piece.stands_out else "")
        return
    text = "".join(piece.text for piece in quotation.pieces)
    yield from _highlighted(text, quotation, look)


def _highlighted(text: str, quotation: Quotation, look: Look) -> Iterator[str]:
    """Wrap first, then set the runs that stand out in bold, so that codes take up no width."""
    lines = _wrapped(text, _INDENT, look)
    runs = [printable(piece.text) for piece in quotation.pieces if piece.stands_out]
    if not (look.colour and runs):
        yield from lines
        return
    joined = "\n".join(lines)
    cursor = 0
    for run in runs:
        # Wrapping may have put a line break and the margin where the run has a space.
        found = _find_wrapped(joined, run, cursor)
        if found:
            start, end = found
            bold = joined[start:end].replace("\n", f"{_RESET}\n{_BOLD}")
            joined = joined[:start] + _BOLD + bold + _RESET + joined[end:]
            cursor = start + len(_BOLD) + len(bold) + len(_RESET)
    yield from joined.split("\n")


def _find_wrapped(text: str, run: str, cursor: int) -> tuple[int, int] | None:
    pattern = r"\s+".join(re.escape(word) for word in run.split())
    match = re.compile(pattern).search(text, cursor)
    return match.span() if match else None


def _context(passages: Iterable[Passage], look: Look) -> Iterator[str]:
    for passage in passages:
        yield from _wrapped(f"{passage.place}: {passage.text}", _INDENT + "· ", look, style=_DIM)


def _wrapped(text: str, margin: str, look: Look, *, style: str = "") -> list[str]:
    blank = " " * len(margin)
    lines: list[str] = []
    for line in printable(text).strip().split("\n"):
        width = look.width or max(len(line) + len(margin), 1) + 1
        lines += textwrap.wrap(
            line,
            max(width, len(margin) + 20),
            initial_indent=blank if lines else margin,
            subsequent_indent=blank,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return [_styled(line, style, look) for line in lines]


def _styled(text: str, style: str, look: Look) -> str:
    return f"{style}{text}{_RESET}" if look.colour and style else text
