"""Paragraph vectors: a FAISS file with the build's id after its last byte."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportqa.index.faults import unusable
from reportqa.index.files import BlockWriter, CheckedFile, FileEntry

if TYPE_CHECKING:
    from reportqa.index.shapes import FloatArray, Int64Array

VECTORS = "vectors.faiss"

# FAISS reads its own part and ignores what follows, so the file stays one that it can open.
_MARK = b"RQBUILD1"
_TRAILER = len(_MARK) + 16

_BATCH = 1024


class VectorWriter:
    """Collects paragraph vectors in order and writes them as a flat inner-product index.

    Args:
        folder: The generation's folder.
        dim: Length of a vector.
        build: The build's id.
    """

    def __init__(self, folder: Path, dim: int, build: str) -> None:
        import faiss

        self._path = folder / VECTORS
        self._build = build
        self._index = faiss.IndexFlatIP(dim)
        self._waiting: list[FloatArray] = []

    def add(self, vector: FloatArray) -> None:
        """Append the next passage's vector, float32 (dim,), L2-normalised."""
        self._waiting.append(vector)
        if len(self._waiting) == _BATCH:
            self._pass_on()

    def finish(self) -> tuple[FileEntry, list[int]]:
        """Write, sync and close the file; returns its entry and block checksums.

        Raises:
            OSError: If it cannot be written.
        """
        import faiss

        self._pass_on()
        with BlockWriter(self._path) as writer:
            sink = faiss.PyCallbackIOWriter(writer.write)  # type: ignore[attr-defined, unused-ignore]
            faiss.write_index(self._index, sink)
            writer.write(_MARK + bytes.fromhex(self._build))
            return writer.finish(), writer.blocks

    def _pass_on(self) -> None:
        import numpy as np

        if self._waiting:
            self._index.add(np.stack(self._waiting))
            self._waiting.clear()


class VectorStore:
    """Searches paragraph vectors; the file is checked and loaded when first asked.

    Args:
        folder: The generation's folder.
        blocks: The file's block checksums.
        build: The id of the build that it must belong to.
        passages: How many vectors it must hold.

    Raises:
        OSError: If it cannot be opened.
        IndexUnusableError: If it belongs to another build.
    """

    def __init__(self, folder: Path, blocks: Sequence[int], build: str, passages: int) -> None:
        self._passages = passages
        self._file = CheckedFile(folder / VECTORS, blocks)
        size = len(self._file)
        try:
            owner = bytes(self._file.view(max(0, size - _TRAILER), size))
        except BaseException:
            self.close()
            raise
        if owner != _MARK + bytes.fromhex(build):
            self.close()
            raise unusable(self._file.path, "belongs to another index")

    def close(self) -> None:
        """Unmap the file; what was loaded of it goes too."""
        self.__dict__.pop("_index", None)
        self._file.close()

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def vector(self, ordinal: int) -> FloatArray:
        """A passage's vector, float32 (dim,)."""
        vector: FloatArray = self._index.reconstruct(ordinal)
        return vector

    def search(
        self, vector: FloatArray, limit: int, allowed: Int64Array | None
    ) -> tuple[Int64Array, FloatArray]:
        """The passages nearest to a vector.

        Args:
            vector: float32 (dim,), L2-normalised.
            limit: How many at most.
            allowed: The ordinals to choose from, sorted; None for all.

        Returns:
            Ordinals int64 (n,) and cosines float32 (n,), best first, ties by ordinal.

        Raises:
            ValueError: If the vector has another length.
        """
        import faiss
        import numpy as np

        if vector.shape != (self.dim,):
            raise ValueError(f"a vector of shape {vector.shape} where ({self.dim},) is wanted")
        limit = min(limit, self._passages if allowed is None else len(allowed))
        if limit <= 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        parameters = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(allowed)
            parameters = faiss.SearchParameters()
            parameters.sel = selector
        query = np.ascontiguousarray(vector[None], dtype=np.float32)
        scores, ordinals = self._index.search(query, limit, params=parameters)
        found = ordinals[0] >= 0
        ordinals, scores = ordinals[0][found], scores[0][found]
        order = np.lexsort((ordinals, -scores))
        return ordinals[order], scores[order]

    @cached_property
    def _index(self) -> Any:  # noqa: ANN401 - FAISS has no types
        import faiss
        import numpy as np

        content = self._file.view(0, len(self._file) - _TRAILER)
        try:
            index = faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
        except RuntimeError:
            raise unusable(self._file.path, "is not a FAISS index") from None
        if not isinstance(index, faiss.IndexFlatIP) or index.ntotal != self._passages:
            raise unusable(self._file.path, "holds the vectors of other passages")
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
    return np.unique(allowed.astype(np.int64, copy=False))
