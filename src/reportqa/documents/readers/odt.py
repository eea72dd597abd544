"""Reading OpenDocument texts (ODT)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from reportqa.documents.front_matter import CONTENTS
from reportqa.documents.readers.document import Document
from reportqa.documents.readers.draft import raised
from reportqa.documents.readers.flow import Flow
from reportqa.documents.readers.package import Package
from reportqa.errors import CorpusError

_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE = f"{_NS}office:1.0}}", f"{_NS}text:1.0}}", f"{_NS}table:1.0}}"
STYLE, DRAW = f"{_NS}style:1.0}}", f"{_NS}drawing:1.0}}"
_UNSEEN = frozenset(
    {f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{TEXT}sequence-decls", f"{OFFICE}forms",
     f"{TEXT}variable-decls", f"{OFFICE}scripts", f"{OFFICE}event-listeners", f"{DRAW}object"}
)  # fmt: skip
_QUOTES = frozenset(
    {"Quotations", "Quote", "Intense_20_Quote", "Block_20_Text", "Block_20_Quotation"}
)
_INDEXES = frozenset({f"{TEXT}table-of-content", f"{TEXT}illustration-index"})


def read_odt(data: bytes, name: str) -> Document:
    """Read an OpenDocument text.

    Args:
        data: The file's bytes.
        name: Its name, for errors.

    Raises:
        CorpusError: It is damaged, encrypted, no text document, or unpacks beyond bounds.
    """
    package = Package(data, name)
    root = package.part("content.xml")
    body = root.find(f"{OFFICE}body/{OFFICE}text") if root is not None else None
    if body is None:
        raise CorpusError(f"'{name}' is an OpenDocument file, but no text", "Save it as PDF.")
    styles = package.part("styles.xml")
    reader = _Reader(_numbered_lists(root, styles), _quote_styles(root, styles))
    reader.take(body)
    return reader.flow.draft.finish(title=_title(package.part("meta.xml")))


def _numbered_lists(*roots: Element | None) -> frozenset[str]:
    """The names of list styles whose first depth is numbered."""
    return frozenset(
        style.get(f"{STYLE}name", "")
        for root in roots
        if root is not None
        for style in root.iter(f"{TEXT}list-style")
        if style.find(f"{TEXT}list-level-style-number") is not None
        and style.find(f"{TEXT}list-level-style-bullet") is None
    )


def _quote_styles(*roots: Element | None) -> frozenset[str]:
    """The names of the styles of block quotations, and of those that are based on them."""
    parents = {
        style.get(f"{STYLE}name", ""): style.get(f"{STYLE}parent-style-name", "")
        for root in roots
        if root is not None
        for style in root.iter(f"{STYLE}style")
    }
    return _QUOTES | {name for name, parent in parents.items() if parent in _QUOTES}


def _title(root: Element | None) -> str | None:
    title = root.find(".//{http://purl.org/dc/elements/1.1/}title") if root is not None else None
    return (title.text or "").strip() or None if title is not None else None


@dataclass(slots=True)
class _Reader:
    numbered: frozenset[str]
    quotes: frozenset[str]
    flow: Flow = field(default_factory=Flow)
    waiting: list[tuple[str, str]] = field(default_factory=list)  # notes of the open block
    told_notes: int = 0
    counts: dict[str, int] = field(default_factory=dict)  # of lists that may be continued

    def take(self, parent: Element) -> None:
        """Read the blocks inside an element, in order."""
        for child in parent:
            if child.tag == f"{TEXT}h":
                self.flow.heading(self._text(child), int(child.get(f"{TEXT}outline-level", "1")))
                self._tell_notes()
            elif child.tag == f"{TEXT}p":
                self.flow.quoted = child.get(f"{TEXT}style-name", "") in self.quotes
                self.flow.paragraph(self._text(child))
                self.flow.quoted = False
                self._after(child)
            elif child.tag == f"{TEXT}list":
                self._list(child, 0, child.get(f"{TEXT}style-name", ""))
            elif child.tag == f"{TABLE}table":
                self._table(child)
            elif child.tag in _INDEXES:
                for line in child.iter(f"{TEXT}p"):
                    self.flow.leave_out(CONTENTS, self._text(line))
            elif child.tag not in _UNSEEN:
                self.take(child)

    def _after(self, paragraph: Element) -> None:
        """What hangs on a paragraph: its footnotes, then its text boxes."""
        self._tell_notes()
        for box in paragraph.iter(f"{DRAW}text-box"):
            self.take(box)

    def _tell_notes(self) -> None:
        waiting, self.waiting = self.waiting, []
        for sign, text in waiting:
            self.flow.note(sign, text)

    def _list(self, element: Element, depth: int, style: str) -> None:
        continues = element.get(f"{TEXT}continue-numbering") == "true"
        number = self.counts.get(style, 0) if continues else 0
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            number += 1
            sign = f"{number}." if style in self.numbered else "•"
            for child in item:
                if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                    self._item(child, depth, sign)
                    sign = ""
                elif child.tag == f"{TEXT}list":
                    self._list(child, depth + 1, child.get(f"{TEXT}style-name", style))
        self.counts[style] = number

    def _item(self, paragraph: Element, depth: int, sign: str) -> None:
        text = self._text(paragraph)
        if text.strip() and sign:
            self.flow.item(text, depth, sign)
        else:
            self.flow.paragraph(text)
        self._after(paragraph)

    def _table(self, table: Element) -> None:
        head: tuple[str, ...] = ()
        heads = {id(row) for rows in table.iter(f"{TABLE}table-header-rows") for row in rows}
        for row in table.iter(f"{TABLE}table-row"):
            cells = [self._cell(cell) for cell in row.findall(f"{TABLE}table-cell")]
            if any(cells):
                is_head = id(row) in heads and not head
                self.flow.row(cells, () if is_head else head)
                head = tuple(cells) if is_head else head
            self._tell_notes()

    def _cell(self, cell: Element) -> str:
        blocks = (each for each in cell.iter() if each.tag in (f"{TEXT}p", f"{TEXT}h"))
        return " ".join(filter(None, (self._text(each).strip() for each in blocks)))

    def _text(self, element: Element) -> str:
        return "".join(self._parts(element))

    def _parts(self, element: Element) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            if child.tag == f"{TEXT}note":
                yield self._note(child)
            elif child.tag == f"{TEXT}s" or child.tag in (f"{TEXT}tab", f"{TEXT}line-break"):
                yield " "
            elif child.tag not in _UNSEEN and child.tag != f"{DRAW}frame":
                yield from self._parts(child)
            yield child.tail or ""

    def _note(self, note: Element) -> str:
        citation, body = note.find(f"{TEXT}note-citation"), note.find(f"{TEXT}note-body")
        if citation is None or body is None:
            return ""
        self.told_notes += 1
        told = "".join(citation.itertext()).strip()
        # Endnotes go by letters, which would read as part of the text.
        sign = raised(told if told.isdigit() else str(self.told_notes))
        text = " ".join(self._text(each).strip() for each in body.iter(f"{TEXT}p"))
        self.waiting.append((sign, text))
        return sign
