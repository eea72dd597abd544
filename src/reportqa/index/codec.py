"""Frozen dataclasses of plain values to JSON and back, by their type hints.

By the hints, and not field by field, so that a field added to a report's facts is stored
without anyone thinking of it here.
"""

from __future__ import annotations

import datetime as dt
import json
import types
import typing
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any, TypeVar, cast

T = TypeVar("T")


def to_json(value: object) -> str:
    """Compact JSON of a value made of dataclasses, tuples, dates, strings, numbers and None.

    Example:
        >>> to_json((dt.date(2016, 9, 20), "é", None))
        '["2016-09-20","é",null]'
    """
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def from_json(kind: type[T], text: str) -> T:
    """What `to_json` was given.

    Args:
        kind: Its type, possibly generic (``tuple[Heading, ...]``).
        text: The JSON.

    Raises:
        ValueError: If it is not JSON or not of that type.

    Example:
        >>> from_json(tuple[dt.date, str], '["2016-09-20","é"]')
        (datetime.date(2016, 9, 20), 'é')
    """
    try:
        return cast("T", _typed(kind, json.loads(text)))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not of the type {kind}: {text[:80]!r}") from error


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON is whatever it is
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _typed(kind: Any, data: Any) -> object:  # noqa: ANN401 - type hints and JSON are
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _typed(hints[name], item) for name, item in data.items()})
    if kind is dt.date:
        return dt.date.fromisoformat(data)
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (arg for arg in args if arg is not types.NoneType)
        return None if data is None else _typed(inner, data)
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            return tuple(_typed(args[0], item) for item in data)
        return tuple(_typed(arg, item) for arg, item in zip(args, data, strict=True))
    return data


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
