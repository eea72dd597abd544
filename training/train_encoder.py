"""Train all of a small encoder for the ranking itself.

    python training/train_encoder.py --reports FOLDER --out FOLDER

Begins from MiniLM and the head that comes with it. A step takes questions of one report: each must
find its passage among those of the others and one that the model itself took for better at the
last epoch's end (Xiong et al., ANCE, 2021), by weighted MaxSim as the search ranks
(Khattab and Zaharia, ColBERT, 2020). Beside it the model learns mpnet's scores over the same
passages, and to find them by paragraph vectors. ``--out`` holds a checkpoint (``--resume`` goes on
from it), the best model so far by the reports set aside, and ``log.jsonl``.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from late_model import LateModel, Texts, Vectors, late_scores, rarity
from material import Floats, ReportMaterial, read_material
from questions import FILE, SET_ASIDE, read_questions
from torch.nn.functional import cross_entropy, kl_div, log_softmax, softmax
from tqdm import tqdm

from reportqa.encoding import find_weights

BASE = "minilm"
BATCH = 32
TEMPERATURE = 0.02
DENSE_TEMPERATURE = 0.05
DENSE_SHARE = 0.5
TEACHER_SHARE = 1.0
LEARNING_RATE = 4e-5
HEAD_LEARNING_RATE = 2e-4
WARM_UP = 0.1
HARDEST = 15  # a hard negative is drawn from this many wrong passages that rank first
TEXTS_AT_ONCE = 32
CHECKPOINT_EVERY = 50
CHECKPOINT = "checkpoint.pt"
BEST = "best"
LOG = "log.jsonl"


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """One report as the model takes it; ids have the model's markers.

    Attributes:
        material: Its texts, questions, and what the teacher says.
        passages: Ids of the passages.
        questions: Ids of the questions.
        idf: How rare each word piece is in it, float32 (v,).
    """

    material: ReportMaterial
    passages: list[torch.Tensor]
    questions: list[torch.Tensor]
    idf: torch.Tensor


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    reports: Path
    questions: Path
    out: Path
    epochs: int
    seed: int
    resume: bool


@dataclass
class State:
    """Where a training is.

    Attributes:
        step: Steps done.
        hard: By report, each question's wrong passages that ranked first, hardest first.
        best: The best RR@10 so far over the reports set aside.
    """

    step: int = 0
    hard: dict[str, list[list[int]]] = field(default_factory=dict)
    best: float = 0.0


def prepare(material: ReportMaterial, texts: Texts, vocabulary: int) -> Report:
    """Tokenize one report."""
    passages = texts.passages(material.passages)
    idf = rarity(passages, vocabulary)
    return Report(material, passages, texts.questions(material.questions), idf)


def batches(reports: Sequence[Report], seed: int, epoch: int) -> list[tuple[int, list[int]]]:
    """An epoch's steps: a report, and some of its questions; the same for the same seed."""
    chance = random.Random(f"{seed} {epoch}")
    steps = []
    for place, report in enumerate(reports):
        order = list(range(len(report.questions)))
        chance.shuffle(order)
        parts = max(1, round(len(order) / BATCH))
        steps += [(place, order[part::parts]) for part in range(parts)]
    chance.shuffle(steps)
    return steps


def hardest(scores: Floats, report: ReportMaterial) -> list[list[int]]:
    """Each question's wrong passages that rank first.

    A passage that the teacher puts above the right one may well answer too, and is none of them.
    """
    found = []
    for row, teacher, relevant in zip(scores, report.teacher, report.relevant, strict=True):
        wrong = teacher < teacher[relevant].max()
        wrong[relevant] = False
        order = np.argsort(-row, kind="stable")
        found.append([int(place) for place in order if wrong[place]][:HARDEST])
    return found


def encoded(model: LateModel, texts: Sequence[torch.Tensor]) -> Iterator[tuple[list[int], Vectors]]:
    """Encode texts in batches of like length, each batch with its texts' places."""
    by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for first in range(0, len(texts), TEXTS_AT_ONCE):
        places = by_length[first : first + TEXTS_AT_ONCE]
        yield places, model([texts[place] for place in places])


@torch.no_grad()
def scores_of(model: LateModel, report: Report) -> Floats:
    """How the model scores a report's passages for its questions, float32 (q, p)."""
    model.eval()
    questions = list(encoded(model, report.questions))
    scores = np.zeros((len(report.questions), len(report.passages)), dtype=np.float32)
    for places, passages in encoded(model, report.passages):
        for rows, some in questions:
            scores[np.ix_(rows, places)] = late_scores(some, passages, report.idf).numpy()
    return scores


def measures(scores: Floats, relevant: Sequence[Sequence[int]]) -> list[float]:
    """The reciprocal rank of each question's first passage that answers, 0 beyond the tenth."""
    found = []
    for row, places in zip(scores, relevant, strict=True):
        rank = 1 + int((row > row[places].max()).sum())
        found.append(1 / rank if rank <= 10 else 0.0)
    return found


def told(reciprocal: Sequence[float]) -> dict[str, float]:
    """Success@1, RR@10 and Success@10 of reciprocal ranks."""
    values = np.array(reciprocal)
    return {
        "Success@1": round(float((values == 1).mean()), 4),
        "RR@10": round(float(values.mean()), 4),
        "Success@10": round(float((values > 0).mean()), 4),
    }


def loss_of(
    model: LateModel, report: Report, batch: Sequence[int], hard: Sequence[int]
) -> torch.Tensor:
    """The loss of one step.

    Args:
        model: The model.
        report: The report.
        batch: Places of its questions.
        hard: Places of passages that stand beside those that answer.
    """
    material = report.material
    places = sorted({material.relevant[row][0] for row in batch} | set(hard))
    column = {place: at for at, place in enumerate(places)}
    wanted = torch.tensor([column[material.relevant[row][0]] for row in batch])
    also = torch.zeros(len(batch), len(places), dtype=torch.bool)
    for at, row in enumerate(batch):
        also[at, [column[place] for place in material.relevant[row][1:] if place in column]] = True
    questions = model([report.questions[row] for row in batch])
    passages = model([report.passages[place] for place in places])
    late = late_scores(questions, passages, report.idf) / TEMPERATURE
    dense = questions.pooled @ passages.pooled.T / DENSE_TEMPERATURE
    teacher = torch.from_numpy(material.teacher[np.ix_(batch, places)]) / TEMPERATURE
    return (
        cross_entropy(late.masked_fill(also, -torch.inf), wanted)
        + DENSE_SHARE * cross_entropy(dense.masked_fill(also, -torch.inf), wanted)
        + TEACHER_SHARE * kl_div(log_softmax(late, 1), softmax(teacher, 1), reduction="batchmean")
    )


class Training:
    """A training that can be stopped at any time and gone on with."""

    def __init__(self, model: LateModel, reports: Sequence[Report], options: Options) -> None:
        """Begin, or go on from the checkpoint."""
        self.model, self.options = model, options
        self.learned = [r for r in reports if r.material.report not in SET_ASIDE]
        self.set_aside = [r for r in reports if r.material.report in SET_ASIDE]
        self.state = State()
        self.epoch_steps = len(batches(self.learned, options.seed, 0))
        self.optimizer = torch.optim.AdamW(
            [
                {"params": list(model.transformer.parameters()), "rate": LEARNING_RATE},
                {"params": [model.projection, model.importance], "rate": HEAD_LEARNING_RATE},
            ],
            betas=(0.9, 0.98),
            weight_decay=0.01,
        )
        torch.manual_seed(options.seed)
        if options.resume:
            self._resume()
        else:
            self._measure([])

    @property
    def steps(self) -> int:
        """Steps in all."""
        return self.options.epochs * self.epoch_steps

    def run(self) -> None:
        """Take all steps that are left."""
        losses: list[float] = []
        with tqdm(total=self.steps, initial=self.state.step, unit="step", mininterval=10) as bar:
            while self.state.step < self.steps:
                epoch, within = divmod(self.state.step, self.epoch_steps)
                if within == 0:
                    self._mine(epoch)
                plan = batches(self.learned, self.options.seed, epoch)
                losses.append(self._step(*plan[within]))
                self.state.step += 1
                bar.update()
                bar.set_postfix(loss=f"{np.mean(losses[-20:]):.3f}")
                if self.state.step % CHECKPOINT_EVERY == 0 or self.state.step == self.steps:
                    self._measure(losses)
                    self._save()
                    losses = []

    def _mine(self, epoch: int) -> None:
        """Find each question's hard negatives: at first as the teacher ranks, then as the model."""
        for report in self.learned:
            material = report.material
            scores = scores_of(self.model, report) if epoch else material.teacher
            self.state.hard[material.report] = hardest(scores, material)

    def _step(self, place: int, batch: Sequence[int]) -> float:
        report = self.learned[place]
        chance = random.Random(f"{self.options.seed} step {self.state.step}")
        hard = self.state.hard[report.material.report]
        drawn = [chance.choice(hard[row]) for row in batch if hard[row]]
        for group in self.optimizer.param_groups:
            group["lr"] = group["rate"] * self._warmth()
        self.model.train()
        loss = loss_of(self.model, report, batch, drawn)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return loss.item()

    def _warmth(self) -> float:
        """The share of the learning rate at this step: up at first, then down to 0."""
        warm = max(1, round(WARM_UP * self.steps))
        step = self.state.step
        return min((step + 1) / warm, (self.steps - step) / max(1, self.steps - warm))

    def _measure(self, losses: Sequence[float]) -> None:
        """Measure on the reports set aside, write it down, and keep the model if it is best."""
        found = [
            one
            for report in self.set_aside
            for one in measures(scores_of(self.model, report), report.material.relevant)
        ]
        figures = told(found)
        line: dict[str, object] = {"step": self.state.step, **figures}
        if losses:
            line["loss"] = round(float(np.mean(losses)), 4)
        else:
            line["teacher"] = told(
                [
                    one
                    for report in self.set_aside
                    for one in measures(report.material.teacher, report.material.relevant)
                ]
            )
        print(json.dumps(line))
        with (self.options.out / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        if figures["RR@10"] > self.state.best:
            self.state.best = figures["RR@10"]
            self.model.save(self.options.out / BEST)

    def _save(self) -> None:
        file = self.options.out / CHECKPOINT
        beside = file.with_suffix(".part")
        torch.save(
            {
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "chance": torch.get_rng_state(),
                "state": asdict(self.state),
                "seed": self.options.seed,
                "epochs": self.options.epochs,
            },
            beside,
        )
        beside.replace(file)

    def _resume(self) -> None:
        found = torch.load(self.options.out / CHECKPOINT, weights_only=True)
        if (found["seed"], found["epochs"]) != (self.options.seed, self.options.epochs):
            raise SystemExit(
                f"the checkpoint is of seed {found['seed']} and {found['epochs']} epochs: "
                "give the same"
            )
        self.model.load_state_dict(found["model"])
        self.optimizer.load_state_dict(found["optimizer"])
        torch.set_rng_state(found["chance"])
        self.state = State(**found["state"])


def main() -> None:
    """Read, tokenize, train."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reports", type=Path, required=True, help="the folder of the reports")
    parser.add_argument("--questions", type=Path, default=FILE)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    options = Options(**vars(parser.parse_args()))
    options.out.mkdir(parents=True, exist_ok=True)
    material = read_material(options.reports, options.out, read_questions(options.questions))
    weights = find_weights(BASE)
    model, texts = LateModel(weights), Texts(weights.folder)
    vocabulary = model.transformer.config.vocab_size
    reports = [prepare(one, texts, vocabulary) for one in material]
    Training(model, reports, options).run()


if __name__ == "__main__":
    main()
