"""Reading HTML: what a browser would show, less what it would run."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from reportqa.documents.readers.document import Document
from reportqa.documents.readers.draft import raised
from reportqa.documents.readers.flow import Flow
from reportqa.documents.source import decode

NAVIGATION = "page navigation"

_UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "head", "svg", "iframe", "object", "math",
     "select", "textarea", "audio", "video", "canvas"}
)  # fmt: skip
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "aside", "blockquote", "pre",
     "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "caption", "figure",
     "figcaption", "form", "fieldset", "hr", "address", "details", "summary", "nav", "body",
     "h1", "h2", "h3", "h4", "h5", "h6"}
)  # fmt: skip
_EMPTY = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "area", "base", "col", "embed", "source", "wbr"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def read_html(data: bytes, name: str) -> Document:
    """Read a web page.

    Args:
        data: The file's bytes.
        name: Its name, for errors.

    Raises:
        CorpusError: Its encoding cannot be told.
    """
    return html_document(decode(data, name))


def html_document(text: str) -> Document:
    """Take HTML apart into blocks."""
    page = _Page()
    page.feed(text)
    page.close()
    page.end()
    return page.flow.draft.finish(title=" ".join("".join(page.title).split()) or None)


@dataclass(slots=True)
class _List:
    """An open list: whether it is numbered, and the number of its next item."""

    numbered: bool
    number: int = 1


@dataclass(slots=True)
class _Table:
    """An open table: its head, and the cells of the open row."""

    head: tuple[str, ...] = ()
    cells: list[str] = field(default_factory=list)
    heads: int = 0  # how many cells of the open row are head cells
    in_cell: bool = False


class _Page(HTMLParser):
    """Gathers text between the borders of blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.flow = Flow()
        self.title: list[str] = []
        self._text: list[str] = []
        self._unseen: list[str] = []
        self._heading: int | None = None
        self._lists: list[_List] = []
        self._tables: list[_Table] = []
        self._sign = ""
        self._in_title = False
        self._raised = False
        self._navigation = 0
        self._quotes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
        told = dict(attrs)
        if self._unseen or tag in _UNSEEN or "hidden" in told:
            if tag not in _EMPTY:
                self._unseen.append(tag)
            return
        if tag == "br":
            self._text.append("\n")
        elif tag == "q":
            self._text.append("“")
        elif tag == "sup":
            self._raised = True
        elif tag in ("td", "th", "tr") and self._tables:
            self._open_cell(tag)
        elif tag in _BLOCKS:
            self.end()
            self._open_block(tag, told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if self._unseen:
            if tag in self._unseen:
                del self._unseen[len(self._unseen) - 1 - self._unseen[::-1].index(tag) :]
            return
        if tag == "sup":
            self._raised = False
        elif tag == "q":
            self._text.append("”")
        elif tag in ("td", "th", "tr") and self._tables:
            self._close_cell(tag)
        elif tag in _BLOCKS:
            self.end()
            self._close_block(tag)

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        if self._unseen:
            return
        is_sign = self._raised and data.strip().isdigit()
        self._text.append(raised(data.strip()) if is_sign else data)

    def end(self) -> None:
        """End the open block and write it."""
        if self._tables and self._tables[-1].in_cell:
            self._text.append(" ")
            return
        text = " ".join("".join(self._text).split())
        self._text = []
        if not text:
            return
        self.flow.quoted = self._quotes > 0
        if self._navigation:
            self.flow.leave_out(NAVIGATION, text)
        elif self._heading is not None:
            self.flow.heading(text, self._heading)
        elif self._sign:
            self.flow.item(text, len(self._lists) - 1, self._sign)
            self._sign = ""
        else:
            self.flow.paragraph(text)

    def _open_block(self, tag: str, told: dict[str, str | None]) -> None:
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        elif tag in ("ul", "ol"):
            self._lists.append(_List(tag == "ol", _whole(told.get("start"), 1)))
        elif tag == "li" and self._lists:
            inner = self._lists[-1]
            inner.number = _whole(told.get("value"), inner.number)
            self._sign = f"{inner.number}." if inner.numbered else "•"
            inner.number += 1
        elif tag == "table":
            self._tables.append(_Table())
        elif tag == "nav":
            self._navigation += 1
        elif tag == "blockquote":
            self._quotes += 1

    def _close_block(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._heading = None
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._sign = ""
        elif tag == "li":
            self._sign = ""
        elif tag == "table" and self._tables:
            self._end_row()
            self._tables.pop()
        elif tag == "nav" and self._navigation:
            self._navigation -= 1
        elif tag == "blockquote" and self._quotes:
            self._quotes -= 1

    def _open_cell(self, tag: str) -> None:
        self._end_cell()
        if tag == "tr":
            self._end_row()
            return
        self.end()  # a caption, or what stands loose before the cell
        self._tables[-1].in_cell = True
        self._tables[-1].heads += tag == "th"

    def _close_cell(self, tag: str) -> None:
        self._end_cell()
        if tag == "tr":
            self._end_row()

    def _end_cell(self) -> None:
        table = self._tables[-1]
        if table.in_cell:
            table.cells.append(" ".join("".join(self._text).split()))
            self._text = []
            table.in_cell = False

    def _end_row(self) -> None:
        self._end_cell()
        table = self._tables[-1]
        if any(table.cells):
            is_head = not table.head and table.heads == len(table.cells)
            self.flow.row(table.cells, () if is_head else table.head)
            if is_head:
                table.head = tuple(table.cells)
        table.cells, table.heads = [], 0


def _whole(value: str | None, otherwise: int) -> int:
    return (
        int(value)
        if value and value.isascii() and value.isdigit() and len(value) < 6
        else otherwise
    )
