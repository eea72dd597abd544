"""Several tables under headings as one text, page or Markdown document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.render import Format, Look, Table
from reportqa.render.html import foot_html, head_html, table_section
from reportqa.render.markdown import heading_markdown, table_markdown
from reportqa.render.text import table_text


@dataclass(frozen=True, slots=True)
class Section:
    """A table under a heading."""

    heading: str
    table: Table


def render_sections(sections: Sequence[Section], form: Format, look: Look, *, title: str) -> str:
    """Tables under headings as text, Markdown or HTML; the other forms hold one table only."""
    if form is Format.HTML:
        parts = (table_section(one.table, one.heading) for one in sections)
        return head_html(title) + "".join(parts) + foot_html()
    if form is Format.MARKDOWN:
        return "\n".join(
            f"{heading_markdown(one.heading, 2)}\n\n{table_markdown(one.table)}" for one in sections
        )
    return "\n".join(f"{one.heading}\n\n{table_text(one.table, look)}" for one in sections)
