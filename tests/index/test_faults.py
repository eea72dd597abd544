"""Files that are damaged, cut short, gone, or another index's: noticed, named, mended."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reportqa.documents import Report
from reportqa.errors import IndexUnusableError
from reportqa.index import Problem, open_index, verify
from reportqa.index.generation import FILES

from .conftest import Builder
from .made_up import answers, files_of

ALL_FILES = ("MANIFEST.json", *FILES)
# An index answers without its keys, which only a build reads.
ANSWERING_FILES = tuple(name for name in ALL_FILES if name != "keys.bin")


def path_of(index_dir: Path, name: str) -> Path:
    (path,) = (path for path in files_of(index_dir) if path.name == name)
    return path


def ask_everything(index_dir: Path) -> None:
    with open_index(index_dir) as index:
        answers(index)


def problems_of(index_dir: Path) -> list[Problem]:
    """What `verify` says; a manifest that it cannot read counts as one problem."""
    try:
        return verify(index_dir)
    except IndexUnusableError as error:
        return [Problem("MANIFEST.json", error.problem, error.mend)]


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2])  # the last byte of the manifest is a line feed


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def removed(path: Path) -> None:
    path.unlink()


def a_folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def assert_mended(index_dir: Path, built: Path, build_with: Builder, shelf: list[Report]) -> None:
    assert not build_with(shelf, index_dir).did_nothing
    assert verify(index_dir) == []
    with open_index(index_dir) as index, open_index(built) as untouched:
        assert answers(index) == answers(untouched)


@pytest.mark.parametrize("harm", [cut_short, emptied, removed])
@pytest.mark.parametrize("name", ALL_FILES)
def test_missing_or_short(
    name: str,
    harm: Callable[[Path], None],
    index_dir: Path,
    built: Path,
    build_with: Builder,
    shelf: list[Report],
) -> None:
    harm(path_of(index_dir, name))
    with pytest.raises(IndexUnusableError) as told:
        open_index(index_dir)
    problem, mend = str(told.value).splitlines()
    assert str(index_dir) in problem
    assert "reportqa index" in mend
    assert any(problem.file.endswith(name) for problem in problems_of(index_dir))
    assert_mended(index_dir, built, build_with, shelf)


@pytest.mark.parametrize("place", [0.0, 0.31, 0.77, 1.0])
@pytest.mark.parametrize("name", ALL_FILES)
def test_one_bit_flipped(
    name: str,
    place: float,
    index_dir: Path,
    built: Path,
    build_with: Builder,
    shelf: list[Report],
) -> None:
    path = path_of(index_dir, name)
    data = bytearray(path.read_bytes())
    data[int(place * (len(data) - 1))] ^= 0x04
    path.write_bytes(data)
    assert any(problem.file.endswith(name) for problem in problems_of(index_dir))
    if name in ANSWERING_FILES:
        with pytest.raises(IndexUnusableError):
            ask_everything(index_dir)
    assert_mended(index_dir, built, build_with, shelf)


@pytest.mark.parametrize("name", FILES)
def test_taken_from_another_index(
    name: str,
    index_dir: Path,
    tmp_path: Path,
    built: Path,
    build_with: Builder,
    shelf: list[Report],
) -> None:
    build_with(shelf, tmp_path / "other")
    theirs = path_of(tmp_path / "other", name)
    shutil.copyfile(theirs, path_of(index_dir, name))
    assert any(problem.file.endswith(name) for problem in problems_of(index_dir))
    if name in ANSWERING_FILES:
        with pytest.raises(IndexUnusableError):
            open_index(index_dir)
    assert_mended(index_dir, built, build_with, shelf)


def test_no_word_that_was_changed_by_hand_is_quoted(index_dir: Path) -> None:
    path = path_of(index_dir, "passages.db")
    with open_index(index_dir) as index:
        text = index.passage(3).text
    data = path.read_bytes()
    assert data.count(text.encode()) == 1
    path.write_bytes(data.replace(text.encode(), text.swapcase().encode()))
    with pytest.raises(IndexUnusableError, match="damaged"):
        open_index(index_dir)
    (problem,) = verify(index_dir)
    assert problem.file == "g000001/passages.db"


def test_what_is_damaged_is_encoded_again_and_nothing_else(
    index_dir: Path, build_with: Builder, shelf: list[Report]
) -> None:
    path_of(index_dir, "passages.db").unlink()
    assert build_with(shelf, index_dir).encoded == 0
    path_of(index_dir, "tokens-ids.bin").unlink()
    assert build_with(shelf, index_dir).encoded == 16


def test_a_folder_where_a_file_should_be(index_dir: Path) -> None:
    for name in ("vectors.faiss", "MANIFEST.json"):
        a_folder_instead(path_of(index_dir, name))
        with pytest.raises(IndexUnusableError):
            open_index(index_dir)


def test_no_index(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "none", tmp_path / "file"):
        for ask in (open_index, verify):
            with pytest.raises(IndexUnusableError, match="no index at") as told:
                ask(path)
            assert told.value.mend == "build one: reportqa index"


@pytest.mark.parametrize("schema", [0, 1, 3, "2", None])
def test_manifest_of_another_version(
    schema: object, index_dir: Path, build_with: Builder, shelf: list[Report]
) -> None:
    path = index_dir / "MANIFEST.json"
    data = json.loads(path.read_bytes())
    path.write_text(json.dumps(data | {"schema": schema, "reportqa": "9.9"}))
    for ask in (open_index, verify):
        with pytest.raises(IndexUnusableError, match=r"another version of reportqa \(9\.9"):
            ask(index_dir)

    def interrupt(*_step: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_with(shelf, index_dir, on_progress=interrupt)
    assert (index_dir / "g000001" / "passages.db").exists(), "the other version's was removed"
    assert build_with(shelf, index_dir).generation == "g000002"
    assert [path.name for path in index_dir.glob("g*")] == ["g000002"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"generation": "g000001"}', "\udcff", "[" * 100_000]
)
def test_manifest_that_is_none(text: str, index_dir: Path) -> None:
    (index_dir / "MANIFEST.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(IndexUnusableError) as told:
        open_index(index_dir)
    assert len(str(told.value).splitlines()) == 2


def test_a_title_changed_by_hand_is_noticed(index_dir: Path) -> None:
    path = index_dir / "MANIFEST.json"
    path.write_text(path.read_text("utf-8").replace("Report on leeds", "Report on Leeds"), "utf-8")
    with pytest.raises(IndexUnusableError, match="checksum"):
        open_index(index_dir)


def test_verify_tells_how_much_is_damaged(index_dir: Path) -> None:
    path = path_of(index_dir, "tokens-values.bin")
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    (problem,) = verify(index_dir)
    assert problem.file == "g000001/tokens-values.bin"
    assert problem.what.endswith("(1 of 2 blocks)")
    assert problem.mend == "build it again: reportqa index"
