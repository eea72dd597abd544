"""``reportqa reports``: the reports that can be asked."""

from __future__ import annotations

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look
from reportqa.render import Format, Table


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(epilog=options.examples("reportqa reports", "reportqa reports --format csv"))(
        reports
    )


def reports(
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """List the indexed reports with their facts."""
    from reportqa.cli.opening import open_or_build
    from reportqa.render import render_table

    with open_or_build(corpus, index) as opened:
        rows = []
        for report in opened.reports():
            facts = report.facts
            pages = [p.page_last for p in opened.all_passages(report.id) if p.page_last is not None]
            rows.append(
                (
                    report.id,
                    facts.authority,
                    facts.published.isoformat() if facts.published else None,
                    facts.publisher,
                    max(pages, default=None),
                    len(report.ordinals),
                    facts.title,
                )
            )
    columns = ("id", "authority", "published", "publisher", "pages", "passages", "title")
    give(render_table(Table(columns, tuple(rows)), form, look(), title="Reports"))
    return 0
