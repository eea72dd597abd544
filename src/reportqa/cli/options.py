"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reportqa.errors import UsageError
from reportqa.render import Format

Corpus = Annotated[
    Path,
    typer.Option(
        "--corpus", metavar="FOLDER", help="Folder of the reports.", envvar="REPORTQA_CORPUS"
    ),
]
Index = Annotated[
    Path,
    typer.Option("--index", metavar="FOLDER", help="Folder of the index.", envvar="REPORTQA_INDEX"),
]
Form = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        metavar="FORM",
        help="text, json, jsonl, markdown, csv or html.",
    ),
]
Report = Annotated[
    str | None,
    typer.Option(
        "--report", "-r", metavar="ID", help="Only this report; reportqa reports lists them."
    ),
]
Reports = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        "-r",
        metavar="ID",
        help="Only this report; reportqa reports lists them. Filters by words may be given several "
        "times, and any of them is enough; of different filters all must hold.",
        show_default=False,
    ),
]
Authorities = Annotated[
    list[str] | None,
    typer.Option(
        "--authority",
        "-a",
        metavar="NAME",
        help="Only reports on this authority, by any name that it goes by.",
        show_default=False,
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        help="Only reports published on DATE or later: 2016, 2016-09, 2016-09-20 or 20/9/2016.",
        show_default=False,
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--until",
        metavar="DATE",
        help="Only reports published on DATE or earlier, 2016 and 2016-09 included.",
        show_default=False,
    ),
]
Grades = Annotated[
    list[str] | None,
    typer.Option(
        "--grade",
        metavar="GRADE",
        help="Only reports with this overall grade: outstanding, good, RI, inadequate.",
        show_default=False,
    ),
]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help="Only reports of this kind, such as inspection or monitoring visit.",
        show_default=False,
    ),
]
Sections = Annotated[
    list[str] | None,
    typer.Option(
        "--section",
        "-s",
        metavar="TEXT",
        help="Only sections whose path of headings holds TEXT, in any case.",
        show_default=False,
    ),
]
Page = Annotated[
    int | None,
    typer.Option("--page", metavar="N", help="Only what stands on this page.", show_default=False),
]
DEFAULT_CORPUS = Path("corpus")
DEFAULT_INDEX = Path("index")

Stages = Annotated[
    str | None,
    typer.Option(
        "--stages",
        metavar="NAMES",
        help="Stages to rank with: lexical,dense,late (all by default).",
    ),
]

Weights = Annotated[
    str | None,
    typer.Option(
        "--weights",
        metavar="NAME=N,…",
        help="What a stage counts beside the others, as dense=1,late=4.",
    ),
]


def weight_values(weights: str | None) -> dict[str, float] | None:
    """The numbers in a comma-separated list of NAME=NUMBER; None for no list.

    Raises:
        UsageError: A part of it is no such pair.

    Example:
        >>> weight_values("dense=1, late=4")
        {'dense': 1.0, 'late': 4.0}
    """
    if weights is None:
        return None
    pairs = [part.partition("=") for part in weights.split(",") if part.strip()]
    try:
        return {name.strip(): float(number) for name, _, number in pairs}
    except ValueError:
        raise UsageError(
            f"'{weights}' are no weights", "Write them so: --weights dense=1,late=4"
        ) from None


def stage_names(stages: str | None) -> list[str] | None:
    """The names in a comma-separated list; None for no list."""
    if stages is None:
        return None
    return [name.strip() for name in stages.split(",") if name.strip()]


def examples(*commands: str) -> str:
    r"""The end of a command's help: examples, each on a line of its own that is not wrapped.

    Example:
        >>> print(examples("reportqa status")[1:])
        <BLANKLINE>
        Examples:
          reportqa status
    """
    return "\b\nExamples:\n" + "\n".join(f"  {command}" for command in commands)
