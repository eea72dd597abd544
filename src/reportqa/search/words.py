"""The words of a question: which carry its meaning."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+(?:['’]\w+)*")

# Function words of English and the words that questions are asked with. They say what is
# wanted, not what it is about, and every passage holds some of them.
STOP_WORDS = frozenset(
    """
    a about above after again against all also am an and any anyone anything are aren't as at be
    because been before being below between both but by can cannot could couldn't did didn't do
    does doesn't doing don't done down during each either else enough ever every few for from
    further get gets getting give given gives got had has hasn't have haven't having he her here
    hers him his how however i i'm if in into is isn't it it's its itself just let like many may
    me might more most much must my neither no nor not now of off often on once one only or other
    our ours out over own please quite rather really report reports said same say says shall she
    should shouldn't since so some something still such tell than that that's the their theirs
    them then there there's these they they're this those through to too under until up upon us
    very was wasn't we were weren't what what's when where whether which while who who's whom
    whose why will with within without won't would wouldn't yet you your yours
    """.split()  # noqa: SIM905 - a list of 190 words a line each reads worse
)

_MOST_OF_A_SUBJECT = 2  # words


def words(text: str) -> list[str]:
    """The words of a text in lower case, possessive endings taken off, in order.

    Example:
        >>> words("Wirral’s care-leavers (19%)")
        ['wirral', 'care', 'leavers', '19']
    """
    found = (match[0].lower().replace("’", "'") for match in _WORD.finditer(text))
    return [word.removesuffix("'s").strip("'") for word in found]


def content_words(text: str) -> list[str]:
    """The words of a text that carry meaning, each once, in order.

    Example:
        >>> content_words("How many of the care leavers has the council lost?")
        ['care', 'leavers', 'council', 'lost']
    """
    return list(dict.fromkeys(word for word in words(text) if word and word not in STOP_WORDS))


def names_a_subject(text: str) -> bool:
    """Whether a text only names a subject, in a word or two, and asks nothing about it.

    Example:
        >>> names_a_subject("Private fostering"), names_a_subject("Is adoption slow?")
        (True, False)
    """
    found = words(text)
    return 0 < len(found) <= _MOST_OF_A_SUBJECT and not STOP_WORDS.intersection(found)


def other_number(word: str) -> str:
    """The plural of a singular, the singular of a plural, as far as a final "s" tells.

    Example:
        >>> other_number("order"), other_number("orders")
        ('orders', 'order')
    """
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else f"{word}s"
