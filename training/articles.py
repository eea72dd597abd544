"""Encyclopedia articles and questions over them, so that ranking other text is not forgotten.

The articles are those of English Wikipedia that gensim ships for its own tests (its version 4.4.0;
text under CC BY-SA). Only questions and each passage's first words are kept here.
"""

from __future__ import annotations

import bz2
import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path

from collection import Asked, ReportTexts
from questions import TrainingQuestion

FILE = Path(__file__).with_name("articles.jsonl")
DUMP = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
MOST_PASSAGES, FEWEST_PASSAGES = 20, 8  # of an article; one with fewer is left out
WORDS = range(40, 131)
COLLECTIONS = 5  # that are learned: articles that follow one another are ranked together
ASIDE_EVERY = 8  # articles; every so many, one is set aside
_LEFT_OVER = re.compile(  # of the markup
    r"[{}|<>\[\]]|File:|Image:|https?:|''|\( *[,;)]|&[a-z]+;|^[=*#:;!]| , ,|\(\)"
)


def read_articles(questions: Sequence[TrainingQuestion]) -> tuple[list[ReportTexts], ReportTexts]:
    """The articles' passages and their questions.

    Returns:
        The collections that are learned, and the one set aside.

    Raises:
        SystemExit: The articles are not those that the questions were asked of.
    """
    articles = passages_of_articles()
    names = list(articles)
    aside = names[::ASIDE_EVERY]
    learned = [name for name in names if name not in set(aside)]
    bounds = [len(learned) * part // COLLECTIONS for part in range(COLLECTIONS + 1)]
    parts = [learned[a:b] for a, b in pairwise(bounds)]
    return [
        _collection(f"articles-{number}", part, articles, questions)
        for number, part in enumerate(parts, start=1)
    ], _collection("articles-aside", aside, articles, questions)


def passages_of_articles() -> dict[str, list[str]]:
    """The first plain paragraphs of every article that has enough, by its title."""
    from gensim.corpora.wikicorpus import extract_pages, filter_wiki
    from gensim.test.utils import datapath

    found = {}
    with bz2.open(datapath(DUMP)) as dump:
        for title, text, _ in extract_pages(dump, filter_namespaces=("0",)):
            passages = list(islice(_paragraphs(filter_wiki(text)), MOST_PASSAGES))
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
) -> ReportTexts:
    passages = [(title, text) for title in titles for text in articles[title]]
    asked = []
    for question in (one for one in questions if one.report in set(titles)):
        places = tuple(
            place
            for place, (title, text) in enumerate(passages)
            if title == question.report and text.startswith(question.quote)
        )
        if not places:
            raise SystemExit(f"{question.report!r} lacks {question.quote!r}: install gensim 4.4.0")
        asked.append(Asked(question.question, places, question.near_miss))
    return ReportTexts(name, tuple(("", text) for _, text in passages), tuple(asked))
