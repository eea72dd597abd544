"""Judgements as they are made: a file that each one is added to at once, and nothing lost.

JSON Lines: a heading, a line for each question with its pool, then a line for each judgement and
for each one taken back. Whatever ends the program, what was judged is in the file; a line that was
cut short is cut off when the file is opened again.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from reportqa.errors import ReportqaError, UsageError
from reportqa.evaluation.gold import GoldQuestion, read_question
from reportqa.evaluation.judgement_files import Judgements, read_qrels
from reportqa.evaluation.lines import Line, read_lines
from reportqa.evaluation.pool import Pooled
from reportqa.output import check_output, write_whole

GRADES = (0, 1, 2)
"""Not relevant, relevant in part, relevant in full."""

_KIND, _SCHEMA = "judgements", 1
_MEND = "Name a file that reportqa judge wrote, or judgements (TREC qrels)."


@dataclass(frozen=True, slots=True)
class Judged:
    """One passage's grade for a question."""

    question: str
    passage: str
    grade: int


def begin(path: Path, pools: Sequence[Pooled], heading: Mapping[str, Any]) -> None:
    """Begin a file of judgements.

    Args:
        path: The file; it must not be there.
        pools: What to judge.
        heading: What it was made from, kept in its first line.

    Raises:
        UsageError: It is there already.
        ReportqaError: It cannot be written.
    """
    lines: list[Mapping[str, Any]] = [{"reportqa": _KIND, "schema": _SCHEMA, **heading}]
    lines += [
        {"question": question_object(one.question), "pool": [list(pair) for pair in one.passages]}
        for one in pools
    ]
    check_output(path, force=False)
    write_whole(path, "".join(_json_line(line) for line in lines).encode("utf-8"))


class Judging:
    """An open file of judgements; made by ``Judging(path)``, closed by ``with``.

    Only one process may have it open.

    Args:
        path: A file that `begin` wrote.

    Raises:
        UsageError: It cannot be read, is no such file, or is open elsewhere.

    Attributes:
        heading: Its first line.
        pools: What to judge.
    """

    def __init__(self, path: Path) -> None:
        from filelock import FileLock, Timeout

        self.path = path
        self._lock = FileLock(path.with_name(path.name + ".lock"))
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise UsageError(f"'{path}' is being judged already", "End the other one.") from None
        except OSError as error:
            raise ReportqaError(f"'{path}' cannot be judged: {error.strerror}") from error
        try:
            _cut_torn_end(path)
            self.heading, self.pools, self._made = _read(path)
            self._file = path.open("ab", buffering=0)
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._lock.release()

    @property
    def grades(self) -> dict[str, dict[str, int]]:
        """By question and passage, the grade that counts: the last one given."""
        return _grades(self._made)

    @property
    def count(self) -> int:
        """How many passages are judged."""
        return sum(map(len, self.grades.values()))

    @property
    def size(self) -> int:
        """How many passages there are to judge."""
        return sum(len(one.passages) for one in self.pools)

    def judge(self, question: str, passage: str, grade: int) -> None:
        """Keep a grade: when this returns, it is on the disk.

        Raises:
            OSError: It cannot be written.
        """
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        self._append({"judged": question, "passage": passage, "grade": grade, "at": now})
        self._made.append(Judged(question, passage, grade))

    def undo(self) -> Judged | None:
        """Take the last judgement back, and give it; None if there is none.

        Raises:
            OSError: It cannot be written.
        """
        if not self._made:
            return None
        last = self._made[-1]
        self._append({"undone": last.question, "passage": last.passage})
        return self._made.pop()

    def _append(self, value: Mapping[str, Any]) -> None:
        self._file.write(_json_line(value).encode("utf-8"))
        os.fsync(self._file.fileno())


def read_grades(path: Path) -> tuple[Judgements, Mapping[str, str]]:
    """A judge's grades: of a file of judgements, or of qrels in any form.

    Returns:
        The grades, and the words of the questions by their ids where the file has them.

    Raises:
        UsageError: It cannot be read, or is malformed.
    """
    if not is_judging(path):
        return read_qrels(path), {}
    _, pools, made = _read(path)
    return _grades(made), {one.question.id: one.question.question for one in pools}


def is_judging(path: Path) -> bool:
    """Whether a file is one of judgements, by its first line."""
    first = next(iter(read_lines(path, _MEND)), None)
    if first is None or not first.text.lstrip().startswith("{"):
        return False
    try:
        return first.values().get("reportqa") == _KIND
    except UsageError:
        return False


def question_object(question: GoldQuestion) -> dict[str, Any]:
    """A question as a JSON value, without what answers it."""
    fields: dict[str, Any] = {
        "id": question.id,
        "question": question.question,
        "type": question.type,
        "answer": question.answer,
        "split": question.split,
        "filter": {"report": question.report} if question.report else None,
    }
    return {**{key: value for key, value in fields.items() if value is not None}, **question.others}


def _grades(made: Sequence[Judged]) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for one in made:
        grades.setdefault(one.question, {})[one.passage] = one.grade
    return grades


def _cut_torn_end(path: Path) -> None:
    """Cut off a last line that was not written to its end."""
    try:
        with path.open("r+b") as file:
            data = file.read()
            if data and not data.endswith(b"\n"):
                file.truncate(data.rfind(b"\n") + 1)
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read: {error.strerror or error}", _MEND) from error


def _read(path: Path) -> tuple[dict[str, Any], tuple[Pooled, ...], list[Judged]]:
    heading: dict[str, Any] = {}
    pools: dict[str, Pooled] = {}
    made: list[Judged] = []
    for line in read_lines(path, _MEND):
        values = line.values()
        if not heading:
            if values.get("reportqa") != _KIND or values.get("schema") != _SCHEMA:
                raise line.wrong("this is no file of judgements", _MEND)
            heading = values
        elif "pool" in values:
            pooled = _pooled(line, values)
            pools[pooled.question.id] = pooled
        elif "undone" in values:
            _take_back(line, values, made)
        else:
            made.append(_judged(line, values))
    if not heading:
        raise UsageError(f"'{path}' holds no judgements", _MEND)
    return heading, tuple(pools.values()), made


def _pooled(line: Line, values: dict[str, Any]) -> Pooled:
    found, question = values["pool"], values.get("question")
    pairs = isinstance(found, list) and all(
        isinstance(one, list) and list(map(type, one)) == [str, str] for one in found
    )
    if not pairs or not isinstance(question, dict):
        raise line.wrong("this is no pool of passages", _MEND)
    return Pooled(read_question(line, question), tuple((name, text) for name, text in found))


def _judged(line: Line, values: dict[str, Any]) -> Judged:
    grade = values.get("grade")
    if type(grade) is not int or grade not in GRADES:
        raise line.wrong("this is no judgement: there is no grade of 0, 1 or 2", _MEND)
    return Judged(line.words(values, "judged"), line.words(values, "passage"), grade)


def _take_back(line: Line, values: dict[str, Any], made: list[Judged]) -> None:
    last = (line.words(values, "undone"), line.words(values, "passage"))
    if not made or (made[-1].question, made[-1].passage) != last:
        raise line.wrong("this takes back what was not judged last", _MEND)
    made.pop()


def _json_line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
