"""Writing results to files: whole or not at all, and never over another unasked."""

from __future__ import annotations

from pathlib import Path

from reportqa.errors import ReportqaError, UsageError
from reportqa.index.files import replace_file


def check_new(path: Path, *, force: bool) -> None:
    """Make sure that nothing would be lost by writing a file.

    Raises:
        UsageError: It is there already, and is not to be replaced.
    """
    if path.exists() and not force:
        raise UsageError(f"'{path}' is there already", "Name another, or replace it with --force.")


def save_text(path: Path, text: str, *, force: bool) -> None:
    """Write a file in UTF-8, in one step.

    Raises:
        UsageError: It is there already, and is not to be replaced.
        ReportqaError: It cannot be written.
    """
    check_new(path, force=force)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text.encode("utf-8"))
    except OSError as error:
        raise ReportqaError(
            f"'{path}' cannot be written: {error.strerror or error}", "Name another place."
        ) from error
