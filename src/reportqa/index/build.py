"""Building an index: encode what is new, write a generation, make it the one that counts."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.documents import Report
from reportqa.encoding import EncoderIdentity
from reportqa.errors import IndexUnusableError, ModelError
from reportqa.index.changes import Changes, changes, entry_of, in_order
from reportqa.index.clusters import EXACT_UP_TO, Clusters
from reportqa.index.faults import BUILD_AGAIN
from reportqa.index.files import fault_of, sync_folder
from reportqa.index.generation import (
    generations,
    next_generation,
    remove_generation,
    write_generation,
)
from reportqa.index.journal import JOURNAL, Journal
from reportqa.index.manifest import (
    MANIFEST,
    Manifest,
    ReportEntry,
    Settings,
    SkippedEntry,
    read_manifest,
    write_manifest,
)
from reportqa.index.previous import PreviousVectors
from reportqa.index.shapes import Progress
from reportqa.index.stored import StoredRun, StoredVectors, stored, vector_key

if TYPE_CHECKING:
    from reportqa.encoding import Encoded, Encoder

LOCK = "build.lock"

# Items given to the encoder at once. It may hold back results to batch by length; what it
# holds back is lost when the build is killed.
_WINDOW = 128

# Passages whose vectors are copied at once from the index before.
_RUN = 1_024


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did.

    Attributes:
        generation: Name of the generation that counts now.
        did_nothing: Whether the index was up to date and sound already.
        added: Ids of reports that are new.
        changed: Ids of reports that are indexed anew.
        removed: Ids of reports that went.
        kept: Ids of reports that are as they were.
        passages: Passages in the index.
        encoded: Passages whose vectors this build computed.
        reused: Passages whose vectors it had: from the index before, from a build that was
            interrupted, or from another passage with the same words in the same context.
        seconds: How long it took.
    """

    generation: str
    did_nothing: bool
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    passages: int
    encoded: int
    reused: int
    seconds: float


def build(
    corpus_reports: Sequence[Report],
    encoder_identity: EncoderIdentity,
    open_encoder: Callable[[], Encoder],
    index_dir: Path,
    *,
    settings: Settings | None = None,
    rebuild: bool = False,
    exact_up_to: int = EXACT_UP_TO,
    on_progress: Progress | None = None,
    lock_timeout: float = 0.0,
    skipped: Sequence[SkippedEntry] = (),
) -> BuildSummary:
    """Bring an index up to date with its corpus.

    Interrupted or killed at any point it leaves the index that was, and the next build
    encodes only what this one had not. An index that is damaged is built anew, with what is
    sound of its vectors.

    Args:
        corpus_reports: All reports, in any order.
        encoder_identity: What will encode.
        open_encoder: Opens it; called only if something must be encoded.
        index_dir: The index's folder; made if it is not there.
        settings: What shapes the index beside reports and encoder, as JSON values; other
            settings than the index's make a new generation.
        rebuild: Write a new generation in any case, and train anew what is trained (the clusters
            of paragraph vectors); vectors of passages that did not change are taken over.
        exact_up_to: Up to how many passages all paragraph vectors are compared with a question.
        on_progress: Called as ``on_progress(stage, done, total)``, in passages; the stages are
            ``encoding`` and ``writing``.
        lock_timeout: Seconds to wait for another build of the same index.
        skipped: The files of the corpus that are left out, to be remembered.

    Returns:
        What was done.

    Raises:
        CorpusError: If the reports hold no passage, or two of one id.
        IndexUnusableError: If the index cannot be written, or is being built already.
        ModelError: If the encoder gives no usable vectors.
    """
    started = time.perf_counter()
    wanted = _Wanted.of(corpus_reports, encoder_identity, settings or {}, skipped)
    with _writing(index_dir), _only_builder(index_dir, lock_timeout):
        before = _manifest(index_dir)
        differences = changes(before.reports if before else (), wanted.entries)
        generation, encoded = before.generation if before else None, 0
        did_nothing = (
            not rebuild
            and before is not None
            and wanted.is_in(before)
            and _is_sound(index_dir, before)
        )
        # Of a manifest that cannot be read a generation may still count, for another version.
        if before is not None or not (index_dir / MANIFEST).exists():
            _remove_generations(index_dir, but=generation)
        if generation is None or not did_nothing:
            work = _Build(index_dir, wanted, on_progress, exact_up_to, retrain=rebuild)
            generation, encoded = work.run(before, open_encoder)
            _remove_generations(index_dir, but=generation)
        elif before is not None and before.skipped != wanted.skipped:
            write_manifest(index_dir, replace(before, skipped=wanted.skipped))
        (index_dir / JOURNAL).unlink(missing_ok=True)
    return _summary(wanted, differences, generation, did_nothing, encoded, started)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the index is to hold when the build is done."""

    reports: list[Report]
    entries: list[ReportEntry]
    encoder: EncoderIdentity
    settings: Settings
    keys: list[bytes]  # of all passages, by ordinal
    skipped: tuple[SkippedEntry, ...]

    @classmethod
    def of(
        cls,
        reports: Sequence[Report],
        encoder: EncoderIdentity,
        settings: Settings,
        skipped: Sequence[SkippedEntry],
    ) -> _Wanted:
        ordered = in_order(reports)
        passages = (passage for report in ordered for passage in report.passages)
        return cls(
            reports=ordered,
            entries=[entry_of(report) for report in ordered],
            encoder=encoder,
            settings=json.loads(json.dumps(dict(settings))),  # as they will be read back
            keys=[vector_key(encoder, passage.context, passage.text) for passage in passages],
            skipped=tuple(skipped),
        )

    def is_in(self, manifest: Manifest) -> bool:
        return (list(manifest.reports), manifest.encoder, manifest.settings) == (
            self.entries,
            self.encoder,
            self.settings,
        )

    def items(self) -> dict[bytes, tuple[str, str]]:
        """Context and text by key: what the encoder is given; equal passages once."""
        passages = (passage for report in self.reports for passage in report.passages)
        return {
            key: (passage.context, passage.text)
            for key, passage in zip(self.keys, passages, strict=True)
        }


class _Build:
    """One build that has something to do, while it holds the lock."""

    def __init__(
        self,
        index_dir: Path,
        wanted: _Wanted,
        on_progress: Progress | None,
        exact_up_to: int,
        *,
        retrain: bool,
    ) -> None:
        self._index_dir = index_dir
        self._wanted = wanted
        self._on_progress = on_progress
        self._exact_up_to = exact_up_to
        self._retrain = retrain

    def run(self, before: Manifest | None, open_encoder: Callable[[], Encoder]) -> tuple[str, int]:
        """Returns the new generation and how many passages were encoded for it."""
        with (
            Journal(self._index_dir / JOURNAL) as journal,
            closing(PreviousVectors(self._index_dir, before)) as previous,
        ):
            missing = {
                key: item
                for key, item in self._wanted.items().items()
                if key not in journal and previous.ordinal(key) is None
            }
            if missing:
                self._encode(missing, open_encoder(), journal)
            clusters = Clusters(len(self._wanted.keys), self._exact_up_to)
            same_encoder = before is not None and before.encoder == self._wanted.encoder
            if before is not None and same_encoder and not self._retrain:
                clusters = replace(clusters, before=before.vectors, centroids=previous.centroids())
            return self._write(journal, previous, clusters), len(missing)

    def _encode(
        self, missing: dict[bytes, tuple[str, str]], encoder: Encoder, journal: Journal
    ) -> None:
        keys = list(missing)
        self._tell("encoding", 0, len(keys))
        for start in range(0, len(keys), _WINDOW):
            window = keys[start : start + _WINDOW]

            def tell(done: int, start: int = start) -> None:
                self._tell("encoding", start + done, len(keys))

            results = encoder.encode([missing[key] for key in window], on_progress=tell)
            for key, vectors in zip(window, self._checked(results), strict=True):
                journal.append(key, vectors)
            journal.sync()

    def _checked(self, results: Iterator[Encoded]) -> Iterator[StoredVectors]:
        for encoded in results:
            try:
                yield stored(encoded)
            except ValueError as error:
                raise ModelError(
                    f"the model '{self._wanted.encoder.name}' gives {error}",
                    "use another one: reportqa models",
                ) from error

    def _write(self, journal: Journal, previous: PreviousVectors, clusters: Clusters) -> str:
        wanted = self._wanted
        return write_index(
            self._index_dir,
            wanted.reports,
            wanted.entries,
            self._vectors(journal, previous),
            wanted.encoder,
            settings=wanted.settings,
            clusters=clusters,
            skipped=wanted.skipped,
            on_passage=lambda done: self._tell("writing", done, len(wanted.keys)),
        )

    def _vectors(
        self, journal: Journal, previous: PreviousVectors
    ) -> Iterator[tuple[list[bytes], StoredRun]]:
        """Keys and vectors of all passages; of those that followed one another before, at once."""
        keys = self._wanted.keys
        at = 0
        while at < len(keys):
            vectors = journal.get(keys[at])
            if vectors is not None:
                yield [keys[at]], StoredRun.of_one(vectors)
                at += 1
                continue
            first = previous.ordinal(keys[at])
            if first is None:
                raise IndexUnusableError(
                    f"the index at '{self._index_dir}' was changed while it was being built",
                    BUILD_AGAIN,
                )
            stop = at + 1
            while (
                stop < min(len(keys), at + _RUN)
                and previous.ordinal(keys[stop]) == first + stop - at
                and keys[stop] not in journal
            ):
                stop += 1
            yield keys[at:stop], previous.run(first, first + stop - at)
            at = stop

    def _tell(self, stage: str, done: int, total: int) -> None:
        if self._on_progress:
            self._on_progress(stage, done, total)


def write_index(
    index_dir: Path,
    reports: Sequence[Report],
    entries: Sequence[ReportEntry],
    vectors: Iterable[tuple[Sequence[bytes], StoredRun]],
    encoder: EncoderIdentity,
    *,
    settings: Settings,
    clusters: Clusters,
    skipped: tuple[SkippedEntry, ...] = (),
    on_passage: Callable[[int], None] = lambda _: None,
) -> str:
    """Write a generation from vectors that are there, and make it the one that counts.

    Args:
        index_dir: The index's folder, which no other build writes to.
        reports: The reports, sorted by id.
        entries: Their entries for the manifest (`entry_of`).
        vectors: Keys (`vector_key`) and vectors of the passages, in their order.
        encoder: What made the vectors.
        settings: What the build was asked for.
        clusters: How paragraph vectors are to be searched.
        skipped: The files of the corpus that are left out.
        on_passage: Called with the number of passages that are written.

    Returns:
        The generation's name.

    Raises:
        OSError: If it cannot be written.
    """
    generation, build_id = next_generation(index_dir), secrets.token_hex(16)
    folder = index_dir / generation
    try:
        files, layout = write_generation(folder, build_id, reports, vectors, clusters, on_passage)
        sync_folder(index_dir)
        manifest = Manifest(
            generation=generation,
            build=build_id,
            version=_version(),
            built=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            encoder=encoder,
            settings=settings,
            vectors=layout,
            reports=tuple(entries),
            files=files,
            skipped=skipped,
        )
        write_manifest(index_dir, manifest)
    except BaseException:
        remove_generation(folder)
        raise
    return generation


@contextmanager
def _writing(index_dir: Path) -> Iterator[None]:
    """Makes the folder, and says in the user's words what the system says in its own."""
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        reason = error.strerror or error
        raise IndexUnusableError(
            f"the index at '{index_dir}' cannot be written: {reason}",
            "make room or set its permissions right, or pass --index FOLDER; what was encoded"
            " is kept",
        ) from error


@contextmanager
def _only_builder(index_dir: Path, timeout: float) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(index_dir / LOCK, timeout=timeout)
    try:
        lock.acquire()
    except Timeout:
        raise IndexUnusableError(
            f"another build of the index at '{index_dir}' is running", "wait until it is done"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _manifest(index_dir: Path) -> Manifest | None:
    try:
        return read_manifest(index_dir)
    except IndexUnusableError:
        return None  # none, or a damaged or foreign one: all begins anew


def _is_sound(index_dir: Path, manifest: Manifest) -> bool:
    """Whether every byte is as written: a damaged index is not up to date."""
    folder = index_dir / manifest.generation
    return not any(fault_of(folder, entry, in_full=True) for entry in manifest.files)


def _remove_generations(index_dir: Path, *, but: str | None) -> None:
    for name in generations(index_dir):
        if name != but:
            remove_generation(index_dir / name)


def _version() -> str:
    from importlib import metadata

    try:
        return metadata.version("reportqa")
    except metadata.PackageNotFoundError:  # run from a checkout that was not installed
        return "unknown"


def _summary(
    wanted: _Wanted,
    differences: Changes,
    generation: str,
    did_nothing: bool,
    encoded: int,
    started: float,
) -> BuildSummary:
    passages = len(wanted.keys)
    return BuildSummary(
        generation=generation,
        did_nothing=did_nothing,
        added=differences.added,
        changed=differences.changed,
        removed=differences.removed,
        kept=differences.kept,
        passages=passages,
        encoded=encoded,
        reused=passages - encoded,
        seconds=time.perf_counter() - started,
    )
