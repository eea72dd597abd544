"""Reading a PDF file."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2 as pdfium

from reportqa.documents.readers.document import Document
from reportqa.documents.readers.draft import Draft
from reportqa.documents.readers.limits import MOST_PAGES
from reportqa.documents.readers.pdf.contents import find_contents
from reportqa.documents.readers.pdf.layout import lay_out
from reportqa.documents.readers.pdf.measure import measure
from reportqa.documents.readers.pdf.paragraphs import Assembler
from reportqa.documents.readers.pdf.pieces import PageText, page_text
from reportqa.documents.readers.pdf.running import find_edges
from reportqa.errors import CorpusError

_MOST_OF_PAGE = 0.4  # what a scan's picture covers at least, margins cut off
_FEWEST_WORDS = 8  # of a page; a picture with fewer beside it is a scanned page


def read_pdf(data: bytes, name: str) -> Document:
    """Read a PDF.

    Args:
        data: The file's bytes.
        name: Its name, for errors.

    Raises:
        CorpusError: It is damaged, encrypted, too long, or holds no text.
    """
    title, read = _all_pages(data, name)
    _refuse_scan(read, name)
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
        pages=len(read),
        page_offset=offset,
        textless_pages=tuple(at for at, page in enumerate(read, start=1) if _is_picture(page)),
    )


def _all_pages(data: bytes, name: str) -> tuple[str | None, list[PageText]]:
    """The title that the file gives, and what stands on each page."""
    document = _opened(data, name)
    try:
        count = len(document)
        if count == 0:
            raise CorpusError(f"'{name}' is a PDF without pages", "Get the file again.")
        if count > MOST_PAGES:
            raise CorpusError(
                f"'{name}' has {count} pages; at most {MOST_PAGES} are read", "Split the file."
            )
        title = document.get_metadata_value("Title").strip() or None
        return title, [page_text(document, index) for index in range(count)]
    except pdfium.PdfiumError as error:
        raise CorpusError(f"'{name}' is damaged: {error}", "Get the file again.") from error
    finally:
        document.close()


def _is_picture(page: PageText) -> bool:
    """Whether a page is a picture: what few words it has are a page number or a stamp."""
    return page.pictured >= _MOST_OF_PAGE and len(page.pieces) < _FEWEST_WORDS


def _refuse_scan(pages: Sequence[PageText], name: str) -> None:
    """Refuse pictures of pages: the few words on them are a scanner's stamp, not a report."""
    most_words = max(len(page.pieces) for page in pages)
    pictures = sum(page.has_picture for page in pages)
    if pictures * 2 >= len(pages) and most_words < _FEWEST_WORDS:
        raise CorpusError(
            f"'{name}' holds pictures of pages, not text: it needs OCR",
            "Run it through OCR (for example ocrmypdf) and index the result.",
        )
    if most_words == 0:
        raise CorpusError(
            f"'{name}' holds no text that could be cited", "Get another copy of the report."
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
