"""A pack over the real report; drafts of a few lines, checked against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportqa.evidence import Pack, best, check_draft, make_pack, parse_topics, read_draft
from reportqa.evidence.finding import Finding
from reportqa.index import Index, open_index
from reportqa.search import Searcher

TOPICS = """\
# Care leavers & strategy meetings

## Staying in touch
How many care leavers has the council lost contact with?
- Why are pathway plans of poor quality?

## Help and protection
Why are strategy meetings delayed?
Why are strategy discussions so often late?
How do I renew my passport?
What should the board's challenges be?
Do disabled children have an unneeded child in need plan?

## Adoption delays {section: adoption}
"""

Check = Callable[..., list[Finding]]
Judge = Callable[[str], Finding]


@pytest.fixture(scope="session")
def pack(built_index: Path) -> Pack:
    """Seven topics under three headings: passages met twice, a list item, one without evidence."""
    topics = parse_topics(TOPICS)
    with open_index(built_index) as index:
        searcher = Searcher(index)
        chosen = [
            best(topic, searcher.ask(topic.words, k=3, filters=topic.filters))
            for topic in topics.topics
        ]
        facts = {report.id: report.facts for report in index.reports()}
    return make_pack(topics.title or "", dt.date(2026, 10, 20), chosen, facts)


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
