"""``reportqa models``: which models are here."""

from __future__ import annotations

from typing import Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look
from reportqa.render import Format, Table


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(epilog=options.examples("reportqa models", "reportqa models --clear-cache"))(models)


def models(
    clear_cache: Annotated[
        bool,
        typer.Option(
            "--clear-cache",
            help="Delete what was unzipped and exported; it is made again when it is needed.",
        ),
    ] = False,
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """List the installed models, where from, how big."""
    from reportqa import encoding
    from reportqa.render import render_table

    if clear_cache:
        give(f"Freed {_megabytes(encoding.clear_cache())} MB.\n")
        return 0
    rows = [
        (it.name, it.model, it.origin, _megabytes(it.size), it.default)
        for it in encoding.installed()
    ]
    cached = _megabytes(sum(entry.size for entry in encoding.cached()))
    remarks = (f"Cache: {encoding.cache_folder()} ({cached} MB).",)
    columns = ("name", "model", "from", "MB", "default")
    give(render_table(Table(columns, tuple(rows), remarks), form, look(), title="Models"))
    return 0


def _megabytes(size: int) -> int:
    return round(size / 1e6)
