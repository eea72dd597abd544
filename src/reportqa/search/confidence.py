"""How likely the first hit answers the question."""

from __future__ import annotations

from collections.abc import Sequence

from reportqa.search.query import Question
from reportqa.search.results import Confidence, Hit, Level
from reportqa.search.words import content_words, words

_STRONG, _POSSIBLE = 0.75, 0.5


def confidence_in(question: Question, hits: Sequence[Hit]) -> Confidence:
    """Judge the hits of a question."""
    unmatched = unmatched_words(question, hits)
    wanted = content_words(question.text)
    probability = 1 - len(unmatched) / len(wanted) if wanted and hits else 0.0
    level: Level = "weak"
    if probability >= _STRONG:
        level = "strong"
    elif probability >= _POSSIBLE:
        level = "possible"
    return Confidence(level, probability, unmatched)


def unmatched_words(question: Question, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Content words of the question that no hit holds."""
    held = {word for hit in hits for word in words(f"{hit.passage.context} {hit.passage.text}")}
    return tuple(word for word in content_words(question.text) if word not in held)
