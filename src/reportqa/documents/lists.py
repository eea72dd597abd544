"""The nesting of list items whose indentation a conversion has partly lost."""

from __future__ import annotations

from collections.abc import Sequence

from reportqa.documents.blocks import Block


def item_depths(items: Sequence[Block]) -> list[int]:
    """Depth of each item of one unbroken list, 0 the outermost.

    Indentation tells, with two exceptions. An item after one that ends in a colon stands below
    it, however far it is indented. The first item of a page has lost its indentation: it goes
    on at the depth of the item before it, if the item after it is indented as that one was
    (unless it ends in a colon, which is why the item after it is).

    Args:
        items: The list's blocks in order, those of role ``item``.
    """
    depths: list[int] = []
    indents = [_mended_indent(items, index) for index in range(len(items))]
    open_indents: list[int] = []  # the indentation that opened each depth
    for index, indent in enumerate(indents):
        under_colon = index > 0 and items[index - 1].text.endswith(":")
        if under_colon:
            depth = depths[-1] + 1
            # Its siblings may be indented or not: what it is led in by counts, not where it stands.
            open_indents = [*open_indents[:depth], max(indent, open_indents[-1] + 1)]
        else:
            depth = _depth_at(indent, open_indents)
            open_indents = [*open_indents[:depth], indent]
        depths.append(depth)
    return depths


def _depth_at(indent: int, open_indents: Sequence[int]) -> int:
    """The depth that an indentation stands for, among those now open."""
    shallower = sum(1 for opened in open_indents if opened < indent)
    return min(shallower, len(open_indents))


def _mended_indent(items: Sequence[Block], index: int) -> int:
    item = items[index]
    if not (item.opens_page and 0 < index < len(items) - 1) or item.text.endswith(":"):
        return item.indent
    before, after = items[index - 1], items[index + 1]
    return before.indent if after.indent == before.indent > item.indent else item.indent
