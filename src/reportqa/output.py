"""Files that a command writes: whole or not at all, and none replaced unasked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from reportqa.errors import ReportqaError, UsageError


def check_output(path: Path, *, force: bool, read: Iterable[Path] = ()) -> None:
    """Make sure, before any work is done, that a file may be written.

    Args:
        path: The file.
        force: Whether one that is there may be replaced.
        read: Files that are read for it, which may never be.

    Raises:
        UsageError: It is there already, is read, is no file, or its folder is not there or shut.
    """
    folder = path.parent
    if any(path.resolve() == each.resolve() for each in read):
        raise UsageError(f"'{path}' is what is read", "Name another file to be written.")
    if path.is_dir():
        raise UsageError(f"'{path}' is a folder", "Name a file in it.")
    if path.exists() and not path.is_file():
        raise UsageError(f"'{path}' is no file", "Name a file to be written.")
    if path.exists() and not force:
        raise UsageError(f"'{path}' is there already", "Name another file, or replace it: --force")
    if not folder.is_dir():
        raise UsageError(f"there is no folder '{folder}'", "Make it first, or name another one.")
    if not os.access(folder, os.W_OK):
        raise UsageError(f"nothing can be written to '{folder}'", "Name a file in another folder.")


def make_folder(path: Path) -> None:
    """Make a folder that files go to, and those above it, if it is not there.

    Raises:
        UsageError: It cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"the folder '{path}' cannot be made: {error.strerror}", "Name another one."
        ) from None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there in full or, whatever happens, as it was.

    Raises:
        ReportqaError: It cannot be written; what was there before is kept.
    """
    target = path.resolve()  # what a link leads to, not the link, is replaced
    fresh = target.with_name(f".reportqa-{os.getpid()}.new")
    try:
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, fresh)
        fresh.replace(target)
    except OSError as error:
        raise _unwritten(path, error) from None
    finally:
        fresh.unlink(missing_ok=True)


def _unwritten(path: Path, error: OSError) -> ReportqaError:
    mend = "What was there before is kept." if path.exists() else ""
    if isinstance(error, PermissionError):
        mend = "Close it if another program has it open; else name a file in another folder."
    return ReportqaError(f"'{path}' cannot be written: {error.strerror}", mend)
