"""The stages of ranking. Each scores passages against a query; a ranking is a list of stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.index import Index
    from reportqa.search.query import Query

    Ordinals = NDArray[np.int64]
    Scores = NDArray[np.float32]


class Stage(Protocol):
    """Scores passages; stages are compared and switched off by `name`.

    Attributes:
        name: What it is called on the command line and in results.
        wants_vectors: Whether it needs the question encoded.
    """

    name: str
    wants_vectors: bool

    def score(self, query: Query, index: Index, candidates: Ordinals) -> Scores:
        """Score candidates.

        Args:
            query: The question.
            index: The index.
            candidates: Ordinals of the passages to score, int64 (n,), rising.

        Returns:
            float32 (n,); higher is better.
        """
        ...


class Generator(Stage, Protocol):
    """A stage that can also find candidates in a corpus that is too large to score whole."""

    def candidates(
        self, query: Query, index: Index, limit: int, allowed: Ordinals | None
    ) -> Ordinals:
        """The best passages among those allowed: ordinals int64 (at most `limit`,)."""
        ...


class Lexical:
    """BM25 of the content words over text, section and lead-in.

    Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009; with
    the Porter stemmer.
    """

    name = "lexical"
    wants_vectors = False

    def candidates(
        self, query: Query, index: Index, limit: int, allowed: Ordinals | None
    ) -> Ordinals:
        """The passages that hold any content word, best first."""
        return index.lexical(query.groups, limit, allowed)[0]

    def score(self, query: Query, index: Index, candidates: Ordinals) -> Scores:
        """BM25; 0 for passages that hold no content word."""
        return index.word_scores(query.groups, candidates)


class Dense:
    """Cosine of the question's and the passage's vectors (Reimers and Gurevych, 2019)."""

    name = "dense"
    wants_vectors = True

    def candidates(
        self, query: Query, index: Index, limit: int, allowed: Ordinals | None
    ) -> Ordinals:
        """The passages whose vectors are nearest, nearest first."""
        assert query.encoded is not None  # noqa: S101 - the ranking encodes for such stages
        return index.dense(query.encoded.pooled, limit, allowed)[0]

    def score(self, query: Query, index: Index, candidates: Ordinals) -> Scores:
        """Cosine in [-1, 1]."""
        assert query.encoded is not None  # noqa: S101 - the ranking encodes for such stages
        return index.cosines(query.encoded.pooled, candidates)
