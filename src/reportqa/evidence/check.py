"""Checking a draft: every quotation and every place cited, against the reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reportqa.evidence.draft import Draft
from reportqa.evidence.finding import Checked, Finding
from reportqa.evidence.given import Read, given_in, taken_apart
from reportqa.evidence.judging import Judge
from reportqa.evidence.reports import Reports
from reportqa.evidence.statements import statements_in

if TYPE_CHECKING:
    from reportqa.index import Index


def check_draft(index: Index, draft: Draft, *, report: str | None = None) -> Checked:
    """Check every quotation and every place cited in a draft.

    Args:
        index: An open index.
        draft: The draft.
        report: The id of the only report to check against; all of them for None.

    Returns:
        What was found, in the draft's order: each quotation, and each sentence in the writer's
        own words that cites a place.

    Raises:
        UsageError: There is no such report.
        IndexUnusableError: The index is damaged.
    """
    reports = Reports(index, report)
    read = taken_apart(draft, reports.shelf)
    return Checked(draft, tuple(_findings(read, reports)))


def _findings(read: Sequence[Read], reports: Reports) -> Iterator[Finding]:
    judge = Judge(reports)
    # A report goes on being spoken of until another one is named.
    context = tuple(reports.facts) if len(reports.facts) == 1 else ()
    # By identity: the same words may cite again where nothing is quoted.
    told: set[int] = set()
    for number, one in enumerate(read):
        context = reports.shelf.named_in(one.hidden) or context
        for given in given_in(number, read, reports.shelf, context):
            if given.citation is not None:
                told.add(id(given.citation))
            yield judge.judge(given)
        yield from statements_in(number, read, reports, context, told)
