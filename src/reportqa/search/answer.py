"""The sentence of a passage that answers best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportqa.documents import Passage, refers_back, sentence_spans
from reportqa.search.results import AnswerSpan
from reportqa.search.words import content_words, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.index import TokenBlock

    Floats = NDArray[np.float32]


def answer_by_tokens(
    passage: Passage, block: TokenBlock, cosines: Floats, weights: Floats
) -> AnswerSpan:
    """The sentence whose word pieces meet the question's best.

    A sentence that points back to the one before it ("This means …") is given with that one.

    Args:
        passage: The passage.
        block: Its token vectors.
        cosines: Of each word piece of the question with each of the passage, float32 (t, u).
        weights: What each word piece of the question counts, float32 (t,).
    """
    spans = sentence_spans(passage.text)
    scores = [_sentence_score(span, block, cosines, weights) for span in spans]
    return _with_what_it_refers_to(passage.text, spans, scores)


def answer_by_words(passage: Passage, question: str) -> AnswerSpan:
    """The sentence that holds most of the question's content words, where there are no vectors."""
    wanted = set(content_words(question))
    spans = sentence_spans(passage.text)
    held = [len(wanted & set(words(passage.text[slice(*span)]))) for span in spans]
    return _with_what_it_refers_to(passage.text, spans, [float(count) for count in held])


def _sentence_score(
    span: tuple[int, int], block: TokenBlock, cosines: Floats, weights: Floats
) -> float:
    inside = (block.offsets[:, 0] >= span[0]) & (block.offsets[:, 1] <= span[1])
    if not inside.any():
        return 0.0
    return float(weights @ cosines[:, inside].max(axis=1))


def _with_what_it_refers_to(
    text: str, spans: list[tuple[int, int]], scores: list[float]
) -> AnswerSpan:
    if not spans:
        return AnswerSpan(0, len(text))
    best = max(range(len(spans)), key=lambda place: scores[place])
    first = best
    if best > 0 and refers_back(text[slice(*spans[best])]):
        first = best - 1
    return AnswerSpan(spans[first][0], spans[best][1])
