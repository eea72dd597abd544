"""Reading a file's bytes once and whole, within bounds."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from reportqa.documents.readers.limits import MOST_BYTES
from reportqa.documents.readers.naming import shown
from reportqa.errors import CorpusError


def load(path: Path) -> bytes:
    """The bytes of a file; all that is said of it later is said of these.

    Raises:
        CorpusError: It cannot be read, is too large, or changed while it was read.
    """
    name = shown(path.name)
    for _ in range(2):
        data = _once(path, name)
        if data is not None:
            return data
    raise CorpusError(f"'{name}' changed while it was read", "Index again when it is complete.")


def _once(path: Path, name: str) -> bytes | None:
    """The file's bytes, or None if it changed meanwhile."""
    try:
        before = path.stat()
        if not stat.S_ISREG(before.st_mode):
            raise CorpusError(f"'{name}' is no file", "Leave it out of the corpus.")
        if before.st_size > MOST_BYTES:
            raise CorpusError(
                f"'{name}' has {before.st_size / 2**20:.0f} MiB; at most "
                f"{MOST_BYTES // 2**20} are read",
                "Split the file.",
            )
        data = path.read_bytes()
        after = path.stat()
    except (OSError, RuntimeError) as error:
        raise CorpusError(f"'{name}' cannot be read: {_why(path, error)}", _mend(path)) from error
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if same and len(data) == after.st_size else None


def _why(path: Path, error: Exception) -> str:
    if path.is_symlink() and isinstance(error, FileNotFoundError):
        return "it is a link to something that is not there"
    if isinstance(error, OSError) and error.errno is not None:
        return os.strerror(error.errno)
    return "a link leads back to itself"


def _mend(path: Path) -> str:
    return "Mend or remove the link." if path.is_symlink() else "Allow reading it (chmod a+r)."
