"""Help that teaches, and costs nothing."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest

from reportqa.cli.app import app

from .conftest import Reportqa, start

COMMANDS = [
    "ask",
    "find",
    "show",
    "cite",
    "brief",
    "reports",
    "index",
    "status",
    "verify",
    "models",
    "eval",
    "compare",
    "judge",
]


@pytest.mark.parametrize("width", ["40", "80"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_examples_that_can_be_pasted(
    reportqa: Reportqa, monkeypatch: pytest.MonkeyPatch, command: str, width: str
) -> None:
    """Each on one line, whatever the terminal's width, with options that there are."""
    monkeypatch.setenv("COLUMNS", width)
    done = reportqa(command, "--help")
    assert done.code == 0
    text, examples = done.out.split("Examples:\n")
    known = set(re.findall(r"(?<!\S)--?[a-z-]+", text))
    lines = examples.splitlines()
    assert lines
    for line in lines:
        assert line.strip().startswith(f"reportqa {command}")
        words = shlex.split(line)
        assert {word for word in words if re.fullmatch("--?[a-z-]+", word)} <= known


def test_the_list_of_commands_tells_each_in_a_whole_sentence(
    reportqa: Reportqa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = reportqa("--help").out
    for command in COMMANDS:
        (line,) = (line for line in out.splitlines() if line.startswith(f"  {command} "))
        assert line.endswith(".")
        assert not line.endswith("...")


def test_no_command_shows_the_help(reportqa: Reportqa) -> None:
    assert reportqa() == reportqa("--help")


def test_the_version(reportqa: Reportqa) -> None:
    assert re.fullmatch(r"reportqa \d+\.\d+\.\d+\n", reportqa("--version").out)


def test_every_command_takes_corpus_and_index() -> None:
    for command in app.registered_commands:
        assert command.callback is not None
        assert {"corpus", "index"} <= command.callback.__annotations__.keys()


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["ask", ""]])
def test_help_and_slips_wait_for_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys; from reportqa.cli.app import run; run(sys.argv[1:]);"
        "heavy = {'numpy', 'faiss', 'onnxruntime', 'torch', 'transformers'} & sys.modules.keys();"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    done = start(arguments, program=[sys.executable, "-c", code])
    assert done.code == 0, done.err


@pytest.mark.parametrize("command", ["find adoption", "show 26", "reports"])
def test_what_needs_no_vectors_loads_no_model(
    reportqa: Reportqa, built_index: object, corpus: object, command: str
) -> None:
    code = (
        "import sys; from reportqa.cli.app import run; run(sys.argv[1:]);"
        "heavy = {'onnxruntime', 'torch', 'tokenizers'} & sys.modules.keys();"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    where = ["--index", str(built_index), "--corpus", str(corpus)]
    done = start([*command.split(), *where], program=[sys.executable, "-c", code])
    assert done.code == 0, done.err


def test_the_help_waits_for_no_room_that_does_work() -> None:
    rooms = "('documents', 'encoding', 'index', 'search', 'evidence', 'evaluation')"
    code = (
        "import sys; from reportqa.cli.app import run; run(['--help'])\n"
        f"print([room for room in {rooms} if f'reportqa.{{room}}' in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
