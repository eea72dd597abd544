"""``reportqa eval``: how well gold questions are answered."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look, progress, warn
from reportqa.cli.eval_report import ReportFile
from reportqa.errors import UsageError
from reportqa.render import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportqa.evaluation import Evaluation, GoldQuestion, Relevance, Split
    from reportqa.index import Index
    from reportqa.search import Searcher
    from reportqa.search.glossary import Entry

_FAILED = 1


class SplitChoice(StrEnum):
    """The questions to ask."""

    DEV = "dev"
    TEST = "test"
    ALL = "all"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        "eval",
        epilog=options.examples(
            "reportqa eval questions.jsonl --split dev",
            "reportqa eval questions.jsonl --failures",
            "reportqa eval questions.jsonl --html report.html",
            'reportqa eval questions.jsonl --format json --require "Success@1>=.80"',
            "reportqa eval --beir scifact --stages dense,late",
        ),
    )(evaluate)


@dataclass(frozen=True, slots=True)
class _Asked:
    """An index, the questions to ask it, and what answers them."""

    index: Index
    questions: Sequence[GoldQuestion]
    relevance: Relevance
    glossary: tuple[Entry, ...] = ()


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
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            "-m",
            help="mpnet, minilm, a folder with a model, or a hub id; by default the index's own. "
            "If the index has another, a temporary one is built.",
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
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
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
    """Measure how well questions with known answers are answered: ranking, answers, confidence."""
    from reportqa.evaluation import overlaps, parse_requirement, unmet
    from reportqa.render.evaluation import render_evaluation, render_failures, render_overlaps
    from reportqa.search import Searcher

    written = ReportFile.checked(html, ablation=ablation, force=force, asks=not overlap)
    requirements = [parse_requirement(text) for text in require or ()]
    if gold is not None and beir is None:
        opening = _corpus(gold, split, model, corpus, index)
    elif beir is not None and gold is None:
        opening = _collection(beir, split, model, index if _is_named(ctx, "index") else None)
    else:
        raise UsageError(
            "name either gold questions or a collection",
            "Try: reportqa eval questions.jsonl, or reportqa eval --beir FOLDER",
        )
    with opening as asked:
        if overlap:
            found = overlaps(asked.questions, asked.relevance, asked.index)
            give(render_overlaps(found, form, look()))
            return 0
        searcher = Searcher(
            asked.index, stages=options.stage_names(stages), glossary=asked.glossary
        )
        evaluation = _evaluate(asked, searcher, report)
        source = gold or beir or Path()
        written.write(searcher, evaluation, source=source, split=split.value, report=report)
    render = render_failures if failures else render_evaluation
    give(render(evaluation, form, look(), split=split.value))
    unkept = unmet(requirements, evaluation)
    for failure in unkept:
        warn(f"Not kept: {failure}.")
    return _FAILED if unkept else 0


def _is_named(ctx: typer.Context, option: str) -> bool:
    """Whether an option was given on the command line itself."""
    source = ctx.get_parameter_source(option)
    return source is not None and source.name == "COMMANDLINE"


def _evaluate(asked: _Asked, searcher: Searcher, report: str | None) -> Evaluation:
    from reportqa.evaluation import evaluate

    with _asking(len(asked.questions)) as tell:
        return evaluate(
            searcher,
            asked.questions,
            relevance=asked.relevance,
            report=report,
            on_progress=tell,
        )


@contextmanager
def _asking(count: int) -> Iterator[Callable[[int, int], None] | None]:
    """Show how far the questions are: a bar on a terminal, elsewhere one line."""
    if sys.stderr.isatty():
        with progress("Asking") as tell:
            yield tell
    else:
        warn(f"Asking {count} questions …")
        yield None


@contextmanager
def _corpus(
    gold: Path, split: SplitChoice, model: str | None, corpus: Path, index: Path
) -> Iterator[_Asked]:
    from reportqa.cli.opening import open_or_build
    from reportqa.evaluation import of_split, read_gold, relevance_in
    from reportqa.search import office_glossary

    questions = of_split(read_gold(gold), _split(split))
    opening = open_or_build(corpus, index) if model is None else _with_model(model, corpus, index)
    with opening as opened:
        relevance = relevance_in(opened, questions)
        for unmatched in relevance.unmatched:
            warn(f"No passage holds a quote of {unmatched.question}: {unmatched.relevant.quote}")
        yield _Asked(opened, questions, relevance, office_glossary(corpus))


def _split(split: SplitChoice) -> Split | None:
    names: dict[SplitChoice, Split] = {SplitChoice.DEV: "dev", SplitChoice.TEST: "test"}
    return names.get(split)


@contextmanager
def _with_model(model: str, corpus: Path, index: Path) -> Iterator[Index]:
    """Open the index if this model made it; else build one, in its place only if there is none."""
    from reportqa.cli.opening import build_index, warn_of
    from reportqa.index import MANIFEST, MODEL, open_index, read_manifest

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = index
        if (index / MANIFEST).exists():
            manifest = read_manifest(index)
            if model not in (manifest.encoder.name, manifest.settings.get(MODEL)):
                folder = Path(scratch)
                warn(
                    f"The index at '{index}' was made with {manifest.encoder.name}; building one "
                    f"with {model} for now. To keep one: reportqa index -m {model} --index FOLDER"
                )
        if not (folder / MANIFEST).exists():
            warn_of(build_index(corpus, folder, model=model)[1])
        with open_index(folder) as opened:
            yield opened


@contextmanager
def _collection(
    beir: Path, split: SplitChoice, model: str | None, index: Path | None
) -> Iterator[_Asked]:
    from reportqa.evaluation import build_beir, read_beir
    from reportqa.index import open_index

    collection = read_beir(beir, "test" if split is SplitChoice.ALL else split.value)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = index or Path(scratch)
        with progress("Encoding") as tell:

            def on_progress(stage: str, done: int, total: int) -> None:
                if stage == "encoding":
                    tell(done, total)

            build_beir(collection, folder, model=model, on_message=warn, on_progress=on_progress)
        with open_index(folder) as opened:
            yield _Asked(opened, collection.questions, collection.relevance)
