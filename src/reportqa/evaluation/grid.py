"""A grid of variants to evaluate, as a TOML file names them.

    [grid]                        # every combination of these
    model = ["small", "mpnet"]
    stages = ["late", "dense,late"]

    [[variant]]                   # and single ones besides
    name = "late, layer 9"
    model = "mpnet"
    layer = 9
    stages = "late"

Values are written as on the command line. The first variant is what the others are held against.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from reportqa.documents import slug
from reportqa.errors import UsageError
from reportqa.evaluation.lines import read_text, shown

_KEYS: Mapping[str, type] = {
    "model": str,
    "layer": int,
    "precision": str,
    "stages": str,
    "weights": str,
}
_MEND = "Write [grid] with lists, or [[variant]] with " + ", ".join(_KEYS) + " and a name."


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of answering.

    Attributes:
        name: What it goes by; its run's file is named after it.
        model: A preset, a folder with a model, or a hub id; None for the index's own, or the
            default where a layer or precision asks for another index.
        layer: The hidden layer that gives token vectors as it is; None for the model's head.
        precision: ``fp32`` or ``int8``; None for the index's own.
        stages: The stages, with commas between; None for those users get.
        weights: What they count, as ``dense=1,late=4``; None for what they count else.
    """

    name: str
    model: str | None = None
    layer: int | None = None
    precision: str | None = None
    stages: str | None = None
    weights: str | None = None

    @property
    def file_name(self) -> str:
        """Its name as a file may be called."""
        return slug(self.name)

    @property
    def index_name(self) -> str:
        """A name for the index that it asks, the same for variants that share one."""
        parts = (self.model, self.layer, self.precision)
        return slug("-".join(str(part) for part in parts if part is not None))


def read_grid(path: Path) -> tuple[Variant, ...]:
    """Read a grid.

    Raises:
        UsageError: It cannot be read, is malformed, or names no variant or one name twice.
    """
    text = read_text(path, "Name a grid: reportqa eval questions.jsonl --grid grid.toml")
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"'{path}' is not TOML: {error}", _MEND) from None
    if unknown := found.keys() - {"grid", "variant"}:
        raise UsageError(f"'{path}' has an unknown part '{min(unknown)}'", _MEND)
    variants: dict[str, Variant] = {}
    for variant in (*_combinations(path, found.get("grid", {})), *_singles(path, found)):
        if not variant.file_name:
            raise UsageError(f"'{path}': '{variant.name}' is no name", "Use letters in it.")
        if variant.file_name in variants:
            problem = f"'{path}': two variants go by '{variant.name}'"
            raise UsageError(problem, "Give each a name of its own.")
        variants[variant.file_name] = variant
    if not variants:
        raise UsageError(f"'{path}' names no variant", _MEND)
    return tuple(variants.values())


def _combinations(path: Path, table: object) -> Iterator[Variant]:
    if not isinstance(table, dict):
        raise UsageError(f"'{path}': 'grid' is no table", _MEND)
    for key, values in table.items():
        if not isinstance(values, list) or not values:
            raise UsageError(f"'{path}', grid: '{key}' is no list of values", _MEND)
        for value in values:
            _check(f"'{path}', grid", key, value)
    if table:
        for values in product(*table.values()):
            chosen = dict(zip(table, values, strict=True))
            yield Variant(name=" ".join(map(str, chosen.values())), **chosen)


def _singles(path: Path, found: Mapping[str, Any]) -> Iterator[Variant]:
    entries = found.get("variant", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise UsageError(f"'{path}': variants are not written as [[variant]]", _MEND)
    for number, entry in enumerate(entries, start=1):
        where = f"'{path}', variant {number}"
        values = {key: value for key, value in entry.items() if key != "name"}
        for key, value in values.items():
            _check(where, key, value)
        name = entry.get("name", " ".join(map(str, values.values())) or "as users get it")
        if not isinstance(name, str):
            raise UsageError(f"{where}: 'name' is no text", _MEND)
        yield Variant(name=name, **values)


def _check(where: str, key: str, value: object) -> None:
    if key not in _KEYS:
        raise UsageError(f"{where}: there is no setting '{key}'", _MEND)
    if type(value) is not _KEYS[key]:
        kind = "whole number" if _KEYS[key] is int else "text"
        problem = f"{where}: '{key}' cannot be {_shown(value)}"
        raise UsageError(problem, f"It is a {kind}, as on the command line.")


def _shown(value: object) -> str:
    try:
        return shown(value)
    except TypeError:  # a date
        return str(value)
