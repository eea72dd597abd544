"""Showing a file's name in a message, whatever stands in it."""

from __future__ import annotations

_LONGEST = 80


def shown(name: str) -> str:
    r"""A name that stays on its line and moves no cursor.

    Example:
        >>> shown("a\nb\x1b[31m.pdf")
        'a\\nb\\x1b[31m.pdf'
    """
    plain = "".join(
        character if character.isprintable() else _escaped(character) for character in name
    )
    if len(plain) <= _LONGEST:
        return plain
    return f"{plain[: _LONGEST - 12]}…{plain[-11:]}"


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")
