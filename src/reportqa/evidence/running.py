"""A report as one run of words, so that a quotation is found across its passages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from reportqa.documents import Facts, Heading, Passage, erratum_of
from reportqa.evidence.words import Word, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BREAK = -1  # the id of the break between two runs: no word of a quotation is it


class Lexicon:
    """The words met so far, each with a number of its own."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}

    def ids(self, words: Sequence[Word]) -> list[int]:
        """The numbers of words; new ones are numbered on."""
        known = self._ids
        return [known.setdefault(word.form, len(known)) for word in words]

    def beginning(self, stem: str) -> list[int]:
        """The numbers of the words that begin with a stem."""
        return [number for form, number in self._ids.items() if form.startswith(stem)]


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage, a list's lead-in or a heading, as it stands in the run.

    Attributes:
        passage: The passage that it is cited as; None for a heading.
        text: Its words.
        words: They, one by one.
        first: The place of its first word in the run.
    """

    passage: Passage | None
    text: str
    words: tuple[Word, ...]
    first: int

    def is_one_with(self, other: Piece) -> bool:
        """Whether it and a later piece are one passage, or a list and the words that lead it in."""
        one, two = self.passage, other.passage
        if self is other:
            return True
        if one is None or two is None:
            return False
        if one.id == two.id or (one.number is not None and one.number == two.number):
            return True
        if one.lead_in is not None and one.lead_in == two.lead_in:
            return True
        return two.lead_in is not None and one.text.endswith(two.lead_in)


class Running:
    """A report's passages in order, then what is to be found beside them.

    What follows the text proper, each parted by a break: footnotes; items with the words that
    lead them in, where others stand between; passages as they were printed, where a known fault
    has them otherwise; headings.

    Args:
        report: The report's id.
        facts: What is known of it.
        passages: Its passages, in order.
        headings: Its headings.
        lexicon: The words' numbers.
    """

    def __init__(
        self,
        report: str,
        facts: Facts,
        passages: Sequence[Passage],
        headings: Sequence[Heading],
        lexicon: Lexicon,
    ) -> None:
        self.report = report
        self.facts = facts
        self.passages = tuple(passages)
        self.pieces: list[Piece] = []
        self._ids: list[int] = []
        for run in _runs(self.passages, facts):
            for passage, text in run:
                self._add(passage, text, lexicon)
            self._break()
        for heading in headings:
            self._add(None, heading.text, lexicon)
            self._break()
        self._firsts = [piece.first for piece in self.pieces]

    def _add(self, passage: Passage | None, text: str, lexicon: Lexicon) -> None:
        words = words_of(text)
        self.pieces.append(Piece(passage, text, tuple(words), len(self._ids)))
        self._ids += lexicon.ids(words)

    def _break(self) -> None:
        self._ids.append(BREAK)

    @cached_property
    def ids(self) -> NDArray[np.int32]:
        """The numbers of the words, int32 (n,); `BREAK` between two runs."""
        import numpy as np

        return np.array(self._ids, dtype=np.int32)

    @cached_property
    def borders(self) -> NDArray[np.bool_]:
        """Which words begin a passage that is no part of the one before it, bool (n,)."""
        import numpy as np

        found = np.zeros(len(self._ids), dtype=np.bool_)
        for before, piece in pairwise(self.pieces):
            if piece.words and not before.is_one_with(piece):
                found[piece.first] = True
        return found

    def piece_at(self, place: int) -> Piece:
        """The piece in which a word of the run stands."""
        index = bisect_right(self._firsts, place) - 1
        while not self.pieces[index].words:
            index -= 1
        return self.pieces[index]

    def ends_of(self, passages: Sequence[Passage]) -> list[range]:
        """Where words of some passages may end, for each piece that holds any."""
        wanted = {passage.id for passage in passages}
        return [
            range(piece.first + 1, piece.first + len(piece.words) + 1)
            for piece in self.pieces
            if piece.passage is not None and piece.passage.id in wanted
        ]

    def word_at(self, place: int) -> Word:
        """A word of the run, with its place in its piece."""
        piece = self.piece_at(place)
        return piece.words[place - piece.first]


def _runs(passages: Sequence[Passage], facts: Facts) -> Iterator[list[tuple[Passage, str]]]:
    yield [(passage, passage.text) for passage in passages if passage.kind != "footnote"]
    for place, passage in enumerate(passages):
        if passage.kind == "footnote":
            yield [(passage, passage.text)]
        before = passages[place - 1].text if place else ""
        if passage.lead_in and not before.endswith(passage.lead_in):
            yield [(replace(passage, lead_in=None), passage.lead_in), (passage, passage.text)]
        erratum = erratum_of(passage, facts.errata)
        if erratum is not None and erratum.source in passage.text:
            yield [(passage, passage.text.replace(erratum.source, erratum.printed))]
