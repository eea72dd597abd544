"""The terminal: results to standard output, all else to standard error."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from reportqa.errors import ReportqaError
from reportqa.render.safety import one_line, printable
from reportqa.render.text import Look

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

_WIDEST = 100


def give(text: str) -> None:
    """Write a result to standard output."""
    sys.stdout.write(text)
    sys.stdout.flush()


def warn(text: str) -> None:
    """Write a remark, a warning or an error to standard error."""
    typer.echo(printable(text), err=True)


def complain(error: ReportqaError) -> None:
    """Write an error to standard error: what is wrong on one line, the mend on another."""
    warn(f"Error: {one_line(error.problem)}")
    if error.mend:
        mend = one_line(error.mend)
        warn(mend[:1].upper() + mend[1:])


def look() -> Look:
    """How text is to look where standard output goes: wrapped and coloured on a terminal only."""
    if not sys.stdout.isatty():
        return Look()
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Look(width=min(shutil.get_terminal_size().columns, _WIDEST), colour=colour)


@contextmanager
def progress(label: str, of: str = "passages") -> Iterator[Callable[[int, int], None]]:
    """Show how far long work is, with rate and time left; give the function that is told.

    The function takes how much is done and how much there is. Nothing shows until it is called
    with something to do; on a terminal a bar, elsewhere one line.

    Args:
        label: What is done.
        of: What it is done to, many of them.
    """
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _said_once(label, of)
        return
    with _bar(console) as bar:
        tasks: list[TaskID] = []

        def tell(done: int, total: int) -> None:
            if not tasks:
                tasks.append(bar.add_task(label, total=total))
            bar.update(tasks[0], completed=done, total=total)

        yield tell


def _said_once(label: str, of: str) -> Callable[[int, int], None]:
    said = False

    def tell(done: int, total: int) -> None:
        nonlocal said
        if not said:
            warn(f"{label}: {total} {of} …")
        said = True

    return tell


def _bar(console: Console) -> Progress:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class RateColumn(ProgressColumn):
        """How many a second."""

        def render(self, task: Task) -> Text:
            rate = task.finished_speed or task.speed
            return Text("" if rate is None else f"{rate:.0f}/s", style="progress.data.speed")

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        TextColumn("left"),
        console=console,
    )
