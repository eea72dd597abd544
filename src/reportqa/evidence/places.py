"""Whether passages stand where a citation says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reportqa.documents import Passage
from reportqa.evidence.cited import Citation, Place


def stands_at(passages: Sequence[Passage], citation: Citation) -> bool:
    """Whether one of some passages stands in a paragraph that is cited, and on a page that is.

    Example:
        >>> passage = Passage("a:26", "a", "26", None, "paragraph", (), 13, 14, None, None, (), "x")
        >>> def cited(*places: Place) -> Citation:
        ...     return Citation("", 0, 0, places, "apart")
        >>> stands_at([passage], cited(Place("para", "26", "26"), Place("page", "13", "13")))
        True
        >>> stands_at([passage], cited(Place("para", "26", "26"), Place("page", "15", "15")))
        False
    """
    return any(
        _meets(passage, citation.paragraphs, _in_paragraph)
        and _meets(passage, citation.pages, _on_page)
        for passage in passages
    )


def passages_at(passages: Sequence[Passage], citation: Citation) -> list[Passage]:
    """Those passages of a report that a citation means."""
    if not citation.places:
        return []
    return [passage for passage in passages if stands_at([passage], citation)]


def _meets(
    passage: Passage, places: Sequence[Place], stands: Callable[[Passage, Place], bool]
) -> bool:
    return not places or any(stands(passage, place) for place in places)


def _in_paragraph(passage: Passage, place: Place) -> bool:
    if passage.number is None:
        return False
    if passage.item is None:
        return place.holds(passage.number)
    if place.item is not None and place.item != passage.item:
        return False
    return place.holds(passage.number) or place.holds(f"{passage.number}.{passage.item}")


def _on_page(passage: Passage, place: Place) -> bool:
    first, last = passage.page_first, passage.page_last
    if first is None:
        return True  # the source knows no pages: nothing to hold against the citation
    return any(place.holds(str(page)) for page in range(first, (last or first) + 1))
