"""The reader's own process: the file's bytes come in, the document goes out as JSON.

Run as ``python -m reportqa.documents.readers.child FORMAT NAME``, bytes on standard input.
"""

from __future__ import annotations

import importlib
import json
import sys

from reportqa.documents.readers.codec import encoded
from reportqa.documents.readers.document import Document
from reportqa.documents.readers.limits import MOST_MEMORY
from reportqa.errors import CorpusError

REFUSED = 3  # exit code: the file cannot be read, and standard output says why
_READERS = {
    "pdf": ("reportqa.documents.readers.pdf", "read_pdf"),
    "docx": ("reportqa.documents.readers.docx", "read_docx"),
    "odt": ("reportqa.documents.readers.odt", "read_odt"),
    "html": ("reportqa.documents.readers.html", "read_html"),
    "markdown": ("reportqa.documents.readers.markdown", "read_markdown"),
}


def main(arguments: list[str]) -> int:
    """Read standard input; write the document, or why there is none."""
    what, name = arguments
    _bound_memory()
    try:
        document = _read(what, sys.stdin.buffer.read(), name)
    except CorpusError as error:
        _write(json.dumps({"problem": error.problem, "mend": error.mend}))
        return REFUSED
    except (MemoryError, RecursionError):
        problem = f"'{name}' needs more memory than a reader may have"
        _write(json.dumps({"problem": problem, "mend": "Save it anew, or split it."}))
        return REFUSED
    _write(encoded(document))
    return 0


def _read(what: str, data: bytes, name: str) -> Document:
    module, function = _READERS[what]
    document: Document = getattr(importlib.import_module(module), function)(data, name)
    return document


def _bound_memory() -> None:
    """Bound this process's memory where the system can; elsewhere only its time is bounded."""
    try:
        import resource
    except ImportError:  # Windows
        return
    try:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    except (ValueError, OSError):  # macOS may refuse
        return


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
