"""The words of a text, each as it is compared and where it stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from reportqa.documents.folding import FOOTNOTE_SIGN

# A figure; letters, with the apostrophes and hyphens inside them, a line-end hyphen included; or a
# sign that is read out as a word.
WORD = re.compile(
    r"\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+(?:(?:\u00ad\s*|[-\u2010\u2011]\s*|['’‘ʼ′])[^\W\d_]+)*"
    r"|[%£$€&]"
)
_INSIDE = re.compile(r"[\u00ad\u2010\u2011\-\s]+")
_APOSTROPHE = re.compile("[’‘ʼ′]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_HYPHEN = re.compile("[-\u2010\u2011\u00ad]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    Attributes:
        form: The form in which it is compared: `form_of` what stands there.
        start: Where it begins in the text.
        end: Where it ends.
    """

    form: str
    start: int
    end: int


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    r"""The words of a text between two places, in order; footnote signs are none.

    Example:
        >>> [word.form for word in words_of("The multi-\nagency plan’s ﬁrst 2,712 (13%)")]
        ['the', 'multiagency', "plan's", 'first', '2712', '13', '%']
    """
    found = []
    for match in WORD.finditer(text, start, len(text) if end is None else end):
        form = form_of(match[0])
        if form:
            found.append(Word(form, match.start(), match.end()))
    return found


@lru_cache(maxsize=1 << 16)  # a shelf of a million words has some ten thousand different ones
def form_of(word: str) -> str:
    """A word without case, ligatures, hyphens, thousands separators and footnote signs.

    Example:
        >>> form_of("Re-ﬁne"), form_of("Children’s"), form_of("home²")
        ('refine', "children's", 'home')
    """
    if word.isascii():  # by far the most are
        plain = word.casefold()
        if plain.isalpha():
            return plain
    else:
        plain = unicodedata.normalize("NFKC", FOOTNOTE_SIGN.sub("", word)).casefold()
    plain = _APOSTROPHE.sub("'", _INSIDE.sub("", plain))
    return _THOUSANDS.sub("", plain)


def has_hyphen(text: str) -> bool:
    """Whether a hyphen stands in a text: it may be its own or a line's end."""
    return _HYPHEN.search(text) is not None
