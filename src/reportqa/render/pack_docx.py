"""A pack of evidence as a Word document.

How it is laid out, so that a program can find the quotations again: each stands in one paragraph
of the style *Quote*, word for word, and the very next paragraph, of the style *Citation*, is its
citation and nothing else (``Ofsted, Wirral, 20 September 2016, para 26, p. 13``), linked to the
page where that is known. Above a quotation stand its number and section (*Passage Label*), and, in
square brackets, the words that lead its list in (*Lead-in*); below its citation, a known fault of
the source (*Remark*). The sentence that answers best is a run of the character style *Strong*.
Remarks on a topic are *Remark*; the reports are listed at the end (*List Number*).

Headings, title, language and properties are Word's own, so that it can be navigated and read out.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportqa.render import docx_parts, docx_styles
from reportqa.render.pack_page import Chapter, Document, SourceLine
from reportqa.render.page import Quotation
from reportqa.render.safety import one_line, printable

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph

_NOT_XML = re.compile("[\ufffe\uffff]")
_DEEPEST = 9
# From here on a reader wants to see at once what there is.
_CONTENTS_FROM = 4


def document_docx(document: Document, made: dt.date) -> bytes:
    """A pack as a Word file.

    Args:
        document: The pack as it is shown.
        made: Its date.
    """
    import docx

    word = docx.Document()
    docx_styles.set_up(word)
    docx_parts.describe(word, _line(document.title), made)
    docx_parts.number_pages(word.sections[0], _line(document.title))
    word.add_paragraph(_line(document.title), style="Title")
    word.add_paragraph(_line(document.date), style="Subtitle")
    for remark in document.remarks:
        word.add_paragraph(_line(remark), style=docx_styles.REMARK)
    marks = [f"topic{place}" for place, _ in enumerate(document.headings, start=1)]
    if len(document.chapters) >= _CONTENTS_FROM:
        _contents(word, document, marks)
    left = iter(marks)
    for chapter in document.chapters:
        _chapter(word, chapter, left)
    if document.sources:
        word.add_heading("Sources", level=1)
        for source in document.sources:
            _source(word, source)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _contents(word: Word, document: Document, marks: list[str]) -> None:
    """The headings, each leading to its own.

    Not Word's table of contents, which asks to be brought up to date whenever it is opened.
    """
    for heading, mark in zip(document.headings, marks, strict=True):
        entry = word.add_paragraph(style=docx_styles.CONTENTS)
        entry.paragraph_format.left_indent = docx_styles.indent(heading.level - 1)
        docx_parts.link_inside(entry, _line(heading.words), mark)


def _chapter(word: Word, chapter: Chapter, marks: Iterator[str]) -> None:
    for heading in (*chapter.above, chapter.heading):
        written = word.add_heading(_line(heading.words), level=min(heading.level, _DEEPEST))
        docx_parts.bookmark(written, next(marks))
    remarks = word.add_paragraph(_line(" ".join(chapter.page.remarks)), style=docx_styles.REMARK)
    remarks.paragraph_format.keep_with_next = bool(chapter.page.quotations)
    for quotation in chapter.page.quotations:
        _quotation(word, quotation)


def _quotation(word: Word, quotation: Quotation) -> None:
    label = word.add_paragraph(style=docx_styles.LABEL)
    label.add_run(_line(quotation.label), style="Strong")
    label.add_run("  " + _line(f"{quotation.section} {quotation.marks}"))
    if quotation.lead_in:
        word.add_paragraph(_words(f"[{quotation.lead_in}]"), style=docx_styles.LEAD_IN)
    quote = word.add_paragraph(style="Quote")
    for piece in quotation.pieces:
        quote.add_run(_words(piece.text), style="Strong" if piece.stands_out else None)
    _linked(word.add_paragraph(style=docx_styles.CITATION), quotation.citation, quotation.link)
    if quotation.erratum_note:
        word.add_paragraph(_line(quotation.erratum_note), style=docx_styles.REMARK)


def _source(word: Word, source: SourceLine) -> None:
    item = word.add_paragraph(_line(" ".join(source.parts)), style="List Number")
    if source.link:
        item.add_run(" ")
        docx_parts.link(item, source.link, source.link)


def _linked(paragraph: Paragraph, words: str, link: str | None) -> None:
    if link:
        docx_parts.link(paragraph, _line(words), link)
    else:
        paragraph.add_run(_line(words))


def _words(text: str) -> str:
    """Words that Word's XML can hold, line feeds kept."""
    return _NOT_XML.sub(" ", printable(text))


def _line(text: str) -> str:
    return _NOT_XML.sub(" ", one_line(text))
