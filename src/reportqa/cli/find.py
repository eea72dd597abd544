"""``reportqa find``: every passage that holds a word or phrase."""

from __future__ import annotations

from typing import Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look
from reportqa.render import Format

_NOTHING_FOUND = 1


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        epilog=options.examples(
            "reportqa find 'independent reviewing officer'",
            "reportqa find 'caseload*' --section adoption --format csv",
        )
    )(find)


def find(
    phrase: Annotated[
        list[str],
        typer.Argument(
            metavar="PHRASE",
            help="Whole words, in any case; the last may be a plural or a possessive too. "
            "A * after a word stands for any ending.",
        ),
    ],
    report: options.Reports = None,
    authority: options.Authorities = None,
    since: options.Since = None,
    until: options.Until = None,
    grade: options.Grades = None,
    kind: options.Kinds = None,
    section: options.Sections = None,
    page: options.Page = None,
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """List every passage that holds a word or phrase.

    None is left out; at the end they are counted by section.
    """
    words = " ".join(phrase)
    from reportqa.search.filters import Filters
    from reportqa.search.mentions import check_phrase

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
    check_phrase(words)  # what is no phrase is told before an index is built
    from reportqa.cli.opening import facts_of, open_or_build
    from reportqa.render import render_mentions
    from reportqa.search import find_mentions

    with open_or_build(corpus, index) as opened:
        found = find_mentions(opened, words, filters)
        give(render_mentions(found, facts_of(opened), form, look()))
        return 0 if found.mentions else _NOTHING_FOUND
