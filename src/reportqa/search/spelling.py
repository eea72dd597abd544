"""Slips of the finger in a question, met with the corpus's own words."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from reportqa.search.words import other_number

if TYPE_CHECKING:
    from spellchecker import SpellChecker

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SHORTEST = 4  # a shorter word is as likely a name or an acronym
_LONG = 8  # from here on two slips are forgiven
_SAME_STEM = 3  # letters by which two forms of one word may differ at their ends


def corrections(
    question: str, vocabulary: Mapping[str, int], terms: Collection[str] = ()
) -> dict[str, str]:
    """Words that stand nowhere, each with the corpus's word that was most likely meant.

    A word is a slip if the corpus does not hold it, no dictionary knows it, and it is no name
    (capitalised inside a sentence). It is taken for the word at the smallest edit distance, two
    letters changing places counting as one edit (optimal string alignment), the commonest of
    several. Another form of a word that the corpus holds is no slip.

    Args:
        question: The question.
        vocabulary: The corpus's words in lower case, with how often each stands there.
        terms: Words of the glossary in lower case, which are no slips either.

    Example:
        >>> corrections("why are safegaurding plans late?", {"safeguarding": 9})
        {'safegaurding': 'safeguarding'}
        >>> corrections("how many NEETs", {"needs": 9}, {"neet"})
        {}
    """
    found = {}
    for match in _WORD.finditer(question):
        word = match[0].replace("’", "'").removesuffix("'s")
        folded = word.casefold()
        is_name = word[0].isupper() and match.start() > 0
        if len(folded) < _SHORTEST or "'" in folded or is_name:
            continue
        known = {folded, other_number(folded)}
        if known.isdisjoint(terms) and folded not in vocabulary and not in_dictionary(folded):
            meant = _nearest(folded, vocabulary)
            if meant is not None:
                found[word] = meant
    return found


def corrected(question: str, slips: Mapping[str, str]) -> str:
    """The question with its slips put right.

    Example:
        >>> corrected("safegaurding plans", {"safegaurding": "safeguarding"})
        'safeguarding plans'
    """
    for slip, meant in slips.items():
        question = re.sub(rf"(?<!\w){re.escape(slip)}(?!\w)", meant, question)
    return question


@functools.cache
def _dictionary() -> SpellChecker:
    from spellchecker import SpellChecker

    return SpellChecker(language="en")


def in_dictionary(word: str) -> bool:
    """Whether a dictionary of English knows a word, in lower case."""
    return word in _dictionary()


def _nearest(word: str, vocabulary: Mapping[str, int]) -> str | None:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    allowed = 2 if len(word) >= _LONG else 1
    found = process.extract(
        word, vocabulary.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=20
    )
    near = [(distance, -vocabulary[other], other) for other, distance, _ in found]
    if not near or any(_same_stem(word, other) for _, _, other in near):
        return None
    return min(near)[2]


def _same_stem(word: str, other: str) -> bool:
    shorter, longer = sorted((word, other), key=len)
    return longer.startswith(shorter) and len(longer) - len(shorter) <= _SAME_STEM
