"""Reading a draft: its paragraphs with their places as its writer finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from reportqa.documents.readers import Format, format_of, load, read_document, shown
from reportqa.documents.source import decode
from reportqa.errors import CorpusError, UsageError

if TYPE_CHECKING:
    from markdown_it.token import Token

    from reportqa.documents.blocks import Block

Role = Literal["text", "heading", "row", "note"]

_LONG_LINE = 120  # characters; longer than anybody wraps
_BULLET = re.compile(r"\s*(?:[-*•‣▪–]|\d{1,3}[.)])\s+\S")
_PARAGRAPH_END = re.compile(r"[.:;!?][)\]”’\"']*\s*$")
_QUOTE_SIGN = re.compile(r"\s{0,3}>\s?")
_INDENT = re.compile(r"(?:\t| {4,})\S")
# A note's sign, flat, before its words.
_GLUED_SIGN = re.compile(r"(?:\d{1,3}|[ivx]{1,4})(?=[A-Z][a-z])")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_PARAGRAPH_COLUMN = re.compile(r"para(?:graph)?s?\.?(?:\s+(?:no|number)s?\.?)?", re.IGNORECASE)
_PAGE_COLUMN = re.compile(r"pages?(?:\s+(?:no|number)s?\.?)?|pp?\.?", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"\d{1,3}(?:\s*[-–]\s*\d{1,3})?")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a draft, a row of a table or a note.

    Attributes:
        text: Its words; a table's cells parted by tabs.
        where: Its place: ``paragraph 12``, ``page 3``, ``footnote 2``; empty where lines tell it.
        line: The line on which it begins, where the format has lines.
        role: What it is.
        quoted: Whether it is a block quotation.
        heading: The heading above it, or empty.
        sign: A note's sign.
    """

    text: str
    where: str
    line: int | None = None
    role: Role = "text"
    quoted: bool = False
    heading: str = ""
    sign: str = ""

    def place(self, start: int) -> str:
        """Where a character of it stands, as its writer finds it."""
        where = self.where
        if self.line is not None:
            where = f"line {self.line + self.text.count(chr(10), 0, start)}"
        if self.heading and self.role != "note":
            heading = self.heading if len(self.heading) <= 60 else f"{self.heading[:59]}…"
            return f"{where}, under ‘{heading}’"
        return where


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as read.

    Attributes:
        name: Its file's name.
        format: What it is.
        paragraphs: Its paragraphs, in order; a note follows the paragraph that it hangs on.
    """

    name: str
    format: Format
    paragraphs: tuple[Paragraph, ...]


def read_draft(path: Path) -> Draft:
    """Read a draft: Word, OpenDocument, Markdown, HTML, plain text or PDF.

    Insertions that are tracked count as text, deletions do not; comments are none.

    Args:
        path: Its file.

    Raises:
        UsageError: There is no such file.
        CorpusError: It cannot be read: empty, damaged, encrypted, of no such format.
    """
    if not path.is_file():
        raise UsageError(f"there is no draft at '{shown(str(path))}'", "See: reportqa check --help")
    try:
        data = load(path)
        what = format_of(data, shown(path.name))
        paragraphs = tuple(_paragraphs(data, what, path))
    except CorpusError as error:
        # What a reader advises is meant for a corpus.
        mend = error.mend.replace("and index again", "and check it again")
        mend = mend.replace("Leave it out of the corpus, or convert it.", "Convert it first.")
        raise CorpusError(error.problem, mend.replace("and index the result", "first")) from error
    if not any(paragraph.text.strip() for paragraph in paragraphs):
        raise CorpusError(f"'{shown(path.name)}' holds no text", "Save it anew.")
    return Draft(path.name, what, paragraphs)


def _paragraphs(data: bytes, what: Format, path: Path) -> Iterator[Paragraph]:
    name = shown(path.name)
    if what == "text":
        return _of_text(decode(data, name))
    if what == "markdown":
        return _of_markdown(decode(data, name))
    document = read_document(data, name)
    return _of_blocks(document.blocks, what, document.source)


def _of_blocks(blocks: tuple[Block, ...], what: Format, source: str) -> Iterator[Paragraph]:
    count, heading = 0, ""
    head: list[str] = []
    for block in blocks:
        head = head if block.role in ("row", "note") else []
        # With the footnote signs that stand among its words.
        text = source[block.spans[0][0] : _end_of(block, source)]
        if what == "pdf":
            text = _joined_lines(block, source)
        glued = _GLUED_SIGN.match(text) if what in ("html", "pdf") else None
        if block.role == "note" or glued is not None:
            sign = (glued[0] if glued is not None else block.number or "").strip()
            text = text[glued.end() :] if glued is not None else text
            yield Paragraph(text, f"footnote {plain_sign(sign)}", role="note", sign=sign)
            continue
        count += 1
        where = f"paragraph {count}" if block.page_first is None else f"page {block.page_first}"
        if block.role == "heading":
            heading = block.text
            yield Paragraph(text, where, role="heading")
        elif block.role == "row":
            cells = text.split("\t")
            if not head:  # often the first row is no head but by what it says
                head = block.lead_in.split(" | ") if block.lead_in else cells
            cells = _told_cells(cells, head)
            yield Paragraph("\t".join(cells), f"{where} (table)", role="row", heading=heading)
        else:
            yield Paragraph(text, where, quoted=block.quoted, heading=heading)


def _end_of(block: Block, source: str) -> int:
    """Where a block's words end, a footnote sign that ends them included."""
    end = block.spans[-1][1]
    while end < len(source) and source[end] in "¹²³⁰⁴⁵⁶⁷⁸⁹":
        end += 1
    return end


def _joined_lines(block: Block, source: str) -> str:
    """The words of a PDF's block with its footnote signs, lines joined."""
    if not block.signs:
        return block.text
    start, end = block.spans[0][0], _end_of(block, source)
    text = " ".join(source[start:end].split())
    return text if len(text) < 2 * len(block.text) + 20 else block.text


def plain_sign(sign: str) -> str:
    """A raised footnote sign in plain digits."""
    return sign.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))


def _told_cells(cells: list[str], head: list[str]) -> list[str]:
    """A row's cells, a bare number told by its column's name (``para 26``)."""
    if len(cells) != len(head):
        return cells
    told = []
    for cell, name in zip(cells, head, strict=True):
        if _BARE_NUMBER.fullmatch(cell.strip()):
            if _PARAGRAPH_COLUMN.fullmatch(name.strip()):
                told.append(f"para {cell.strip()}")
                continue
            if _PAGE_COLUMN.fullmatch(name.strip()):
                told.append(f"p. {cell.strip()}")
                continue
        told.append(cell)
    return told


def _of_text(text: str) -> Iterator[Paragraph]:
    lines: list[str] = []
    first, quoted = 1, False
    # Where any line is as long as a paragraph, one that ends as a paragraph does may be one.
    unwrapped = any(len(line) > _LONG_LINE for line in text.split("\n"))
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        is_quote = bool(_QUOTE_SIGN.match(line)) or bool(_INDENT.match(line) and not lines)
        bare = _QUOTE_SIGN.sub("", line, count=1)
        starts = (
            not bare.strip()
            or _BULLET.match(bare)
            or (is_quote != quoted and not _INDENT.match(line))
        )
        if lines and (starts or (unwrapped and _is_whole(lines))):
            yield Paragraph("\n".join(lines), "", first, quoted=quoted)
            lines = []
        if bare.strip():
            if not lines:
                first, quoted = number, is_quote
            lines.append(bare)


def _is_whole(lines: list[str]) -> bool:
    """Whether some lines end as a paragraph does, and no quotation mark in them is open."""
    text = "\n".join(lines)
    is_balanced = text.count("“") == text.count("”") and text.count('"') % 2 == 0
    return is_balanced and _PARAGRAPH_END.search(text) is not None


def _of_markdown(text: str) -> Iterator[Paragraph]:
    from markdown_it import MarkdownIt

    # Front matter leaves its lines behind, so that the others keep their numbers.
    plain = _FRONT_MATTER.sub(lambda match: "\n" * match[0].count("\n"), text)
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    heading, depth, line, in_heading = "", 0, 1, False
    cells: list[str] = []
    head: list[str] = []
    for token in parser.parse(plain):
        line = token.map[0] + 1 if token.map else line
        if token.type in ("blockquote_open", "blockquote_close"):
            depth += token.nesting
        elif token.type == "heading_open":
            in_heading = True
        elif token.type == "heading_close":
            in_heading = False
        elif token.type in ("th_close", "td_close"):
            continue
        elif token.type == "tr_close":
            told = _told_cells(cells, head)
            yield Paragraph("\t".join(told), "", line, role="row", heading=heading)
            head, cells = head or cells, []
        elif token.type == "table_close":
            head = []
        elif token.type in ("th_open", "td_open"):
            cells.append("")
        elif token.type == "inline" and cells:
            cells[-1] = _inline(token)
        elif token.type == "inline" and in_heading:
            heading = _inline(token)
            yield Paragraph(heading, "", line, role="heading")
        elif token.type == "inline":
            yield Paragraph(_inline(token), "", line, quoted=depth > 0, heading=heading)
        elif token.type == "code_block":
            yield Paragraph(token.content, "", line, quoted=True, heading=heading)
        elif token.type == "html_block":
            yield from _of_html(token.content, line, heading)


def _inline(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "html_inline":
            tag = child.content.lower()
            parts.append("“" if tag.startswith("<q") else "”" if tag.startswith("</q") else "")
    return "".join(parts)


def _of_html(text: str, line: int, heading: str) -> Iterator[Paragraph]:
    from reportqa.documents.readers.html import html_document

    for block in html_document(text).blocks:
        yield Paragraph(block.text, f"line {line}", quoted=block.quoted, heading=heading)
