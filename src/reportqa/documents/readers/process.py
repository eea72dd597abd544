"""Reading in a process of its own: a reader that hangs or crashes costs one file, not the build."""

from __future__ import annotations

import json
import subprocess
import sys

from reportqa.documents.readers.child import REFUSED
from reportqa.documents.readers.codec import decoded
from reportqa.documents.readers.document import Document
from reportqa.documents.readers.formats import Format
from reportqa.documents.readers.limits import MOST_SECONDS
from reportqa.errors import CorpusError

COMMAND = (sys.executable, "-P", "-m", "reportqa.documents.readers.child")


def read_apart(what: Format, data: bytes, name: str, *, seconds: float = MOST_SECONDS) -> Document:
    """Read a file's bytes in a child process.

    Args:
        what: Its format.
        data: Its bytes.
        name: Its name as messages show it.
        seconds: How long the reader may take.

    Raises:
        CorpusError: The file cannot be read, or the reader hung or crashed.
    """
    try:
        ended = subprocess.run(  # noqa: S603 - our own module, the file only on standard input
            [*COMMAND, what, name], input=data, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CorpusError(
            f"'{name}' took longer than {seconds:g} s to read, and its reader was ended",
            "Save it anew, or split it.",
        ) from error
    if ended.returncode == REFUSED and ended.stdout:
        told = json.loads(ended.stdout)
        raise CorpusError(told["problem"], told["mend"])
    if ended.returncode != 0:
        why = f"exit code {ended.returncode}{_last_line(ended.stderr)}"
        raise CorpusError(
            f"the reader of '{name}' crashed ({why})",
            "The file is damaged, or this is a fault of reportqa: save it anew, or leave it out.",
        )
    return decoded(ended.stdout.decode("utf-8"))


def _last_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return f": {lines[-1][:200]}" if lines else ""
