"""Training an encoder: what is trained is the ranking that the search does."""

import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

from reportqa.documents import Report
from reportqa.encoding import find_weights, open_encoder
from reportqa.index import open_index
from reportqa.search.late import Late
from reportqa.search.query import Query

QUESTIONS = (
    "How many care leavers has the council lost contact with?",
    "Are kids who go missing talked to when they come back?",
)
VOCABULARY = 30_522


@pytest.fixture
def lessons() -> ModuleType:
    import lessons

    return lessons


@pytest.fixture
def train_encoder() -> ModuleType:
    import train_encoder

    return train_encoder


@pytest.fixture
def epochs() -> ModuleType:
    import epochs

    return epochs


@pytest.fixture
def objective() -> ModuleType:
    import objective

    return objective


@pytest.fixture
def model(train_encoder: ModuleType) -> Any:
    return train_encoder.LateModel(find_weights("minilm"))


def taught(ids: list[int], seed: int = 0) -> Any:
    from teacher import Taught

    chance = np.random.default_rng(seed + sum(ids))
    tokens = chance.normal(size=(len(ids), 128))
    tokens /= np.linalg.norm(tokens, axis=1, keepdims=True)
    pooled = chance.normal(size=768)
    return Taught(
        np.array(ids),
        tokens.astype(np.float16),
        np.ones(len(ids), dtype=np.float16),
        (pooled / np.linalg.norm(pooled)).astype(np.float16),
    )


def of_arrays(ids: Any, tokens: Any, importance: Any, pooled: Any) -> Any:
    from teacher import Taught

    return Taught(ids.astype(np.int64), tokens, importance, pooled)


def taught_texts(texts: list[Any]) -> Any:
    from teacher import TaughtTexts

    return TaughtTexts(
        {
            "lengths": np.array([len(text.ids) for text in texts]),
            "ids": np.concatenate([text.ids for text in texts]) + 4,
            "tokens": np.concatenate([text.tokens for text in texts]),
            "importance": np.concatenate([text.importance for text in texts]),
            "pooled": np.stack([text.pooled for text in texts]),
        }
    )


def made_up(
    lessons: ModuleType, answers: int, relevant: list[tuple[int, ...]], name: str = "made-up"
) -> Any:
    """A report of passages of four word pieces, whose questions are worded like the answers."""
    from collection import Asked, ReportTexts

    passages = [taught([2000 + 4 * place + n for n in range(4)]) for place in range(answers)]
    asked = tuple(
        Asked(f"question {row}", places, near_miss=False) for row, places in enumerate(relevant)
    )
    texts = ReportTexts(name, tuple(("", f"passage {n}") for n in range(answers)), asked)
    questions = [passages[one.relevant[0]] for one in asked]
    return lessons.report_of(texts, passages, questions, VOCABULARY)


def test_the_teacher_scores_as_the_search_does(lessons: ModuleType, built_index: Path) -> None:
    from late_model import rarity

    encoder = open_encoder(find_weights(variant="fp32"))
    with open_index(built_index) as index:
        (report,) = index.reports()
        places = np.array(index.ordinals(report.id))
        matrix = index.gather_tokens(places)
        parts = [slice(a, b) for a, b in zip(matrix.starts, matrix.starts[1:], strict=False)]
        vectors = matrix.values * matrix.scales[:, None]
        passages = [
            of_arrays(matrix.ids[part], vectors[part], np.ones(1), np.ones(1)) for part in parts
        ]
        encoded = [encoder.encode_question(question) for question in QUESTIONS]
        by_search = [Late().score(Query((), one), index, places) for one in encoded]
    asked = [of_arrays(o.token_ids, o.tokens, o.importance, o.pooled) for o in encoded]
    idf = rarity([torch.from_numpy(passage.ids) for passage in passages], VOCABULARY)

    by_teacher = lessons.ranked(passages, asked, idf.numpy())

    np.testing.assert_allclose(by_teacher, by_search, atol=1e-4)


def test_the_model_encodes_as_the_package_does_before_any_step(
    train_encoder: ModuleType, lessons: ModuleType, model: Any
) -> None:
    encoded = open_encoder(find_weights("minilm", variant="fp32")).encode_question(QUESTIONS[0])
    text = of_arrays(encoded.token_ids, encoded.tokens, encoded.importance, encoded.pooled)
    with torch.no_grad():
        vectors = model([lessons.marked(text)])
    here = vectors.real[0]
    # Sums in half the precision.
    cosines = (vectors.tokens[0, here].numpy() * encoded.tokens).sum(axis=1)
    assert cosines.min() > 0.98
    np.testing.assert_allclose(vectors.importance[0, here], encoded.importance, rtol=0.2)
    assert vectors.pooled[0].numpy() @ encoded.pooled > 0.99


def test_what_repeats_an_unseen_report_is_left_out_with_its_questions(wirral: Report) -> None:
    from collection import RUN, runs_of, texts_of
    from questions import TrainingQuestion

    long = [passage for passage in wirral.passages if len(passage.text.split()) > 2 * RUN]
    repeated = long[3]
    unseen = frozenset(runs_of([wirral])) & set(_runs(repeated.text))
    questions = [
        TrainingQuestion("Repeated?", wirral.id, " ".join(repeated.text.split()[:8])),
        TrainingQuestion("Of its own?", wirral.id, " ".join(long[7].text.split()[:8])),
    ]

    seen = texts_of(wirral, questions, unseen)

    assert repeated.text not in {text for _, text in seen.passages}
    assert [one.text for one in seen.asked] == ["Of its own?"]
    assert [seen.passages[place][1] for place in seen.asked[0].relevant] == [long[7].text]


def _runs(text: str) -> Iterator[str]:
    from collection import RUN

    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return (" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1))


def test_glosses_tell_words_and_what_they_mean(tmp_path: Path, monkeypatch: Any) -> None:
    import general

    entry = "00001740 03 n 02 young_person 0 kid(a) 1 002 @ 00001 n 0000 ~ 00002 n 0000 | not old  "
    for part in ("noun", "verb", "adj", "adv"):
        (tmp_path / f"data.{part}").write_text(f"  1 the licence\n{entry}\n", encoding="utf-8")
    monkeypatch.setattr(general, "GLOSSES", 3)

    assert general.glosses(tmp_path) == ["young person, kid: not old"] * 3


def test_text_batches_are_of_like_length_and_no_larger_than_allowed(lessons: ModuleType) -> None:
    chance = np.random.default_rng(0)
    lengths = [int(n) for n in chance.integers(1, 200, 400)]
    texts = taught_texts([taught([1000] * n) for n in lengths])

    batches = lessons.text_batches([texts], random.Random(0))

    for _, places in batches:
        padded = {-(-(2 + min(lengths[n], lessons.LONGEST)) // 8) for n in places}
        assert len(padded) == 1
        assert len(places) * 8 * padded.pop() <= lessons.TOKENS_A_BATCH
    met = [place for _, places in batches for place in places]
    assert len(met) == len(set(met))


def test_an_epoch_has_every_passage_and_question_once_and_is_the_same_for_a_seed(
    lessons: ModuleType,
) -> None:
    reports = [
        made_up(lessons, passages, [(n % passages,) for n in range(questions)])
        for passages, questions in ((3, 5), (70, 130))
    ]

    steps = lessons.lessons_of(reports, random.Random(1))

    for number, report in enumerate(reports):
        mine = [step for step in steps if step.report == number]
        places = sorted(place for step in mine for place in step.passages)
        assert places == list(range(len(report.passages)))
        assert sorted(row for step in mine for row in step.rows) == list(
            range(len(report.questions))
        )
        assert all(report.relevant[row][0] in step.passages for step in mine for row in step.rows)
    assert steps == lessons.lessons_of(reports, random.Random(1))
    assert steps != lessons.lessons_of(reports, random.Random(2))


def test_hard_negatives_are_the_wrong_passages_that_rank_first(objective: ModuleType) -> None:
    scores = torch.tensor([[0.9, 0.8, 0.7, 0.1, 0.2], [0.1, 0.2, 0.3, 0.95, 0.4]])
    relevant = torch.zeros(2, 5, dtype=torch.bool)
    relevant[0, 0] = True
    assert objective.hardest(scores, relevant, [4]) == [3, 1, 2]


def test_the_memory_begins_with_the_teacher_and_keeps_what_was_encoded_last(
    lessons: ModuleType,
) -> None:
    from late_model import late_scores
    from memory import Memory

    report = made_up(lessons, 4, [(n,) for n in range(4)])
    memory = Memory(report.passages)
    questions = Memory(report.questions).vectors(range(4))
    asked = lessons.targets_of(report.questions)
    ids = torch.nn.utils.rnn.pad_sequence(asked.texts, batch_first=True)
    asked_now = type(questions)(
        asked.pooled,
        questions.tokens,
        torch.ones(ids.shape)[:, : questions.tokens.shape[1]],
        ids[:, : questions.tokens.shape[1]],
        questions.real,
    )
    np.testing.assert_allclose(
        memory.scores(asked_now, report.idf), torch.from_numpy(report.scores), atol=2e-3
    )
    turned = memory.vectors([1])
    turned.tokens.neg_()
    memory.keep([1], turned)
    changed = late_scores(asked_now, memory.vectors([1]), report.idf)[1, 0].item()
    assert changed < report.scores[1, 1] - 0.5
    assert memory.vectors([0]).tokens.equal(Memory(report.passages).vectors([0]).tokens)


def test_the_loss_of_tokens_is_nothing_where_the_teacher_is_met_and_rare_ones_count_more(
    objective: ModuleType, lessons: ModuleType
) -> None:
    from late_model import Vectors

    text = taught([2000, 2001])
    targets = lessons.targets_of([text])
    real = torch.zeros(1, 8, dtype=torch.bool)
    real[0, 1:3] = True
    ids = torch.zeros(1, 8, dtype=torch.int64)
    ids[0, 1:3] = torch.tensor([2000, 2001])
    same = Vectors(targets.pooled, targets.tokens, targets.importance, ids, real)
    evenly, first_counts = torch.ones(VOCABULARY), torch.ones(VOCABULARY)
    first_counts[2000] = 9.0
    assert objective.token_loss(same, targets, evenly).item() == pytest.approx(0, abs=1e-3)
    assert objective.pooled_loss(same, targets).item() == pytest.approx(0, abs=1e-3)
    turned = targets.tokens.clone()
    turned[0, 1] *= -1
    wrong = Vectors(targets.pooled, turned, targets.importance, ids, real)
    assert objective.token_loss(wrong, targets, evenly).item() == pytest.approx(1, abs=1e-2)
    assert objective.token_loss(wrong, targets, first_counts).item() == pytest.approx(1.8, abs=1e-2)


@pytest.fixture
def material(lessons: ModuleType) -> Any:
    from material import Material

    learned = made_up(lessons, 6, [(n,) for n in range(6)])
    aside = made_up(lessons, 6, [(n,) for n in range(6)], "bury-2025-07-29")
    texts = taught_texts([*learned.passages, *learned.questions])
    article = articles_like("Albedo", "Alchemy", "Amazon", "Anatomy")
    return Material(
        [texts], torch.ones(VOCABULARY), [learned], [], [aside], [aside], [article], article
    )


def articles_like(*subjects: str) -> Any:
    from collection import Asked, ReportTexts

    passages = tuple(
        ("", f"{subject} was first told of in {n} places.") for n, subject in enumerate(subjects)
    )
    asked = tuple(
        Asked(f"Where was {subject} told of?", (n,), False) for n, subject in enumerate(subjects)
    )
    return ReportTexts("articles", passages, asked)


def test_training_brings_the_student_nearer_to_the_teacher(
    train_encoder: ModuleType,
    epochs: ModuleType,
    objective: ModuleType,
    lessons: ModuleType,
    model: Any,
    material: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(epochs, "EPOCHS", 4)
    monkeypatch.setattr(epochs, "RIDGE", 10.0)  # else so few texts are met at once
    monkeypatch.setattr("head_phase.STEPS", 1)  # the head alone then leaves the teacher
    training = epochs.Epochs(model, material, tmp_path, 0, resume=False)
    targets = lessons.targets_of(material.reports[0].passages)
    before = objective.token_loss(model(targets.texts), targets, material.rarity).item()

    train_encoder.train(training)

    after = objective.token_loss(model(targets.texts), targets, material.rarity).item()
    assert after < before
    encoder = open_encoder(find_weights(str(tmp_path / epochs.MODEL), variant="fp32"))
    assert encoder.hidden == 128
    told = (tmp_path / epochs.LOG).read_text(encoding="utf-8").splitlines()
    assert len(told) == 6  # before, after each epoch, after the head alone


@pytest.mark.slow
def test_a_training_that_was_stopped_goes_on_as_if_it_had_not_been(
    train_encoder: ModuleType,
    epochs: ModuleType,
    material: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(epochs, "EPOCHS", 4)

    def training(out: str, *, resume: bool) -> Any:
        (tmp_path / out).mkdir(exist_ok=True)
        model = train_encoder.LateModel(find_weights("minilm"))
        return epochs.Epochs(model, material, tmp_path / out, 0, resume=resume)

    whole = training("whole", resume=False)
    train_encoder.train(whole)
    first = training("parts", resume=False)
    taken = first._run_epoch

    def stopped_in_the_third() -> list[float]:
        if first.epoch == 2:
            raise KeyboardInterrupt
        found: list[float] = taken()
        return found

    monkeypatch.setattr(first, "_run_epoch", stopped_in_the_third)
    with pytest.raises(KeyboardInterrupt):
        first.run()
    second = training("parts", resume=True)
    assert second.epoch == 2
    train_encoder.train(second)
    for name, value in whole.model.state_dict().items():
        assert value.equal(second.model.state_dict()[name]), name
