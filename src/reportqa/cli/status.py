"""``reportqa status``: what the index holds and whether the corpus has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look
from reportqa.render import Format, Table

if TYPE_CHECKING:
    from reportqa.index import Manifest


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(epilog="Example: reportqa status")(status)


def status(
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Tell what the index holds, which model made it, and whether it is up to date."""
    from reportqa.index import open_index
    from reportqa.render import render_table

    with open_index(index) as opened:
        manifest = opened.manifest
        rows = (
            ("index", f"{index} ({manifest.generation})"),
            ("built", manifest.built),
            ("by", f"reportqa {manifest.version}"),
            ("model", f"{manifest.encoder.name} ({manifest.encoder.variant})"),
            ("token layer", str(manifest.encoder.layer)),
            ("reports", str(len(manifest.reports))),
            ("passages", str(len(opened))),
            ("size", f"{sum(file.size for file in manifest.files) / 1e6:.1f} MB"),
            ("corpus", _changes(corpus, manifest)),
        )
    give(render_table(Table(("what", "value"), rows), form, look(), title="Status"))
    return 0


def _changes(corpus: Path, manifest: Manifest) -> str:
    from reportqa.documents import fingerprint, report_files

    if not corpus.is_dir():
        return f"{corpus}: not there"
    now = {path.relative_to(corpus).as_posix(): fingerprint(path) for path in report_files(corpus)}
    then = {report.path: report.sha256 for report in manifest.reports}
    differing = [
        path for path in sorted(now.keys() | then.keys()) if now.get(path) != then.get(path)
    ]
    if not differing:
        return f"{corpus}: unchanged since"
    return f"{corpus}: changed since ({', '.join(differing[:5])}); run reportqa index"
