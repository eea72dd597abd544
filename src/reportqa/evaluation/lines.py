"""Lines of a file, each knowing where it stands, so that what is wrong there can be told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from reportqa.errors import UsageError

_LONGEST_SHOWN = 40


class Place(Protocol):
    """Where something stands in a file."""

    def wrong(self, what: str, mend: str) -> UsageError:
        """The error that says what is wrong there."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, numbered from 1, without its end."""

    path: Path
    number: int
    text: str

    def wrong(self, what: str, mend: str) -> UsageError:
        """The error that says what is wrong with this line."""
        return UsageError(f"'{self.path}', line {self.number}: {what}", mend)

    def values(self) -> dict[str, Any]:
        """The JSON object that the line holds.

        Raises:
            UsageError: It holds none.
        """
        mend = "Put each entry on one line, as a JSON object."
        try:
            found = json.loads(self.text)
        except json.JSONDecodeError as error:
            reason = f"this is not JSON: {error.msg} at column {error.colno}"
            raise self.wrong(reason, mend) from None
        except ValueError:  # a number of thousands of digits
            raise self.wrong("this holds a number that is too long", mend) from None
        except RecursionError:
            raise self.wrong("this is nested too deeply", mend) from None
        if not isinstance(found, dict):
            raise self.wrong(f"this is no JSON object: {shown(found)}", mend)
        return found

    def words(self, values: Mapping[str, Any], key: str) -> str:
        """A text that must be there and not be empty.

        Raises:
            UsageError: It is not, or is no text.
        """
        found = self.optional_text(values, key)
        if found is None or not found.strip():
            raise self.wrong(f"there is no '{key}'", f'Add "{key}": "…" with words in it.')
        return found

    def optional_text(self, values: Mapping[str, Any], key: str) -> str | None:
        """A text that may be missing or null.

        Raises:
            UsageError: It is no text.
        """
        found = values.get(key)
        if found is not None and not isinstance(found, str):
            raise self.wrong(f"'{key}' is no text: {shown(found)}", "Put it in quotation marks.")
        return found


def read_lines(path: Path, mend: str) -> Iterator[Line]:
    """The lines of a UTF-8 file that hold anything, whatever their ends, with or without a BOM.

    Args:
        path: The file.
        mend: What to say if it cannot be read.

    Raises:
        UsageError: It cannot be read, or is not UTF-8.
    """
    return (line for line in _all_lines(path, mend) if line.text.strip())


def _all_lines(path: Path, mend: str) -> Iterator[Line]:
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                yield _decoded(path, number, raw)
    except OSError as error:
        problem = f"'{path}' cannot be read: {error.strerror or error}"
        raise UsageError(problem, mend) from error


def read_text(path: Path, mend: str) -> str:
    """A whole UTF-8 file, with or without a BOM.

    Args:
        path: The file.
        mend: What to say if it cannot be read.

    Raises:
        UsageError: It cannot be read, or is not UTF-8; the message names the line.
    """
    return "\n".join(line.text for line in _all_lines(path, mend))


def shown(value: object) -> str:
    """A JSON value as an error shows it, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _decoded(path: Path, number: int, raw: bytes) -> Line:
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        problem = "this is not UTF-8"
        raise Line(path, number, "").wrong(problem, "Save the file as UTF-8.") from None
    return Line(path, number, text.rstrip("\r\n"))
