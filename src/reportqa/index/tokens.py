"""Token vectors on disk: one row a word piece, the passages' rows one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.index.arrays import ArrayReader, ArraySpec, ArrayWriter
from reportqa.index.faults import unusable
from reportqa.index.files import FileEntry
from reportqa.index.stored import StoredVectors, dequantise

if TYPE_CHECKING:
    from reportqa.index.shapes import FloatArray, Int8Array, Int32Array, Int64Array

VALUES = ArraySpec("tokens-values.bin", "|i1", flat=False)
SCALES = ArraySpec("tokens-scales.bin", "<f4", flat=True)
IDS = ArraySpec("tokens-ids.bin", "<i4", flat=True)
OFFSETS = ArraySpec("tokens-offsets.bin", "<i4", flat=False)
STARTS = ArraySpec("tokens-starts.bin", "<i8", flat=True)
FREQUENCIES = ArraySpec("document-frequencies.bin", "<i4", flat=True)
SPECS = (VALUES, SCALES, IDS, OFFSETS, STARTS, FREQUENCIES)


@dataclass(frozen=True, slots=True)
class TokenBlock:
    """The token vectors of one passage.

    Attributes:
        ids: Word pieces of context and text, int32 (t,).
        vectors: float32 (t, hidden), rows L2-normalised to within what int8 keeps.
        offsets: Character ranges in the passage's text, int32 (t, 2); (-1, -1) for word
            pieces that do not stand in it.
    """

    ids: Int32Array
    vectors: FloatArray
    offsets: Int32Array


@dataclass(frozen=True, slots=True)
class TokenMatrix:
    """The token vectors of several passages in one piece, quantised.

    Attributes:
        values: int8 (T, hidden); row times its scale is the vector.
        scales: float32 (T,).
        ids: Word pieces, int32 (T,).
        starts: int64 (n + 1,): passage i has rows ``starts[i]`` to ``starts[i + 1]``.
    """

    values: Int8Array
    scales: FloatArray
    ids: Int32Array
    starts: Int64Array


class TokenWriter:
    """Writes the token files of a new generation, passage by passage.

    Args:
        folder: The generation's folder.
        hidden: Length of a token vector.
        build: The build's id.

    Raises:
        OSError: If they cannot be written.
    """

    def __init__(self, folder: Path, hidden: int, build: str) -> None:
        import numpy as np

        self._stack = ExitStack()
        columns = {VALUES: hidden, OFFSETS: 2}
        self._files = {
            spec: self._stack.enter_context(ArrayWriter(folder, spec, columns.get(spec, 1), build))
            for spec in SPECS
        }
        self._starts = [0]
        self._frequencies = np.zeros(0, dtype=np.int64)

    def add(self, vectors: StoredVectors) -> None:
        """Append the next passage."""
        self._files[VALUES].append(vectors.values)
        self._files[SCALES].append(vectors.scales)
        self._files[IDS].append(vectors.ids)
        self._files[OFFSETS].append(vectors.offsets)
        self._starts.append(self._starts[-1] + len(vectors.ids))
        self._count(vectors.ids)

    def finish(self) -> list[tuple[FileEntry, list[int]]]:
        """Sync and close all files; returns their entries and block checksums."""
        import numpy as np

        self._files[STARTS].append(np.array(self._starts))
        self._files[FREQUENCIES].append(self._frequencies)
        return [file.finish() for file in self._files.values()]

    def close(self) -> None:
        """Close what is still open, finished or not."""
        self._stack.close()

    def _count(self, ids: Int32Array) -> None:
        import numpy as np

        if not len(ids):
            return
        short = int(ids.max()) + 1 - len(self._frequencies)
        if short > 0:
            self._frequencies = np.pad(self._frequencies, (0, short))
        self._frequencies[np.unique(ids)] += 1


class TokenStore:
    """Reads token vectors; nothing is read or checked before it is asked for.

    Args:
        folder: The generation's folder.
        blocks: Block checksums by file name.
        build: The id of the build that the files must belong to.
        passages: How many passages there must be.

    Raises:
        OSError: If a file cannot be opened.
        IndexUnusableError: If one is damaged or of another build.
    """

    def __init__(
        self, folder: Path, blocks: Mapping[str, Sequence[int]], build: str, passages: int
    ) -> None:
        self._stack = ExitStack()
        self._files: dict[ArraySpec, ArrayReader] = {}
        try:
            self._open(folder, blocks, build, passages)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Unmap the files."""
        self.__dict__.pop("starts", None)
        self._stack.close()

    def _open(
        self, folder: Path, blocks: Mapping[str, Sequence[int]], build: str, passages: int
    ) -> None:
        for spec in SPECS:
            reader = ArrayReader(folder, spec, blocks[spec.name], build)
            self._stack.callback(reader.close)
            self._files[spec] = reader
        counts = {self._files[spec].rows for spec in (VALUES, SCALES, IDS, OFFSETS)}
        if len(counts) != 1 or self._files[STARTS].rows != passages + 1:
            raise unusable(folder, "holds token vectors of other passages")

    @property
    def hidden(self) -> int:
        """Length of a token vector."""
        return self._files[VALUES].columns

    @cached_property
    def starts(self) -> Int64Array:
        """Passage i has rows ``starts[i]`` to ``starts[i + 1]``; int64 (n + 1,)."""
        return self._files[STARTS].read()

    def stored(self, ordinal: int) -> tuple[Int32Array, Int8Array, FloatArray, Int32Array]:
        """A passage's ids (t,), quantised values (t, hidden), scales (t,), offsets (t, 2)."""
        start, stop = int(self.starts[ordinal]), int(self.starts[ordinal + 1])
        read = self._files
        return (
            read[IDS].read(start, stop),
            read[VALUES].read(start, stop),
            read[SCALES].read(start, stop),
            read[OFFSETS].read(start, stop),
        )

    def block(self, ordinal: int) -> TokenBlock:
        """A passage's token vectors.

        Raises:
            IndexUnusableError: If they are damaged on disk.
        """
        ids, values, scales, offsets = self.stored(ordinal)
        return TokenBlock(ids, dequantise(values, scales), offsets)

    def every(self) -> TokenMatrix:
        """All passages' token vectors, mapped and not copied."""
        read = self._files
        return TokenMatrix(read[VALUES].read(), read[SCALES].read(), read[IDS].read(), self.starts)

    def gather(self, ordinals: Sequence[int] | Int64Array) -> TokenMatrix:
        """The token vectors of some passages, in that order, copied into one piece."""
        import numpy as np

        starts = np.zeros(len(ordinals) + 1, dtype=np.int64)
        where = np.asarray(ordinals, dtype=np.int64)
        np.cumsum(self.starts[where + 1] - self.starts[where], out=starts[1:])
        values = np.empty((starts[-1], self.hidden), dtype=np.int8)
        scales = np.empty(starts[-1], dtype=np.float32)
        ids = np.empty(starts[-1], dtype=np.int32)
        for place, ordinal in enumerate(where):
            rows = slice(starts[place], starts[place + 1])
            ids[rows], values[rows], scales[rows], _ = self.stored(int(ordinal))
        return TokenMatrix(values, scales, ids, starts)

    @cached_property
    def frequencies(self) -> Int32Array:
        """In how many passages each word piece stands: int32 (highest id of the corpus + 1,)."""
        return self._files[FREQUENCIES].read()

    def frequency(self, ids: Int32Array) -> Int32Array:
        """In how many passages each of some word pieces stands: int32 (t,) for ids (t,)."""
        import numpy as np

        known = (ids >= 0) & (ids < len(self.frequencies))
        counts = np.zeros(len(ids), dtype=np.int32)
        counts[known] = self.frequencies[ids[known]]
        return counts
