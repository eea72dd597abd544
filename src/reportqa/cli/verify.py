"""``reportqa verify``: is the index whole?"""

from __future__ import annotations

import typer

from reportqa.cli import options
from reportqa.cli.console import give, warn
from reportqa.cli.folders import named_in_mends, with_folders

_DAMAGED = 1


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(
        epilog=options.examples("reportqa verify", "reportqa verify --index reports-index")
    )(verify)


def verify(
    index: options.Index = options.DEFAULT_INDEX, corpus: options.Corpus = options.DEFAULT_CORPUS
) -> int:
    """Check every file of the index in full."""
    from reportqa.index import verify as verify_index

    with named_in_mends(corpus, index):
        problems = verify_index(index)
    if not problems:
        give(f"The index at '{index}' is whole.\n")
        return 0
    for problem in problems:
        give(f"'{problem.file}' {problem.what}\n")
    for mend in dict.fromkeys(problem.mend for problem in problems):
        warn(with_folders(mend[:1].upper() + mend[1:], corpus, index))
    return _DAMAGED
