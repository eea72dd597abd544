"""The real report, asked as a newcomer asks it; the floors were measured so."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportqa.index import open_index
from reportqa.search import Result, Searcher

Ask = Callable[[str], Result]


@pytest.fixture(scope="session")
def searcher(built_index: Path) -> Iterator[Searcher]:
    with open_index(built_index) as index:
        yield Searcher(index)


@pytest.fixture(scope="session")
def ask(searcher: Searcher) -> Ask:
    return lambda question: searcher.ask(question, k=5)
