"""Makes PDF files, line by line, so that a test knows where each word stands."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
LEFT = 70.0
BODY = "Helvetica", 11.0
BOLD = "Helvetica-Bold", 11.0
LEADING = 14.0


@dataclass
class Pdf:
    """A PDF being written from the top of a page downwards."""

    buffer: io.BytesIO = field(default_factory=io.BytesIO)
    y: float = HEIGHT - 100
    on_page: Callable[["Pdf", int], object] | None = None
    page: int = 1
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.buffer, pagesize=A4, **self.options)

    def text(
        self, x: float, y: float, words: str, font: str = "Helvetica", size: float = 11
    ) -> float:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, words)
        return x + float(self.canvas.stringWidth(words, font, size))

    def line(self, words: str, *, x: float = LEFT, style: tuple[str, float] = BODY) -> None:
        self.text(x, self.y, words, *style)
        self.y -= max(LEADING, style[1] * 1.25)

    def lines(self, words: str, *, x: float = LEFT, width: float = 440) -> None:
        """Text wrapped to a width, as a word processor does."""
        row = ""
        for word in words.split():
            longer = f"{row} {word}".strip()
            if self.canvas.stringWidth(longer, *BODY) > width:
                self.line(row, x=x)
                row = word
            else:
                row = longer
        self.line(row, x=x)

    def space(self, points: float = 10) -> None:
        self.y -= points

    def paragraph(self, words: str) -> None:
        self.lines(words)
        self.space()

    def numbered(self, number: int, words: str) -> None:
        self.text(LEFT, self.y, f"{number}.")
        self.lines(words, x=LEFT + 24, width=416)
        self.space()

    def bullet(self, words: str, depth: int = 0) -> None:
        x = LEFT + 24 * depth
        self.text(x, self.y, "•")
        self.lines(words, x=x + 14, width=400)
        self.space(4)

    def heading(self, words: str, size: float = 14) -> None:
        self.space(6)
        self.line(words, style=("Helvetica-Bold", size))
        self.space(6)

    def note(self, sign: str, words: str, y: float = 90) -> None:
        self.text(LEFT, y + 3, sign, size=5.5)
        self.text(LEFT + 6, y, words, size=8)

    def next_page(self) -> None:
        if self.on_page:
            self.on_page(self, self.page)
        self.canvas.showPage()
        self.page += 1
        self.y = HEIGHT - 100

    def table(self, rows: list[list[str]], widths: list[float], height: float = 24) -> None:
        """A ruled table, its first row in bold."""
        top = self.y + LEADING
        for place, cells in enumerate(rows):
            x = LEFT
            font = "Helvetica-Bold" if place == 0 else "Helvetica"
            for cell, width in zip(cells, widths, strict=True):
                self.canvas.rect(x, top - height, width, height, stroke=1, fill=0)
                self.text(x + 5, top - height + 8, cell, font)
                x += width
            top -= height
        self.y = top - LEADING - 10

    def done(self) -> bytes:
        if self.on_page:
            self.on_page(self, self.page)
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()
