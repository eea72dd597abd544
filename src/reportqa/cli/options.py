"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
Section = Annotated[
    str | None,
    typer.Option(
        "--section",
        "-s",
        metavar="TEXT",
        help="Only sections whose path of headings holds TEXT, in any case.",
    ),
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
