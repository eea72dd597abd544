"""Reading a text file, and refusing what is no text."""

from __future__ import annotations

from pathlib import Path

from reportqa.errors import CorpusError

_FORMATS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or Office file",
    b"{\\rtf": "an RTF file",
}


def read_text(path: Path) -> str:
    r"""Read a text file as UTF-8 (UTF-16 where a byte order mark says so), lines ending in \n.

    Raises:
        CorpusError: The file is empty, binary, in another encoding, or cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"'{path.name}' cannot be read: {error.strerror}") from error
    text = _decode(data, path.name)
    if not text.strip():
        raise CorpusError(f"'{path.name}' is empty")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes, name: str) -> str:
    for signature, what in _FORMATS.items():
        if data.startswith(signature):
            raise CorpusError(
                f"'{name}' is {what}, whatever its name says", "Convert it to plain text (UTF-8)."
            )
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\x00" in data:
            raise CorpusError(f"'{name}' is a binary file, not text") from error
        raise CorpusError(
            f"'{name}' is not UTF-8 text (byte {error.start + 1} cannot be read)",
            "Save it as UTF-8 and index again.",
        ) from error
    if "\x00" in text:
        raise CorpusError(f"'{name}' is a binary file, not text")
    return text
