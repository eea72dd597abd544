"""Matching a phrase in a text as a reader would: quotation marks, dashes and spacing aside."""

from __future__ import annotations

import re

_QUOTE = "['‘’‚‛′`´\"“”„«»]"
_GAP = r"[\s\-\u00ad\u2010-\u2015]"
_WORD = re.compile(r"\w+|[^\w\s]")
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015"
# A word stands for its plural and possessive too, so that "IRO" finds "IROs" and "IRO's".
_ENDING = rf"(?:(?:es|s)?(?:{_QUOTE}s?)?(?!\w))"


def phrase_pattern(phrase: str) -> re.Pattern[str]:
    r"""A pattern that finds `phrase` as whole words, whatever its case, quotes, dashes and spacing.

    A trailing ``*`` stands for any ending. The last word also matches its plural and possessive.

    Raises:
        ValueError: The phrase holds no letter or digit.

    Example:
        >>> bool(phrase_pattern("multi agency").search("A Multi-Agency\nplan"))
        True
        >>> bool(phrase_pattern("care").search("careful"))
        False
        >>> bool(phrase_pattern("care*").search("careful"))
        True
    """
    open_ended = phrase.rstrip().endswith("*")
    tokens = [token for token in _WORD.findall(phrase) if token not in {"*", *_DASHES}]
    if not any(token.isalnum() for token in tokens):
        raise ValueError(phrase)
    parts = [_token(token) for token in tokens]
    starts_word = r"(?<!\w)" if tokens[0][0].isalnum() else ""
    ending = r"\w*" if open_ended else (_ENDING if tokens[-1][-1].isalnum() else "")
    return re.compile(starts_word + rf"{_GAP}*".join(parts) + ending, re.IGNORECASE)


def _token(token: str) -> str:
    return _QUOTE if re.fullmatch(_QUOTE, token) else re.escape(token)
