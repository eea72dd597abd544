"""Text from a document is data: it may not move a cursor, run in a page or in a spreadsheet."""

from __future__ import annotations

import re
from urllib.parse import quote

# Control characters but the line feed; separators that some readers take for a line's end; what
# turns the reading direction; lone surrogates.
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff]"
)
# The wide forms are taken for formulas too, where a spreadsheet folds what is typed.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#&$])")
_MARKDOWN_LINE = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-+=]))")
_WEB = ("https://", "http://")


def printable(text: str) -> str:
    r"""Replace what a terminal would obey instead of show; line feeds stay.

    Example:
        >>> printable("a\x1b[31mred\tb")
        'a [31mred b'
    """
    return _UNPRINTABLE.sub(" ", text)


def one_line(text: str) -> str:
    r"""What can be printed of a text, on one line.

    Example:
        >>> one_line(" two\n lines ")
        'two lines'
    """
    return " ".join(printable(text).split())


def json_text(document: str) -> str:
    r"""Escape in a JSON document what a terminal would obey; it stands for the same values.

    Example:
        >>> json_text('{"a": "\x9b31m"}')
        '{"a": "\\u009b31m"}'
    """
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def spreadsheet_cell(text: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula, as OWASP advises: a quote before it.

    Example:
        >>> spreadsheet_cell("=1+1"), spreadsheet_cell("27 (13%)")
        ("'=1+1", '27 (13%)')
    """
    text = printable(text)
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def markdown_text(text: str) -> str:
    r"""Escape what Markdown would take for markup, so that the words show as they are.

    Example:
        >>> markdown_text("2*3 <b>")
        '2\\*3 \\<b\\>'
    """
    return _MARKDOWN.sub(r"\\\1", printable(text))


def markdown_line(line: str) -> str:
    r"""Escape what Markdown takes for a list, a rule or code at the start of an escaped line.

    Example:
        >>> markdown_line("12. May"), markdown_line("- one"), markdown_line("12.5%")
        ('12\\. May', '\\- one', '12.5%')
    """
    return _MARKDOWN_LINE.sub(r"\1\\", line.lstrip(" \t"))


def web_link(link: str | None) -> str | None:
    """A link that opens a page of the web and nothing else, or None.

    Example:
        >>> web_link("https://example.org/a (1).pdf#page=2"), web_link("javascript:alert()")
        ('https://example.org/a%20%281%29.pdf#page=2', None)
    """
    if link is None or not link.lower().startswith(_WEB):
        return None
    return quote(link, safe=":/?#@!$&'*+,;=%~", errors="replace")
