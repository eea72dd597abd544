"""``reportqa judge``: gold questions where there are none, by hand, at the keyboard."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look, warn
from reportqa.errors import UsageError
from reportqa.render import Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportqa.evaluation import GoldQuestion, Judging, Run
    from reportqa.index import Index

_UNFINISHED = 1
# What is pooled unless something else is named: each stage alone, and the ranking users get.
_STAGES = ("lexical", "dense", "late", "dense,late")
_ENDING = ".judgements.jsonl"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        epilog=options.examples(
            "reportqa judge questions.txt --depth 5",
            "reportqa judge questions.txt --run ours.run --run theirs.run --to anna.jsonl",
            "reportqa judge --agreement anna.jsonl ben.jsonl",
        )
    )(judge)


def judge(
    questions: Annotated[
        Path | None,
        typer.Argument(
            metavar="QUESTIONS",
            help="Questions, one a line, or gold questions.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="FILE",
            help="Where judgements are kept, each as it is made; by default "
            "QUESTIONS.judgements.jsonl here. If it is there, judging goes on where it was.",
        ),
    ] = None,
    run: Annotated[
        list[Path] | None,
        typer.Option(
            "--run", metavar="FILE", help="Take passages from this run; may be given several times."
        ),
    ] = None,
    stages: Annotated[
        list[str] | None,
        typer.Option(
            "--stages",
            metavar="NAMES",
            help="Ask with these stages and take passages from that; may be given several times. "
            "Without --run: each stage alone, and dense,late.",
        ),
    ] = None,
    depth: Annotated[
        int, typer.Option("--depth", metavar="N", min=1, max=100, help="Passages of each ranking.")
    ] = 10,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="What the passages' order is drawn with.")
    ] = 1,
    agreement: Annotated[
        tuple[Path, Path] | None,
        typer.Option(
            "--agreement",
            metavar="A B",
            help="Judge nothing; say how far two judges' files agree, and where they do not.",
        ),
    ] = None,
    form: options.Form = Format.TEXT,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Judge by hand which passages answer which questions.

    A key grades: 0, 1 or 2; --agreement compares two judges instead. The best passages of several
    rankings are shown in a random order that tells nothing of where they came from. Each judgement
    is on the disk before the next passage shows. Gold questions and qrels are written beside it at
    the end and at every pause; exit code 1 while passages are left to judge.
    """
    if agreement is not None:
        give(_agreement(*agreement, form))
        return 0
    if questions is None:
        raise UsageError("no questions were named", "Try: reportqa judge questions.txt")
    if not sys.stdin.isatty():
        raise UsageError("judging needs a terminal", "Run it where keys can be pressed.")
    from reportqa.cli.judging import Desk
    from reportqa.cli.opening import open_or_build
    from reportqa.evaluation import Judging

    place = to or Path(questions.stem + _ENDING)
    with ExitStack() as stack:
        opened = stack.enter_context(open_or_build(corpus, index))
        if not place.exists():
            _begin(place, questions, run or [], stages, depth, seed, opened, corpus)
        elif run or stages:
            warn(f"The passages are those that '{place}' began with.")
        judging = stack.enter_context(Judging(place))
        _check_same(judging, questions)
        _check_index(judging, opened)
        try:
            Desk(judging, opened, look()).sit()
        finally:
            _write(judging, opened)
        left = judging.size - judging.count
    return _UNFINISHED if left else 0


def _begin(
    place: Path,
    questions: Path,
    runs: Sequence[Path],
    stages: Sequence[str] | None,
    depth: int,
    seed: int,
    index: Index,
    corpus: Path,
) -> None:
    """Pool the passages and begin the file of judgements."""
    from reportqa.evaluation import begin, pool, read_questions
    from reportqa.index.files import hash_file
    from reportqa.output import check_output

    for written in _outputs(place):
        check_output(written, force=False)
    asked = read_questions(questions)
    pooled_from = [_saved(path, index) for path in runs]
    lists = stages if stages is not None else (() if runs else _STAGES)
    pooled_from += [_live(names, asked, index, corpus) for names in lists]
    pools = [one for one in pool(asked, pooled_from, depth=depth, seed=seed) if one.passages]
    if not pools:
        raise UsageError("no run has any of the questions", "Are their ids the questions' ids?")
    heading = {
        "questions": questions.name,
        "sha256": hash_file(questions),
        "runs": [run.name for run in pooled_from],
        "depth": depth,
        "seed": seed,
    }
    begin(place, pools, heading)


def _saved(path: Path, index: Index) -> Run:
    """A saved run; the texts that it ranked are taken to be the index's."""
    from dataclasses import replace

    from reportqa.evaluation import read_run

    passages = {passage.id: passage.text_hash for passage in index.all_passages()}
    return replace(read_run(path, {name: name for name in passages}), hashes=passages)


def _live(stages: str, questions: Sequence[GoldQuestion], index: Index, corpus: Path) -> Run:
    from dataclasses import replace

    from reportqa.cli.eval_opening import asking
    from reportqa.evaluation import run_questions
    from reportqa.search import Searcher, office_glossary

    names = options.stage_names(stages)
    searcher = Searcher(index, stages=names, glossary=office_glossary(corpus))
    with asking(len(questions)) as tell:
        return replace(run_questions(searcher, questions, on_progress=tell), name=stages)


def _check_index(judging: Judging, index: Index) -> None:
    """Refuse an index that has none of the passages: what was written of them would be lost."""
    names = {name for pooled in judging.pools for name, _ in pooled.passages}
    if names and not any(index.by_id(name) for name in names):
        raise UsageError(
            f"no passage of '{judging.path}' is in this index",
            "Name the one that it was begun with: --index FOLDER",
        )


def _check_same(judging: Judging, questions: Path) -> None:
    from reportqa.index.files import hash_file

    try:
        same = hash_file(questions) == judging.heading.get("sha256")
    except OSError as error:
        raise UsageError(f"'{questions}' cannot be read: {error.strerror}") from error
    if not same:
        raise UsageError(
            f"'{judging.path}' holds judgements of other questions",
            "Name another file with --to, or the questions that it began with.",
        )


def _outputs(place: Path) -> tuple[Path, Path]:
    """The files of gold questions and qrels beside a file of judgements."""
    stem = place.name.removesuffix(".jsonl").removesuffix(".judgements")
    return place.with_name(f"{stem}.gold.jsonl"), place.with_name(f"{stem}.qrels")


def _write(judging: Judging, index: Index) -> None:
    from reportqa.evaluation import gold_lines, save_qrels
    from reportqa.output import write_whole

    gold, qrels = _outputs(judging.path)
    grades = judging.grades
    lines = list(gold_lines(judging.pools, grades, index.by_id))
    write_whole(gold, "".join(lines).encode("utf-8"))
    save_qrels(grades, qrels, force=True)
    warn(f"Judged {judging.count} of {judging.size} passages, kept in '{judging.path}'.")
    warn(
        f"'{qrels}' has them as qrels; '{gold}' has the questions that an answer was found to: "
        f"{len(lines)} of {len(judging.pools)}."
    )


def _agreement(first: Path, second: Path, form: Format) -> str:
    from reportqa.evaluation import agreement, read_grades
    from reportqa.render.agreement import render_agreement

    ours, words = read_grades(first)
    theirs, more = read_grades(second)
    names = (first.stem, second.stem) if first.stem != second.stem else (str(first), str(second))
    return render_agreement(agreement(ours, theirs), names, {**more, **words}, form, look())
