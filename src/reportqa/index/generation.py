"""A generation: the folder of files that one build writes and nobody changes afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from itertools import chain
from pathlib import Path

from reportqa.documents import Report
from reportqa.index.arrays import ArraySpec, ArrayWriter
from reportqa.index.faults import unusable
from reportqa.index.files import BLOCK, BlockWriter, FileEntry, sync_folder
from reportqa.index.manifest import GENERATION, Manifest
from reportqa.index.store import DATABASE, write_store
from reportqa.index.stored import KEY_SIZE, StoredVectors
from reportqa.index.tokens import SPECS, TokenWriter
from reportqa.index.vectors import VECTORS, VectorWriter

CHECKSUMS = "checksums.json"
KEYS = ArraySpec("keys.bin", "|u1", flat=False)
VECTOR_FILES = (KEYS.name, *(spec.name for spec in SPECS), VECTORS)
"""The files that are checked block by block as they are read."""

FILES = (DATABASE, CHECKSUMS, *VECTOR_FILES)

_LEFT_BY_SQLITE = ("passages.db-journal", "passages.db-wal", "passages.db-shm")


def write_generation(
    folder: Path,
    build: str,
    reports: Sequence[Report],
    vectors: Iterable[tuple[bytes, StoredVectors]],
    on_passage: Callable[[int], None],
) -> tuple[FileEntry, ...]:
    """Write and sync all files of a new generation.

    Args:
        folder: Its folder, which is made; it must not be there yet.
        build: The build's random id, 32 hex digits.
        reports: The reports in the order of their passages' ordinals.
        vectors: Key and vectors of each passage, in that order; at least one.
        on_passage: Called with the number of passages whose vectors are written.

    Returns:
        The files' entries for the manifest.

    Raises:
        OSError: If they cannot be written.
        ValueError: If the vectors are not all of one size.
    """
    folder.mkdir()
    written = _write_vectors(folder, build, vectors, on_passage)
    entries = [entry for entry, _ in written]
    entries.append(write_store(folder / DATABASE, reports, build))
    blocks = {entry.name: checksums for entry, checksums in written}
    entries.append(_write_checksums(folder / CHECKSUMS, build, blocks))
    sync_folder(folder)
    return tuple(sorted(entries, key=lambda entry: entry.name))


def read_checksums(folder: Path, manifest: Manifest) -> dict[str, list[int]]:
    """The block checksums of a generation's vector files, by name.

    Raises:
        IndexUnusableError: If their file is missing or damaged.
    """
    path = folder / CHECKSUMS
    (wanted,) = (entry.sha256 for entry in manifest.files if entry.name == CHECKSUMS)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unusable(path, f"cannot be read ({error.strerror})") from None
    if hashlib.sha256(data).hexdigest() != wanted:
        raise unusable(path, "is damaged or belongs to another index")
    files: dict[str, list[int]] = json.loads(data)["files"]
    return files


def generations(index_dir: Path) -> list[str]:
    """The names of the generation folders that are there, oldest first."""
    names = (path.name for path in index_dir.iterdir() if path.is_dir())
    return sorted(filter(GENERATION.fullmatch, names), key=lambda name: int(name[1:]))


def next_generation(index_dir: Path) -> str:
    """A name later than all generations that are there.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     next_generation(Path(folder))
        'g000001'
    """
    latest = max((int(name[1:]) for name in generations(index_dir)), default=0)
    return f"g{latest + 1:06d}"


def remove_generation(folder: Path) -> None:
    """Remove a generation as far as the system lets it go; the next build tries again.

    Only files that a build makes are removed: the folder may not be what its name says.
    """
    for name in (*FILES, *_LEFT_BY_SQLITE):
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def _write_vectors(
    folder: Path,
    build: str,
    vectors: Iterable[tuple[bytes, StoredVectors]],
    on_passage: Callable[[int], None],
) -> list[tuple[FileEntry, list[int]]]:
    import numpy as np

    rest = iter(vectors)
    first = next(rest)
    with ExitStack() as stack:
        keys = stack.enter_context(ArrayWriter(folder, KEYS, KEY_SIZE, build))
        tokens = TokenWriter(folder, first[1].values.shape[1], build)
        stack.callback(tokens.close)
        paragraphs = VectorWriter(folder, len(first[1].pooled), build)
        for done, (key, item) in enumerate(chain([first], rest), start=1):
            keys.append(np.frombuffer(key, dtype=np.uint8)[None])
            tokens.add(item)
            paragraphs.add(item.pooled)
            on_passage(done)
        return [keys.finish(), *tokens.finish(), paragraphs.finish()]


def _write_checksums(path: Path, build: str, blocks: dict[str, list[int]]) -> FileEntry:
    data = {"build": build, "block": BLOCK, "files": blocks}
    with BlockWriter(path) as writer:
        writer.write(json.dumps(data, separators=(",", ":")).encode("ascii"))
        return writer.finish()
