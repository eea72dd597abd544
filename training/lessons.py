"""What a step of training learns from: texts of like length, or passages and their questions."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from collection import ReportTexts
from late_model import MULTIPLE, rarity
from numpy.typing import NDArray
from teacher import Taught, TaughtTexts

CLS, SEP = 101, 102
LONGEST = 158  # word pieces of a text; what is longer is cut
TOKENS_A_BATCH = 2048
PASSAGES_A_STEP = 32

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Targets:
    """Some texts, and what the teacher makes of them.

    Attributes:
        texts: Ids of each, markers included.
        tokens: The teacher's token vectors, float32 (n, t, dim); 0 where there is none.
        importance: How much each token matters in a question, float32 (n, t).
        pooled: The teacher's paragraph vectors, float32 (n, h).
    """

    texts: list[torch.Tensor]
    tokens: torch.Tensor
    importance: torch.Tensor
    pooled: torch.Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """One report as the model learns it.

    Attributes:
        texts: Its passages and questions.
        passages: The passages as the teacher has them.
        questions: The questions as the teacher has them.
        idf: How rare each word piece is in it, float32 (v,).
        scores: The teacher's score of each passage for each question, float32 (q, p).
    """

    texts: ReportTexts
    passages: list[Taught]
    questions: list[Taught]
    idf: torch.Tensor
    scores: Floats

    @property
    def relevant(self) -> list[tuple[int, ...]]:
        """For each question, the places of the passages that hold its quote."""
        return [asked.relevant for asked in self.texts.asked]

    def answers(self, rows: Sequence[int]) -> torch.Tensor:
        """Which passages answer each of these questions, bool (q, p); a near miss has none."""
        asked = [self.texts.asked[row] for row in rows]
        return answering(
            [() if one.near_miss else one.relevant for one in asked], len(self.passages)
        )


@dataclass(frozen=True, slots=True)
class Lesson:
    """A step of ranking: some passages of a report, and the questions that ask for them.

    Attributes:
        report: The report's place among those that are learned.
        passages: Places of the passages in the report, short ones first.
        rows: Places of the questions in the report, short ones first.
    """

    report: int
    passages: list[int]
    rows: list[int]


def answering(relevant: Sequence[Sequence[int]], passages: int) -> torch.Tensor:
    """Places of the passages that answer each question, as a table: bool (q, passages)."""
    found = torch.zeros(len(relevant), passages, dtype=torch.bool)
    for row, places in enumerate(relevant):
        found[row, list(places)] = True
    return found


def in_groups(places: Sequence[int], size: int) -> list[Sequence[int]]:
    """Places in the same order, so many at a time."""
    return [places[first : first + size] for first in range(0, len(places), size)]


def report_of(
    texts: ReportTexts, passages: list[Taught], questions: list[Taught], vocabulary: int
) -> Report:
    """Put a report together, and let the teacher's vectors rank it."""
    idf = rarity([torch.as_tensor(passage.ids) for passage in passages], vocabulary)
    scores = ranked(passages, questions, idf.numpy(force=True))
    return Report(texts, passages, questions, idf, scores)


def ranked(passages: Sequence[Taught], questions: Sequence[Taught], idf: Floats) -> Floats:
    """The teacher's weighted MaxSim, float32 (questions, passages)."""
    tokens = np.concatenate([passage.tokens.astype(np.float32) for passage in passages])
    starts = np.cumsum([0, *(len(passage.ids) for passage in passages)])[:-1]
    rows = []
    for question in questions:
        cosines = question.tokens.astype(np.float32) @ tokens.T
        weights = idf[question.ids] * question.importance.astype(np.float32)
        best = np.maximum.reduceat(cosines, starts, axis=1)
        rows.append(weights @ best / max(float(weights.sum()), 1e-6))
    return np.array(rows, dtype=np.float32)


def marked(text: Taught) -> torch.Tensor:
    """A text's ids with the student's markers, cut."""
    return torch.tensor([CLS, *text.ids[:LONGEST].tolist(), SEP])


def targets_of(texts: Sequence[Taught]) -> Targets:
    """Texts as one batch."""
    longest = 2 + max(min(len(text.ids), LONGEST) for text in texts)
    longest += -longest % MULTIPLE
    tokens = np.zeros((len(texts), longest, texts[0].tokens.shape[1]), dtype=np.float32)
    importance = np.ones((len(texts), longest), dtype=np.float32)
    for row, text in enumerate(texts):
        here = slice(1, 1 + min(len(text.ids), LONGEST))
        tokens[row, here] = text.tokens[:LONGEST]
        importance[row, here] = text.importance[:LONGEST]
    pooled = np.stack([text.pooled for text in texts]).astype(np.float32)
    arrays = (torch.as_tensor(array) for array in (tokens, importance, pooled))
    return Targets([marked(text) for text in texts], *arrays)


def text_batches(
    parts: Sequence[TaughtTexts], chance: random.Random
) -> list[tuple[int, list[int]]]:
    """An epoch of batches: which part, and which of its texts; of like length, all as large."""
    found = []
    for number, texts in enumerate(parts):
        steps = -(-(2 + np.minimum(texts.lengths, LONGEST)) // MULTIPLE)
        for step in np.unique(steps):
            places = np.flatnonzero((steps == step) & (texts.lengths > 0)).tolist()
            size = TOKENS_A_BATCH // int(step * MULTIPLE)
            chance.shuffle(places)
            found += [
                (number, places[first : first + size])
                for first in range(0, max(1, len(places) - size + 1), size)
            ]
    chance.shuffle(found)
    return found


def lessons_of(reports: Sequence[Report], chance: random.Random) -> list[Lesson]:
    """An epoch: every passage stands in one lesson, and every question with the first it wants."""
    found = []
    for number, report in enumerate(reports):
        places = list(range(len(report.passages)))
        chance.shuffle(places)
        parts = max(1, round(len(places) / PASSAGES_A_STEP))
        for part in range(parts):
            passages = places[part::parts]
            rows = [row for row, wanted in enumerate(report.relevant) if wanted[0] in set(passages)]
            passages.sort(key=lambda place: len(report.passages[place].ids))
            rows.sort(key=lambda row: len(report.questions[row].ids))
            found.append(Lesson(number, passages, rows))
    chance.shuffle(found)
    return found
