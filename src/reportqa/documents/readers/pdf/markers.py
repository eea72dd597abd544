"""The signs and numbers that begin a line: bullets, paragraph numbers, footnote signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from reportqa.documents.readers.draft import raised
from reportqa.documents.readers.pdf.lines import Line

_BULLETS = frozenset("•‣▪●◦■◼□▢◆◇►▶➢➤✓✔·∙○§\uf0a7\uf0b7\uf0fc\uf0d8\uf06e\uf0a8\uf02d")
_DASHES = frozenset("-–—−")
_NUMBER = re.compile(r"\(?(\d{1,3})[.)]")
_DOTTED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})\.?")
_LETTER = re.compile(r"\(?([a-z]|[ivx]{1,4})[.)]")
_TIGHT = re.compile(r"(\d{1,3})\.(?=[A-Z‘“])")


@dataclass(frozen=True, slots=True)
class Marker:
    """What begins a line.

    Attributes:
        kind: ``bullet``, ``number``, ``dotted`` (2.1), ``letter`` or ``note``.
        text: As it stands there, a raised sign raised.
        number: The number, letter or sign alone.
        pieces: How many of the line's pieces it takes.
        rest: Where the marker ends inside its last piece (0: it takes the whole piece).
        gap: The space after it, in type sizes.
    """

    kind: Literal["bullet", "number", "dotted", "letter", "note"]
    text: str
    number: str
    pieces: int
    rest: int
    gap: float


def marker_of(line: Line) -> Marker | None:
    """The marker that begins a line, if words follow it."""
    first = line.pieces[0]
    if len(line.pieces) < 2:
        tight = _TIGHT.match(first.text)
        return Marker("number", tight[0], tight[1], 0, tight.end(), 0.0) if tight else None
    second = line.pieces[1]
    gap = (second.x0 - first.x1) / line.size
    text = first.text
    if line.is_sign(first):
        return Marker("note", raised(text), raised(text), 1, 0, gap)
    is_sign = first.symbol and len(text) == 1
    if is_sign or text in _BULLETS or (text in _DASHES and second.spaced):
        return Marker("bullet", text, text, 1, 0, gap)
    if text == "o" and gap > 0.6:  # Word's hollow bullet, set in a typewriter's font
        return Marker("bullet", text, text, 1, 0, gap)
    if match := _NUMBER.fullmatch(text):
        return Marker("number", text, match[1], 1, 0, gap)
    if text.isdigit() and second.text == "." and len(line.pieces) > 2 and not second.spaced:
        return Marker("number", f"{text}.", text, 2, 0, (line.pieces[2].x0 - second.x1) / line.size)
    if match := _TIGHT.match(text):
        return Marker("number", match[0], match[1], 0, match.end(), 0.0)
    if match := _DOTTED.fullmatch(text):
        return Marker("dotted", text, match[1], 1, 0, gap)
    if (match := _LETTER.fullmatch(text)) and gap > 0.5:
        return Marker("letter", text, match[1], 1, 0, gap)
    return None
