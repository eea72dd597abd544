"""Indexes of so many passages that their paragraph vectors are kept by cluster.

What "many" is, a build is told here, so that made-up vectors of a few thousand passages do.
"""

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reportqa.documents import Report
from reportqa.encoding import Encoder
from reportqa.errors import IndexUnusableError
from reportqa.index import Index, build, open_index, read_manifest, verify
from reportqa.index.build import write_index
from reportqa.index.changes import entry_of
from reportqa.index.clusters import Clusters, VectorLayout
from reportqa.index.stored import StoredRun, vector_key

from .conftest import Builder
from .made_up import a_report, answers, files_of, sentences

PASSAGES = 6_000
DIM = 32
MANY = 100  # above this many passages there are clusters


def made_up_vectors(passages: int) -> np.ndarray:
    """Vectors in loose heaps, as those of texts are."""
    dice = np.random.default_rng(5)
    heaps = dice.normal(size=(60, DIM))
    vectors = heaps[dice.integers(0, 60, passages)] + 0.6 * dice.normal(size=(passages, DIM))
    unit: np.ndarray = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("<f4")
    return unit


def runs_of(reports: list[Report], encoder: Encoder) -> Iterator[tuple[list[bytes], StoredRun]]:
    vectors = iter(made_up_vectors(PASSAGES))
    dice = np.random.default_rng(6)
    for report in reports:
        lengths = dice.integers(0, 5, len(report.passages))
        tokens = int(lengths.sum())
        yield (
            [vector_key(encoder.identity, item.context, item.text) for item in report.passages],
            StoredRun(
                np.stack([next(vectors) for _ in report.passages]),
                lengths,
                dice.integers(0, 99, tokens).astype(np.int32),
                dice.integers(-127, 128, (tokens, 8)).astype(np.int8),
                dice.random(tokens).astype(np.float32),
                dice.integers(-1, 9, (tokens, 2)).astype(np.int32),
            ),
        )


@pytest.fixture(scope="module")
def made_up(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of made-up vectors; for reading only."""
    index_dir = tmp_path_factory.mktemp("large") / "index"
    index_dir.mkdir()
    reports = [a_report(f"r{at:02}", sentences(600, at)) for at in range(PASSAGES // 600)]
    write_index(
        index_dir,
        reports,
        [entry_of(report) for report in reports],
        runs_of(reports, encoder),
        encoder.identity,
        settings={},
        clusters=Clusters(PASSAGES, exact_up_to=MANY),
    )
    return index_dir


@pytest.fixture
def large(made_up: Path, tmp_path: Path) -> Path:
    """A copy, to do with as one likes."""
    return Path(shutil.copytree(made_up, tmp_path / "large"))


@pytest.fixture(scope="module")
def index(made_up: Path) -> Iterator[Index]:
    with open_index(made_up) as opened:
        yield opened


def questions() -> np.ndarray:
    vectors = made_up_vectors(PASSAGES)[::200] + 0.1 * np.random.default_rng(7).normal(
        size=(30, DIM)
    )
    unit: np.ndarray = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("<f4")
    return unit


def test_it_is_whole_and_says_how_vectors_are_searched(made_up: Path) -> None:
    assert verify(made_up) == []
    layout = read_manifest(made_up).vectors
    assert layout == VectorLayout("IVF256,Flat", clusters=256, probed=32, trained_on=PASSAGES)


def test_nearly_all_of_the_nearest_are_found_each_with_its_exact_cosine(index: Index) -> None:
    vectors = made_up_vectors(PASSAGES)
    recalls = []
    for question in questions():
        expected = vectors @ question
        nearest = np.argsort(-expected, kind="stable")[:100]
        found, cosines = index.dense(question, 100)
        assert len(found) == 100
        assert (np.diff(cosines) <= 0).all()
        assert np.allclose(cosines, expected[found], atol=1e-5)
        recalls.append(len(set(found) & set(nearest)) / 100)
    assert np.mean(recalls) >= 0.95


@pytest.mark.parametrize("allowed", [range(40, 90), range(3, PASSAGES, 2)])
def test_filters_hold_before_ranking(index: Index, allowed: range) -> None:
    """The nearest of those allowed, however far they are from the nearest clusters."""
    vectors = made_up_vectors(PASSAGES)[list(allowed)]
    for question in questions():
        expected = np.sort(vectors @ question)[::-1]
        found, cosines = index.dense(question, 50, allowed=np.array(allowed))
        assert set(found.tolist()) <= set(allowed)
        assert len(found) == 50
        assert np.allclose(cosines, expected[:50], atol=1e-5)


def test_more_allowed_than_are_compared_singly(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportqa.index.vectors._COMPARED_SINGLY", 100)
    allowed = np.arange(3, PASSAGES, 2)
    vectors = made_up_vectors(PASSAGES)
    for question in questions():
        found, cosines = index.dense(question, 20, allowed=allowed)
        assert set(found.tolist()) <= set(allowed.tolist())
        assert np.allclose(cosines, (vectors @ question)[found], atol=1e-5)
        assert len(index.dense(question, len(allowed) - 1, allowed=allowed)[0]) == len(allowed) - 1


def test_all_passages_are_compared_exactly_when_asked_one_by_one(index: Index) -> None:
    vectors = made_up_vectors(PASSAGES)
    assert np.array_equal(index.vectors(np.arange(PASSAGES)), vectors)
    question = questions()[0]
    some = np.array([5_999, 0, 17])
    assert np.allclose(index.cosines(question, some), vectors[some] @ question, atol=1e-6)


def ask_all_of_it(index_dir: Path) -> None:
    with open_index(index_dir) as index:
        index.cosines(questions()[0], np.arange(len(index)))
        for question in questions():
            index.dense(question, 10)
        index.lexical(["children", "care plans"], 99)
        index.all_tokens(), index.all_passages(), index.document_frequencies()


def harmed(path: Path, harm: str) -> None:
    data = bytearray(path.read_bytes())
    if harm == "removed":
        path.unlink()
    elif harm == "cut short":
        path.write_bytes(data[:-9])
    else:
        data[int(float(harm) * (len(data) - 1))] ^= 0x10
        path.write_bytes(data)


@pytest.mark.parametrize("harm", ["removed", "cut short", "0.0", "0.002", "0.2", "0.7", "1.0"])
@pytest.mark.parametrize("name", ["vectors.faiss", "vectors-rows.bin"])
def test_harm_is_found(name: str, harm: str, large: Path) -> None:
    (path,) = (path for path in files_of(large) if path.name == name)
    harmed(path, harm)
    assert any(problem.file.endswith(name) for problem in verify(large))
    with pytest.raises(IndexUnusableError, match=name):
        ask_all_of_it(large)


@pytest.mark.parametrize("name", ["vectors.faiss", "vectors-rows.bin"])
def test_exchanged_for_another_index_of_the_same_size(
    name: str, large: Path, made_up: Path, encoder: Encoder, tmp_path: Path
) -> None:
    reports = [a_report(f"r{at:02}", sentences(600, at)) for at in range(PASSAGES // 600)]
    (tmp_path / "other").mkdir()
    write_index(
        tmp_path / "other",
        reports,
        [entry_of(report) for report in reports],
        runs_of(reports, encoder),
        encoder.identity,
        settings={},
        clusters=Clusters(PASSAGES, exact_up_to=MANY),
    )
    shutil.copyfile(tmp_path / "other" / "g000001" / name, large / "g000001" / name)
    assert any(problem.file.endswith(name) for problem in verify(large))
    with pytest.raises(IndexUnusableError, match=name):
        open_index(large)


def test_only_clusters_that_are_looked_into_are_read(large: Path) -> None:
    """A damaged vector stops a question that might have met it, and no other."""
    path = large / "g000001" / "vectors.faiss"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    stopped = 0
    with open_index(large) as index:
        for question in questions():
            try:
                index.dense(question, 10)
            except IndexUnusableError:
                stopped += 1
    assert 0 < stopped < len(questions())


def shelf_of(*seeds: int) -> list[Report]:
    return [a_report(f"town-{seed}", sentences(60, seed)) for seed in seeds]


def centroids(index_dir: Path) -> bytes:
    import faiss

    manifest = read_manifest(index_dir)
    opened: Any = faiss.read_index(str(index_dir / manifest.generation / "vectors.faiss"))
    quantizer: Any = faiss.downcast_index(opened.quantizer)
    vectors: bytes = quantizer.reconstruct_n(0, quantizer.ntotal).tobytes()
    return vectors


def test_clusters_are_kept_until_they_are_trained_anew(build_with: Builder, tmp_path: Path) -> None:
    build_with(shelf_of(1, 2), tmp_path, exact_up_to=MANY)
    trained, layout = centroids(tmp_path), read_manifest(tmp_path).vectors
    assert layout.trained_on == 120
    build_with(shelf_of(1, 2, 3), tmp_path, exact_up_to=MANY)
    assert centroids(tmp_path) == trained
    assert read_manifest(tmp_path).vectors == layout
    summary = build_with(shelf_of(1, 2, 3), tmp_path, exact_up_to=MANY, rebuild=True)
    assert (summary.did_nothing, summary.encoded) == (False, 0)
    assert centroids(tmp_path) != trained
    assert read_manifest(tmp_path).vectors.trained_on == 180
    assert verify(tmp_path) == []


def test_few_passages_have_no_clusters_again(build_with: Builder, tmp_path: Path) -> None:
    build_with(shelf_of(1, 2), tmp_path, exact_up_to=MANY)
    build_with(shelf_of(1), tmp_path, exact_up_to=MANY)
    assert read_manifest(tmp_path).vectors == VectorLayout()
    build_with(shelf_of(1), tmp_path / "at once", exact_up_to=MANY)
    with open_index(tmp_path) as grown, open_index(tmp_path / "at once") as at_once:
        assert answers(grown) == answers(at_once)


def test_all_but_the_clusters_is_as_after_a_full_build(build_with: Builder, tmp_path: Path) -> None:
    for seeds in ((1, 2), (2, 3), (2, 3, 4)):
        build_with(shelf_of(*seeds), tmp_path / "grown", exact_up_to=MANY)
    build_with(shelf_of(2, 3, 4), tmp_path / "at once", exact_up_to=MANY)
    with open_index(tmp_path / "grown") as grown, open_index(tmp_path / "at once") as at_once:
        one, other = answers(grown), answers(at_once)
        assert {**one, "dense": None} == {**other, "dense": None}
        every = np.arange(len(grown))
        assert np.allclose(grown.vectors(every), at_once.vectors(every), atol=1e-5)
        question = grown.vectors(every)[7]
        few = np.arange(0, 180, 5)
        assert (
            grown.dense(question, 9, few)[0].tolist() == at_once.dense(question, 9, few)[0].tolist()
        )


def test_another_encoder_trains_anew(encoder: Encoder, build_with: Builder, tmp_path: Path) -> None:
    build_with(shelf_of(1, 2), tmp_path, exact_up_to=MANY)
    identity = dataclasses.replace(encoder.identity, export_version=99)
    build(shelf_of(1, 2, 3), identity, lambda: encoder, tmp_path, exact_up_to=MANY)
    assert read_manifest(tmp_path).vectors.trained_on == 180


def test_damaged_clusters_are_trained_anew(build_with: Builder, tmp_path: Path) -> None:
    build_with(shelf_of(1, 2), tmp_path, exact_up_to=MANY)
    path = tmp_path / "g000001" / "vectors.faiss"
    data = bytearray(path.read_bytes())
    data[500] ^= 1
    path.write_bytes(data)
    build_with(shelf_of(1, 2, 3), tmp_path, exact_up_to=MANY)
    assert read_manifest(tmp_path).vectors.trained_on == 180
    assert verify(tmp_path) == []
