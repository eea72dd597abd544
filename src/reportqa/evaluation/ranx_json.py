"""Runs and judgements as ranx keeps them: ``{query: {document: score or grade}}`` in JSON.

Bassani, ranx: A Blazing-Fast Python Library for Ranking Evaluation and Comparison, 2022.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportqa.errors import UsageError
from reportqa.evaluation.lines import Line, read_text, shown


@dataclass(frozen=True, slots=True)
class Entry:
    """A number of a file, and the query and document that it belongs to."""

    path: Path
    query: str
    document: str
    value: int | float

    def wrong(self, what: str, mend: str) -> UsageError:
        """The error that says what is wrong with it."""
        where = f"'{self.path}', query '{self.query}', document '{self.document}'"
        return UsageError(f"{where}: {what}", mend)


_MEND = 'Write {"query": {"document": 1}}.'


def is_json(path: Path) -> bool:
    """Whether a file is JSON, by its first character; False if it cannot be read."""
    try:
        with path.open("rb") as file:
            lines = (line.removeprefix(b"\xef\xbb\xbf").strip() for line in file)
            return next(filter(None, lines), b"").startswith((b"{", b"["))
    except OSError:
        return False


def read_entries(path: Path) -> Iterator[Entry]:
    """All entries of a file.

    Raises:
        UsageError: It cannot be read, or is no such JSON; the message names the query and the
            document where there is one, else the line.
    """
    text = read_text(path, _MEND)
    try:
        queries = json.loads(text, object_pairs_hook=list, parse_constant=_refuse)
    except _RefusedError as error:
        raise UsageError(f"'{path}' holds {error}, which is no number", _MEND) from None
    except json.JSONDecodeError as error:
        line = Line(path, error.lineno, "")
        raise line.wrong(f"this is not JSON: {error.msg} at column {error.colno}", _MEND) from None
    except (RecursionError, ValueError):
        raise UsageError(f"'{path}' holds no runs or judgements", _MEND) from None
    for query, documents in _pairs(queries, f"'{path}'"):
        where = f"'{path}', query '{query}'"
        for document, value in _pairs(documents, where):
            if isinstance(value, bool) or not isinstance(value, int | float):
                problem = f"{where}, document '{document}': {shown(value)} is no number"
                raise UsageError(problem, _MEND)
            yield Entry(path, query, document, value)


def json_text(values: Mapping[str, Mapping[str, int | float]]) -> str:
    """Runs or judgements as such JSON, a query a line."""
    lines = (f"{json.dumps(query)}: {json.dumps(dict(of))}" for query, of in values.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


class _RefusedError(Exception):
    """A constant that is no number: NaN, Infinity."""


def _refuse(constant: str) -> None:
    raise _RefusedError(constant)


def _pairs(found: object, where: str) -> list[tuple[str, Any]]:
    """The pairs of a JSON object, each key once."""
    # An empty list and an empty object come out alike: both hold nothing.
    if not isinstance(found, list) or not all(isinstance(one, tuple) for one in found):
        raise UsageError(f"{where} is no JSON object", _MEND)
    seen = set()
    for key, _ in found:
        if key in seen:
            raise UsageError(f"{where}: '{key}' stands there twice", "Keep one of them.")
        seen.add(key)
    return found
