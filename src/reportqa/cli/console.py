"""The terminal: results to standard output, all else to standard error."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from reportqa.errors import ReportqaError
from reportqa.render.safety import one_line, printable
from reportqa.render.text import Look

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

_WIDEST = 100
_SLOW = 10  # a second; below it a rate is shown with a decimal


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
    if sys.stdout is None or not sys.stdout.isatty():  # a closed one is None
        return Look()
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Look(width=min(shutil.get_terminal_size().columns, _WIDEST), colour=colour)


@dataclass(frozen=True, slots=True)
class Work:
    """Long work.

    Attributes:
        label: What it is.
        unit: What is counted.
        worth_saying: How many of these there must be for a line off a terminal.
    """

    label: str
    unit: str
    worth_saying: int = 1


@contextmanager
def progress(label: str, of: str = "passages") -> Iterator[Callable[[int, int], None]]:
    """Show how far long work is; give the function that is told.

    The function takes how much is done and how much there is; see `progress_of_stages`.

    Args:
        label: What is done.
        of: What it is done to, many of them.
    """
    with progress_of_stages({label: Work(label, of)}) as tell:
        yield lambda done, total: tell(label, done, total)


@contextmanager
def progress_of_stages(tasks: Mapping[str, Work]) -> Iterator[Callable[[str, int, int], None]]:
    """Show how far each stage of long work is, with rate and time left; give what is told.

    The function takes the stage's name, how much of it is done and how much there is; stages
    without a task are not shown. Nothing shows until it is called with something to do; on a
    terminal a bar, elsewhere one line.
    """
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _said_once(tasks)
        return
    with _bar(console) as bar:
        shown: dict[str, TaskID] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                return
            if stage not in shown:
                shown[stage] = bar.add_task(tasks[stage].label, total=total)
            bar.update(shown[stage], completed=done, total=total)

        yield tell


def _said_once(tasks: Mapping[str, Work]) -> Callable[[str, int, int], None]:
    said: set[str] = set()

    def tell(stage: str, done: int, total: int) -> None:
        task = tasks.get(stage)
        if task is not None and stage not in said and total >= task.worth_saying:
            warn(f"{task.label}: {total} {task.unit} …")
            said.add(stage)

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
            shown = "" if rate is None else f"{rate:.{int(rate < _SLOW)}f}/s"
            return Text(shown, style="progress.data.speed")

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        TextColumn("left"),
        console=console,
    )
