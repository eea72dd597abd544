"""The reports that an encoder learns from, and what of them it may see."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from questions import HELD_OUT, Places, TrainingQuestion

from reportqa.documents import Passage, Report, fold, read_corpus, read_report

SEED_REPORT = Path(__file__).parents[1] / "corpus" / "wirral-2016.txt"
RUN = 12  # two passages that share this many words in a row repeat each other


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and where its answer stands among a report's passages.

    Attributes:
        text: The question.
        relevant: Places of the passages that hold the quote; the first is the one to find.
        near_miss: Whether they only seem to answer.
    """

    text: str
    relevant: tuple[int, ...]
    near_miss: bool


@dataclass(frozen=True, slots=True)
class ReportTexts:
    """A report's passages that may be seen, and the questions that are asked of it.

    Attributes:
        report: The report's id.
        passages: Context and text of each.
        asked: The questions whose passages are among them.
    """

    report: str
    passages: tuple[tuple[str, str], ...]
    asked: tuple[Asked, ...]


def read_reports(folder: Path, questions: Sequence[TrainingQuestion]) -> list[ReportTexts]:
    """Read the reports that questions are asked of.

    Passages that repeat the report in ``corpus/`` or one that is held out are left out, and with
    them their questions.

    Args:
        folder: The reports.
        questions: The training questions.
    """
    print(f"reading {folder}")
    reports = {report.id: report for report in read_corpus(folder).reports}
    unseen = runs_of([read_report(SEED_REPORT), *(reports[name] for name in sorted(HELD_OUT))])
    asked: dict[str, list[TrainingQuestion]] = defaultdict(list)
    for question in questions:
        asked[question.report].append(question)
    return [texts_of(reports[name], asked[name], unseen) for name in sorted(asked)]


def texts_of(
    report: Report, questions: Sequence[TrainingQuestion], unseen: frozenset[str]
) -> ReportTexts:
    """What may be seen of one report."""
    passages = [passage for passage in report.passages if not runs_in(passage) & unseen]
    places = Places(passages)
    found = [(question, tuple(places.of(question.quote))) for question in questions]
    return ReportTexts(
        report.id,
        tuple((passage.context, passage.text) for passage in passages),
        tuple(Asked(q.question, relevant, q.near_miss) for q, relevant in found if relevant),
    )


def runs_of(reports: Iterable[Report]) -> frozenset[str]:
    """Every dozen words in a row of the reports' passages."""
    return frozenset(
        run for report in reports for passage in report.passages for run in runs_in(passage)
    )


def runs_in(passage: Passage) -> set[str]:
    """Every dozen words in a row of a passage."""
    words = re.findall(r"[a-z0-9]+", fold(passage.text).casefold())
    return {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
