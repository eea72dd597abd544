"""Writing the blocks of formats that say what is a heading, an item or a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportqa.documents.blocks import Role
from reportqa.documents.folding import FOOTNOTE_SIGN
from reportqa.documents.grades import is_grade, judged_subject
from reportqa.documents.lines import TRAILING_MARK
from reportqa.documents.readers.draft import Draft
from reportqa.documents.readers.numbers import Numbers

_NUMBERED = re.compile(r"(?P<sign>(?P<number>\d{1,3})\.)\s+(?=\S)")
_BULLETED = re.compile(r"(?P<sign>[•‣▪●◦■–])\s+(?=\S)")
_NOTE = re.compile(rf"(?P<sign>{FOOTNOTE_SIGN.pattern})\s*(?=\S)")


@dataclass(slots=True)
class Flow:
    """A document as its format tells it, block by block.

    Attributes:
        draft: What is written so far.
        numbers: The running number of its paragraphs.
        quoted: Whether what comes next is a block quotation.
    """

    draft: Draft = field(default_factory=Draft)
    numbers: Numbers = field(default_factory=Numbers)
    quoted: bool = False

    def heading(self, text: str, level: int) -> None:
        """A heading of a level, 1 the outermost."""
        self._add("heading", text, level=level)

    def paragraph(self, text: str) -> None:
        """A paragraph: numbered, an item or a footnote if it begins with a sign for that."""
        text = text.strip()
        if match := _NUMBERED.match(text):
            number = match["number"]
            role: Role = "numbered" if self.numbers.take(int(number)) else "item"
            self._add(role, text[match.end() :], sign=match["sign"], number=number)
        elif match := _BULLETED.match(text):
            self._add("item", text[match.end() :], sign=match["sign"])
        elif match := _NOTE.match(text):
            self.note(match["sign"], text[match.end() :])
        elif is_grade(text) or judged_subject(text):
            self._add("judgement", text)
        else:
            self._add("paragraph", text)

    def item(self, text: str, depth: int, sign: str, indent: int | None = None) -> None:
        """A list item; one with a number that goes on from the last is a numbered paragraph.

        Args:
            text: Its words.
            depth: How many lists it is in, less one.
            sign: Its list sign or number.
            indent: How far it is indented, where that tells more than its depth.
        """
        plain = sign.rstrip(".")
        if depth == 0 and plain.isdigit() and self.numbers.take(int(plain)):
            self._add("numbered", text, sign=sign, number=plain)
        else:
            self._add("item", text, sign=sign, indent=depth if indent is None else indent)

    def note(self, sign: str, text: str) -> None:
        """A footnote."""
        self._add("note", text, sign=sign, number=sign)

    def row(self, cells: Sequence[str], head: Sequence[str]) -> None:
        """A table's row, and the cells of the table's head."""
        words = [" ".join(cell.split()) for cell in cells]
        lead_in = " | ".join(filter(None, (" ".join(cell.split()) for cell in head))) or None
        self._add("row", "\t".join(word for word in words if word), lead_in=lead_in)

    def leave_out(self, rule: str, text: str) -> None:
        """Text that a rule leaves out."""
        if text.strip():
            self.draft.leave_out(rule, text)

    def _add(
        self,
        role: Role,
        text: str,
        *,
        sign: str = "",
        number: str | None = None,
        level: int | None = None,
        indent: int = 0,
        lead_in: str | None = None,
    ) -> None:
        text = text.strip()
        match = TRAILING_MARK.search(text)
        mark = match[0] if match and text[: match.start()].strip() else ""
        self.draft.add(
            role,
            text[: len(text) - len(mark)].rstrip(),
            sign=sign,
            number=number if role != "item" else None,
            level=level,
            indent=indent,
            lead_in=lead_in,
            mark=mark,
            quoted=self.quoted,
        )
