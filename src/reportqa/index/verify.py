"""Checking an index in full: every byte, and whether its parts tell of the same passages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from reportqa.errors import IndexUnusableError
from reportqa.index.arrays import ArrayReader
from reportqa.index.faults import BUILD_AGAIN
from reportqa.index.files import CheckedFile, FileEntry, fault_of
from reportqa.index.generation import FILES, KEYS, read_checksums
from reportqa.index.manifest import MANIFEST, Manifest, read_manifest
from reportqa.index.postings import POSITIONS, PostingStore
from reportqa.index.store import DATABASE, PassageStore
from reportqa.index.stored import vector_key
from reportqa.index.tokens import FREQUENCIES, STARTS, TokenStore
from reportqa.index.vectors import VECTORS, VectorStore

_AT_ONCE = 4_096
_UNIT = 1e-3  # how far a paragraph vector's length may be from 1


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with an index.

    Attributes:
        file: The file at fault, relative to the index's folder, with forward slashes.
        what: What is wrong with it, following its name.
        mend: What to do about it.
    """

    file: str
    what: str
    mend: str = BUILD_AGAIN


def verify(index_dir: Path) -> list[Problem]:
    """Check an index in full; takes as long as reading all of it.

    Args:
        index_dir: The index's folder.

    Returns:
        What is wrong; empty if nothing.

    Raises:
        IndexUnusableError: If there is no index, or its manifest cannot be read or is another
            version's, so that nothing can be said of the files.
    """
    manifest = read_manifest(index_dir)
    folder = index_dir / manifest.generation
    problems = [*_missing_entries(manifest), *_damaged_files(folder, manifest)]
    if problems:
        return problems  # there is no use in comparing what is damaged
    try:
        return list(_disagreements(folder, manifest))
    except IndexUnusableError as error:
        return [Problem(manifest.generation, error.problem)]


def _missing_entries(manifest: Manifest) -> Iterator[Problem]:
    for name in sorted(set(FILES) - {entry.name for entry in manifest.files}):
        yield Problem(MANIFEST, f"does not name the file '{name}'")


def _damaged_files(folder: Path, manifest: Manifest) -> Iterator[Problem]:
    for entry in manifest.files:
        if fault := fault_of(folder, entry, in_full=True):
            where = _extent(folder, entry, manifest)
            yield Problem(f"{folder.name}/{entry.name}", fault + where)


def _extent(folder: Path, entry: FileEntry, manifest: Manifest) -> str:
    """How much of a damaged file is damaged, where its blocks can tell; else nothing."""
    with suppress(OSError, KeyError, ValueError, IndexUnusableError):
        blocks = read_checksums(folder, manifest)[entry.name]
        with closing(CheckedFile(folder / entry.name, blocks)) as file:
            return f" ({len(file.damaged_blocks())} of {len(blocks)} blocks)"
    return ""


def _disagreements(folder: Path, manifest: Manifest) -> Iterator[Problem]:
    """What whole files say against each other: the work of a fault in a build, if ever."""
    blocks = read_checksums(folder, manifest)
    build, passages = manifest.build, manifest.passages
    with ExitStack() as stack:
        database = blocks[DATABASE]
        store = stack.enter_context(closing(PassageStore(folder / DATABASE, database, build)))
        tokens = stack.enter_context(closing(TokenStore(folder, blocks, build, passages)))
        vectors = stack.enter_context(
            closing(VectorStore(folder, blocks, build, passages, manifest.vectors))
        )
        postings = stack.enter_context(closing(PostingStore(folder, blocks, build, passages)))
        keys = stack.enter_context(closing(ArrayReader(folder, KEYS, blocks[KEYS.name], build)))
        for name, faults in (
            (DATABASE, _of_database(store, manifest)),
            (KEYS.name, _of_keys(keys, store, manifest)),
            (VECTORS, _of_vectors(vectors, passages)),
            (POSITIONS.name, _of_postings(postings, store)),
            (STARTS.name, _of_starts(tokens)),
            (FREQUENCIES.name, _of_frequencies(tokens)),
        ):
            yield from (Problem(f"{folder.name}/{name}", what) for what in faults)


def _of_database(store: PassageStore, manifest: Manifest) -> Iterator[str]:
    yield from (f"is damaged ({line})" for line in store.integrity())
    reports = [(item.id, item.path, item.sha256, len(item.ordinals)) for item in store.reports()]
    if reports != [(item.id, item.path, item.sha256, item.passages) for item in manifest.reports]:
        yield "holds other reports than its manifest says"
    for report in store.reports():
        store.headings(report.id), store.left_out(report.id)
        if any(passage.report != report.id for passage in store.stretch(report.ordinals)):
            yield f"holds passages of other reports among those of '{report.id}'"
    if store.passages != manifest.passages:
        yield "holds other passages than its manifest says"


def _of_keys(keys: ArrayReader, store: PassageStore, manifest: Manifest) -> Iterator[str]:
    wanted = [
        vector_key(manifest.encoder, passage.context, passage.text)
        for passage in store.stretch(range(store.passages))
    ]
    if [row.tobytes() for row in keys.read()] != wanted:
        yield "tells of vectors of other passages"


def _of_vectors(vectors: VectorStore, passages: int) -> Iterator[str]:
    import numpy as np

    wrong = 0
    for first in range(0, passages, _AT_ONCE):
        some = vectors.some(np.arange(first, min(first + _AT_ONCE, passages)))
        lengths = np.linalg.norm(some, axis=1)
        wrong += int(np.count_nonzero(~((np.abs(lengths - 1) < _UNIT) | (lengths == 0))))
    if wrong:
        yield f"holds {wrong} vectors that are not of length 1"
    if (vectors.rows()[vectors.ordinals_by_row()] != np.arange(passages)).any():
        yield "holds vectors of other passages than its rows say"


def _of_postings(postings: PostingStore, store: PassageStore) -> Iterator[str]:
    if not postings.tell_of(store.stretch(range(store.passages)), store.all_terms()):
        yield "tells of other words than the passages hold"


def _of_starts(tokens: TokenStore) -> Iterator[str]:
    import numpy as np

    starts = tokens.starts
    if starts[0] != 0 or starts[-1] != len(tokens.every().ids) or (np.diff(starts) < 0).any():
        yield "does not fit the token vectors"


def _of_frequencies(tokens: TokenStore) -> Iterator[str]:
    import numpy as np

    counts = np.zeros_like(tokens.frequencies)
    every = tokens.every()
    for start, stop in pairwise(every.starts):
        ids = np.unique(every.ids[start:stop])
        if len(ids) and not 0 <= ids[0] <= ids[-1] < len(counts):
            yield "does not reach to the highest word piece"
            return
        counts[ids] += 1
    if (counts != tokens.frequencies).any():
        yield "does not count the word pieces of the passages"
