"""Matching a phrase in a text as a reader would: quotation marks, dashes and spacing aside."""

from __future__ import annotations

import re
from itertools import pairwise

_QUOTE = "['‘’‚‛′`´\"“”„«»]"
_DASHES = r"\-\u00ad\u2010-\u2015"
_GAP = rf"[\s{_DASHES}]"
_TOKEN = re.compile(r"\w+\*?|[^\w\s]")
_NOT_MATCHED = re.compile(rf"[*{_DASHES}]")
# A word stands for its plural and possessive too, so that "IRO" finds "IROs" and "IRO's".
_PLURAL = "(?:es|s)?"
_ANY_ENDING = r"\w*"
_POSSESSIVE = f"(?:{_QUOTE}s?)?"
# A number is not a part of another: 431 does not stand in 1,431, nor 17 in 17.7.
_WORD_STARTS, _NUMBER_STARTS = r"(?<!\w)", r"(?<!\w)(?<!\d[.,])"
_WORD_ENDS, _NUMBER_ENDS = r"(?!\w)", r"(?!\w|[.,]\d)"
_LIGATURES = {"ffi": "(?:ffi|ﬃ|ﬀi|fﬁ)", "ffl": "(?:ffl|ﬄ|ﬀl|fﬂ)", "ff": "(?:ff|ﬀ)"} | {
    "fi": "(?:fi|ﬁ)",
    "fl": "(?:fl|ﬂ)",
}
_LIGATURE = re.compile("|".join(_LIGATURES), re.IGNORECASE)


def phrase_pattern(phrase: str) -> re.Pattern[str]:
    r"""A pattern that finds `phrase` as whole words, whatever its case, quotes, dashes and spacing.

    A space in the phrase stands for any white space or dash, a dash for nothing as well. A ``*``
    after a word stands for any ending. The last word also matches its plural and possessive.

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
    tokens = [match for match in _TOKEN.finditer(phrase) if not _NOT_MATCHED.fullmatch(match[0])]
    if not any(token[0][0].isalnum() for token in tokens):
        raise ValueError(phrase)
    parts = [_start(tokens[0][0]), _token(tokens[0][0])]
    for before, token in pairwise(tokens):
        parts += [_gap(before[0], phrase[before.end() : token.start()], token[0]), _token(token[0])]
    return re.compile("".join(parts) + _end(tokens[-1][0]), re.IGNORECASE)


def _start(token: str) -> str:
    if token[0].isdigit():
        return _NUMBER_STARTS
    return _WORD_STARTS if token[0].isalnum() else ""


def _end(token: str) -> str:
    if token[-1].isdigit():
        return f"{_POSSESSIVE}{_NUMBER_ENDS}"
    if not token[-1].isalnum():
        return ""
    # "it" is not to find "its", nor "he" "hes"; "LA" is to find "LAs".
    plural = _PLURAL if len(token) > 2 or (len(token) == 2 and token.isupper()) else ""
    return f"{plural}{_POSSESSIVE}{_WORD_ENDS}"


def _gap(before: str, between: str, after: str) -> str:
    """What may stand between two tokens: at least something where two words were typed apart."""
    two_words = before[0].isalnum() and after[0].isalnum()
    typed_apart = any(character.isspace() for character in between)
    return f"{_GAP}+" if two_words and typed_apart else f"{_GAP}*"


def _token(token: str) -> str:
    if re.fullmatch(_QUOTE, token):
        return _QUOTE
    word = re.escape(token.removesuffix("*"))
    spelt = _LIGATURE.sub(lambda match: _LIGATURES[match[0].lower()], word)
    return spelt + (_ANY_ENDING if token.endswith("*") else "")
