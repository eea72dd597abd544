"""Picking passages for a pack at the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from reportqa.render import Look, one_line
from reportqa.render.pack import render_candidate

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings

    from reportqa.documents import Facts
    from reportqa.evidence import Candidates
    from reportqa.search import Hit

_KEYS = (
    " ↑ ↓ move   space take or leave   c context   PgUp PgDn scroll \n"
    " → or Enter next topic   ← topic before   w write the pack   q save and quit "
)
_AT_THE_END = "That was the last topic: w writes the pack, q saves and quits.\n"
_WIDEST = 100


def pick(
    offered: Sequence[Candidates],
    start: int,
    facts: Mapping[str, Facts],
    keep: Callable[[Candidates], None],
) -> list[Candidates] | None:
    """Walk through topics and let a person take or leave their passages.

    Args:
        offered: What there is to pick from, a topic each.
        start: The topic to begin with.
        facts: What is known of each report, by its id.
        keep: Told of a topic whenever its picks change or it is left: nothing picked is lost,
            whatever ends the program.

    Returns:
        The topics with what was taken; None if the person wants to go on another time.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    from prompt_toolkit import Application
    from prompt_toolkit.formatted_text import ANSI
    from prompt_toolkit.layout import FormattedTextControl, HSplit, Layout, Window
    from prompt_toolkit.output import create_output

    walk = Walk(list(offered), start)
    shown = partial(FormattedTextControl, show_cursor=False)

    def text() -> ANSI:
        return ANSI("\n".join(_text(walk, facts)))

    application: Application[bool] = Application(
        layout=Layout(
            HSplit(
                [
                    Window(shown(lambda: _list(walk)), dont_extend_height=True),
                    Window(shown(text)),
                    Window(shown(_KEYS, style="reverse"), dont_extend_height=True),
                ]
            )
        ),
        key_bindings=_keys(walk, keep),
        full_screen=True,
        output=create_output(stdout=sys.stderr),  # standard output is for the pack
    )
    return walk.topics if application.run() else None


@dataclass(slots=True)
class Walk:
    """Where a person is among topics and passages.

    Attributes:
        topics: The topics, with what is taken so far.
        at: The topic shown.
        cursor: The passage shown, of that topic.
        context: Whether its neighbours are shown.
        scroll: How many lines of it are above the screen.
        at_end: Whether a topic after the last was asked for.
    """

    topics: list[Candidates]
    at: int = 0
    cursor: int = 0
    context: bool = False
    scroll: int = 0
    at_end: bool = False

    @property
    def topic(self) -> Candidates:
        """The topic shown."""
        return self.topics[self.at]

    @property
    def hit(self) -> Hit | None:
        """The passage shown, or None if there is none."""
        return self.topic.hits[self.cursor] if self.topic.hits else None

    def move(self, by: int) -> None:
        """Show another passage of the topic."""
        self.cursor = min(max(self.cursor + by, 0), max(len(self.topic.hits) - 1, 0))
        self.scroll = 0
        self.at_end = False

    def turn(self, by: int) -> None:
        """Show another topic, or say that there is none further on."""
        to = self.at + by
        self.at_end = to >= len(self.topics)
        if not self.at_end:
            self.at, self.cursor, self.scroll = max(to, 0), 0, 0

    def toggle(self) -> None:
        """Take the passage shown, or leave it."""
        if self.hit is not None:
            taken = self.topic.taken ^ {self.hit.passage.id}
            self.topics[self.at] = replace(self.topic, taken=taken)


def _keys(walk: Walk, keep: Callable[[Candidates], None]) -> KeyBindings:
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    keys = KeyBindings()

    def bind(*names: str) -> Callable[[Callable[[KeyPressEvent], None]], None]:
        def add(do: Callable[[KeyPressEvent], None]) -> None:
            for name in names:
                keys.add(name)(do)

        return add

    @bind("up", "k")
    def _up(_: KeyPressEvent) -> None:
        walk.move(-1)

    @bind("down", "j")
    def _down(_: KeyPressEvent) -> None:
        walk.move(1)

    @bind("pageup")
    def _page_up(_: KeyPressEvent) -> None:
        walk.scroll = max(walk.scroll - _page(), 0)

    @bind("pagedown")
    def _page_down(_: KeyPressEvent) -> None:
        walk.scroll += _page()

    @bind("space")
    def _toggle(_: KeyPressEvent) -> None:
        walk.toggle()
        keep(walk.topic)

    @bind("c")
    def _context(_: KeyPressEvent) -> None:
        walk.context = not walk.context
        walk.scroll = 0

    @bind("right", "enter", "n")
    def _next(_: KeyPressEvent) -> None:
        keep(walk.topic)
        walk.turn(1)

    @bind("left", "p")
    def _before(_: KeyPressEvent) -> None:
        keep(walk.topic)
        walk.turn(-1)

    @bind("w")
    def _write(event: KeyPressEvent) -> None:
        keep(walk.topic)
        event.app.exit(result=True)

    @bind("q")
    def _quit(event: KeyPressEvent) -> None:
        if walk.topic.taken:
            keep(walk.topic)
        event.app.exit(result=False)

    @bind("c-c")
    def _interrupt(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    return keys


def _page() -> int:
    return max(shutil.get_terminal_size().lines // 2, 1)


def _list(walk: Walk) -> StyleAndTextTuples:
    """The topic, and its passages a line each."""
    topic = walk.topic
    shown: StyleAndTextTuples = [
        ("bold", f"Topic {walk.at + 1} of {len(walk.topics)}: {one_line(topic.topic.words)}\n"),
        ("", f"{len(topic.taken)} taken\n"),
    ]
    shown += [("ansired", f"! {changed.what}\n") for changed in topic.changed]
    if not topic.hits:
        shown.append(("", "\nNothing was found.\n"))
    for place, hit in enumerate(topic.hits):
        here = place == walk.cursor
        sign = "x" if hit.passage.id in topic.taken else " "
        line = f"{'>' if here else ' '} [{sign}] {one_line(hit.citation)}\n"
        shown.append(("bold" if here else "", line))
    if walk.at_end:
        shown.append(("bold", f"\n{_AT_THE_END}"))
    return shown


def _text(walk: Walk, facts: Mapping[str, Facts]) -> list[str]:
    """The passage that the cursor is on, in lines, those scrolled past left out."""
    hit = walk.hit
    if hit is None:
        return []
    if not walk.context:
        hit = replace(hit, before=(), after=())
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    lines = render_candidate(hit, facts, Look(width, colour=True)).splitlines()
    walk.scroll = min(walk.scroll, max(len(lines) - 1, 0))
    return ["", *lines[walk.scroll :]]
