"""Readers, one for each format, all giving the same: a `Document` of blocks."""

from __future__ import annotations

from collections.abc import Sequence

from reportqa.documents.readers.document import Document
from reportqa.documents.readers.formats import SUFFIXES, Format, format_of
from reportqa.documents.readers.load import load
from reportqa.documents.readers.naming import shown
from reportqa.documents.readers.process import read_apart
from reportqa.documents.readers.text import read_plain
from reportqa.documents.source import decode

__all__ = [
    "SUFFIXES",
    "Document",
    "Format",
    "format_of",
    "load",
    "read_document",
    "read_plain",
    "shown",
]


def read_document(data: bytes, name: str, page_lines: Sequence[int] = ()) -> Document:
    """Read a file's bytes into blocks, by the reader for what they are.

    Plain text is read in this process, all else in one of its own.

    Args:
        data: The file's bytes.
        name: Its name as messages show it.
        page_lines: For plain text, the line (from 1) on which each printed page begins.

    Raises:
        CorpusError: They are of no format that can be read, are damaged, or hold no text.
    """
    what = format_of(data, name)
    if what == "text":
        return read_plain(decode(data, name), page_lines)
    return read_apart(what, data, name)
