"""Front doors that load a module only when a name of it is first used."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping


def looked_up(package: str, modules: Mapping[str, str]) -> Callable[[str], object]:
    """The ``__getattr__`` of a package (PEP 562) whose names are looked up when they are used.

    Args:
        package: The package.
        modules: The module of it, or the package in it, that has each name.

    Example:
        >>> looked_up("reportqa", {"UsageError": "errors"})("UsageError").__name__
        'UsageError'
    """

    def look_up(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{package}.{modules[name]}"), name)

    return look_up
