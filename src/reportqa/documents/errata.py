"""Known faults of a source text, told with any quote of it."""

from __future__ import annotations

from collections.abc import Sequence

from reportqa.documents.facts import Erratum
from reportqa.documents.folding import holds
from reportqa.documents.passage import Passage


def erratum_of(passage: Passage, errata: Sequence[Erratum]) -> Erratum | None:
    """The known fault that stands in a passage, or None.

    Example:
        >>> passage = Passage("a:2", "a", "2", None, "paragraph", (), 1, 1, None, None, (), "so is")
        >>> erratum_of(passage, [Erratum("2", "so is", "so it is")]).printed
        'so it is'
    """
    for erratum in errata:
        if erratum.number == passage.number and holds(passage.text, erratum.source):
            return erratum
    return None
