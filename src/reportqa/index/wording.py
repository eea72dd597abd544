"""How texts are cut into words, for matching and for spelling."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_WORD = re.compile(r"[^\W_]+")
# Where there is none of these, there is no combining character (general punctuation has none).
_MAY_COMBINE = re.compile("[\u0300-\u1fff\u2070-\U0010ffff]")


def fold(text: str) -> str:
    """Text as it is indexed: ligatures and other compatible forms written out, no soft hyphens.

    Example:
        >>> fold("the ﬁrst chil\u00addren")
        'the first children'
    """
    return text if text.isascii() else unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))


def plain_words(text: str) -> list[str]:
    """The words of a text in order, without case and accents.

    Example:
        >>> plain_words("Children’s Café, 2016: stage 2a")
        ['children', 's', 'cafe', '2016', 'stage', '2a']
    """
    plain = fold(text).casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        if _MAY_COMBINE.search(plain):
            plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _WORD.findall(plain)


def surface_words(text: str) -> list[str]:
    """The words of a text, folded but not stemmed, in order, without numbers: for spelling.

    Example:
        >>> surface_words("Children’s Café, 2016: stage 2a")
        ['children', 's', 'cafe', 'stage', '2a']
    """
    return [word for word in plain_words(text) if not word.isnumeric()]


def stems(text: str) -> list[str]:
    """The words of a text in order, by their stems (Porter, 1980): for matching.

    Example:
        >>> stems("Caseloads of social workers")
        ['caseload', 'of', 'social', 'worker']
    """
    return [_stem(word) for word in plain_words(text)]


@lru_cache(maxsize=1 << 17)
def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return stem


@lru_cache(maxsize=1)
def _stemmer() -> Any:  # noqa: ANN401 - it has no types
    import snowballstemmer

    return snowballstemmer.stemmer("porter")
