"""Noticing the same report in two files, by its words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from reportqa.documents.folding import fold
from reportqa.documents.report import Report

_SAME = 0.8  # of the shorter report's paragraphs stand in the other too
_LONG_ENOUGH = 60  # characters; shorter passages stand in many reports
_RANK = {".pdf": 0, ".docx": 1, ".docm": 1, ".odt": 2, ".html": 3, ".htm": 3}


def duplicates(reports: Sequence[Report]) -> dict[str, Report]:
    """Find the reports that another file holds too.

    Args:
        reports: The reports of a corpus.

    Returns:
        By the path of each report that is to be left out, the one that is kept: a PDF before
        other formats, then the first by path.
    """
    ordered = sorted(reports, key=lambda report: (_rank(report), report.path))
    words = [_words(report) for report in ordered]
    holders: dict[str, list[int]] = {}
    found: dict[str, Report] = {}
    for at, report in enumerate(ordered):
        shared: dict[int, int] = {}
        for text in words[at]:
            for other in holders.get(text, ()):
                shared[other] = shared.get(other, 0) + 1
        twin = next(
            (
                other
                for other, count in sorted(shared.items())
                if count >= _SAME * max(1, min(len(words[at]), len(words[other])))
                and _alike(len(words[at]), len(words[other]))
            ),
            None,
        )
        if twin is not None:
            found[report.path] = ordered[twin]
            continue
        for text in words[at]:
            holders.setdefault(text, []).append(at)
    return found


def _alike(one: int, other: int) -> bool:
    """Whether two reports are of about the same length: an extract is no duplicate."""
    return min(one, other) >= _SAME * max(one, other)


def _words(report: Report) -> set[str]:
    folded = (fold(passage.text).casefold() for passage in report.passages)
    return {text for text in folded if len(text) >= _LONG_ENOUGH}


def _rank(report: Report) -> int:
    return _RANK.get(PurePosixPath(report.path).suffix.lower(), 9)
