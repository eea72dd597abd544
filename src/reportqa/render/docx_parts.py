"""What a Word file has and python-docx has no call for: links, bookmarks, fields, its language."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section
    from docx.text.paragraph import Paragraph

LANGUAGE = "en-GB"


def describe(document: Document, title: str, made: dt.date) -> None:
    """Fill in a file's properties: what it is, when it was made, in which language."""
    when = dt.datetime.combine(made, dt.time(12), tzinfo=dt.UTC)
    about = document.core_properties
    about.title = title[:255]  # no property may be longer
    about.subject = "Quotations with their sources"
    about.author = about.last_modified_by = "reportqa"
    about.comments = about.keywords = ""
    about.language = LANGUAGE
    about.created = about.modified = when
    about.revision = 1


def link(paragraph: Paragraph, words: str, url: str) -> None:
    """Add words to a paragraph that lead to a page of the web."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    target = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    _add_link(paragraph, words, qn("r:id"), target, style="Hyperlink")


def link_inside(paragraph: Paragraph, words: str, mark: str) -> None:
    """Add words to a paragraph that lead to a bookmark of the same file."""
    from docx.oxml.ns import qn

    _add_link(paragraph, words, qn("w:anchor"), mark, style=None)


def bookmark(paragraph: Paragraph, mark: str) -> None:
    """Make all of a paragraph a place that links can lead to.

    Args:
        paragraph: The paragraph.
        mark: Its name: letters and digits, ending in a number that no other bookmark has.
    """
    number = mark.lstrip("abcdefghijklmnopqrstuvwxyz")
    start = _element("w:bookmarkStart", {"w:id": number, "w:name": mark})
    at = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(at, start)
    paragraph._p.append(_element("w:bookmarkEnd", {"w:id": number}))


def number_pages(section: Section, title: str) -> None:
    """Put the title and the page's number, of how many, into the foot of every page.

    Both are simple fields in a footer, which every program works out when it opens the file.
    """
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{title}\t")
    foot.add_run("Page ")
    _add_field(foot, "PAGE")
    foot.add_run(" of ")
    _add_field(foot, "NUMPAGES")


def _add_link(
    paragraph: Paragraph, words: str, kind: str, target: str, *, style: str | None
) -> None:
    run = paragraph.add_run(words, style=style)
    holder = _element("w:hyperlink", {"w:history": "1"})
    holder.set(kind, target)
    holder.append(run._r)
    paragraph._p.append(holder)


def _add_field(paragraph: Paragraph, name: str) -> None:
    field = _element("w:fldSimple", {"w:instr": name})
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def _element(tag: str, attributes: dict[str, str]) -> BaseOxmlElement:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made: BaseOxmlElement = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    return made
