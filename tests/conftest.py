"""The real corpus, and one index of it for all tests, built by the real command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from reportqa.documents import Report, read_corpus
from reportqa.index import build_from_folder

from .shelf import write_shelf

REPOSITORY = Path(__file__).parents[1]

# Tests start hundreds of processes: what Python compiles for one of them serves all.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Two processes test side by side: threads of the one would wait, spinning, for the other's.
os.environ.setdefault("OMP_NUM_THREADS", "1")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background of a script, a process ignores Ctrl-C, and so do those it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def corpus() -> Path:
    return REPOSITORY / "corpus"


@pytest.fixture(scope="session")
def wirral(corpus: Path) -> Report:
    (report,) = read_corpus(corpus).reports
    return report


@pytest.fixture(scope="session")
def facts(wirral: Report) -> Mapping[str, object]:
    return {wirral.id: wirral.facts}


@pytest.fixture(scope="session")
def built_index(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index made with the model of the package; never to be written to: copy it first."""
    index = tmp_path_factory.mktemp("built") / "index"
    command = [sys.executable, "-c", "from reportqa.cli import main; main()", "index"]
    # Pinned: the precision that is taken by default depends on the processor.
    where = ["--variant", "fp32", "--corpus", str(corpus), "--index", str(index)]
    done = subprocess.run([*command, *where], capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0, done.stderr
    return index


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of a small made-up shelf, and its index; not to be written to."""
    folder = tmp_path_factory.mktemp("shelf")
    write_shelf(folder / "reports")
    build_from_folder(folder / "reports", folder / "index")
    return folder / "reports", folder / "index"
