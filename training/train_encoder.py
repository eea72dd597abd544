"""Train all of a small encoder for the ranking itself.

    python training/train_encoder.py --reports FOLDER --wordnet FOLDER --out FOLDER

mpnet is the teacher. Both models cut text into the same word pieces, so the student can learn the
teacher's vector of every token: that needs no labels, only text. First it learns nothing else, from
reports, questions and general text. Then it also learns to rank: questions of one report must find
their passages among others, some of which it took for better itself (Xiong et al., ANCE, 2021), by
weighted MaxSim as the search ranks (Khattab and Zaharia, ColBERT, 2020), and by paragraph vectors;
and it learns the teacher's scores over the same passages (Hofstätter et al., 2020).

``--out`` holds the teacher's vectors, a checkpoint (``--resume`` goes on from it), the best model
so far by the reports set aside, and ``log.jsonl``.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from collection import ReportTexts, read_reports
from general import glosses, read_wordnet, synonyms, variations
from late_model import LateModel, Vectors, late_scores
from lessons import (
    PASSAGES_A_STEP,
    Floats,
    Report,
    Targets,
    marked,
    question_batches,
    report_of,
    targets_of,
    text_batches,
)
from questions import ASKED, FILE, SET_ASIDE, read_questions
from teacher import TaughtTexts, teach
from torch.nn.functional import cross_entropy, kl_div, log_softmax, softmax
from tqdm import tqdm

from reportqa.encoding import find_weights

BASE = "minilm"
TEXT_STEPS = 1500
TEXT_RATES = (2e-4, 5e-5)  # the learning rate falls evenly from one to the other
RANKING_EPOCHS = 2
RANKING_RATES = (5e-5, 0.0)
HEAD_FASTER = 5.0  # the head learns at this many times the rate
WARM_UP = 50  # steps
TEMPERATURE = 0.02
DENSE_TEMPERATURE = 0.05
DENSE_SHARE = 0.5
TOKEN_SHARE = 10.0
IMPORTANCE_SHARE = 0.1
RARITY_FLOOR = 0.25  # how much a token counts that every passage has; the mean is 1.25
RIDGE = 1e-5
HARDEST = 15  # a hard negative is drawn from this many wrong passages that rank first
TEXTS_AT_ONCE = 32
CHECKPOINT_EVERY = 250
CHECKPOINT = "checkpoint.pt"
BEST = "best"
LOG = "log.jsonl"


@dataclass(frozen=True, slots=True)
class Material:
    """All that is learned from.

    Attributes:
        texts: Texts, and how often each is met in an epoch of them.
        rarity: How much each word piece counts in them, by id, float32 (v,).
        reports: The reports that are learned.
        set_aside: Those that the model is chosen on.
    """

    texts: list[tuple[TaughtTexts, int]]
    rarity: torch.Tensor
    reports: list[Report]
    set_aside: list[Report]


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    reports: Path
    wordnet: Path
    out: Path
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
    hard: list[list[list[int]]] = field(default_factory=list)
    best: float = 0.0


def read_material(options: Options, vocabulary: int) -> Material:
    """Read everything, and let the teacher encode it."""
    collection = read_reports(options.reports, read_questions(FILE))
    learned = [texts for texts in collection if texts.report not in SET_ASIDE]
    aside = [texts for texts in collection if texts.report in SET_ASIDE]
    reports, passages, questions = _taught(learned, "learned", options.out, vocabulary)
    set_aside, _, _ = _taught(aside, "set-aside", options.out, vocabulary)
    entries = read_wordnet(options.wordnet)
    asked = [one.text for texts in learned for one in texts.asked]
    plain = ASKED.read_text(encoding="utf-8").splitlines()
    varied = variations(
        [*asked, *plain],
        [text for texts in learned for _, text in texts.passages],
        synonyms(entries),
    )

    def general(name: str, texts: Sequence[str]) -> TaughtTexts:
        return teach(name, [("", text) for text in texts], options.out)

    return Material(
        texts=[
            (passages, 1),
            (questions, 3),
            (general("asked", plain), 4),
            (general("variations", varied), 2),
            (general("glosses", glosses(entries)), 1),
        ],
        rarity=_rarity(reports, vocabulary),
        reports=reports,
        set_aside=set_aside,
    )


def _taught(
    collection: Sequence[ReportTexts], name: str, out: Path, vocabulary: int
) -> tuple[list[Report], TaughtTexts, TaughtTexts]:
    """Reports as the teacher has them, and all their passages and questions."""
    passages = teach(f"{name}-passages", [p for texts in collection for p in texts.passages], out)
    asked = [("", one.text) for texts in collection for one in texts.asked]
    questions = teach(f"{name}-questions", asked, out)
    reports = []
    first_passage = first_question = 0
    for texts in collection:
        after_passages = first_passage + len(texts.passages)
        after_questions = first_question + len(texts.asked)
        reports.append(
            report_of(
                texts,
                [passages[place] for place in range(first_passage, after_passages)],
                [questions[place] for place in range(first_question, after_questions)],
                vocabulary,
            )
        )
        first_passage, first_question = after_passages, after_questions
    return reports, passages, questions


def _rarity(reports: Sequence[Report], vocabulary: int) -> torch.Tensor:
    """How much each word piece counts: its mean rarity in the reports, as a share of the mean.

    A token that the ranking weighs at nothing needs no good vector.
    """
    idf = torch.stack([report.idf for report in reports]).mean(0)
    met = torch.zeros(vocabulary)
    for report in reports:
        for passage in report.passages:
            met += torch.bincount(torch.from_numpy(passage.ids), minlength=vocabulary)
    return RARITY_FLOOR + idf / ((idf * met).sum() / met.sum())


def hardest(scores: Floats, report: Report) -> list[list[int]]:
    """Each question's wrong passages that rank first.

    A passage that the teacher puts above the right one may well answer too, and is none of them.
    """
    found = []
    for row, teacher, relevant in zip(scores, report.scores, report.relevant, strict=True):
        wrong = teacher < teacher[list(relevant)].max()
        wrong[list(relevant)] = False
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
    questions = list(encoded(model, [marked(one) for one in report.questions]))
    scores = np.zeros((len(report.questions), len(report.passages)), dtype=np.float32)
    for places, passages in encoded(model, [marked(one) for one in report.passages]):
        for rows, some in questions:
            scores[np.ix_(rows, places)] = late_scores(some, passages, report.idf).numpy()
    return scores


def reciprocal_ranks(scores: Floats, report: Report) -> list[float]:
    """Of each question's first passage that answers, 0 beyond the tenth; near misses have none."""
    found = []
    for row, asked in zip(scores, report.texts.asked, strict=True):
        if not asked.near_miss:
            rank = 1 + int((row > row[list(asked.relevant)].max()).sum())
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


class RankingStep:
    """Questions of one report, and the passages among which they must find theirs."""

    def __init__(self, report: Report, rows: Sequence[int], hard: Sequence[int], fill: int) -> None:
        """Choose the passages.

        Args:
            report: The report.
            rows: Places of the questions.
            hard: Places of passages that stand beside those that answer.
            fill: Seed of what chooses others, up to a full batch.
        """
        asked = [report.texts.asked[row] for row in rows]
        chosen = {one.relevant[0] for one in asked} | set(hard)
        rest = [place for place in range(len(report.passages)) if place not in chosen]
        random.Random(fill).shuffle(rest)
        chosen |= set(rest[: max(0, PASSAGES_A_STEP - len(chosen))])
        places = sorted(chosen, key=lambda place: len(report.passages[place].ids))
        column = {place: at for at, place in enumerate(places)}
        self.idf = report.idf
        self.answered = torch.tensor([not one.near_miss for one in asked])
        self.wanted = torch.tensor([column[one.relevant[0]] for one in asked])
        self.also = torch.zeros(len(rows), len(places), dtype=torch.bool)
        for at, one in enumerate(asked):
            self.also[at, [column[place] for place in one.relevant[1:] if place in column]] = True
        self.teacher = torch.from_numpy(report.scores[np.ix_(list(rows), places)])
        self.questions = targets_of([report.questions[row] for row in rows])
        half = len(places) // 2  # short and long ones apart: less is padding
        self.passages = [
            targets_of([report.passages[place] for place in part])
            for part in (places[:half], places[half:])
        ]

    def loss(self, model: LateModel, rarity: torch.Tensor) -> torch.Tensor:
        """The loss of ranking, and of the same texts' tokens."""
        questions = model(self.questions.texts)
        parts = [model(part.texts) for part in self.passages]
        late = torch.cat([late_scores(questions, part, self.idf) for part in parts], 1)
        dense = questions.pooled @ torch.cat([part.pooled for part in parts]).T
        loss = kl_div(
            log_softmax(late / TEMPERATURE, 1),
            softmax(self.teacher / TEMPERATURE, 1),
            reduction="batchmean",
        )
        loss = loss + self._found(late / TEMPERATURE)
        loss = loss + DENSE_SHARE * self._found(dense / DENSE_TEMPERATURE)
        told = [(questions, self.questions), *zip(parts, self.passages, strict=True)]
        tokens = [token_loss(vectors, targets, rarity) for vectors, targets in told]
        return loss + TOKEN_SHARE * (tokens[0] + (tokens[1] + tokens[2]) / 2)

    def _found(self, scores: torch.Tensor) -> torch.Tensor:
        """Cross-entropy of the passages that answer."""
        if not self.answered.any():
            return scores.sum() * 0
        others = scores.masked_fill(self.also, -torch.inf)
        return cross_entropy(others[self.answered], self.wanted[self.answered])


class Training:
    """A training that can be stopped at any time and gone on with."""

    def __init__(self, model: LateModel, material: Material, options: Options) -> None:
        """Begin, or go on from the checkpoint."""
        self.model, self.material, self.options = model, material, options
        self.state = State()
        self.epoch_steps = len(question_batches(material.reports, random.Random(0)))
        self.optimizer = torch.optim.AdamW(
            [
                {"params": list(model.transformer.parameters()), "faster": 1.0},
                {"params": [model.projection, model.importance], "faster": HEAD_FASTER},
            ],
            betas=(0.9, 0.98),
            weight_decay=0.01,
            fused=True,
        )
        self._texts: list[tuple[int, list[int]]] = []
        torch.manual_seed(options.seed)
        if options.resume:
            self._resume()
        else:
            self._begin()
            self._measure([])

    @property
    def steps(self) -> int:
        """Steps in all."""
        return TEXT_STEPS + RANKING_EPOCHS * self.epoch_steps

    def run(self) -> None:
        """Take all steps that are left."""
        losses: list[float] = []
        with tqdm(total=self.steps, initial=self.state.step, unit="step", mininterval=10) as bar:
            while self.state.step < self.steps:
                losses.append(self._step())
                self.state.step += 1
                bar.update()
                bar.set_postfix(loss=f"{np.mean(losses[-20:]):.3f}")
                if self.state.step % CHECKPOINT_EVERY == 0 or self.state.step == self.steps:
                    self._measure(losses)
                    self._save()
                    losses = []

    @torch.no_grad()
    def _begin(self) -> None:
        """Let the head begin where the untrained states come nearest to the teacher's vectors.

        Ridge regression, in closed form.
        """
        states, tokens, importance = [], [], []
        for number, places in text_batches(self.material.texts, self._chance("begin"))[:40]:
            targets = self._targets(number, places)
            vectors = self.model(targets.texts)
            joined = self.model.states(vectors.ids, vectors.ids > 0)[1]
            states.append(joined[vectors.real])
            tokens.append(targets.tokens[vectors.real])
            importance.append(torch.log(targets.importance[vectors.real].clamp(min=1e-3)))
        x, y, z = torch.cat(states), torch.cat(tokens), torch.cat(importance)
        square = x.T @ x + RIDGE * len(x) * torch.eye(x.shape[1])
        self.model.projection.copy_(torch.linalg.solve(square, x.T @ y))
        self.model.importance.copy_(torch.linalg.solve(square, x.T @ z))

    def _chance(self, what: object) -> random.Random:
        return random.Random(f"{self.options.seed} {what}")

    def _targets(self, number: int, places: Sequence[int]) -> Targets:
        texts = self.material.texts[number][0]
        return targets_of([texts[place] for place in places])

    def _step(self) -> float:
        rate = self._rate()
        for group in self.optimizer.param_groups:
            group["lr"] = group["faster"] * rate
        self.optimizer.zero_grad()
        loss = self._learn(self._text_loss())
        if self.state.step >= TEXT_STEPS:
            loss += self._learn(self._ranking_loss())
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return loss

    def _learn(self, loss: torch.Tensor) -> float:
        loss.backward()
        return loss.item()

    def _text_loss(self) -> torch.Tensor:
        number, places = self._next_texts()
        targets = self._targets(number, places)
        vectors = self.model(targets.texts)
        loss = token_loss(vectors, targets, self.material.rarity) + pooled_loss(vectors, targets)
        return TOKEN_SHARE * loss

    def _next_texts(self) -> tuple[int, list[int]]:
        """The step's batch of texts; the epochs are the same for the same seed."""
        per_epoch = len(self._texts) or len(text_batches(self.material.texts, self._chance(0)))
        epoch, within = divmod(self.state.step, per_epoch)
        if not self._texts or within == 0:
            self._texts = text_batches(self.material.texts, self._chance(f"texts {epoch}"))
        return self._texts[within]

    def _ranking_loss(self) -> torch.Tensor:
        epoch, within = divmod(self.state.step - TEXT_STEPS, self.epoch_steps)
        if within == 0:
            self._mine()
        plan = question_batches(self.material.reports, self._chance(f"questions {epoch}"))
        number, rows = plan[within]
        chance = self._chance(f"step {self.state.step}")
        hard = self.state.hard[number]
        drawn = [chance.choice(hard[row]) for row in rows if hard[row]]
        step = RankingStep(self.material.reports[number], rows, drawn, chance.getrandbits(32))
        return step.loss(self.model, self.material.rarity)

    def _mine(self) -> None:
        """Find each question's hard negatives, as the model ranks now."""
        self.state.hard = [
            hardest(scores_of(self.model, report), report) for report in self.material.reports
        ]

    def _rate(self) -> float:
        """The learning rate at this step."""
        step = self.state.step
        if step < TEXT_STEPS:
            (high, low), done = TEXT_RATES, step / TEXT_STEPS
        else:
            (high, low), done = RANKING_RATES, (step - TEXT_STEPS) / (self.steps - TEXT_STEPS)
        return min(1.0, (step + 1) / WARM_UP) * (high + (low - high) * done)

    def _measure(self, losses: Sequence[float]) -> None:
        """Measure on the reports set aside, write it down, and keep the model if it is best."""
        aside = self.material.set_aside
        figures = told(
            [r for one in aside for r in reciprocal_ranks(scores_of(self.model, one), one)]
        )
        line: dict[str, Any] = {"step": self.state.step, **figures}
        if losses:
            line["loss"] = round(float(np.mean(losses)), 4)
        else:
            line["teacher"] = told([r for one in aside for r in reciprocal_ranks(one.scores, one)])
        print(json.dumps(line), flush=True)
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
                "state": asdict(self.state),
                "seed": self.options.seed,
            },
            beside,
        )
        beside.replace(file)

    def _resume(self) -> None:
        found = torch.load(self.options.out / CHECKPOINT, weights_only=True)
        if found["seed"] != self.options.seed:
            raise SystemExit(f"the checkpoint is of seed {found['seed']}: give the same")
        self.model.load_state_dict(found["model"])
        self.optimizer.load_state_dict(found["optimizer"])
        self.state = State(**found["state"])


def main() -> None:
    """Read, let the teacher encode, train."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reports", type=Path, required=True, help="the folder of the reports")
    parser.add_argument("--wordnet", type=Path, required=True, help="WordNet 3.0's data.* files")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    options = Options(**vars(parser.parse_args()))
    options.out.mkdir(parents=True, exist_ok=True)
    model = LateModel(find_weights(BASE))
    material = read_material(options, model.transformer.config.vocab_size)
    Training(model, material, options).run()


if __name__ == "__main__":
    main()
