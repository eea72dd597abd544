"""Reading Markdown, by way of the HTML that it stands for."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from reportqa.documents.readers.document import Document
from reportqa.documents.readers.html import html_document
from reportqa.documents.source import decode

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)


def read_markdown(data: bytes, name: str) -> Document:
    """Read a Markdown file (CommonMark with tables); front matter is no text of the report.

    Args:
        data: The file's bytes.
        name: Its name, for errors.

    Raises:
        CorpusError: It is no text.
    """
    text = _FRONT_MATTER.sub("", decode(data, name))
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    return html_document(rendered)
