"""The models that this project was measured with: which files they are, and where they come from.

The table is ``presets.json``: a model's hidden layer, its PyPI packages (none where it comes with
reportqa), and the SHA-256 of every file that is loaded.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportqa.encoding.checksums import fingerprint_of
from reportqa.encoding.heads import Head

#: Where the package keeps its heads, and the model that comes with it.
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Preset:
    """A model that can be asked for by a short name.

    Attributes:
        name: The short name.
        model: Its id on the model hub, for people to look up, or what it was made of.
        layer: The hidden layer whose states rank best as they are.
        head: The head that was trained for it.
        size: Bytes of its files.
        packages: The PyPI packages that hold them, in the order of their parts; none where they
            lie in the package's own folder of that name.
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
        {'small': 6, 'mpnet': 9, 'minilm': 6}
    """
    rows = json.loads((HERE / "presets.json").read_text(encoding="utf-8"))
    return {row["name"]: _preset(row) for row in rows}


def _preset(row: dict[str, Any]) -> Preset:
    told = row["head"]
    head = Head(HERE / told["file"], tuple(told["layers"]), told["sha256"])
    return Preset(**{**row, "packages": tuple(row["packages"]), "head": head})
