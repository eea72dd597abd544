"""The real report, its gold questions, and one index of it made with MiniLM."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from reportqa.documents import Passage, Report, read_report
from reportqa.encoding import find_weights
from reportqa.errors import ModelError
from reportqa.evaluation import GoldQuestion, read_gold
from reportqa.index import build_from_folder

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "tests" / "gold" / "wirral-2016.jsonl"
CORPUS = ROOT / "corpus"

WriteGold = Callable[[Sequence[object]], Path]


@pytest.fixture(scope="session")
def report() -> Report:
    return read_report(CORPUS / "wirral-2016.txt")


@pytest.fixture(scope="session")
def gold() -> tuple[GoldQuestion, ...]:
    return read_gold(GOLD)


@pytest.fixture(scope="session")
def minilm_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the corpus, made with MiniLM; for reading only."""
    try:
        find_weights("minilm")
    except ModelError as error:
        pytest.skip(f"these tests encode with MiniLM: {error.problem}")
    folder = tmp_path_factory.mktemp("minilm") / "index"
    build_from_folder(CORPUS, folder, model="minilm")
    return folder


@pytest.fixture
def write_gold(tmp_path: Path) -> WriteGold:
    """Writes questions, one a line, and gives the file."""

    def write(questions: Sequence[object]) -> Path:
        path = tmp_path / "gold.jsonl"
        path.write_text("".join(f"{json.dumps(one)}\n" for one in questions), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def passage(report: Report) -> Callable[[str], Passage]:
    """A passage of the real report by its place (``141.3``)."""
    by_place = {one.place: one for one in report.passages}
    return by_place.__getitem__
