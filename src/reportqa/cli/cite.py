"""``reportqa cite``: citations ready to be pasted."""

from __future__ import annotations

from typing import Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give
from reportqa.render.format import CiteFormat


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        epilog=options.examples(
            "reportqa cite 26 91 141.3",
            "reportqa cite 26 --quote",
            "reportqa cite 20-25 --format bibtex",
        )
    )(cite)


def cite(
    places: Annotated[
        list[str],
        typer.Argument(
            metavar="PLACE",
            help="Paragraph numbers (26), ranges (20-25), list items (141.3) or ids "
            "(wirral-2016:59+1), as show takes them.",
        ),
    ],
    quote: Annotated[
        bool, typer.Option("--quote", help="Give the words too, in quotation marks.")
    ] = False,
    form: Annotated[
        CiteFormat,
        typer.Option(
            "--format",
            "-f",
            metavar="FORM",
            help="text, markdown, html, csv, json or jsonl; bibtex and csl give a record a report.",
        ),
    ] = CiteFormat.TEXT,
    report: options.Reports = None,
    authority: options.Authorities = None,
    since: options.Since = None,
    until: options.Until = None,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Cite passages by where they stand."""
    from reportqa.cli.opening import facts_of, open_or_build
    from reportqa.render.citations import render_citations
    from reportqa.search import Filters, look_up

    with open_or_build(corpus, index) as opened:
        filters = Filters(report=report, authority=authority, since=since, until=until)
        passages = look_up(opened, places, filters)
        give(render_citations(passages, facts_of(opened), form, quoted=quote))
        return 0
