"""``reportqa models``: which models are here."""

from __future__ import annotations

from typing import Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look
from reportqa.render import Format, Table

_NONE = 1


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(epilog="Example: reportqa models --clear-cache")(models)


def models(
    clear_cache: Annotated[
        bool,
        typer.Option(
            "--clear-cache", help="Delete what was unzipped and exported; it comes again."
        ),
    ] = False,
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """List the models that are installed, where they come from and how big they are."""
    from reportqa import encoding
    from reportqa.render import render_table

    if clear_cache:
        give(f"Freed {_megabytes(encoding.clear_cache())}.\n")
        return 0
    here = encoding.installed()
    rows = [
        (
            model.name,
            model.model,
            model.origin,
            _megabytes(model.size),
            "yes" if model.default else "",
        )
        for model in here
    ]
    cached = sum(entry.size for entry in encoding.cached())
    remarks = (f"Cache: {encoding.cache_folder()} ({_megabytes(cached)}).",)
    columns = ("name", "model", "from", "size", "default")
    give(render_table(Table(columns, tuple(rows), remarks), form, look(), title="Models"))
    return 0 if here else _NONE


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
