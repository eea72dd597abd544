"""Writing a table's rows, each with its table's head."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportqa.documents.blocks import Block
from reportqa.documents.readers.draft import Draft
from reportqa.documents.readers.pdf.tables import Row
from reportqa.documents.report import Span

REPEATED_HEAD = "repeated table head"

_NUMBER = re.compile(r"\s*(\d{1,2}(?:\.\d{1,2})*)\.?(?=\s)")


@dataclass(slots=True)
class Rows:
    """The tables of a document, row by row.

    Attributes:
        table: The table of the page that the last row was in; None before any on this page.
        head: The words of that table's head, or None.
        width: How many cells that head has.
        head_text: The head's words as one text, to know it again on the next page.
    """

    table: int | None = None
    head: str | None = None
    head_text: str = ""
    new_page: bool = True

    def open_page(self) -> None:
        """A new page begins; a table may go on there."""
        self.table, self.new_page = None, True

    def write(self, draft: Draft, row: Row, printed: int | None) -> Block | None:
        """Write a row; None where a rule leaves it out."""
        texts = [" ".join(line.text for line in cell) for cell in row.cells]
        whole = " ".join(texts)
        begins = self.table != row.table
        if begins and self.new_page and self.head and whole == self.head_text:
            self.table, self.new_page = row.table, False
            draft.leave_out(REPEATED_HEAD, whole)
            return None
        is_head = begins and len(texts) > 1 and _is_bold(row)
        if begins and not is_head:
            goes_on = self.new_page and self.table is None and len(texts) > 1
            self.head = self.head if goes_on else None
        self.table, self.new_page = row.table, False
        block = self._block(draft, texts, printed)
        if is_head:
            self.head, self.head_text = " | ".join(texts), whole
        return block

    def _block(self, draft: Draft, texts: list[str], printed: int | None) -> Block:
        line = draft.lines
        number = None
        if match := _NUMBER.match(texts[0]):
            number = match[1]
            draft.mark(match[0])
            texts = [texts[0][match.end() :], *texts[1:]]
        spans: list[Span] = []
        signs: list[str] = []
        told: list[str] = []
        for place, text in enumerate(texts):
            if place:
                draft.write("\t")
            words, where, raised = draft.words(text)
            told.append(words)
            spans += where
            signs += raised
        draft.write("\n")
        return Block(
            role="row",
            spans=tuple(spans),
            text=" ".join(word for word in told if word),
            line=line,
            page_first=printed,
            page_last=printed,
            number=number,
            signs=tuple(signs),
            lead_in=self.head,
        )


def _is_bold(row: Row) -> bool:
    return all(line.bold for cell in row.cells for line in cell)
