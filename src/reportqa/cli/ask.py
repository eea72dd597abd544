"""``reportqa ask``: the passages that answer a question."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look, warn
from reportqa.errors import UsageError
from reportqa.render import Format, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportqa.documents import Facts
    from reportqa.search import Result

_NOT_ALL_ANSWERED = 1
_FROM_LINES = "-"
_PASSAGES = 5


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        epilog=options.examples(
            'reportqa ask "Why are strategy meetings delayed?"',
            'reportqa ask "What is said of \\"virtual school\\"?" -k 3',
            "reportqa ask 'timeliness of health assessments' --authority Wirral --each",
            "reportqa ask - --format csv < questions.txt > answers.csv",
        )
    )(ask)


def ask(
    question: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUESTION",
            help='The question in plain words; "quoted words" must stand in the passage. '
            "'-' reads one question a line from standard input. "
            "Without a question, a prompt answers until Ctrl-D.",
            show_default=False,
        ),
    ] = None,
    k: Annotated[
        int | None,
        typer.Option(
            "-k",
            metavar="N",
            min=1,
            help="How many passages to show; 5 by default.",
            show_default=False,
        ),
    ] = None,
    each: Annotated[
        bool, typer.Option("--each", help="Show the best passage of every report, by date.")
    ] = False,
    per_report: Annotated[
        int | None,
        typer.Option(
            "--per-report",
            metavar="N",
            min=1,
            help="Show at most N passages of one report.",
            show_default=False,
        ),
    ] = None,
    anywhere: Annotated[
        bool,
        typer.Option(
            "--anywhere",
            help="Do not put the reports first whose authority or year the question names.",
        ),
    ] = False,
    report: options.Reports = None,
    authority: options.Authorities = None,
    since: options.Since = None,
    until: options.Until = None,
    grade: options.Grades = None,
    kind: options.Kinds = None,
    section: options.Sections = None,
    page: options.Page = None,
    form: options.Form = Format.TEXT,
    context: Annotated[
        int,
        typer.Option(
            "--context",
            metavar="N",
            min=0,
            help="Show N passages before and after each.",
            show_default=False,
        ),
    ] = 0,
    min_confidence: Annotated[
        float,
        typer.Option(
            "--min-confidence",
            metavar="P",
            min=0,
            max=1,
            help="Show nothing (exit code 1) when less sure than P, from 0 to 1.",
            show_default=False,
        ),
    ] = 0.0,
    stages: options.Stages = None,
    no_history: Annotated[
        bool, typer.Option("--no-history", help="Do not remember questions asked at the prompt.")
    ] = False,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Show the passages that answer a question, quoted and cited.

    With several questions (-), json gives a list, jsonl a line for each, csv one table.
    """
    from reportqa.search.query import parse_question

    if each and (k, per_report) != (None, None):
        raise UsageError(
            "--each shows one passage of every report", "Leave out -k and --per-report."
        )
    from reportqa.search.filters import Filters

    filters = Filters(
        report=report,
        authority=authority,
        since=since,
        until=until,
        grade=grade,
        kind=kind,
        section=section,
        page=page,
    )
    words = " ".join(question) if question else None
    from_lines = words == _FROM_LINES or (words is None and not sys.stdin.isatty())
    lines = _lines() if from_lines else iter(())
    if words is not None and not from_lines:
        parse_question(words)  # what makes no question is told before an index is built
    from reportqa.cli.opening import facts_of, open_or_build
    from reportqa.search import Searcher, office_glossary

    with open_or_build(corpus, index) as opened:
        searcher = Searcher(
            opened, stages=options.stage_names(stages), glossary=office_glossary(corpus)
        )

        def ask_one(words: str) -> Result:
            if each:
                return searcher.ask_each(words, filters=filters, context=context, anywhere=anywhere)
            return searcher.ask(
                words,
                k=k or _PASSAGES,
                filters=filters,
                context=context,
                per_report=per_report,
                anywhere=anywhere,
            )

        asking = _Asking(
            ask_one,
            facts_of(opened),
            form,
            min_confidence,
        )
        if from_lines:
            asking.answer_lines(lines)
        elif words is not None:
            asking.answer(words)
        else:
            from reportqa.cli.prompt import answer_at_prompt

            answer_at_prompt(asking.answer, remember=not no_history)
            return 0
        return 0 if asking.all_answered else _NOT_ALL_ANSWERED


class _Asking:
    """Asks and shows; remembers whether every question had an answer to show."""

    def __init__(
        self,
        ask: Callable[[str], Result],
        facts: Mapping[str, Facts],
        form: Format,
        min_confidence: float,
    ) -> None:
        self._ask = ask
        self._facts = facts
        self._form = form
        self._min_confidence = min_confidence
        self.all_answered = True

    def answer(self, words: str) -> None:
        """Answer one question."""
        from reportqa.render import render_result

        for result in self._sure(words):
            give(render_result(result, self._facts, self._form, look()))

    def answer_lines(self, lines: Iterator[tuple[int, str]]) -> None:
        """Answer a question a line as one output; a line that is none is skipped, with a warning.

        Args:
            lines: The lines that are not blank, with their numbers.
        """
        from reportqa.render import render_results

        results = (result for line in lines for result in self._of_line(*line))
        for part in render_results(results, self._facts, self._form, look()):
            give(part)

    def _of_line(self, number: int, words: str) -> Iterator[Result]:
        from reportqa.search.query import parse_question

        try:
            parse_question(words)
        except UsageError as error:
            warn(f"Skipped line {number}: {error.problem}.")
            self.all_answered = False
            return
        yield from self._sure(words)

    def _sure(self, words: str) -> Iterator[Result]:
        """The result, unless it is less sure than asked for."""
        result = self._ask(words)
        probability = result.confidence.probability
        if result.hits and probability < self._min_confidence:
            bound = f"{probability:.2f} is below {self._min_confidence:.2f}"
            warn(f"Not sure enough of “{one_line(result.question)}”: {bound} (--min-confidence).")
            self.all_answered = False
            return
        if not result.hits:
            self.all_answered = False
        yield result


def _lines() -> Iterator[tuple[int, str]]:
    """The lines of standard input that are not blank, with their numbers, as they come.

    Raises:
        UsageError: There is none.
    """
    lines = ((n, line.strip()) for n, line in enumerate(sys.stdin, start=1) if line.strip())
    first = next(lines, None)
    if first is None:
        raise UsageError(
            "no question was asked", 'Ask in plain words: reportqa ask "Who leads it?"'
        )
    return itertools.chain([first], lines)
