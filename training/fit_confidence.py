"""Fit the coefficients of the confidence on the dev questions of a gold file.

    python training/fit_confidence.py tests/gold/wirral-2016.jsonl --index index

Writes the entry of the index's model in ``src/reportqa/search/calibration.json``. Near
misses have no say in whether a question is on topic; off-topic questions have none in whether a
passage answers.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from reportqa.evaluation import read_gold, relevance_in
from reportqa.index import open_index
from reportqa.search import Searcher
from reportqa.search.calibration import calibration_of
from reportqa.search.confidence import Signs

_FILE = Path(__file__).parents[1] / "src" / "reportqa" / "search" / "calibration.json"
_ON_TOPIC = ("late", "dense", "late_above_mean")
_ANSWERS = ("lead", "unevenness")


def fit(
    signs: list[Signs], labels: list[bool], names: tuple[str, ...], *, even: bool
) -> dict[str, float]:
    """Coefficients on the signs as they are, of an L2-regularised regression on scaled ones.

    Where `even`, both labels count the same however many questions have them: how often people
    ask off topic is not known from a gold file.
    """
    values = np.array([[asdict(sign)[name] for name in names] for sign in signs])
    model = make_pipeline(
        StandardScaler(), LogisticRegression(class_weight="balanced" if even else None)
    )
    model.fit(values, labels)
    scaler, regression = model.named_steps.values()
    weights = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - weights @ scaler.mean_)
    return {"intercept": round(intercept, 4)} | {
        name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)
    }


def main() -> None:
    """Ask every dev question, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--index", type=Path, default=Path("index"))
    options = parser.parse_args()
    questions = [question for question in read_gold(options.gold) if question.split == "dev"]
    with open_index(options.index) as index:
        model = index.manifest.encoder.name
        relevance = relevance_in(index, questions)
        searcher = Searcher(index)
        signs, on_topic, answers = [], [], []
        for question in questions:
            asked = searcher.consider(question.question)
            sign = searcher.signs(asked)
            if sign is None:
                raise SystemExit("the default stages show no signs")
            first = index.passage(int(asked.ranking.ordinals[0])).id
            signs.append(sign)
            on_topic.append(question.unanswerable != "off_topic")
            answers.append(relevance.answers(question.id, first))
    pairs = list(zip(signs, answers, on_topic, strict=True))
    fitted = {
        "met": calibration_of(model).met,
        "on_topic": fit(signs, on_topic, _ON_TOPIC, even=True),
        "answers": fit(
            [sign for sign, _, on in pairs if on],
            [answer for _, answer, on in pairs if on],
            _ANSWERS,
            even=False,
        ),
    }
    table = json.loads(_FILE.read_text(encoding="utf-8")) | {model: fitted}
    _FILE.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(fitted, indent=2))


if __name__ == "__main__":
    main()
