"""``reportqa eval``: how well gold questions are answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look, warn
from reportqa.cli.eval_grid import run_grid
from reportqa.cli.eval_opening import (
    Asked,
    Source,
    SplitChoice,
    asking,
    is_named,
    opened,
)
from reportqa.cli.eval_report import ReportFile
from reportqa.cli.saved_runs import Kept, read_saved
from reportqa.errors import UsageError
from reportqa.render import Format

if TYPE_CHECKING:
    from reportqa.evaluation import Run
    from reportqa.search import Searcher

_FAILED = 1
_NOT_WITH_GRID = (
    *("stages", "weights", "model", "run", "qrels", "save_run", "save_qrels"),
    *("failures", "overlap", "require", "html", "ablation"),
)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        "eval",
        epilog=options.examples(
            "reportqa eval questions.jsonl --split dev",
            "reportqa eval questions.jsonl --failures",
            "reportqa eval questions.jsonl --html report.html",
            'reportqa eval questions.jsonl --format json --require "Success@1>=.80"',
            "reportqa eval questions.jsonl --stages late --save-run late",
            "reportqa eval questions.jsonl --grid grid.toml",
            "reportqa eval --run theirs.run --qrels judged.qrels",
            "reportqa eval --beir scifact --stages dense,late",
        ),
    )(evaluate)


def evaluate(
    ctx: typer.Context,
    gold: Annotated[
        Path | None,
        typer.Argument(
            help="Gold questions: JSON Lines, each with the words that answer it.",
            show_default=False,
        ),
    ] = None,
    beir: Annotated[
        Path | None,
        typer.Option(
            "--beir",
            metavar="FOLDER",
            help="Ask a collection in BEIR's layout instead (corpus.jsonl, queries.jsonl, qrels); "
            "its index goes to --index if that is given, else to a temporary folder.",
        ),
    ] = None,
    stages: options.Stages = None,
    weights: options.Weights = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            "-m",
            help="small, mpnet, minilm, a folder with a model, or a hub id; by default the index's "
            "own. If the index has another, a temporary one is built.",
        ),
    ] = None,
    split: Annotated[
        SplitChoice,
        typer.Option("--split", help="dev to tune on, test to report; for BEIR all is test."),
    ] = SplitChoice.ALL,
    report: options.Report = None,
    failures: Annotated[
        bool,
        typer.Option("--failures", help="List the questions whose first passage is wrong."),
    ] = False,
    overlap: Annotated[
        bool,
        typer.Option(
            "--overlap", help="Ask nothing; show how many questions are paraphrases, by type."
        ),
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            metavar="FILE",
            help="Write a report to hand round besides: one HTML file with figures, charts, and "
            "the questions with what was found.",
        ),
    ] = None,
    ablation: Annotated[
        bool,
        typer.Option(
            "--ablation",
            help="Tell in that report what every combination of stages does; asks all questions "
            "once for each.",
        ),
    ] = False,
    run: Annotated[
        Path | None,
        typer.Option(
            "--run",
            metavar="FILE",
            help="Ask nothing; score this run, saved or of another tool (TREC or ranx JSON).",
        ),
    ] = None,
    qrels: Annotated[
        Path | None,
        typer.Option(
            "--qrels",
            metavar="FILE",
            help="Judgements to score against (TREC, BEIR or ranx JSON); with questions besides, "
            "those are asked, with --run alone no index is needed.",
        ),
    ] = None,
    save_run: Annotated[
        Path | None,
        typer.Option(
            "--save-run",
            metavar="NAME",
            help="Keep the run as NAME.run (TREC; ranx for NAME.json) with all that made it.",
        ),
    ] = None,
    save_qrels: Annotated[
        Path | None,
        typer.Option(
            "--save-qrels",
            metavar="FILE",
            help="Keep what answers what as TREC qrels (BEIR for .tsv, ranx for .json).",
        ),
    ] = None,
    grid: Annotated[
        Path | None,
        typer.Option(
            "--grid",
            metavar="FILE",
            help="Evaluate every variant that this TOML file names, and compare them; "
            "runs that are finished are not asked again.",
        ),
    ] = None,
    runs: Annotated[
        Path | None,
        typer.Option(
            "--runs",
            metavar="FOLDER",
            help="Where a grid keeps its runs and indexes; by default one named after the grid.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    require: Annotated[
        list[str] | None,
        typer.Option(
            "--require",
            metavar="BOUND",
            help='A bound to keep, as "Success@1>=.80"; exit code 1 if one is not kept. '
            "May be given several times.",
        ),
    ] = None,
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Measure how well questions are answered.

    Ranking, answer sentences, citations, stated confidence and time, against gold questions, a
    collection or judgements; of this tool's answers, or of a run of any other (--run).
    """
    from reportqa.evaluation import assess, overlaps, parse_requirement, unmet
    from reportqa.render.evaluation import render_evaluation, render_failures, render_overlaps
    from reportqa.search import Searcher

    asks = run is None and not overlap
    read = [file for file in (gold, run, qrels) if file is not None]
    written = ReportFile.checked(html, ablation=ablation, force=force, asks=asks, read=read)
    requirements = [parse_requirement(text) for text in require or ()]
    source = Source(gold, beir, qrels, split, model, corpus, index, is_named(ctx, "index"))
    if grid is not None:
        _check_grid_alone(ctx)
        give(run_grid(grid, source, runs, report, form))
        return 0
    keep = Kept.checked(save_run, save_qrels, force=force, read=read)
    with opened(source, asks=run is None or overlap) as asked:
        if overlap:
            found = overlaps(asked.questions, asked.relevance, asked.opened)
            give(render_overlaps(found, form, look()))
            return 0
        if run is not None:
            made = read_saved(asked, run)
        else:
            searcher = Searcher(
                asked.opened,
                stages=options.stage_names(stages),
                weights=options.weight_values(weights),
                glossary=asked.glossary,
            )
            made = _ask(asked, searcher, report)
        evaluation = assess(asked.questions, asked.relevance, made)
        keep.keep(made, asked)
        if run is None:
            written.write(searcher, evaluation, asked, report=report)
    render = render_failures if failures else render_evaluation
    give(render(evaluation, form, look(), split=split.value))
    unkept = unmet(requirements, evaluation)
    for failure in unkept:
        warn(f"Not kept: {failure}.")
    return _FAILED if unkept else 0


def _check_grid_alone(ctx: typer.Context) -> None:
    """Refuse what a grid names for each variant, and what belongs to one run."""
    for option in _NOT_WITH_GRID:
        if is_named(ctx, option):
            name = option.replace("_", "-")
            raise UsageError(
                f"--{name} and --grid do not go together", "The grid says what each variant is."
            )


def _ask(asked: Asked, searcher: Searcher, report: str | None) -> Run:
    from reportqa.evaluation import run_questions

    with asking(len(asked.questions)) as tell:
        return run_questions(searcher, asked.questions, report=report, on_progress=tell)
