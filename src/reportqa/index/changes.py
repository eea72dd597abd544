"""What a corpus has that the index has not, and the reverse."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportqa.documents import Report
from reportqa.errors import CorpusError
from reportqa.index.codec import to_json
from reportqa.index.manifest import ReportEntry


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of reports, each in one of four lists, sorted."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]


def entry_of(report: Report) -> ReportEntry:
    """A report's entry for the manifest."""
    indexed = (
        report.id,
        report.path,
        report.sha256,
        report.facts,
        report.passages,
        report.headings,
        report.left_out,
    )
    content = hashlib.sha256(to_json(indexed).encode("utf-8")).hexdigest()
    title, passages = report.facts.title, len(report.passages)
    return ReportEntry(report.id, report.path, report.sha256, title, passages, content)


def changes(before: Iterable[ReportEntry], now: Iterable[ReportEntry]) -> Changes:
    """How the reports of a corpus differ from those that were indexed.

    Example:
        >>> old = ReportEntry("leeds", "leeds.txt", "00", "Leeds", 3, "aa")
        >>> new = ReportEntry("wigan", "wigan.txt", "01", "Wigan", 4, "bb")
        >>> changes([old], [old, new])
        Changes(added=('wigan',), changed=(), removed=(), kept=('leeds',))
    """
    old = {entry.id: entry for entry in before}
    new = {entry.id: entry for entry in now}
    both = sorted(old.keys() & new.keys())
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(name for name in both if old[name] != new[name]),
        removed=tuple(sorted(old.keys() - new.keys())),
        kept=tuple(name for name in both if old[name] == new[name]),
    )


def in_order(reports: Sequence[Report]) -> list[Report]:
    """The reports sorted by id, so that ordinals do not depend on the order of reading.

    Raises:
        CorpusError: If two reports or two passages have one id, or there is no passage.
    """
    reports = sorted(reports, key=lambda report: report.id)
    for one, other in pairwise(reports):
        if one.id == other.id:
            raise CorpusError(
                f"two reports have the id '{one.id}': '{one.path}' and '{other.path}'",
                "rename one of the files",
            )
    counts = Counter(passage.id for report in reports for passage in report.passages)
    if not counts:
        raise CorpusError("the corpus holds no text to index", "put a report into it")
    passage_id, count = counts.most_common(1)[0]
    if count > 1:
        raise CorpusError(f"{count} passages have the id '{passage_id}'")
    return reports
