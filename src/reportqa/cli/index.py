"""``reportqa index``: bring the index up to date with the corpus."""

from __future__ import annotations

from typing import Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, warn

_SKIPPED = 1


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(epilog="Example: reportqa index --corpus reports --index reports-index")(index)


def index(
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            "-m",
            help="mpnet, minilm, a folder with a sentence-transformers model, or a hub id; "
            "by default the index's own, or the best that is installed.",
        ),
    ] = None,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Build the index, or bring it up to date: only what is new or changed is encoded."""
    from reportqa.cli.opening import build_index, warn_of

    summary, skipped = build_index(corpus, index, model=model)
    warn_of(skipped)
    if summary.did_nothing:
        give(
            f"Nothing to do: the index at '{index}' is up to date ({summary.passages} passages).\n"
        )
    else:
        reports = len(summary.added) + len(summary.changed) + len(summary.kept)
        give(
            f"Indexed {summary.passages} passages of {reports} reports in {summary.seconds:.1f} s: "
            f"{summary.encoded} encoded, {summary.reused} reused; "
            f"{len(summary.added)} reports added, {len(summary.changed)} changed, "
            f"{len(summary.removed)} removed.\n"
        )
    if skipped:
        warn(f"{len(skipped)} files were skipped; the rest can be asked.")
    return _SKIPPED if skipped else 0
