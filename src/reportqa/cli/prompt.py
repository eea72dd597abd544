"""The prompt that answers question after question, with history."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.cli.console import complain, warn
from reportqa.errors import ReportqaError

if TYPE_CHECKING:
    from prompt_toolkit.history import History

_HISTORY = "history"
_GOODBYES = {"exit", "quit"}


def answer_at_prompt(answer: Callable[[str], object], *, remember: bool) -> None:
    """Ask for questions until Ctrl-D; Ctrl-C drops the line; an error does not end the prompt.

    Args:
        answer: Answers one question and prints the answer.
        remember: Whether questions are kept for the arrow keys of the next session.
    """
    from prompt_toolkit import PromptSession
    from prompt_toolkit.output import create_output

    # Standard output is for answers: it may be a file.
    output = create_output(stdout=sys.stderr)
    session: PromptSession[str] = PromptSession(history=_history(remember), output=output)
    warn("Ask in plain words; the arrow keys recall questions; Ctrl-D ends.")
    while True:
        try:
            question = session.prompt("? ").strip()
            if question.lower() in _GOODBYES:
                return
            if question:
                answer(question)
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        except ReportqaError as error:
            complain(error)


def _history(remember: bool) -> History:
    """The questions asked before: those of all sessions, or, where they cannot be kept, of this."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    if not remember:
        return InMemoryHistory()
    try:
        file = _history_file()
        file.touch(mode=0o600)
    except OSError as error:
        warn(f"Questions are not remembered: {error.strerror} ('{error.filename}').")
        return InMemoryHistory()
    return FileHistory(str(file))


def _history_file() -> Path:
    from platformdirs import user_data_path

    return user_data_path("reportqa", appauthor=False, ensure_exists=True) / _HISTORY
