"""The judgements of a report with their grades, read off it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportqa.documents.facts import OVERALL, Judgement
from reportqa.documents.grades import GRADES, is_grade
from reportqa.documents.passage import Passage
from reportqa.documents.report import Report

_FRONT = 45  # passages; the summary of judgements stands before
# "Services require improvement", "the Board requires improvement to be good"
_GRADE = "|".join(grade.replace("requires", "requires?").replace(" ", r"\s+") for grade in GRADES)
_GRADED_ROW = re.compile(rf"(?P<subject>\S.*?)\s+(?P<grade>{_GRADE})\.?", re.IGNORECASE | re.DOTALL)
_VERB = r"(?:\s+(?:is|are))?(?:\s+that\s+.{2,80}?)??(?:\s+judged(?:\s+(?:to\s+be|as))?)?"
_OVERALL = re.compile(
    rf"(?:children['’]s services (?:in|for) .{{2,90}}?|the overall judge?ment|overall effectiveness"
    rf"|the judge?ment for overall effectiveness){_VERB}\s+(?:(?:is|are)\s+)?(?P<grade>{_GRADE})\b"
    r"(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_BOARD = re.compile(
    r"(?P<subject>(?:the )?(?:effectiveness of the )?(?:arrangements .{2,60}? )?.{0,60}?"
    rf"safeguarding children board(?: \(\w+\))?){_VERB}\s+(?P<grade>{_GRADE})\.?",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED_GRADE = re.compile(rf"Grade\s+\d\s+\((?P<grade>{_GRADE})\)", re.IGNORECASE)


def judgements_in(report: Report) -> tuple[Judgement, ...]:
    """The judgements of a report, each subject once, as its front first gives them."""
    found: dict[str, Judgement] = {}
    for judgement in (*_in_front(report), *_under_headings(report)):
        found.setdefault(_same(judgement.subject), judgement)
    return tuple(found.values())


def _in_front(report: Report) -> Iterator[Judgement]:
    for passage in report.passages[:_FRONT]:
        text = " ".join(passage.text.split())
        match = _OVERALL.fullmatch(text)
        if match and _ends_there(match["rest"]):
            yield Judgement(OVERALL, _plain(match["grade"]), passage.place)
        elif passage.kind == "row" and (match := _GRADED_ROW.fullmatch(text)):
            subject = match["subject"].strip(" :")
            yield Judgement(_named(subject), _plain(match["grade"]), passage.place)
        elif passage.kind == "judgement":
            yield from _alone(passage, text)


def _alone(passage: Passage, text: str) -> Iterator[Judgement]:
    """A judgement on a line of its own: a grade below its heading, or a whole sentence."""
    if is_grade(text) and passage.section:
        yield Judgement(_named(passage.section[-1]), _plain(text), passage.place)
    elif match := _BOARD.fullmatch(text):
        yield Judgement(match["subject"], _plain(match["grade"]), passage.place)


def _under_headings(report: Report) -> Iterator[Judgement]:
    """Judgements that stand further back: a board's, and grades that are headings."""
    for passage in report.passages[_FRONT:]:
        if passage.kind == "judgement" and (match := _BOARD.fullmatch(passage.text)):
            yield Judgement(match["subject"], _plain(match["grade"]), passage.place)
    above = ""
    for heading in report.headings:
        match = _NUMBERED_GRADE.fullmatch(heading.text)
        if match and above:
            yield Judgement(_named(above), _plain(match["grade"]), f"‘{heading.text}’")
        above = heading.text


def _ends_there(rest: str) -> bool:
    """Whether a sentence ends with its grade: nothing follows, or another sentence does."""
    return re.match(r"\s*(?:\.|$)|\s+[A-Z]", rest) is not None


def _same(subject: str) -> str:
    """What two ways of naming one subject share: there is one board, however it is called."""
    plain = subject.lower()
    return "board" if "safeguarding children board" in plain else plain


def _named(subject: str) -> str:
    plain = re.sub(r"\s+(?:is|are)\W*$", "", subject)
    return OVERALL if plain.lower().startswith(OVERALL.lower()) else plain


def _plain(grade: str) -> str:
    plain = " ".join(grade.lower().rstrip(".").split())
    return re.sub(r"^require\b", "requires", plain)
