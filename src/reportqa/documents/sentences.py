"""Cutting a passage into sentences."""

from __future__ import annotations

import itertools
import re

_END = re.compile(r"[.!?…]['\"’”)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|vs|cf|para|paras|pp?|e\.g|i\.e|etc|Inc|Ltd|approx)"
    r"|\b[A-Z])\.$"
)
_REFERS_BACK = re.compile(r"(?:These|This|Those|That|They|It|Such|Of (?:these|this|those))\b")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Half-open ranges of the sentences of `text`, in order, without the space between them.

    Every character that is not white space lies in exactly one range. Abbreviations and
    initials do not end a sentence.

    Example:
        >>> text = "Dr. Neill led it. It took 26.5 weeks!"
        >>> [text[a:b] for a, b in sentence_spans(text)]
        ['Dr. Neill led it.', 'It took 26.5 weeks!']
    """
    bounds = [0]
    for match in _END.finditer(text):
        upto_stop = text[: match.start() + 1]
        if not _ABBREVIATION.search(upto_stop[-12:]):
            bounds.append(match.end())
    bounds.append(len(text))
    spans = []
    for first, last in itertools.pairwise(bounds):
        piece = text[first:last]
        stripped = piece.strip()
        if stripped:
            start = first + len(piece) - len(piece.lstrip())
            spans.append((start, start + len(stripped)))
    return spans


def refers_back(sentence: str) -> bool:
    """Whether a sentence opens with a word that points to the one before it ("These include:").

    Example:
        >>> refers_back("These include:"), refers_back("Thresholds are high.")
        (True, False)
    """
    return _REFERS_BACK.match(sentence) is not None


def last_statement(text: str) -> str:
    """The last sentence, with those before it that it refers back to.

    Example:
        >>> last_statement("All is well. Some gaps remain. These include:")
        'Some gaps remain. These include:'
    """
    spans = sentence_spans(text)
    if not spans:
        return text
    first = len(spans) - 1
    while first > 0 and refers_back(text[slice(*spans[first])]):
        first -= 1
    return text[spans[first][0] :].strip()
