"""Text from a document is data: it may not move a cursor, run in a page or in a spreadsheet."""

from __future__ import annotations

import re

# Control characters but the line feed; what turns the reading direction; lone surrogates.
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#])")


def printable(text: str) -> str:
    r"""Replace what a terminal would obey instead of show; line feeds stay.

    Example:
        >>> printable("a\x1b[31mred\tb")
        'a [31mred b'
    """
    return _UNPRINTABLE.sub(" ", text)


def spreadsheet_cell(text: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula, as OWASP advises: a quote before it.

    Example:
        >>> spreadsheet_cell("=1+1"), spreadsheet_cell("27 (13%)")
        ("'=1+1", '27 (13%)')
    """
    text = printable(text)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def markdown_text(text: str) -> str:
    r"""Escape what Markdown would take for markup, so that the words show as they are.

    Example:
        >>> markdown_text("2*3 <b>")
        '2\\*3 \\<b\\>'
    """
    return _MARKDOWN.sub(r"\\\1", printable(text))
