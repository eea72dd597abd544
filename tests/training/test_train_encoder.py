"""Training an encoder: what is trained is the ranking that the search does."""

import random
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from reportqa.encoding import find_weights, open_encoder
from reportqa.index import open_index
from reportqa.search.late import Late
from reportqa.search.query import Query

TRAINING = Path(__file__).parents[2] / "training"
QUESTIONS = (
    "How many care leavers has the council lost contact with?",
    "Are kids who go missing talked to when they come back?",
)


@pytest.fixture
def material(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TRAINING))
    import material

    return material


@pytest.fixture
def train_encoder(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TRAINING))
    import train_encoder

    return train_encoder


def made_up(
    train_encoder: ModuleType, teacher: Sequence[Sequence[float]], relevant: list[list[int]]
) -> Any:
    scores = np.array(teacher, dtype=np.float32)
    names = [f"question {row}" for row in range(len(scores))]
    passages = [("", f"passage {place}") for place in range(scores.shape[1])]
    return train_encoder.ReportMaterial("made-up", passages, names, relevant, scores)


@pytest.mark.slow
def test_the_teacher_scores_as_the_search_does(material: ModuleType, built_index: Path) -> None:
    encoder = open_encoder(find_weights("minilm", variant="fp32"))
    with open_index(built_index) as index:
        (report,) = index.reports()
        by_teacher = material.teacher_scores(index, encoder, report.id, QUESTIONS)
        places = np.array(index.ordinals(report.id))
        by_search = [
            Late().score(Query((), encoder.encode_question(question)), index, places)
            for question in QUESTIONS
        ]
    np.testing.assert_allclose(by_teacher, by_search, atol=1e-4)


@pytest.mark.slow
def test_before_any_step_the_model_scores_as_the_search_does(
    material: ModuleType, train_encoder: ModuleType, built_index: Path
) -> None:
    weights = find_weights("minilm", variant="fp32")
    with open_index(built_index) as index:
        (report,) = index.reports()
        passages = [(one.context, one.text) for one in index.all_passages(report.id)]
        encoder = open_encoder(weights)
        by_search = material.teacher_scores(index, encoder, report.id, QUESTIONS)
    model, texts = train_encoder.LateModel(weights), train_encoder.Texts(weights.folder)
    whole = material.ReportMaterial(report.id, passages, list(QUESTIONS), [[0], [0]], by_search)
    prepared = train_encoder.prepare(whole, texts, model.transformer.config.vocab_size)
    some = [i for i, ids in enumerate(prepared.passages) if len(ids) < 100][::8]
    fewer = train_encoder.Report(
        whole, [prepared.passages[i] for i in some], prepared.questions, prepared.idf
    )
    # Sums in half the precision; passages that fit the length are put to both alike.
    np.testing.assert_allclose(train_encoder.scores_of(model, fewer), by_search[:, some], atol=0.03)


def test_a_hard_negative_neither_answers_nor_pleases_the_teacher_more(
    train_encoder: ModuleType,
) -> None:
    one = made_up(train_encoder, [[0.9, 0.8, 0.5, 0.2, 0.1]], [[1]])
    scores = np.array([[0.7, 0.6, 0.1, 0.5, 0.4]], dtype=np.float32)
    assert train_encoder.hardest(scores, one) == [[3, 4, 2]]


def test_an_epoch_asks_every_question_once_and_is_the_same_for_a_seed(
    train_encoder: ModuleType,
) -> None:
    sizes = (5, 70, 130)
    reports = [
        train_encoder.Report(
            made_up(train_encoder, [[1.0]] * size, [[0]] * size), [], [0] * size, 0
        )
        for size in sizes
    ]
    steps = train_encoder.batches(reports, seed=1, epoch=0)
    asked = sorted((place, row) for place, rows in steps for row in rows)
    assert asked == [(place, row) for place, size in enumerate(sizes) for row in range(size)]
    assert max(len(rows) for _, rows in steps) <= 1.5 * train_encoder.BATCH
    random.seed(99)
    assert steps == train_encoder.batches(reports, seed=1, epoch=0)
    assert steps != train_encoder.batches(reports, seed=1, epoch=1)


@pytest.mark.slow
def test_a_training_that_was_stopped_goes_on_as_if_it_had_not_been(
    train_encoder: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = find_weights("minilm")
    texts = train_encoder.Texts(weights.folder)
    answers = [
        "Foster carers are praised.",
        "The police attend.",
        "Visits are late.",
        "A new boss.",
    ]
    asked = ["Are carers good?", "Do officers come?", "Are visits on time?", "Who leads it?"]
    reports = [
        train_encoder.prepare(
            train_encoder.ReportMaterial(
                name,
                [("", answer) for answer in answers],
                asked,
                [[0], [1], [2], [3]],
                np.eye(4, dtype=np.float32),
            ),
            texts,
            30_522,
        )
        for name in ("made-up", "bury-2025-07-29")
    ]

    def training(out: str, *, resume: bool) -> Any:
        (tmp_path / out).mkdir(exist_ok=True)
        options = train_encoder.Options(
            reports=tmp_path,
            questions=tmp_path,
            out=tmp_path / out,
            epochs=4,
            seed=0,
            resume=resume,
        )
        return train_encoder.Training(train_encoder.LateModel(weights), reports, options)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(train_encoder, "CHECKPOINT_EVERY", 2)
    whole = training("whole", resume=False)
    whole.run()
    first = training("parts", resume=False)
    monkeypatch.setattr(first, "_mine", lambda epoch: stop() if epoch == 2 else _mine(first, epoch))
    with pytest.raises(KeyboardInterrupt):
        first.run()
    second = training("parts", resume=True)
    assert second.state.step == 2
    second.run()
    for name, value in whole.model.state_dict().items():
        assert value.equal(second.model.state_dict()[name]), name


def _mine(training: Any, epoch: int) -> None:
    type(training)._mine(training, epoch)


def test_measures_count_the_first_passage_that_answers(train_encoder: ModuleType) -> None:
    scores = np.array([[0.1, 0.9, 0.5], [0.9, 0.5, 0.1]], dtype=np.float32)
    found = train_encoder.measures(scores, [[0, 2], [0]])
    assert found == [0.5, 1.0]
    assert train_encoder.told(found) == {"Success@1": 0.5, "RR@10": 0.75, "Success@10": 1.0}
