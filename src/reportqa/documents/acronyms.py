"""Acronyms that a text spells out: "independent reviewing officers (IROs)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z&-]{1,9})(?:['’]s)?\)")
_WORD = re.compile(r"[A-Za-z]+(?:['’&][A-Za-z]+)*")
_LINKING = frozenset({"a", "and", "at", "for", "in", "of", "on", "or", "the", "to", "with"})


def acronyms(texts: Iterable[str]) -> dict[str, str]:
    """Acronyms with what they stand for, as the texts spell them out first; sorted.

    A form in brackets counts if its letters are, from right to left, found in the words before
    it, the first at the beginning of a word (Schwartz and Hearst, A Simple Algorithm for
    Identifying Abbreviation Definitions in Biomedical Text, 2003). A plural "s" is taken off.

    Example:
        >>> acronyms(["Each independent reviewing officer's (IRO's) work", "no use (NIL) here"])
        {'IRO': "independent reviewing officer's"}
    """
    found: dict[str, str] = {}
    for text in texts:
        for short, long in _spelt_out(text):
            found.setdefault(short, long)
    return dict(sorted(found.items()))


def _spelt_out(text: str) -> Iterator[tuple[str, str]]:
    for match in _IN_BRACKETS.finditer(text):
        short = _singular(match[1])
        if sum(letter.isupper() for letter in short) >= 2 or short.istitle():
            long = _long_form(short, text[: match.start()])
            if long is not None:
                yield short, long


def _singular(short: str) -> str:
    return short[:-1] if short.endswith("s") and short[:-1].isupper() else short


def _long_form(short: str, before: str) -> str | None:
    """The shortest run of words at the end of `before` that the letters of `short` stand for."""
    letters = [letter.lower() for letter in short if letter.isalpha()]
    words = list(_WORD.finditer(before[-40 * len(letters) :]))
    offset = len(before) - len(before[-40 * len(letters) :])
    longest = min(len(letters) + 5, len(letters) * 2) + 1
    for count in range(1, min(longest, len(words)) + 1):
        first = words[-count]
        text = before[offset + first.start() :].strip(" '’\"")
        begins_so = first[0][0].lower() == letters[0] and first[0].lower() not in _LINKING
        if begins_so and _spells(letters, text.lower()):
            return text
    return None


def _spells(letters: list[str], text: str) -> bool:
    """Whether the letters stand in `text` in order, the first of them as its first letter.

    At least half of them must begin a word, so that chance does not spell an acronym.
    """
    if len(text.split()) < 2:
        return False
    initials = [match[0][0].lower() for match in re.finditer(r"[A-Za-z]+", text)]
    cursor = 0
    for initial in initials:
        if cursor < len(letters) and initial == letters[cursor]:
            cursor += 1
    position = 0
    for letter in letters:
        position = text.find(letter, position) + 1
        if position == 0:
            return False
    return cursor * 2 >= len(letters)
