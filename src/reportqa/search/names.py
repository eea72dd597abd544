"""Names that are nearest to one that is not there."""

from __future__ import annotations

import difflib
import heapq
import re
from collections.abc import Sequence

_WORD_BREAK = re.compile(r"[\s/+]+")


def nearest(word: str, known: Sequence[str], count: int = 3) -> list[str]:
    """The known words or names that look most like a word, or hold one that does, nearest first.

    Example:
        >>> nearest("adption", ["Recommendations", "Adoption performance"], 1)
        ['Adoption performance']
    """
    return heapq.nlargest(count, dict.fromkeys(known), key=lambda name: _likeness(word, name))


def there_are(what: str, word: str, known: Sequence[str], *, like: float = 0) -> str:
    """The known names that look most like a word, as a line for the user.

    Args:
        what: What they are names of, in the plural.
        word: The word.
        known: The names.
        like: How alike the two must be, from 0 to 1, for a name to be offered.

    Example:
        >>> there_are("Authorities", "Hull", ["Wirral", "York", "Durham", "Essex"], like=0.7)
        'Authorities here: 4, none of a name like it. See them all: reportqa reports'
    """
    names = [name for name in nearest(word, known) if _likeness(word, name) >= like]
    if not names:
        return (
            f"{what} here: {len(set(known))}, none of a name like it. "
            "See them all: reportqa reports"
        )
    return f"{what}, nearest first: " + "; ".join(f"'{name}'" for name in names) + "."


def _likeness(sought: str, name: str) -> float:
    """How alike two names are, as a whole or word by word, from 0 to 1."""
    sought, name = sought.casefold(), name.casefold()
    parts = _WORD_BREAK.split(name)
    words = _WORD_BREAK.split(sought)
    by_word = sum(max(_ratio(word, part) for part in parts) for word in words) / len(words)
    return max(by_word, _ratio(sought, name))


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()
