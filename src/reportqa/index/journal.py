"""The vectors that a build has encoded so far, kept so that a killed build goes on where it was."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from reportqa.index.stored import KEY_SIZE, StoredVectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

JOURNAL = "encoded.journal"

_MAGIC = b"RQJOURN1"
_PREFIX = struct.Struct("<4sII")  # magic, bytes of the body, CRC-32 of the body
_RECORD = b"RQJR"
_SHAPE = struct.Struct("<III")  # dim, hidden, tokens


class Journal:
    """An append-only file of vectors by key; a torn end is cut off, a damaged record passed over.

    Each record is handed to the system when it is appended, so that it outlives the process; what
    was appended before `sync` outlives the machine too.

    Args:
        path: The file; made if it is not there, begun anew if it is something else.

    Raises:
        OSError: If it cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._places: dict[bytes, tuple[int, int]] = {}
        path.touch()
        # Unbuffered, because a buffer that could not be written fails a second time on closing.
        self._file = path.open("r+b", buffering=0)
        try:
            self._end = self._scan()
            self._file.truncate(self._end)
        except BaseException:
            self._file.close()
            raise

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: bytes) -> bool:
        return key in self._places

    def append(self, key: bytes, vectors: StoredVectors) -> None:
        """Keep a passage's vectors.

        Raises:
            OSError: If they cannot be written; the journal then ends before them.
        """
        body = _pack(key, vectors)
        record = _PREFIX.pack(_RECORD, len(body), zlib.crc32(body)) + body
        self._write(record)
        self._places[key] = (self._end + _PREFIX.size, len(body))
        self._end += len(record)

    def sync(self) -> None:
        """Have the system write what was appended to the disk, so that it outlives a power cut.

        Raises:
            OSError: If it cannot be written.
        """
        os.fsync(self._file.fileno())

    def get(self, key: bytes) -> StoredVectors | None:
        """The vectors kept under a key, or None."""
        place = self._places.get(key)
        if place is None:
            return None
        self._file.seek(place[0])
        return _unpack(self._file.read(place[1]))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _scan(self) -> int:
        """Note where each whole record stands; returns where the last one ends."""
        if self._file.read(len(_MAGIC)) != _MAGIC:
            self._file.seek(0)
            self._file.truncate(0)
            self._file.write(_MAGIC)
            return len(_MAGIC)
        end = len(_MAGIC)
        while len(prefix := self._file.read(_PREFIX.size)) == _PREFIX.size:
            magic, size, checksum = _PREFIX.unpack(prefix)
            if magic != _RECORD:
                break
            body = self._file.read(size)
            if len(body) < size:
                break
            if zlib.crc32(body) == checksum:
                self._places[body[:KEY_SIZE]] = (end + _PREFIX.size, size)
            end += _PREFIX.size + size
        return end

    def _write(self, record: bytes) -> None:
        self._file.seek(self._end)
        rest = memoryview(record)
        while rest:  # a raw file may take less than it is given, as on a disk that fills up
            rest = rest[self._file.write(rest) :]


def _pack(key: bytes, vectors: StoredVectors) -> bytes:
    shape = _SHAPE.pack(len(vectors.pooled), vectors.values.shape[1], len(vectors.ids))
    arrays = (vectors.pooled, vectors.scales, vectors.ids, vectors.offsets, vectors.values)
    return b"".join([key, shape, *(array.tobytes() for array in arrays)])


def _unpack(body: bytes) -> StoredVectors:
    import numpy as np

    dim, hidden, tokens = _SHAPE.unpack_from(body, KEY_SIZE)
    at = KEY_SIZE + _SHAPE.size

    def take(dtype: str, count: int) -> NDArray[Any]:
        nonlocal at
        array = np.frombuffer(body, dtype=dtype, count=count, offset=at)
        at += array.nbytes
        return array

    pooled, scales, ids = take("<f4", dim), take("<f4", tokens), take("<i4", tokens)
    offsets, values = take("<i4", tokens * 2), take("|i1", tokens * hidden)
    return StoredVectors(
        pooled, ids, values.reshape(tokens, hidden), scales, offsets.reshape(tokens, 2)
    )
