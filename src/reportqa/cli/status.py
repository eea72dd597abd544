"""``reportqa status``: what the index holds and whether the corpus has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look
from reportqa.render import Cell, Format

if TYPE_CHECKING:
    from reportqa.index import Manifest


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(epilog=options.examples("reportqa status", "reportqa status --format json"))(status)


def status(
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Tell what the index holds and if it is up to date."""
    from reportqa.index import open_index
    from reportqa.render import render_record

    with open_index(index) as opened:
        manifest = opened.manifest
        record: dict[str, Cell] = {
            "index": str(index),
            "generation": manifest.generation,
            "built": manifest.built,
            "by": f"reportqa {manifest.version}",
            "model": f"{manifest.encoder.name} ({manifest.encoder.variant})",
            "reports": len(manifest.reports),
            "passages": len(opened),
            "bytes": sum(file.size for file in manifest.files),
            "corpus": str(corpus),
            "changes": _changes(corpus, manifest),
        }
    give(render_record(record, form, look(), title="Status"))
    return 0


def _changes(corpus: Path, manifest: Manifest) -> str:
    from reportqa.cli.freshness import changed_files
    from reportqa.cli.opening import some_of

    if not corpus.is_dir():
        return "not known: the corpus is not there"
    changed = changed_files(corpus, manifest)
    if not changed:
        return "none since the index was built"
    return f"{some_of(changed)}; bring the index up to date: reportqa index"
