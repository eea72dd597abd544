"""The encoder against sentence-transformers, and what it promises of any text."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportqa.encoding import find_weights, open_encoder
from reportqa.encoding.encoded import Encoded
from reportqa.encoding.heads import load_head
from reportqa.encoding.text import TextTokenizer, context_prefix

from .conftest import Opened

WORDS = (
    "the children looked after by the council wait too long for a first visit of a social worker"
)
ITEMS = [
    ("", "Yes."),
    ("Key findings", "Caseloads are too high, and have risen to 25 in the year."),
    ("In schools:", f"{WORDS} " * 5),
    ("", "Élan, naïve café — “quoted” 17.7% of 1,204; £3m"),
    ("Leadership and governance", f"{WORDS}, " * 9),
]


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(((a * b).sum(-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1)).min())


def uncovered(text: str, encoded_offsets: np.ndarray) -> list[str]:
    """Characters that no token covers, less those that the tokenizer drops by its rules."""
    covered = np.zeros(len(text), dtype=bool)
    for start, stop in encoded_offsets:
        covered[max(start, 0) : max(stop, 0)] = True
    dropped = ("C", "M", "Z")  # control and format characters, accents, spaces
    return [
        c
        for c, seen in zip(text, covered, strict=True)
        if not seen and not unicodedata.category(c).startswith(dropped) and c != "\ufffd"
    ]


def test_nothing_was_looked_up_on_a_network(model: Opened) -> None:
    assert model.looked_up == []


def test_pooled_vectors_are_those_of_sentence_transformers(model: Opened) -> None:
    texts = [context_prefix(context) + text for context, text in ITEMS]
    expected = model.original.encode(texts, show_progress_bar=False)
    for vectors, wanted in zip(model.encoder.encode(ITEMS), expected, strict=True):
        assert cosine(vectors.pooled, wanted) >= 0.9999
        assert vectors.pooled.shape == (model.encoder.dim,)


def states_of(model: Opened, text: str) -> tuple[list[int], list[np.ndarray]]:
    """Token ids and each layer's states by sentence-transformers itself, markers left out."""
    transformer: Any = model.original[0].auto_model
    features = model.original.tokenizer(text, return_tensors="pt")
    with torch.no_grad():
        states = transformer(**features, output_hidden_states=True).hidden_states
    return features["input_ids"][0, 1:-1].tolist(), [state[0, 1:-1].numpy() for state in states]


def unit(vectors: np.ndarray) -> np.ndarray:
    scaled: np.ndarray = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return scaled


def test_token_vectors_are_what_the_head_makes_of_the_layers(model: Opened) -> None:
    head = model.weights.head
    assert head is not None
    arrays = load_head(head)
    for (context, text), vectors in zip(ITEMS, model.encoder.encode(ITEMS), strict=True):
        ids, states = states_of(model, context_prefix(context) + text)
        joined = np.concatenate([unit(states[layer]) for layer in head.layers], axis=1)
        assert vectors.token_ids.tolist() == ids
        assert cosine(vectors.tokens, joined @ arrays.projection) >= 0.9999
        wanted = np.exp(joined @ arrays.importance)
        np.testing.assert_allclose(vectors.importance, wanted, rtol=1e-3)
        np.testing.assert_allclose(np.linalg.norm(vectors.tokens, axis=1), 1, atol=1e-5)


def test_a_layer_that_is_asked_for_is_taken_as_it_is(minilm: Opened) -> None:
    weights = find_weights("minilm", layer=4)
    vectors = open_encoder(weights).encode_question("Who leads the board?")
    _, states = states_of(minilm, "Who leads the board?")
    assert weights.identity != minilm.weights.identity
    assert cosine(vectors.tokens, states[4]) >= 0.9999
    assert vectors.importance.tolist() == [1.0] * len(vectors.token_ids)


def test_a_head_is_the_file_that_its_hash_names(model: Opened) -> None:
    head = model.weights.head
    assert head is not None
    assert hashlib.sha256(head.path.read_bytes()).hexdigest() == head.sha256


@pytest.mark.parametrize("tokens", [5, 128, 254, 384])
def test_every_length_agrees_not_only_the_traced_one(model: Opened, tokens: int) -> None:
    if tokens > model.encoder.max_length:
        pytest.skip("longer than the model's window")
    text = " ".join(["wait"] * (tokens - 2))
    expected = model.original.encode([text], show_progress_bar=False)[0]
    found = model.encoder.encode_question(text)
    assert len(found.token_ids) == tokens - 2
    assert cosine(found.pooled, expected) >= 0.9999


def test_types_and_shapes(model: Opened) -> None:
    [vectors] = model.encoder.encode([("Context", "Some text.")])
    pieces = len(vectors.token_ids)
    assert vectors.tokens.shape == (pieces, model.encoder.hidden)
    assert vectors.offsets.shape == (pieces, 2)
    assert {str(array.dtype) for array in (vectors.pooled, vectors.tokens)} == {"float32"}
    assert {str(array.dtype) for array in (vectors.token_ids, vectors.offsets)} == {"int32"}
    assert vectors.token_ids.max() < model.encoder.vocabulary_size


def test_offsets_are_places_in_the_text_and_not_in_the_context(minilm: Opened) -> None:
    text = "Élan: caseloads — 17.7%"
    [vectors] = minilm.encoder.encode([("Key findings", text)])
    places = [tuple(place) for place in vectors.offsets.tolist()]
    assert places[:3] == [(-1, -1)] * 3  # key, findings, full stop
    assert "".join(text[a:b] for a, b in places[3:]) == text.replace(" ", "")


def test_vectors_do_not_depend_on_what_they_are_encoded_with(model: Opened) -> None:
    together = list(model.encoder.encode(ITEMS))
    for item, mixed in zip(ITEMS, together, strict=True):
        [alone] = model.encoder.encode([item])
        np.testing.assert_allclose(alone.pooled, mixed.pooled, atol=1e-6)
        np.testing.assert_allclose(alone.tokens, mixed.tokens, atol=1e-5)


def test_a_question_is_encoded_as_a_text_without_context(model: Opened) -> None:
    question = model.encoder.encode_question(ITEMS[1][1])
    [text] = model.encoder.encode([("", ITEMS[1][1])])
    np.testing.assert_allclose(question.pooled, text.pooled, atol=1e-5)
    np.testing.assert_allclose(question.tokens, text.tokens, atol=1e-5)


def test_order_and_progress(minilm: Opened) -> None:
    items = [("", " ".join(["word"] * (1 + (n * 37) % 50))) for n in range(40)]
    told: list[int] = []
    found = list(minilm.encoder.encode(items, on_progress=told.append))
    assert [len(vectors.token_ids) for vectors in found] == [len(t.split()) for _, t in items]
    assert told == sorted(told)
    assert told[-1] == len(items)


def test_an_encoding_that_is_broken_off_leaves_nothing_running(minilm: Opened) -> None:
    many = [(context, f"{text} {number}") for number in range(40) for context, text in ITEMS]
    told: list[int] = []

    def interrupt(done: int) -> None:
        told.append(done)
        raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        list(minilm.encoder.encode(many, on_progress=interrupt))
    assert threading.active_count() == before
    assert len(told) == 1


def test_a_machine_that_does_not_tell_its_cores_is_no_trouble(
    minilm: Opened, cache: Path, tmp_path: Path
) -> None:
    code = (
        "from reportqa.encoding import find_weights, open_encoder\n"
        "encoder = open_encoder(find_weights('minilm', variant='fp32'))\n"
        "print(len(list(encoder.encode([('', 'Yes.')]))))"
    )
    bare = {**os.environ, "PATH": str(tmp_path), "REPORTQA_CACHE": str(cache)}
    done = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_nothing_in_nothing_out(minilm: Opened) -> None:
    assert list(minilm.encoder.encode([])) == []
    empty = minilm.encoder.encode_question(" \n")
    assert empty.tokens.shape == (0, minilm.encoder.hidden)
    assert empty.offsets.shape == (0, 2)


@pytest.mark.parametrize(
    "text", ["\ud800 lone \udfff", "nul\0nul", "\x1b[31mred", "\ufffd", "é" * 300]
)
def test_odd_characters_do_not_crash(minilm: Opened, text: str) -> None:
    [vectors] = minilm.encoder.encode([(text, text)])
    assert np.isfinite(vectors.pooled).all()
    assert uncovered(text, vectors.offsets) == []


def test_a_markers_name_in_a_text_is_text(model: Opened) -> None:
    text = "before [SEP] </s> <mask> after"
    vectors = model.encoder.encode_question(text)
    assert "".join(text[a:b] for a, b in vectors.offsets) == text.replace(" ", "")


def test_ten_thousand_words_lose_none(minilm: Opened) -> None:
    text = " ".join(f"{WORDS} {n}" for n in range(530))
    assert len(text.split()) > 9_900
    [vectors] = minilm.encoder.encode([("Section about visits", text)])
    assert uncovered(text, vectors.offsets) == []
    assert (np.diff(vectors.offsets[4:, 0]) >= 0).all()
    assert (vectors.offsets[:4] == -1).all()
    assert (vectors.offsets[4:] >= 0).all()
    np.testing.assert_allclose(np.linalg.norm(vectors.pooled), 1, atol=1e-5)


def test_a_word_far_from_any_edge_reads_the_same_in_a_long_text(minilm: Opened) -> None:
    """The overlap is wide enough that a token's vector hardly knows where the window ends."""
    text = " ".join([WORDS] * 30)
    [long] = minilm.encoder.encode([("", text)])
    [first] = minilm.encoder.encode([("", text[: len(WORDS) * 10])])
    assert cosine(long.tokens[:100], first.tokens[:100]) > 0.9


def test_a_long_context_gives_way_to_the_text(minilm: Opened) -> None:
    text = f"{WORDS} " * 3
    [vectors] = minilm.encoder.encode([("heading " * 900, text)])
    assert uncovered(text, vectors.offsets) == []
    assert len(vectors.token_ids) == minilm.encoder.max_length - 2


@pytest.fixture(scope="module")
def tokenizer(minilm: Opened) -> TextTokenizer:
    return TextTokenizer(minilm.weights.folder / "tokenizer.json")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(context=st.text(max_size=40), text=st.text(max_size=300))
def test_any_text_is_covered(tokenizer: TextTokenizer, context: str, text: str) -> None:
    [found] = tokenizer.tokenize([(context, text)])
    assert uncovered(text, found.offsets) == []
    assert len(found.ids) == len(found.offsets)


def test_a_question_needs_no_torch_once_exported(minilm: Opened, cache: Path) -> None:
    code = (
        "import sys; import reportqa.encoding as e; light = 'numpy' not in sys.modules\n"
        "w = e.find_weights('minilm', variant='fp32')\n"
        "v = e.open_encoder(w).encode_question('How many children?')\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules)\n"
        "print(light, heavy, v.tokens.shape)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "REPORTQA_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "True set() (4, 128)"
    assert done.stderr == ""


def test_frozen(minilm: Opened) -> None:
    vectors = minilm.encoder.encode_question("Who?")
    with pytest.raises(AttributeError):
        vectors.pooled = vectors.tokens[0]  # type: ignore[misc]
    assert isinstance(vectors, Encoded)
