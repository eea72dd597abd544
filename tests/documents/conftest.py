"""The real report of the corpus, read once for all tests."""

from pathlib import Path

import pytest

from reportqa.documents import Report, read_report

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    return CORPUS


@pytest.fixture(scope="session")
def wirral() -> Report:
    return read_report(CORPUS / "wirral-2016.txt")
