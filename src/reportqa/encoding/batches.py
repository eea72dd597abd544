"""Grouping rows of different lengths into batches with little padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

#: Measured, a core to a batch: more tokens are no faster, since states leave the core's cache.
_TOKENS = 300
#: Rows much shorter than their batch's longest would be mostly padding.
_SHORTEST = 0.8


def batches_by_length(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group rows into batches, the longest first so that memory is taken once.

    Args:
        lengths: Tokens of each row.

    Yields:
        Indices of the rows of one batch, by falling length; each row once.

    Example:
        >>> list(batches_by_length([10, 300, 290, 9, 310]))
        [[4, 1], [2, 0], [3]]
    """
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if len(batch) > 1:  # a batch of one is wanted only where nothing is left to go with it
            longest = lengths[batch[0]]
            full = (len(batch) + 1) * longest > _TOKENS
            if full or lengths[row] < _SHORTEST * longest:
                yield batch
                batch = []
        batch.append(row)
    if batch:
        yield batch
