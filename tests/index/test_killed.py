"""Builds that are killed, and builds and readers that meet."""

import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from reportqa.documents import Report
from reportqa.encoding import Encoder
from reportqa.errors import IndexUnusableError
from reportqa.index import build, open_index, read_manifest, verify

from .builder import PHASES, corpus
from .conftest import Builder
from .made_up import answers

NEW_PASSAGES = 160  # of 169; the other nine stand in the index already

# The moment, whether it comes before the new manifest counts, and at least how many passages the
# next build need not encode again.
MOMENTS = [
    ("encoding:1", True, 0),
    ("encoding:140", True, 128),
    ("os.mkdir:g000002", True, NEW_PASSAGES),
    ("open:g000002/tokens-values.bin", True, NEW_PASSAGES),
    ("writing:100", True, NEW_PASSAGES),
    ("sqlite3.connect:passages.db", True, NEW_PASSAGES),
    ("open:g000002/positions.bin", True, NEW_PASSAGES),
    ("open:g000002/checksums.bin", True, NEW_PASSAGES),
    ("open:MANIFEST.json.new", True, NEW_PASSAGES),
    ("os.rename:MANIFEST.json", True, NEW_PASSAGES),
    ("os.remove:passages.db", False, NEW_PASSAGES),
    ("os.rmdir:g000001", False, NEW_PASSAGES),
    ("os.remove:encoded.journal", False, NEW_PASSAGES),
]


def start(
    index_dir: Path, moment: str, *sign: Path, stdout: int | None = None
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"{__package__}.builder", index_dir, moment, *sign],
        stdout=stdout,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )


def assert_tidy(index_dir: Path) -> None:
    generation = read_manifest(index_dir).generation
    assert {path.name for path in index_dir.iterdir()} <= {
        "MANIFEST.json",
        "build.lock",
        generation,
    }


@pytest.fixture(scope="module")
def finished(build_with: Builder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the index of the builder's corpus answers when nobody disturbs its build."""
    index_dir = tmp_path_factory.mktemp("finished")
    build_with(corpus(), index_dir)
    with open_index(index_dir) as index:
        return answers(index)


@pytest.mark.parametrize(("moment", "before", "kept"), MOMENTS, ids=[m[0] for m in MOMENTS])
def test_killed_at(
    moment: str,
    before: bool,
    kept: int,
    index_dir: Path,
    built: Path,
    finished: dict[str, object],
    build_with: Builder,
) -> None:
    child = start(index_dir, moment)
    assert child.wait(60) != 0, "the build came to its end"
    with open_index(index_dir) as index, open_index(built) as untouched:
        assert answers(index) == (answers(untouched) if before else finished)
    summary = build_with(corpus(), index_dir)
    assert summary.encoded <= NEW_PASSAGES - kept
    assert summary.did_nothing is not before
    with open_index(index_dir) as index:
        assert answers(index) == finished
    assert verify(index_dir) == []
    assert_tidy(index_dir)


@pytest.fixture(scope="module")
def calls(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """How many moments each phase of the build has at which it can be killed."""
    index_dir = shutil.copytree(built, tmp_path_factory.mktemp("counted") / "index")
    child = start(index_dir, "count", stdout=subprocess.PIPE)
    counts: dict[str, int] = json.loads(child.communicate(timeout=60)[0])
    assert counts.keys() == PHASES.keys()
    return counts


def kill_at_random(
    count: int,
    calls: dict[str, int],
    built: Path,
    finished: dict[str, object],
    encoder: Encoder,
    tmp_path: Path,
) -> None:
    """Kill so many builds, each at a random moment of the next phase in turn."""
    dice = random.Random(count)
    with open_index(built) as untouched:
        before = answers(untouched)
    for turn, phase in zip(range(count), itertools.cycle(PHASES), strict=False):
        index_dir = Path(shutil.copytree(built, tmp_path / str(turn)))
        # A run has some calls more or fewer than another: threads of the encoder.
        moment = dice.randint(1, int(0.9 * calls[phase]))
        child = start(index_dir, f"call:{phase}:{moment}", stdout=subprocess.PIPE)
        landed = child.communicate(timeout=60)[0].decode()
        assert (child.returncode != 0, landed) == (True, phase), f"not killed at {moment}"
        with open_index(index_dir) as index:
            assert answers(index) in (before, finished)
        build(corpus(), encoder.identity, lambda: encoder, index_dir)
        with open_index(index_dir) as index:
            assert answers(index) == finished
        assert verify(index_dir) == []
        assert_tidy(index_dir)
        shutil.rmtree(index_dir)


def test_killed_at_any_moment_of_each_phase(
    calls: dict[str, int],
    built: Path,
    finished: dict[str, object],
    encoder: Encoder,
    tmp_path: Path,
) -> None:
    kill_at_random(10, calls, built, finished, encoder, tmp_path)


@pytest.mark.slow
def test_killed_at_a_hundred_moments(
    calls: dict[str, int],
    built: Path,
    finished: dict[str, object],
    encoder: Encoder,
    tmp_path: Path,
) -> None:
    kill_at_random(100, calls, built, finished, encoder, tmp_path)


def test_two_builders_at_once(
    index_dir: Path, tmp_path: Path, build_with: Builder, shelf: list[Report]
) -> None:
    sign = tmp_path / "halted"
    child = start(index_dir, "writing:50", sign)
    while not sign.exists():
        assert child.poll() is None, "the other build ended early"
        time.sleep(0.01)
    with pytest.raises(IndexUnusableError, match=r"another build .* is running"):
        build_with(shelf, index_dir)
    with open_index(index_dir) as index:
        assert len(index) == 16
    released = threading.Timer(0.3, sign.unlink)
    released.start()
    assert build_with(corpus(), index_dir, lock_timeout=60.0).did_nothing
    assert child.wait(60) == 0
    released.join()
    assert verify(index_dir) == []


def test_readers_while_it_is_built_again_and_again(
    index_dir: Path, build_with: Builder, shelf: list[Report]
) -> None:
    def keep_building() -> None:
        for turn in range(20):
            build_with(shelf, index_dir, settings={"turn": turn})

    builder = threading.Thread(target=keep_building)
    builder.start()
    builds = set()
    while builder.is_alive():
        with open_index(index_dir) as index:
            builds.add(index.manifest.build)
            assert len(index.lexical(["children"], 99)[0]) > 0
            assert len(index.all_tokens().starts) == 17
    builder.join()
    assert read_manifest(index_dir).settings == {"turn": 19}
    assert len(builds) > 3


def test_a_reader_outlives_its_generation(
    index_dir: Path, built: Path, build_with: Builder, shelf: list[Report]
) -> None:
    with open_index(index_dir) as old, open_index(built) as untouched:
        build_with([shelf[0]], index_dir)
        assert answers(old) == answers(untouched)
    assert len(open_index(index_dir)) == 9
