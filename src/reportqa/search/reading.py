"""Reading a question: slips put right, terms of the glossary found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from reportqa.index import Group, plain_words, surface_words
from reportqa.search.authorities import of_england
from reportqa.search.glossary import Entry, Glossary, Match, field_glossary, harvested
from reportqa.search.query import Question
from reportqa.search.spelling import corrected, corrections
from reportqa.search.words import content_words, other_number, words

if TYPE_CHECKING:
    from reportqa.index import Index
    from reportqa.search.stages import Ordinals

_MEANINGS = 3  # other names of one term that are looked for


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was understood.

    Attributes:
        text: The question, slips put right.
        canonical: The same in the reports' own words, for the stages that compare meanings: each
            term of the glossary by the name that the corpus has most often.
        names: Where `canonical` names what its reports are about all over: their authorities and
            dates. What stands there tells no passages apart.
        groups: Its content words, and its terms with their other names, for the lexical stage.
        corrections: Slips, each with the word taken in its place.
        meanings: Terms, each with the reports' own name that took its place.
    """

    text: str
    canonical: str
    names: tuple[tuple[int, int], ...]
    groups: tuple[Group, ...]
    corrections: dict[str, str]
    meanings: dict[str, tuple[str, ...]]


class Reader:
    """Reads questions for one index.

    Args:
        index: An open index: its words, and the acronyms that its reports spell out.
        office: Entries of an office's own glossary; they come before all others.
    """

    def __init__(self, index: Index, office: tuple[Entry, ...]) -> None:
        self._index = index
        self.glossary = Glossary([*office, *harvested(index.acronyms()), *field_glossary()])

    def read(self, question: Question, among: Ordinals | None = None) -> Reading:
        """Read a question; quoted phrases are left as they are.

        Args:
            question: The question.
            among: The passages in whose words it is put; None for all.
        """
        slips = corrections(question.text, self._index.vocabulary(), self._known_words)
        quoted = {word for phrase in question.phrases for word in words(phrase)}
        slips = {slip: meant for slip, meant in slips.items() if slip.casefold() not in quoted}
        text = corrected(question.text, slips)
        canonical, meanings = text, {}
        groups = [Group((word,)) for word in content_words(text)]
        for match in reversed(self.glossary.find(text)):
            written = text[match.start : match.end]
            others = self._others(match, among)
            if not others:
                continue
            groups.append(Group((written, *others)))
            if self._mentions(others[0], among) > self._mentions(written, among):
                canonical = canonical[: match.start] + others[0] + canonical[match.end :]
                meanings[written] = (others[0],)
        return Reading(text, canonical, (), tuple(groups), slips, dict(reversed(meanings.items())))

    @cached_property
    def _known_words(self) -> frozenset[str]:
        """Words that are no slips: those of the glossary, and of the authorities' names."""
        terms = [term for entry in self.glossary.entries for term in entry.terms]
        terms += [report.facts.authority or "" for report in self._index.reports()]
        terms += of_england()
        return frozenset(word for term in terms for word in words(term))

    def _others(self, match: Match, among: Ordinals | None) -> list[str]:
        """The other names of a term that the corpus holds, the commonest first."""
        counts = {other: self._mentions(other, among) for other in match.others}
        held = [other for other, count in counts.items() if count]
        return sorted(held, key=lambda other: -counts[other])[:_MEANINGS]

    def _mentions(self, term: str, among: Ordinals | None) -> int:
        """How often those passages have a term, singular or plural; 0 if a word of it is lacking.

        The full-text table alone would not do: stemmed, "rated" also finds every "rate".
        """
        vocabulary = self._index.vocabulary()
        counts = [
            vocabulary.get(word, 0) + vocabulary.get(other_number(word), 0)
            for word in surface_words(term)
        ]
        if not all(counts):
            return 0
        if among is not None:
            return len(self._index.lexical([term], len(among), among)[0])
        # A number is no word of the vocabulary: "s.20" is two words, and only one is counted.
        return self._index.mentions(term) if len(plain_words(term)) > 1 else min(counts, default=0)
