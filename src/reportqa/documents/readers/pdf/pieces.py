"""What stands on a PDF's page: pieces of words with their boxes, and ruled lines."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_BOLD_WEIGHT = 600
_THIN = 3.0  # points; a filled shape thinner than this is a ruled line
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_NOT_TEXT = {0, 0xFFFE, 0xFFFF, 0xFFFD, 0xAD, 0x200B, 0xFEFF}
_SHAPES = {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM}
_HYPHEN = {2, 0xFFFE}  # what pdfium gives for a hyphen at a line's end


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters without white space that one text object sets.

    Attributes:
        text: The characters, ligatures undone.
        x0: Left edge in points.
        x1: Right edge.
        y: Baseline, upwards from the page's foot.
        size: Type size in points.
        bold: Whether it is set in bold.
        symbol: Whether its font holds signs, not letters.
        spaced: Whether white space precedes it.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    symbol: bool
    spaced: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line: its box."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PageText:
    """What stands on a page, and the page's size.

    Attributes:
        pieces: Its pieces in the order of the file.
        rules: Its ruled lines.
        width: Its width in points.
        height: Its height in points.
        has_picture: Whether it holds a picture.
        pictured: The share of the page that its largest picture or drawing covers.
    """

    pieces: tuple[Piece, ...]
    rules: tuple[Rule, ...]
    width: float
    height: float
    has_picture: bool
    pictured: float


@dataclass(frozen=True, slots=True)
class _Style:
    y: float
    size: float
    bold: bool
    symbol: bool


def page_text(document: pdfium.PdfDocument, index: int) -> PageText:
    """Read the page at `index` (from 0)."""
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            turn = _Turn(page)
            pieces = _Pieces(textpage.raw, turn).all()
        finally:
            textpage.close()
        rules, has_picture, pictured = _drawn(page.raw, turn)
        size = turn.width, turn.height
        return PageText(tuple(pieces), tuple(rules), *size, has_picture, pictured)
    finally:
        page.close()


class _Turn:
    """Page coordinates as the reader sees them: a turned page is turned upright."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        left, bottom, right, top = page.get_bbox()
        self._left, self._bottom = left, bottom
        width, height = right - left, top - bottom
        self._rotation = page.get_rotation() % 360
        self._width, self._height = width, height
        self.width, self.height = (
            (height, width) if self._rotation in (90, 270) else (width, height)
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self._left, y - self._bottom
        if self._rotation == 90:
            return y, self._width - x
        if self._rotation == 180:
            return self._width - x, self._height - y
        if self._rotation == 270:
            return self._height - y, x
        return x, y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


class _Pieces:
    """One walk over a page's characters; few calls for each, for there are thousands."""

    def __init__(self, textpage: ctypes.c_void_p, turn: _Turn) -> None:
        self._page = textpage
        self._turn = turn
        self._fonts: dict[int, tuple[bool, bool]] = {}
        self._done: list[Piece] = []
        self._chars: list[str] = []
        self._first = 0
        self._last = 0
        self._style: _Style | None = None
        self._spaced = True

    def all(self) -> list[Piece]:
        running = 0
        get_unicode, get_object = raw.FPDFText_GetUnicode, raw.FPDFText_GetTextObject
        for index in range(raw.FPDFText_CountChars(self._page)):
            code = get_unicode(self._page, index)
            if code in _HYPHEN:
                code = 0x2D
            elif code in _NOT_TEXT:
                continue
            character = chr(code) if not 0xD800 <= code <= 0xDFFF else ""
            if character.isspace() or code < 32:
                self._end()
                self._spaced = True
                continue
            item = get_object(self._page, index)
            here = ctypes.cast(item, ctypes.c_void_p).value or 0
            if here != running:
                self._end()
                running = here
                self._style = self._style_at(index, item)
            if not self._chars:
                self._first = index
            self._chars.append(character.translate(_LIGATURES))
            self._last = index
        self._end()
        return self._done

    def _end(self) -> None:
        text = "".join(self._chars)
        self._chars = []
        if not text or self._style is None:
            return
        a, b = self._box(self._first), self._box(self._last)
        x0, x1 = min(a[0], b[0]), max(a[2], b[2])
        style = self._style
        self._done.append(
            Piece(text, x0, x1, style.y, style.size, style.bold, style.symbol, self._spaced)
        )
        self._spaced = False

    def _box(self, index: int) -> tuple[float, float, float, float]:
        # The loose box is as wide as the character's advance: between letters no gap is left.
        box = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(self._page, index, box)
        return self._turn.box(box.left, box.bottom, box.right, box.top)

    def _style_at(self, index: int, item: object) -> _Style:
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(self._page, index, x, y)
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self._page, index, matrix)
        scale = max(abs(matrix.d), abs(matrix.c)) or 1.0
        size = raw.FPDFText_GetFontSize(self._page, index) * scale
        bold, symbol = self._font(index, item)
        return _Style(self._turn.point(x.value, y.value)[1], size, bold, symbol)

    def _font(self, index: int, item: object) -> tuple[bool, bool]:
        font = ctypes.cast(raw.FPDFTextObj_GetFont(item), ctypes.c_void_p).value if item else None
        if font is not None and font in self._fonts:
            return self._fonts[font]
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        raw.FPDFText_GetFontInfo(self._page, index, name, 128, flags)
        family = name.value.decode("utf-8", "replace").lower()
        weight = raw.FPDFText_GetFontWeight(self._page, index)
        bold = weight >= _BOLD_WEIGHT or "bold" in family or "black" in family
        symbol = any(part in family for part in ("wingding", "symbol", "dingbat", "webding"))
        if font is not None:
            self._fonts[font] = bold, symbol
        return bold, symbol


def _drawn(page: ctypes.c_void_p, turn: _Turn) -> tuple[list[Rule], bool, float]:
    """The ruled lines of a page, whether it holds a picture, and how much the largest covers."""
    rules: list[Rule] = []
    has_picture, pictured = False, 0.0
    whole = max(turn.width * turn.height, 1.0)
    box = [ctypes.c_float() for _ in range(4)]
    for index in range(raw.FPDFPage_CountObjects(page)):
        item = raw.FPDFPage_GetObject(page, index)
        kind = raw.FPDFPageObj_GetType(item)
        has_picture = has_picture or kind == raw.FPDF_PAGEOBJ_IMAGE
        if kind not in _SHAPES or not raw.FPDFPageObj_GetBounds(item, *box):
            continue
        x0, y0, x1, y1 = turn.box(*(edge.value for edge in box))
        if kind != raw.FPDF_PAGEOBJ_PATH:
            pictured = max(pictured, (x1 - x0) * (y1 - y0) / whole)
            continue
        if x1 - x0 > _THIN and y1 - y0 > _THIN:
            if not _is_stroked(item):
                continue
            # A framed box is four lines.
            rules += [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1)]
            rules += [Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]
        else:
            rules.append(Rule(x0, y0, x1, y1))
    return rules, has_picture, pictured


def _is_stroked(item: object) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(item, mode, stroke)) and bool(stroke.value)
