"""Epochs of training that can be stopped at any time and gone on with from the last one."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from late_model import LateModel, Vectors, late_scores
from lessons import Floats, Report, in_groups, lessons_of, marked, targets_of, text_batches
from material import Material
from measures import reciprocal_ranks, told
from memory import Memory
from objective import TOKEN_SHARE, pooled_loss, ranking_loss, token_loss
from tqdm import tqdm

EPOCHS = 3
RATE = 1.5e-4  # falls evenly to 0 after the warm-up
HEAD_FASTER = 5.0  # the head learns at this many times the rate
WARM_UP = 40  # steps
RIDGE = 1e-5
TEXT_EVERY = 8  # steps; every so many there is a batch of general text besides
TEXTS_AT_ONCE = 32
BEGIN_WITH = 12  # batches of passages that the head's first state is fitted to
CHECKPOINT = "checkpoint.pt"
MODEL = "model"
LOG = "log.jsonl"


class Epochs:
    """The epochs of one student."""

    def __init__(
        self, model: LateModel, material: Material, out: Path, seed: int, *, resume: bool
    ) -> None:
        """Begin, or go on from the checkpoint.

        Args:
            model: The student.
            material: What it learns from.
            out: The folder of the checkpoint, the model and the log.
            seed: Of all that is drawn.
            resume: Whether to go on from the checkpoint.
        """
        self.model, self.material, self.out, self.seed = model, material, out, seed
        self.reports = material.ranked
        self.epoch = 0
        self.epoch_steps = len(lessons_of(self.reports, random.Random(0)))
        self.memories = [Memory(report.passages) for report in self.reports]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": list(model.transformer.parameters()), "faster": 1.0},
                {"params": [model.projection, model.importance], "faster": HEAD_FASTER},
            ],
            betas=(0.9, 0.98),
            weight_decay=0.01,
            fused=True,
        )
        torch.manual_seed(seed)
        if resume:
            self._resume()
        else:
            begin(model, material, self.chance("begin"))
            self.measure([])

    def run(self) -> None:
        """Take all epochs that are left."""
        while self.epoch < EPOCHS:
            losses = self._run_epoch()
            self.epoch += 1
            self.measure(losses)
            self._save()

    def _run_epoch(self) -> list[float]:
        lessons = lessons_of(self.reports, self.chance(f"lessons {self.epoch}"))
        texts = text_batches(self.material.texts, self.chance(f"texts {self.epoch}"))
        afresh = self.epoch % 2 == 0
        losses: list[float] = []
        bar = tqdm(lessons, desc=f"epoch {self.epoch + 1} of {EPOCHS}", mininterval=10)
        for step, lesson in enumerate(bar):
            rate = self._rate(self.epoch * self.epoch_steps + step)
            for group in self.optimizer.param_groups:
                group["lr"] = group["faster"] * rate
            self.optimizer.zero_grad()
            report, memory = self.reports[lesson.report], self.memories[lesson.report]
            loss = ranking_loss(
                self.model, report, lesson, memory, self.material.rarity, afresh=afresh
            )
            loss.backward()
            if step % TEXT_EVERY == 0:
                self._text_loss(*texts[step // TEXT_EVERY % len(texts)]).backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            losses.append(loss.item())
            bar.set_postfix(loss=f"{np.mean(losses[-20:]):.3f}", refresh=False)
        return losses

    def _text_loss(self, part: int, places: Sequence[int]) -> torch.Tensor:
        texts = self.material.texts[part]
        targets = targets_of([texts[place] for place in places])
        vectors = self.model(targets.texts)
        loss = token_loss(vectors, targets, self.material.rarity) + pooled_loss(vectors, targets)
        return TOKEN_SHARE * loss

    def chance(self, what: str) -> random.Random:
        """What something is drawn with."""
        return random.Random(f"{self.seed} {what}")

    def _rate(self, step: int) -> float:
        """The learning rate at this step."""
        left = 1 - step / (EPOCHS * self.epoch_steps)
        return RATE * left * min(1.0, (step + 1) / WARM_UP)

    def measure(
        self, losses: Sequence[float], also: Mapping[str, dict[str, float]] | None = None
    ) -> None:
        """Measure on the reports and articles set aside, and write it down.

        Args:
            losses: Of the steps; none before the first.
            also: What was measured besides.
        """
        line: dict[str, Any] = {"epoch": self.epoch, **(also or {})}
        if losses:
            line["loss"] = round(float(np.mean(losses)), 4)
        for name, aside in {
            "reports": self.material.set_aside,
            "articles": self.material.articles_aside,
        }.items():
            line[name] = _measured([scores_of(self.model, report) for report in aside], aside)
            if not losses:
                line[f"{name}, teacher"] = _measured([report.scores for report in aside], aside)
        print(json.dumps(line), flush=True)
        with (self.out / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")

    def _save(self) -> None:
        self.model.save(self.out / MODEL)
        file = self.out / CHECKPOINT
        beside = file.with_suffix(".part")
        torch.save(
            {
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "memories": [memory.state() for memory in self.memories],
                "epoch": self.epoch,
                "seed": self.seed,
            },
            beside,
        )
        beside.replace(file)

    def _resume(self) -> None:
        found = torch.load(self.out / CHECKPOINT, torch.get_default_device(), weights_only=True)
        if found["seed"] != self.seed:
            raise SystemExit(f"the checkpoint is of seed {found['seed']}: give the same")
        self.model.load_state_dict(found["model"])
        self.optimizer.load_state_dict(found["optimizer"])
        for memory, state in zip(self.memories, found["memories"], strict=True):
            memory.restore(state)
        self.epoch = found["epoch"]


def _encoded(
    model: LateModel, texts: Sequence[torch.Tensor]
) -> Iterator[tuple[Sequence[int], Vectors]]:
    """Encode texts in batches of like length, each batch with its texts' places."""
    by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for places in in_groups(by_length, TEXTS_AT_ONCE):
        yield places, model([texts[place] for place in places])


@torch.no_grad()
def scores_of(model: LateModel, report: Report) -> Floats:
    """How the model scores a report's passages for its questions, float32 (q, p)."""
    questions = list(_encoded(model, [marked(one) for one in report.questions]))
    scores = np.zeros((len(report.questions), len(report.passages)), dtype=np.float32)
    for places, passages in _encoded(model, [marked(one) for one in report.passages]):
        for rows, some in questions:
            scores[np.ix_(rows, places)] = late_scores(some, passages, report.idf).cpu()
    return scores


def _measured(scores: Sequence[Floats], reports: Sequence[Report]) -> dict[str, float]:
    """Success@1, RR@10 and Success@10 over all questions of some reports."""
    found = []
    for some, report in zip(scores, reports, strict=True):
        relevant = report.answers(range(len(report.questions)))
        found += reciprocal_ranks(torch.as_tensor(some), relevant)
    return told(found)


@torch.no_grad()
def begin(model: LateModel, material: Material, chance: random.Random) -> None:
    """Let the head begin where the untrained states come nearest to the teacher's vectors.

    Ridge regression over some passages, in closed form.
    """
    passages = [passage for report in material.ranked for passage in report.passages]
    chance.shuffle(passages)
    states, tokens, importance = [], [], []
    for first in range(0, min(len(passages), BEGIN_WITH * TEXTS_AT_ONCE), TEXTS_AT_ONCE):
        targets = targets_of(passages[first : first + TEXTS_AT_ONCE])
        vectors = model(targets.texts)
        joined = model.states(vectors.ids, vectors.ids > 0)[1]
        states.append(joined[vectors.real])
        tokens.append(targets.tokens[vectors.real])
        importance.append(torch.log(targets.importance[vectors.real].clamp(min=1e-3)))
    x, y, z = torch.cat(states), torch.cat(tokens), torch.cat(importance)
    square = x.T @ x + RIDGE * len(x) * torch.eye(x.shape[1])
    model.projection.copy_(torch.linalg.solve(square, x.T @ y))
    model.importance.copy_(torch.linalg.solve(square, x.T @ z))
