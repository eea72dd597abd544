"""The file that ``reportqa eval --html`` leaves behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.cli.console import warn
from reportqa.errors import UsageError
from reportqa.output import check_output, write_whole

if TYPE_CHECKING:
    from reportqa.cli.eval_opening import Asked
    from reportqa.evaluation import Evaluation
    from reportqa.search import Searcher


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report on an evaluation as it was asked for.

    Attributes:
        path: The file; None if none was asked for.
        ablation: Whether it is to tell what other stages do.
    """

    path: Path | None
    ablation: bool

    @classmethod
    def checked(
        cls,
        path: Path | None,
        *,
        ablation: bool,
        force: bool,
        asks: bool,
        read: Iterable[Path] = (),
    ) -> ReportFile:
        """Refuse what cannot be written before anything is asked, not after.

        Args:
            path: The file; None if none was asked for.
            ablation: Whether it is to tell what other stages do.
            force: Whether one that is there may be replaced.
            asks: Whether any question will be asked.
            read: Files that are read for it.

        Raises:
            UsageError: The file may not be written, there is none for the ablation to go to, or
                there will be nothing to tell.
        """
        if path is not None and not asks:
            raise UsageError(
                "nothing is asked that could be reported on",
                "Leave out --run, --overlap or --html.",
            )
        if path is not None:
            check_output(path, force=force, read=read)
        elif ablation:
            raise UsageError("--ablation is told in a report", "Name one: --html report.html")
        return cls(path, ablation)

    def write(
        self,
        searcher: Searcher,
        evaluation: Evaluation,
        asked: Asked,
        *,
        report: str | None,
    ) -> None:
        """Write it, if it was asked for, while the index of who answered is open.

        Raises:
            ReportqaError: It cannot be written, or the index or the model cannot be used.
        """
        if self.path is None:
            return
        from reportqa.evaluation import ablate, record_of
        from reportqa.render.evaluation_report import evaluation_report

        ablation = (
            ablate(evaluation, searcher, report=report, on_message=warn) if self.ablation else ()
        )
        record = record_of(
            searcher.index,
            evaluation,
            source=asked.gold.resolve().name,
            split=asked.split,
            report=report,
            ablation=ablation,
        )
        page = evaluation_report(record).encode("utf-8")
        write_whole(self.path, page)
        warn(f"Wrote '{self.path}' ({len(page) / 1000:,.0f} kB).")
