"""A passage's vectors in the form in which they are kept, and the key that they are kept under."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportqa.index.codec import to_json

if TYPE_CHECKING:
    from reportqa.encoding import Encoded, EncoderIdentity
    from reportqa.index.shapes import FloatArray, Int8Array, Int32Array, Int64Array

KEY_SIZE = 32
"""Bytes of a key: a SHA-256."""


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """What an index keeps of one encoded passage.

    Attributes:
        pooled: Paragraph vector, float32 (dim,), L2-normalised.
        ids: Word pieces, int32 (t,).
        values: Token vectors as int8 (t, hidden); times `scales` they are the vectors.
        scales: One scale a token, float32 (t,).
        offsets: Character ranges in the passage's text, int32 (t, 2).
    """

    pooled: FloatArray
    ids: Int32Array
    values: Int8Array
    scales: FloatArray
    offsets: Int32Array


@dataclass(frozen=True, slots=True)
class StoredRun:
    """What an index keeps of several passages that follow one another, in one piece.

    Attributes:
        pooled: Paragraph vectors, float32 (n, dim).
        lengths: How many word pieces each passage has, int64 (n,), t in all.
        ids: Their word pieces, int32 (t,).
        values: Their token vectors as int8 (t, hidden).
        scales: One scale a token, float32 (t,).
        offsets: Character ranges in the passages' texts, int32 (t, 2).
    """

    pooled: FloatArray
    lengths: Int64Array
    ids: Int32Array
    values: Int8Array
    scales: FloatArray
    offsets: Int32Array

    @classmethod
    def of_one(cls, one: StoredVectors) -> StoredRun:
        """A single passage."""
        import numpy as np

        lengths = np.array([len(one.ids)], dtype=np.int64)
        return cls(one.pooled[None], lengths, one.ids, one.values, one.scales, one.offsets)


def vector_key(encoder: EncoderIdentity, context: str, text: str) -> bytes:
    """The key of a passage's vectors: what they depend on and nothing else.

    Args:
        encoder: What encodes.
        context: The passage's context (sections, lead-in).
        text: Its text.

    Returns:
        `KEY_SIZE` bytes.
    """
    return hashlib.sha256(to_json((encoder, context, text)).encode("utf-8")).digest()


def quantise(vectors: FloatArray) -> tuple[Int8Array, FloatArray]:
    """Token vectors as int8 with one scale a token; costs no quality that could be measured.

    Args:
        vectors: float32 (t, hidden), finite.

    Returns:
        Values int8 (t, hidden) between -127 and 127, and scales float32 (t,): values times
        scales are the vectors again, each value to within half its scale.

    Example:
        >>> import numpy as np
        >>> values, scales = quantise(np.array([[0.6, -0.8]], dtype=np.float32))
        >>> values.tolist(), round(float(scales[0]), 6)
        ([[95, -127]], 0.006299)
    """
    import numpy as np

    peaks = np.abs(vectors).max(axis=1, initial=0.0)
    scales = np.where(peaks > 0, peaks / 127, 1).astype(np.float32)
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales


def dequantise(values: Int8Array, scales: FloatArray) -> FloatArray:
    """The token vectors that `quantise` was given, nearly: float32 (t, hidden)."""
    import numpy as np

    return values.astype(np.float32) * scales[:, None]


def stored(encoded: Encoded) -> StoredVectors:
    """What is kept of an encoder's output.

    Raises:
        ValueError: If its arrays do not fit together, or hold what is no number.
    """
    import numpy as np

    pooled = np.asarray(encoded.pooled, dtype=np.float32)
    ids = np.asarray(encoded.token_ids, dtype=np.int32)
    tokens = np.asarray(encoded.tokens, dtype=np.float32)
    offsets = np.asarray(encoded.offsets, dtype=np.int32)
    shapes = (pooled.ndim, tokens.ndim, ids.shape, offsets.shape)
    if shapes != (1, 2, tokens.shape[:1], (*tokens.shape[:1], 2)):
        raise ValueError(
            f"an encoded passage of shapes {pooled.shape}, {ids.shape}, {tokens.shape},"
            f" {offsets.shape}"
        )
    if not (np.isfinite(pooled).all() and np.isfinite(tokens).all()):
        raise ValueError("an encoded passage with values that are not finite")
    values, scales = quantise(tokens)
    length = float(np.linalg.norm(pooled))
    unit = pooled / np.float32(length) if length else pooled
    return StoredVectors(unit.astype(np.float32), ids, values, scales, offsets)
