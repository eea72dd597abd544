"""One result as terminal text, JSON, JSON Lines, Markdown, CSV or HTML. Pure: text out.

Each name below is looked up when it is first used, so that ``--help`` waits for nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportqa.lazy import looked_up

if TYPE_CHECKING:
    from reportqa.render.format import Format
    from reportqa.render.forms import (
        render_mentions,
        render_passages,
        render_record,
        render_result,
        render_results,
        render_table,
    )
    from reportqa.render.page import Cell, Table
    from reportqa.render.safety import one_line, printable
    from reportqa.render.text import Look, counted

__all__ = [
    "Cell",
    "Format",
    "Look",
    "Table",
    "counted",
    "one_line",
    "printable",
    "render_mentions",
    "render_passages",
    "render_record",
    "render_result",
    "render_results",
    "render_table",
]

_MODULES = {
    "Cell": "page",
    "Format": "format",
    "Look": "text",
    "Table": "page",
    "counted": "text",
    "one_line": "safety",
    "printable": "safety",
    "render_mentions": "forms",
    "render_passages": "forms",
    "render_record": "forms",
    "render_result": "forms",
    "render_results": "forms",
    "render_table": "forms",
}

__getattr__ = looked_up(__name__, _MODULES)
