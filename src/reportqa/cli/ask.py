"""``reportqa ask``: the passages that answer a question."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look, warn
from reportqa.errors import UsageError
from reportqa.render import Format

if TYPE_CHECKING:
    from reportqa.search import Result

_NOTHING_FOUND = 1


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(epilog='Example: reportqa ask "Why are strategy meetings delayed?" -k 3')(ask)


def ask(
    question: Annotated[
        str | None,
        typer.Argument(
            help='The question in plain words; "quoted words" must stand in the passage. '
            "'-' reads one question a line from standard input; "
            "without a question, a prompt answers until Ctrl-D.",
            show_default=False,
        ),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="How many passages to show.")] = 5,
    report: options.Report = None,
    section: options.Section = None,
    form: options.Form = Format.TEXT,
    context: Annotated[
        int, typer.Option("--context", min=0, help="Show N passages before and after each.")
    ] = 0,
    min_confidence: Annotated[
        float,
        typer.Option(
            "--min-confidence", min=0, max=1, help="Show nothing (exit code 1) when less sure."
        ),
    ] = 0.0,
    stages: options.Stages = None,
    no_history: Annotated[
        bool, typer.Option("--no-history", help="Do not remember questions asked at the prompt.")
    ] = False,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Answer a question with the passages of the report that answer it, quoted and cited."""
    if question is not None and question != "-" and not question.strip():
        raise UsageError(
            "the question is empty", 'Ask in plain words: reportqa ask "Who leads it?"'
        )
    from reportqa.cli.opening import open_or_build
    from reportqa.search import Filters, Searcher

    with open_or_build(corpus, index) as opened:
        searcher = Searcher(opened, stages=options.stage_names(stages))
        filters = Filters(report=report, section=section)

        def answer(words: str) -> bool:
            result = searcher.ask(words, k=k, filters=filters, context=context)
            return _show(result, form, min_confidence)

        if question is not None and question != "-":
            return 0 if answer(question) else _NOTHING_FOUND
        if question is None and sys.stdin.isatty():
            from reportqa.cli.prompt import answer_at_prompt

            answer_at_prompt(answer, remember=not no_history)
            return 0
        return _answer_lines(answer)


def _answer_lines(answer: Callable[[str], bool]) -> int:
    """Answer each line of standard input; exit code 1 if any found nothing."""
    found = [answer(line.strip()) for line in sys.stdin if line.strip()]
    if not found:
        raise UsageError(
            "no question was asked", 'Ask in plain words: reportqa ask "Who leads it?"'
        )
    return 0 if all(found) else _NOTHING_FOUND


def _show(result: Result, form: Format, min_confidence: float) -> bool:
    """Print a result, unless it is less sure than asked for; tell whether anything was shown."""
    from reportqa.render import render_result

    probability = result.confidence.probability
    if result.hits and probability < min_confidence:
        warn(f"Not sure enough: {probability:.2f} is below --min-confidence {min_confidence:.2f}.")
        return False
    give(render_result(result, form, look()))
    return bool(result.hits)
