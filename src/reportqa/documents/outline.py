"""The tree of headings of a text that does not say which heading stands above which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportqa.documents.blocks import Block
from reportqa.documents.folding import fold
from reportqa.documents.grades import judged_part

_ACRONYM = re.compile(r"\s*\([A-Z]{2,}\)$")


def heading_levels(blocks: Sequence[Block], contents: Sequence[str]) -> dict[int, int]:
    """Find the level of each heading, 1 the outermost.

    The report's own contents list tells chapters from what stands inside them. A chapter goes
    one level down where it follows another chapter's heading at once, where its name stood
    before (a second "Recommendations" belongs to the running chapter), or where it names the
    running chapter. A heading that is no chapter stands below the last one; right under another
    heading, it stands below that. Where there is no contents list, a heading is a chapter if its
    grade or another heading stands right below it.

    Args:
        blocks: The report's blocks.
        contents: The names in its contents list, folded; may be empty.

    Returns:
        Level by position in `blocks`, for every heading and every judgement sentence that
        opens a part and names it.
    """
    if any(block.level is not None for block in blocks):
        return _told_levels(blocks)
    tree = _Tree()
    for index, block in enumerate(blocks):
        part = judged_part(block.text) if block.role == "judgement" else None
        if block.role == "heading":
            name = fold(block.text)
            is_chapter = name in contents if contents else _has_something_right_below(blocks, index)
            tree.add(index, name, is_chapter)
        elif part:
            tree.text_stands_here()
            tree.add(index, fold(part), False)
        elif block.role != "judgement":
            tree.text_stands_here()
    return tree.levels


def _told_levels(blocks: Sequence[Block]) -> dict[int, int]:
    """Levels as the format tells them, less those it skips; judged parts stand below."""
    levels: dict[int, int] = {}
    open_levels: list[int] = []  # as told, of the headings that are open
    for index, block in enumerate(blocks):
        if block.role == "heading":
            told = block.level or 1
            while open_levels and open_levels[-1] >= told:
                open_levels.pop()
            open_levels.append(told)
            levels[index] = len(open_levels)
        elif block.role == "judgement" and judged_part(block.text):
            levels[index] = len(open_levels) + 1
    return levels


@dataclass(slots=True)
class _Tree:
    """Headings added one after the other."""

    levels: dict[int, int] = field(default_factory=dict)
    chapter: str = ""
    chapter_level: int = 0
    chapters: set[str] = field(default_factory=set)
    above: tuple[int, bool] | None = None  # level of a heading right above, and if a chapter's

    def text_stands_here(self) -> None:
        self.above = None

    def add(self, index: int, name: str, is_chapter: bool) -> None:
        if is_chapter:
            level = self._chapter_level(name)
            self.chapter_level = level
            self.chapters.add(name)
        else:
            level = (self.above[0] if self.above else self.chapter_level) + 1
        if level == 1:
            self.chapter = name
        self.levels[index] = level
        self.above = (level, is_chapter)

    def _chapter_level(self, name: str) -> int:
        if self.above and self.above[1]:
            return self.above[0] + 1
        running = _ACRONYM.sub("", self.chapter).lower()
        names_running = bool(running) and running in name.lower() and name != self.chapter
        return 2 if name in self.chapters or names_running else 1


def _has_something_right_below(blocks: Sequence[Block], index: int) -> bool:
    below = blocks[index + 1] if index + 1 < len(blocks) else None
    return below is not None and (
        below.role == "heading" or (below.role == "judgement" and not judged_part(below.text))
    )
