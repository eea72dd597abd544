"""Late interaction: every word piece of the question looks for its best match in a passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.encoding import Encoded
    from reportqa.index import Index, TokenBlock
    from reportqa.search.query import Query
    from reportqa.search.stages import Ordinals, Scores

    Floats = NDArray[np.float32]

# Passages that are compared at once: some 30,000 word pieces.
_PASSAGES_AT_ONCE = 256
_QUESTION_TOKENS = 256


class Late:
    """MaxSim over token vectors, each word piece of the question weighted by its rarity.

    score(q, p) = Σ_t idf(t) · max_u cos(q_t, p_u) / Σ_t idf(t), after Khattab and Zaharia,
    ColBERT, 2020, with idf(t) = max(0, ln((N + 1) / (df(t) + 0.5))) from the passages' own word
    pieces.
    """

    name = "late"
    wants_vectors = True

    def score(self, query: Query, index: Index, candidates: Ordinals) -> Scores:
        """Weighted mean of the best cosines, in [-1, 1]; 0 for a passage without word pieces."""
        import numpy as np

        assert query.encoded is not None  # noqa: S101 - the ranking encodes for such stages
        weights = token_weights(index, query.encoded)
        scores = np.zeros(len(candidates), dtype=np.float32)
        # Of a question as long as a chapter, the weightiest word pieces decide.
        kept = np.sort(np.argsort(-weights, kind="stable")[:_QUESTION_TOKENS])
        weights, tokens = weights[kept], query.encoded.tokens[kept]
        if not weights.any():
            return scores
        for first in range(0, len(candidates), _PASSAGES_AT_ONCE):
            some = slice(first, first + _PASSAGES_AT_ONCE)
            scores[some] = weights @ _best_matches(index, tokens, candidates[some])
        return scores


def token_weights(index: Index, encoded: Encoded) -> Floats:
    """What each word piece of a question counts: rarity in the index times learned importance.

    Returns:
        float32 (t,), summing to 1; all 0 if no word piece of the question tells passages apart.
    """
    import numpy as np

    frequency = index.document_frequency(encoded.token_ids).astype(np.float64)
    idf = np.maximum(np.log((len(index) + 1) / (frequency + 0.5)), 0)
    weights = idf * encoded.importance
    total = weights.sum()
    return (weights / total if total > 0 else weights).astype(np.float32)


def similarities(encoded: Encoded, block: TokenBlock) -> Floats:
    """Cosines of a question's word pieces with those of one passage, float32 (t, u)."""
    return encoded.tokens @ block.vectors.T


def unevenness(weights: Floats, cosines: Floats) -> float:
    """How unevenly a passage meets a question's word pieces.

    The standard deviation of their best cosines, each weighted as it counts. A passage that meets
    all but one word, which matters, is uneven.

    Args:
        weights: What each word piece counts, float32 (t,), summing to 1.
        cosines: With the passage's word pieces, float32 (t, u).

    Example:
        >>> import numpy as np
        >>> even = np.array([[0.8], [0.8]], dtype=np.float32)
        >>> unevenness(np.array([0.5, 0.5], dtype=np.float32), even)
        0.0
    """
    import numpy as np

    if 0 in cosines.shape:
        return 0.0
    best = cosines.max(axis=1)
    return float(np.sqrt(weights @ np.square(best - weights @ best)))


def _best_matches(index: Index, tokens: Floats, ordinals: Ordinals) -> Floats:
    """The best cosine of each word piece in each passage, float32 (t, passages)."""
    import numpy as np

    matrix = index.gather_tokens(ordinals)
    best = np.zeros((len(tokens), len(ordinals)), dtype=np.float32)
    filled = np.flatnonzero(np.diff(matrix.starts))
    if len(filled):
        vectors = matrix.values.astype(np.float32)
        cosines = (tokens @ vectors.T) * matrix.scales
        best[:, filled] = np.maximum.reduceat(cosines, matrix.starts[filled], axis=1)
    return best
