"""Token vectors on disk: one row a word piece, the passages' rows one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.index.arrays import ArraySet, ArraySpec, ArrayWriter
from reportqa.index.faults import unusable
from reportqa.index.files import FileEntry
from reportqa.index.stored import StoredRun, dequantise

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
        self._files[STARTS].append(np.zeros(1, dtype=np.int64))
        self._end = 0
        self._frequencies = np.zeros(0, dtype=np.int64)

    def add(self, run: StoredRun) -> None:
        """Append the next passages."""
        import numpy as np

        self._files[VALUES].append(run.values)
        self._files[SCALES].append(run.scales)
        self._files[IDS].append(run.ids)
        self._files[OFFSETS].append(run.offsets)
        starts = self._end + np.cumsum(run.lengths)
        self._files[STARTS].append(starts)
        self._end = int(starts[-1])
        self._count(run)

    def finish(self) -> list[tuple[FileEntry, list[int]]]:
        """Sync and close all files; returns their entries and block checksums."""
        self._files[FREQUENCIES].append(self._frequencies)
        return [file.finish() for file in self._files.values()]

    def close(self) -> None:
        """Close what is still open, finished or not."""
        self._stack.close()

    def _count(self, run: StoredRun) -> None:
        """Count each passage's word pieces once."""
        import numpy as np

        passages = np.repeat(np.arange(len(run.lengths), dtype=np.int64), run.lengths)
        each_once = np.unique(passages << 32 | run.ids) & 0xFFFFFFFF
        counts = np.bincount(each_once, minlength=len(self._frequencies))
        counts[: len(self._frequencies)] += self._frequencies
        self._frequencies = counts


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
        self._files = ArraySet(folder, SPECS, blocks, build)
        counts = {self._files[spec].rows for spec in (VALUES, SCALES, IDS, OFFSETS)}
        if len(counts) != 1 or self._files[STARTS].rows != passages + 1:
            self.close()
            raise unusable(folder, "holds token vectors of other passages")

    def close(self) -> None:
        """Unmap the files."""
        self.__dict__.pop("starts", None)
        self._files.close()

    @property
    def hidden(self) -> int:
        """Length of a token vector."""
        return self._files[VALUES].columns

    @cached_property
    def starts(self) -> Int64Array:
        """Passage i has rows ``starts[i]`` to ``starts[i + 1]``; int64 (n + 1,)."""
        return self._files[STARTS].read()

    def stored(self, first: int, stop: int) -> tuple[Int32Array, Int8Array, FloatArray, Int32Array]:
        """The ids (t,), quantised values (t, hidden), scales (t,) and offsets (t, 2) of passages.

        Args:
            first: The ordinal of the first one.
            stop: The ordinal after the last one's.
        """
        rows = int(self.starts[first]), int(self.starts[stop])
        read = self._files
        return (
            read[IDS].read(*rows),
            read[VALUES].read(*rows),
            read[SCALES].read(*rows),
            read[OFFSETS].read(*rows),
        )

    def block(self, ordinal: int) -> TokenBlock:
        """A passage's token vectors.

        Raises:
            IndexUnusableError: If they are damaged on disk.
        """
        ids, values, scales, offsets = self.stored(ordinal, ordinal + 1)
        return TokenBlock(ids, dequantise(values, scales), offsets)

    def every(self) -> TokenMatrix:
        """All passages' token vectors, mapped and not copied."""
        read = self._files
        return TokenMatrix(read[VALUES].read(), read[SCALES].read(), read[IDS].read(), self.starts)

    def gather(self, ordinals: Sequence[int] | Int64Array) -> TokenMatrix:
        """The token vectors of some passages, in that order, copied into one piece."""
        import numpy as np

        where = np.asarray(ordinals, dtype=np.int64)
        first, stop = self.starts[where], self.starts[where + 1]
        starts = np.zeros(len(where) + 1, dtype=np.int64)
        np.cumsum(stop - first, out=starts[1:])
        values, scales, ids = (
            self._files[spec].gather(first, stop) for spec in (VALUES, SCALES, IDS)
        )
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
