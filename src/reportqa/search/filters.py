"""Which passages may be found at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportqa.documents import Period, fold, grades_meant, period
from reportqa.errors import UsageError
from reportqa.search.authorities import Authorities
from reportqa.search.names import there_are

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.index import Index, IndexedReport

    Ordinals = NDArray[np.int64]

Chosen = str | Sequence[str] | None
"""One of them, several, or any (None)."""

_SEPARATOR = " > "
_LIKE = 0.7  # from 0 to 1: an authority less like the one asked for is not offered in its place


@dataclass(frozen=True, slots=True)
class Filters:
    """What a passage must meet to be found; None asks nothing, of several one is enough.

    Attributes:
        report: Ids of reports.
        authority: Authorities, by any name that they go by.
        since: The first day of publication, or the month or year that begins with it.
        until: The last one, or the month or year that ends with it.
        grade: Overall grades, as people write them (``RI``).
        kind: Kinds of report (``monitoring visit``).
        section: Words that stand in its section path, in any case; headings of a path may be parted
            by ``>`` or ``›``.
        page: A printed page that it stands on.

    Raises:
        UsageError: What is given is no date or no grade.
    """

    report: Chosen = None
    authority: Chosen = None
    since: str | None = None
    until: str | None = None
    grade: Chosen = None
    kind: Chosen = None
    section: Chosen = None
    page: int | None = None

    def __post_init__(self) -> None:
        """Look at what can be judged without an index."""
        for grade in _several(self.grade):
            _grades(grade)
        since, until = _period(self.since), _period(self.until)
        if since and until and since.first > until.last:
            raise UsageError(
                f"no day is both since {self.since} and until {self.until}", "Exchange them."
            )

    def named(self) -> dict[str, str]:
        """The filters that are set, by name; a day as it was understood."""
        pairs = (
            ("report", self.report),
            ("authority", self.authority),
            ("since", _dated(self.since)),
            ("until", _dated(self.until)),
            ("grade", self.grade),
            ("kind", self.kind),
            ("section", self.section),
            ("page", None if self.page is None else str(self.page)),
        )
        return {name: " or ".join(_several(value)) for name, value in pairs if _several(value)}


def chosen_reports(index: Index, filters: Filters) -> list[IndexedReport]:
    """The reports that meet the filters, sorted by id.

    Raises:
        UsageError: No report meets one of them, or all of them together; the message names what is
            nearest.
    """
    reports = list(index.reports())
    if not reports:
        return []
    asked: tuple[tuple[Chosen, Callable[[str, list[IndexedReport]], list[IndexedReport]]], ...] = (
        (filters.report, _of_id),
        (filters.authority, _of_authority),
        (filters.grade, _of_grade),
        (filters.kind, _of_kind),
    )
    left = reports
    for chosen, of in asked:
        values = _several(chosen)
        if values:
            meeting = {report.id for value in values for report in of(value, reports)}
            left = [report for report in left if report.id in meeting]
    left = _of_time(filters, left, reports)
    if not left:
        named = filters.named().items()
        wanted = ", ".join(f"{name} {value}" for name, value in named if name not in _PLACES)
        raise UsageError(f"no report is of {wanted} at once", "See them all: reportqa reports")
    return left


def allowed_passages(index: Index, filters: Filters) -> Ordinals | None:
    """Ordinals of the passages that meet the filters, int64 (n,), rising; None when all do.

    Raises:
        UsageError: No report, section or page is such; the message names those that are nearest.
    """
    if not filters.named():
        return None
    allowed = ordinals_of(chosen_reports(index, filters))
    if not filters.named().keys() & _PLACES:
        return None if len(allowed) == len(index) else allowed
    import numpy as np

    paths = None if filters.section is None else _paths_holding(filters.section, index, allowed)
    inside = index.standing(paths, filters.page)
    meeting = np.intersect1d(allowed, inside, assume_unique=True)
    if not len(meeting):
        raise _nothing_meets(index, filters, paths, allowed)
    return meeting


def ordinals_of(reports: Sequence[IndexedReport]) -> Ordinals:
    """The ordinals of some reports' passages, int64 (n,), rising."""
    import numpy as np

    parts = [np.arange(report.ordinals.start, report.ordinals.stop) for report in reports]
    return np.sort(np.concatenate([np.zeros(0, np.int64), *parts])).astype(np.int64, copy=False)


_PLACES = frozenset({"section", "page"})


def _several(chosen: Chosen) -> tuple[str, ...]:
    if chosen is None:
        return ()
    return (chosen,) if isinstance(chosen, str) else tuple(chosen)


def _period(written: str | None) -> Period | None:
    if written is None:
        return None
    found = period(written)
    if found is None:
        raise UsageError(f"'{written}' is no date", "Write 2016, 2016-09, 2016-09-20 or 20/9/2016.")
    return found


def _dated(written: str | None) -> str | None:
    """A date as it was understood if it is a day: 3/4/2016 has two readings."""
    found = _period(written)
    return found.first.isoformat() if found and found.first == found.last else written


def _grades(written: str) -> tuple[str, ...]:
    meant = grades_meant(written)
    if not meant:
        raise UsageError(
            f"there is no grade '{written}'",
            "Grades: outstanding, good, requires improvement (RI), inadequate.",
        )
    return meant


def _of_id(report_id: str, reports: list[IndexedReport]) -> list[IndexedReport]:
    found = [report for report in reports if report.id == report_id]
    if not found:
        known = [report.id for report in reports]
        raise UsageError(
            f"there is no report '{report_id}'", there_are("Reports", report_id, known)
        )
    return found


def _of_authority(name: str, reports: list[IndexedReport]) -> list[IndexedReport]:
    known = sorted({report.facts.authority for report in reports if report.facts.authority})
    meant = Authorities(known).called(name)
    if len(meant) > 1:
        names = "; ".join(f"'{one}'" for one in meant)
        raise UsageError(f"several authorities go by '{name}'", f"Say which: {names}.")
    if not meant:
        mend = "No report names its authority."
        if known:
            mend = there_are("Authorities", name, known, like=_LIKE)
        raise UsageError(f"there is no report on '{name}'", mend)
    return [report for report in reports if report.facts.authority in meant]


def _of_grade(written: str, reports: list[IndexedReport]) -> list[IndexedReport]:
    meant = _grades(written)
    found = [report for report in reports if report.facts.overall_grade in meant]
    if not found:
        there = sorted({grade for report in reports if (grade := report.facts.overall_grade)})
        mend = f"Grades here: {', '.join(there)}." if there else "No overall grade was read."
        raise UsageError(f"no report has the overall grade '{written}'", mend)
    return found


def _of_kind(kind: str, reports: list[IndexedReport]) -> list[IndexedReport]:
    wanted = fold(kind).casefold()
    found = [report for report in reports if fold(report.facts.kind or "").casefold() == wanted]
    if not found:
        known = sorted({report.facts.kind for report in reports if report.facts.kind})
        mend = there_are("Kinds", kind, known) if known else "No report's kind was read."
        raise UsageError(f"there is no report of the kind '{kind}'", mend)
    return found


def _of_time(
    filters: Filters, left: list[IndexedReport], reports: list[IndexedReport]
) -> list[IndexedReport]:
    """The reports published since and until; one whose date is not known is not among them."""
    since, until = _period(filters.since), _period(filters.until)
    if since is None and until is None:
        return left
    span = Period(
        since.first if since else dt.date.min,
        until.last if until else dt.date.max,
    )
    if not any(_published_in(span, report) for report in reports):
        days = [report.facts.published for report in reports if report.facts.published]
        mend = f"They are of {min(days)} to {max(days)}." if days else "No report's date was read."
        raise UsageError("no report was published then", mend)
    return [report for report in left if _published_in(span, report)]


def _published_in(span: Period, report: IndexedReport) -> bool:
    return report.facts.published is not None and report.facts.published in span


def _paths_holding(section: Chosen, index: Index, allowed: Ordinals) -> list[tuple[str, ...]]:
    """The section paths that hold some words.

    Raises:
        UsageError: No path does.
    """
    paths = index.section_paths()
    found: dict[tuple[str, ...], None] = {}
    for words in _several(section):
        wanted = _folded(words)
        holding = [path for path in paths if wanted and wanted in _folded(_SEPARATOR.join(path))]
        if not holding:
            raise _no_section(words, index, allowed)
        found |= dict.fromkeys(holding)
    return list(found)


def _no_section(words: str, index: Index, allowed: Ordinals) -> UsageError:
    passages = index.passages(allowed)
    headings = list(dict.fromkeys(heading for it in passages for heading in it.section))
    return UsageError(f"no section holds '{words}'", there_are("Sections", words, headings))


def _folded(path: str) -> str:
    return fold(path.replace("›", ">")).casefold()


def _nothing_meets(
    index: Index, filters: Filters, paths: list[tuple[str, ...]] | None, allowed: Ordinals
) -> UsageError:
    import numpy as np

    inside = np.intersect1d(allowed, index.standing(paths), assume_unique=True)
    if not len(inside):
        return _no_section(" or ".join(_several(filters.section)), index, allowed)
    pages = [it.page_last for it in index.passages(inside) if it.page_last is not None]
    here = " of that section" if filters.section else ""
    mend = f"Pages{here} run from {min(pages)} to {max(pages)}." if pages else "It knows no pages."
    return UsageError(f"nothing{here} stands on page {filters.page}", mend)
