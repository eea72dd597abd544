"""What an encoder is trained on: reports' passages, their questions, and a teacher's scores."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from questions import Places, TrainingQuestion
from tqdm import tqdm

from reportqa.encoding import Encoder, find_weights, open_encoder
from reportqa.index import Index, build_from_folder, open_index

TEACHER = "mpnet"
INDEX = "teacher"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class ReportMaterial:
    """One report's passages and the questions that it answers.

    Attributes:
        report: The report's id.
        passages: Context and text of each passage.
        questions: The questions.
        relevant: For each question, the places of the passages that answer it; the first is the
            one that is trained towards.
        teacher: The teacher's score of each passage for each question, float32 (q, p).
    """

    report: str
    passages: list[tuple[str, str]]
    questions: list[str]
    relevant: list[list[int]]
    teacher: Floats


def read_material(
    reports: Path, cache: Path, questions: Sequence[TrainingQuestion]
) -> list[ReportMaterial]:
    """Index the reports with the teacher, once, and let it score every question, once.

    Near misses are left out: no passage answers them.

    Args:
        reports: The folder of the reports.
        cache: Where the teacher's index and scores are kept.
        questions: The questions.
    """
    asked: dict[str, list[TrainingQuestion]] = defaultdict(list)
    for question in questions:
        if not question.near_miss:
            asked[question.report].append(question)
    # The teacher in 8 bits where the processor is fast at it: as an index of one's own would be.
    build_from_folder(reports, cache / INDEX, model=TEACHER, on_progress=_tell, on_message=print)
    encoder = open_encoder(find_weights(TEACHER))
    with open_index(cache / INDEX) as index:
        return [
            _material(index, encoder, report, asked[report], cache)
            for report in tqdm(sorted(asked), unit="report", desc="teacher")
        ]


def _tell(stage: str, done: int, total: int) -> None:
    if done % 500 == 0:
        print(f"{stage} {done} of {total}")


def _material(
    index: Index, encoder: Encoder, report: str, questions: Sequence[TrainingQuestion], cache: Path
) -> ReportMaterial:
    passages = index.all_passages(report)
    where = Places(passages)
    found = [(question.question, where.of(question.quote)) for question in questions]
    matched = [(question, places) for question, places in found if places]
    if len(matched) < len(found):
        print(f"{report}: {len(found) - len(matched)} quotes stand in no passage")
    texts = [(passage.context, passage.text) for passage in passages]
    names = [question for question, _ in matched]
    told = json.dumps([texts, names]).encode()
    file = cache / "scores" / f"{report}-{hashlib.sha256(told).hexdigest()[:12]}.npy"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, teacher_scores(index, encoder, report, names))
    return ReportMaterial(report, texts, names, [places for _, places in matched], np.load(file))


def teacher_scores(index: Index, encoder: Encoder, report: str, questions: Sequence[str]) -> Floats:
    """Late interaction as an index of this report alone would rank, float32 (q, p)."""
    matrix = index.gather_tokens(index.ordinals(report))
    vectors = matrix.values * matrix.scales[:, None]
    spans = np.diff(matrix.starts)
    df = np.zeros(1 + int(matrix.ids.max()))
    for ids in np.split(matrix.ids, matrix.starts[1:-1]):
        df[np.unique(ids)] += 1
    rows = []
    for question in questions:
        encoded = encoder.encode_question(question)
        known = np.where(encoded.token_ids < len(df), encoded.token_ids, 0)
        frequency = np.where(encoded.token_ids < len(df), df[known], 0)
        idf = np.maximum(np.log((len(spans) + 1) / (frequency + 0.5)), 0)
        weights = idf * encoded.importance
        best = np.maximum.reduceat(encoded.tokens @ vectors.T, matrix.starts[:-1], axis=1)
        rows.append(weights @ best / max(float(weights.sum()), 1e-6))
    return np.array(rows, dtype=np.float32)
