"""Telling a file's format by what it holds, not by its name."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from reportqa.errors import CorpusError

Format = Literal["pdf", "docx", "odt", "html", "markdown", "text"]

SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".pdf", ".docx", ".docm", ".odt", ".html", ".htm"}
)
_BOUND = frozenset({".pdf", ".docx", ".docm", ".odt"})  # endings that a web page never has
_MARKDOWN = frozenset({".md", ".markdown"})

_PICTURES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"BM": "a BMP picture",
}
_OTHERS = {
    b"{\\rtf": ("an RTF file", "Save it as DOCX or PDF."),
    b"\xd0\xcf\x11\xe0": ("an old Word or Office file", "Save it as DOCX or PDF."),
    b"\x1f\x8b": ("a gzip archive", "Unpack it first."),
}
_PDF_DEPTH = 1024  # bytes before which a PDF's header stands
_HTML_DEPTH = 4096
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def format_of(data: bytes, name: str) -> Format:
    """The format of a file.

    Args:
        data: What it holds.
        name: Its name: tells Markdown from plain text, and a web page from what it stands in for.

    Raises:
        CorpusError: It is empty, or of a format that cannot be read.
    """
    if not data.strip():
        raise CorpusError(f"'{name}' is empty", "Get the file again.")
    suffix = PurePath(name).suffix.lower()
    if b"%PDF-" in data[:_PDF_DEPTH]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _packed(data, name)
    for signature, what in _PICTURES.items():
        if data.startswith(signature) and b"\x00" in data:
            raise CorpusError(f"'{name}' is {what}", "Run it through OCR and index the result.")
    for signature, (what, mend) in _OTHERS.items():
        if data.startswith(signature):
            raise CorpusError(f"'{name}' is {what}", mend)
    if _HTML.match(data[:_HTML_DEPTH]):
        if suffix in _BOUND:
            raise CorpusError(
                f"'{name}' is a web page, not the {suffix[1:].upper()} that its name says",
                "Fetch the report again; if the page is the report, name it .html.",
            )
        return "html"
    if suffix in _BOUND:
        raise CorpusError(
            f"'{name}' is no {suffix[1:].upper()}, or it is damaged", "Get the file again."
        )
    if suffix in (".html", ".htm"):
        return "html"
    return "markdown" if suffix in _MARKDOWN else "text"


def _packed(data: bytes, name: str) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise CorpusError(f"'{name}' is a damaged Office file", "Get the file again.") from error
    if "word/document.xml" in names:
        return "docx"
    if "content.xml" in names:
        return "odt"
    raise CorpusError(
        f"'{name}' is a ZIP archive or Office file, but no text document", "Save it as PDF."
    )
