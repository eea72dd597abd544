"""On a terminal, and off it: colour, width, the prompt, pipes, code pages."""

from __future__ import annotations

import os
import re
import select
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from .conftest import PROGRAM, start

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals here")

QUESTION = "How many care leavers has the council lost contact with?"
CODE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal:
    """A command on a pseudo-terminal."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        width: int = 80,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._end, inner = pty.openpty()
        self._written = b""
        self._seen = 0
        from fcntl import ioctl
        from struct import pack
        from termios import TIOCSCTTY, TIOCSWINSZ

        ioctl(inner, TIOCSWINSZ, pack("HHHH", 40, width, 0, 0))
        # Dumb enough that the prompt does not ask the terminal where its cursor is.
        settings = {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", **(environment or {})}
        self._process = subprocess.Popen(
            [*PROGRAM, *arguments],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
            preexec_fn=lambda: ioctl(0, TIOCSCTTY, 0),
            env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, **settings},
        )
        os.close(inner)

    def until(self, words: str) -> None:
        """Wait until words show, codes aside, after those that were waited for before."""
        while (found := self.shown.find(words, self._seen)) < 0:
            assert self._read(), self.text
        self._seen = found + len(words)

    def press(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def ended(self) -> int:
        """Read what is left; the exit code."""
        while self._read():
            pass
        os.close(self._end)
        return self._process.wait(timeout=30)

    def kill(self) -> None:
        """End the command as nothing can resist."""
        self._process.kill()
        self._process.wait(timeout=30)
        os.close(self._end)

    def close(self) -> None:
        """Close the terminal under the command, and wait for its end."""
        os.close(self._end)
        self._process.wait(timeout=30)

    def _read(self) -> bool:
        """Wait for more; False when the command ended."""
        ready, _, _ = select.select([self._end], [], [], 30)
        assert ready, f"nothing came for long after: {self.text}"
        try:
            some = os.read(self._end, 65536)
        except OSError:  # the other end was closed
            return False
        self._written += some
        return bool(some)

    @property
    def text(self) -> str:
        return self._written.decode("utf-8", "replace").replace("\r\n", "\n")

    @property
    def shown(self) -> str:
        return CODE.sub("", self.text)


@pytest.fixture(autouse=True)
def _on_the_real_index(
    built_index: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTQA_INDEX", str(built_index))
    monkeypatch.setenv("REPORTQA_CORPUS", str(corpus))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("COLUMNS", raising=False)


class TestText:
    @pytest.mark.parametrize("width", [40, 70])
    def test_is_wrapped_to_the_terminal_and_coloured(self, width: int) -> None:
        terminal = Terminal(["ask", QUESTION, "-k", "2", "--stages", "lexical"], width=width)
        assert terminal.ended() == 0
        assert "\x1b[1m" in terminal.text
        lines = terminal.shown.splitlines()
        ids = [line for line in lines if "wirral-2016:" in line]  # an id is not broken
        assert max(len(line) for line in lines if line not in ids) <= width

    @pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_has_no_colour_where_none_is_wanted(self, environment: dict[str, str]) -> None:
        terminal = Terminal(["find", "caseload*"], environment=environment)
        assert terminal.ended() == 0
        assert "\x1b" not in terminal.text

    def test_sets_apart_exactly_the_words_found(self) -> None:
        terminal = Terminal(["find", "care", "--section", "care leavers"], width=100)
        assert terminal.ended() == 0
        bold = re.findall(r"\x1b\[1m(.*?)\x1b\[0m", terminal.text)
        words = {it.lower() for it in bold if not it.lstrip().startswith(tuple("123456789"))}
        assert words == {"care"}

    def test_tables_fit(self) -> None:
        for command in (["reports"], ["models"], ["show", "--left-out"], ["show", "--outline"]):
            terminal = Terminal(command, width=80)
            assert terminal.ended() == 0
            assert max(map(len, terminal.shown.splitlines())) <= 80, command


class TestThePrompt:
    def test_answers_until_ctrl_d_whatever_is_typed(self) -> None:
        terminal = Terminal(["ask", "-k", "1", "--stages", "lexical"])
        terminal.until("Ctrl-D ends.\n?")
        terminal.press("who leads the inspection?\r")
        terminal.until("Lead inspector: Shirley Bailey HMI\n?")
        terminal.press("half a que")
        terminal.until("half a que")
        terminal.press("\x03")
        terminal.until("?")
        terminal.press("...\r")
        terminal.until("there is no word in '...'\nAsk in plain words.\n?")
        terminal.press("\x04")
        assert terminal.ended() == 0
        assert "Traceback" not in terminal.text

    def test_remembers_questions_unless_told_not_to(self, tmp_path: Path) -> None:
        for option in (["--no-history"], []):
            terminal = Terminal(["ask", "-k", "1", "--stages", "lexical", *option])
            terminal.until("Ctrl-D ends.\n?")
            terminal.press("who leads the inspection?\r")
            terminal.until("Shirley Bailey HMI\n?")
            terminal.press("quit\r")
            assert terminal.ended() == 0
            kept = [path.read_text("utf-8") for path in tmp_path.rglob("history")]
            assert any("who leads" in text for text in kept) is not bool(option)

    def test_its_answers_can_be_kept_in_a_file(self, tmp_path: Path) -> None:
        """The prompt is no part of them."""
        answers = tmp_path / "answers.jsonl"
        program = " ".join(["exec", f"'{PROGRAM[0]}'", "-c", f"'{PROGRAM[2]}'", "ask"])
        options = f"-k 1 -f jsonl --stages lexical > '{answers}'"
        end, inner = pty.openpty()
        with subprocess.Popen(
            ["sh", "-c", f"{program} {options}"], stdin=inner, stderr=inner, start_new_session=True
        ) as process:
            os.close(inner)
            written = b""
            while b"ends.\r\n" not in written:
                written += os.read(end, 65536)
            os.write(end, b"who leads it?\r")
            while not (answers.exists() and answers.read_bytes().endswith(b"\n")):
                time.sleep(0.05)
            os.write(end, b"\x04")
            while True:
                try:
                    if not os.read(end, 65536):
                        break
                except OSError:
                    break
            assert process.wait(timeout=30) == 0
        os.close(end)
        assert answers.read_text("utf-8").startswith('{"schema": 1, "question": "who leads it?"')


class TestABuild:
    def test_shows_a_bar_with_rate_and_time_left_and_can_be_interrupted(
        self, tmp_path: Path
    ) -> None:
        terminal = Terminal(["index", "--index", str(tmp_path / "new")], width=100)
        terminal.until("/s ")
        terminal.press("\x03")
        assert terminal.ended() == 130
        shown = terminal.shown
        assert re.search(r"Encoding .*\d+/277 +[\d.]+/s +\d:\d\d:\d\d left", shown), shown
        assert shown.rstrip().endswith("run the command again to go on.")
        assert "Traceback" not in shown


class TestPipes:
    def test_a_reader_that_leaves_ends_it_quietly(self) -> None:
        with subprocess.Popen(
            [*PROGRAM, "show", "--all"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait(timeout=30) in (0, 1)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
    def test_a_full_disk_is_told_in_a_line(self) -> None:
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [*PROGRAM, "show", "26"], stdout=full, stderr=subprocess.PIPE, text=True
            )
        assert done.returncode == 3
        assert done.stderr == "Error: No space left on device\n"

    @pytest.mark.parametrize(
        "environment", [{"PYTHONIOENCODING": "cp1252"}, {"LANG": "C", "PYTHONUTF8": "0"}]
    )
    def test_utf_8_whatever_the_code_page(self, environment: dict[str, str]) -> None:
        done = start(["show", "29", "--section", "help"], environment=environment)
        assert done.code == 0
        assert "pp. 13–14" in done.out  # an en dash
        assert "›" in done.out  # which that code page lacks
