"""What a build does, takes over, and leaves behind."""

import dataclasses
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportqa.documents import Report
from reportqa.encoding import Encoder
from reportqa.errors import CorpusError
from reportqa.index import BuildSummary, build, open_index, read_manifest, verify

from .conftest import Builder
from .made_up import a_report, answers, sentences


def no_encoder() -> Encoder:
    raise AssertionError("the encoder was opened although nothing is new")


@pytest.fixture
def build_without(encoder: Encoder) -> Builder:
    """A build that must not encode."""

    def run(reports: list[Report], index_dir: Path, **options: object) -> BuildSummary:
        return build(reports, encoder.identity, no_encoder, index_dir, **options)  # type: ignore[arg-type]

    return run


def test_first_build_tells_what_it_did(
    build_with: Builder, shelf: list[Report], tmp_path: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    summary = build_with(
        shelf, tmp_path / "new" / "index", on_progress=lambda *step: told.append(step)
    )
    assert (summary.generation, summary.did_nothing) == ("g000001", False)
    assert summary.added == ("leeds", "wigan")
    assert (summary.passages, summary.encoded, summary.reused) == (16, 16, 0)
    assert told[0] == ("encoding", 0, 16)
    assert ("encoding", 16, 16) in told
    assert told[-1] == ("writing", 16, 16)
    assert verify(tmp_path / "new" / "index") == []


def test_nothing_to_do(build_without: Builder, shelf: list[Report], index_dir: Path) -> None:
    before = read_manifest(index_dir)
    summary = build_without(shelf[::-1], index_dir)
    assert summary.did_nothing
    assert summary.kept == ("leeds", "wigan")
    assert read_manifest(index_dir) == before


def test_a_moved_file_encodes_nothing(
    build_without: Builder, shelf: list[Report], index_dir: Path
) -> None:
    moved = dataclasses.replace(shelf[0], path="old/leeds.txt")
    renamed = a_report("york", [passage.text for passage in shelf[1].passages])
    texts = [dataclasses.replace(p, section=("Findings", "Care leavers")) for p in renamed.passages]
    renamed = dataclasses.replace(renamed, passages=tuple(texts))
    summary = build_without([moved, renamed], index_dir)
    assert (summary.added, summary.changed, summary.removed) == (("york",), ("leeds",), ("wigan",))
    assert (summary.encoded, summary.reused) == (0, 16)
    assert verify(index_dir) == []
    with open_index(index_dir) as index:
        assert [report.path for report in index.reports()] == ["old/leeds.txt", "york.txt"]


def test_only_what_is_new_is_encoded(
    build_with: Builder, shelf: list[Report], index_dir: Path
) -> None:
    texts = [passage.text for passage in shelf[0].passages]
    texts[4] = "Something else stands here now."
    changed = a_report("leeds", texts, lead_in="Leaders know that")
    summary = build_with([changed, shelf[1], a_report("york", ["One more."])], index_dir)
    assert (summary.added, summary.changed, summary.kept) == (("york",), ("leeds",), ("wigan",))
    assert summary.encoded == 2


def test_equal_passages_are_encoded_once(build_with: Builder, tmp_path: Path) -> None:
    twins = [a_report(name, ["Caseloads are too high."]) for name in ("bury", "leeds")]
    summary = build_with(twins, tmp_path)
    assert (summary.encoded, summary.reused) == (1, 1)
    with open_index(tmp_path) as index:
        vector = np.zeros(index.dim, dtype=np.float32)
        assert index.dense(vector, 9)[0].tolist() == [0, 1]


def test_a_new_cut_of_the_same_file_is_noticed(
    build_without: Builder, shelf: list[Report], index_dir: Path
) -> None:
    passages = (dataclasses.replace(shelf[0].passages[0], page_first=99), *shelf[0].passages[1:])
    recut = dataclasses.replace(shelf[0], passages=passages)
    assert build_without([recut, shelf[1]], index_dir).changed == ("leeds",)


def test_other_settings_write_a_generation_and_encode_nothing(
    build_without: Builder, shelf: list[Report], index_dir: Path
) -> None:
    settings = {"languages": ("en", "cy"), "depth": 0.1}
    summary = build_without(shelf, index_dir, settings=settings)
    assert (summary.generation, summary.encoded) == ("g000002", 0)
    assert read_manifest(index_dir).settings == {"languages": ["en", "cy"], "depth": 0.1}
    assert [path.name for path in index_dir.glob("g*")] == ["g000002"]
    assert build_without(shelf, index_dir, settings=settings).did_nothing


def test_another_encoder_encodes_all(
    encoder: Encoder, shelf: list[Report], index_dir: Path
) -> None:
    identity = dataclasses.replace(encoder.identity, export_version=99)
    summary = build(shelf, identity, lambda: encoder, index_dir)
    assert summary.encoded == summary.passages
    assert read_manifest(index_dir).encoder == identity


def test_interrupted_and_run_again(
    build_with: Builder, shelf: list[Report], index_dir: Path
) -> None:
    more = [*shelf, a_report("york", sentences(150, 3))]
    steps: list[str] = []

    def interrupt(stage: str, done: int, total: int) -> None:
        steps.append(stage)
        if stage == "writing" and done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_with(more, index_dir, on_progress=interrupt)
    with open_index(index_dir) as index:
        assert len(index) == 16
    assert [path.name for path in index_dir.glob("g*")] == ["g000001"]
    summary = build_with(more, index_dir)
    assert (summary.encoded, summary.reused) == (0, 166)
    assert not (index_dir / "encoded.journal").exists()


def test_journal_of_a_build_that_nobody_finishes_goes_with_the_next(
    build_with: Builder, shelf: list[Report], index_dir: Path
) -> None:
    (index_dir / "encoded.journal").write_bytes(b"from an older version")
    assert build_with(shelf, index_dir).did_nothing
    assert not (index_dir / "encoded.journal").exists()


def test_what_is_not_ours_stays(build_with: Builder, shelf: list[Report], index_dir: Path) -> None:
    (index_dir / "g000077").mkdir()
    (index_dir / "g000077" / "thesis.docx").write_text("years of work")
    (index_dir / "g000076").mkdir()
    (index_dir / "g000076" / "passages.db").write_text("left by a killed build")
    summary = build_with([shelf[0]], index_dir)
    assert summary.generation == "g000078"
    assert (index_dir / "g000077" / "thesis.docx").exists()
    assert not (index_dir / "g000076").exists()


def test_corpora_that_cannot_be_indexed(
    build_without: Builder, shelf: list[Report], tmp_path: Path
) -> None:
    with pytest.raises(CorpusError, match="no text"):
        build_without([], tmp_path)
    twin = dataclasses.replace(shelf[0], path="other/leeds.md")
    with pytest.raises(CorpusError, match=r"leeds\.txt' and 'other/leeds\.md"):
        build_without([shelf[0], twin], tmp_path)
    passages = (*shelf[0].passages, shelf[0].passages[0])
    with pytest.raises(CorpusError, match="2 passages have the id 'leeds:1'"):
        build_without([dataclasses.replace(shelf[0], passages=passages)], tmp_path)
    assert list(tmp_path.iterdir()) == []


NAMES = ("bury", "derby", "leeds", "wigan", "york")
CORPUS = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 2), min_size=1)


@pytest.fixture(scope="module")
def fresh(
    build_with: Builder, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], tuple[Path, Builder]]:
    return lambda: (tmp_path_factory.mktemp("fresh"), build_with)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(states=st.lists(CORPUS, min_size=2, max_size=4))
def test_incremental_equals_full(
    fresh: Callable[[], tuple[Path, Builder]], states: list[dict[str, int]]
) -> None:
    folder, build_with = fresh()
    corpora = [
        [a_report(name, sentences(3, seed)) for name, seed in state.items()] for state in states
    ]
    for corpus in corpora:
        build_with(corpus, folder / "grown")
    build_with(corpora[-1], folder / "at once")
    with open_index(folder / "grown") as grown, open_index(folder / "at once") as at_once:
        assert answers(grown) == answers(at_once)
        for query in np.random.default_rng(7).normal(size=(5, grown.dim)).astype(np.float32):
            one, other = grown.dense(query, 99), at_once.dense(query, 99)
            assert one[0].tolist() == other[0].tolist()
            assert np.allclose(one[1], other[1], atol=1e-5)
    shutil.rmtree(folder)


def test_paths_with_odd_characters(
    build_with: Builder, shelf: list[Report], tmp_path: Path
) -> None:
    names = ["with space", "per%41cent", "hash#", "amp&mode=rw", "é–ü", "'quote'"]
    if os.name != "nt":
        names += ["question?mode=rwc", "back\\slash", "new\nline"]
    for name in names:
        build_with(shelf, tmp_path / name)
        with open_index(tmp_path / name) as index:
            assert len(index) == 16
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
