"""The application: its commands, and how every error leaves it."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer

from reportqa.cli import (
    ask,
    brief,
    check,
    cite,
    compare,
    find,
    index,
    judge,
    models,
    reports,
    show,
    status,
    verify,
)
from reportqa.cli import eval as evaluation
from reportqa.cli.console import complain, warn
from reportqa.cli.options import examples
from reportqa.errors import ReportqaError
from reportqa.errors import UsageError as MisusedError
from reportqa.render import one_line

INTERRUPTED = 130

# What Typer raises for a misused command line. It is Click's or that of Typer's own copy of Click,
# as its version has it; only this class is reached by the same name in both.
_TyperUsageError: Any = typer.BadParameter.__bases__[0]

app = typer.Typer(
    name="reportqa",
    help="Ask a long official report in plain words; read the passages that answer, cited.",
    epilog=examples(
        'reportqa ask "How many care leavers has the council lost contact with?"',
        "reportqa find 'strategy meeting'",
        "reportqa show 26",
    ),
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    ask,
    find,
    show,
    cite,
    brief,
    check,
    reports,
    index,
    status,
    verify,
    models,
    evaluation,
    compare,
    judge,
):
    command.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"reportqa {version('reportqa')}")
        raise typer.Exit


@app.callback()
def _app(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version)
    ] = False,
) -> None:
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def main() -> None:
    """Run the command line and leave with its exit code; no error shows as a traceback."""
    _speak_utf8()
    sys.exit(run())


def run(arguments: list[str] | None = None) -> int:
    """Run one command; every error is one or two lines on standard error and an exit code.

    Args:
        arguments: What follows the program's name; those of this process for None.

    Returns:
        The exit code.
    """
    try:
        code = int(app(arguments, prog_name="reportqa", standalone_mode=False) or 0)
    except ReportqaError as error:
        complain(error)
        return error.exit_code
    except _TyperUsageError as error:
        complain(_misused(error))
        return MisusedError.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except OSError as error:
        complain(_of_the_system(error))
        return ReportqaError.exit_code
    except Exception as error:
        if os.environ.get("REPORTQA_DEBUG"):
            raise
        complain(_unforeseen(error))
        return ReportqaError.exit_code
    if code == INTERRUPTED:
        warn("Interrupted. What was finished is kept; run the command again to go on.")
    return code


def _misused(error: Any) -> ReportqaError:  # noqa: ANN401 - see _TyperUsageError
    """What Typer found wrong with the command line, and where its help is."""
    command = error.ctx.command_path if error.ctx else "reportqa"
    message = error.format_message().replace("Value error, ", "").rstrip(".")
    return MisusedError(message[:1].lower() + message[1:], f"See: {command} --help")


def _of_the_system(error: OSError) -> ReportqaError:
    """What the system refused; output that nobody can take any more is given up."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    place = f" ('{error.filename}')" if error.filename else ""
    return ReportqaError(f"{error.strerror or error}{place}")


def _unforeseen(error: Exception) -> ReportqaError:
    return ReportqaError(
        f"reportqa itself failed ({type(error).__name__}: {one_line(str(error))[:200]})",
        "This is a fault of the program: please report it. REPORTQA_DEBUG=1 shows where it is.",
    )


def _speak_utf8() -> None:
    """Read and write UTF-8 whatever the code page; what cannot be encoded shows as '?'."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Line ends as they are given: CSV brings its own.
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    if hasattr(sys.stdin, "reconfigure") and not sys.stdin.isatty():
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
