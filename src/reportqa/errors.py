"""The errors that a user can meet, each with what is wrong and the mend.

Every room raises these (or subclasses of them), and the command line prints them as one or
two lines and leaves with their exit code. Anything else that comes out of a command is a bug.
"""

from __future__ import annotations


class ReportqaError(Exception):
    """Something a user can put right: what is wrong with what, and the mend.

    Args:
        problem: One line that names the thing and what is wrong with it.
        mend: One line that says what to do about it; may be empty.

    Example:
        >>> print(ReportqaError("there is no corpus at 'corpus'", "pass --corpus FOLDER"))
        there is no corpus at 'corpus'
        pass --corpus FOLDER
    """

    exit_code = 3

    def __init__(self, problem: str, mend: str = "") -> None:
        super().__init__(problem, mend)
        self.problem = problem
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.problem}\n{self.mend}" if self.mend else self.problem


class UsageError(ReportqaError):
    """What was asked for makes no sense: an empty question, a paragraph that does not exist."""

    exit_code = 2


class CorpusError(ReportqaError):
    """The corpus, or one file of it, cannot be read."""


class ModelError(ReportqaError):
    """No usable model: weights that are missing, damaged, or not the ones the index wants."""


class IndexUnusableError(ReportqaError):
    """The index is missing, damaged, locked, or made by another version."""
