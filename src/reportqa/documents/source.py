"""Reading the bytes of a text file as text, and refusing what is no text."""

from __future__ import annotations

from reportqa.errors import CorpusError


def decode(data: bytes, name: str) -> str:
    r"""Read bytes as UTF-8 (UTF-16 where a byte order mark says so), lines ending in \n.

    Raises:
        CorpusError: They are none, binary, or in another encoding.

    Example:
        >>> decode(b"one\r\ntwo", "a.txt")
        'one\ntwo'
    """
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\x00" in data:
            raise CorpusError(f"'{name}' is a binary file, not text", _LEAVE) from error
        raise CorpusError(
            f"'{name}' is not UTF-8 text (byte {error.start + 1} cannot be read)",
            "Save it as UTF-8 and index again.",
        ) from error
    if "\x00" in text:
        raise CorpusError(f"'{name}' is a binary file, not text", _LEAVE)
    if not text.strip():
        raise CorpusError(f"'{name}' is empty", "Get the file again.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


_LEAVE = "Leave it out of the corpus, or convert it."
