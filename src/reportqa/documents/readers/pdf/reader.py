"""Reading a PDF file."""

from __future__ import annotations

import pypdfium2 as pdfium

from reportqa.documents.readers.document import Document
from reportqa.documents.readers.draft import Draft
from reportqa.documents.readers.limits import MOST_PAGES
from reportqa.documents.readers.pdf.contents import find_contents
from reportqa.documents.readers.pdf.layout import lay_out
from reportqa.documents.readers.pdf.measure import measure
from reportqa.documents.readers.pdf.paragraphs import Assembler
from reportqa.documents.readers.pdf.pieces import page_text
from reportqa.documents.readers.pdf.running import find_edges
from reportqa.errors import CorpusError

_FEWEST_WORDS = 8  # a page; a document with fewer is a scan, or holds nothing to cite


def read_pdf(data: bytes, name: str) -> Document:
    """Read a PDF.

    Args:
        data: The file's bytes.
        name: Its name, for errors.

    Raises:
        CorpusError: It is damaged, encrypted, too long, or holds no text.
    """
    document = _opened(data, name)
    try:
        count = len(document)
        if count == 0:
            raise CorpusError(f"'{name}' is a PDF without pages", "Get the file again.")
        if count > MOST_PAGES:
            raise CorpusError(
                f"'{name}' has {count} pages; at most {MOST_PAGES} are read", "Split the file."
            )
        try:
            read = [page_text(document, index) for index in range(count)]
        except pdfium.PdfiumError as error:
            raise CorpusError(f"'{name}' is damaged: {error}", "Get the file again.") from error
        title = document.get_metadata_value("Title").strip() or None
    finally:
        document.close()
    words = sum(len(page.pieces) for page in read)
    pictures = sum(page.has_picture for page in read)
    if words < _FEWEST_WORDS * max(1, pictures if words else 1) and words < _FEWEST_WORDS * count:
        raise CorpusError(
            f"'{name}' holds pictures of pages, not text: it needs OCR"
            if pictures
            else f"'{name}' holds no text that could be cited",
            "Run it through OCR (for example ocrmypdf) and index the result."
            if pictures
            else "Get another copy of the report.",
        )
    edges = find_edges([lay_out(index, page) for index, page in enumerate(read)])
    contents, names = find_contents(edges.pages, edges.rules)
    draft = Draft()
    assembler = Assembler(draft, measure(edges.pages))
    offset = edges.offset or 0
    for page, rules in zip(edges.pages, edges.rules, strict=True):
        printed = page.index + 1 - offset
        assembler.take_page(page, printed if printed > 0 else None, rules | contents)
        draft.write("\f")
    blocks = assembler.blocks()
    return Document(
        source="".join(draft.parts),
        blocks=tuple(blocks),
        left_out=tuple(draft.left_out),
        mark_spans=tuple(draft.marks),
        contents=names,
        title=title,
        pages=count,
        page_offset=offset,
    )


def _opened(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        said = str(error).lower()
        if "password" in said or "security" in said:
            raise CorpusError(
                f"'{name}' is encrypted and asks for a password", "Save a copy without one."
            ) from error
        raise CorpusError(
            f"'{name}' is damaged or no whole PDF ({error})", "Get the file again."
        ) from error
