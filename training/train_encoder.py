"""Train all of a small encoder for the ranking itself.

    python training/train_encoder.py --reports FOLDER --wordnet FOLDER --out FOLDER --seed 0

mpnet is the teacher. Both models cut text into the same word pieces, so the student can learn the
teacher's vector of every token, which needs no labels (the head begins where that fits best). At
the same time it learns to rank: a report's questions must find their passages among the report's
others, by weighted MaxSim as the search ranks (Khattab and Zaharia, ColBERT, 2020) and by paragraph
vectors; and it learns the teacher's scores over the same passages (Hofstätter et al., 2020). In
every second epoch all passages are as they were when last encoded, and only the questions are
encoded (`epochs`). At the end the head alone is trained (`head_phase`).

``--out`` holds the teacher's vectors, a checkpoint an epoch (``--resume`` goes on from the last),
``model/`` (the student as it is at the checkpoint), and ``log.jsonl``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from epochs import MODEL, Epochs
from head_phase import collection_of, cut, found_in, taught, train_head
from late_model import LateModel
from material import read_material
from measures import told
from tqdm import tqdm

from reportqa.encoding import find_weights

BASE = "minilm"


def train(epochs: Epochs) -> None:
    """Take all epochs that are left, and then train the head alone."""
    epochs.run()
    _finish(epochs)
    epochs.model.save(epochs.out / MODEL)


def _finish(epochs: Epochs) -> None:
    """Train the head alone; the checkpoint has the state before."""
    model, material = epochs.model, epochs.material
    of_reports = tqdm(material.reports, desc="states of reports")
    reports = [collection_of(model, taught(one), plain=False) for one in of_reports]
    of_articles = tqdm(material.more, desc="states of articles")
    articles = [collection_of(model, cut(model, one), plain=True) for one in of_articles]
    aside = collection_of(model, cut(model, material.more_aside), plain=True)
    before = told(found_in(model, aside))
    losses = train_head(model, reports, articles, epochs.chance("head"))
    after = told(found_in(model, aside))
    epochs.measure(losses, {"all articles, before": before, "all articles": after})


def main() -> None:
    """Read, let the teacher encode, train."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reports", type=Path, required=True, help="the folder of the reports")
    parser.add_argument("--wordnet", type=Path, required=True, help="WordNet 3.0's data.* files")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    parser.add_argument("--device", default="cpu", help="what the student is trained on, as cuda")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    model = LateModel(find_weights(BASE)).to(asked.device)
    torch.set_default_device(asked.device)  # of whatever is made from here on
    vocabulary = model.transformer.config.vocab_size
    material = read_material(asked.reports, asked.wordnet, asked.out, vocabulary)
    train(Epochs(model, material, asked.out, asked.seed, resume=asked.resume))


if __name__ == "__main__":
    main()
