"""Arrays on disk: a header that names the build, then the values in row order.

Not ``.npy``, because each file has to say which build it belongs to: one taken from another
index of the same size would give wrong answers in silence.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from reportqa.index.faults import unusable
from reportqa.index.files import BlockWriter, CheckedFile, FileEntry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reportqa.index.shapes import Int64Array

_HEADER = struct.Struct("<8s16s8sI28x")  # magic, build id, dtype, columns
_MAGIC = b"RQARRAY1"


@dataclass(frozen=True, slots=True)
class ArraySpec:
    """What an array file holds.

    Attributes:
        name: The file's name.
        dtype: NumPy's name of the type of its values, little-endian (``<f4``).
        flat: Whether its rows are single values, so that the array is one-dimensional.
    """

    name: str
    dtype: str
    flat: bool


class ArrayWriter:
    """Writes an array row by row.

    Args:
        folder: Where.
        spec: What it is.
        columns: Values a row; 1 for a flat array.
        build: The build's id, 32 hex digits.

    Raises:
        OSError: If it cannot be written.
    """

    def __init__(self, folder: Path, spec: ArraySpec, columns: int, build: str) -> None:
        self.spec = spec
        self._columns = columns
        self._writer = BlockWriter(folder / spec.name)
        header = (_MAGIC, bytes.fromhex(build), spec.dtype.encode("ascii"), columns)
        self._writer.write(_HEADER.pack(*header))

    def append(self, rows: NDArray[Any]) -> None:
        """Append rows: (n,) for a flat array, else (n, columns); converted to its dtype.

        Raises:
            ValueError: If they have another number of columns.
        """
        import numpy as np

        values = np.ascontiguousarray(rows, dtype=self.spec.dtype)
        if values.shape[1:] != (() if self.spec.flat else (self._columns,)):
            raise ValueError(f"{self.spec.name} takes no rows of the shape {values.shape}")
        if values.size:
            self._writer.write(values.data)

    def finish(self) -> tuple[FileEntry, list[int]]:
        """Sync and close it; returns its manifest entry and its blocks' checksums."""
        return self._writer.finish(), self._writer.blocks

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.__exit__(kind, error, trace)


class ArraySet:
    """Arrays of one generation that belong together, opened and closed together.

    Args:
        folder: The generation's folder.
        specs: What they should be.
        blocks: Block checksums by file name.
        build: The id of the build that they must belong to.

    Raises:
        OSError: If one cannot be opened.
        IndexUnusableError: If one is no such array, or of another build.
    """

    def __init__(
        self,
        folder: Path,
        specs: Iterable[ArraySpec],
        blocks: Mapping[str, Sequence[int]],
        build: str,
    ) -> None:
        self._stack = ExitStack()
        self._readers: dict[ArraySpec, ArrayReader] = {}
        try:
            for spec in specs:
                self._readers[spec] = ArrayReader(folder, spec, blocks[spec.name], build)
                self._stack.callback(self._readers[spec].close)
        except BaseException:
            self.close()
            raise

    def __getitem__(self, spec: ArraySpec) -> ArrayReader:
        return self._readers[spec]

    def close(self) -> None:
        """Unmap the files."""
        self._stack.close()


class ArrayReader:
    """A memory-mapped array; rows are checked when they are first read.

    Args:
        folder: The generation's folder.
        spec: What it should be.
        blocks: Its blocks' checksums.
        build: The id of the build that it must belong to, 32 hex digits.

    Raises:
        OSError: If it cannot be opened.
        IndexUnusableError: If it is no such array, or of another build.
    """

    def __init__(self, folder: Path, spec: ArraySpec, blocks: Sequence[int], build: str) -> None:
        self.spec = spec
        path = folder / spec.name
        self._file = CheckedFile(path, blocks)
        try:
            self.columns, self.rows = self._shape(path, build)
        except BaseException:
            self._file.close()
            raise
        self._row_size = self.columns * int(spec.dtype[2:])

    def read(self, start: int = 0, stop: int | None = None) -> NDArray[Any]:
        """Rows `start` to `stop` (half-open; all by default), read-only and not copied.

        Raises:
            IndexUnusableError: If a block that holds them is damaged.
        """
        stop = self.rows if stop is None else stop
        size = self._row_size
        self._file.view(_HEADER.size + start * size, _HEADER.size + stop * size)
        return self._unchecked(start, stop)

    def _unchecked(self, start: int, stop: int) -> NDArray[Any]:
        import numpy as np

        first, last = (_HEADER.size + row * self._row_size for row in (start, stop))
        values = np.frombuffer(self._file.mapped[first:last], dtype=self.spec.dtype)
        return values if self.spec.flat else values.reshape(stop - start, self.columns)

    def gather(self, starts: Int64Array, stops: Int64Array) -> NDArray[Any]:
        """Some ranges of rows (half-open), copied one after another into one piece.

        Args:
            starts: int64 (n,).
            stops: int64 (n,), none before its start.

        Raises:
            IndexUnusableError: If a block that holds them is damaged.
        """
        import numpy as np

        size = self._row_size
        self._file.check_ranges(_HEADER.size + starts * size, _HEADER.size + stops * size)
        every = self._unchecked(0, self.rows)
        gathered = np.empty((int((stops - starts).sum()), *every.shape[1:]), self.spec.dtype)
        at = 0
        for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
            gathered[at : at + stop - start] = every[start:stop]
            at += stop - start
        return gathered

    def close(self) -> None:
        """Unmap the file."""
        self._file.close()

    def _shape(self, path: Path, build: str) -> tuple[int, int]:
        """Columns and rows by the header, which must be one of this build and type."""
        header = bytes(self._file.view(0, min(_HEADER.size, len(self._file))))
        if len(header) < _HEADER.size or not header.startswith(_MAGIC):
            raise unusable(path, "is not an array of an index")
        _, owner, dtype, columns = _HEADER.unpack(header)
        if owner.hex() != build:
            raise unusable(path, "belongs to another index")
        if dtype.rstrip(b"\0") != self.spec.dtype.encode("ascii") or not columns:
            raise unusable(path, f"holds no values of type {self.spec.dtype}")
        rows, rest = divmod(len(self._file) - _HEADER.size, columns * int(self.spec.dtype[2:]))
        if rest:
            raise unusable(path, "ends inside a row")
        return int(columns), rows
