"""The vectors of the index that stands, for a build to take over."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from reportqa.errors import IndexUnusableError
from reportqa.index.arrays import ArrayReader
from reportqa.index.faults import unusable
from reportqa.index.files import fault_of
from reportqa.index.generation import KEYS, VECTOR_FILES, read_checksums
from reportqa.index.manifest import Manifest
from reportqa.index.stored import StoredVectors
from reportqa.index.tokens import TokenStore
from reportqa.index.vectors import VECTORS, VectorStore


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

    def get(self, key: bytes) -> StoredVectors | None:
        """The vectors kept under a key, or None if there are none or they are damaged."""
        ordinal = self._ordinals.get(key)
        if ordinal is None:
            return None
        try:
            ids, values, scales, offsets = self._tokens.stored(ordinal)
            return StoredVectors(self._vectors.vector(ordinal), ids, values, scales, offsets)
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
        self._vectors = VectorStore(folder, blocks[VECTORS], build, passages)
        self._stack.callback(self._vectors.close)
        keys = ArrayReader(folder, KEYS, blocks[KEYS.name], build)
        self._stack.callback(keys.close)
        self._ordinals = {row.tobytes(): ordinal for ordinal, row in enumerate(keys.read())}
