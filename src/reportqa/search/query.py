"""A question as the stages take it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reportqa.errors import UsageError
from reportqa.search.phrases import phrase_pattern

if TYPE_CHECKING:
    from reportqa.encoding import Encoded
    from reportqa.index import Group

_MARKS = re.compile(r"[\"“”„]")
_QUOTED = re.compile(r"[\"“”„]([^\"“”„]+)[\"“”„]")
_UNREADABLE = re.compile("[\ud800-\udfff\x00]")


@dataclass(frozen=True, slots=True)
class Question:
    """A question's words.

    Attributes:
        text: The question, white space folded.
        phrases: Its quoted words, which a passage must hold.
    """

    text: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What the stages match against passages.

    Attributes:
        groups: Content words, each with what it also means, for the lexical stage.
        encoded: The question's vectors; None when no stage wants them.
    """

    groups: tuple[Group, ...]
    encoded: Encoded | None


def parse_question(words: str) -> Question:
    """Read a question.

    Raises:
        UsageError: It is empty, or holds nothing but punctuation.

    Example:
        >>> parse_question('Who  said "too slow"?')
        Question(text='Who said "too slow"?', phrases=('too slow',))
    """
    text = " ".join(_UNREADABLE.sub(" ", words).split())
    if not text:
        raise UsageError(
            "the question is empty", 'Ask in plain words: reportqa ask "Who leads it?"'
        )
    if not any(character.isalnum() for character in text):
        raise UsageError(f"there is no word in '{text[:40]}'", "Ask in plain words.")
    quoted = [match.strip() for match in _QUOTED.findall(text)]
    return Question(text, tuple(phrase for phrase in quoted if _has_word(phrase)))


def without(encoded: Encoded, spans: Sequence[tuple[int, int]]) -> Encoded:
    """A question whose word pieces at some places count for nothing beside the others.

    Args:
        encoded: The encoded question.
        spans: Ranges of characters of its text; if they leave nothing, all counts as before.
    """
    importance = encoded.importance.copy()
    starts, ends = encoded.offsets[:, 0], encoded.offsets[:, 1]
    for start, end in spans:
        importance[(starts >= start) & (ends <= end)] = 0
    return replace(encoded, importance=importance) if importance.any() else encoded


def blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text with spaces at some places, so that every other character stays where it is.

    Example:
        >>> blanked("Slough's plans", [(0, 8)])
        '         plans'
    """
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def unquoted(text: str) -> str:
    """A text with spaces for its double quotation marks, so that every other character stays.

    Example:
        >>> unquoted('Who said "too slow"?')
        'Who said  too slow ?'
    """
    return _MARKS.sub(" ", text)


def _has_word(phrase: str) -> bool:
    try:
        phrase_pattern(phrase)
    except ValueError:
        return False
    return True
