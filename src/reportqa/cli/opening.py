"""Opening the index that a command asks, building it first where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.cli.console import Work, progress_of_stages, warn
from reportqa.cli.folders import named_in_mends, with_folders

if TYPE_CHECKING:
    from reportqa.documents import Facts, Skipped
    from reportqa.index import BuildSummary, Index


_STAGES = {
    "reading": Work("Reading", "files", worth_saying=20),
    "encoding": Work("Encoding", "passages"),
}


@contextmanager
def open_or_build(corpus: Path, index: Path) -> Iterator[Index]:
    """Open the index; where none was ever built, build it from the corpus first, and say so.

    A damaged index, or one of another version, is never replaced unasked; one that is older than
    its corpus is asked as it is, with a warning.

    Raises:
        ReportqaError: The index, the corpus or the model cannot be used.
    """
    from reportqa.cli.freshness import is_another, newer_files
    from reportqa.index import MANIFEST, open_index

    built = not (index / MANIFEST).exists()
    if built:
        warn(f"There is no index at '{index}' yet; building it from '{corpus}' (once).")
        summary, skipped = build_index(corpus, index)
        warn_of(skipped)
        warn(f"Indexed {summary.passages} passages in {summary.seconds:.0f} s.")
    with named_in_mends(corpus, index), open_index(index) as opened:
        if not built and (newer := newer_files(corpus, opened.manifest)):
            if is_another(corpus, opened.manifest):
                # An update would throw all of them out of the index.
                warn(f"No report of the index at '{index}' lies in '{corpus}': is --corpus right?")
            else:
                warn(f"'{corpus}' changed after its index was built ({some_of(newer)}).")
                warn(with_folders("Bring the index up to date: reportqa index", corpus, index))
        yield opened


def facts_of(index: Index) -> Mapping[str, Facts]:
    """What is known of each report, by its id."""
    return {report.id: report.facts for report in index.reports()}


def build_index(
    corpus: Path,
    index: Path,
    *,
    model: str | None = None,
    layer: int | None = None,
    variant: str | None = None,
    rebuild: bool = False,
) -> tuple[BuildSummary, tuple[Skipped, ...]]:
    """Bring an index up to date with its corpus, showing progress on standard error."""
    from reportqa.index import build_from_folder

    with named_in_mends(corpus, index), progress_of_stages(_STAGES) as tell:
        return build_from_folder(
            corpus,
            index,
            model=model,
            layer=layer,
            variant=variant,
            rebuild=rebuild,
            on_message=warn,
            on_progress=tell,
        )


def warn_of(skipped: tuple[Skipped, ...]) -> None:
    """Say which files were left out of an index, and why."""
    for file in skipped:
        what = "Skipped" if file.same_as is None else "Left out"
        warn(f"{what} {file.path}: {file.reason}.")


def some_of(names: list[str]) -> str:
    """The first few of some names.

    Example:
        >>> some_of(["a", "b", "c", "d", "e"])
        'a, b, c and 2 more'
    """
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
