"""Gold questions out of judgements."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from reportqa.documents import Passage
from reportqa.evaluation.judging import question_object
from reportqa.evaluation.pool import Pooled


def gold_lines(
    pools: Sequence[Pooled],
    grades: Mapping[str, Mapping[str, int]],
    passage: Callable[[str], Passage | None],
) -> Iterator[str]:
    """The lines of a gold file: each question that a passage answers, with all that was judged.

    A passage stands there by its id and its text's hash, and by its words, so that a judgement
    outlives another cut of the text.

    Args:
        pools: The questions.
        grades: What was judged, by question and passage.
        passage: Gives a passage by its id; None if there is none any more.
    """
    for one in pools:
        judged = [
            (found, grade)
            for name, grade in grades.get(one.question.id, {}).items()
            if (found := passage(name)) is not None
        ]
        relevant = sorted(
            (_relevant(found, grade) for found, grade in judged if grade),
            key=lambda entry: -int(entry["grade"]),
        )
        if not relevant:
            continue
        irrelevant = [_relevant(found, grade) for found, grade in judged if not grade]
        line = {**question_object(one.question), "relevant": relevant, "irrelevant": irrelevant}
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _relevant(passage: Passage, grade: int) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "report": passage.report,
        "quote": passage.text,
        "number": passage.number,
        "page": passage.page_first,
        "grade": grade,
        "passage": passage.id,
        "text_hash": passage.text_hash,
    }
    return {key: value for key, value in fields.items() if value is not None}
