"""A real encoder, and indexes built with it once and copied for each test that harms one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reportqa.documents import Report
from reportqa.encoding import Encoder, find_weights, open_encoder
from reportqa.index import BuildSummary, build

from .made_up import a_report, sentences

Builder = Callable[..., BuildSummary]


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return open_encoder(find_weights())


@pytest.fixture(scope="session")
def build_with(encoder: Encoder) -> Builder:
    """`build` with the real encoder."""

    def run(reports: list[Report], index_dir: Path, **options: object) -> BuildSummary:
        return build(reports, encoder.identity, lambda: encoder, index_dir, **options)  # type: ignore[arg-type]

    return run


@pytest.fixture(scope="session")
def shelf() -> list[Report]:
    """Two small reports."""
    return [
        a_report("leeds", sentences(9, 1), lead_in="Leaders know that"),
        a_report("wigan", sentences(7, 2), section=("Findings", "Care leavers")),
    ]


@pytest.fixture(scope="session")
def built(
    build_with: Builder, shelf: list[Report], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An index of the shelf; for reading only."""
    index_dir = tmp_path_factory.mktemp("built") / "index"
    build_with(shelf, index_dir)
    return index_dir


@pytest.fixture
def index_dir(built: Path, tmp_path: Path) -> Path:
    """A copy of the index of the shelf, to do with as one likes."""
    return Path(shutil.copytree(built, tmp_path / "index"))
