"""The application: its commands, and how every error leaves it."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import click
import typer

from reportqa.cli import ask, find, index, models, reports, show, status, verify
from reportqa.cli import eval as evaluation
from reportqa.cli.console import warn
from reportqa.errors import ReportqaError

INTERRUPTED = 130
_BROKEN_PIPE = 1

app = typer.Typer(
    name="reportqa",
    help="Ask a long official report in plain words; read the passages that answer, cited.",
    epilog='Start with: reportqa ask "How many care leavers has the council lost contact with?"',
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (ask, find, show, reports, index, status, verify, models, evaluation):
    command.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"reportqa {version('reportqa')}")
        raise typer.Exit


@app.callback()
def _app(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version)
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line and leave with its exit code; no error shows as a traceback."""
    _speak_utf8()
    sys.exit(_run())


def _run() -> int:
    try:
        return int(app(standalone_mode=False) or 0)
    except ReportqaError as error:
        warn(f"Error: {error.problem}")
        if error.mend:
            warn(error.mend)
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        typer.echo(error.format_message())
        return 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        warn("Interrupted. What was finished is kept; run the command again to go on.")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output left (as `head` does): the rest has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    except OSError as error:
        place = f" ('{error.filename}')" if error.filename else ""
        warn(f"Error: {error.strerror or error}{place}")
        return ReportqaError.exit_code


def _speak_utf8() -> None:
    """Write UTF-8 whatever the code page; what cannot be encoded shows as '?'."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
