"""Passages in 8 bits: near the original, whatever the batch; and when they are taken unasked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reportqa.documents import Report
from reportqa.encoding import Encoder, find_weights, open_encoder
from reportqa.encoding.cache import EXPORTS
from reportqa.encoding.processor import features_in, multiplies_bytes, processor_features
from reportqa.encoding.weights import default_variant

from .conftest import Opened

VNNI_SERVER = ["SSE42", "AVX2", "AVX512F", "AVX512VNNI"]
VNNI_LAPTOP = features_in("processor : 0\nflags : fpu avx2 avx_vnni\n\nprocessor : 1\nflags : x\n")
ARM = features_in("processor : 0\nFeatures : fp asimd asimddp\n")
OLD = ["SSE42", "AVX2", "FMA3"]

LOUD = ("", "!!! $$$ ### 99999999 " * 20)  # its values are unlike those of any prose


@pytest.fixture(scope="module")
def int8(minilm: Opened, cache: Path) -> Encoder:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPORTQA_CACHE", str(cache))
        return open_encoder(find_weights("minilm", variant="int8"))


@pytest.fixture(scope="module")
def items(wirral: Report) -> list[tuple[str, str]]:
    return [(passage.context, passage.text) for passage in wirral.passages[5::30]]


def test_passages_in_8_bits_are_near_the_original(
    minilm: Opened, int8: Encoder, items: list[tuple[str, str]]
) -> None:
    pairs = list(zip(minilm.encoder.encode(items), int8.encode(items), strict=True))
    tokens = np.concatenate([(a.tokens * b.tokens).sum(axis=1) for a, b in pairs])
    assert min(a.pooled @ b.pooled for a, b in pairs) > 0.99
    assert tokens.mean() > 0.998
    assert tokens.min() > 0.9


def test_text_unlike_any_that_scales_were_fitted_to_is_near_the_original(
    minilm: Opened, int8: Encoder
) -> None:
    [[exact], [near]] = (it.encode([LOUD]) for it in (minilm.encoder, int8))
    assert exact.pooled @ near.pooled > 0.99
    assert (exact.tokens * near.tokens).sum(axis=1).min() > 0.97


def test_questions_are_those_of_single_precision_to_the_bit(minilm: Opened, int8: Encoder) -> None:
    one, other = (it.encode_question("Who leads the board?") for it in (minilm.encoder, int8))
    assert one.pooled.tobytes() == other.pooled.tobytes()
    assert one.tokens.tobytes() == other.tokens.tobytes()


def test_vectors_in_8_bits_do_not_depend_on_what_they_are_encoded_with(
    int8: Encoder, items: list[tuple[str, str]]
) -> None:
    together = list(int8.encode([*items, LOUD]))
    for item, mixed in zip(items, together, strict=False):
        [alone] = int8.encode([item])
        np.testing.assert_allclose(alone.tokens, mixed.tokens, atol=2e-3)
        np.testing.assert_allclose(alone.pooled, mixed.pooled, atol=2e-3)


def test_the_two_precisions_are_told_apart(minilm: Opened, int8: Encoder) -> None:
    assert (minilm.encoder.variant, int8.variant) == ("fp32", "int8")
    assert minilm.encoder.identity != int8.identity


def test_a_damaged_graph_for_passages_is_made_again(int8: Encoder, cache: Path) -> None:
    with (cache / EXPORTS / int8.identity.key / "passages.onnx").open("r+b") as stream:
        stream.seek(1_000_000)
        stream.write(b"\x55\xaa")
    told: list[str] = []
    open_encoder(find_weights("minilm", variant="int8"), on_message=told.append)
    assert any("exporting minilm" in line for line in told)


@pytest.mark.parametrize(
    ("features", "variant"),
    [(VNNI_SERVER, "int8"), (VNNI_LAPTOP, "int8"), (ARM, "int8"), (OLD, "fp32"), ([], "fp32")],
)
def test_8_bits_are_taken_unasked_where_the_processor_is_fast_at_them(
    minilm: Opened, features: list[str], variant: str
) -> None:
    assert default_variant(minilm.weights, features) == variant


def test_8_bits_are_taken_unasked_only_for_what_was_measured(minilm: Opened) -> None:
    assert default_variant(find_weights("minilm", layer=4, variant="int8"), VNNI_SERVER) == "fp32"


def test_the_default_is_that_of_this_processor(minilm: Opened) -> None:
    wanted = "int8" if multiplies_bytes(processor_features()) else "fp32"
    assert find_weights("minilm").variant == wanted
    assert find_weights("minilm", variant="fp32").variant == "fp32"
