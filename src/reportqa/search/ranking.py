"""From a query to a ranking: candidates, stages, fusion."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportqa.errors import UsageError
from reportqa.search.grouping import at_most, numbers_of
from reportqa.search.late import Late
from reportqa.search.stages import Dense, Generator, Lexical, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.index import Index
    from reportqa.search.query import Query
    from reportqa.search.stages import Ordinals

Weights = Mapping[str, float]
"""What each stage counts, by its name; only their proportions matter."""

# Up to this many passages every one is ranked; above it, candidates are found first.
RANKED_WHOLE = 2_000
# Candidates that each generator gives in a large corpus. Over 9,655 passages no measure on 74 dev
# questions changes by more than one question, from ranking all of them down to 100 of each.
CANDIDATES = 500
# Passages of each report, at least, that each generator finds where every report counts.
_FEWEST_OF_EACH = 10

STAGES: Mapping[str, type[Lexical] | type[Dense] | type[Late]] = {
    "lexical": Lexical,
    "dense": Dense,
    "late": Late,
}
# The stages that a question is ranked with unless others are named. The lexical stage finds
# candidates in a large corpus; in the ranking itself it earned no place beside the other two.
DEFAULT_STAGES = ("dense", "late")
# What a stage counts beside others; chosen on the dev questions.
WEIGHTS: Weights = {"lexical": 0.1, "dense": 0.9, "late": 8.1}
_GENERATORS: tuple[Generator, ...] = (Lexical(), Dense())


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages in the order of their fused scores, those that are favoured first.

    Attributes:
        ordinals: Best first, int64 (n,).
        scores: The fused scores, float32 (n,), falling.
        by_stage: Each stage's own scores in the same order, float32 (n,).
    """

    ordinals: NDArray[np.int64]
    scores: NDArray[np.float32]
    by_stage: Mapping[str, NDArray[np.float32]]

    def at(self, places: slice | NDArray[np.int64] | NDArray[np.bool_] | list[int]) -> Ranking:
        """Some of the passages, by their places from 0, in that order."""
        by_stage = {name: scores[places] for name, scores in self.by_stage.items()}
        return Ranking(self.ordinals[places], self.scores[places], by_stage)


def stages_named(names: Sequence[str] | None) -> tuple[Stage, ...]:
    """The stages of some names; `DEFAULT_STAGES` for None.

    Raises:
        UsageError: A name is not known, or none is given.

    Example:
        >>> [stage.name for stage in stages_named(["lexical", "late"])]
        ['lexical', 'late']
    """
    wanted = DEFAULT_STAGES if names is None else tuple(dict.fromkeys(names))
    unknown = [name for name in wanted if name not in STAGES]
    if unknown or not wanted:
        what = f"there is no stage '{unknown[0]}'" if unknown else "no stage was named"
        raise UsageError(what, f"Stages: {', '.join(STAGES)}.")
    return tuple(STAGES[name]() for name in wanted)


def weights_named(weights: Mapping[str, float] | None, stages: Sequence[Stage]) -> Weights:
    """What each of some stages counts: as given, else as in `WEIGHTS`.

    Raises:
        UsageError: A weight is of no such stage, or negative or no number, or all are 0.

    Example:
        >>> weights_named({"late": 3}, stages_named(["dense", "late"]))
        {'dense': 0.9, 'late': 3.0}
    """
    given = weights or {}
    for name, weight in given.items():
        if name not in STAGES:
            raise UsageError(f"there is no stage '{name}'", f"Stages: {', '.join(STAGES)}.")
        if not 0 <= weight < math.inf:
            raise UsageError(f"the weight of '{name}' cannot be {weight}", "Give 0 or more.")
    counting = {stage.name: float(given.get(stage.name, WEIGHTS[stage.name])) for stage in stages}
    if not any(counting.values()):
        raise UsageError("every stage has the weight 0", "Give one of them more.")
    return counting


def rank(
    query: Query,
    index: Index,
    stages: Sequence[Stage],
    candidates: Ordinals,
    weights: Weights = WEIGHTS,
    favoured: Ordinals | None = None,
) -> Ranking:
    """Rank passages by the weighted sum of the stages' scores, each scaled to [0, 1].

    Ties fall to the passage that stands first in the corpus, so that the same index and question
    give the same ranking.

    Args:
        query: The question.
        index: The index.
        stages: What scores.
        candidates: The passages to rank, int64 (n,), rising.
        weights: What each stage counts.
        favoured: Passages that come before all others, int64 (m,), rising; None for none.
    """
    import numpy as np

    by_stage = {stage.name: stage.score(query, index, candidates) for stage in stages}
    fused = fuse(by_stage, weights)
    is_favoured = np.isin(candidates, [] if favoured is None else favoured)
    order = np.lexsort((candidates, -fused, ~is_favoured))
    return Ranking(
        candidates[order],
        fused[order],
        {name: scores[order] for name, scores in by_stage.items()},
    )


def fuse(
    by_stage: Mapping[str, NDArray[np.float32]], weights: Weights = WEIGHTS
) -> NDArray[np.float32]:
    """Weighted mean of scores scaled to [0, 1] over the candidates (min-max), float32 (n,).

    Lee, Analyses of Multiple Evidence Combination, 1997.
    """
    import numpy as np

    total = sum(weights[name] for name in by_stage)
    parts = [weights[name] / total * _scaled(scores) for name, scores in by_stage.items()]
    fused: NDArray[np.float32] = np.stack(parts).sum(axis=0).astype(np.float32)
    return fused


def _scaled(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    import numpy as np

    if not len(scores):
        return scores.astype(np.float64)
    low, high = float(scores.min()), float(scores.max())
    spread = high - low or 1.0  # where all are equal, all are 0
    return (scores.astype(np.float64) - low) / spread


def candidates_in(query: Query, index: Index, allowed: Ordinals | None) -> Ordinals:
    """All passages that may be found, or in a large corpus the union of the generators' best.

    Args:
        query: The question.
        index: The index.
        allowed: The passages that may be found, int64 (n,), rising; None for all.

    Returns:
        int64 (m,), rising.
    """
    import numpy as np

    pool = np.arange(len(index), dtype=np.int64) if allowed is None else allowed
    if len(pool) <= RANKED_WHOLE:
        return pool
    found = [each.candidates(query, index, CANDIDATES, allowed) for each in _generators(query)]
    return np.unique(np.concatenate(found)).astype(np.int64)


def candidates_of_each(
    query: Query, index: Index, reports: Sequence[range], allowed: Ordinals | None
) -> Ordinals:
    """Candidates of which every report has its share, however poor beside those of others.

    Args:
        query: The question.
        index: The index.
        reports: The ordinals of each report's passages.
        allowed: The passages that may be found, int64 (n,), rising; None for all.

    Returns:
        int64 (m,), rising.
    """
    import numpy as np

    pool = np.arange(len(index), dtype=np.int64) if allowed is None else allowed
    if len(pool) <= RANKED_WHOLE or not reports:
        return pool
    share = max(_FEWEST_OF_EACH, RANKED_WHOLE // len(reports))
    numbers = numbers_of(reports, pool)
    found = []
    for generator in _generators(query):
        order = np.lexsort((pool, -generator.score(query, index, pool)))
        found.append(pool[order[at_most(share, numbers[order])]])
    return np.unique(np.concatenate(found))


def _generators(query: Query) -> list[Generator]:
    can_encode = query.encoded is not None
    return [stage for stage in _GENERATORS if can_encode or not stage.wants_vectors]
