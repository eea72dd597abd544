"""A pack over the real report."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from reportqa.evidence import Pack, best, make_pack, parse_topics
from reportqa.index import open_index
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
