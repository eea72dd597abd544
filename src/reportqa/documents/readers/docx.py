"""Reading Word documents (DOCX): their text only; links, macros and pictures are never opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from reportqa.documents.front_matter import CONTENTS
from reportqa.documents.readers.document import Document
from reportqa.documents.readers.docx_numbering import Numbering, W, indent_of, read_numbering
from reportqa.documents.readers.draft import raised
from reportqa.documents.readers.flow import Flow
from reportqa.documents.readers.package import Package
from reportqa.errors import CorpusError

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_QUOTE = re.compile(r"(?:intense )?quote|quotations?|block (?:text|quote|quotation)", re.IGNORECASE)
_TOC = re.compile(r"(?:toc \d|toc heading|table of (?:contents|figures))", re.IGNORECASE)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}pPr", f"{W}rPr", f"{W}sectPr", _FALLBACK}
)


def read_docx(data: bytes, name: str) -> Document:
    """Read a Word document.

    Args:
        data: The file's bytes.
        name: Its name, for errors.

    Raises:
        CorpusError: It is damaged, encrypted, or unpacks beyond bounds.
    """
    package = Package(data, name)
    root = package.part("word/document.xml")
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise CorpusError(f"'{name}' is a Word document without text", "Get the file again.")
    reader = _Reader(
        styles=_styles(package.part("word/styles.xml")),
        numbering=read_numbering(package.part("word/numbering.xml")),
        notes=_notes("footnote", package.part("word/footnotes.xml"))
        | _notes("endnote", package.part("word/endnotes.xml")),
    )
    reader.take(body)
    return reader.flow.draft.finish(title=_title(package.part("docProps/core.xml")))


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    outline: int | None
    list_id: str | None
    depth: int
    indent: int | None


def _styles(root: Element | None) -> dict[str, _Style]:
    found = {}
    for style in root.iter(f"{W}style") if root is not None else ():
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        found[style.get(f"{W}styleId", "")] = _Style(
            _val(style.find(f"{W}name")) or "",
            _val(style.find(f"{W}basedOn")) or "",
            int(_val(outline) or 0) if outline is not None else None,
            _val(style.find(f"{W}pPr/{W}numPr/{W}numId")),
            int(_val(style.find(f"{W}pPr/{W}numPr/{W}ilvl")) or 0),
            indent_of(style),
        )
    return found


def _notes(kind: str, root: Element | None) -> dict[str, Element]:
    """The notes of a kind, each by its kind and id."""
    if root is None:
        return {}
    return {kind + note.get(f"{W}id", ""): note for note in root.iter(f"{W}{kind}")}


def _title(root: Element | None) -> str | None:
    title = root.find("{http://purl.org/dc/elements/1.1/}title") if root is not None else None
    return (title.text or "").strip() or None if title is not None else None


def _val(element: Element | None) -> str | None:
    return element.get(f"{W}val") if element is not None else None


@dataclass(slots=True)
class _Reader:
    styles: dict[str, _Style]
    numbering: Numbering
    notes: dict[str, Element]
    flow: Flow = field(default_factory=Flow)
    told_notes: int = 0
    waiting: list[tuple[str, str]] = field(default_factory=list)  # notes of the open block

    def take(self, parent: Element) -> None:
        """Read the blocks inside an element, in order."""
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag not in _UNSEEN:
                self.take(child)  # content controls, insertions, custom XML

    def _paragraph(self, paragraph: Element) -> None:
        text = self._text(paragraph)
        style = self.styles.get(_val(paragraph.find(f"{W}pPr/{W}pStyle")) or "")
        listed = self._listed(paragraph, style)
        sign = self.numbering.sign(*listed) if listed and text.strip() else None
        level = self._level(paragraph, style)
        if not text.strip():
            return
        self.flow.quoted = any(_QUOTE.fullmatch(each.name) for each in self._line(style))
        if style is not None and _TOC.match(style.name):
            self.flow.leave_out(CONTENTS, text)
        elif level is not None:
            self.flow.heading(text, level)
        elif listed and sign is not None:
            self.flow.item(text, listed[1], sign, self._indent(paragraph, style, *listed))
        else:
            self.flow.paragraph(text)
        self.flow.quoted = False
        self._tell_notes()
        for box in _boxes(paragraph):
            self.take(box)

    def _tell_notes(self) -> None:
        waiting, self.waiting = self.waiting, []
        for sign, text in waiting:
            self.flow.note(sign, text)

    def _table(self, table: Element) -> None:
        head: tuple[str, ...] = ()
        for place, row in enumerate(table.iter(f"{W}tr")):
            cells = [self._cell(cell) for cell in row.findall(f"{W}tc")]
            if not any(cells):
                continue
            told_head = row.find(f"{W}trPr/{W}tblHeader") is not None
            is_head = place == 0 and len(cells) > 1 and (told_head or _is_bold(row))
            self.flow.row(cells, () if is_head else head)
            head = tuple(cells) if is_head else head
            self._tell_notes()

    def _cell(self, cell: Element) -> str:
        return " ".join(filter(None, (self._text(each).strip() for each in cell.iter(f"{W}p"))))

    def _level(self, paragraph: Element, style: _Style | None) -> int | None:
        outline = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if outline is not None:
            told = int(_val(outline) or 9)
            return told + 1 if told < 9 else None
        for each in self._line(style):
            if match := _HEADING.fullmatch(each.name):
                return int(match[1])
            if each.name.lower() in ("title", "subtitle"):
                return 1
            if each.outline is not None:
                return each.outline + 1 if each.outline < 9 else None
        return None

    def _listed(self, paragraph: Element, style: _Style | None) -> tuple[str, int] | None:
        """The list that a paragraph is in, and its depth there."""
        numbers = paragraph.find(f"{W}pPr/{W}numPr")
        if numbers is not None:
            return _val(numbers.find(f"{W}numId")) or "0", int(_val(numbers.find(f"{W}ilvl")) or 0)
        for each in self._line(style):
            if each.list_id is not None:
                return each.list_id, each.depth
        return None

    def _indent(self, paragraph: Element, style: _Style | None, list_id: str, depth: int) -> int:
        """How far an item is indented: told by itself, by its style, or by its list."""
        told = [indent_of(paragraph), *(each.indent for each in self._line(style))]
        return next((indent for indent in told if indent), self.numbering.indent(list_id, depth))

    def _line(self, style: _Style | None) -> Iterator[_Style]:
        """A style and those that it is based on."""
        seen: set[str] = set()
        while style is not None and style.name not in seen:
            yield style
            seen.add(style.name)
            style = self.styles.get(style.based_on)

    def _text(self, element: Element) -> str:
        return "".join(self._parts(element))

    def _parts(self, element: Element) -> Iterator[str]:
        for child in element:
            if child.tag in _UNSEEN or child.tag == f"{W}txbxContent":
                continue
            if child.tag == f"{W}r" and _is_raised(child):
                told = self._text(child)
                yield raised(told) if told.strip().isdigit() else told
            elif child.tag == f"{W}t":
                yield child.text or ""
            elif child.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
                yield " "
            elif child.tag == f"{W}noBreakHyphen":
                yield "-"
            elif child.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                kind = child.tag.removeprefix(W).removesuffix("Reference")
                yield self._sign_of_note(kind + child.get(f"{W}id", ""))
            else:
                yield from self._parts(child)

    def _sign_of_note(self, note_id: str) -> str:
        note = self.notes.get(note_id)
        if note is None:
            return ""
        self.told_notes += 1
        sign = raised(str(self.told_notes))
        text = " ".join(self._text(each).strip() for each in note.iter(f"{W}p"))
        self.waiting.append((sign, text.strip()))
        return sign


def _boxes(element: Element) -> Iterator[Element]:
    """The text boxes in an element; what older programs show in their place is told once."""
    for child in element:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag != _FALLBACK:
            yield from _boxes(child)


def _is_raised(run: Element) -> bool:
    return _val(run.find(f"{W}rPr/{W}vertAlign")) == "superscript"


def _is_bold(row: Element) -> bool:
    runs = [run for run in row.iter(f"{W}r") if run.find(f"{W}t") is not None]
    return bool(runs) and all(
        run.find(f"{W}rPr/{W}b") is not None
        and _val(run.find(f"{W}rPr/{W}b")) not in ("0", "false")
        for run in runs
    )
