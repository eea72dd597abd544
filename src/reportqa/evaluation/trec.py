"""Runs and judgements as lines of text, in the forms of TREC and of BEIR.

``query Q0 document rank score tag`` and ``query 0 document grade``, as trec_eval reads them
(https://github.com/usnistgov/trec_eval), and BEIR's ``query<TAB>document<TAB>grade``.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from reportqa.errors import UsageError
from reportqa.evaluation.lines import Line, Place, read_lines

# A document's name ends at these alone; a no-break space may be part of it.
_SPACE = re.compile(r"[ \t\r\v\f]+")
_GRADE = re.compile(r"-?[0-9]{1,9}")
_RANK = re.compile(r"-?[0-9]+")
_RUN_COLUMNS, _QRELS_COLUMNS, _BEIR_COLUMNS = 6, 4, 3
_BEIR_HEADINGS = ("query-id", "query_id")
_MOST_DIGITS = 6

Scored = tuple[Place, str, str, float]
"""Where an entry of a run stands, its query, its document, and its score."""
Judged = tuple[Place, str, str, int]
"""Where a judgement stands, its query, its document, and its grade."""


def read_run_lines(path: Path) -> Iterator[Scored]:
    """The lines of a TREC run: where each stands, its query, its document and its score.

    The rank is not given: the field's tools rank by score alone.

    Raises:
        UsageError: It cannot be read, or a line is malformed; the message names the file, the line
            and the mend.
    """
    for line in read_lines(path, "Name a run: a TREC file, or ranx JSON."):
        cells = _cells(line)
        if len(cells) != _RUN_COLUMNS:
            raise line.wrong(
                f"this has {_columns(cells)}, a run has {_RUN_COLUMNS}",
                "Write: query Q0 document rank score tag",
            )
        query, _, document, rank, score, _ = cells
        if not _RANK.fullmatch(rank):
            raise line.wrong(
                f"'{rank}' is no rank", "Write: query Q0 document rank score tag, in this order."
            )
        yield line, query, document, score_of(score, line)


def read_judgement_lines(path: Path) -> Iterator[Judged]:
    """The judgements of a file of TREC (four columns) or BEIR (three, with tabs between).

    Raises:
        UsageError: It cannot be read, or a line is malformed.
    """
    for line in read_lines(path, "Name judgements: TREC qrels, a BEIR .tsv, or ranx JSON."):
        cells = line.text.split("\t")
        if len(cells) == _BEIR_COLUMNS:
            if line.number == 1 and cells[0] in _BEIR_HEADINGS:
                continue
            query, document, grade = (cell.strip() for cell in cells)
        elif len(cells := _cells(line)) == _QRELS_COLUMNS:
            query, _, document, grade = cells
        else:
            raise line.wrong(f"this is no judgement: it has {_columns(cells)}", _QRELS_MEND)
        if not _GRADE.fullmatch(grade):
            raise line.wrong(f"this is no judgement: '{grade}' is no whole number", _QRELS_MEND)
        if not query or not document:
            raise line.wrong("this is no judgement: a name is empty", _QRELS_MEND)
        yield line, query, document, int(grade)


def run_text(rankings: Mapping[str, Sequence[tuple[str, float]]], tag: str) -> Iterator[str]:
    """The lines of a TREC run, the scores falling strictly with rank.

    Args:
        rankings: By query, its documents and their scores, best first.
        tag: The run's name.

    Raises:
        UsageError: A name cannot stand in such a file.
    """
    tag = "-".join(tag.split()) or "run"
    for query, ranking in rankings.items():
        _check_name(query)
        falling = falling_scores([score for _, score in ranking])
        for rank, ((document, _), score) in enumerate(zip(ranking, falling, strict=True), 1):
            _check_name(document)
            yield f"{query} Q0 {document} {rank} {score} {tag}\n"


def qrels_text(judged: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """The lines of TREC qrels.

    Raises:
        UsageError: A name cannot stand in such a file.
    """
    for query, grades in judged.items():
        _check_name(query)
        for document, grade in grades.items():
            _check_name(document)
            yield f"{query} 0 {document} {grade}\n"


def beir_text(judged: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """The lines of a BEIR file of judgements, headings first.

    Raises:
        UsageError: A name cannot stand in such a file.
    """
    yield "query-id\tcorpus-id\tscore\n"
    for query, grades in judged.items():
        for document, grade in grades.items():
            _check_name(query, among="\t")
            _check_name(document, among="\t")
            yield f"{query}\t{document}\t{grade}\n"


def falling_scores(scores: Sequence[float]) -> list[str]:
    """Scores in writing, each below the one before it, also for tools that compute in float32.

    Tools that read a run order it by score, and ties each in its own way. Scores are rounded to
    six digits of the largest one; where that makes a tie, the later one gets a unit less.

    Example:
        >>> falling_scores([0.9, 0.9, 0.5])
        ['0.900000', '0.899999', '0.500000']
    """
    largest = max((abs(score) for score in scores), default=0.0)
    whole = math.ceil(math.log10(largest)) if largest > 1 else 0
    digits = _MOST_DIGITS - whole
    falling: list[str] = []
    last: int | None = None
    for score in scores:
        units = round(score * 10.0**digits)
        last = units if last is None else min(units, last - 1)
        falling.append(
            f"{last / 10**digits:.{digits}f}" if digits >= 0 else str(last * 10**-digits)
        )
    return falling


def score_of(text: object, place: Place) -> float:
    """A score as trec_eval takes it: a finite float32.

    Raises:
        UsageError: It is none.
    """
    mend = "Write a finite number."
    try:
        score = float(str(text))
        (as_float32,) = struct.unpack("f", struct.pack("f", score))
    except (ValueError, OverflowError):
        raise place.wrong(f"'{text}' is no score", mend) from None
    if not math.isfinite(score):
        raise place.wrong(f"'{text}' is no score", mend)
    return float(as_float32)


def ordered(documents: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """Documents by falling score, ties by falling name, as trec_eval orders them.

    Example:
        >>> ordered([("a", 1.0), ("b", 1.0), ("c", 2.0)])
        [('c', 2.0), ('b', 1.0), ('a', 1.0)]
    """
    by_name = sorted(documents, key=lambda one: one[0], reverse=True)
    return sorted(by_name, key=lambda one: -one[1])


_QRELS_MEND = (
    "Write: query 0 document grade, or query, document and grade with tabs between; "
    "a grade is a whole number."
)


def _cells(line: Line) -> list[str]:
    return _SPACE.split(line.text.strip(" \t\r\v\f"))


def _columns(cells: Sequence[str]) -> str:
    return "1 column" if len(cells) == 1 else f"{len(cells)} columns"


def _check_name(name: str, among: str = " \t\r\v\f") -> None:
    """A name that such a file can hold: it parts no columns or lines, and looks like no JSON."""
    holds = any(mark in name for mark in among + "\n\r")
    if name and not holds and name.isprintable() and not name.startswith(("{", "[")):
        return
    raise UsageError(
        f"the name {name!r} cannot stand in a file of columns",
        "Save as ranx JSON instead: give the file's name the ending .json",
    )
