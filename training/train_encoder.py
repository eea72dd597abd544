"""Train all of a small encoder for the ranking itself.

    python training/train_encoder.py --reports FOLDER --wordnet FOLDER --out FOLDER --seed 0

mpnet is the teacher. Both models cut text into the same word pieces, so the student can learn the
teacher's vector of every token, which needs no labels (the head begins where that fits best). At
the same time it learns to rank: a report's questions must find their passages among the report's
others, by weighted MaxSim as the search ranks (Khattab and Zaharia, ColBERT, 2020) and by paragraph
vectors; and it learns the teacher's scores over the same passages (Hofstätter et al., 2020).

A step encodes some passages of one report and all questions that ask for one of them. The report's
other passages stand beside them as they were when last encoded (Wang et al., Cross-Batch Memory,
2020), those that rank first among them: so hard negatives are mined anew in every step. In every
second epoch all passages are taken from that memory, and only the questions are encoded.

``--out`` holds the teacher's vectors, a checkpoint an epoch (``--resume`` goes on from the last),
``model/`` (the student as it is at the checkpoint), and ``log.jsonl``.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from articles import FILE as ARTICLES
from articles import read_articles
from collection import ReportTexts, read_reports
from general import glosses
from head_phase import collection_of, cut, found_in, taught, train_head
from late_model import LateModel, Vectors, late_scores
from lessons import (
    Floats,
    Lesson,
    Report,
    Targets,
    in_groups,
    lessons_of,
    marked,
    report_of,
    targets_of,
    text_batches,
)
from losses import found_loss, scores_loss
from measures import reciprocal_ranks, told
from memory import Memory
from questions import ASKED, FILE, SET_ASIDE, read_questions
from teacher import Taught, TaughtTexts, teach
from tqdm import tqdm

from reportqa.encoding import find_weights

BASE = "minilm"
EPOCHS = 3
RATE = 1.5e-4  # falls evenly to 0 after the warm-up
HEAD_FASTER = 5.0  # the head learns at this many times the rate
WARM_UP = 40  # steps
DENSE_TEMPERATURE = 0.05
DENSE_SHARE = 0.5
TOKEN_SHARE = 5.0
IMPORTANCE_SHARE = 0.1
RARITY_FLOOR = 0.25  # how much a token counts that every passage has; the mean is 1.25
RIDGE = 1e-5
HARDEST = 2  # of each question's wrong passages in the memory, those that rank first
MOST_HARD = 40  # passages out of the memory in a step
PASSAGES_TOGETHER, QUESTIONS_TOGETHER = 8, 24  # texts of like length: less is padding
TEXT_EVERY = 8  # steps; every so many there is a batch of general text besides
ARTICLES_PARTS, MOST_OF_AN_ARTICLE = 5, 20  # collections; passages
MORE_PARTS = 10  # collections, when all passages are learned
BEGIN_WITH = 12  # batches of passages that the head's first state is fitted to
TEXTS_AT_ONCE = 32
CHECKPOINT = "checkpoint.pt"
MODEL = "model"
LOG = "log.jsonl"


@dataclass(frozen=True, slots=True)
class Material:
    """All that is learned from.

    Attributes:
        texts: General text.
        rarity: How much each word piece counts in the reports, by id, float32 (v,).
        reports: The reports that are learned.
        articles: Collections of articles, which are learned as reports are.
        set_aside: The reports that the model is chosen on.
        articles_aside: Articles that tell how well it ranks other text.
        more: What the head learns at the end: all articles, with all their passages.
        more_aside: And those that tell how well it ranks other text.
    """

    texts: list[TaughtTexts]
    rarity: torch.Tensor
    reports: list[Report]
    articles: list[Report]
    set_aside: list[Report]
    articles_aside: list[Report]
    more: list[ReportTexts]
    more_aside: ReportTexts

    @property
    def ranked(self) -> list[Report]:
        """Reports and articles: what the epochs rank."""
        return [*self.reports, *self.articles]


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    reports: Path
    wordnet: Path
    out: Path
    seed: int
    resume: bool
    device: str


def read_material(options: Options, vocabulary: int) -> Material:
    """Read everything, and let the teacher encode it."""
    collection = read_reports(options.reports, read_questions(FILE))
    learned = [texts for texts in collection if texts.report not in SET_ASIDE]
    aside = [texts for texts in collection if texts.report in SET_ASIDE]
    of_articles = read_questions(ARTICLES)
    articles, articles_aside = read_articles(of_articles, ARTICLES_PARTS, MOST_OF_AN_ARTICLE)
    more, more_aside = read_articles(of_articles, MORE_PARTS)
    reports = _taught(learned, "learned", options.out, vocabulary)
    asked = ASKED.read_text(encoding="utf-8").splitlines()
    general = {"asked": asked, "glosses": glosses(options.wordnet)}
    return Material(
        texts=[
            teach(name, [("", text) for text in texts], options.out)
            for name, texts in general.items()
        ],
        rarity=_rarity(reports, vocabulary),
        reports=reports,
        articles=_taught(articles, "articles", options.out, vocabulary),
        set_aside=_taught(aside, "set-aside", options.out, vocabulary),
        articles_aside=_taught([articles_aside], "articles-aside", options.out, vocabulary),
        more=more,
        more_aside=more_aside,
    )


def _taught(
    collection: Sequence[ReportTexts], name: str, out: Path, vocabulary: int
) -> list[Report]:
    """Reports as the teacher has them."""
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
    return reports


def _rarity(reports: Sequence[Report], vocabulary: int) -> torch.Tensor:
    """How much each word piece counts: its mean rarity in the reports, as a share of the mean.

    A token that the ranking weighs at nothing needs no good vector.
    """
    idf = torch.stack([report.idf for report in reports]).mean(0)
    met = torch.zeros(vocabulary)
    for report in reports:
        for passage in report.passages:
            met += torch.bincount(torch.as_tensor(passage.ids), minlength=vocabulary)
    return RARITY_FLOOR + idf / ((idf * met).sum() / met.sum())


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
            scores[np.ix_(rows, places)] = late_scores(some, passages, report.idf).cpu()
    return scores


def _measured(scores: Sequence[Floats], reports: Sequence[Report]) -> dict[str, float]:
    """Success@1, RR@10 and Success@10 over all questions of some reports."""
    found = []
    for some, report in zip(scores, reports, strict=True):
        relevant = report.answers(range(len(report.questions)))
        found += reciprocal_ranks(torch.as_tensor(some), relevant)
    return told(found)


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


class Training:
    """A training that can be stopped at any time and gone on with from its last epoch."""

    def __init__(self, model: LateModel, material: Material, options: Options) -> None:
        """Begin, or go on from the checkpoint."""
        self.model, self.material, self.options = model, material, options
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
        torch.manual_seed(options.seed)
        if options.resume:
            self._resume()
        else:
            begin(model, material, self._chance("begin"))
            self._measure([])

    def run(self) -> None:
        """Take all epochs that are left, and then train the head alone."""
        while self.epoch < EPOCHS:
            losses = self._run_epoch()
            self.epoch += 1
            self._measure(losses)
            self._save()
        self._finish()

    def _finish(self) -> None:
        """Train the head alone; a checkpoint has the state before."""
        model, material = self.model, self.material
        of_reports = tqdm(material.reports, desc="states of reports")
        reports = [collection_of(model, taught(one), plain=False) for one in of_reports]
        of_articles = tqdm(material.more, desc="states of articles")
        articles = [collection_of(model, cut(model, one), plain=True) for one in of_articles]
        aside = collection_of(model, cut(model, material.more_aside), plain=True)
        before = told(found_in(model, aside))
        losses = train_head(model, reports, articles, self._chance("head"))
        after = told(found_in(model, aside))
        self._measure(losses, {"all articles, before": before, "all articles": after})
        model.save(self.options.out / MODEL)

    def _run_epoch(self) -> list[float]:
        lessons = lessons_of(self.reports, self._chance(f"lessons {self.epoch}"))
        texts = text_batches(self.material.texts, self._chance(f"texts {self.epoch}"))
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

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{self.options.seed} {what}")

    def _rate(self, step: int) -> float:
        """The learning rate at this step."""
        left = 1 - step / (EPOCHS * self.epoch_steps)
        return RATE * left * min(1.0, (step + 1) / WARM_UP)

    def _measure(
        self, losses: Sequence[float], also: Mapping[str, dict[str, float]] | None = None
    ) -> None:
        """Measure on the reports and articles set aside, and write it down."""
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
        with (self.options.out / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")

    def _save(self) -> None:
        self.model.save(self.options.out / MODEL)
        file = self.options.out / CHECKPOINT
        beside = file.with_suffix(".part")
        torch.save(
            {
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "memories": [memory.state() for memory in self.memories],
                "epoch": self.epoch,
                "seed": self.options.seed,
            },
            beside,
        )
        beside.replace(file)

    def _resume(self) -> None:
        found = torch.load(
            self.options.out / CHECKPOINT, torch.get_default_device(), weights_only=True
        )
        if found["seed"] != self.options.seed:
            raise SystemExit(f"the checkpoint is of seed {found['seed']}: give the same")
        self.model.load_state_dict(found["model"])
        self.optimizer.load_state_dict(found["optimizer"])
        for memory, state in zip(self.memories, found["memories"], strict=True):
            memory.restore(state)
        self.epoch = found["epoch"]


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


def main() -> None:
    """Read, let the teacher encode, train."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reports", type=Path, required=True, help="the folder of the reports")
    parser.add_argument("--wordnet", type=Path, required=True, help="WordNet 3.0's data.* files")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    parser.add_argument("--device", default="cpu", help="what the student is trained on, as cuda")
    options = Options(**vars(parser.parse_args()))
    options.out.mkdir(parents=True, exist_ok=True)
    model = LateModel(find_weights(BASE)).to(options.device)
    torch.set_default_device(options.device)  # of whatever is made from here on
    material = read_material(options, model.transformer.config.vocab_size)
    Training(model, material, options).run()


if __name__ == "__main__":
    main()
