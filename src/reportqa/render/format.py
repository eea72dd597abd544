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


class CiteFormat(StrEnum):
    """The forms in which citations can be had."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    BIBTEX = "bibtex"
    CSL = "csl"


class PackFormat(StrEnum):
    """The forms in which a pack can be had."""

    DOCX = "docx"
    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"
    CSV = "csv"
    JSON = "json"


class CheckFormat(StrEnum):
    """The forms in which a checked draft can be had."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "markdown"
    CSV = "csv"
    HTML = "html"
    DOCX = "docx"
