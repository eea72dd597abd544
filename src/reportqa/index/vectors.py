"""Paragraph vectors: a FAISS file that is mapped, not loaded, and checked as it is read.

The file is one that FAISS itself opens. Behind its last byte, which FAISS does not look at, stand
how long its head is (all but the vectors), and the build's id.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportqa.index.arrays import ArrayReader, ArraySpec, ArrayWriter
from reportqa.index.clusters import (
    TRAINED_ON,
    Clusters,
    VectorLayout,
    layout_for,
    of_centroids,
    trained,
)
from reportqa.index.faults import unusable
from reportqa.index.files import BlockWriter, CheckedFile, FileEntry

if TYPE_CHECKING:
    from reportqa.index.shapes import FloatArray, Int64Array

VECTORS = "vectors.faiss"
ROWS = ArraySpec("vectors-rows.bin", "<i8", flat=True)
"""Which row of the FAISS file each passage's vector is."""

_MARK = b"RQBUILD2"
_TRAILER = struct.Struct("<8sQ16s")  # magic, bytes of the head, build id
_ID = 8  # bytes that FAISS keeps beside a vector of a cluster

# Up to this many passages allowed, their vectors are compared one by one.
_COMPARED_SINGLY = 20_000
_AT_ONCE = 4_096
_BATCH = 1_024


class VectorWriter:
    """Collects paragraph vectors in order and writes them as a FAISS index.

    Args:
        folder: The generation's folder.
        dim: Length of a vector.
        build: The build's id.
        clusters: How they are to be laid out.
    """

    def __init__(self, folder: Path, dim: int, build: str, clusters: Clusters) -> None:
        self._folder = folder
        self._dim = dim
        self._build = build
        self._clusters = clusters
        self._waiting: deque[FloatArray] = deque()
        self._rows = self._passed_on = 0
        self._layout = VectorLayout()
        self._index: Any = None  # none while vectors are collected to train clusters on
        if not clusters.wanted:
            import faiss

            self._index = faiss.IndexFlatIP(dim)
        elif kept := clusters.kept():
            self._layout, centroids = kept
            self._index = of_centroids(centroids)

    def add(self, vectors: FloatArray) -> None:
        """Append the next passages' vectors, float32 (n, dim), L2-normalised."""
        if vectors.shape[1:] != (self._dim,):
            raise ValueError(f"vectors of shape {vectors.shape} where (n, {self._dim}) is wanted")
        self._waiting.append(vectors)
        self._rows += len(vectors)
        if self._index is not None and self._rows - self._passed_on >= _BATCH:
            self._pass_on()

    def finish(self) -> tuple[list[tuple[FileEntry, list[int]]], VectorLayout]:
        """Write, sync and close the files.

        Returns:
            Their entries and block checksums, and how the vectors are laid out.

        Raises:
            OSError: If they cannot be written.
        """
        import faiss

        if self._index is None:
            self._train()
        self._pass_on()
        width = self._dim * 4 if self._layout.is_exact else self._dim * 4 + _ID
        with BlockWriter(self._folder / VECTORS) as writer:
            size = 0

            def write(data: bytes) -> int:
                nonlocal size
                size += len(data)
                return writer.write(data)

            sink = faiss.PyCallbackIOWriter(write)  # type: ignore[attr-defined, unused-ignore]
            faiss.write_index(self._index, sink)
            head = size - self._rows * width
            writer.write(_TRAILER.pack(_MARK, head, bytes.fromhex(self._build)))
            vectors = writer.finish(), writer.blocks
        with ArrayWriter(self._folder, ROWS, 1, self._build) as rows:
            rows.append(self._row_of_each())
            return [vectors, rows.finish()], self._layout

    def _train(self) -> None:
        """Train clusters on vectors evenly drawn from all of them, now that they are there."""
        import numpy as np

        self._layout = layout_for(self._rows)
        step = max(1, self._rows // (self._layout.clusters * TRAINED_ON))
        drawn, at = [], 0
        for vectors in self._waiting:
            drawn.append(vectors[-at % step :: step])
            at += len(vectors)
        self._index = of_centroids(trained(np.concatenate(drawn), self._layout.clusters))

    def _pass_on(self) -> None:
        """Give FAISS what waits, letting go of it on the way."""
        import numpy as np

        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
            self._index.add(np.concatenate(batch))
        self._passed_on = self._rows

    def _row_of_each(self) -> Int64Array:
        import numpy as np

        rows = np.arange(self._rows, dtype=np.int64)
        if self._layout.is_exact:
            return rows
        ordinals = [_ids_of(self._index.invlists, at) for at in range(self._layout.clusters)]
        row_of = np.empty_like(rows)
        row_of[np.concatenate(ordinals)] = rows
        return row_of


class VectorStore:
    """Searches paragraph vectors; what is read of them is mapped and checked.

    Args:
        folder: The generation's folder.
        blocks: The files' block checksums, by name.
        build: The id of the build that they must belong to.
        passages: How many vectors they must hold.
        layout: How these are laid out.

    Raises:
        OSError: If a file cannot be opened.
        IndexUnusableError: If one belongs to another build.
    """

    def __init__(
        self,
        folder: Path,
        blocks: Mapping[str, Sequence[int]],
        build: str,
        passages: int,
        layout: VectorLayout,
    ) -> None:
        self._passages = passages
        self._layout = layout
        self._stack = ExitStack()
        try:
            self._open(folder, blocks, build)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Unmap the files; what was loaded of them goes too."""
        for name in ("_index", "_first_rows", "_mapped"):
            self.__dict__.pop(name, None)
        self._stack.close()

    def _open(self, folder: Path, blocks: Mapping[str, Sequence[int]], build: str) -> None:
        self._file = CheckedFile(folder / VECTORS, blocks[VECTORS])
        self._stack.callback(self._file.close)
        size = len(self._file)
        if size < _TRAILER.size:
            raise unusable(self._file.path, "is not a FAISS index")
        trailer = bytes(self._file.view(size - _TRAILER.size, size))
        mark, self._head, owner = _TRAILER.unpack(trailer)
        if (mark, owner.hex()) != (_MARK, build):
            raise unusable(self._file.path, "belongs to another index")
        self._rows = ArrayReader(folder, ROWS, blocks[ROWS.name], build)
        self._stack.callback(self._rows.close)
        if self._rows.rows != self._passages:
            raise unusable(folder / ROWS.name, "holds the vectors of other passages")

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def some(self, ordinals: Int64Array) -> FloatArray:
        """The vectors of some passages, float32 (n, dim)."""
        import numpy as np

        size = 4 * self.dim
        rows = self._rows.gather(ordinals, ordinals + 1)
        cluster = np.searchsorted(self._first_rows, rows, side="right") - 1
        ids_before = 0 if self._layout.is_exact else _ID * self._first_rows[cluster]
        starts = self._head + rows * size + ids_before
        self._file.check_ranges(starts, starts + size)
        every = np.frombuffer(self._file.mapped, dtype=np.uint8)
        if len(starts) and (np.diff(starts) == size).all():  # they stand in one piece
            gathered = every[starts[0] : starts[-1] + size].reshape(-1, size).copy()
        else:
            gathered = np.empty((len(ordinals), size), dtype=np.uint8)
            for place, start in enumerate(starts.tolist()):
                gathered[place] = every[start : start + size]
        vectors: FloatArray = gathered.view("<f4")
        return vectors

    def cosines(self, vector: FloatArray, ordinals: Int64Array) -> FloatArray:
        """How near some passages' vectors are to a vector, float32 (n,); each one exactly."""
        import numpy as np

        cosines = np.empty(len(ordinals), dtype=np.float32)
        for first in range(0, len(ordinals), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            cosines[part] = self.some(ordinals[part]) @ vector
        return cosines

    def centroids(self) -> FloatArray | None:
        """The centres of the clusters, float32 (clusters, dim); None where there are none."""
        if self._layout.is_exact:
            return None
        centroids: FloatArray = self._quantizer.reconstruct_n(0, self._layout.clusters)
        return centroids

    def ordinals_by_row(self) -> Int64Array:
        """Whose vector each row is, as FAISS has it: int64 (n,)."""
        import numpy as np

        if self._layout.is_exact:
            return np.arange(self._passages, dtype=np.int64)
        self._check_all()
        lists = self._index.invlists
        return np.concatenate([_ids_of(lists, at) for at in range(self._layout.clusters)])

    def rows(self) -> Int64Array:
        """Which row each passage's vector is: int64 (n,)."""
        return self._rows.read()

    def search(
        self, vector: FloatArray, limit: int, allowed: Int64Array | None
    ) -> tuple[Int64Array, FloatArray]:
        """The passages nearest to a vector, as far as they lie in the clusters nearest to it.

        Where there are no clusters, or few passages are allowed, none is missed.

        Args:
            vector: float32 (dim,), L2-normalised.
            limit: How many at most.
            allowed: The ordinals to choose from, sorted; None for all.

        Returns:
            Ordinals int64 (n,) and cosines float32 (n,), best first, ties by ordinal.

        Raises:
            ValueError: If the vector has another length.
        """
        import numpy as np

        if vector.shape != (self.dim,):
            raise ValueError(f"a vector of shape {vector.shape} where ({self.dim},) is wanted")
        vector = np.ascontiguousarray(vector, dtype=np.float32)
        limit = max(0, min(limit, self._passages if allowed is None else len(allowed)))
        if allowed is not None and (limit == len(allowed) or len(allowed) <= _COMPARED_SINGLY):
            return self._best(allowed, self.cosines(vector, allowed), limit)
        if not limit:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        ordinals, cosines = self._nearest(vector, limit, allowed)
        if allowed is not None and len(ordinals) < limit:
            return self._best(allowed, self.cosines(vector, allowed), limit)
        return self._best(ordinals, cosines, limit)

    def _nearest(
        self, vector: FloatArray, limit: int, allowed: Int64Array | None
    ) -> tuple[Int64Array, FloatArray]:
        """FAISS's own search; it may find fewer than there are."""
        import faiss

        parameters = faiss.SearchParameters()
        if self._layout.is_exact:
            self._check_all()
        else:
            # FAISS looks up the nearest clusters once more; it takes less than checking them.
            _, clusters = self._quantizer.search(vector[None], self._layout.probed)
            self._check_clusters(clusters[0])
            parameters = faiss.SearchParametersIVF()
            parameters.nprobe = self._layout.probed
        selector = None if allowed is None else _selector(allowed, self._passages)
        parameters.sel = selector  # which does not keep it alive: the name here does
        cosines, ordinals = self._index.search(vector[None], limit, params=parameters)
        found = ordinals[0] >= 0
        return ordinals[0][found], cosines[0][found]

    @staticmethod
    def _best(
        ordinals: Int64Array, cosines: FloatArray, limit: int
    ) -> tuple[Int64Array, FloatArray]:
        import numpy as np

        order = np.lexsort((ordinals, -cosines))[:limit]
        return ordinals[order], cosines[order]

    def _check_all(self) -> None:
        self._file.view(0, len(self._file))

    def _check_clusters(self, clusters: Int64Array) -> None:
        width = 4 * self.dim + _ID
        starts, stops = self._first_rows[clusters], self._first_rows[clusters + 1]
        self._file.check_ranges(self._head + starts * width, self._head + stops * width)

    @property
    def _quantizer(self) -> Any:  # noqa: ANN401 - FAISS has no types
        import faiss

        return faiss.downcast_index(self._index.quantizer)

    @cached_property
    def _first_rows(self) -> Int64Array:
        """The first row of each cluster, and behind them the number of rows."""
        import numpy as np

        if self._layout.is_exact:
            return np.array([0, self._passages], dtype=np.int64)
        lists = self._index.invlists
        sizes = [lists.list_size(at) for at in range(self._layout.clusters)]
        return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])

    @cached_property
    def _index(self) -> Any:  # noqa: ANN401 - FAISS has no types
        """FAISS's index over the mapped file: its head is read, its vectors are not."""
        import faiss
        import numpy as np

        self._file.view(0, self._head)
        content = np.frombuffer(self._file.mapped[: len(self._file) - _TRAILER.size], np.uint8)
        reader = faiss.ZeroCopyIOReader(faiss.swig_ptr(content), content.size)  # type: ignore[attr-defined, unused-ignore]
        try:
            index: Any = faiss.read_index(reader, faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError:
            raise unusable(self._file.path, "is not a FAISS index") from None
        kind: Any = faiss.IndexFlatIP if self._layout.is_exact else faiss.IndexIVFFlat
        clusters = getattr(index, "nlist", 0)
        wanted = self._passages, self._layout.clusters
        if type(index) is not kind or (index.ntotal, clusters) != wanted:
            raise unusable(self._file.path, "holds the vectors of other passages")
        self._mapped = content  # it must live as long as the index
        return index


def as_ordinals(allowed: Collection[int] | Int64Array) -> Int64Array:
    """Ordinals in any form as a sorted array without doubles, int64 (n,).

    Example:
        >>> as_ordinals({3, 1}).tolist(), as_ordinals(range(2)).tolist()
        ([1, 3], [0, 1])
    """
    import numpy as np

    if not isinstance(allowed, np.ndarray):
        allowed = np.fromiter(allowed, dtype=np.int64, count=len(allowed))
    ordinals = allowed.astype(np.int64, copy=False)
    return ordinals if (ordinals[1:] > ordinals[:-1]).all() else np.unique(ordinals)


def _ids_of(lists: Any, cluster: int) -> Int64Array:  # noqa: ANN401 - FAISS has no types
    """The ids that FAISS keeps in a cluster, copied."""
    import faiss
    import numpy as np

    size = lists.list_size(cluster)
    if not size:
        return np.zeros(0, dtype=np.int64)
    ids: Int64Array = faiss.rev_swig_ptr(lists.get_ids(cluster), size).copy()
    return ids


def _selector(allowed: Int64Array, passages: int) -> Any:  # noqa: ANN401 - FAISS has no types
    """What lets FAISS find only what is allowed: a bit a passage."""
    import faiss
    import numpy as np

    bits = np.zeros(passages, dtype=np.bool_)
    bits[allowed] = True
    bitmap: Any = np.packbits(bits, bitorder="little")
    return faiss.IDSelectorBitmap(bitmap)  # type: ignore[call-arg, unused-ignore]
