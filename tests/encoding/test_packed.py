"""The model that comes with the package: small, near what it was packed from, and checked."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from reportqa.encoding import find_weights, presets, wheels
from reportqa.encoding.heads import HEAD_FILE, HeadArrays, load_head, save_head
from reportqa.encoding.packed import PACKED, TENSORS, pack, packed, plain, unpacked
from reportqa.errors import ModelError

from .conftest import Opened

MOST = 30_000_000


@given(
    arrays.arrays(
        np.float32,
        arrays.array_shapes(min_dims=2, max_dims=2, max_side=9),
        elements=st.floats(-1e3, 1e3, width=32),
    )
)
def test_a_packed_number_is_off_by_half_a_step_at_most(matrix: np.ndarray) -> None:
    once = packed({"w": matrix})
    found = plain(once)["w"]
    step = np.abs(matrix).max(axis=1, keepdims=True) / 127
    assert (np.abs(found - matrix) <= step * 0.501 + 1e-9).all()
    assert plain(packed({"w": found}))["w"] == pytest.approx(found, rel=1e-5, abs=1e-6)


def test_what_is_no_matrix_stays_as_it_is() -> None:
    bias = np.array([0.1, 3.0], dtype=np.float32)
    assert plain(packed({"bias": bias}))["bias"].tobytes() == bias.tobytes()


def test_the_package_s_model_is_small_and_all_of_it_is_named() -> None:
    weights = find_weights()
    here = {
        file.relative_to(weights.folder).as_posix()
        for file in weights.folder.rglob("*")
        if file.is_file()
    }
    assert here - {"README.md"} == set(presets.presets()["small"].files)
    assert sum((weights.folder / name).stat().st_size for name in here) <= MOST


def test_sentence_transformers_loads_it_unpacked_and_nothing_is_left(small: Opened) -> None:
    with unpacked(small.weights.folder) as folder:
        assert (folder / TENSORS).is_file()
        assert not (folder / PACKED).exists()
    assert not folder.exists()
    ours = small.encoder.encode_question("Who leads the board?").pooled
    theirs = small.original.encode("Who leads the board?", normalize_embeddings=True)
    assert ours @ theirs > 0.9999


def test_a_folder_that_is_packed_again_gives_the_same_vectors(
    small: Opened, tmp_path: Path
) -> None:
    with unpacked(small.weights.folder) as folder:
        pack(folder, tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {
        file.name for file in small.weights.folder.iterdir()
    }
    with unpacked(tmp_path) as again:
        from safetensors.numpy import load_file

        found = load_file(again / TENSORS)
    with unpacked(small.weights.folder) as folder:
        for name, array in load_file(folder / TENSORS).items():
            np.testing.assert_allclose(found[name], array, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("file", [PACKED, HEAD_FILE, "tokenizer.json"])
def test_a_changed_file_of_the_package_is_refused(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wheels, "HERE", tmp_path)
    source = presets.HERE / "small"
    shutil.copytree(source, tmp_path / "small", copy_function=os.link)
    assert find_weights().folder == tmp_path / "small"
    data = bytearray((tmp_path / "small" / file).read_bytes())
    data[-1] ^= 1
    (tmp_path / "small" / file).unlink()
    (tmp_path / "small" / file).write_bytes(data)
    with pytest.raises(ModelError, match=f"{file} of small .* is not the published") as caught:
        find_weights()
    assert "get reportqa again" in caught.value.mend


def test_a_model_s_folder_may_bring_its_own_head(minilm: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(minilm.weights.folder, folder, copy_function=os.symlink)
    given = HeadArrays(np.ones((768, 4), np.float32), np.zeros(768, np.float32))
    save_head(given, (5, 6), folder / HEAD_FILE)
    weights = find_weights(str(folder))
    assert weights.head is not None
    assert (weights.layer, weights.head.layers) == (6, (5, 6))
    assert load_head(weights.head).projection.tolist() == given.projection.tolist()
    assert weights.fingerprint != minilm.weights.fingerprint

    (folder / HEAD_FILE).write_bytes(b"no head at all")
    with pytest.raises(ModelError, match="does not tell which layers it reads"):
        find_weights(str(folder))
