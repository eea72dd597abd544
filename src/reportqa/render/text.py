"""Pages and tables as text: wrapped and coloured on a terminal, plain lines elsewhere."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from reportqa.render.page import Page, Piece, Quotation, Table, cell_text
from reportqa.render.safety import one_line, printable

_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_INDENT = "   "
_ANSWER = " » "
_GAP = "  "
# Words beside a margin, and a cell beside its neighbours, are not squeezed below these.
_NARROWEST, _NARROWEST_CELL = 20, 12


@dataclass(frozen=True, slots=True)
class Look:
    """How text is to look.

    Attributes:
        width: Columns to wrap at, or None to leave every paragraph on one line (for pipes).
        colour: Whether bold and dim may be used.
    """

    width: int | None = None
    colour: bool = False


def page_text(page: Page, look: Look, *, titled: str | None = None) -> str:
    """A page as text, ending in a line feed.

    Args:
        page: The page.
        look: How it is to look.
        titled: What stands before its title where several follow one another; else it has none.
    """
    lines = [] if titled is None else _wrapped(one_line(titled + page.title), "", look, style=_BOLD)
    for remark in page.remarks:
        lines += _wrapped(one_line(remark), "", look)
    for quotation in page.quotations:
        lines += ["", *_quotation(quotation, look)]
    if page.counts:
        lines += ["", "By section:"]
        for count, where in page.counts:
            lines += _wrapped(one_line(where), f"{count:4}  ", look)
    return "\n".join(lines).strip("\n") + "\n"


def lines_text(lines: Iterable[str], look: Look, *, bold: bool = False) -> str:
    """Lines of words, each ending in a line feed, bold if that is wanted and may be."""
    style = _BOLD if bold else ""
    wrapped = (part for line in lines for part in _wrapped(one_line(line), "", look, style=style))
    return "".join(f"{line}\n" for line in wrapped)


def table_text(table: Table, look: Look) -> str:
    """A table as text in aligned columns, ending in a line feed."""
    head, *rows = [
        tuple(printable(cell_text(cell)).replace("\n", " ") for cell in row)
        for row in (table.columns, *table.rows)
    ]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    if look.width is not None:
        _squeeze(widths, look.width)
    lines = [_styled(_row(head, widths), _BOLD, look)]
    for row in rows:
        cells = [_cell_lines(cell, width) for cell, width in zip(row, widths, strict=True)]
        lines += [_row(parts, widths) for parts in zip_longest(*cells, fillvalue="")]
    for remark in table.remarks:
        lines += ["", *_wrapped(one_line(remark), "", look)]
    return "\n".join(lines) + "\n"


def _squeeze(widths: list[int], room: int) -> None:
    """Narrow the widest columns so that the table fits, where that can be."""
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    while excess > 0 and max(widths) > _NARROWEST_CELL:
        widths[widths.index(max(widths))] -= 1
        excess -= 1


def _cell_lines(cell: str, width: int) -> list[str]:
    """A cell wrapped to its column; what indents it indents all its lines."""
    if len(cell) <= width:
        return [cell]
    indent = cell[: len(cell) - len(cell.lstrip())]
    return textwrap.wrap(cell, width, subsequent_indent=indent, break_on_hyphens=False)


def _row(cells: Iterable[str], widths: Iterable[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return _GAP.join(padded).rstrip()


def _quotation(quotation: Quotation, look: Look) -> Iterator[str]:
    passage = quotation.passage
    yield from _heading(quotation, look)
    section = one_line(quotation.section)
    where = f"{section}  ·  {passage.id}" if section else passage.id
    yield from _wrapped(where, _INDENT, look, style=_DIM)
    yield from _context(quotation.before, look)
    if quotation.lead_in:
        yield from _wrapped(f"[{quotation.lead_in}]", _INDENT, look, style=_DIM)
    yield from _words(quotation, look)
    yield from _erratum(quotation, look)
    yield from _context(quotation.after, look)
    if quotation.link:
        yield _INDENT + quotation.link


def _heading(quotation: Quotation, look: Look) -> Iterator[str]:
    """The citation, what is attached to the passage, and how sure it is."""
    rank = "" if quotation.rank is None else f"{quotation.rank:>2} "
    rank = f"{quotation.label} " if quotation.label else rank
    marks = f"  {quotation.marks}" if quotation.marks else ""
    strength = f"  [{quotation.strength}]" if quotation.strength else ""
    line = one_line(quotation.citation)
    if look.width is None or len(rank + line + marks + strength) <= look.width:
        yield _styled(rank + line, _BOLD, look) + printable(marks) + strength
    else:
        yield from _wrapped(line + marks + strength, rank, look, style=_BOLD)


def _words(quotation: Quotation, look: Look) -> Iterator[str]:
    if not quotation.answers:
        yield from _highlighted(quotation.pieces, look)
        return
    for piece in quotation.pieces:
        margin, style = (_ANSWER, _BOLD) if piece.stands_out else (_INDENT, "")
        yield from _wrapped(piece.text, margin, look, style=style)


def _highlighted(pieces: Iterable[Piece], look: Look) -> Iterator[str]:
    """Wrap first and set in bold afterwards, so that codes take up no width.

    Wrapping moves white space only: the other characters still stand in the order of the pieces,
    and each keeps the style of its own.
    """
    shown = [(printable(piece.text), piece.stands_out) for piece in pieces]
    styles = iter([bold for text, bold in shown for mark in text if not mark.isspace()])
    for line in _wrapped("".join(text for text, _ in shown), _INDENT, look):
        flags = [None if mark.isspace() else next(styles) for mark in line]
        runs = groupby(zip(line, _filled(flags), strict=True), key=lambda pair: pair[1])
        yield "".join(
            _styled("".join(mark for mark, _ in run), _BOLD if bold else "", look)
            for bold, run in runs
        )


def _filled(flags: list[bool | None]) -> list[bool]:
    """White space is bold between two characters that are."""
    after: list[bool] = []
    last = False
    for flag in reversed(flags):
        last = last if flag is None else flag
        after.append(last)
    after.reverse()
    filled: list[bool] = []
    for flag, following in zip(flags, after, strict=True):
        filled.append(flag if flag is not None else bool(filled) and filled[-1] and following)
    return filled


def _context(neighbours: Iterable[Quotation], look: Look) -> Iterator[str]:
    for it in neighbours:
        text = f"{it.passage.place}: {it.passage.text}"
        yield from _wrapped(text, _INDENT + "· ", look, style=_DIM)
        yield from _erratum(it, look)


def _erratum(quotation: Quotation, look: Look) -> Iterator[str]:
    if quotation.erratum_note:
        yield from _wrapped(quotation.erratum_note, _INDENT + "! ", look)


def _wrapped(text: str, margin: str, look: Look, *, style: str = "") -> list[str]:
    blank = " " * len(margin)
    lines: list[str] = []
    for line in printable(text).strip().split("\n"):
        if look.width is None:
            lines.append((blank if lines else margin) + line)
            continue
        lines += textwrap.wrap(
            line,
            max(look.width, len(margin) + _NARROWEST),
            initial_indent=blank if lines else margin,
            subsequent_indent=blank,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return [_styled(line, style, look) for line in lines]


def _styled(text: str, style: str, look: Look) -> str:
    return f"{style}{text}{_RESET}" if look.colour and style else text


def counted(count: int, noun: str) -> str:
    """A number of things.

    Example:
        >>> counted(1, "topic"), counted(2, "topic")
        ('1 topic', '2 topics')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
