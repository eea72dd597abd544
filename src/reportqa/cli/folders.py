"""Commands that an error or a warning tells to run, with the folders that the user gave."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reportqa.cli.options import DEFAULT_CORPUS, DEFAULT_INDEX
from reportqa.errors import ReportqaError

# A command at the end of a mend; those in its midst are named, not meant to be pasted.
_COMMAND = re.compile(r"\breportqa (index|reports|verify)$")


@contextmanager
def named_in_mends(corpus: Path, index: Path) -> Iterator[None]:
    """Give the commands in the mends of errors the folders that the user gave.

    Raises:
        ReportqaError: What was raised inside.
    """
    try:
        yield
    except ReportqaError as error:
        error.mend = with_folders(error.mend, corpus, index)
        raise


def with_folders(mend: str, corpus: Path, index: Path) -> str:
    """A mend with its command as it must be typed for a corpus and an index.

    Example:
        >>> with_folders("build it again: reportqa index", Path("corpus"), Path("my index"))
        "build it again: reportqa index --index 'my index'"
    """
    given = []
    if corpus != DEFAULT_CORPUS:
        given += ["--corpus", str(corpus)]
    if index != DEFAULT_INDEX:
        given += ["--index", str(index)]
    if not given or not _COMMAND.search(mend):
        return mend
    quoted = subprocess.list2cmdline(given) if os.name == "nt" else shlex.join(given)
    return f"{mend} {quoted}"
