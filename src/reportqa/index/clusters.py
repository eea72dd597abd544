"""How paragraph vectors are searched: all of them, or the clusters that are nearest.

Comparing a question with every vector is exact, and fast while there are few: 8 ms for 50,000
vectors of 768 values on two cores. Above `EXACT_UP_TO` they are kept by cluster (Sivic and
Zisserman, Video Google, 2003: an inverted file), and only those of the nearest clusters are
compared, each exactly. The clusters are trained once and then kept, so that a build that adds a
report need not move all others; only a rebuild trains them anew.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportqa.index.shapes import FloatArray

EXACT_UP_TO = 50_000
"""Up to this many passages all vectors are compared."""

PROBED = 1 / 8
"""The share of the clusters that is looked into for a question."""

TRAINED_ON = 64
"""How many vectors a cluster the clusters are trained on; more cost time and gain nothing."""

_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class VectorLayout:
    """How a generation's paragraph vectors are laid out.

    Attributes:
        kind: The name of its FAISS index, as FAISS's ``index_factory`` takes it: ``Flat`` (all
            are compared) or ``IVF1024,Flat``.
        clusters: How many clusters there are; 0 where all are compared.
        probed: How many of them are looked into for a question.
        trained_on: Of how many passages the index was when the clusters were trained.
    """

    kind: str = "Flat"
    clusters: int = 0
    probed: int = 0
    trained_on: int = 0

    @property
    def is_exact(self) -> bool:
        """Whether all vectors are compared, so that none can be missed."""
        return not self.clusters


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """What a build goes by when it lays paragraph vectors out.

    Attributes:
        passages: How many vectors there will be.
        exact_up_to: Up to how many all are compared.
        before: The layout of the index that stands, if its clusters can be kept.
        centroids: Their centres, float32 (clusters, dim).
    """

    passages: int
    exact_up_to: int = EXACT_UP_TO
    before: VectorLayout | None = None
    centroids: FloatArray | None = None

    @property
    def wanted(self) -> bool:
        """Whether there are too many vectors to compare all of them."""
        return self.passages > self.exact_up_to

    def kept(self) -> tuple[VectorLayout, FloatArray] | None:
        """The clusters of the index that stands, or None if new ones must be trained."""
        if self.before is None or self.centroids is None:
            return None
        return self.before, self.centroids


def layout_for(passages: int) -> VectorLayout:
    """The layout with clusters of their own for so many passages.

    Some four times the square root of the number of vectors, rounded down to a power of two.

    Example:
        >>> layout_for(100_000)
        VectorLayout(kind='IVF1024,Flat', clusters=1024, probed=128, trained_on=100000)
    """
    clusters = max(1, 2 ** int(math.log2(max(1.0, 4 * math.sqrt(passages)))))
    clusters = min(clusters, passages)
    probed = max(1, round(clusters * PROBED))
    return VectorLayout(f"IVF{clusters},Flat", clusters, probed, passages)


def trained(vectors: FloatArray, clusters: int) -> FloatArray:
    """Centres of clusters by k-means, float32 (clusters, dim); the same ones for the same vectors.

    Args:
        vectors: What they are trained on, float32 (n, dim).
        clusters: How many; at most n.
    """
    import faiss
    import numpy as np

    means = faiss.Kmeans(
        vectors.shape[1],
        clusters,
        niter=_ROUNDS,
        spherical=True,
        min_points_per_centroid=1,
        max_points_per_centroid=2 * TRAINED_ON,
    )
    means.train(np.ascontiguousarray(vectors))
    return np.asarray(means.centroids, dtype=np.float32)


def of_centroids(centroids: FloatArray) -> Any:  # noqa: ANN401 - FAISS has no types
    """An empty FAISS index that keeps vectors by the cluster whose centre is nearest."""
    import faiss

    clusters, dim = centroids.shape
    quantizer = faiss.IndexFlatIP(dim)
    quantizer.add(centroids)
    # FAISS keeps the quantizer alive as long as the index.
    index = faiss.IndexIVFFlat(quantizer, dim, clusters, faiss.METRIC_INNER_PRODUCT)
    index.is_trained = True
    return index
