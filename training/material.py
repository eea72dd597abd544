"""All that an encoder learns from, as its teacher has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from articles import FILE as ARTICLES
from articles import read_articles
from collection import ReportTexts, read_reports
from general import glosses
from lessons import Report, report_of
from questions import ASKED, FILE, SET_ASIDE, read_questions
from teacher import TaughtTexts, teach

ARTICLES_PARTS, MOST_OF_AN_ARTICLE = 5, 20  # collections; passages
MORE_PARTS = 10  # collections, when all passages are learned
RARITY_FLOOR = 0.25  # how much a token counts that every passage has; the mean is 1.25


@dataclass(frozen=True, slots=True)
class Material:
    """All that is learned from.

    Attributes:
        texts: General text.
        rarity: How much each word piece counts in the reports, by id, float32 (v,).
        reports: The reports that are learned.
        articles: Collections of articles, which are learned as reports are.
        set_aside: The reports that the model is chosen on.
        articles_aside: Articles that tell how well it ranks other text.
        more: What the head learns at the end: all articles, with all their passages.
        more_aside: And those that tell how well it ranks other text.
    """

    texts: list[TaughtTexts]
    rarity: torch.Tensor
    reports: list[Report]
    articles: list[Report]
    set_aside: list[Report]
    articles_aside: list[Report]
    more: list[ReportTexts]
    more_aside: ReportTexts

    @property
    def ranked(self) -> list[Report]:
        """Reports and articles: what the epochs rank."""
        return [*self.reports, *self.articles]


def read_material(reports: Path, wordnet: Path, cache: Path, vocabulary: int) -> Material:
    """Read everything, and let the teacher encode it.

    Args:
        reports: The folder of the reports.
        wordnet: The folder of WordNet's files.
        cache: Where the teacher's vectors are kept.
        vocabulary: How many ids of word pieces there are.
    """
    collection = read_reports(reports, read_questions(FILE))
    learned = [texts for texts in collection if texts.report not in SET_ASIDE]
    aside = [texts for texts in collection if texts.report in SET_ASIDE]
    of_articles = read_questions(ARTICLES)
    articles, articles_aside = read_articles(of_articles, ARTICLES_PARTS, MOST_OF_AN_ARTICLE)
    more, more_aside = read_articles(of_articles, MORE_PARTS)
    taught = _taught(learned, "learned", cache, vocabulary)
    asked = ASKED.read_text(encoding="utf-8").splitlines()
    general = {"asked": asked, "glosses": glosses(wordnet)}
    return Material(
        texts=[
            teach(name, [("", text) for text in texts], cache) for name, texts in general.items()
        ],
        rarity=_rarity(taught, vocabulary),
        reports=taught,
        articles=_taught(articles, "articles", cache, vocabulary),
        set_aside=_taught(aside, "set-aside", cache, vocabulary),
        articles_aside=_taught([articles_aside], "articles-aside", cache, vocabulary),
        more=more,
        more_aside=more_aside,
    )


def _taught(
    collection: Sequence[ReportTexts], name: str, cache: Path, vocabulary: int
) -> list[Report]:
    """Reports as the teacher has them."""
    passages = teach(f"{name}-passages", [p for texts in collection for p in texts.passages], cache)
    asked = [("", one.text) for texts in collection for one in texts.asked]
    questions = teach(f"{name}-questions", asked, cache)
    reports = []
    first_passage = first_question = 0
    for texts in collection:
        after_passages = first_passage + len(texts.passages)
        after_questions = first_question + len(texts.asked)
        reports.append(
            report_of(
                texts,
                [passages[place] for place in range(first_passage, after_passages)],
                [questions[place] for place in range(first_question, after_questions)],
                vocabulary,
            )
        )
        first_passage, first_question = after_passages, after_questions
    return reports


def _rarity(reports: Sequence[Report], vocabulary: int) -> torch.Tensor:
    """How much each word piece counts: its mean rarity in the reports, as a share of the mean.

    A token that the ranking weighs at nothing needs no good vector.
    """
    idf = torch.stack([report.idf for report in reports]).mean(0)
    met = torch.zeros(vocabulary)
    for report in reports:
        for passage in report.passages:
            met += torch.bincount(torch.as_tensor(passage.ids), minlength=vocabulary)
    return RARITY_FLOOR + idf / ((idf * met).sum() / met.sum())
