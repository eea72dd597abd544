"""The cache: where it is, and that damage, interruption and company do no harm."""

from __future__ import annotations

import dataclasses
import json
import threading
from pathlib import Path

import pytest
import torch

from reportqa.encoding import cache_folder, cached, clear_cache, open_encoder, trace
from reportqa.encoding.cache import EXPORTS, locked, published
from reportqa.encoding.checksums import sha256_of_file
from reportqa.errors import ModelError

from .conftest import Opened


def test_the_cache_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTQA_CACHE", str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here"
    monkeypatch.delenv("REPORTQA_CACHE")
    assert cache_folder().name == "reportqa"


def test_what_the_cache_holds_and_how_to_empty_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTQA_CACHE", str(tmp_path))
    assert cached() == []
    assert clear_cache() == 0
    (tmp_path / "kept.txt").write_text("not ours")
    (tmp_path / "exports" / "one").mkdir(parents=True)
    (tmp_path / "exports" / "one" / "model.onnx").write_bytes(b"12345")
    [entry] = cached()
    assert (entry.kind, entry.name, entry.size) == ("exports", "one", 5)
    assert clear_cache() == 5
    assert cached() == []
    assert (tmp_path / "kept.txt").exists()


def test_an_export_is_used_again(minilm: Opened, cache: Path) -> None:
    told: list[str] = []
    open_encoder(minilm.weights, on_message=told.append)
    assert told == []
    assert any("exporting minilm to ONNX" in line for line in minilm.messages)
    meta = json.loads((cache / EXPORTS / minilm.weights.identity.key / "meta.json").read_text())
    assert meta["identity"]["fingerprint"] == minilm.weights.fingerprint
    assert (meta["dim"], meta["hidden"], meta["max_length"]) == (384, 128, 256)


def test_an_export_does_not_mind_what_device_torch_takes_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minilm: Opened
) -> None:
    monkeypatch.setenv("REPORTQA_CACHE", str(tmp_path))
    with torch.device("meta"):  # as one on a GPU: what is made there cannot be joined with the rest
        encoder = open_encoder(minilm.weights)
    mine, usual = (it.encode_question("Who leads it?") for it in (encoder, minilm.encoder))
    assert mine.tokens.tobytes() == usual.tokens.tobytes()


@pytest.mark.parametrize("damage", ["byte", "meta", "missing", "unloadable"])
def test_a_damaged_export_is_made_again(minilm: Opened, cache: Path, damage: str) -> None:
    folder = cache / EXPORTS / minilm.weights.identity.key
    if damage == "byte":
        with (folder / "model.data").open("r+b") as stream:
            stream.seek(5_000_000)
            stream.write(b"\x55")
    elif damage == "meta":
        (folder / "meta.json").write_text('{"dim": 384}')
    elif damage == "missing":
        (folder / "tokenizer.json").unlink()
    else:  # as if written so: all hashes agree, and yet it does not load
        (folder / "model.onnx").write_bytes(b"no model")
        meta = json.loads((folder / "meta.json").read_text())
        meta["hashes"]["model.onnx"] = sha256_of_file(folder / "model.onnx")
        (folder / "meta.json").write_text(json.dumps(meta))
    told: list[str] = []
    encoder = open_encoder(minilm.weights, on_message=told.append)
    assert any("exporting" in line for line in told)
    wanted = minilm.encoder.encode_question("Who leads?").pooled
    assert encoder.encode_question("Who leads?").pooled @ wanted == pytest.approx(1, abs=1e-5)


def test_no_export_and_no_weights(
    minilm: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTQA_CACHE", str(tmp_path))
    gone = dataclasses.replace(minilm.weights, folder=tmp_path / "gone")
    with pytest.raises(ModelError, match="no longer in"):
        open_encoder(gone)


def test_weights_that_do_not_load(
    minilm: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTQA_CACHE", str(tmp_path / "cache"))
    (tmp_path / "model").mkdir()
    with pytest.raises(ModelError, match="cannot be exported"):
        open_encoder(dataclasses.replace(minilm.weights, folder=tmp_path / "model"))
    assert cached() == []


def test_a_graph_that_differs_from_the_model_is_refused(
    minilm: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTQA_CACHE", str(tmp_path))
    monkeypatch.setattr(trace, "_TOLERANCE", 0.0)
    with pytest.raises(ModelError, match="differs from the original"):
        open_encoder(minilm.weights)
    assert cached() == []


def test_an_interrupted_export_leaves_nothing(
    minilm: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> dict[str, int]:
        raise KeyboardInterrupt

    monkeypatch.setenv("REPORTQA_CACHE", str(tmp_path))
    monkeypatch.setattr(trace, "write_model", interrupted)
    with pytest.raises(KeyboardInterrupt):
        open_encoder(minilm.weights)
    assert [f for f in (tmp_path / EXPORTS).iterdir() if f.is_dir()] == []


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / ".thing-12345").mkdir()
    with published(tmp_path / "thing") as filling:
        (filling / "file").write_text("whole")
    assert [f.name for f in tmp_path.iterdir()] == ["thing"]


def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(ModelError, match="cannot be written") as caught,
        locked(tmp_path / "file" / "folder" / "thing", print),
    ):
        pass
    assert "REPORTQA_CACHE" in caught.value.mend


def test_the_second_of_two_waits_and_is_told(tmp_path: Path) -> None:
    target = tmp_path / "thing"
    order: list[str] = []
    waiting = threading.Event()

    def told(line: str) -> None:
        order.append(line)
        waiting.set()

    def second() -> None:
        with locked(target, told):
            order.append("second")

    with locked(target, print):
        other = threading.Thread(target=second)
        other.start()
        assert waiting.wait(10)
        order.append("first done")
    other.join(10)
    assert order == ["waiting for another process that makes thing", "first done", "second"]
