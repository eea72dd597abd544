"""The real report, indexed with the model that a newcomer gets, in single precision: the
default depends on the processor, and the floors were measured so.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportqa.index import build_from_folder, open_index
from reportqa.search import Result, Searcher

Ask = Callable[[str], Result]


@pytest.fixture(scope="session")
def searcher(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("ranking") / "index"
    build_from_folder(corpus, folder, variant="fp32")
    with open_index(folder) as index:
        yield Searcher(index)


@pytest.fixture(scope="session")
def ask(searcher: Searcher) -> Ask:
    return lambda question: searcher.ask(question, k=5)
