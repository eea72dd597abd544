"""The sentence of a passage that answers best, or two where the second completes the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportqa.documents import Passage, refers_back, sentence_spans
from reportqa.search.asked import kinds_met
from reportqa.search.results import AnswerSpan
from reportqa.search.words import content_words, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.index import TokenBlock

    Floats = NDArray[np.float32]

# All three chosen on the dev questions.
_OF_THE_KIND = 0.05  # for a sentence with the figure or reason that is asked for
_LENGTH = 0.02  # for each time that a sentence is e times as long
_NEARLY_AS_GOOD = 0.07  # a neighbour this near to the best sentence is given with it


def answer_by_tokens(
    question: str, passage: Passage, block: TokenBlock, cosines: Floats, weights: Floats
) -> AnswerSpan:
    """The sentence whose word pieces meet the question's best.

    It is given with the one before it if it points back to that ("This means …"), else with a
    neighbour that is nearly as good.

    Args:
        question: The question.
        passage: The passage.
        block: Its token vectors.
        cosines: Of each word piece of the question with each of the passage, float32 (t, u).
        weights: What each word piece of the question counts, float32 (t,).
    """
    import numpy as np

    spans = sentence_spans(passage.text)
    scores = []
    for start, end in spans:
        inside = (block.offsets[:, 0] >= start) & (block.offsets[:, 1] <= end)
        count = int(inside.sum())
        score = float(weights @ cosines[:, inside].max(axis=1)) if count else -1.0
        score += _LENGTH * float(np.log(max(count, 1)))
        score += _OF_THE_KIND * kinds_met(question, passage.text[start:end])
        scores.append(score)
    return _chosen(passage.text, spans, scores)


def answer_by_words(question: str, passage: Passage) -> AnswerSpan:
    """The sentence that holds most of the question's content words, where there are no vectors."""
    wanted = set(content_words(question))
    spans = sentence_spans(passage.text)
    shares = [
        len(wanted & set(words(passage.text[slice(*span)]))) / max(len(wanted), 1) for span in spans
    ]
    return _chosen(passage.text, spans, shares)


def _chosen(text: str, spans: list[tuple[int, int]], scores: list[float]) -> AnswerSpan:
    if not spans:
        return AnswerSpan(0, len(text))
    best = max(range(len(spans)), key=lambda place: scores[place])
    other = best
    if best > 0 and refers_back(text[slice(*spans[best])]):
        other = best - 1
    else:
        beside = [place for place in (best - 1, best + 1) if 0 <= place < len(spans)]
        near = max(beside, key=lambda place: scores[place], default=best)
        if scores[near] > scores[best] - _NEARLY_AS_GOOD:
            other = near
    return AnswerSpan(spans[min(best, other)][0], spans[max(best, other)][1])
