"""Encyclopedia articles and questions over them, so that ranking other text is not forgotten.

The articles are those of English Wikipedia that gensim ships for its own tests (its version 4.4.0;
text under CC BY-SA). Only questions and each passage's first words are kept here.
"""

from __future__ import annotations

import bz2
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from collection import Asked, ReportTexts
from questions import TrainingQuestion

FILE = Path(__file__).with_name("articles.jsonl")
DUMP = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
FEWEST_PASSAGES = 8  # of an article; one with fewer is left out
WORDS = range(40, 131)
ASIDE_EVERY = 8  # articles; every so many, one is set aside
_LEFT_OVER = re.compile(  # of the markup
    r"[{}|<>\[\]]|File:|Image:|https?:|''|\( *[,;)]|&[a-z]+;|^[=*#:;!]| , ,|\(\)"
)


def read_articles(
    questions: Sequence[TrainingQuestion], collections: int, most_passages: int | None = None
) -> tuple[list[ReportTexts], ReportTexts]:
    """The articles' passages and their questions.

    Args:
        questions: What is asked.
        collections: How many are learned: articles that follow one another are ranked together.
        most_passages: Of an article, its first; questions that ask for others are left out.

    Returns:
        The collections that are learned, and the one set aside.

    Raises:
        SystemExit: The articles are not those that the questions were asked of.
    """
    articles = passages_of_articles()
    names = list(articles)
    aside = names[::ASIDE_EVERY]
    learned = [name for name in names if name not in set(aside)]
    bounds = [len(learned) * part // collections for part in range(collections + 1)]
    parts = [learned[a:b] for a, b in pairwise(bounds)]
    return [
        _collection(f"articles-{number}", part, articles, questions, most_passages)
        for number, part in enumerate(parts, start=1)
    ], _collection("articles-aside", aside, articles, questions, most_passages)


@cache
def passages_of_articles() -> dict[str, list[str]]:
    """The plain paragraphs of every article that has enough, by its title."""
    from gensim.corpora.wikicorpus import extract_pages, filter_wiki
    from gensim.test.utils import datapath

    found = {}
    with bz2.open(datapath(DUMP)) as dump:
        for title, text, _ in extract_pages(dump, filter_namespaces=("0",)):
            passages = list(_paragraphs(filter_wiki(text)))
            if len(passages) >= FEWEST_PASSAGES:
                found[title] = passages
    return found


def _paragraphs(text: str) -> Iterator[str]:
    for line in text.splitlines():
        paragraph = " ".join(re.sub(r"'{2,}", "", line).split())
        if len(paragraph.split()) in WORDS and not _LEFT_OVER.search(paragraph):
            yield paragraph


def _collection(
    name: str,
    titles: Sequence[str],
    articles: dict[str, list[str]],
    questions: Sequence[TrainingQuestion],
    most_passages: int | None,
) -> ReportTexts:
    passages = [(title, text) for title in titles for text in articles[title][:most_passages]]
    asked = []
    for question in (one for one in questions if one.report in set(titles)):
        if not any(text.startswith(question.quote) for text in articles[question.report]):
            raise SystemExit(f"{question.report!r} lacks {question.quote!r}: install gensim 4.4.0")
        places = tuple(
            place
            for place, (title, text) in enumerate(passages)
            if title == question.report and text.startswith(question.quote)
        )
        if places:
            asked.append(Asked(question.question, places, question.near_miss))
    return ReportTexts(name, tuple(("", text) for _, text in passages), tuple(asked))
