"""The last phase of a training: the head alone learns to rank other text too."""

import random
from types import ModuleType
from typing import Any

import pytest
import torch

from reportqa.encoding import find_weights

PASSAGES = (
    "The lighthouse at Kinnaird Head was lit in 1787, the first of the mainland.",
    "Robert Stevenson built the Bell Rock light on a reef that the tide covers.",
    "Keepers lived on Fair Isle until its light became automatic in 1998.",
    "A lens by Fresnel throws a beam further than a mirror of the same size.",
)
QUESTIONS = (
    "When did the keepers leave Fair Isle?",
    "Who built a light on the Bell Rock reef?",
    "Which lens throws light furthest?",
)
RELEVANT = [(2,), (1,), (3,)]


@pytest.fixture
def head_phase() -> ModuleType:
    import head_phase

    return head_phase


@pytest.fixture
def model(head_phase: ModuleType) -> Any:
    return head_phase.LateModel(find_weights("minilm"))


@pytest.fixture
def texts(head_phase: ModuleType, model: Any) -> Any:
    return head_phase.Texts(model.ids_of(PASSAGES, 64), model.ids_of(QUESTIONS, 64), list(RELEVANT))


def test_a_collection_has_each_passage_and_question_whatever_their_lengths(
    head_phase: ModuleType, model: Any, texts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head_phase, "TOGETHER", 2)  # so that there are groups

    collection = head_phase.collection_of(model, texts, plain=False)

    ids = [row[row > 0] for part in collection.passages for row in part.ids]
    asked = [row[row > 0] for one in collection.asked for row in one.states.ids]
    relevant = torch.cat([one.relevant for one in collection.asked])
    wanted = torch.cat([one.wanted for one in collection.asked])
    for question, row, place in zip(asked, relevant, wanted, strict=True):
        (number,) = [n for n, one in enumerate(texts.questions) if one.equal(question)]
        (passage,) = texts.relevant[number]
        assert row.nonzero().flatten().tolist() == [place]
        assert ids[place].equal(texts.passages[passage])


def test_cutting_texts_leaves_the_tokenizer_as_it_is_saved(model: Any) -> None:
    tokenizer = model._whole[0].tokenizer.backend_tokenizer
    before = tokenizer.to_str()

    long, short = model.ids_of(["word " * 300, "a short one"], 64)

    assert tokenizer.to_str() == before
    assert len(long) == 66
    assert long[[0, -1]].tolist() == short[[0, -1]].tolist() == [101, 102]


def test_plain_scores_are_those_of_the_last_layer_without_a_head(
    head_phase: ModuleType, model: Any, texts: Any
) -> None:
    from late_model import Vectors, late_scores

    plain = head_phase.collection_of(model, texts, plain=True)

    (asked,) = plain.asked
    own = head_phase.scores_of(model, asked.states, plain.passages, plain.idf)
    assert not torch.allclose(asked.held, own, atol=0.01)
    with torch.no_grad():
        vectors = []
        for states in (asked.states, *plain.passages):
            last = model.transformer(
                input_ids=states.ids, attention_mask=(states.ids > 0).long()
            ).last_hidden_state
            last = torch.nn.functional.normalize(last, dim=-1)
            vectors.append(
                Vectors(last[:, 0], last, torch.ones(states.ids.shape), states.ids, states.real)
            )
    torch.testing.assert_close(
        asked.held, late_scores(vectors[0], vectors[1], plain.idf), atol=5e-3, rtol=0
    )


def test_training_the_head_brings_it_to_the_scores_and_leaves_the_transformer(
    head_phase: ModuleType, model: Any, texts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head_phase, "STEPS", 30)
    report = head_phase.collection_of(model, texts, plain=False)
    article = head_phase.collection_of(model, texts, plain=True)
    transformer = {k: v.clone() for k, v in model.transformer.state_dict().items()}
    torch.manual_seed(0)
    with torch.no_grad():  # a head that knows nothing
        model.projection.normal_()
        model.importance.normal_()
        before = head_phase.loss_of(model, article, article.asked[0]).item()

    losses = head_phase.train_head(model, [report], [article], random.Random(0))

    with torch.no_grad():
        after = head_phase.loss_of(model, article, article.asked[0]).item()
    assert len(losses) == 30
    assert after < before / 2
    assert head_phase.found_in(model, article) == [1.0, 1.0, 1.0]
    for name, value in model.transformer.state_dict().items():
        assert value.equal(transformer[name]), name
