"""The unit that is retrieved and cited."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from reportqa.documents.grades import ends_in_grade

Kind = Literal["paragraph", "item", "judgement", "row", "footnote", "title"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item, judgement, table row, footnote or title, word for word.

    Attributes:
        id: Stable name, ``report:place`` (``wirral-2016:26``, ``wirral-2016:141.3``,
            ``wirral-2016:59+1``, ``wirral-2016:executive-summary+3``, ``wirral-2016:note-2``).
        report: The report's id, a slug.
        number: The printed number of the paragraph it belongs to, or None.
        item: Its place (from 1) in that paragraph's list, or None.
        kind: What it is.
        section: The path of headings above it, outermost first; empty before the first one.
        page_first: Printed page on which it begins; None where the source knows no pages.
        page_last: Printed page on which it ends.
        lead_in: The sentences that lead its list in (text that stands in another passage),
            outermost first, or None.
        anchor: For a footnote, the id of the passage that it hangs on or the text of that
            heading; else None.
        marks: What the report attaches to it: ``recommendation``.
        text: Its words as they stand in the source, less marks (list signs, printed numbers,
            footnote signs, tags).
    """

    id: str
    report: str
    number: str | None
    item: int | None
    kind: Kind
    section: tuple[str, ...]
    page_first: int | None
    page_last: int | None
    lead_in: str | None
    anchor: str | None
    marks: tuple[str, ...]
    text: str

    @property
    def place(self) -> str:
        """The id without its report: what a person types after ``reportqa show``."""
        return self.id.partition(":")[2]

    @property
    def context(self) -> str:
        """What the words mean by where they stand, for encoding: never shown, never quoted.

        The section path, what the passage is where its words do not say so (a judgement), and
        its lead-in.

        Example:
            >>> place = ("r:a+1", "r", None, None, "judgement", ("Adoption",), 1, 1, None, None)
            >>> Passage(*place, (), "Requires improvement").context
            'Adoption. Judgement'
        """
        lead_in = self.lead_in if self.lead_in not in self.section else None
        parts = (" > ".join(self.section), self._what_it_is, lead_in)
        return ". ".join(part for part in parts if part)

    @property
    def _what_it_is(self) -> str:
        if self.kind == "title":
            return "Front page"
        if self.kind == "judgement" or (self.kind == "row" and ends_in_grade(self.text)):
            return "Judgement" if self.section or self.kind == "row" else "Overall judgement"
        return ""

    @property
    def text_hash(self) -> str:
        """SHA-256 of the text (hex); stored beside an id, it tells if the words are still those."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()
