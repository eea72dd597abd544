"""Words that turn a statement round."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NEGATION = re.compile(
    r"(?:not|no|never|none|nor|neither|nobody|nothing|nowhere|without|cannot|unable|unless|hardly"
    r"|rarely|seldom|barely|scarcely|fail(?:s|ed|ing|ures?)?|lack(?:s|ed|ing)?|\w+n't)"
)
# Said before a quotation begins, these turn it round; the others are statements of their own.
_AT_ONCE = re.compile(r"(?:not|no|never|nor|neither|without|cannot|unable|hardly|\w+n't)")


def negations(forms: Sequence[str]) -> list[str]:
    """The words of a text, in their compared form, that turn it round.

    Example:
        >>> negations(["they", "don't", "always", "succeed", "without", "help"])
        ["don't", 'without']
    """
    return [form for form in forms if _NEGATION.fullmatch(form)]


def turns_round(before: Sequence[str]) -> bool:
    """Whether the words that precede others turn those round at once.

    Example:
        >>> turns_round(["it", "is", "not"]), turns_round(["has", "failed", "to"])
        (True, True)
        >>> turns_round(["not", "only", "there", "but"])
        False
    """
    if not before:
        return False
    if before[-1] == "to" and len(before) > 1:
        return _NEGATION.fullmatch(before[-2]) is not None
    return _AT_ONCE.fullmatch(before[-1]) is not None
