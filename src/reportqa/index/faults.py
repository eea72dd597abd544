"""Errors of an index, worded in one place so that every fault reads alike."""

from __future__ import annotations

from pathlib import Path

from reportqa.errors import IndexUnusableError

BUILD_AGAIN = "build it again: reportqa index"


def unusable(path: Path, what: str) -> IndexUnusableError:
    """An index file that cannot be used, with the mend that always works: building again.

    Args:
        path: The file or folder at fault.
        what: What is wrong with it, following its name ("is missing").

    Example:
        >>> str(unusable(Path("index"), "is not a folder")).splitlines()
        ["index: 'index' is not a folder", 'build it again: reportqa index']
    """
    return IndexUnusableError(f"index: '{path}' {what}", BUILD_AGAIN)
