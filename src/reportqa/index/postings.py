"""Which passages each word stands in, how much it says of each, and where it stands.

All tokens of the corpus, field after field (text, section, lead-in of the first passage, then of
the next), stand in one row, with a gap behind each field; a token's place in that row is its
position. A phrase is then a run of positions, and none reaches from one field into the next.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportqa.documents import Passage
from reportqa.index.arrays import ArraySet, ArraySpec, ArrayWriter
from reportqa.index.faults import unusable
from reportqa.index.files import FileEntry
from reportqa.index.wording import stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.index.shapes import Int64Array

    Matches = tuple[NDArray[np.integer[Any]], NDArray[np.floating[Any]]]

TERMS = ArraySpec("postings-terms.bin", "<i8", flat=False)
ORDINALS = ArraySpec("postings-ordinals.bin", "<i4", flat=True)
IMPACTS = ArraySpec("postings-impacts.bin", "<f4", flat=True)
POSITIONS = ArraySpec("positions.bin", "<i4", flat=True)
FIELDS = ArraySpec("positions-fields.bin", "<i8", flat=True)
SPECS = (TERMS, ORDINALS, IMPACTS, POSITIONS, FIELDS)

TEXT_WEIGHT = 1.0
SECTION_WEIGHT = 0.5
LEAD_IN_WEIGHT = 0.7
_WEIGHTS = (TEXT_WEIGHT, SECTION_WEIGHT, LEAD_IN_WEIGHT)

_K1, _B = 1.2, 0.75  # the usual values
_GAP = -1

Written = tuple[FileEntry, list[int]]


def write_postings(
    folder: Path, build: str, passages: Sequence[Passage]
) -> tuple[list[Written], dict[str, int]]:
    """Write the postings of a new generation.

    Args:
        folder: The generation's folder.
        build: The build's id.
        passages: All passages in the order of their ordinals.

    Returns:
        The files' entries and block checksums, and each stem's number.

    Raises:
        OSError: If they cannot be written.
    """
    import numpy as np

    terms, row, ends = _token_row(passages)
    fields = np.concatenate([[0], np.frombuffer(ends, dtype=np.int64)])
    tokens = np.frombuffer(row, dtype=np.int32)
    order = np.argsort(tokens, kind="stable")[len(ends) :]  # the gaps come first
    owner = np.repeat(np.arange(len(ends), dtype=np.int32), np.diff(fields))[order]
    ordinals = owner // len(_WEIGHTS)
    tokens = tokens[order]
    begins = np.flatnonzero(_differs(tokens) | _differs(ordinals))
    weights = np.array(_WEIGHTS, dtype=np.float32)[owner % len(_WEIGHTS)]
    counts = np.add.reduceat(weights, begins) if len(begins) else weights
    posted = ordinals[begins]
    impacts = impact(counts, posted, lengths_of(fields))
    every = np.arange(len(terms) + 1)
    where = np.stack([np.searchsorted(tokens[begins], every), np.searchsorted(tokens, every)], 1)
    arrays: dict[ArraySpec, NDArray[Any]] = {
        TERMS: where,
        ORDINALS: posted,
        IMPACTS: impacts,
        POSITIONS: order,
        FIELDS: fields,
    }
    written = []
    for spec, values in arrays.items():
        columns = 1 if spec.flat else values.shape[1]
        with ArrayWriter(folder, spec, columns, build) as writer:
            writer.append(values)
            written.append(writer.finish())
    return written, terms


def lengths_of(fields: Int64Array) -> Int64Array:
    """How many tokens each passage has, all its fields together: int64 (n,).

    Args:
        fields: Where each field starts, and where the last one ends; each with its gap.
    """
    lengths: Int64Array = (fields[3::3] - fields[:-3:3]) - len(_WEIGHTS)
    return lengths


def impact(
    counts: NDArray[Any], ordinals: NDArray[np.integer], lengths: Int64Array
) -> NDArray[np.float64]:
    """What a term says of the passages that hold it, before the term's own weight: BM25.

    tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / mean length)), with tf weighted by field, as
    SQLite's FTS5 has it.

    Args:
        counts: How often it stands in each, weighted by field, (p,).
        ordinals: Which passages they are, (p,).
        lengths: The lengths of all passages, (n,).
    """
    mean = max(1.0, float(lengths.mean())) if len(lengths) else 1.0
    longer = 1 - _B + _B * lengths[ordinals] / mean
    impacts: NDArray[np.float64] = counts * (_K1 + 1) / (counts + _K1 * longer)
    return impacts


class PostingStore:
    """Reads the postings of a generation.

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
        if self._files[FIELDS].rows != len(_WEIGHTS) * passages + 1:
            self.close()
            raise unusable(folder / FIELDS.name, "holds the words of other passages")

    def close(self) -> None:
        """Unmap the files."""
        self._files.close()

    @property
    def terms(self) -> int:
        """How many different stems there are."""
        return self._files[TERMS].rows - 1

    def word(self, number: int) -> Matches:
        """The passages that hold a stem and its impact on each, by ordinal.

        Args:
            number: The stem's number.

        Returns:
            Ordinals int32 (p,), rising, and impacts float32 (p,).
        """
        (start, _), (stop, _) = self._files[TERMS].read(number, number + 2).tolist()
        return self._files[ORDINALS].read(start, stop), self._files[IMPACTS].read(start, stop)

    def phrase(self, numbers: Sequence[int]) -> Matches:
        """The passages that hold stems one behind the other, and the phrase's impact on each.

        Args:
            numbers: The stems' numbers, two or more.

        Returns:
            Ordinals int64 (p,), rising, and impacts float64 (p,).
        """
        import numpy as np

        starts = self._positions(numbers[0])
        for place, number in enumerate(numbers[1:], start=1):
            starts = _common(starts, self._positions(number) - place)
        fields = self._files[FIELDS].read()
        field = np.searchsorted(fields, starts, side="right") - 1
        ordinals, place_of = np.unique(field // len(_WEIGHTS), return_inverse=True)
        weights = np.array(_WEIGHTS)[field % len(_WEIGHTS)]
        counts = np.bincount(place_of, weights=weights, minlength=len(ordinals))
        return ordinals, impact(counts, ordinals, lengths_of(fields))

    def tell_of(self, passages: Iterable[Passage], terms: Mapping[str, int]) -> bool:
        """Whether these are the postings of some passages, with some numbers of stems."""
        import numpy as np

        numbers, row, ends = _token_row(passages)
        fields = self._files[FIELDS].read()
        if numbers != terms or len(numbers) != self.terms or fields[1:].tolist() != ends.tolist():
            return False
        tokens = np.full(len(row), _GAP, dtype=np.int32)
        counts = np.diff(self._files[TERMS].read()[:, 1])
        tokens[self._files[POSITIONS].read()] = np.repeat(np.arange(self.terms), counts)
        return np.array_equal(tokens, np.frombuffer(row, dtype=np.int32))

    def _positions(self, number: int) -> Int64Array:
        (_, start), (_, stop) = self._files[TERMS].read(number, number + 2).tolist()
        return self._files[POSITIONS].read(start, stop)


def fields_of(passage: Passage) -> tuple[str, str, str]:
    """What of a passage is matched with words, in the order of the fields' weights."""
    return passage.text, " \n".join(passage.section), passage.lead_in or ""


def _token_row(passages: Iterable[Passage]) -> tuple[dict[str, int], array[int], array[int]]:
    """Each stem's number, the numbers of all tokens with gaps, and where each field ends."""
    terms: dict[str, int] = {}
    row, ends = array("i"), array("q")
    for passage in passages:
        for field in fields_of(passage):
            row.extend(terms.setdefault(stem, len(terms)) for stem in stems(field))
            row.append(_GAP)
            ends.append(len(row))
    return terms, row, ends


def _differs(values: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Where a value is another than the one before it, the first one included."""
    import numpy as np

    differs = np.ones(len(values), dtype=np.bool_)
    differs[1:] = values[1:] != values[:-1]
    return differs


def _common(one: Int64Array, other: Int64Array) -> Int64Array:
    """The values that are in both of two rising arrays; a stable sort merges them in one pass."""
    import numpy as np

    both = np.sort(np.concatenate([one, other]), kind="stable")
    common: Int64Array = both[1:][both[1:] == both[:-1]]
    return common
