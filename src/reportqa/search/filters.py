"""Which passages may be found at all."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportqa.errors import UsageError

if TYPE_CHECKING:
    from reportqa.documents import Passage
    from reportqa.index import Index

_SECTION_SEPARATOR = " > "


@dataclass(frozen=True, slots=True)
class Filters:
    """What a passage must meet to be found; None asks nothing.

    Attributes:
        report: The report's id.
        section: Words that stand in its section path, in any case.
        page: A printed page that it stands on.
    """

    report: str | None = None
    section: str | None = None
    page: int | None = None

    def named(self) -> dict[str, str]:
        """The filters that are set, by name."""
        pairs = (("report", self.report), ("section", self.section), ("page", self.page))
        return {name: str(value) for name, value in pairs if value is not None}


def allowed_passages(index: Index, filters: Filters) -> list[int] | None:
    """Ordinals of the passages that meet the filters, rising; None when all may be found.

    Raises:
        UsageError: No report, section or page is such; the message names those that are nearest.
    """
    if not filters.named():
        return None
    check_report(index, filters.report)
    passages = index.all_passages(filters.report)
    first = index.ordinals(filters.report)[0] if filters.report else 0
    allowed = [first + place for place, passage in enumerate(passages) if _meets(passage, filters)]
    if not allowed:
        raise _nothing_meets(passages, filters)
    return allowed


def check_report(index: Index, report: str | None) -> None:
    """Make sure that a report is indexed.

    Raises:
        UsageError: It is not; the message names those that are, nearest first.
    """
    known = [stored.id for stored in index.reports()]
    if report is not None and report not in known:
        raise UsageError(f"there is no report '{report}'", _there_are("Reports", report, known))


def nearest(word: str, known: list[str], count: int = 3) -> list[str]:
    """The known words that look most like a word, nearest first."""
    return difflib.get_close_matches(word, known, n=count, cutoff=0.0)


def _meets(passage: Passage, filters: Filters) -> bool:
    if filters.section is not None:
        path = _SECTION_SEPARATOR.join(passage.section).casefold()
        if filters.section.casefold() not in path:
            return False
    first, last = passage.page_first, passage.page_last
    if filters.page is None:
        return True
    return first is not None and last is not None and first <= filters.page <= last


def _nothing_meets(passages: list[Passage], filters: Filters) -> UsageError:
    if filters.section is not None:
        headings = list(dict.fromkeys(name for passage in passages for name in passage.section))
        if not any(filters.section.casefold() in name.casefold() for name in headings):
            mend = _there_are("Sections", filters.section, headings)
            return UsageError(f"no section holds '{filters.section}'", mend)
    pages = [passage.page_last for passage in passages if passage.page_last is not None]
    if filters.page is not None and filters.page not in pages:
        mend = f"Pages run from {min(pages)} to {max(pages)}." if pages else "It knows no pages."
        return UsageError(f"nothing stands on page {filters.page}", mend)
    return UsageError("no passage meets all the filters", "Leave one of them out.")


def _there_are(what: str, word: str, known: list[str]) -> str:
    names = nearest(word, known)
    return f"{what}, nearest first: " + "; ".join(f"'{name}'" for name in names) + "."
