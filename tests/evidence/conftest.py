"""A pack over the real report; drafts of a few lines, checked against it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportqa.evidence import Pack, best, check_draft, make_pack, parse_topics, read_draft
from reportqa.evidence.finding import Finding
from reportqa.index import Index, open_index
from reportqa.render import Look
from reportqa.render.format import PackFormat
from reportqa.render.pack import render_pack
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

Office = Callable[[Path, str], Path]
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
def word(pack: Pack) -> bytes:
    """That pack as a Word document."""
    return render_pack(pack, PackFormat.DOCX, Look())


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice, which saves a document beside itself in another form.

    Where tests must be whole, its absence fails them.
    """
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is not installed")
        pytest.skip("LibreOffice is not installed")
    profile = tmp_path_factory.mktemp("office").as_uri()

    def save_as(file: Path, form: str) -> Path:
        command = [found, f"-env:UserInstallation={profile}", "--headless", "--convert-to", form]
        done = subprocess.run(
            [*command, "--outdir", str(file.parent), str(file)],
            capture_output=True,
            text=True,
            timeout=120,
        )
        saved = file.with_suffix(f".{form}")
        assert done.returncode == 0, done.stderr
        assert saved.exists(), done.stderr
        return saved

    return save_as


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
