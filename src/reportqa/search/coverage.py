"""Words of a question that nothing found speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportqa.search.words import content_words, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.documents import Passage
    from reportqa.encoding import Encoded

    Floats = NDArray[np.float32]


def unmet_by_tokens(text: str, encoded: Encoded, best: Floats, met: float) -> tuple[str, ...]:
    """Content words that no hit meets in meaning.

    Args:
        text: The question that was encoded.
        encoded: Its word pieces.
        best: Each word piece's best cosine in any hit, float32 (t,).
        met: The cosine that meets a word.
    """
    unmet = []
    for word in content_words(text):
        found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)
        if found is None:
            continue
        starts, ends = encoded.offsets[:, 0], encoded.offsets[:, 1]
        pieces = (starts >= found.start()) & (ends <= found.end())
        if pieces.any() and float(best[pieces].max()) < met:
            unmet.append(found[0])
    return tuple(unmet)


def unmet_by_words(text: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Content words that no hit holds, where there are no vectors."""
    held = {word for passage in passages for word in words(f"{passage.context} {passage.text}")}
    return tuple(word for word in content_words(text) if word not in held)
