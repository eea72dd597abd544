"""How much of a question stands word for word in the passage that answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from reportqa.evaluation.gold import GoldQuestion
from reportqa.evaluation.relevance import Relevance, matched_text
from reportqa.search.words import content_words, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportqa.index import Index

PARAPHRASE = 0.3
"""A question is a paraphrase if no more of its content words stand in the passage."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """A question, and the share of its content words that a passage answering it holds."""

    question: GoldQuestion
    share: float

    @property
    def is_paraphrase(self) -> bool:
        """Whether it is asked in other words than the passage's."""
        return self.share <= PARAPHRASE


def overlaps(
    questions: Sequence[GoldQuestion], relevance: Relevance, index: Index
) -> tuple[Overlap, ...]:
    """The overlap of each question that is answered by a passage of the index.

    The share is that of the passage with the highest one, lead-in included; words are compared by
    their stems (Porter, Snowball: A Language for Stemming Algorithms, 2001).
    """
    passages = {passage.id: matched_text(passage) for passage in index.all_passages()}
    return tuple(
        Overlap(question, max(share_held(question.question, passages[name]) for name in found))
        for question in questions
        if (found := relevance.grades.get(question.id))
    )


def share_held(question: str, text: str) -> float:
    """The share of a question's content words that stand in a text, in any inflection.

    Example:
        >>> share_held("Why are strategy meetings delayed?", "The strategy meeting")
        0.6666666666666666
    """
    wanted = _stems(content_words(question))
    return len(wanted & _stems(words(text))) / len(wanted) if wanted else 0.0


def by_type(found: Sequence[Overlap]) -> Mapping[str, tuple[Overlap, ...]]:
    """Overlaps by the type of the question, in the order of the types' names."""
    types = sorted({one.question.type or "" for one in found})
    return {
        name or "untyped": tuple(one for one in found if (one.question.type or "") == name)
        for name in types
    }


def _stems(some: Sequence[str]) -> set[str]:
    return set(_stemmer()(some))


@cache
def _stemmer() -> Callable[[Sequence[str]], list[str]]:
    import snowballstemmer

    stem: Callable[[Sequence[str]], list[str]] = snowballstemmer.stemmer("english").stemWords
    return stem
