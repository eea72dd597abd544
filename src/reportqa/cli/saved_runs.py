"""Runs on disk, as the evaluating commands read and keep them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.cli.console import warn
from reportqa.errors import UsageError

if TYPE_CHECKING:
    from reportqa.cli.eval_opening import Asked
    from reportqa.evaluation import Run


def read_saved(asked: Asked, path: Path) -> Run:
    """Read a run that is to be scored, and say what does not fit.

    Raises:
        UsageError: It cannot be read, or is malformed.
    """
    from reportqa.evaluation import read_run, shown_by

    run = read_run(path, asked.documents)
    known = {question.id for question in asked.questions}
    if not known & run.answered.keys():
        raise UsageError(
            f"'{path}' has none of the questions",
            f"Their ids are such as '{asked.questions[0].id}', the run's such as "
            f"'{next(iter(run.answered))}'.",
        )
    if asked.index is not None:
        run, changed = shown_by(run, asked.index)
        if changed:
            warn(f"{changed} passages of '{path}' are not those of the index any more.")
    return run


def signed(run: Run, asked: Asked, name: str) -> Run:
    """A run with its name, and with where its questions came from."""
    from reportqa.index.files import hash_file

    if run.made is None:
        return replace(run, name=name)
    made = replace(
        run.made, gold=asked.gold.name, gold_sha256=hash_file(asked.gold), split=asked.split
    )
    return replace(run, name=name, made=made)


@dataclass(frozen=True, slots=True)
class Kept:
    """The files that an evaluation is to leave behind."""

    run: Path | None
    qrels: Path | None
    force: bool

    @classmethod
    def checked(
        cls, run: Path | None, qrels: Path | None, *, force: bool, read: Iterable[Path] = ()
    ) -> Kept:
        """Refuse to replace a file before anything is asked, not after."""
        from reportqa.evaluation import check_run_new, run_file
        from reportqa.output import check_output

        run = run_file(run) if run else None
        if run is not None:
            check_run_new(run, force=force, read=read)
        if qrels is not None:
            check_output(qrels, force=force, read=read)
        return cls(run, qrels, force)

    def keep(self, run: Run, asked: Asked) -> None:
        """Write them, passages named as the questions' own files name them."""
        from reportqa.evaluation import save_qrels, save_run

        names = {passage: name for name, passage in (asked.documents or {}).items()}
        if self.run is not None:
            save_run(signed(run, asked, self.run.stem), self.run, names=names, force=self.force)
        if self.qrels is not None:
            judged = {
                question: {names.get(passage, passage): grade for passage, grade in of.items()}
                for question, of in asked.relevance.judgements().items()
            }
            save_qrels(judged, self.qrels, force=self.force)
