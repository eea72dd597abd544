"""Drafts of a few lines, checked against the real report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportqa.evidence.check import check_draft
from reportqa.evidence.draft import read_draft
from reportqa.evidence.finding import Finding
from reportqa.index import Index, open_index

Check = Callable[..., list[Finding]]
Judge = Callable[[str], Finding]


@pytest.fixture(scope="session")
def opened(built_index: Path) -> Iterator[Index]:
    with open_index(built_index) as index:
        yield index


@pytest.fixture
def check(opened: Index, tmp_path: Path) -> Check:
    """Everything that is found in a draft of some words."""

    def check_words(words: str, suffix: str = ".txt") -> list[Finding]:
        path = tmp_path / f"draft{suffix}"
        path.write_text(words, encoding="utf-8")
        return list(check_draft(opened, read_draft(path)).findings)

    return check_words


@pytest.fixture
def judge(check: Check) -> Judge:
    """What is said of the only thing that is found in a draft of some words."""

    def judge_words(words: str) -> Finding:
        (finding,) = check(words)
        return finding

    return judge_words
