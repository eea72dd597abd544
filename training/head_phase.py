"""The last phase of a training: the head alone, so that it ranks other text as well as it might.

Until here the head's vectors are the teacher's, whose own head knows inspection reports only: on
other text both rank worse than the plain last layer of the same transformer does, with all of its
dimensions. Here the transformer stays as it is, and the head learns to find the passages of reports
and of articles among all passages of their collection; and it is held to scores: of reports to
those that it gives when the phase begins, of articles to those of the plain last layer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from collection import ReportTexts
from late_model import LateModel, Vectors, laid_out, late_scores, rarity
from lessons import LONGEST, Report, answering, in_groups, marked
from losses import found_loss, scores_loss
from measures import reciprocal_ranks
from tqdm import tqdm

STEPS = 400
RATE = 1e-3  # falls evenly to 0 after the warm-up
WARM_UP = 20  # steps
ARTICLES_SHARE = 0.7  # of the loss; the reports have the rest
KEEP_REPORTS, KEEP_ARTICLES = 0.5, 4.0  # times the scores that are held to, beside what is found
TOGETHER = 48  # texts of like length


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """What the transformer makes of some texts.

    Attributes:
        joined: The states that the head reads, float16 (n, t, layers · h).
        ids: The word pieces, int64 (n, t).
        real: Which of them are the text's, not markers or padding, bool (n, t).
    """

    joined: torch.Tensor
    ids: torch.Tensor
    real: torch.Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Some questions of a collection with p passages.

    Attributes:
        states: The questions.
        relevant: Which passages answer each, bool (q, p).
        wanted: The place of the passage to find, int64 (q,).
        held: The scores that the head is held to, float32 (q, p).
    """

    states: States
    relevant: torch.Tensor
    wanted: torch.Tensor
    held: torch.Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """Passages in groups of like length, and the questions that they answer.

    Attributes:
        passages: Group after group.
        idf: How rare each word piece is among them, float32 (v,).
        asked: The questions, in groups too.
        keep: How much the scores that are held to count.
    """

    passages: list[States]
    idf: torch.Tensor
    asked: list[Asked]
    keep: float


@dataclass(frozen=True, slots=True)
class Texts:
    """Word pieces of a collection, markers included.

    Attributes:
        passages: Ids of each.
        questions: Ids of each; all are answered.
        relevant: The places of the passages that answer each question, the one to find first.
    """

    passages: list[torch.Tensor]
    questions: list[torch.Tensor]
    relevant: list[tuple[int, ...]]


def taught(report: Report) -> Texts:
    """A report's passages, and those of its questions that they answer."""
    rows = [row for row, asked in enumerate(report.texts.asked) if not asked.near_miss]
    return Texts(
        [marked(passage) for passage in report.passages],
        [marked(report.questions[row]) for row in rows],
        [report.relevant[row] for row in rows],
    )


def cut(model: LateModel, texts: ReportTexts) -> Texts:
    """Passages that the teacher did not read, and their questions, cut into word pieces."""
    asked = [one for one in texts.asked if not one.near_miss]
    return Texts(
        model.ids_of([passage for _, passage in texts.passages], LONGEST),
        model.ids_of([one.text for one in asked], LONGEST),
        [one.relevant for one in asked],
    )


@torch.no_grad()
def collection_of(model: LateModel, texts: Texts, *, plain: bool) -> Collection:
    """Let the transformer read a collection, once.

    Args:
        model: The student.
        texts: The collection.
        plain: Whether the head is held to the plain last layer's scores; else to its own.
    """
    groups = grouped(model, texts.passages)
    passages = [states for _, states in groups]
    by_length = [place for places, _ in groups for place in places]
    column = {place: at for at, place in enumerate(by_length)}
    idf = rarity([ids[1:-1] for ids in texts.passages], model.transformer.config.vocab_size)
    asked = []
    for rows, states in grouped(model, texts.questions):
        columns = [[column[place] for place in texts.relevant[row]] for row in rows]
        wanted = torch.tensor([places[0] for places in columns])
        held = scores_of(model, states, passages, idf, plain=plain)
        asked.append(Asked(states, answering(columns, len(column)), wanted, held))
    return Collection(passages, idf, asked, KEEP_ARTICLES if plain else KEEP_REPORTS)


def grouped(model: LateModel, texts: Sequence[torch.Tensor]) -> list[tuple[Sequence[int], States]]:
    """Groups of texts of like length: their places, and their states."""
    by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    found = []
    for places in in_groups(by_length, TOGETHER):
        ids, inside, real = laid_out([texts[place] for place in places])
        found.append((places, States(model.states(ids, inside)[1].half(), ids, real)))
    return found


def scores_of(
    model: LateModel,
    questions: States,
    passages: Sequence[States],
    idf: torch.Tensor,
    *,
    plain: bool = False,
) -> torch.Tensor:
    """Weighted MaxSim of every question with every passage, float32 (q, p).

    Args:
        model: The student.
        questions: q of them.
        passages: p of them.
        idf: How rare each word piece is, by id, float32 (v,).
        plain: By the last layer's states as they are, all words of like importance.
    """
    vectors = plain_vectors if plain else head_vectors
    asked = vectors(model, questions)
    return torch.cat([late_scores(asked, vectors(model, part), idf) for part in passages], 1)


def head_vectors(model: LateModel, states: States) -> Vectors:
    """What the head makes of states."""
    tokens, importance = model.head(states.joined.float())
    return Vectors(tokens[:, 0], tokens, importance, states.ids, states.real)


def plain_vectors(model: LateModel, states: States) -> Vectors:
    """The last layer's states as they are."""
    tokens = states.joined[..., -model.transformer.config.hidden_size :].float()
    return Vectors(tokens[:, 0], tokens, torch.ones(states.ids.shape), states.ids, states.real)


def train_head(
    model: LateModel,
    reports: Sequence[Collection],
    articles: Sequence[Collection],
    chance: random.Random,
) -> list[float]:
    """Train the head; a step takes some questions of a report and some of a collection of articles.

    Args:
        model: The student; only its head changes.
        reports: Reports, as the transformer reads them.
        articles: Articles, as the transformer reads them.
        chance: What the steps are drawn with.

    Returns:
        The steps' losses.
    """
    optimizer = torch.optim.AdamW([model.projection, model.importance], weight_decay=0.0)
    drawn = zip(_draw(reports, chance), _draw(articles, chance), strict=True)
    losses = []
    bar = tqdm(drawn, total=STEPS, desc="the head alone", mininterval=10)
    for step, (of_report, of_articles) in enumerate(bar):
        optimizer.param_groups[0]["lr"] = RATE * (1 - step / STEPS) * min(1, (step + 1) / WARM_UP)
        optimizer.zero_grad()
        loss = (1 - ARTICLES_SHARE) * loss_of(model, *of_report)
        loss = loss + ARTICLES_SHARE * loss_of(model, *of_articles)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        bar.set_postfix(loss=f"{np.mean(losses[-20:]):.3f}", refresh=False)
    return losses


def _draw(
    collections: Sequence[Collection], chance: random.Random
) -> Iterator[tuple[Collection, Asked]]:
    """A group of questions for each step: all once before any comes again."""
    every = [(collection, asked) for collection in collections for asked in collection.asked]
    for step in range(STEPS):
        if step % len(every) == 0:
            chance.shuffle(every)
        yield every[step % len(every)]


def loss_of(model: LateModel, collection: Collection, asked: Asked) -> torch.Tensor:
    """How badly passages are found, and how far scores are from those that are held to."""
    scores = scores_of(model, asked.states, collection.passages, collection.idf)
    found = found_loss(scores, asked.relevant, asked.wanted)
    return found + collection.keep * scores_loss(scores, asked.held)


@torch.no_grad()
def found_in(model: LateModel, collection: Collection) -> list[float]:
    """The reciprocal ranks of a collection's questions."""
    return [
        reciprocal
        for asked in collection.asked
        for reciprocal in reciprocal_ranks(
            scores_of(model, asked.states, collection.passages, collection.idf), asked.relevant
        )
    ]
