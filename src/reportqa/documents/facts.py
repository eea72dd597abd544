"""A report's own facts, read from the TOML file beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Erratum:
    """A known fault of a source text against the published report.

    Attributes:
        number: Printed number of the paragraph at fault.
        source: The words as the source has them.
        printed: The words as printed.
    """

    number: str
    source: str
    printed: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a report beyond its words.

    Attributes:
        title: The title as printed.
        authority: Whom it is about, as a citation names it (``Wirral``).
        publisher: Who published it (``Ofsted``).
        published: Date of publication.
        inspected: First and last day of the inspection, or None.
        licence: Name of the licence under which it may be quoted.
        url: Where the published document can be had, or None.
        page_lines: The line (from 1) on which each printed page begins, page 1 first;
            empty where pages are not known.
        errata: Known faults of the source text.
    """

    title: str
    authority: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    inspected: tuple[dt.date, dt.date] | None = None
    licence: str | None = None
    url: str | None = None
    page_lines: tuple[int, ...] = ()
    errata: tuple[Erratum, ...] = ()
