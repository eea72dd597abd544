"""Which passages may be found at all."""

from __future__ import annotations

import difflib
import heapq
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportqa.documents import fold
from reportqa.errors import UsageError

if TYPE_CHECKING:
    from reportqa.documents import Passage
    from reportqa.index import Index

_SEPARATOR = " > "
_WORD_BREAK = re.compile(r"[\s/+]+")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a passage must meet to be found; None asks nothing.

    Attributes:
        report: The report's id.
        section: Words that stand in its section path, in any case; headings of a path may be parted
            by ``>`` or ``›``.
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
    paths = _paths_holding(filters.section, passages)
    allowed = [
        first + place
        for place, passage in enumerate(passages)
        if passage.section in paths and _stands_on(passage, filters.page)
    ]
    if not allowed:
        raise _nothing_meets(passages, filters, paths)
    return allowed


def check_report(index: Index, report: str | None) -> None:
    """Make sure that a report is indexed.

    Raises:
        UsageError: It is not; the message names those that are, nearest first.
    """
    known = [stored.id for stored in index.reports()]
    if report is not None and report not in known:
        raise UsageError(f"there is no report '{report}'", there_are("Reports", report, known))


def nearest(word: str, known: Sequence[str], count: int = 3) -> list[str]:
    """The known words or names that look most like a word, or hold one that does, nearest first.

    Example:
        >>> nearest("adption", ["Recommendations", "Adoption performance"], 1)
        ['Adoption performance']
    """
    return heapq.nlargest(count, dict.fromkeys(known), key=lambda name: _likeness(word, name))


def there_are(what: str, word: str, known: Sequence[str]) -> str:
    """The known names that look most like a word, as a line for the user."""
    names = nearest(word, known)
    return f"{what}, nearest first: " + "; ".join(f"'{name}'" for name in names) + "."


def _likeness(sought: str, name: str) -> float:
    """How alike two names are, as a whole or word by word, from 0 to 1."""
    sought, name = sought.casefold(), name.casefold()
    parts = _WORD_BREAK.split(name)
    words = _WORD_BREAK.split(sought)
    by_word = sum(max(_ratio(word, part) for part in parts) for word in words) / len(words)
    return max(by_word, _ratio(sought, name))


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _paths_holding(section: str | None, passages: list[Passage]) -> set[tuple[str, ...]]:
    """The section paths that hold some words; all of them for None.

    Raises:
        UsageError: No path does.
    """
    paths = dict.fromkeys(passage.section for passage in passages)
    if section is None:
        return set(paths)
    wanted = _folded(section)
    holding = {path for path in paths if wanted and wanted in _folded(_SEPARATOR.join(path))}
    if not holding:
        headings = list(dict.fromkeys(heading for path in paths for heading in path))
        raise UsageError(f"no section holds '{section}'", there_are("Sections", section, headings))
    return holding


def _folded(path: str) -> str:
    return fold(path.replace("›", ">")).casefold()


def _stands_on(passage: Passage, page: int | None) -> bool:
    if page is None:
        return True
    first, last = passage.page_first, passage.page_last
    return first is not None and last is not None and first <= page <= last


def _nothing_meets(
    passages: list[Passage], filters: Filters, paths: set[tuple[str, ...]]
) -> UsageError:
    inside = [passage for passage in passages if passage.section in paths]
    pages = [passage.page_last for passage in inside if passage.page_last is not None]
    here = " of that section" if filters.section else ""
    mend = f"Pages{here} run from {min(pages)} to {max(pages)}." if pages else "It knows no pages."
    return UsageError(f"nothing{here} stands on page {filters.page}", mend)
