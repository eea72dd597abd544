"""A generation: the folder of files that one build writes and nobody changes afterwards."""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from itertools import chain
from pathlib import Path

from reportqa.documents import Report
from reportqa.index import postings
from reportqa.index.arrays import ArraySpec, ArrayWriter
from reportqa.index.clusters import Clusters, VectorLayout
from reportqa.index.faults import unusable
from reportqa.index.files import BLOCK, BlockWriter, FileEntry, sync_folder
from reportqa.index.manifest import GENERATION, Manifest
from reportqa.index.postings import write_postings
from reportqa.index.store import DATABASE, write_store
from reportqa.index.stored import KEY_SIZE, StoredRun
from reportqa.index.tokens import SPECS, TokenWriter
from reportqa.index.vectors import ROWS, VECTORS, VectorWriter

CHECKSUMS = "checksums.bin"
KEYS = ArraySpec("keys.bin", "|u1", flat=False)
VECTOR_FILES = (KEYS.name, *(spec.name for spec in SPECS), VECTORS, ROWS.name)
"""The files that hold what an encoder made, which a later build takes over."""

CHECKED_FILES = (DATABASE, *VECTOR_FILES, *(spec.name for spec in postings.SPECS))
"""The files that are checked block by block, all but the database as they are read."""

FILES = (CHECKSUMS, *CHECKED_FILES)

_LEFT_BY_SQLITE = ("passages.db-journal", "passages.db-wal", "passages.db-shm")
_OF_OLDER_VERSIONS = ("checksums.json",)


def write_generation(
    folder: Path,
    build: str,
    reports: Sequence[Report],
    vectors: Iterable[tuple[Sequence[bytes], StoredRun]],
    clusters: Clusters,
    on_passage: Callable[[int], None],
) -> tuple[tuple[FileEntry, ...], VectorLayout]:
    """Write and sync all files of a new generation.

    Args:
        folder: Its folder, which is made; it must not be there yet.
        build: The build's random id, 32 hex digits.
        reports: The reports in the order of their passages' ordinals.
        vectors: Keys and vectors of one or more passages at a time, in that order; at least one.
        clusters: How paragraph vectors are to be searched.
        on_passage: Called with the number of passages whose vectors are written.

    Returns:
        The files' entries for the manifest, and how paragraph vectors are laid out.

    Raises:
        OSError: If they cannot be written.
        ValueError: If the vectors are not all of one size.
    """
    folder.mkdir()
    written, layout = _write_vectors(folder, build, vectors, clusters, on_passage)
    passages = [passage for report in reports for passage in report.passages]
    files, terms = write_postings(folder, build, passages)
    written += [*files, write_store(folder / DATABASE, reports, terms, build)]
    written.sort(key=lambda file: file[0].name)
    entries = [entry for entry, _ in written]
    entries.append(_write_checksums(folder / CHECKSUMS, [blocks for _, blocks in written]))
    sync_folder(folder)
    return tuple(sorted(entries, key=lambda entry: entry.name)), layout


def read_checksums(folder: Path, manifest: Manifest) -> Mapping[str, Sequence[int]]:
    """The block checksums of a generation's files, by name.

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
    every = memoryview(_little_endian(array("I", data)))
    files, at = {}, 0
    for entry in manifest.files:
        if entry.name != CHECKSUMS:
            count = -(-entry.size // BLOCK)
            files[entry.name] = every[at : at + count]
            at += count
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
    for name in (*FILES, *_LEFT_BY_SQLITE, *_OF_OLDER_VERSIONS):
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def _write_vectors(
    folder: Path,
    build: str,
    vectors: Iterable[tuple[Sequence[bytes], StoredRun]],
    clusters: Clusters,
    on_passage: Callable[[int], None],
) -> tuple[list[tuple[FileEntry, list[int]]], VectorLayout]:
    import numpy as np

    rest = iter(vectors)
    first = next(rest)
    done = 0
    with ExitStack() as stack:
        keys = stack.enter_context(ArrayWriter(folder, KEYS, KEY_SIZE, build))
        tokens = TokenWriter(folder, first[1].values.shape[1], build)
        stack.callback(tokens.close)
        paragraphs = VectorWriter(folder, first[1].pooled.shape[1], build, clusters)
        for some, run in chain([first], rest):
            joined = np.frombuffer(b"".join(some), dtype=np.uint8)
            keys.append(joined.reshape(len(some), KEY_SIZE))
            tokens.add(run)
            paragraphs.add(run.pooled)
            done += len(some)
            on_passage(done)
        vector_files, layout = paragraphs.finish()
        return [keys.finish(), *tokens.finish(), *vector_files], layout


def _write_checksums(path: Path, blocks: Sequence[Sequence[int]]) -> FileEntry:
    """Write all files' checksums, one file after another in the order of their names."""
    with BlockWriter(path) as writer:
        for checksums in blocks:
            writer.write(_little_endian(array("I", checksums)).tobytes())
        return writer.finish()


def _little_endian(values: array[int]) -> array[int]:
    """Values in the order of bytes that is on disk, or from there in the machine's."""
    if sys.byteorder == "big":
        values.byteswap()
    return values
