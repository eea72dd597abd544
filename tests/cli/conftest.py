"""Running commands: in this process where that is enough, as a process of their own elsewhere."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROGRAM = [sys.executable, "-c", "from reportqa.cli import main; main()"]


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code, and what it wrote where."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    def fails(self, code: int, *words: str) -> None:
        """One or two plain lines on standard error that hold some words, and nothing else."""
        assert self.code == code, self
        assert self.out == ""
        assert self.err.startswith("Error: "), self.err
        assert len(self.err.splitlines()) <= 2, self.err
        assert "Traceback" not in self.err
        for word in words:
            assert word in self.err


Reportqa = Callable[..., Done]


@pytest.fixture
def index(built_index: Path, tmp_path: Path) -> Path:
    """A copy of the index that a test may harm."""
    return shutil.copytree(built_index, tmp_path / "index")


@pytest.fixture(scope="session")
def two_reports(
    corpus: Path, built_index: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[str]:
    """The options that name a corpus of one report more, and its index; not to be written to."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copytree(corpus, folder / "corpus")
    text = "Findings\n\n1. Strategy meetings in Leeds are held at once.\n2. All is well there.\n"
    (folder / "corpus" / "leeds-2018.txt").write_text(text, encoding="utf-8")
    shutil.copytree(built_index, folder / "index")
    options = ["--corpus", str(folder / "corpus"), "--index", str(folder / "index")]
    done = start(["index", *options])
    assert "1 report added" in done.out, done
    return options


@pytest.fixture
def reportqa(
    corpus: Path,
    built_index: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Reportqa:
    """Run a command in this process, by default on the real corpus and its index."""

    def run_command(*arguments: str, stdin: str = "") -> Done:
        from reportqa.cli.app import run

        monkeypatch.setenv("REPORTQA_CORPUS", str(corpus))
        monkeypatch.setenv("REPORTQA_INDEX", str(built_index))
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = run(list(arguments))
        written = capsys.readouterr()
        return Done(code, written.out, written.err)

    return run_command


def start(
    arguments: Sequence[str],
    *,
    program: Sequence[str] = PROGRAM,
    stdin: bytes = b"",
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Done:
    """Run a command as a process of its own."""
    done = subprocess.run(
        [*program, *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        timeout=60,
        env={**os.environ, **(environment or {})},
    )
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
