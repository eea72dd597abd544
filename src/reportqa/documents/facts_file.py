"""Reading ``NAME.toml``, the facts beside a report's file."""

from __future__ import annotations

import datetime as dt
import itertools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reportqa.documents.facts import Erratum, Facts
from reportqa.errors import CorpusError

_TEXT_KEYS = ("title", "authority", "publisher", "licence", "url")
_KEYS = {*_TEXT_KEYS, "published", "inspected", "page_lines", "errata"}


def read_facts(path: Path, *, default_title: str) -> Facts:
    """Read a facts file; where there is none, only the title (a default) is known.

    Raises:
        CorpusError: The file is not TOML, or a key is unknown or of the wrong type.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Facts(title=default_title)
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
    return Facts(
        title=_text(table, "title", path) or default_title,
        authority=_text(table, "authority", path),
        publisher=_text(table, "publisher", path),
        published=_date(table.get("published"), "published", path),
        inspected=_date_range(table.get("inspected"), path),
        licence=_text(table, "licence", path),
        url=_text(table, "url", path),
        page_lines=_page_lines(table.get("page_lines", []), path),
        errata=tuple(_erratum(entry, path) for entry in _tables(table, path)),
    )


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


def _date_range(value: object, path: Path) -> tuple[dt.date, dt.date] | None:
    if value is None:
        return None
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


def _tables(table: Mapping[str, Any], path: Path) -> list[Mapping[str, Any]]:
    entries = table.get("errata", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _wrong(path, "errata", "a list of tables ([[errata]])")
    return entries


def _erratum(entry: Mapping[str, Any], path: Path) -> Erratum:
    values = [entry.get(key) for key in ("number", "source", "printed")]
    if not all(isinstance(value, str) for value in values) or len(entry) != 3:
        raise _wrong(path, "errata", "tables of three strings: number, source, printed")
    return Erratum(*(str(value) for value in values))
