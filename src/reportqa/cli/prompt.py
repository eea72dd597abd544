"""The prompt that answers question after question, with history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportqa.cli.console import warn
from reportqa.errors import ReportqaError

_HISTORY = "history"


def answer_at_prompt(answer: Callable[[str], object], *, remember: bool) -> None:
    """Ask for questions until Ctrl-D; Ctrl-C drops the line; an error does not end the prompt.

    Args:
        answer: Answers one question and prints the answer.
        remember: Whether questions are kept for the arrow keys of the next session.
    """
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory, History, InMemoryHistory

    history: History = FileHistory(str(_history_file())) if remember else InMemoryHistory()
    session: PromptSession[str] = PromptSession(history=history)
    warn("Ask in plain words; Ctrl-D ends.")
    while True:
        try:
            question = session.prompt("? ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if question.strip():
            try:
                answer(question)
            except ReportqaError as error:
                warn(str(error))


def _history_file() -> Path:
    from platformdirs import user_data_path

    return user_data_path("reportqa", ensure_exists=True) / _HISTORY
