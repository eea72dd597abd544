"""The signs and numbers that begin a line: bullets, paragraph numbers, footnote signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from reportqa.documents.readers.draft import raised
from reportqa.documents.readers.pdf.lines import Line, is_space_between
from reportqa.documents.readers.pdf.pieces import Piece

_BULLETS = frozenset("•‣▪●◦■◼□▢◆◇►▶➢➤✓✔·∙○§\uf0a7\uf0b7\uf0fc\uf0d8\uf06e\uf0a8\uf02d")
_DASHES = frozenset("-–—−")
_NUMBER = re.compile(r"\(?(\d{1,3})[.)]")
_DOTTED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){1,3})\.?")
_LETTER = re.compile(r"\(?([a-z]|[ivx]{1,4})[.)]")
_AFTER_LETTER = 0.5  # of the type size: a wider gap follows a sign than a word
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
    if line.is_sign(first):
        if len(line.pieces) < 2:
            return None
        sign = raised(first.text)
        return Marker("note", sign, sign, 1, 0, _gap(line, 1))
    count = _first_token(line)
    text = "".join(piece.text for piece in line.pieces[:count])
    if match := _TIGHT.match(text):
        return Marker("number", match[0], match[1], 0, match.end(), 0.0)
    if count == len(line.pieces):
        return None
    gap = _gap(line, count)
    if _is_bullet(first, text, line.pieces[count].spaced, gap):
        return Marker("bullet", text, text, count, 0, gap)
    if match := _NUMBER.fullmatch(text):
        return Marker("number", text, match[1], count, 0, gap)
    if match := _DOTTED.fullmatch(text):
        return Marker("dotted", text, match[1], count, 0, gap)
    if (match := _LETTER.fullmatch(text)) and gap > _AFTER_LETTER:
        return Marker("letter", text, match[1], count, 0, gap)
    return None


def _first_token(line: Line) -> int:
    """How many pieces make the line's first word: some programs set each digit on its own."""
    count = 1
    while count < len(line.pieces) and not is_space_between(
        line.pieces[count - 1], line.pieces[count]
    ):
        if line.pieces[0].symbol != line.pieces[count].symbol:
            break
        count += 1
    return count


def _gap(line: Line, count: int) -> float:
    return (line.pieces[count].x0 - line.pieces[count - 1].x1) / line.size


def _is_bullet(first: Piece, text: str, spaced: bool, gap: float) -> bool:
    if len(text) != 1:
        return False
    if first.symbol or text in _BULLETS or (text in _DASHES and spaced):
        return True
    return text == "o" and gap > _AFTER_LETTER  # Word's hollow bullet, in a typewriter's font
