"""Whole processes timed against each other, on a machine that is never quiet.

What is compared takes turns within one run, and a ratio is the median of the turns' own ratios: a
machine that is busy for a while slows both sides of a turn alike.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Command = Sequence[str]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a process.

    Attributes:
        seconds: From its start to its end.
        megabytes: The most memory that it held; None where the system does not tell.
        output: What it wrote to standard output.
    """

    seconds: float
    megabytes: float | None
    output: str


def take_turns(commands: Mapping[str, Command], rounds: int) -> dict[str, list[Run]]:
    """Run each command once a round, after one round that does not count.

    Raises:
        subprocess.CalledProcessError: A command failed.
    """
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            run = run_once(command)
            if turn:
                found[name].append(run)
    return found


def run_once(command: Command) -> Run:
    """Run a command to its end.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_installed()
    )
    output, errors = process.communicate() if sys.platform == "win32" else _read_both(process)
    if sys.platform == "win32":
        code, megabytes = process.returncode, None
    else:
        _, status, usage = os.wait4(process.pid, 0)
        code = process.returncode = os.waitstatus_to_exitcode(status)
        # In kilobytes, but on macOS in bytes.
        megabytes = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    seconds = time.perf_counter() - started
    if code:
        raise subprocess.CalledProcessError(code, list(command), output, errors)
    return Run(seconds, megabytes, output.decode(errors="replace"))


def ratio(figures: Sequence[float], others: Sequence[float]) -> float:
    """How many times the second's figures the first's are: the median over the turns."""
    return median(mine / other for mine, other in zip(figures, others, strict=True))


def memory(runs: Sequence[Run]) -> str:
    """The median of the most memory held, in MB."""
    told = [run.megabytes for run in runs if run.megabytes is not None]
    return f"{median(told):.0f}" if told else "–"


def _installed() -> dict[str, str]:
    """This environment, but that modules are compiled once, as an installer compiles them."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def _read_both(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Both outputs to their ends, the process left to be waited for."""
    assert process.stdout is not None
    assert process.stderr is not None
    # Neither writes more than a pipe holds, so one after the other is safe.
    return process.stdout.read(), process.stderr.read()
