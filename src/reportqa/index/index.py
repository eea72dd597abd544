"""An open index: passages, and the three ways of finding them (words, vectors, token vectors)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from reportqa.documents import Heading, LeftOut, Passage
from reportqa.errors import IndexUnusableError, UsageError
from reportqa.index.faults import unusable
from reportqa.index.files import fault_of
from reportqa.index.generation import read_checksums
from reportqa.index.lexical import Group, Lexicon
from reportqa.index.manifest import Manifest, read_manifest
from reportqa.index.postings import PostingStore
from reportqa.index.store import DATABASE, IndexedReport, PassageStore
from reportqa.index.tokens import TokenBlock, TokenMatrix, TokenStore
from reportqa.index.vectors import VectorStore, as_ordinals

if TYPE_CHECKING:
    from reportqa.index.shapes import FloatArray, Int32Array, Int64Array

    Allowed = Collection[int] | Int64Array


def open_index(index_dir: Path) -> Index:
    """Open an index to ask it; nothing is written, and many may do so at once.

    The words of the reports are checked in full now, some GB a second, and that all other files
    are there, of the right size and of one build; these are checked as they are read.

    Args:
        index_dir: The index's folder.

    Raises:
        IndexUnusableError: If there is no index, another version made it, or it is damaged.
    """
    manifest = read_manifest(index_dir)
    try:
        return Index(index_dir, manifest)
    except IndexUnusableError:
        # A build may have replaced the generation, and removed it, since the manifest was read.
        latest = read_manifest(index_dir)
        if latest.build == manifest.build:
            raise
        return Index(index_dir, latest)


class Index:
    """An open index; made by `open_index`, and closed by ``with`` or `close`.

    Passages go by their ordinal (their row, from 0) inside the engine and by their id outside.
    Whatever it reads it checks: any method raises `IndexUnusableError` if what it needs is
    damaged on disk.

    Args:
        index_dir: The index's folder.
        manifest: Its manifest.

    Raises:
        IndexUnusableError: If a file is missing, damaged, or of another build.

    Attributes:
        path: The index's folder.
        manifest: Its manifest: reports, encoder, settings.
    """

    def __init__(self, index_dir: Path, manifest: Manifest) -> None:
        self.path = index_dir
        self.manifest = manifest
        self._stack = ExitStack()
        try:
            self._open(index_dir / manifest.generation)
        except OSError as error:
            self.close()
            raise unusable(
                Path(error.filename or index_dir), f"cannot be read ({error.strerror})"
            ) from None
        except BaseException:
            self.close()
            raise

    def _open(self, folder: Path) -> None:
        manifest = self.manifest
        for entry in manifest.files:
            if fault := fault_of(folder, entry, in_full=False):
                raise unusable(folder / entry.name, fault)
        blocks = read_checksums(folder, manifest)
        build, passages = manifest.build, manifest.passages
        self._store = PassageStore(folder / DATABASE, blocks[DATABASE], build)
        self._stack.callback(self._store.close)
        if self._store.passages != passages:
            raise unusable(folder / DATABASE, "holds other passages than its manifest says")
        self._tokens = TokenStore(folder, blocks, build, passages)
        self._stack.callback(self._tokens.close)
        self._vectors = VectorStore(folder, blocks, build, passages, manifest.vectors)
        self._stack.callback(self._vectors.close)
        postings = PostingStore(folder, blocks, build, passages)
        self._stack.callback(postings.close)
        self._lexicon = Lexicon(postings, self._store.terms, passages)
        self._mentions: dict[str, int] = {}
        self._report_of: dict[str, IndexedReport] = {}

    def close(self) -> None:
        """Close all files."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        """How many passages it holds."""
        return self._store.passages

    @property
    def dim(self) -> int:
        """Length of a paragraph vector."""
        return self._vectors.dim

    @property
    def hidden(self) -> int:
        """Length of a token vector."""
        return self._tokens.hidden

    def passage(self, ordinal: int) -> Passage:
        """The passage of an ordinal.

        Raises:
            IndexError: If there is none.
        """
        passage = self._store.passage(ordinal)
        if passage is None:
            raise IndexError(f"no passage {ordinal} among {len(self)}")
        return passage

    def by_id(self, passage_id: str) -> Passage | None:
        """The passage of an id, or None."""
        found = self._store.find(passage_id)
        return found[1] if found else None

    def ordinal(self, passage_id: str) -> int | None:
        """The ordinal of a passage's id, or None."""
        found = self._store.find(passage_id)
        return found[0] if found else None

    def passages(self, ordinals: Sequence[int] | Int64Array) -> list[Passage]:
        """The passages of some ordinals, in that order, at one question to the database.

        Raises:
            IndexError: If one of them is none.
        """
        wanted = [int(ordinal) for ordinal in ordinals]
        found = self._store.some(wanted)
        try:
            return [found[ordinal] for ordinal in wanted]
        except KeyError as error:
            raise IndexError(f"no passage {error} among {len(self)}") from None

    def all_passages(self, report: str | None = None) -> list[Passage]:
        """All passages, or those of one report, in the order of their ordinals.

        Raises:
            UsageError: If there is no such report.
        """
        return self._store.stretch(range(len(self)) if report is None else self.ordinals(report))

    def reports(self) -> tuple[IndexedReport, ...]:
        """All reports with their facts, sorted by id."""
        return self._reports

    @cached_property
    def _reports(self) -> tuple[IndexedReport, ...]:
        return tuple(self._store.reports())

    def report(self, report: str) -> IndexedReport:
        """The report of an id.

        Raises:
            UsageError: If there is no such report.
        """
        if report not in self._report_of:
            found = self._store.report(report)
            if found is None:
                raise UsageError(f"there is no report '{report}'", "see them all: reportqa reports")
            self._report_of[report] = found
        return self._report_of[report]

    def ordinals(self, report: str) -> range:
        """The ordinals of a report's passages: what restricts a search to it.

        Raises:
            UsageError: If there is no such report.
        """
        return self.report(report).ordinals

    def headings(self, report: str) -> tuple[Heading, ...]:
        """A report's headings in the order of the text; empty for an unknown one."""
        return self._store.headings(report)

    def left_out(self, report: str) -> tuple[LeftOut, ...]:
        """What was left out of a report, and by which rule; empty for an unknown one."""
        return self._store.left_out(report)

    def section_paths(self) -> list[tuple[str, ...]]:
        """The section paths of all passages, each once."""
        return self._store.section_paths()

    def standing(
        self, paths: Sequence[tuple[str, ...]] | None, page: int | None = None
    ) -> Int64Array:
        """The passages that stand in some places.

        Args:
            paths: Section paths, as `section_paths` gives them; None for all.
            page: A printed page; None for all, and those of no known page.

        Returns:
            Ordinals int64 (n,), rising.
        """
        import numpy as np

        return np.array(self._store.standing(paths, page), dtype=np.int64)

    def lexical(
        self, words: Sequence[str | Group], limit: int, allowed: Allowed | None = None
    ) -> tuple[Int64Array, FloatArray]:
        """The passages that match words best, by BM25 over text, section and lead-in.

        Args:
            words: Words, phrases (several words in one string) and groups of alternatives; a
                passage need hold only one of them. All characters are plain text here.
            limit: How many passages at most.
            allowed: The ordinals to choose from; None for all.

        Returns:
            Ordinals int64 (n,) and scores float32 (n,), higher is better, best first, ties by
            ordinal.
        """
        return self._lexicon.search(words, limit, self._chosen(allowed))

    def dense(
        self, vector: FloatArray, limit: int, allowed: Allowed | None = None
    ) -> tuple[Int64Array, FloatArray]:
        """The passages whose paragraph vectors are nearest to a vector.

        Above a number of passages only those clusters of vectors are looked into that are
        nearest, so that some may be missed (``manifest.vectors`` tells); each that is found has
        its exact cosine.

        Args:
            vector: float32 (dim,), L2-normalised.
            limit: How many passages at most.
            allowed: The ordinals to choose from; None for all.

        Returns:
            Ordinals int64 (n,) and cosines float32 (n,), best first, ties by ordinal.

        Raises:
            ValueError: If the vector has another length than the index's.
        """
        return self._vectors.search(vector, limit, self._chosen(allowed))

    def vectors(self, ordinals: Int64Array) -> FloatArray:
        """The paragraph vectors of some passages, float32 (n, dim)."""
        return self._vectors.some(ordinals)

    def cosines(self, vector: FloatArray, ordinals: Int64Array) -> FloatArray:
        """How near the paragraph vectors of some passages are to a vector.

        Args:
            vector: float32 (dim,), L2-normalised.
            ordinals: Which passages, int64 (n,).

        Returns:
            float32 (n,), in the order of the ordinals.
        """
        return self._vectors.cosines(vector, ordinals)

    def word_scores(self, words: Sequence[str | Group], ordinals: Int64Array) -> FloatArray:
        """The scores of some passages by words, as `lexical` has them.

        Args:
            words: Words, phrases and groups.
            ordinals: Which passages, int64 (n,).

        Returns:
            float32 (n,), in the order of the ordinals; 0 for those that hold none of the words.
        """
        import numpy as np

        return self._lexicon.scores(words)[ordinals].astype(np.float32)

    def tokens(self, ordinal: int) -> TokenBlock:
        """The token vectors of a passage.

        Raises:
            IndexError: If there is no such passage.
        """
        if not 0 <= ordinal < len(self):
            raise IndexError(f"no passage {ordinal} among {len(self)}")
        return self._tokens.block(ordinal)

    def gather_tokens(self, ordinals: Sequence[int] | Int64Array) -> TokenMatrix:
        """The token vectors of some passages, in that order, in one piece.

        Raises:
            IndexError: If one of them is no passage.
        """
        import numpy as np

        wanted = np.asarray(ordinals, dtype=np.int64)
        if len(wanted) and not 0 <= wanted.min() <= wanted.max() < len(self):
            raise IndexError(f"not all of {wanted.tolist()} are among {len(self)} passages")
        return self._tokens.gather(wanted)

    def all_tokens(self) -> TokenMatrix:
        """The token vectors of all passages, mapped from disk and not copied.

        They are checked in full the first time, at some GB a second.
        """
        return self._tokens.every()

    def document_frequencies(self) -> Int32Array:
        """In how many passages each word piece stands, context included.

        Returns:
            int32 (v,): v is the highest id of the corpus plus 1, so that a question's ids may
            lie beyond it; see `document_frequency`.
        """
        return self._tokens.frequencies

    def document_frequency(self, ids: Int32Array) -> Int32Array:
        """In how many passages each of some word pieces stands; 0 for those of none.

        Args:
            ids: int32 (t,).

        Returns:
            int32 (t,).
        """
        return self._tokens.frequency(ids)

    def acronyms(self) -> dict[str, str]:
        """Acronyms that the reports spell out, with what they stand for, sorted."""
        return self._store.acronyms()

    def mentions(self, phrase: str) -> int:
        """In how many passages a phrase stands, words stemmed, sections and lead-ins included."""
        if phrase not in self._mentions:
            self._mentions[phrase] = self._lexicon.count(phrase)
        return self._mentions[phrase]

    def vocabulary(self) -> dict[str, int]:
        """The words of texts and headings, folded but not stemmed, with their counts."""
        return self._vocabulary

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        return self._store.vocabulary()

    def _chosen(self, allowed: Allowed | None) -> Int64Array | None:
        """The ordinals to choose from, sorted; those of no passage are left out."""
        if allowed is None:
            return None
        chosen = as_ordinals(allowed)
        return chosen[(chosen >= 0) & (chosen < len(self))]
