"""``reportqa eval --grid``: many variants over one set of questions, ending in one comparison."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.cli import options
from reportqa.cli.compare import compared
from reportqa.cli.console import progress, warn
from reportqa.cli.eval_opening import Asked, Making, Source, opened
from reportqa.cli.saved_runs import signed
from reportqa.errors import UsageError
from reportqa.output import make_folder

if TYPE_CHECKING:
    from reportqa.encoding import Encoder
    from reportqa.evaluation import Run, Variant
    from reportqa.render import Format
    from reportqa.search import Searcher

_INDEXES = "indexes"


@dataclass(frozen=True, slots=True)
class _Cell:
    """A variant, what it asks, and its run if that was finished before."""

    variant: Variant
    asked: Asked
    file: Path
    finished: Run | None

    def searcher(self, encoder: Encoder | None = None) -> Searcher:
        """What answers so."""
        from reportqa.search import Searcher

        return Searcher(
            self.asked.opened,
            stages=options.stage_names(self.variant.stages),
            weights=options.weight_values(self.variant.weights),
            glossary=self.asked.glossary,
            encoder=encoder,
        )


def run_grid(
    grid: Path, source: Source, folder: Path | None, report: str | None, form: Format
) -> str:
    """Evaluate every variant of a grid, and compare them.

    A variant whose saved run was made with all that it would be made with now is not asked again;
    so an interrupted grid goes on where it was.

    Args:
        grid: The file that names the variants.
        source: The questions, and the corpus or collection.
        folder: Where runs and indexes are kept; None for one named after the grid.
        report: Ask all questions of this report alone.
        form: The form of the comparison.

    Returns:
        The comparison.

    Raises:
        ReportqaError: The grid or the questions are malformed, or a model, the corpus or an index
            cannot be used.
    """
    from reportqa.evaluation import PRIMARY, check_measures, read_grid

    variants = read_grid(grid)
    if len(variants) == 1:
        raise UsageError(f"'{grid}' names one variant, and nothing to compare it with", "Add more.")
    folder = folder or Path(f"{grid.stem}-runs")
    make_folder(folder)
    with ExitStack() as stack:
        cells = _cells(variants, source, folder, report, stack)
        runs = dict(_runs(cells, report))
        return compared(runs, cells[0].asked, form, measures=check_measures([PRIMARY]))


def _cells(
    variants: Sequence[Variant],
    source: Source,
    folder: Path,
    report: str | None,
    stack: ExitStack,
) -> list[_Cell]:
    """Open the index of every variant, each once; say what is wrong before anything is asked."""
    asked: dict[str, Asked] = {}
    cells = []
    for variant in variants:
        key = variant.index_name
        if key not in asked:
            place = _source_of(variant, source, folder)
            making = Making(variant.layer, variant.precision) if key else None
            asked[key] = stack.enter_context(opened(place, making=making))
        cell = _Cell(variant, asked[key], folder / f"{variant.file_name}.run", None)
        cells.append(replace(cell, finished=_finished(cell, report)))
    return cells


def _source_of(variant: Variant, source: Source, folder: Path) -> Source:
    """Where a variant's index is: the one that was named, or one of the grid's own."""
    if not variant.index_name:
        return source
    place = folder / _INDEXES / variant.index_name
    return replace(source, index=place, index_named=True, model=variant.model)


def _finished(cell: _Cell, report: str | None) -> Run | None:
    """The saved run of a variant, if all that made it is what would make it now."""
    from reportqa.evaluation import DEPTH, made_by, meta_file, read_run, shown_by

    searcher = cell.searcher()  # made here, so that what is wrong with it is told at once
    if not (cell.file.exists() and meta_file(cell.file).exists()):
        return None
    try:
        run = read_run(cell.file, cell.asked.documents)
    except UsageError:
        return None
    wanted = made_by(searcher, cell.asked.questions, report=report, depth=DEPTH)
    if run.made is None or not run.made.gives_what(wanted):
        return None
    return shown_by(run, cell.asked.opened)[0]


def _runs(cells: Sequence[_Cell], report: str | None) -> Iterator[tuple[str, Run]]:
    from reportqa.evaluation import run_questions, save_run
    from reportqa.search.searcher import open_encoder_of

    encoders: dict[str, Encoder] = {}  # each model is opened once, when it is first needed
    done = 0
    total = sum(len(cell.asked.questions) for cell in cells if cell.finished is None)
    with _telling() as tell:
        for number, cell in enumerate(cells, start=1):
            where = f"Variant {number} of {len(cells)}, {cell.variant.name}"
            if cell.finished is not None:
                warn(f"{where}: its run is there already.")
                yield cell.variant.name, cell.finished
                continue
            warn(f"{where}: asking {len(cell.asked.questions)} questions …")

            def on_progress(asked: int, _of: int, before: int = done) -> None:
                tell(before + asked, total)

            model = cell.variant.index_name
            if model not in encoders:
                encoders[model] = open_encoder_of(cell.asked.opened)
            run = run_questions(
                cell.searcher(encoders[model]),
                cell.asked.questions,
                report=report,
                on_progress=on_progress,
            )
            done += len(cell.asked.questions)
            run = signed(run, cell.asked, cell.variant.name)
            names = {passage: name for name, passage in (cell.asked.documents or {}).items()}
            save_run(run, cell.file, names=names, force=True)
            yield cell.variant.name, run


@contextmanager
def _telling() -> Iterator[Callable[[int, int], None]]:
    """Show how far the whole grid is, with the time left; a line a variant tells it elsewhere."""
    if sys.stderr.isatty():
        with progress("Asking") as tell:
            yield tell
    else:
        yield lambda _done, _total: None
