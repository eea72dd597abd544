"""Words against passages: BM25 over text, section and lead-in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportqa.index.postings import PostingStore
from reportqa.index.wording import stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.index.postings import Matches
    from reportqa.index.shapes import FloatArray, Int64Array

Phrase = tuple[str, ...]
"""Stems that stand one behind the other; a word is a phrase of one."""

_COMMON = 1e-6  # what a phrase counts that more than half of all passages hold


@dataclass(frozen=True, slots=True)
class Group:
    """Ways of saying one thing, of which a passage is credited with the best only.

    Attributes:
        words: Words or phrases (several words in a row).
        weight: What the group counts beside a plain word's 1.
    """

    words: tuple[str, ...]
    weight: float = 1.0


class Lexicon:
    """Finds passages by words.

    Args:
        postings: The postings.
        numbers_of: Gives the numbers of those of some stems that the corpus holds.
        passages: How many passages there are.
    """

    def __init__(
        self,
        postings: PostingStore,
        numbers_of: Callable[[Sequence[str]], Mapping[str, int]],
        passages: int,
    ) -> None:
        self._postings = postings
        self._numbers_of = numbers_of
        self._passages = passages

    def search(
        self, words: Sequence[str | Group], limit: int, allowed: Int64Array | None
    ) -> tuple[Int64Array, FloatArray]:
        """The passages that match words best.

        score(q, p) = Σ idf(t) · impact(t, p), Robertson and Zaragoza, The Probabilistic Relevance
        Framework: BM25 and Beyond, 2009, with idf(t) = ln((N − n + .5) / (n + .5)) from the n
        of N passages that hold t; see `postings.impact`.

        Args:
            words: Words, phrases and groups; a passage need hold only one of them.
            limit: How many passages at most.
            allowed: The ordinals to choose from, sorted; None for all.

        Returns:
            Ordinals int64 (n,) and scores float32 (n,), higher is better, best first, ties by
            ordinal.
        """
        import numpy as np

        scores = self.scores(words)
        found = np.flatnonzero(scores) if allowed is None else allowed[scores[allowed] > 0]
        return _best(found, scores[found], max(0, limit))

    def scores(self, words: Sequence[str | Group]) -> NDArray[np.float64]:
        """The score of every passage, 0 where it holds none of the words: float64 (passages,)."""
        import numpy as np

        groups = [(word.words, word.weight) for word in words if isinstance(word, Group)]
        plain = dict.fromkeys(tuple(stems(word)) for word in words if isinstance(word, str))
        alternatives: list[tuple[tuple[Phrase, ...], float]] = [((item,), 1.0) for item in plain]
        alternatives += [(_phrases(group), weight) for group, weight in groups]
        known = self._known(phrase for phrases, _ in alternatives for phrase in phrases)
        totals = np.zeros(self._passages, dtype=np.float64)
        best = np.zeros(self._passages, dtype=np.float64)
        for phrases, weight in alternatives:
            touched = []
            for phrase in phrases:
                ordinals, scores = self._matches(phrase, known)
                best[ordinals] = np.maximum(best[ordinals], scores)
                touched.append(ordinals)
            for ordinals in touched:
                totals[ordinals] += weight * best[ordinals]
                best[ordinals] = 0  # so that a passage is credited once
        return totals

    def count(self, phrase: str) -> int:
        """In how many passages a word or phrase stands, by its stems."""
        words = tuple(stems(phrase))
        return len(self._matches(words, self._known([words]))[0])

    def _known(self, phrases: Iterable[Phrase]) -> Mapping[str, int]:
        return self._numbers_of(sorted({stem for phrase in phrases for stem in phrase}))

    def _matches(self, phrase: Phrase, known: Mapping[str, int]) -> Matches:
        """The passages that hold a phrase, and their scores by it alone."""
        import numpy as np

        if not phrase or not all(stem in known for stem in phrase):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float64)
        numbers = [known[stem] for stem in phrase]
        read = self._postings
        ordinals, impacts = read.word(numbers[0]) if len(numbers) == 1 else read.phrase(numbers)
        return ordinals, impacts * self._weight(len(ordinals))

    def _weight(self, holding: int) -> float:
        """How much it says that a passage holds something, by how many of them do (idf)."""
        import math

        idf = math.log((self._passages - holding + 0.5) / (holding + 0.5))
        return idf if idf > 0 else _COMMON


def _phrases(words: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(dict.fromkeys(tuple(stems(word)) for word in words))


def _best(
    ordinals: Int64Array, scores: NDArray[np.float64], limit: int
) -> tuple[Int64Array, FloatArray]:
    """The best of some passages, given by rising ordinals; best first, ties by ordinal."""
    import numpy as np

    if 0 < limit < len(scores):
        # All that may be among the best; a tie with the last one is settled by the sort.
        last = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        kept = scores >= last
        ordinals, scores = ordinals[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")[:limit]
    return ordinals[order], scores[order].astype(np.float32)
