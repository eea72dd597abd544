"""Writing the text of a document while its blocks are found: what every reader but one does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportqa.documents.blocks import Block, Role
from reportqa.documents.folding import FOOTNOTE_SIGN
from reportqa.documents.readers.document import Document
from reportqa.documents.report import LeftOut, Span

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(sign: str) -> str:
    """A footnote sign as the text of a report shows it.

    Example:
        >>> raised("12")
        '¹²'
    """
    return sign.translate(_RAISED)


@dataclass(slots=True)
class Draft:
    """A document being written: its text so far, and what stands where in it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    lines: int = 1
    blocks: list[Block] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    marks: list[Span] = field(default_factory=list)

    def write(self, text: str) -> Span:
        """Append text; give where it stands."""
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        self.lines += text.count("\n")
        return start, self.length

    def mark(self, text: str) -> None:
        """Append a mark: text that no passage holds though nothing leaves it out."""
        self.marks.append(self.write(text))

    def leave_out(self, rule: str, text: str) -> None:
        """Append a line that a rule leaves out."""
        line = self.lines
        span = self.write(text)
        self.write("\n")
        self.left_out.append(LeftOut(rule, " ".join(text.split()), line, (span,)))

    def words(self, text: str) -> tuple[str, tuple[Span, ...], tuple[str, ...]]:
        """Append text that may hold footnote signs; give its words, their spans, the signs."""
        spans: list[Span] = []
        signs: list[str] = []
        told: list[str] = []
        cursor = 0
        for match in FOOTNOTE_SIGN.finditer(text):
            self._words(text[cursor : match.start()], spans, told)
            self.mark(match[0])
            signs.append(match[0])
            cursor = match.end()
        self._words(text[cursor:], spans, told)
        return " ".join("".join(told).split()), tuple(spans), tuple(signs)

    def _words(self, text: str, spans: list[Span], told: list[str]) -> None:
        span = self.write(text)
        told.append(text)
        if text.strip():
            spans.append(span)

    def add(
        self,
        role: Role,
        text: str,
        *,
        sign: str = "",
        number: str | None = None,
        level: int | None = None,
        indent: int = 0,
        lead_in: str | None = None,
        mark: str = "",
        quoted: bool = False,
    ) -> None:
        """Append a block on a line of its own: its sign or number, then its words.

        Args:
            role: What it is.
            text: Its words, with footnote signs in place.
            sign: List sign or printed number before it, as it stands there.
            number: That number, where it is one.
            level: A heading's level.
            indent: A list item's depth.
            lead_in: The head of a table's row.
            mark: The mark at its end, such as ``(Recommendation)``.
            quoted: Whether it is a block quotation.
        """
        line = self.lines
        if sign:
            self.mark(sign)
            self.write(" ")
        words, spans, signs = self.words(text)
        if mark:
            self.write(" ")
            self.mark(mark)
        self.write("\n\n")
        if not spans:
            return
        self.blocks.append(
            Block(
                role=role,
                spans=spans,
                text=words,
                line=line,
                page_first=None,
                page_last=None,
                number=number,
                indent=indent,
                signs=signs,
                marks=(mark.strip("()").lower(),) if mark else (),
                level=level,
                lead_in=lead_in,
                quoted=quoted,
            )
        )

    def finish(self, *, title: str | None = None, contents: Sequence[str] = ()) -> Document:
        """The document as written."""
        return Document(
            source="".join(self.parts),
            blocks=tuple(self.blocks),
            left_out=tuple(self.left_out),
            mark_spans=tuple(self.marks),
            contents=tuple(contents),
            title=title,
        )
