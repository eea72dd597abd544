"""``reportqa reports``: the reports that can be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look
from reportqa.errors import UsageError
from reportqa.render import Cell, Format, Table

if TYPE_CHECKING:
    from reportqa.index import Index, IndexedReport

_COLUMNS = ("id", "authority", "published", "kind", "grade", "pages", "passages")


class SortBy(StrEnum):
    """What the table is sorted by."""

    ID = "id"
    AUTHORITY = "authority"
    DATE = "date"
    KIND = "kind"
    GRADE = "grade"
    PAGES = "pages"
    PASSAGES = "passages"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        epilog=options.examples(
            "reportqa reports",
            "reportqa reports wirral-2016",
            "reportqa reports --grade inadequate --sort date",
            "reportqa reports --since 2019 --format csv",
        )
    )(reports)


def reports(
    report_id: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            help="Show all that is known of one report, and where each fact was read.",
            show_default=False,
        ),
    ] = None,
    sort: Annotated[
        SortBy,
        typer.Option(
            "--sort",
            metavar="COLUMN",
            help="Sort by id, authority, date, kind, grade, pages or passages.",
        ),
    ] = SortBy.ID,
    reverse: Annotated[bool, typer.Option("--reverse", help="Sort the other way round.")] = False,
    report: options.Reports = None,
    authority: options.Authorities = None,
    since: options.Since = None,
    until: options.Until = None,
    grade: options.Grades = None,
    kind: options.Kinds = None,
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """List the indexed reports, or tell all that is known of one."""
    from reportqa.search.filters import Filters

    filters = Filters(
        report=report, authority=authority, since=since, until=until, grade=grade, kind=kind
    )
    if report_id is not None:
        if filters.named():
            raise UsageError(
                f"'{report_id}' is one report, and filters were given with it",
                "Leave one of them out.",
            )
        filters = Filters(report=report_id)
    from reportqa.cli.opening import open_or_build
    from reportqa.render import render_table
    from reportqa.search import chosen_reports

    with open_or_build(corpus, index) as opened:
        chosen = chosen_reports(opened, filters)
        if report_id is not None:
            give(render_table(_facts(opened, chosen[0]), form, look(), title=report_id))
        else:
            give(render_table(_shelf(opened, chosen, sort, reverse), form, look(), title="Reports"))
    return 0


def _shelf(index: Index, chosen: list[IndexedReport], sort: SortBy, reverse: bool) -> Table:
    """A row a report; those that lack what is sorted by come last either way."""
    key = _KEYS[sort]
    known = [report for report in chosen if key(index, report) is not None]
    known.sort(key=lambda report: key(index, report) or "", reverse=reverse)
    unknown = [report for report in chosen if key(index, report) is None]
    return Table(_COLUMNS, tuple(_row(index, report) for report in (*known, *unknown)))


def _row(index: Index, report: IndexedReport) -> tuple[Cell, ...]:
    facts = report.facts
    return (
        report.id,
        facts.authority,
        _iso(facts.published),
        facts.kind,
        _grade(report),
        _pages(index, report),
        len(report.ordinals),
    )


def _grade(report: IndexedReport) -> str | None:
    """The overall grade in its shortest form: "requires improvement" is one grade."""
    grade = report.facts.overall_grade
    return grade.removesuffix(" to be good") if grade else None


def _pages(index: Index, report: IndexedReport) -> int | None:
    if report.facts.pages is not None:
        return report.facts.pages
    known = [it.page_last for it in index.all_passages(report.id) if it.page_last is not None]
    return max(known, default=None)


def _by_grade(index: Index, report: IndexedReport) -> str | None:
    from reportqa.documents import GRADES

    grade = report.facts.overall_grade
    return f"{GRADES.index(grade):02}" if grade in GRADES else None


_Key = Callable[["Index", "IndexedReport"], "str | None"]
_KEYS: dict[SortBy, _Key] = {
    SortBy.ID: lambda _, report: report.id,
    SortBy.AUTHORITY: lambda _, report: report.facts.authority,
    SortBy.DATE: lambda _, report: _iso(report.facts.published),
    SortBy.KIND: lambda _, report: report.facts.kind,
    SortBy.GRADE: _by_grade,
    SortBy.PAGES: lambda index, report: _padded(_pages(index, report)),
    SortBy.PASSAGES: lambda _, report: _padded(len(report.ordinals)),
}


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _padded(number: int | None) -> str | None:
    return None if number is None else f"{number:09}"


def _facts(index: Index, report: IndexedReport) -> Table:
    """Everything that is known of a report, and where it was read."""
    places = dict(report.facts.read_from)
    rows = [(name, value, places.get(name)) for name, value in _told(index, report)]
    rows += [
        (f"judgement: {each.subject}", each.grade, each.place) for each in report.facts.judgements
    ]
    rows += [
        (f"fault: paragraph {each.number}", f"“{each.source}” for “{each.printed}”", None)
        for each in report.facts.errata
    ]
    return Table(("fact", "value", "read from"), tuple(rows))


def _told(index: Index, report: IndexedReport) -> Iterator[tuple[str, Cell]]:
    facts = report.facts
    inspected = " to ".join(day.isoformat() for day in facts.inspected or ())
    yield from (
        ("id", report.id),
        ("file", report.path),
        ("title", facts.title),
        ("authority", facts.authority),
        ("publisher", facts.publisher),
        ("kind", facts.kind),
        ("published", _iso(facts.published)),
        ("inspected", inspected or None),
        ("lead_inspector", facts.lead_inspector),
        ("licence", facts.licence),
        ("url", facts.url),
        ("pages", _pages(index, report)),
        ("passages", len(report.ordinals)),
    )
