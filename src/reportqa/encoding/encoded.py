"""What comes out of the encoder for one text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """One text's vectors. Tokens are word pieces in reading order, those of the context first.

    The model's own markers (``[CLS]``, ``[SEP]``, ``<s>``, ``</s>``) are left out.

    Attributes:
        pooled: The text's vector, float32 ``(dim,)``, length 1.
        token_ids: The word pieces' ids in the vocabulary, int32 ``(t,)``.
        tokens: Their vectors, float32 ``(t, hidden)``, each row of length 1.
        importance: How much each matters in a question, beside its rarity, float32 ``(t,)``.
        offsets: Where each stands in the text, int32 ``(t, 2)``: first character and the one after
            the last; ``(-1, -1)`` for those of the context.
    """

    pooled: npt.NDArray[np.float32]
    token_ids: npt.NDArray[np.int32]
    tokens: npt.NDArray[np.float32]
    importance: npt.NDArray[np.float32]
    offsets: npt.NDArray[np.int32]
