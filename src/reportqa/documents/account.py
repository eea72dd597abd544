"""Accounting for every character of a report: nothing lost, nothing told twice."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from reportqa.documents.report import Report, Span


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Text that is in no place, in two, or not as the source has it.

    Attributes:
        what: ``lost``, ``told twice`` or ``altered``.
        text: The words at fault.
        line: The line of the source on which they begin, from 1.
    """

    what: str
    text: str
    line: int


def account(report: Report) -> list[Discrepancy]:
    """Check that each character of the source is in exactly one passage, heading, mark or rule.

    Texts are compared with the source at their spans, so that a word that was lost or doubled
    inside a passage or a heading shows as well.

    Returns:
        What is wrong, in the order of the source; empty for a sound report.
    """
    owners = [0] * len(report.source)
    for start, end in _all_spans(report):
        for offset in range(start, end):
            owners[offset] += 1
    found = _runs(report.source, owners)
    found += [
        Discrepancy("altered", text, _line(report.source, spans[0][0] if spans else 0))
        for text, spans in _told(report)
        if _bare(text) != _bare(_words(report.source, spans))
    ]
    return sorted(found, key=lambda fault: fault.line)


def _told(report: Report) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Every text that the report tells, with where it is said to stand."""
    # Not zip: a passage without spans, or spans without a passage, is a fault to be told.
    for passage, spans in itertools.zip_longest(report.passages, report.passage_spans):
        yield passage.text if passage else "", spans or ()
    for heading in report.headings:
        yield heading.text, heading.spans
    for left in report.left_out:
        yield left.text, left.spans


def _all_spans(report: Report) -> list[Span]:
    spans = [span for passage in report.passage_spans for span in passage]
    spans += [span for heading in report.headings for span in heading.spans]
    spans += [span for left in report.left_out for span in left.spans]
    return [*spans, *report.mark_spans]


def _runs(source: str, owners: list[int]) -> list[Discrepancy]:
    """Gather characters that have no owner, or more than one, into runs."""
    faults: list[Discrepancy] = []
    offset = 0
    while offset < len(source):
        if source[offset].isspace() or owners[offset] == 1:
            offset += 1
            continue
        what = "lost" if owners[offset] == 0 else "told twice"
        start = offset
        while offset < len(source) and (source[offset].isspace() or owners[offset] != 1):
            offset += 1
        faults.append(Discrepancy(what, source[start:offset].strip(), _line(source, start)))
    return faults


def _words(source: str, spans: tuple[Span, ...]) -> str:
    return " ".join(source[start:end] for start, end in spans)


def _bare(text: str) -> str:
    """The text without white space: joining at a mark adds or takes none that matters."""
    return "".join(text.split())


def _line(source: str, offset: int) -> int:
    return source.count("\n", 0, offset) + 1
