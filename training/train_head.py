"""Train a head: a projection of token vectors, and how much a token matters in a question.

    python training/train_head.py --model mpnet --questions questions.jsonl --layers 8-12

The model's weights stay as they are; only the head is learned, so two cores do it in minutes. The
objective is the ranking itself: cross-entropy over the importance- and idf-weighted MaxSim of a
question with its passage against the other passages of the batch and some at random (Khattab and
Zaharia, ColBERT, 2020). Questions are JSON Lines with ``question``, ``report`` and ``passage``;
every eighth report is held out and only measured.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from late_model import rarity
from sentence_transformers import SentenceTransformer
from torch.nn.functional import cross_entropy, normalize
from tqdm import tqdm

from reportqa.encoding import find_weights
from reportqa.encoding.heads import HeadArrays, save_head

DIM = 128
TEMPERATURE = 0.02
BATCH = 48
PASSAGES_A_STEP = 200
LEARNING_RATE = 4.5e-4
LONGEST = 256  # word pieces; longer training passages are cut
TEXTS_AT_ONCE = 8
HELD_OUT = 8  # every n-th report is held out


@dataclass(frozen=True)
class Tokens:
    """A text's word pieces: ids (t,) and the layers' states joined, float16 (t, n · h)."""

    ids: torch.Tensor
    states: torch.Tensor


@dataclass(frozen=True)
class Collection:
    """Questions, each with the place of its passage among the passages."""

    questions: list[Tokens]
    passages: list[Tokens]
    relevant: list[int]

    def idf(self) -> torch.Tensor:
        """How rare each word piece is in the passages, by id, float32 (vocabulary,)."""
        size = 1 + max(int(tokens.ids.max()) for tokens in [*self.passages, *self.questions])
        return rarity([passage.ids for passage in self.passages], size)


class Head(torch.nn.Module):
    """The two arrays that are learned; the projection begins as the states' principal axes."""

    def __init__(self, sample: torch.Tensor) -> None:
        """Begin from a sample of joined states, float32 (s, n · h)."""
        super().__init__()
        axes = torch.pca_lowrank(sample, q=DIM, center=False, niter=2)[2]
        self.projection = torch.nn.Parameter(axes.contiguous().clone())
        self.importance = torch.nn.Parameter(torch.zeros(sample.shape[1]))

    def vectors(self, states: torch.Tensor) -> torch.Tensor:
        """Token vectors of length 1, float32 (t, DIM)."""
        return normalize(states.float() @ self.projection, dim=-1)

    def scores(
        self, questions: Sequence[Tokens], passages: Sequence[Tokens], idf: torch.Tensor
    ) -> torch.Tensor:
        """Weighted MaxSim of every question with every passage, float32 (questions, passages)."""
        theirs = self.vectors(torch.cat([passage.states for passage in passages]))
        lengths = [len(passage.ids) for passage in passages]
        rows = []
        for question in questions:
            cosines = self.vectors(question.states) @ theirs.T
            best = torch.stack([part.max(1).values for part in cosines.split(lengths, dim=1)], 1)
            weights = idf[question.ids] * torch.exp(question.states.float() @ self.importance)
            rows.append((weights[:, None] * best).sum(0) / weights.sum().clamp(min=1e-6))
        return torch.stack(rows)


def read_questions(path: Path) -> list[dict[str, Any]]:
    """The lines of a questions file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def encode(model: SentenceTransformer, texts: Sequence[str], layers: Sequence[int]) -> list[Tokens]:
    """Run the frozen model over texts, markers left out."""
    transformer: Any = model[0].auto_model
    by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    found: dict[int, Tokens] = {}
    for first in tqdm(range(0, len(texts), TEXTS_AT_ONCE), unit="batch"):
        places = by_length[first : first + TEXTS_AT_ONCE]
        features = model.tokenizer(
            [texts[place] for place in places],
            truncation=True,
            max_length=LONGEST,
            padding=True,
            return_tensors="pt",
        )
        with torch.no_grad():
            states = transformer(**features, output_hidden_states=True).hidden_states
        joined = torch.cat([normalize(states[layer], dim=-1) for layer in layers], dim=-1)
        for row, place in enumerate(places):
            end = int(features["attention_mask"][row].sum()) - 1
            ids = features["input_ids"][row, 1:end].clone()
            found[place] = Tokens(ids, joined[row, 1:end].half())
    return [found[place] for place in range(len(texts))]


def measure(head: Head, data: Collection) -> str:
    """Success@1 and RR@10 over a collection's own passages."""
    idf, ranks = data.idf(), []
    with torch.no_grad():
        for question, wanted in zip(data.questions, data.relevant, strict=True):
            scores = head.scores([question], data.passages, idf)[0]
            ranks.append(int((scores > scores[wanted]).sum()) + 1)
    reciprocal = [1 / rank if rank <= 10 else 0.0 for rank in ranks]
    return f"Success@1 {np.mean([r == 1 for r in ranks]):.3f}  RR@10 {np.mean(reciprocal):.3f}"


def train(head: Head, data: Collection, epochs: int) -> None:
    """Fit a head to a collection."""
    idf = data.idf()
    optimizer = torch.optim.AdamW(
        [
            {"params": [head.projection], "lr": LEARNING_RATE},
            {"params": [head.importance], "lr": 3 * LEARNING_RATE},
        ],
        betas=(0.9, 0.98),
        weight_decay=0.0,
    )
    steps = epochs * (len(data.questions) // BATCH)
    warm = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / 10) * max(0.0, 1 - step / steps)
    )
    order = list(range(len(data.questions)))
    progress = tqdm(total=steps, unit="step")
    for _ in range(epochs):
        random.shuffle(order)
        for first in range(0, len(order) - BATCH + 1, BATCH):
            batch = order[first : first + BATCH]
            passages = _passages_for(data, batch)
            place = {passage: at for at, passage in enumerate(passages)}
            scores = head.scores(
                [data.questions[i] for i in batch], [data.passages[i] for i in passages], idf
            )
            wanted = torch.tensor([place[data.relevant[i]] for i in batch])
            loss = cross_entropy(scores / TEMPERATURE, wanted)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            warm.step()
            progress.update()
            progress.set_postfix(loss=f"{loss.item():.3f}")


def _passages_for(data: Collection, batch: Sequence[int]) -> list[int]:
    """The batch's own passages and others at random, up to the number of a step."""
    own = sorted({data.relevant[i] for i in batch})
    others = [i for i in range(len(data.passages)) if i not in set(own)]
    return own + random.sample(others, min(len(others), PASSAGES_A_STEP - len(own)))


def load(
    path: Path, model: SentenceTransformer, layers: Sequence[int]
) -> tuple[Collection, Collection]:
    """The questions as two collections: to train on, and over the reports held out."""
    rows = read_questions(path)
    held = set(sorted({row["report"] for row in rows})[::HELD_OUT])
    texts = sorted({(row["report"], row["passage"]) for row in rows})
    passages = encode(model, [text for _, text in texts], layers)
    questions = encode(model, [row["question"] for row in rows], layers)

    def part(is_held: bool) -> Collection:
        chosen = [i for i, (report, _) in enumerate(texts) if (report in held) == is_held]
        place = {texts[i]: at for at, i in enumerate(chosen)}
        mine = [i for i, row in enumerate(rows) if (row["report"] in held) == is_held]
        return Collection(
            [questions[i] for i in mine],
            [passages[i] for i in chosen],
            [place[rows[i]["report"], rows[i]["passage"]] for i in mine],
        )

    return part(False), part(True)


def main() -> None:
    """Train, measure before and after, and write the head."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", required=True, help="mpnet, minilm, or a model's folder")
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--layers", default="8-12", help="first-last hidden layer, from 1")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    first, last = map(int, options.layers.split("-"))
    layers = range(first, last + 1)
    model = SentenceTransformer(str(find_weights(options.model).folder), device="cpu").eval()
    train_part, held_part = load(options.questions, model, layers)
    states = torch.cat([passage.states for passage in train_part.passages[::6]]).float()
    head = Head(states[torch.randperm(len(states))[:20_000]])
    print(f"held-out reports, before: {measure(head, held_part)}")
    train(head, train_part, options.epochs)
    print(f"held-out reports, after:  {measure(head, held_part)}")
    arrays = HeadArrays(head.projection.detach().numpy(), head.importance.detach().numpy())
    save_head(arrays, tuple(layers), options.out)
    print(f"written to {options.out}")


if __name__ == "__main__":
    main()
