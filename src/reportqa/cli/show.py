"""``reportqa show``: passages by their number, place, page or section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look
from reportqa.errors import UsageError
from reportqa.render import Format, Table

if TYPE_CHECKING:
    from reportqa.index import Index, IndexedReport


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(epilog="Example: reportqa show 26 141.3    or: reportqa show --page 13")(show)


def show(
    places: Annotated[
        list[str] | None,
        typer.Argument(
            help="Paragraph numbers (26), ranges (20-25), list items (141.3) or ids "
            "(wirral-2016:59+1).",
            show_default=False,
        ),
    ] = None,
    page: Annotated[int | None, typer.Option("--page", help="All that stands on a page.")] = None,
    section: options.Section = None,
    everything: Annotated[bool, typer.Option("--all", help="The whole report.")] = False,
    outline: Annotated[bool, typer.Option("--outline", help="The tree of headings.")] = False,
    left_out: Annotated[
        bool,
        typer.Option("--left-out", help="What is in no passage, by the rule that left it out."),
    ] = False,
    report: options.Report = None,
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Show passages word for word, by where they stand."""
    if not (places or page is not None or section or everything or outline or left_out):
        raise UsageError(
            "nothing to show was named", "Try: reportqa show 26, or reportqa show --outline"
        )
    from reportqa.cli.opening import open_or_build
    from reportqa.render import render_passages, render_table
    from reportqa.search import Filters, look_up

    with open_or_build(corpus, index) as opened:
        if outline or left_out:
            table = _outline(opened, report) if outline else _left_out(opened, report)
            give(render_table(table, form, look(), title="Outline" if outline else "Left out"))
            return 0
        filters = Filters(report=report, section=section, page=page)
        passages = look_up(opened, places or [], filters)
        facts = {stored.id: stored.facts for stored in opened.reports()}
        give(render_passages(passages, facts, form, look()))
        return 0


def _outline(index: Index, report: str | None) -> Table:
    """The tree of sections, each with the page on which its first passage or heading stands."""
    rows = []
    for stored in _reports(index, report):
        seen: set[tuple[str, ...]] = set()
        for passage in index.all_passages(stored.id):
            for depth in range(1, len(passage.section) + 1):
                path = passage.section[:depth]
                if path not in seen:
                    seen.add(path)
                    page = "" if passage.page_first is None else str(passage.page_first)
                    rows.append(("  " * (depth - 1) + path[-1], page, stored.id))
    return Table(("section", "page", "report"), tuple(rows))


def _left_out(index: Index, report: str | None) -> Table:
    rows = [
        (left.rule, str(left.line), left.text, stored.id)
        for stored in _reports(index, report)
        for left in index.left_out(stored.id)
    ]
    return Table(("rule", "line", "text", "report"), tuple(rows))


def _reports(index: Index, report: str | None) -> list[IndexedReport]:
    from reportqa.search import check_report

    check_report(index, report)
    return [stored for stored in index.reports() if report in (None, stored.id)]
