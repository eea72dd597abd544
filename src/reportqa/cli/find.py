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
    app.command(epilog="Example: reportqa find 'independent reviewing officer' --section adoption")(
        find
    )


def find(
    phrase: Annotated[
        str, typer.Argument(help="Whole words, in any case; a trailing * stands for any ending.")
    ],
    report: options.Report = None,
    section: options.Section = None,
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """List every passage that holds a word or phrase, none left out, and count them by section."""
    from reportqa.cli.opening import open_or_build
    from reportqa.render import render_mentions
    from reportqa.search import Filters, find_mentions

    with open_or_build(corpus, index) as opened:
        found = find_mentions(opened, phrase, Filters(report=report, section=section))
        give(render_mentions(found, form, look()))
        return 0 if found.mentions else _NOTHING_FOUND
