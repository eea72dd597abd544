"""The terminal: results to standard output, all else to standard error."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from reportqa.render.safety import printable
from reportqa.render.text import Look

_WIDEST = 100


def give(text: str) -> None:
    """Write a result to standard output."""
    sys.stdout.write(text)
    sys.stdout.flush()


def warn(text: str) -> None:
    """Write a remark, a warning or an error to standard error."""
    typer.echo(printable(text), err=True)


def look() -> Look:
    """How text is to look where standard output goes: wrapped and coloured on a terminal only."""
    if not sys.stdout.isatty():
        return Look()
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Look(width=min(shutil.get_terminal_size().columns, _WIDEST), colour=colour)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far long work is, with rate and time left; give the function that is told.

    The function takes how much is done and how much there is. Nothing shows until it is called
    with something to do; on a terminal a bar, elsewhere one line.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.speed:.0f}/s" if False else ""),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    task = None

    def tell(done: int, total: int) -> None:
        nonlocal task
        if task is None:
            if not console.is_terminal:
                warn(f"{label}: {total} passages …")
            task = bar.add_task(label, total=total)
        bar.update(task, completed=done, total=total)

    with bar:
        yield tell
