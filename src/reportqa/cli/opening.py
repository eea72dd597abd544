"""Opening the index that a command asks, building it first where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.cli.console import progress, warn
from reportqa.errors import IndexUnusableError

if TYPE_CHECKING:
    from reportqa.documents import Skipped
    from reportqa.index import BuildSummary, Index


@contextmanager
def open_or_build(corpus: Path, index: Path) -> Iterator[Index]:
    """Open the index; where none was ever built, build it from the corpus first, and say so.

    A damaged index, or one of another version, is never replaced unasked.

    Raises:
        ReportqaError: The index, the corpus or the model cannot be used.
    """
    from reportqa.index import MANIFEST, open_index

    if not (index / MANIFEST).exists():
        warn(f"There is no index at '{index}' yet; building it from '{corpus}' (once).")
        summary, skipped = build_index(corpus, index, model=None)
        warn_of(skipped)
        warn(f"Indexed {summary.passages} passages in {summary.seconds:.0f} s.")
    with open_index(index) as opened:
        yield opened


def build_index(
    corpus: Path, index: Path, *, model: str | None, layer: int | None = None, rebuild: bool = False
) -> tuple[BuildSummary, tuple[Skipped, ...]]:
    """Bring an index up to date with its corpus, showing progress on standard error."""
    from reportqa.index import build_from_folder

    with progress("Encoding") as tell:

        def on_progress(stage: str, done: int, total: int) -> None:
            if stage == "encoding":
                tell(done, total)

        return build_from_folder(
            corpus, index, model=model, on_message=warn, on_progress=on_progress
        )


def warn_of(skipped: tuple[Skipped, ...]) -> None:
    """Say which files were left out of an index, and why."""
    for file in skipped:
        warn(f"Skipped {file.path}: {file.reason}.")


def usable(index: Path) -> bool:
    """Whether there is an index that could be opened."""
    from reportqa.index import open_index

    try:
        open_index(index).close()
    except IndexUnusableError:
        return False
    return True
