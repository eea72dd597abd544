"""A report as read: its passages, and an account of every character that is not in one."""

from __future__ import annotations

from dataclasses import dataclass

from reportqa.documents.facts import Facts
from reportqa.documents.passage import Passage

Span = tuple[int, int]
"""Half-open range of character offsets into a report's source text."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: never a passage, but part of the section path of those below it."""

    text: str
    level: int
    page: int | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text that no passage holds, and the name of the rule that left it out."""

    rule: str
    text: str
    line: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One document of the corpus, read and cut.

    Attributes:
        id: Slug that a person can type: the file's name without its ending.
        path: The file's path relative to the corpus, with forward slashes.
        sha256: Hash of the file and of the facts file beside it (hex).
        facts: What is known of it.
        passages: Its passages in the order of the text.
        headings: Its headings in the order of the text.
        left_out: What was left out, by rule, in the order of the text.
        source: The text that all spans index.
        passage_spans: For each passage, in the same order, where its text stands in `source`.
        mark_spans: Where the marks stand: list signs, printed numbers, footnote signs, tags.
    """

    id: str
    path: str
    sha256: str
    facts: Facts
    passages: tuple[Passage, ...]
    headings: tuple[Heading, ...]
    left_out: tuple[LeftOut, ...]
    source: str
    passage_spans: tuple[tuple[Span, ...], ...]
    mark_spans: tuple[Span, ...]
