"""What a build wants of an encoder: the shapes that ``reportqa.encoding`` provides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float32]
    Int8Array = NDArray[np.int8]
    Int32Array = NDArray[np.int32]
    Int64Array = NDArray[np.int64]

Progress = Callable[[str, int, int], None]
"""Called with a stage (``encoding``, ``writing``), how many passages are done, and of how many."""


class EncoderIdentity(Protocol):
    """What two encoders must have in common to give the same vectors.

    Attributes:
        name: The model as a person names it (``minilm``).
        fingerprint: Hash of the files that it runs from.
        layer: The hidden layer that token vectors are read from; None for the last.
        variant: The form in which the model runs (``fp32``, ``int8``).
        exporter: What exported it, with its version.
    """

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def layer(self) -> int | None: ...
    @property
    def variant(self) -> str: ...
    @property
    def exporter(self) -> str: ...


class Encoded(Protocol):
    """One encoded passage.

    Attributes:
        pooled: Paragraph vector, float32 (dim,).
        token_ids: Word pieces of context and text, int32 (t,).
        tokens: One vector a word piece, float32 (t, hidden), rows L2-normalised.
        offsets: Character range of each word piece in the text, int32 (t, 2);
            (-1, -1) for word pieces of the context and special tokens.
    """

    @property
    def pooled(self) -> FloatArray: ...
    @property
    def token_ids(self) -> Int32Array: ...
    @property
    def tokens(self) -> FloatArray: ...
    @property
    def offsets(self) -> Int32Array: ...


class Encoder(Protocol):
    """Turns (context, text) into vectors."""

    def encode(
        self,
        items: Sequence[tuple[str, str]],
        on_progress: Callable[[int], None] | None = None,
    ) -> Iterator[Encoded]:
        """Yield one `Encoded` an item, in the order of the items."""
        ...
