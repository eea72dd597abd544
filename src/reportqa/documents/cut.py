"""Cutting blocks into passages: sections, ids, lead-ins, marks and footnotes."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reportqa.documents.blocks import Block, is_finished
from reportqa.documents.folding import slug
from reportqa.documents.grades import is_grade, judged_part
from reportqa.documents.imprint import IMPRINT, imprint_start
from reportqa.documents.lists import item_depths
from reportqa.documents.outline import heading_levels
from reportqa.documents.passage import Kind, Passage
from reportqa.documents.report import Heading, Span
from reportqa.documents.sentences import last_statement

_FRONT = "front"  # place of what stands before the first heading
_KINDS: dict[str, Kind] = {
    "paragraph": "paragraph",
    "numbered": "paragraph",
    "item": "item",
    "row": "row",
    "judgement": "judgement",
    "note": "footnote",
}


@dataclass(frozen=True, slots=True)
class Cut:
    """The passages and headings of one report, with the spans of the passages' words."""

    passages: tuple[Passage, ...]
    passage_spans: tuple[tuple[Span, ...], ...]
    headings: tuple[Heading, ...]


def cut(report_id: str, blocks: Sequence[Block], contents: Sequence[str]) -> Cut:
    """Cut a report's blocks into passages.

    Args:
        report_id: The report's slug, which begins every passage's id.
        blocks: Its blocks in order.
        contents: The names in its contents list, folded.
    """
    front = _front_matter(blocks, contents)
    cutter = _Cutter(report_id, blocks, front, heading_levels(blocks[front:], contents))
    imprint = imprint_start(blocks)
    for index in range(len(blocks)):
        if index == imprint:
            cutter.close_sections()
        cutter.take(index)
    return Cut(tuple(cutter.passages), tuple(cutter.spans), tuple(cutter.headings))


def _front_matter(blocks: Sequence[Block], contents: Sequence[str]) -> int:
    """How many blocks at the front are the title block: headings and labelled lines.

    It ends at the first judgement, row, footnote or prose; a heading right above prose or above
    a bare grade belongs to that.
    """
    end = 0
    while end < len(blocks) and _may_be_title(blocks[end]) and blocks[end].text not in contents:
        end += 1
    if end == len(blocks):
        return 0
    below = blocks[end]
    heads_something = below.role in ("paragraph", "numbered", "item") or is_grade(below.text)
    if end and blocks[end - 1].role == "heading" and heads_something:
        end -= 1
    return end


def _may_be_title(block: Block) -> bool:
    return block.role == "heading" or (block.role == "paragraph" and not is_finished(block.text))


@dataclass(frozen=True, slots=True)
class _Anchor:
    """What carries a footnote's sign: a passage's id or a heading's text, and its section."""

    name: str
    section: tuple[str, ...]


@dataclass(slots=True)
class _Cutter:
    report: str
    blocks: Sequence[Block]
    front: int
    levels: dict[int, int]
    passages: list[Passage] = field(default_factory=list)
    spans: list[tuple[Span, ...]] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    anchors: dict[str, _Anchor] = field(default_factory=dict)  # the last one of each sign
    section: tuple[str, ...] = ()
    slugs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: Counter[str] = field(default_factory=Counter)  # how often each base was counted from
    before_headings: str = _FRONT  # what stands under no heading is counted from
    number: str | None = None  # of the last numbered paragraph in this section
    since_number: int = 0
    list_items: int = 0
    leads: list[Passage] = field(default_factory=list)  # what the open list hangs under
    depths: dict[int, int] = field(default_factory=dict)

    def take(self, index: int) -> None:
        block = self.blocks[index]
        level = self.levels.get(index - self.front) if index >= self.front else None
        if level is not None:
            self._enter(judged_part(block.text) or block.text, level)
        if block.role == "mark":
            self._mark_last(block)
        elif index < self.front:
            self._add(block, self._unnumbered_place(), "title")
        elif block.role == "heading":
            self._head(block, level or 1)
        elif block.role == "item":
            self._take_item(index)
        elif block.role == "numbered":
            self.number, self.since_number = block.number, 0
            self._add(block, str(block.number), "paragraph", number=block.number)
        elif block.role == "note":
            self._add_note(block)
        else:
            lead_in = self._graded_heading() if is_grade(block.text) else block.lead_in
            self._add(block, self._unnumbered_place(), _KINDS[block.role], lead_in=lead_in)

    def close_sections(self) -> None:
        """What follows is the imprint, which stands under no heading."""
        self.section, self.before_headings = (), IMPRINT
        self.number, self.since_number = None, 0

    def _enter(self, name: str, level: int) -> None:
        self.section = (*self.section[: level - 1], name)
        self.number, self.since_number = None, 0

    def _head(self, block: Block, level: int) -> None:
        self.headings.append(Heading(block.text, level, block.page_first, block.spans))
        self._anchor(block, block.text)

    def _anchor(self, block: Block, name: str) -> None:
        self.anchors |= dict.fromkeys(block.signs, _Anchor(name, self.section))

    def _add_note(self, block: Block) -> None:
        """A footnote hangs on the nearest text before it that carries its sign."""
        sign = block.number or ""
        place = f"note-{_plain(sign)}"
        self.places[place] += 1
        count = self.places[place]  # signs begin again on each page of some reports
        self._add(block, place if count == 1 else f"{place}-{count}", "footnote")
        anchor = self.anchors.get(sign)
        if anchor is not None:
            note = self.passages[-1]
            self.passages[-1] = replace(note, anchor=anchor.name, section=anchor.section)

    def _graded_heading(self) -> str | None:
        return self.section[-1] if self.section else None

    def _mark_last(self, block: Block) -> None:
        """Put a mark that stands on its own line on the passage above, over any footnote."""
        index = self._last_passage()
        if index is not None:
            last = self.passages[index]
            self.passages[index] = replace(last, marks=(*last.marks, *block.marks))

    def _last_passage(self) -> int | None:
        """The position of the last passage that is no footnote: what a page's foot interrupts."""
        return next(
            (i for i in reversed(range(len(self.passages))) if self.passages[i].kind != "footnote"),
            None,
        )

    def _take_item(self, index: int) -> None:
        if index not in self.depths:
            self._open_list(index)
        block, depth = self.blocks[index], self.depths[index]
        offset = 1 if self.leads and self.leads[0].kind != "item" else 0
        del self.leads[offset + depth :]
        lead_in = " ".join(last_statement(lead.text) for lead in self.leads) or None
        if self.number is not None and self.since_number == 0:
            self.list_items += 1
            place, item = f"{self.number}.{self.list_items}", self.list_items
            self._add(block, place, "item", number=self.number, item=item, lead_in=lead_in)
        else:
            self._add(block, self._unnumbered_place(), "item", lead_in=lead_in)
        self.leads.append(self.passages[-1])

    def _open_list(self, index: int) -> None:
        """Find the depths of the list that begins here, and what leads it in."""
        end = index
        while end < len(self.blocks) and self.blocks[end].role in ("item", "mark", "note"):
            end += 1
        places = [at for at in range(index, end) if self.blocks[at].role == "item"]
        depths = item_depths([self.blocks[at] for at in places])
        self.depths |= dict(zip(places, depths, strict=True))
        above = index - 1
        while above >= 0 and self.blocks[above].role == "note":
            above -= 1
        led_in = above >= 0 and self.blocks[above].role in ("paragraph", "numbered")
        lead = self._last_passage() if led_in else None
        self.leads, self.list_items = [], 0
        if lead is not None and not self.passages[lead].text.endswith((".", "!", "?")):
            self.leads.append(self.passages[lead])

    def _unnumbered_place(self) -> str:
        self.since_number += 1
        base = self.number if self.number is not None else self._section_slug()
        self.places[base] += 1  # not since_number: a heading may stand twice under one other
        return f"{base}+{self.places[base]}"

    def _section_slug(self) -> str:
        """The slug of the innermost heading, with those above it where it stood before."""
        names = [_typable(name) for name in self.section] or [self.before_headings]
        longer = ("/".join(names[-count:]) for count in range(1, len(names) + 1))
        counted = (f"{'/'.join(names)}-{count}" for count in itertools.count(2))
        return next(
            candidate
            for candidate in itertools.chain(longer, counted)
            if self.slugs.setdefault(candidate, self.section) == self.section
        )

    def _add(
        self,
        block: Block,
        place: str,
        kind: Kind,
        *,
        number: str | None = None,
        item: int | None = None,
        lead_in: str | None = None,
    ) -> None:
        self.passages.append(
            Passage(
                id=f"{self.report}:{place}",
                report=self.report,
                number=number,
                item=item,
                kind=kind,
                section=self.section,
                page_first=block.page_first,
                page_last=block.page_last,
                lead_in=lead_in,
                anchor=None,
                marks=block.marks,
                text=block.text,
            )
        )
        self.spans.append(block.spans)
        self._anchor(block, self.passages[-1].id)


def _plain(sign: str) -> str:
    return sign.translate(str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890"))


def _typable(heading: str) -> str:
    """A heading's slug; never bare digits, which would name a numbered paragraph."""
    name = slug(heading)
    return f"section-{name}".strip("-") if not name or name.isdigit() else name
