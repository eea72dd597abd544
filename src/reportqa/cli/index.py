"""``reportqa index``: bring the index up to date with the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, warn
from reportqa.render import counted

if TYPE_CHECKING:
    from pathlib import Path

    from reportqa.index import BuildSummary

_SKIPPED = 1


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        epilog=options.examples(
            "reportqa index",
            "reportqa index --model minilm",
            "reportqa index --corpus reports --index reports-index",
        )
    )(index)


def index(
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            "-m",
            metavar="MODEL",
            help="small, mpnet, minilm, a folder with a sentence-transformers model, or a hub id; "
            "by default the index's own, or small, which comes with reportqa.",
        ),
    ] = None,
    layer: Annotated[
        int | None,
        typer.Option(
            "--layer",
            min=1,
            metavar="N",
            help="Take token vectors from hidden layer N as it is, not from the learned head.",
        ),
    ] = None,
    variant: Annotated[
        str | None,
        typer.Option(
            "--variant",
            metavar="NAME",
            help="Encode passages in fp32, or twice as fast in int8; by default int8 where it was "
            "measured to rank as well and the processor has the instructions for it.",
        ),
    ] = None,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild",
            help="Write the whole index anew and train its vector clusters afresh, if it has any; "
            "only what is new or changed is encoded all the same.",
        ),
    ] = False,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Build the index, or bring it up to date.

    Only what is new or changed is encoded. An interrupted build goes on where it was.
    """
    from reportqa.cli.opening import build_index, warn_of

    summary, skipped = build_index(
        corpus, index, model=model, layer=layer, variant=variant, rebuild=rebuild
    )
    warn_of(skipped)
    give(_told(summary, index))
    unread = [file for file in skipped if file.same_as is None]
    if unread:
        warn(f"Skipped {counted(len(unread), 'file')}; the rest can be asked.")
    if len(unread) < len(skipped):
        again = counted(len(skipped) - len(unread), "file")
        warn(f"Left out {again} of reports that another file holds too.")
    return _SKIPPED if skipped else 0


def _told(summary: BuildSummary, index: Path) -> str:
    """What a build did, in a line."""
    passages = counted(summary.passages, "passage")
    if summary.did_nothing:
        return f"Nothing to do: the index at '{index}' is up to date ({passages}).\n"
    reports = len(summary.added) + len(summary.changed) + len(summary.kept)
    changes = [
        f"{counted(len(names), 'report')} {what}"
        for names, what in (
            (summary.added, "added"),
            (summary.changed, "changed"),
            (summary.removed, "removed"),
        )
        if names
    ]
    return (
        f"Indexed {passages} of {counted(reports, 'report')} in {summary.seconds:.1f} s "
        f"({summary.encoded} encoded, {summary.reused} reused)"
        + (f": {', '.join(changes)}" if changes else "")
        + ".\n"
    )
