"""Gold questions: what is asked, and the words that answer it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from reportqa.errors import UsageError
from reportqa.evaluation.lines import Line, read_lines, shown

Unanswerable = Literal["near_miss", "off_topic"]
Split = Literal["dev", "test"]
_T = TypeVar("_T")

_SPLITS: tuple[Split | None, ...] = ("dev", "test", None)
_BEST_GRADE = 2
_GRADES = (1, _BEST_GRADE)
_KNOWN = frozenset(
    (
        *("id", "question", "type", "unanswerable", "answer", "split", "filter"),
        *("relevant", "irrelevant"),
    )
)


@dataclass(frozen=True, slots=True)
class Relevant:
    """Words that answer a question, and where they are said to stand.

    Attributes:
        quote: The words as the report has them, the shortest that answer.
        report: The report's id, or its file's path relative to the corpus; None for any.
        number: The printed paragraph number, or None where none is given.
        page: The printed page, or None where none is given.
        grade: 2 if they answer in full, 1 if in part, 0 if they do not.
        passage: The id of the passage that was judged, or None where words were.
        text_hash: The hash of that passage's text; the id counts only while it is the same.
    """

    quote: str
    report: str | None = None
    number: str | None = None
    page: int | None = None
    grade: int = _BEST_GRADE
    passage: str | None = None
    text_hash: str | None = None


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with the words known to answer it.

    Attributes:
        id: Its name.
        question: Its words.
        type: What kind of question it is (``fact``, ``why``, …), or None.
        unanswerable: ``near_miss`` (the right topic, a fact not given), ``off_topic``, or None if
            the corpus answers it.
        answer: The answer in short, or None.
        split: ``dev`` (to tune on), ``test`` (to report), or None.
        report: The only report that it is asked of (id or path), or None for all.
        relevant: What answers it; empty if nothing does.
        irrelevant: What was judged and does not answer it.
        others: The keys of its line that are not known here.
    """

    id: str
    question: str
    type: str | None = None
    unanswerable: Unanswerable | None = None
    answer: str | None = None
    split: Split | None = None
    report: str | None = None
    relevant: tuple[Relevant, ...] = ()
    irrelevant: tuple[Relevant, ...] = ()
    others: Mapping[str, Any] = field(default_factory=dict)


def read_gold(path: Path) -> tuple[GoldQuestion, ...]:
    """Read gold questions: JSON Lines in UTF-8, whatever the line ends, with or without a BOM.

    Args:
        path: The file.

    Raises:
        UsageError: It cannot be read, holds no question, or a line is malformed; the message names
            the file, the line and the mend.
    """
    return _read(path, _question)


def read_questions(path: Path) -> tuple[GoldQuestion, ...]:
    """Read questions whose answers need not be known: gold questions, or plain ones, one a line.

    A plain question goes by the number of its line: ``q7``.

    Args:
        path: The file.

    Raises:
        UsageError: It cannot be read, holds no question, or a line is malformed.
    """
    return _read(path, _question_alone)


def _read(path: Path, question_in: Callable[[Line], GoldQuestion]) -> tuple[GoldQuestion, ...]:
    questions: dict[str, GoldQuestion] = {}
    for line in read_lines(path, "Name a file of JSON Lines: reportqa eval questions.jsonl"):
        question = question_in(line)
        if question.id in questions:
            raise line.wrong(f"the id '{question.id}' was used before", "Give it an id of its own.")
        questions[question.id] = question
    if not questions:
        raise UsageError(f"'{path}' holds no question", "Write one a line, as JSON.")
    return tuple(questions.values())


def read_question(line: Line, values: dict[str, Any]) -> GoldQuestion:
    """A question of which a line holds the values; its answers may be missing.

    Raises:
        UsageError: A value is missing or malformed.
    """
    return GoldQuestion(
        id=line.words(values, "id"),
        question=line.words(values, "question"),
        type=line.optional_text(values, "type"),
        unanswerable=_unanswerable(line, values),
        answer=line.optional_text(values, "answer"),
        split=_choice(line, values, "split", _SPLITS),
        report=_only_report(line, values),
        relevant=_all_relevant(line, values, "relevant", _GRADES),
        irrelevant=_all_relevant(line, values, "irrelevant", (0,)),
        others={key: value for key, value in values.items() if key not in _KNOWN},
    )


def of_split(questions: Iterable[GoldQuestion], split: Split | None) -> tuple[GoldQuestion, ...]:
    """The questions of a split; all of them for None.

    Raises:
        UsageError: There are none.

    Example:
        >>> of_split([GoldQuestion("a", "Who?", split="dev")], "dev")[0].id
        'a'
    """
    chosen = tuple(q for q in questions if split is None or q.split == split)
    if not chosen:
        raise UsageError(
            f"no question belongs to the split '{split}'",
            'Use --split all, or give questions their "split" in the file.',
        )
    return chosen


def _question(line: Line) -> GoldQuestion:
    question = read_question(line, line.values())
    if not question.relevant and not question.unanswerable:
        raise line.wrong(
            "nothing answers this question",
            'Add the words that do ("relevant": [{"quote": "…"}]), or "unanswerable": "near_miss".',
        )
    return question


def _question_alone(line: Line) -> GoldQuestion:
    if line.text.lstrip().startswith("{"):
        return read_question(line, line.values())
    return GoldQuestion(f"q{line.number}", " ".join(line.text.split()))


def _unanswerable(line: Line, values: Mapping[str, Any]) -> Unanswerable | None:
    allowed: tuple[Unanswerable | bool | None, ...] = ("near_miss", "off_topic", False, True, None)
    found = _choice(line, values, "unanswerable", allowed)
    if isinstance(found, bool):
        return "near_miss" if found else None
    return found


def _only_report(line: Line, values: Mapping[str, Any]) -> str | None:
    found = values.get("filter")
    if found is None:
        return None
    if not isinstance(found, dict) or not found.keys() <= {"report"}:
        raise line.wrong(
            f"'filter' cannot be {shown(found)}", 'Write "filter": {"report": "…"}, or leave it.'
        )
    return line.optional_text(found, "report")


def _all_relevant(
    line: Line, values: Mapping[str, Any], key: str, grades: Sequence[int]
) -> tuple[Relevant, ...]:
    found = values.get(key)
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise line.wrong(
            f"'{key}' is no list of objects: {shown(found)}", f'Write "{key}": [{{"quote": "…"}}].'
        )
    return tuple(_one_relevant(line, one, grades) for one in found)


def _one_relevant(line: Line, values: dict[str, Any], grades: Sequence[int]) -> Relevant:
    page = values.get("page")
    if page is not None and (type(page) is not int or page < 1):
        raise line.wrong(f"'page' is no page: {shown(page)}", "Write the printed page: 13.")
    if type(values.get("number")) is int:  # a printed number is a text, but 26 says it as well
        values = {**values, "number": str(values["number"])}
    grade = grades[-1]
    if values.get("grade") is not None:
        grade = _choice(line, values, "grade", grades)
    return Relevant(
        quote=line.words(values, "quote"),
        report=line.optional_text(values, "report"),
        number=line.optional_text(values, "number"),
        page=page,
        grade=grade,
        passage=line.optional_text(values, "passage"),
        text_hash=line.optional_text(values, "text_hash"),
    )


def _choice(line: Line, values: Mapping[str, Any], key: str, allowed: Sequence[_T]) -> _T:
    found = values.get(key)
    for one in allowed:
        if type(found) is type(one) and found == one:  # 1 == True in Python
            return one
    names = ", ".join(json.dumps(one) for one in allowed)
    raise line.wrong(f"'{key}' cannot be {shown(found)}", f"It is one of {names}.")
