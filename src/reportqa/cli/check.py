"""``reportqa check``: is everything in a draft quoted and cited as it stands?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportqa.cli import options
from reportqa.cli.console import give, look, warn
from reportqa.errors import UsageError
from reportqa.output import check_output, write_whole
from reportqa.render.format import CheckFormat

if TYPE_CHECKING:
    from reportqa.evidence.draft import Draft
    from reportqa.evidence.finding import Checked

_SOMETHING_WRONG = 1


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        epilog=options.examples(
            "reportqa check briefing.docx",
            "reportqa check briefing.docx --format docx -o briefing-checked.docx",
            "reportqa check briefing.md --report wirral-2016 --format json",
        )
    )(check)


def check(
    draft: Annotated[
        Path,
        typer.Argument(
            metavar="DRAFT",
            help="A draft: .docx, .odt, .md, .html, .txt or .pdf.",
            show_default=False,
        ),
    ],
    report: options.Report = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail on quotations that could not be checked, too.")
    ] = False,
    form: Annotated[
        CheckFormat,
        typer.Option(
            "--format",
            "-f",
            metavar="FORM",
            help="text, json, jsonl, markdown, csv, html, or docx: a copy of a Word draft with "
            "comments.",
        ),
    ] = CheckFormat.TEXT,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this file.", show_default=False
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --output.")] = False,
    corpus: options.Corpus = options.DEFAULT_CORPUS,
    index: options.Index = options.DEFAULT_INDEX,
) -> int:
    """Check every quotation and every place cited in a draft against the reports.

    Exit code 1 if any is altered, not found, cited to the wrong place, or given a figure that the
    place cited does not hold. What is not checked is listed: titles, grades, other sources, and
    quotations of fewer than four words.
    """
    if form is CheckFormat.DOCX and output is None:
        raise UsageError("a Word document needs a file to be written to", "Name it: -o FILE.docx")
    if output is not None:
        check_output(output, force=force, read=[draft])
    from reportqa.evidence import read_draft

    read = read_draft(draft)
    if form is CheckFormat.DOCX and read.format != "docx":
        raise UsageError(
            f"only a Word draft can be given comments, and '{draft.name}' is none",
            "Try --format html, or save the draft as .docx.",
        )
    checked = _checked(read, report, corpus, index)
    _write(checked, draft, form, output, strict=strict)
    fails = checked.wrong or (strict and checked.counts["not_checked"])
    return _SOMETHING_WRONG if fails else 0


def _checked(draft: Draft, report: str | None, corpus: Path, index: Path) -> Checked:
    from reportqa.cli.opening import open_or_build
    from reportqa.evidence import check_draft
    from reportqa.search import Filters, chosen_reports

    with open_or_build(corpus, index) as opened:
        chosen_reports(opened, Filters(report=report))
        return check_draft(opened, draft, report=report)


def _write(
    checked: Checked, draft: Path, form: CheckFormat, output: Path | None, *, strict: bool
) -> None:
    from reportqa.render.check import render_check, summary

    if form is CheckFormat.DOCX and output is not None:
        from reportqa.render.check_docx import commented_copy

        told = [
            each
            for each in checked.findings
            if each.is_wrong or (strict and each.verdict == "not_checked")
        ]
        write_whole(output, commented_copy(draft, told))
    elif output is not None:
        write_whole(output, render_check(checked, form, look()).encode("utf-8", "replace"))
    else:
        give(render_check(checked, form, look()))
        return
    warn(summary(checked))
    warn(f"Written to '{output}'.")
