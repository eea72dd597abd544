"""The vectors of the index that stands, for a build to take over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.errors import IndexUnusableError
from reportqa.index.arrays import ArrayReader
from reportqa.index.faults import unusable
from reportqa.index.files import fault_of
from reportqa.index.generation import KEYS, VECTOR_FILES, read_checksums
from reportqa.index.manifest import Manifest
from reportqa.index.stored import StoredRun
from reportqa.index.tokens import TokenStore
from reportqa.index.vectors import VectorStore

if TYPE_CHECKING:
    from reportqa.index.shapes import FloatArray

_AT_ONCE = 1_024


class PreviousVectors:
    """Vectors of an earlier generation by key.

    It needs none of the generation's other files, and what is damaged of these it leaves to
    be encoded again, so that a damaged index costs no more encoding than it must.

    Args:
        index_dir: The index's folder.
        manifest: Its manifest; None for an index that holds nothing.
    """

    def __init__(self, index_dir: Path, manifest: Manifest | None) -> None:
        self._ordinals: dict[bytes, int] = {}
        self._stack = ExitStack()
        if manifest is None:
            return
        try:
            self._open(index_dir / manifest.generation, manifest)
        except (OSError, IndexUnusableError):
            self.close()

    def ordinal(self, key: bytes) -> int | None:
        """Where the vectors kept under a key stand; None if there are none, or damaged ones."""
        return self._ordinals.get(key)

    def run(self, first: int, stop: int) -> StoredRun:
        """The vectors of passages that follow one another, by ordinals (half-open).

        Raises:
            IndexUnusableError: If some of them are damaged.
        """
        import numpy as np

        ids, values, scales, offsets = self._tokens.stored(first, stop)
        lengths = np.diff(self._tokens.starts[first : stop + 1])
        pooled = self._vectors.some(np.arange(first, stop))
        return StoredRun(pooled, lengths, ids, values, scales, offsets)

    def centroids(self) -> FloatArray | None:
        """The centres of the clusters that the vectors are kept by, if they are and sound."""
        try:
            return self._vectors.centroids() if self._ordinals else None
        except IndexUnusableError:
            return None

    def close(self) -> None:
        """Close the files, so that they can be removed."""
        self._ordinals.clear()
        self._stack.close()

    def _open(self, folder: Path, manifest: Manifest) -> None:
        for entry in manifest.files:
            fault = fault_of(folder, entry, in_full=False)
            if fault and entry.name in VECTOR_FILES:
                raise unusable(folder / entry.name, fault)
        blocks = read_checksums(folder, manifest)
        build, passages = manifest.build, manifest.passages
        self._tokens = TokenStore(folder, blocks, build, passages)
        self._stack.callback(self._tokens.close)
        self._vectors = VectorStore(folder, blocks, build, passages, manifest.vectors)
        self._stack.callback(self._vectors.close)
        keys = ArrayReader(folder, KEYS, blocks[KEYS.name], build)
        self._stack.callback(keys.close)
        rows = keys.read()
        for first in range(0, passages, _AT_ONCE):
            for ordinal in self._sound(first, min(first + _AT_ONCE, passages)):
                self._ordinals[rows[ordinal].tobytes()] = ordinal

    def _sound(self, first: int, stop: int) -> Iterator[int]:
        """The ordinals of a stretch whose vectors are as they were written."""
        try:
            self.run(first, stop)
        except IndexUnusableError:
            if stop - first > 1:
                middle = (first + stop) // 2
                yield from self._sound(first, middle)
                yield from self._sound(middle, stop)
        else:
            yield from range(first, stop)
