"""The gold questions of the real report, and its passages by name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reportqa.documents import Passage, Report
from reportqa.evaluation import GoldQuestion, read_gold

GOLD = Path(__file__).parents[1] / "gold" / "wirral-2016.jsonl"


@pytest.fixture(scope="session")
def gold() -> tuple[GoldQuestion, ...]:
    return read_gold(GOLD)


@pytest.fixture(scope="session")
def passage(wirral: Report) -> Callable[[str], Passage]:
    """A passage of the real report by its place (``141.3``)."""
    by_place = {one.place: one for one in wirral.passages}
    return by_place.__getitem__
