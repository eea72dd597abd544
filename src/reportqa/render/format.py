"""The forms by name."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """The forms in which a result can be had."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "markdown"
    CSV = "csv"
    HTML = "html"
