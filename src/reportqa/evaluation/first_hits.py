"""What the first hit of a question shows: its answer sentence, its citation."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from reportqa.documents import Passage, fold, sentence_spans
from reportqa.evaluation.gold import Relevant
from reportqa.search import Hit

_ENOUGH = 0.5


def shows_answer(hit: Hit, quotes: Sequence[Relevant]) -> bool:
    """Whether the answer pointed out in a hit holds the best quote that its passage holds.

    It does if the answer, with the lead-in before it, contains the quote (both folded). Of a quote
    that runs over several sentences, so that no single one contains it, the answer must hold at
    least half of the words, without a gap. Of several quotes of the best grade any one will do.

    Args:
        hit: The hit.
        quotes: The quotes that its passage holds, best first; at least one.
    """
    best = quotes[0].grade
    return any(_holds(hit, one.quote) for one in quotes if one.grade == best)


def cites_page(hit: Hit, quotes: Sequence[Relevant]) -> bool | None:
    """Whether the gold's page is among those that a hit cites; None where the gold has none."""
    pages = [one.page for one in quotes if one.page is not None]
    first, last = hit.passage.page_first, hit.passage.page_last
    if not pages:
        return None
    if first is None:
        return False
    return any(first <= page <= (last or first) for page in pages)


def cites_number(hit: Hit, quotes: Sequence[Relevant]) -> bool | None:
    """Whether a hit cites the gold's paragraph number; None where the gold has none."""
    numbers = [one.number for one in quotes if one.number is not None]
    return hit.passage.number in numbers if numbers else None


def _holds(hit: Hit, quote: str) -> bool:
    wanted = fold(quote)
    answer = _with_lead_in(hit.passage, hit.answer_text)
    if wanted in answer:
        return True
    text = hit.passage.text
    if any(
        wanted in _with_lead_in(hit.passage, text[start:end]) for start, end in sentence_spans(text)
    ):
        return False
    words = wanted.split(" ")
    run = SequenceMatcher(None, words, answer.split(" "), autojunk=False).find_longest_match()
    return run.size >= _ENOUGH * len(words)


def _with_lead_in(passage: Passage, words: str) -> str:
    return fold(f"{passage.lead_in or ''} {words}")
