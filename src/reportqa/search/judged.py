"""How reports were judged: what a question wants that names reports and asks for nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from reportqa.documents import periods_in
from reportqa.documents.facts import OVERALL
from reportqa.search.query import blanked
from reportqa.search.ranking import Ranking
from reportqa.search.words import content_words

if TYPE_CHECKING:
    from reportqa.index import Index, IndexedReport
    from reportqa.search.stages import Ordinals

# Words that say which report is meant, or ask for all of it.
_OF_ANY_REPORT = frozenset(
    """
    authority borough city council county district find found inspection inspections last latest
    local london metropolitan newest ofsted perform performed recent royal visit visits
    """.split()  # noqa: SIM905 - a list of 20 words a line each reads worse
)
# What a report without judgements says first, but for the lines of its front.
_FIRST = 3  # paragraphs
_A_PARAGRAPH = 50  # characters


def names_no_topic(text: str, names: Sequence[tuple[int, int]]) -> bool:
    """Whether a question says nothing beyond whom and when it is about.

    Args:
        text: The question.
        names: Where it names them, as ranges of characters; its dates need not be among them.

    Example:
        >>> names_no_topic("How did Bury council do in 2021?", [(8, 12)])
        True
        >>> names_no_topic("Bury 2021: care leavers", [(0, 4)])
        False
    """
    dates = [(start, end) for start, end, _ in periods_in(text)]
    return _OF_ANY_REPORT.issuperset(content_words(blanked(text, [*names, *dates])))


def judgements_of(
    index: Index, reports: Sequence[IndexedReport], among: Ordinals | None
) -> list[int]:
    """The passages in which reports are judged, or of a report without any what it says first.

    The overall judgement of each report comes first, the newest report before others, then the
    second of each.

    Args:
        index: An open index.
        reports: The reports.
        among: The passages that may be found; None for all.

    Returns:
        Ordinals.
    """
    newest_first = sorted(reports, key=_published, reverse=True)
    by_report = [list(_judged(index, report)) for report in newest_first]
    turns = (ordinal for turn in zip_longest(*by_report) for ordinal in turn)
    allowed = None if among is None else set(among.tolist())
    return [
        ordinal
        for ordinal in dict.fromkeys(turns)
        if ordinal is not None and (allowed is None or ordinal in allowed)
    ]


def in_order(ordinals: Sequence[int]) -> Ranking:
    """A ranking that is an order, and nothing was measured for."""
    import numpy as np

    return Ranking(np.array(ordinals, dtype=np.int64), np.ones(len(ordinals), np.float32), {})


def _judged(index: Index, report: IndexedReport) -> Iterator[int]:
    overall_first = sorted(report.facts.judgements, key=lambda one: one.subject != OVERALL)
    places = (index.ordinal(f"{report.id}:{one.place}") for one in overall_first)
    found = [ordinal for ordinal in places if ordinal is not None]
    if found:
        yield from found
        return
    inside = report.ordinals
    paragraphs = (
        ordinal
        for ordinal, passage in zip(inside, index.passages(inside), strict=True)
        if passage.kind == "paragraph" and len(passage.text) >= _A_PARAGRAPH
    )
    yield from (ordinal for ordinal, _ in zip(paragraphs, range(_FIRST), strict=False))


def _published(report: IndexedReport) -> tuple[dt.date, str]:
    return report.facts.published or dt.date.min, report.id
