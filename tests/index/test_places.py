"""Indexes where nothing can be written, and disks that are full."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from reportqa.errors import IndexUnusableError
from reportqa.index import open_index, verify

from .builder import corpus
from .conftest import Builder
from .made_up import answers

NOBODY = 65534

# Root may write everywhere, so it becomes somebody else; first it loads what only it may read.
ASK_AND_BUILD = f"""
import heapq, os, sys
from pathlib import Path
import filelock, numpy
from reportqa.documents import Facts, Passage, Report
from reportqa.errors import IndexUnusableError
from reportqa.index import build, open_index
from reportqa.index.wording import stems

stems("children")  # what it loads may lie where nobody reads
if os.geteuid() == 0:
    os.setgid({NOBODY})
    os.setuid({NOBODY})
index_dir = Path(sys.argv[1])
with open_index(index_dir) as index:
    print(len(index), index.by_id("leeds:1").number, len(index.lexical(["children"], 9)[0]) > 0)
    print(index.all_tokens().starts.tolist()[0], len(index.vocabulary()) > 9)
    encoder = index.manifest.encoder
passage = Passage("a:1", "a", "1", None, "paragraph", (), None, None, None, None, (), "Text.")
report = Report("a", "a.txt", "", Facts("A"), (passage,), (), (), "", (), ())
try:
    build([report], encoder, lambda: None, index_dir)
except IndexUnusableError as error:
    print(error)
"""


@pytest.fixture
def read_only(built: Path) -> Iterator[Path]:
    """A copy of the index that its reader may not write, where anyone can reach it."""
    with tempfile.TemporaryDirectory() as place:
        index_dir = Path(shutil.copytree(built, Path(place) / "index"))
        Path(place).chmod(0o755)
        for path in sorted(index_dir.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        index_dir.chmod(0o555)
        yield index_dir
        for path in (index_dir, *index_dir.rglob("g*")):
            path.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="Windows folders have no read-only permission")
def test_a_read_only_index_serves(read_only: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in read_only.rglob("*")}
    done = subprocess.run(
        [sys.executable, "-c", ASK_AND_BUILD, read_only],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stderr == ""
    answer, tokens, *refusal = done.stdout.splitlines()
    assert answer == "16 1 True"
    assert tokens == "0 True"
    assert "cannot be written: Permission denied" in refusal[0]
    assert len(refusal) == 2
    assert done.stderr == ""
    assert {path: path.stat().st_mtime_ns for path in read_only.rglob("*")} == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 512 KiB."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small file system")
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "none", place])
    if mounted.returncode:
        pytest.skip("this machine lets no one mount a file system")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_costs_nothing(small_disk: Path, built: Path, build_with: Builder) -> None:
    index_dir = Path(shutil.copytree(built, small_disk / "index"))
    with pytest.raises(IndexUnusableError, match="cannot be written: No space left on device"):
        build_with(corpus(), index_dir)
    with open_index(index_dir) as index, open_index(built) as untouched:
        assert answers(index) == answers(untouched)
    assert verify(index_dir) == []
    grow = ["mount", "-o", "remount,size=64m", str(small_disk)]
    subprocess.run(grow, check=True)
    summary = build_with(corpus(), index_dir)
    assert 0 < summary.encoded < 160
    assert verify(index_dir) == []


@pytest.mark.parametrize("free", [600, 700, 800, 900, 1000, 1200, 1400])
def test_a_disk_that_fills_while_files_are_written(
    free: int, small_disk: Path, built: Path, build_with: Builder
) -> None:
    index_dir = Path(shutil.copytree(built, small_disk / "index"))
    subprocess.run(["mount", "-o", f"remount,size={free}k", small_disk], check=True)
    with suppress(IndexUnusableError):
        build_with(corpus(), index_dir)
    with open_index(index_dir) as index:
        assert len(index) in (16, 169)
    assert verify(index_dir) == []
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    build_with(corpus(), index_dir)
    assert verify(index_dir) == []
    with open_index(index_dir) as index:
        assert len(index) == 169


def test_a_file_that_cannot_be_made(tmp_path: Path, build_with: Builder) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(IndexUnusableError, match="cannot be written"):
            build_with(corpus(), place)
    assert stat.S_ISREG((tmp_path / "file").stat().st_mode)
