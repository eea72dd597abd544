"""What a step of training is worth: ranking as the search does, and what the teacher has.

A step encodes some passages of one report and all questions that ask for one of them. The report's
other passages stand beside them as they were when last encoded (Wang et al., Cross-Batch Memory,
2020), those that rank first among them: so hard negatives are mined anew in every step. The step's
own passages may be taken from that memory too, so that only the questions are encoded.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from late_model import LateModel, Vectors, late_scores
from lessons import Lesson, Report, Targets, in_groups, targets_of
from losses import found_loss, scores_loss
from memory import Memory
from teacher import Taught

DENSE_TEMPERATURE = 0.05
DENSE_SHARE = 0.5
TOKEN_SHARE = 5.0
IMPORTANCE_SHARE = 0.1
HARDEST = 2  # of each question's wrong passages in the memory, those that rank first
MOST_HARD = 40  # passages out of the memory in a step
PASSAGES_TOGETHER, QUESTIONS_TOGETHER = 8, 24  # texts of like length: less is padding


def token_loss(vectors: Vectors, targets: Targets, rarity: torch.Tensor) -> torch.Tensor:
    """How far token vectors and importances are from the teacher's; rare tokens count more."""
    real = vectors.real
    counts = rarity[vectors.ids[real]]
    apart = 1 - (vectors.tokens[real] * targets.tokens[real]).sum(-1)
    ratio = torch.log(vectors.importance[real]) - torch.log(
        targets.importance[real].clamp(min=1e-3)
    )
    return (counts * apart).sum() / counts.sum() + IMPORTANCE_SHARE * ratio.square().mean()


def pooled_loss(vectors: Vectors, targets: Targets) -> torch.Tensor:
    """How far the texts' likenesses to one another are from the teacher's."""
    apart = vectors.pooled @ vectors.pooled.T - targets.pooled @ targets.pooled.T
    return apart.square().mean()


def ranking_loss(
    model: LateModel,
    report: Report,
    lesson: Lesson,
    memory: Memory,
    rarity: torch.Tensor,
    *,
    afresh: bool,
) -> torch.Tensor:
    """The loss of a step of ranking, and of the same texts' tokens; the memory is brought up.

    Args:
        model: The student.
        report: The lesson's report.
        lesson: The passages and questions.
        memory: The report's passages as they were when last encoded.
        rarity: How much each word piece counts.
        afresh: Whether the passages are encoded, or taken from the memory too.
    """
    loss = model.projection.sum() * 0  # a lesson may have no question
    passages: list[Vectors] = []
    if afresh:
        groups = in_groups(lesson.passages, PASSAGES_TOGETHER)
        passages, loss = _told(model, [[report.passages[n] for n in g] for g in groups], rarity)
    if lesson.rows:
        loss = loss + _asked_loss(model, report, lesson, memory, passages, rarity)
    if afresh:
        for places, vectors in zip(groups, passages, strict=True):
            memory.keep(places, vectors)
    return loss


def _told(
    model: LateModel, groups: Sequence[Sequence[Taught]], rarity: torch.Tensor
) -> tuple[list[Vectors], torch.Tensor]:
    """Encode groups of texts; their vectors, and how far tokens are from the teacher's."""
    targets = [targets_of(group) for group in groups]
    found = [model(one.texts) for one in targets]
    losses = [token_loss(v, one, rarity) for v, one in zip(found, targets, strict=True)]
    return found, TOKEN_SHARE * torch.stack(losses).mean()


def _asked_loss(
    model: LateModel,
    report: Report,
    lesson: Lesson,
    memory: Memory,
    passages: Sequence[Vectors],
    rarity: torch.Tensor,
) -> torch.Tensor:
    groups = in_groups(lesson.rows, QUESTIONS_TOGETHER)
    asked, loss = _told(model, [[report.questions[n] for n in g] for g in groups], rarity)
    relevant = report.answers(lesson.rows)
    remembered = torch.cat([memory.scores(some, report.idf) for some in asked])
    hard = hardest(remembered, relevant, lesson.passages)
    others = hard if passages else [*lesson.passages, *hard]
    parts = [*passages, *([memory.vectors(others)] if others else [])]
    late = torch.cat(
        [torch.cat([late_scores(some, part, report.idf) for part in parts], 1) for some in asked]
    )
    columns = [*lesson.passages, *hard]
    column_of = {place: column for column, place in enumerate(columns)}
    wanted = torch.tensor([column_of[report.relevant[row][0]] for row in lesson.rows])
    here = relevant[:, columns]
    teacher = torch.as_tensor(report.scores[np.ix_(lesson.rows, columns)])
    loss = loss + found_loss(late, here, wanted) + scores_loss(late, teacher)
    if passages:
        pooled = torch.cat([part.pooled for part in passages])
        dense = torch.cat([some.pooled for some in asked]) @ pooled.T
        among = here[:, : len(lesson.passages)]
        loss = loss + DENSE_SHARE * found_loss(dense, among, wanted, DENSE_TEMPERATURE)
    return loss


def hardest(scores: torch.Tensor, relevant: torch.Tensor, here: Sequence[int]) -> list[int]:
    """The wrong passages of a memory that rank first for some question, the worst first.

    Args:
        scores: The memory's, float32 (q, p).
        relevant: Which passages answer, bool (q, p).
        here: Places of passages that stand in the lesson anyway.
    """
    wrong = scores.masked_fill(relevant, -torch.inf)
    wrong[:, list(here)] = -torch.inf
    best, places = wrong.topk(min(HARDEST, wrong.shape[1]), dim=1)
    order = best.flatten().argsort(descending=True)
    finite = best.flatten()[order] > -torch.inf
    found = places.flatten()[order][finite].tolist()
    return list(dict.fromkeys(found))[:MOST_HARD]
