"""A report's own facts: read off it, and from the TOML file beside it."""

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
class Judgement:
    """What the report judges, and the grade that it gives.

    Attributes:
        subject: What is judged, as printed (``Overall effectiveness``).
        grade: The grade, in lower case (``requires improvement``).
        place: Where it was read: a passage's place, or ``NAME.toml``.
    """

    subject: str
    grade: str
    place: str


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
        kind: ``inspection``, ``re-inspection``, ``monitoring visit``, ``focused visit``,
            ``joint inspection`` or ``safeguarding-board review``, or None.
        lead_inspector: Who led the inspection.
        judgements: The judgements with their grades, in the report's order.
        pages: How many pages the file has, or None where the format knows none.
        page_offset: A page's place in the file less its printed number: what a link adds.
        textless_pages: The pages of the file (from 1) that are pictures: their words are not known.
        read_from: Where each fact was read, by its name: a passage's place, ``file name`` or
            ``NAME.toml``.
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
    kind: str | None = None
    lead_inspector: str | None = None
    judgements: tuple[Judgement, ...] = ()
    pages: int | None = None
    page_offset: int = 0
    textless_pages: tuple[int, ...] = ()
    read_from: tuple[tuple[str, str], ...] = ()

    @property
    def overall_grade(self) -> str | None:
        """The grade of the whole, or None.

        Example:
            >>> Facts("A", judgements=(Judgement("Overall effectiveness", "good", "front+9"),)
            ...       ).overall_grade
            'good'
        """
        return next((each.grade for each in self.judgements if each.subject == OVERALL), None)


OVERALL = "Overall effectiveness"
