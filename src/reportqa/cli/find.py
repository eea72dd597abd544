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
    report: options.Report = None,
    section: options.Section = None,
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """List every passage that holds a word or phrase.

    None is left out; at the end they are counted by section.
    """
    words = " ".join(phrase)
    from reportqa.search.mentions import check_phrase

    check_phrase(words)  # what is no phrase is told before an index is built
    from reportqa.cli.opening import facts_of, open_or_build
    from reportqa.render import render_mentions
    from reportqa.search import Filters, find_mentions

    with open_or_build(corpus, index) as opened:
        found = find_mentions(opened, words, Filters(report=report, section=section))
        give(render_mentions(found, facts_of(opened), form, look()))
        return 0 if found.mentions else _NOTHING_FOUND
