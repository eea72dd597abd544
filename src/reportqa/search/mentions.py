"""Every passage that holds a word or phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportqa.documents import cite
from reportqa.errors import UsageError
from reportqa.search.filters import Filters, allowed_passages
from reportqa.search.phrases import phrase_pattern
from reportqa.search.results import Mention, Mentions
from reportqa.search.spelling import corrected, corrections

if TYPE_CHECKING:
    from reportqa.documents import Passage
    from reportqa.index import Index


def find_mentions(index: Index, phrase: str, filters: Filters) -> Mentions:
    """Find every passage that holds a phrase, none left out, in the order of the text.

    The passages themselves are read, not an index of their words, so that what counts as a
    mention does not depend on how words were cut or stemmed.

    Raises:
        UsageError: The phrase holds no letter or digit, or nothing meets the filters.
    """
    pattern = check_phrase(phrase)
    allowed = allowed_passages(index, filters)
    passages = index.all_passages() if allowed is None else index.passages(allowed)
    facts = {stored.id: stored.facts for stored in index.reports()}
    found = []
    for passage in passages:
        spans = tuple(match.span() for match in pattern.finditer(passage.text))
        if spans:
            found.append(Mention(passage, cite(passage, facts[passage.report]), spans))
    words = " ".join(phrase.split())
    return Mentions(words, tuple(found), None if found else _meant(index, words, passages))


def _meant(index: Index, phrase: str, passages: Sequence[Passage]) -> str | None:
    """A phrase that no passage holds with its slips put right; None if none holds that either."""
    folded = phrase.casefold()  # a name is misspelt as easily as any other word
    meant = corrected(folded, corrections(folded, index.vocabulary()))
    if meant == folded:
        return None
    pattern = phrase_pattern(meant)
    return meant if any(pattern.search(passage.text) for passage in passages) else None


def check_phrase(phrase: str) -> re.Pattern[str]:
    """The pattern that finds a phrase.

    Raises:
        UsageError: The phrase holds no letter or digit.
    """
    if not phrase.strip():
        raise UsageError("the phrase is empty", "Try: reportqa find thresholds")
    try:
        return phrase_pattern(phrase)
    except ValueError:
        raise UsageError(
            f"there is no word in '{phrase}'", "Try: reportqa find thresholds"
        ) from None
