"""Reading ``NAME.toml``, the facts beside a report's file."""

from __future__ import annotations

import datetime as dt
import itertools
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportqa.documents.facts import Erratum, Facts, Judgement
from reportqa.errors import CorpusError

_TEXT_KEYS = ("title", "authority", "publisher", "licence", "url", "kind", "lead_inspector")
_KEYS = {*_TEXT_KEYS, "published", "inspected", "page_lines", "page_offset", "errata", "judgements"}


def read_facts(path: Path, *, default_title: str) -> Facts:
    """Read a facts file; where there is none, only the title (a default) is known.

    Raises:
        CorpusError: The file is not TOML, or a key is unknown or of the wrong type.
    """
    return replace(Facts(title=default_title), **read_overrides(path))


def read_overrides(path: Path) -> dict[str, Any]:
    """The facts that a facts file tells, by the names of `Facts`' fields; none without a file.

    Raises:
        CorpusError: The file is not TOML, or a key is unknown or of the wrong type.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"'{path.name}' is not a TOML file: {error}") from error
    except OSError as error:
        raise CorpusError(f"'{path.name}' cannot be read: {error.strerror}") from error
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise CorpusError(
            f"'{path.name}' has a key that is not known: '{unknown[0]}'",
            f"Known keys: {', '.join(sorted(_KEYS))}.",
        )
    told: dict[str, Any] = {
        key: text for key in _TEXT_KEYS if (text := _text(table, key, path)) is not None
    }
    readers: dict[str, Callable[[Any, Path], object]] = {
        "published": lambda value, path: _date(value, "published", path),
        "inspected": _date_range,
        "page_lines": _page_lines,
        "page_offset": _page_offset,
        "errata": _errata,
        "judgements": _judgements,
    }
    return told | {key: read(table[key], path) for key, read in readers.items() if key in table}


def _wrong(path: Path, key: str, wanted: str) -> CorpusError:
    return CorpusError(f"'{path.name}': '{key}' must be {wanted}")


def _text(table: Mapping[str, Any], key: str, path: Path) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise _wrong(path, key, "a string")
    return value


def _date(value: object, key: str, path: Path) -> dt.date | None:
    if value is None:
        return None
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise _wrong(path, key, "a date such as 2016-09-20")
    return value


def _date_range(value: object, path: Path) -> tuple[dt.date, dt.date]:
    if not isinstance(value, list) or len(value) != 2:
        raise _wrong(path, "inspected", "two dates such as [2016-07-04, 2016-07-28]")
    first, last = (_date(day, "inspected", path) for day in value)
    if first is None or last is None or first > last:
        raise _wrong(path, "inspected", "two dates, the earlier first")
    return first, last


def _page_lines(value: object, path: Path) -> tuple[int, ...]:
    wanted = "a list of rising line numbers, one for each page"
    if not isinstance(value, list) or not all(type(line) is int and line > 0 for line in value):
        raise _wrong(path, "page_lines", wanted)
    if any(a >= b for a, b in itertools.pairwise(value)):
        raise _wrong(path, "page_lines", wanted)
    return tuple(value)


def _page_offset(value: object, path: Path) -> int:
    if type(value) is not int:
        raise _wrong(path, "page_offset", "a whole number")
    return value


def _errata(value: object, path: Path) -> tuple[Erratum, ...]:
    return tuple(
        Erratum(*_strings(entry, "errata", ("number", "source", "printed"), path))
        for entry in _tables(value, "errata", path)
    )


def _judgements(value: object, path: Path) -> tuple[Judgement, ...]:
    found = []
    for entry in _tables(value, "judgements", path):
        subject, grade = _strings(entry, "judgements", ("subject", "grade"), path)
        found.append(Judgement(subject, grade.lower(), path.name))
    return tuple(found)


def _tables(value: object, key: str, path: Path) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise _wrong(path, key, f"a list of tables ([[{key}]])")
    return value


def _strings(
    entry: Mapping[str, Any], table: str, keys: tuple[str, ...], path: Path
) -> tuple[str, ...]:
    values = [entry.get(key) for key in keys]
    if not all(isinstance(value, str) for value in values) or len(entry) != len(keys):
        wanted = f"tables of {len(keys)} strings: {', '.join(keys)}"
        raise _wrong(path, table, wanted)
    return tuple(str(value) for value in values)
