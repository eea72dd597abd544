"""A model's folder as the processes that ours are compared with load it."""

from __future__ import annotations

import shutil
from pathlib import Path

from reportqa.encoding import Weights
from reportqa.encoding.packed import unpacked


def copied_model(weights: Weights, into: Path) -> str:
    """The folder of a copy of a model, which sentence-transformers loads."""
    with unpacked(weights.folder) as folder:
        shutil.copytree(folder, into)
    return str(into)
