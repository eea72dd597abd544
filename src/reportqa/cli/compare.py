"""``reportqa compare``: several runs over the same questions, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look, warn
from reportqa.cli.eval_opening import Asked, Source, SplitChoice, is_named, opened
from reportqa.cli.saved_runs import read_saved
from reportqa.errors import UsageError
from reportqa.render import Format

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reportqa.evaluation import Comparison, Run


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        epilog=options.examples(
            "reportqa compare dense.run late.run --gold questions.jsonl",
            "reportqa compare ours.run theirs.run --qrels judged.qrels --measure nDCG@10",
        )
    )(compare)


def compare(
    ctx: typer.Context,
    runs: Annotated[
        list[Path],
        typer.Argument(
            metavar="RUN...",
            help="Runs, saved by reportqa eval --save-run or of another tool; "
            "the first is what the others are held against.",
            show_default=False,
        ),
    ],
    gold: Annotated[
        Path | None,
        typer.Option("--gold", metavar="FILE", help="Gold questions that say what answers."),
    ] = None,
    qrels: Annotated[
        Path | None,
        typer.Option(
            "--qrels", metavar="FILE", help="Judgements that say it: TREC, BEIR or ranx JSON."
        ),
    ] = None,
    beir: Annotated[
        Path | None,
        typer.Option("--beir", metavar="FOLDER", help="A collection in BEIR's layout that does."),
    ] = None,
    split: Annotated[
        SplitChoice, typer.Option("--split", help="Which of the gold questions.")
    ] = SplitChoice.ALL,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            metavar="NAME",
            help="A measure to test, RR@10 by default; may be given several times, and each one "
            "makes all tests stricter. Every measure is shown.",
        ),
    ] = None,
    moved: Annotated[
        int,
        typer.Option("--moved", metavar="N", min=0, help="How many questions to list of each run."),
    ] = 10,
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Compare runs over the same questions.

    Measures with intervals, paired tests, wins and losses by type of question, and the questions
    that moved most, with what each run found.
    """
    from reportqa.evaluation import PRIMARY, check_measures

    tested = check_measures(measure or [PRIMARY])
    source = Source(gold, beir, qrels, split, None, corpus, index, is_named(ctx, "index"))
    with opened(source, asks=False) as asked:
        named = _named([read_saved(asked, path) for path in runs], runs)
        _warn_of_differences(named)
        give(compared(named, asked, form, measures=tested, moved=moved))
    return 0


def compared(
    runs: Mapping[str, Run],
    asked: Asked,
    form: Format,
    *,
    measures: Sequence[str],
    moved: int = 10,
) -> str:
    """Runs held against the first of them, in one of the forms."""
    from reportqa.evaluation import assess, compare
    from reportqa.render.comparison import render_comparison

    evaluations = {
        name: assess(asked.questions, asked.relevance, run) for name, run in runs.items()
    }
    comparison = compare(evaluations, measures=measures, moved=moved)
    return render_comparison(comparison, _words(comparison, asked), form, look())


def _named(runs: Sequence[Run], paths: Sequence[Path]) -> dict[str, Run]:
    """Runs by their names, or by their paths where two have one name."""
    names = [run.name for run in runs]
    if len(set(names)) < len(names):
        names = [str(path) for path in paths]
    if len(set(names)) < len(names):
        raise UsageError("one run was named twice", "Name each run once.")
    return dict(zip(names, runs, strict=True))


def _warn_of_differences(runs: Mapping[str, Run]) -> None:
    """Say what makes saved runs hard to compare, where it is known."""
    made = {name: run.made for name, run in runs.items() if run.made is not None}
    for what, kept in (("corpora", "corpus"), ("questions", "questions")):
        if len({getattr(one, kept) for one in made.values()}) > 1:
            warn(f"The runs were made over different {what}; what differs may be that alone.")


def _words(comparison: Comparison, asked: Asked) -> dict[str, str]:
    """The words of the passages that moved questions found, where there is an index."""
    if asked.index is None:
        return {}
    shown = {
        name
        for contrast in comparison.contrasts
        for one in contrast.moved
        for name in (*one.baseline.passages, *one.run.passages)
    }
    found = {name: asked.index.by_id(name) for name in shown}
    return {name: passage.text for name, passage in found.items() if passage is not None}
