"""Nothing leaves the machine: no command asks the network for anything, and none needs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = [
    ["index"],
    ["index", "--rebuild"],
    ["ask", "How many care leavers has the council lost contact with?"],
    ["ask", "Are strategy meetings held at once?", "--format", "json"],
    ["find", "strategy meeting"],
    ["show", "26"],
    ["reports"],
    ["status"],
    ["status", "--glossary"],
    ["verify"],
    ["models"],
    ["eval", "gold.jsonl", "--save-run", "ours", "--html", "report.html"],
    ["eval", "gold.jsonl", "--stages", "lexical", "--save-run", "words"],
    ["compare", "words.run", "ours.run", "--gold", "gold.jsonl"],
    ["brief", "How many care leavers has the council lost contact with?", "-o", "pack.docx"],
    ["check", "pack.docx"],
    ["cite", "26", "--format", "bibtex"],
]

# Ends the process at the first event of Python by which something could leave the machine. What is
# not Python (ONNX Runtime, the tokenizers, FAISS, SQLite) raises none; the namespace is for it.
WATCHED = """
import os, sys

def watch(event, args):
    if event in {
        "socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
        "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request", "http.client.connect",
    }:
        os.write(2, f"network: {event} {args[1:]}\\n".encode())
        os._exit(99)

sys.addaudithook(watch)
"""
RUN = (
    WATCHED
    + """
import json
from reportqa.cli.app import run
for command in json.load(sys.stdin):
    code = run(command)
    print(f"-- {command[0]}: {code}", flush=True)
"""
)
REACH_OUT = """
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 9))  # no address of anyone
"""


@pytest.fixture(scope="module")
def cut_off() -> list[str]:
    """What runs a command in a network of its own, from which no way leads out."""
    alone = ["unshare", "--map-root-user", "--net"]
    if shutil.which(alone[0]) is None or subprocess.run([*alone, "true"]).returncode:
        pytest.skip("this machine lets no one make a network namespace")
    return alone


@pytest.fixture
def office(corpus: Path, built_index: Path, tmp_path: Path) -> Path:
    """A folder with a corpus that has changed, its index, and gold questions."""
    shutil.copytree(corpus, tmp_path / "corpus")
    shutil.copytree(built_index, tmp_path / "index")
    (tmp_path / "corpus" / "leeds.txt").write_text("Findings\n\n1. All is well.\n", "utf-8")
    (tmp_path / "gold.jsonl").write_text(
        '{"id": "1", "question": "How many care leavers were lost?", "type": "fact", "relevant":'
        ' [{"report": "wirral-2016", "quote": "has lost contact with 27", "grade": 2}]}\n',
        "utf-8",
    )
    return tmp_path


def run_all(office: Path, prefix: list[str]) -> None:
    done = subprocess.run(
        [*prefix, sys.executable, "-c", RUN],
        input=json.dumps(COMMANDS).encode(),
        capture_output=True,
        cwd=office,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    told = done.stdout.decode("utf-8")
    assert done.returncode == 0, done.stderr.decode("utf-8")
    codes = [line for line in told.splitlines() if line.startswith("-- ")]
    assert codes == [f"-- {command[0]}: 0" for command in COMMANDS]
    assert "1 report added" in told
    assert "wirral-2016:91" in told


def test_no_command_asks_the_network_for_anything(office: Path) -> None:
    run_all(office, [])


def test_every_command_works_where_there_is_no_network(office: Path, cut_off: list[str]) -> None:
    run_all(office, cut_off)


def test_whoever_reached_out_would_be_seen(cut_off: list[str]) -> None:
    seen = subprocess.run([sys.executable, "-c", WATCHED + REACH_OUT], capture_output=True)
    assert (seen.returncode, seen.stderr[:24]) == (99, b"network: socket.connect ")
    unable = subprocess.run([*cut_off, sys.executable, "-c", REACH_OUT], capture_output=True)
    assert b"Network is unreachable" in unable.stderr
