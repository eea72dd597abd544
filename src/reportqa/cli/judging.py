"""Judging at the terminal: a passage shows, a key grades it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from reportqa.cli.console import warn
from reportqa.cli.opening import facts_of
from reportqa.render import Format, Look, one_line, render_passages

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from reportqa.documents import Passage
    from reportqa.evaluation import Judging, Pooled
    from reportqa.index import Index

_SKIP, _UNDO, _PAUSE, _INTERRUPTED = "s", "u", "q", "c-c"
_ASKED = "0 no answer  1 in part  2 in full  s skip  u undo  q pause: "


class Desk:
    """Shows what is left to judge, one passage after the other, and keeps each grade.

    Args:
        judging: The open file of judgements.
        index: The index that holds the passages.
        look: How text is to look.
    """

    def __init__(self, judging: Judging, index: Index, look: Look) -> None:
        self._judging = judging
        self._index = index
        self._look = look
        self._facts = facts_of(index)
        self._keys = _keys()
        self._skipped: set[tuple[str, str]] = set()
        self._shown: str | None = None

    def sit(self) -> None:
        """Judge until nothing is left, or the judge pauses.

        Raises:
            KeyboardInterrupt: The judge pressed Ctrl-C.
            OSError: A judgement could not be kept.
        """
        self._leave_out_changed()
        if self._judging.count:
            warn(f"Going on: {self._judging.count} of {self._judging.size} passages are judged.")
        while (left := self._next()) is not None:
            pooled, passage = left
            self._show(pooled, passage)
            key = self._press()
            if key == _PAUSE:
                return
            if key == _SKIP:
                self._skipped.add((pooled.question.id, passage.id))
            elif key == _UNDO:
                self._undo()
            else:
                self._judging.judge(pooled.question.id, passage.id, int(key))

    def _leave_out_changed(self) -> None:
        """Never show other words than those that were pooled."""
        gone = [
            (pooled.question.id, name)
            for pooled in self._judging.pools
            for name, text_hash in pooled.passages
            if (passage := self._index.by_id(name)) is None or passage.text_hash != text_hash
        ]
        self._skipped.update(gone)
        if gone:
            warn(f"{len(gone)} passages are not those of the index any more; they are left out.")

    def _next(self) -> tuple[Pooled, Passage] | None:
        """The first passage that is neither judged nor skipped."""
        grades = self._judging.grades
        for pooled in self._judging.pools:
            question = pooled.question.id
            for name, _ in pooled.passages:
                if name in grades.get(question, {}) or (question, name) in self._skipped:
                    continue
                passage = self._index.by_id(name)
                if passage is not None:
                    return pooled, passage
        return None

    def _undo(self) -> None:
        taken = self._judging.undo()
        if taken is None:
            warn("Nothing was judged yet.")

    def _show(self, pooled: Pooled, passage: Passage) -> None:
        judging, question = self._judging, pooled.question
        if self._shown != question.id:
            place = [one.question.id for one in judging.pools].index(question.id) + 1
            head = f"Question {place} of {len(judging.pools)}: {one_line(question.question)}"
            warn(f"\n{'=' * len(head[: self._look.width or 80])}\n{head}")
            self._shown = question.id
        done = judging.grades.get(question.id, {})
        warn(
            f"\n{len(done) + 1} of {len(pooled.passages)} passages  ·  "
            f"{judging.count} of {judging.size} judged in all"
        )
        sys.stderr.write(render_passages([passage], self._facts, Format.TEXT, self._look))
        sys.stderr.flush()

    def _press(self) -> str:
        _drop_typed_ahead(self._keys)
        try:
            key = self._keys.prompt(_ASKED)
        except EOFError:  # the terminal went away
            return _PAUSE
        if key == _INTERRUPTED:
            raise KeyboardInterrupt
        return key


def _drop_typed_ahead(keys: PromptSession[str]) -> None:
    """Forget the keys that were pressed before a passage showed: nobody grades it unread."""
    from prompt_toolkit.input.typeahead import clear_typeahead

    clear_typeahead(keys.app.input)
    if sys.platform == "win32":
        import msvcrt

        while msvcrt.kbhit():
            msvcrt.getwch()
    else:
        import termios

        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def _keys() -> PromptSession[str]:
    """A prompt that one key answers; keys that mean nothing here do nothing."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.keys import Keys
    from prompt_toolkit.output import create_output

    bindings = KeyBindings()

    @bindings.add(Keys.Any)
    def _(event: KeyPressEvent) -> None:
        """Nothing."""

    for key in ("0", "1", "2", _SKIP, _UNDO, _PAUSE, _INTERRUPTED):

        @bindings.add(key)
        def _(event: KeyPressEvent, key: str = key) -> None:
            if key != _INTERRUPTED:
                event.current_buffer.insert_text(key)  # so that the line shows what was pressed
            event.app.exit(result=key)

    @bindings.add("c-d")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result=_PAUSE)

    return PromptSession(key_bindings=bindings, output=create_output(stdout=sys.stderr))
