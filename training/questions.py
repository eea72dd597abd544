"""The training questions: ``questions.jsonl``, which ``README.md`` tells about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportqa.documents import Passage, fold

FILE = Path(__file__).with_name("questions.jsonl")

#: Questions in plain words that no report was read for, one a line.
ASKED = Path(__file__).with_name("asked.txt")

#: The reports that `test` questions of ``tests/gold`` are asked of: never looked at here.
HELD_OUT = frozenset(
    {
        "birmingham-2014-05-23",
        "cheshire-west-and-chester-2016-02-19",
        "durham-2019-10-21",
        "sheffield-2023-11-03",
    }
)

#: The reports that a model is chosen on: never trained on.
SET_ASIDE = frozenset(
    {
        "bury-2025-07-29",
        "cornwall-2016-06-27",
        "ealing-2019-12-19",
        "medway-2013-08-23",
        "oxfordshire-2018-05-22",
    }
)


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """A question and the words that answer it.

    Attributes:
        question: The question.
        report: The id of the report that it is asked of.
        quote: Words of the passage that answers, or of a near miss's nearest passage.
        near_miss: Whether the report does not answer it, though that passage seems to.
    """

    question: str
    report: str
    quote: str
    near_miss: bool = False


def read_questions(path: Path = FILE) -> list[TrainingQuestion]:
    """The questions of a file, in its order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [TrainingQuestion(**json.loads(line)) for line in lines]


class Places:
    """Finds which of a report's passages hold a quote."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        """Fold the passages' words, once."""
        self._alone = [fold(passage.text) for passage in passages]
        self._led = [fold(f"{passage.lead_in or ''} {passage.text}") for passage in passages]

    def of(self, quote: str) -> list[int]:
        """Their places; with their lead-ins if no passage holds it alone."""
        wanted = fold(quote)
        alone = [place for place, text in enumerate(self._alone) if wanted in text]
        return alone or [place for place, text in enumerate(self._led) if wanted in text]
