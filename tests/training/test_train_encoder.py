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

TRAINING = Path(__file__).parents[2] / "training"
QUESTIONS = (
    "How many care leavers has the council lost contact with?",
    "Are kids who go missing talked to when they come back?",
)
VOCABULARY = 30_522


@pytest.fixture(autouse=True)
def in_training(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TRAINING))


@pytest.fixture
def lessons() -> ModuleType:
    import lessons

    return lessons


@pytest.fixture
def train_encoder() -> ModuleType:
    import train_encoder

    return train_encoder


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
    encoder = open_encoder(find_weights("minilm", variant="fp32"))
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
    idf = lessons.rarity([torch.from_numpy(passage.ids) for passage in passages], VOCABULARY)

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


def test_variations_say_a_question_otherwise_and_are_always_the_same() -> None:
    from general import fragment, synonyms, variations, with_slip, with_synonyms

    others = synonyms([("a young person", "kid", "child", "youngster")])
    assert others["kid"] == ["child", "youngster"]
    chance = random.Random(1)
    said = {with_synonyms("Is the kid, who left, safe?", others, chance) for _ in range(40)}
    assert said == {f"Is the {word}, who left, safe?" for word in ("kid", "child", "youngster")}
    slipped = with_slip("safeguarding board", chance)
    assert slipped != "safeguarding board"
    assert slipped.endswith(" board")
    text = "one two three four five six seven eight nine ten eleven twelve"
    assert f" {fragment(text, chance)} " in f" {text} "
    assert fragment("too short", chance) == ""
    first, second = (variations(["Is the kid safe now?"], [text] * 3, others) for _ in range(2))
    assert first == second
    assert "Is the kid safe now?" not in first


def test_text_batches_are_of_like_length_and_no_larger_than_allowed(lessons: ModuleType) -> None:
    chance = np.random.default_rng(0)
    lengths = [int(n) for n in chance.integers(1, 200, 400)]
    texts = taught_texts([taught([1000] * n) for n in lengths])

    batches = lessons.text_batches([(texts, 1)], random.Random(0))

    for _, places in batches:
        padded = {-(-(2 + min(lengths[n], lessons.LONGEST)) // 16) for n in places}
        assert len(padded) == 1
        assert len(places) * 16 * padded.pop() <= lessons.TOKENS_A_BATCH
    met = [place for _, places in batches for place in places]
    assert len(met) == len(set(met))


def test_an_epoch_asks_every_question_once_and_is_the_same_for_a_seed(
    lessons: ModuleType,
) -> None:
    sizes = (5, 70, 130)
    reports = [made_up(lessons, 1, [(0,)] * size) for size in sizes]
    steps = lessons.question_batches(reports, random.Random(1))
    asked = sorted((place, row) for place, rows in steps for row in rows)
    assert asked == [(place, row) for place, size in enumerate(sizes) for row in range(size)]
    assert max(len(rows) for _, rows in steps) <= 1.5 * lessons.QUESTIONS_A_STEP
    assert steps == lessons.question_batches(reports, random.Random(1))
    assert steps != lessons.question_batches(reports, random.Random(2))


def test_a_hard_negative_neither_answers_nor_pleases_the_teacher_more(
    train_encoder: ModuleType, lessons: ModuleType
) -> None:
    report = made_up(lessons, 5, [(1,)])
    report.scores[0] = [0.9, 0.8, 0.5, 0.2, 0.1]
    scores = np.array([[0.7, 0.6, 0.1, 0.5, 0.4]], dtype=np.float32)
    assert train_encoder.hardest(scores, report) == [[3, 4, 2]]


def test_measures_count_the_first_passage_that_answers(
    train_encoder: ModuleType, lessons: ModuleType
) -> None:
    report = made_up(lessons, 3, [(0, 2), (0,)])
    scores = np.array([[0.1, 0.9, 0.5], [0.9, 0.5, 0.1]], dtype=np.float32)
    found = train_encoder.reciprocal_ranks(scores, report)
    assert found == [0.5, 1.0]
    assert train_encoder.told(found) == {"Success@1": 0.5, "RR@10": 0.75, "Success@10": 1.0}


def test_the_loss_of_tokens_is_nothing_where_the_teacher_is_met_and_rare_ones_count_more(
    train_encoder: ModuleType, lessons: ModuleType
) -> None:
    from late_model import Vectors

    text = taught([2000, 2001])
    targets = lessons.targets_of([text])
    real = torch.zeros(1, 16, dtype=torch.bool)
    real[0, 1:3] = True
    ids = torch.zeros(1, 16, dtype=torch.int64)
    ids[0, 1:3] = torch.tensor([2000, 2001])
    same = Vectors(targets.pooled, targets.tokens, targets.importance, ids, real)
    evenly, first_counts = torch.ones(VOCABULARY), torch.ones(VOCABULARY)
    first_counts[2000] = 9.0
    assert train_encoder.token_loss(same, targets, evenly).item() == pytest.approx(0, abs=1e-3)
    assert train_encoder.pooled_loss(same, targets).item() == pytest.approx(0, abs=1e-3)
    turned = targets.tokens.clone()
    turned[0, 1] *= -1
    wrong = Vectors(targets.pooled, turned, targets.importance, ids, real)
    assert train_encoder.token_loss(wrong, targets, evenly).item() == pytest.approx(1, abs=1e-2)
    assert train_encoder.token_loss(wrong, targets, first_counts).item() == pytest.approx(
        1.8, abs=1e-2
    )


@pytest.fixture
def material(train_encoder: ModuleType, lessons: ModuleType) -> Any:
    learned = made_up(lessons, 6, [(n,) for n in range(6)])
    aside = made_up(lessons, 6, [(n,) for n in range(6)], "bury-2025-07-29")
    texts = taught_texts([*learned.passages, *learned.questions])
    return train_encoder.Material([(texts, 1)], torch.ones(VOCABULARY), [learned], [aside])


def short(train_encoder: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_encoder, "TEXT_STEPS", 3)
    monkeypatch.setattr(train_encoder, "RANKING_EPOCHS", 3)
    monkeypatch.setattr(train_encoder, "CHECKPOINT_EVERY", 2)


def test_training_brings_the_student_nearer_to_the_teacher(
    train_encoder: ModuleType,
    lessons: ModuleType,
    model: Any,
    material: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    short(train_encoder, monkeypatch)
    options = train_encoder.Options(tmp_path, tmp_path, tmp_path, seed=0, resume=False)
    training = train_encoder.Training(model, material, options)
    targets = lessons.targets_of(material.reports[0].passages)
    before = train_encoder.token_loss(model(targets.texts), targets, material.rarity).item()

    training.run()

    after = train_encoder.token_loss(model(targets.texts), targets, material.rarity).item()
    assert after < before
    kept = {file.name for file in (tmp_path / train_encoder.BEST).iterdir()}
    assert {"modules.json", "model.safetensors", "head.safetensors"} <= kept


@pytest.mark.slow
def test_a_training_that_was_stopped_goes_on_as_if_it_had_not_been(
    train_encoder: ModuleType, material: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short(train_encoder, monkeypatch)

    def training(out: str, *, resume: bool) -> Any:
        (tmp_path / out).mkdir(exist_ok=True)
        options = train_encoder.Options(tmp_path, tmp_path, tmp_path / out, seed=0, resume=resume)
        weights = find_weights("minilm")
        return train_encoder.Training(train_encoder.LateModel(weights), material, options)

    whole = training("whole", resume=False)
    whole.run()
    first = training("parts", resume=False)
    taken = first._step

    def stopped_at_the_sixth() -> float:
        if first.state.step == 5:
            raise KeyboardInterrupt
        found: float = taken()
        return found

    monkeypatch.setattr(first, "_step", stopped_at_the_sixth)
    with pytest.raises(KeyboardInterrupt):
        first.run()
    second = training("parts", resume=True)
    assert second.state.step == 4
    second.run()
    for name, value in whole.model.state_dict().items():
        assert value.equal(second.model.state_dict()[name]), name
