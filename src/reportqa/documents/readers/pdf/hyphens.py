"""Joining lines: hyphens that only a line's end put there are undone."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Protocol

from reportqa.documents.readers.draft import Draft
from reportqa.documents.report import Span

_TORN = re.compile(r"(?P<head>[^\W\d_]{2,})-$")
_TAIL = re.compile(r"^[a-z]+")
_TIGHT = re.compile(r"(?:\w[-–/]|[/@])$")
_STRIPPED = ".,;:!?()[]‘’“”'\""


class Part(Protocol):
    """A line as written."""

    @property
    def text(self) -> str:
        """Its words."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where they stand."""


def undone(
    draft: Draft, lines: Sequence[Part], vocabulary: Collection[str]
) -> tuple[str, tuple[Span, ...]]:
    """Join lines into one text.

    A hyphen at a line's end goes where the document has the joined word elsewhere, and becomes
    a mark; any other stays, and joins without a space.
    """
    text = ""
    spans: list[Span] = []
    for line in lines:
        if not line.spans:
            continue
        if text and _is_torn(text, line.text, vocabulary):
            start, end = spans[-1]
            spans[-1] = (start, end - 1)
            draft.marks.append((end - 1, end))
            text = text[:-1] + line.text
        elif not text or _TIGHT.search(text):
            text += line.text
        else:
            text = f"{text} {line.text}"
        spans += line.spans
    return text, tuple(spans)


def _is_torn(text: str, below: str, vocabulary: Collection[str]) -> bool:
    head, tail = _TORN.search(text), _TAIL.match(below)
    if head is None or tail is None:
        return False
    word = head["head"] + tail[0]
    return word in vocabulary and f"{head['head']}-{tail[0]}" not in vocabulary
