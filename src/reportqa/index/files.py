"""Files written once, synced and checksummed a block at a time, and checked as they are read."""

from __future__ import annotations

import hashlib
import mmap
import os
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from reportqa.index.faults import unusable

if TYPE_CHECKING:
    from reportqa.index.shapes import Int64Array

BLOCK = 16 * 1024
"""Bytes under one checksum: about what a passage's token vectors take, so that checking a
thousand passages scattered over a large file reads little more than these."""

_CHUNK = 1 << 20
# Of a mapped file this much is kept in memory after it was read, so that the memory of a process
# that asks on and on does not grow to the size of the corpus.
_KEPT_IN_MEMORY = 64 << 20
_MAPPED_AROUND = 64 << 10  # what Linux maps with a page of a file that it has in memory
_REPLACE_TRIES = 40


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of a generation as the manifest knows it.

    Attributes:
        name: Its name in the generation's folder.
        size: Bytes.
        sha256: Hash of its bytes (hex).
    """

    name: str
    size: int
    sha256: str


class BlockWriter:
    """Writes a new file front to back and keeps its hash and its blocks' checksums.

    `finish` syncs and closes it; leaving the ``with`` without that only closes it.

    Args:
        path: The file to make; one of that name is replaced.

    Raises:
        OSError: If it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("wb")
        self._sha256 = hashlib.sha256()
        self._size = 0
        self._crc = 0
        self._blocks: list[int] = []

    def write(self, data: bytes | memoryview) -> int:
        """Append bytes; returns how many, as a file's ``write`` does."""
        view = memoryview(data).cast("B")
        self._file.write(view)
        self._sha256.update(view)
        at = 0
        while at < len(view):
            part = view[at : at + BLOCK - self._size % BLOCK]
            self._crc = zlib.crc32(part, self._crc)
            self._size += len(part)
            at += len(part)
            if self._size % BLOCK == 0:
                self._blocks.append(self._crc)
                self._crc = 0
        return len(view)

    def finish(self) -> FileEntry:
        """Sync and close the file; returns its entry for the manifest."""
        if self._size % BLOCK:
            self._blocks.append(self._crc)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return FileEntry(self._path.name, self._size, self._sha256.hexdigest())

    @property
    def blocks(self) -> list[int]:
        """CRC-32 of each block of `BLOCK` bytes, the last one shorter; whole after `finish`."""
        return self._blocks

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


class CheckedFile:
    """A memory-mapped file whose blocks are checked when they are first read.

    Args:
        path: The file; it must not be empty.
        blocks: CRC-32 of each block of `BLOCK` bytes.

    Raises:
        OSError: If it cannot be opened or mapped.
        IndexUnusableError: If it has another number of blocks.
    """

    def __init__(self, path: Path, blocks: Sequence[int]) -> None:
        self.path = path
        self._blocks = blocks
        self._checked = bytearray(len(blocks))
        self._read = 0
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._view = memoryview(self._map)
        if len(blocks) != -(-len(self._view) // BLOCK):
            self.close()
            raise unusable(path, "has another length than its checksums")

    def __len__(self) -> int:
        return len(self._view)

    @property
    def mapped(self) -> memoryview:
        """All bytes, unchecked: for who has checked, or will check, what is read of them."""
        return self._view

    def view(self, start: int, stop: int) -> memoryview:
        """The bytes from `start` to `stop` (half-open), their blocks checked.

        Raises:
            IndexUnusableError: If a block that they touch is damaged.
        """
        self._count(stop - start)
        for block in range(start // BLOCK, -(-stop // BLOCK)):
            if not self._checked[block]:
                self._check(block)
        return self._view[start:stop]

    def check_ranges(self, starts: Int64Array, stops: Int64Array) -> None:
        """Check the blocks of many ranges of bytes (half-open) at once.

        Args:
            starts: int64 (n,).
            stops: int64 (n,); a range that ends where it starts asks nothing.

        Raises:
            IndexUnusableError: If a block that they touch is damaged.
        """
        import numpy as np

        self._count(int((stops - starts).sum()) + len(starts) * _MAPPED_AROUND)
        filled = stops > starts
        first, last = starts[filled] // BLOCK, (stops[filled] - 1) // BLOCK
        counts = last - first + 1
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        touched = np.unique(np.repeat(first, counts) + within)
        checked = np.frombuffer(self._checked, dtype=np.uint8)
        for block in touched[checked[touched] == 0].tolist():
            self._check(block)

    def damaged_blocks(self) -> list[int]:
        """The numbers (from 0) of all blocks whose checksum does not hold."""
        return [block for block in range(len(self._blocks)) if not self._holds(block)]

    def close(self) -> None:
        """Unmap the file; where arrays still show it, the last of them to go does so."""
        try:
            self._view.release()
            self._map.close()
        except BufferError:
            pass

    def _count(self, size: int) -> None:
        """Note that so many bytes are about to be read; those read before are let go in time.

        What is still shown of them is mapped again when it is looked at. On systems without
        such a call the memory is theirs to take when they need it.
        """
        if self._read > _KEPT_IN_MEMORY and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)
            self._read = 0
        self._read += size

    def _holds(self, block: int) -> bool:
        return zlib.crc32(self._view[block * BLOCK : (block + 1) * BLOCK]) == self._blocks[block]

    def _check(self, block: int) -> None:
        if not self._holds(block):
            raise unusable(self.path, f"is damaged (bytes from {block * BLOCK} on)")
        self._checked[block] = True


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes (hex).

    Raises:
        OSError: If it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def block_checksums(path: Path) -> list[int]:
    """CRC-32 of each block of `BLOCK` bytes of a file, the last one shorter.

    Raises:
        OSError: If it cannot be read.
    """
    checksums: list[int] = []
    with path.open("rb") as file:
        while chunk := memoryview(file.read(_CHUNK)):
            checksums += (zlib.crc32(chunk[at : at + BLOCK]) for at in range(0, len(chunk), BLOCK))
    return checksums


def fault_of(folder: Path, entry: FileEntry, *, in_full: bool) -> str | None:
    """What is wrong with a file by its manifest entry, or None.

    Args:
        folder: The generation's folder.
        entry: What the file should be.
        in_full: Whether to hash it too, not only to look at its size.

    Returns:
        Words that follow the file's name, such as ``is missing``.
    """
    path = folder / entry.name
    try:
        size = path.stat().st_size
        if size != entry.size:
            return f"has {size} bytes where {entry.size} were written"
        if in_full and hash_file(path) != entry.sha256:
            return "is damaged or belongs to another index"
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return None


def sync_file(path: Path) -> None:
    """Have the system write a closed file's bytes to the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the system write a folder's entries to the disk; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file by new bytes so that a reader sees the old ones or the new ones.

    Raises:
        OSError: If it cannot be written.
    """
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    for tries_left in reversed(range(_REPLACE_TRIES)):
        try:
            fresh.replace(path)
            break
        except PermissionError:  # on Windows, while a reader has the old one open
            if not tries_left:
                raise
            time.sleep(0.05)
    sync_folder(path.parent)
