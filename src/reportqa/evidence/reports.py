"""The reports of an index as a check reads them, and which of them a quotation may be from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reportqa.documents import Passage, cite
from reportqa.evidence.cited import Citation, Shelf
from reportqa.evidence.compare import Quoted
from reportqa.evidence.given import Given
from reportqa.evidence.places import passages_at
from reportqa.evidence.running import Lexicon, Running

if TYPE_CHECKING:
    from reportqa.index import Index

_FEW = 3  # reports; so many are searched from end to end
_MOST = 8  # of a larger shelf that are searched for one quotation
_RARE_WORDS = 12
_PHRASE = 6  # words
_PHRASES = 24


class Reports:
    """The reports to check against, each taken apart when it is first needed.

    Args:
        index: An open index.
        report: The id of the only report; all of them for None.

    Raises:
        UsageError: There is no such report.

    Attributes:
        facts: What is known of each, by its id.
        shelf: What they are called.
        lexicon: The words met in them.
    """

    def __init__(self, index: Index, report: str | None = None) -> None:
        stored = [index.report(report)] if report is not None else list(index.reports())
        self._index = index
        self.facts = {each.id: each.facts for each in stored}
        self.shelf = Shelf(
            self.facts,
            {each: tuple(one.text for one in index.headings(each)) for each in self.facts},
        )
        self.lexicon = Lexicon()
        self._running: dict[str, Running] = {}
        self._vocabulary: dict[str, int] | None = None

    def running(self, report: str) -> Running:
        """A report as one run of words."""
        if report not in self._running:
            self._running[report] = Running(
                report,
                self.facts[report],
                self._index.all_passages(report),
                self._index.headings(report),
                self.lexicon,
            )
        return self._running[report]

    def cite(self, passage: Passage) -> str:
        """Cite a passage."""
        return cite(passage, self.facts[passage.report])

    def passages_at(self, citation: Citation, reports: tuple[str, ...]) -> list[Passage]:
        """The passages that a citation means in some reports."""
        return [
            passage
            for report in reports[:_MOST]
            for passage in passages_at(self.running(report).passages, citation)
        ]

    def meant_by(self, given: Given) -> tuple[str, ...]:
        """The reports that a quotation's citation may mean."""
        named = given.citation.reports if given.citation is not None else ()
        return named or given.reports or tuple(self.facts)

    def candidates(self, given: Given, quoted: Quoted) -> Iterator[str]:
        """The reports to hold a quotation against, the likeliest first; found as they are asked."""
        if len(self.facts) <= _FEW:
            yield from self.facts
            return
        likely = given.reports[:_MOST]
        yield from likely
        yield from (report for report in self._by_words(quoted) if report not in likely)

    def knows_word(self, form: str) -> bool:
        """Whether all parts of a word stand in the reports."""
        parts = re.findall(r"[^\W_]+", form)
        return all(len(part) <= 2 or part in self._words for part in parts)

    @property
    def _words(self) -> dict[str, int]:
        if self._vocabulary is None:
            self._vocabulary = self._index.vocabulary()
        return self._vocabulary

    def _by_words(self, quoted: Quoted) -> list[str]:
        """The reports whose passages hold a quotation's phrases, or its rarest words."""
        found: dict[str, None] = {}
        for sought, limit in ((_phrases(quoted), 12), (self._rare(quoted), 8)):
            if sought:
                ordinals, _ = self._index.lexical(sought, limit)
                for passage in self._index.passages(ordinals):
                    if passage.report in self.facts:
                        found.setdefault(passage.report)
        return list(found)[:_MOST]

    def _rare(self, quoted: Quoted) -> list[str]:
        forms = " ".join(each.form for each in quoted.elements)
        counts = {part: self._words.get(part, 0) for part in re.findall(r"[^\W_]+", forms)}
        known = [part for part, count in counts.items() if count]
        return sorted(known, key=counts.__getitem__)[:_RARE_WORDS]


def _phrases(quoted: Quoted) -> list[str]:
    """Stretches of a quotation's words that no bracket or ellipsis breaks."""
    runs: list[list[str]] = [[]]
    for element in quoted.elements:
        if element.part == "word" and not element.stem:
            runs[-1].append(element.text)
        else:
            runs.append([])
    return [
        " ".join(run[start : start + _PHRASE])
        for run in runs
        for start in range(0, max(1, len(run) - 2), _PHRASE)
        if len(run) > 2
    ][:_PHRASES]
