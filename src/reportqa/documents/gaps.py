"""Saying which pages of a report have no text that could be found."""

from __future__ import annotations

from collections.abc import Sequence

from reportqa.documents.readers import shown
from reportqa.documents.report import Report


def gap_in(report: Report) -> str | None:
    """A sentence on the pages of a report that are pictures, and the mend; None if none are."""
    pages = report.facts.textless_pages
    if not pages:
        return None
    many = len(pages) > 1
    where = f"'{shown(report.path)}': {'pages' if many else 'page'} {ranges(pages)} of its file"
    are = "are pictures with little or no text" if many else "is a picture with little or no text"
    return f"{where} {are}; what stands there cannot be found until it went through OCR (ocrmypdf)."


def ranges(numbers: Sequence[int]) -> str:
    """Numbers in order, those that follow one another as a range.

    Example:
        >>> ranges([2, 4, 5, 6, 9, 10])
        '2, 4–6, 9–10'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
