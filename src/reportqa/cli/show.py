"""``reportqa show``: passages by their number, place, page or section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look
from reportqa.errors import UsageError
from reportqa.render import Cell, Format, Table, one_line

if TYPE_CHECKING:
    from reportqa.index import Index, IndexedReport
    from reportqa.search import Filters


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        epilog=options.examples(
            "reportqa show 26 141.3 20-25",
            "reportqa show --page 13",
            "reportqa show --section adoption --format markdown",
            "reportqa show --outline",
        )
    )(show)


def show(
    places: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PLACE",
            help="Paragraph numbers (26), ranges (20-25), list items (141.3) or ids "
            "(wirral-2016:59+1).",
            show_default=False,
        ),
    ] = None,
    page: Annotated[
        int | None, typer.Option("--page", metavar="N", help="All that stands on a page.")
    ] = None,
    section: options.Sections = None,
    everything: Annotated[
        bool, typer.Option("--all", help="The whole report, or all reports.")
    ] = False,
    outline: Annotated[bool, typer.Option("--outline", help="The tree of headings.")] = False,
    left_out: Annotated[
        bool,
        typer.Option("--left-out", help="What is in no passage, by the rule that left it out."),
    ] = False,
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
    """Show passages word for word, by where they stand."""
    narrowed = bool(places) or page is not None or bool(section)
    _check_what(everything, outline, left_out, narrowed=narrowed)
    from reportqa.cli.opening import facts_of, open_or_build
    from reportqa.render import render_passages, render_table
    from reportqa.search import Filters, look_up

    filters = Filters(
        report=report,
        authority=authority,
        since=since,
        until=until,
        grade=grade,
        kind=kind,
        section=section,
        page=page,
    )

    with open_or_build(corpus, index) as opened:
        if outline:
            give(render_table(_outline(opened, filters), form, look(), title="Outline"))
        elif left_out:
            give(render_table(_left_out(opened, filters), form, look(), title="Left out"))
        else:
            passages = look_up(opened, places or [], filters)
            give(render_passages(passages, facts_of(opened), form, look()))
        return 0


def _check_what(everything: bool, outline: bool, left_out: bool, *, narrowed: bool) -> None:
    """Make sure that one thing is asked for.

    Raises:
        UsageError: Nothing is, or things that shut one another out.
    """
    options_of_whole = {"--all": everything, "--outline": outline, "--left-out": left_out}
    whole = [name for name, chosen in options_of_whole.items() if chosen]
    if not (whole or narrowed):
        raise UsageError(
            "nothing to show was named", "Try: reportqa show 26, or reportqa show --outline"
        )
    if len(whole) > 1 or (whole and narrowed):
        raise UsageError(
            f"{whole[0]} shows a whole report, and something else was named with it",
            "Leave one of them out; --report says which report.",
        )


def _outline(index: Index, filters: Filters) -> Table:
    """The tree of sections, each with the page on which its first passage stands.

    It is read off the passages: a part may be named by a judgement that opens it, without a
    heading of its own.
    """
    rows: list[tuple[Cell, ...]] = []
    for stored in _reports(index, filters):
        seen: set[tuple[str, ...]] = set()
        for passage in index.all_passages(stored.id):
            for depth in range(1, len(passage.section) + 1):
                path = passage.section[:depth]
                if path not in seen:
                    seen.add(path)
                    name = "  " * (depth - 1) + one_line(path[-1])
                    rows.append((name, passage.page_first, stored.id))
    return Table(("section", "page", "report"), tuple(rows))


def _left_out(index: Index, filters: Filters) -> Table:
    rows = [
        (left.rule, left.line, left.text, stored.id)
        for stored in _reports(index, filters)
        for left in index.left_out(stored.id)
    ]
    return Table(("rule", "line", "text", "report"), tuple(rows))


def _reports(index: Index, filters: Filters) -> list[IndexedReport]:
    from reportqa.search import chosen_reports

    return chosen_reports(index, filters)
