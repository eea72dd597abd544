"""Real weights, exported once for all tests of this room into a cache of its own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reportqa.encoding import Encoder, Weights, find_weights, installed, open_encoder
from reportqa.encoding.packed import unpacked

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

HERE = [preset.name for preset in installed()]


@dataclass
class Opened:
    weights: Weights
    encoder: Encoder
    original: SentenceTransformer
    messages: list[str]
    looked_up: list[str]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _own_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTQA_CACHE", str(cache))


def _open(name: str, cache: Path) -> Opened:
    """Open a preset, noting every host that anything asks for."""
    messages: list[str] = []
    looked_up: list[str] = []

    def refuse(host: object, *_: object, **__: object) -> object:
        looked_up.append(str(host))
        raise OSError("no network in this test")

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPORTQA_CACHE", str(cache))
        patch.setattr(socket, "getaddrinfo", refuse)
        weights = find_weights(name, variant="fp32", on_message=messages.append)
        encoder = open_encoder(weights, on_message=messages.append)
        from sentence_transformers import SentenceTransformer

        with unpacked(weights.folder) as folder:
            original = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return Opened(weights, encoder, original, messages, looked_up)


@pytest.fixture(scope="session")
def minilm(cache: Path) -> Opened:
    return _open("minilm", cache)


@pytest.fixture(scope="session")
def small(cache: Path) -> Opened:
    return _open("small", cache)


@pytest.fixture(scope="session", params=["small", "minilm", "mpnet"])
def model(request: pytest.FixtureRequest, cache: Path) -> Iterator[Opened]:
    if request.param not in HERE:
        pytest.skip(f"the weights of {request.param} are not installed")
    if request.param in ("small", "minilm"):
        opened: Opened = request.getfixturevalue(request.param)
        yield opened
    else:
        yield _open(request.param, cache)
