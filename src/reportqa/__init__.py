"""Ask a long official report in plain words; read the passages that answer, quoted and cited.

from pathlib import Path
from reportqa import Searcher, build_from_folder, open_index

build_from_folder(Path("corpus"), Path("index"))
with open_index(Path("index")) as index:
    print(Searcher(index).ask("Who led the inspection?").hits[0].citation)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportqa.evaluation import evaluate, read_gold
    from reportqa.index import build_from_folder, open_index
    from reportqa.search import Filters, Searcher

__all__ = ["Filters", "Searcher", "build_from_folder", "evaluate", "open_index", "read_gold"]

_ROOMS = {
    "Filters": "search",
    "Searcher": "search",
    "build_from_folder": "index",
    "evaluate": "evaluation",
    "open_index": "index",
    "read_gold": "evaluation",
}


def __getattr__(name: str) -> object:
    """Look a name up when it is first used, so that importing the package loads nothing."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_ROOMS[name]}"), name)
