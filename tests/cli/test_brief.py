"""`reportqa brief`: a document of cited evidence, written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from reportqa.documents import Report

from .conftest import PROGRAM, Reportqa

LOST = "How many care leavers has the council lost contact with?"
TOPICS = f"# Care leavers\n\n{LOST}\n\nHow do I renew my passport?\n"


@pytest.fixture
def topics(tmp_path: Path) -> str:
    file = tmp_path / "topics.md"
    file.write_text(TOPICS, encoding="utf-8")
    return str(file)


class TestTopics:
    def test_of_a_file_make_a_document(
        self, reportqa: Reportqa, topics: str, tmp_path: Path
    ) -> None:
        pack = tmp_path / "pack.docx"
        done = reportqa("brief", topics, "-o", str(pack), "--date", "2026-10-20")
        assert done.out == ""
        assert "Wrote 3 quotations on 2 topics" in done.err
        text = [it.text for it in docx.Document(str(pack)).paragraphs]
        assert text[:2] == ["Care leavers", "20 October 2026"]
        assert any(it.startswith("The local authority has lost contact with 27") for it in text)

    def test_are_never_written_over(self, reportqa: Reportqa, topics: str) -> None:
        done = reportqa("brief", topics, "-o", topics, "--force")
        assert done.code == 2
        assert "is what is read" in done.err
        assert Path(topics).read_text(encoding="utf-8") == TOPICS

    def test_without_good_evidence_are_told_and_give_exit_code_1(
        self, reportqa: Reportqa, topics: str
    ) -> None:
        done = reportqa("brief", topics)
        assert done.code == 1
        assert (
            "The pack has no evidence on 1 of 2 topics: “How do I renew my passport?”" in done.err
        )
        assert "No good evidence was found: the reports may not answer this." in done.out
        assert reportqa("brief", LOST).code == 0

    def test_weak_evidence_comes_with_a_warning_if_it_is_wanted(self, reportqa: Reportqa) -> None:
        done = reportqa("brief", "How do I renew my passport?", "--weak", "-k", "1")
        assert done.code == 0
        assert "The report may not answer this. These are the nearest passages." in done.out

    def test_may_be_asked_for_on_the_command_line(self, reportqa: Reportqa) -> None:
        out = reportqa("brief", LOST, "What is said? {page: 24}", "-f", "json", "--title", "Mine")
        assert out.json["title"] == "Mine"
        first, second = out.json["topics"]
        assert first["topic"] == LOST
        assert second["filters"] == {"page": "24"}
        assert all(
            it["passage"]["page_first"] <= 24 <= it["passage"]["page_last"]
            for it in second["evidence"]
        )

    def test_may_come_from_standard_input(self, reportqa: Reportqa) -> None:
        assert reportqa("brief", "-", "-f", "json", stdin=TOPICS).json["title"] == "Care leavers"

    def test_that_were_understood_otherwise_are_told_of_beside_the_pack(
        self, reportqa: Reportqa
    ) -> None:
        done = reportqa("brief", LOST)
        assert "question 1: understood “council” as “local authority”." in done.err
        assert "nderstood" not in done.out

    def test_an_offices_glossary_holds(
        self, reportqa: Reportqa, corpus: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "glossary.toml").write_text(
            '[[entry]]\nterms = ["strategy meetings", "huddles"]\n', encoding="utf-8"
        )
        done = reportqa("brief", "Why are huddles delayed?", "--corpus", str(tmp_path))
        assert "understood “huddles” as “strategy meetings”" in done.err


class TestForms:
    @pytest.mark.parametrize(
        ("name", "begins"),
        [
            ("p.docx", b"PK"),
            ("p.md", b"# Care leavers\n"),
            ("p.HTML", b"<!doctype html>"),
            ("p.txt", b"Care leavers\n"),
            ("p.csv", b'"topic_number"'),
            ("p.json", b'{\n  "schema": 1'),
        ],
    )
    def test_go_by_the_files_name(
        self, reportqa: Reportqa, topics: str, tmp_path: Path, name: str, begins: bytes
    ) -> None:
        assert reportqa("brief", topics, "-o", str(tmp_path / name)).code == 1
        assert (tmp_path / name).read_bytes().startswith(begins)

    def test_may_be_named(self, reportqa: Reportqa, topics: str, tmp_path: Path) -> None:
        reportqa("brief", topics, "-o", str(tmp_path / "pack"), "-f", "markdown")
        assert (tmp_path / "pack").read_text("utf-8").startswith("# Care leavers")

    def test_a_topic_is_no_formula(self, reportqa: Reportqa, tmp_path: Path) -> None:
        (tmp_path / "t.txt").write_text("=cmd|' /C calc'!A0 children\n", encoding="utf-8")
        out = reportqa("brief", str(tmp_path / "t.txt"), "-f", "csv").out
        rows = list(csv.reader(io.StringIO(out, newline="")))
        assert rows[1][1].startswith("'=cmd")

    @pytest.mark.parametrize("name", ["s.json", "s.bib"])
    def test_sources_are_written_beside(
        self, reportqa: Reportqa, topics: str, tmp_path: Path, name: str
    ) -> None:
        reportqa("brief", topics, "--sources", str(tmp_path / name))
        text = (tmp_path / name).read_text("utf-8")
        assert "wirral-2016" in text
        if name == "s.json":
            (record,) = json.loads(text)
            assert record["issued"] == {"date-parts": [[2016, 9, 20]]}


class TestSlips:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["no.md"], "there is no topics file 'no.md'"),
            ([""], "question 1: the question is empty"),
            (["Who?", "Why? {page: x}"], "question 2: page 'x' is no number"),
            (["Who? {report: wiral}"], "question 1: there is no report 'wiral'"),
            (["Who? {section: adption}"], "question 1: no section holds 'adption'"),
            (["Who?", "-o", "pack"], "'pack' says no form"),
            (["Who?", "-o", "no/pack.docx"], "there is no folder 'no'"),
            (["Who?", "-o", "."], "'.' is a folder"),
            (["Who?", "-f", "docx"], "a Word document needs a file"),
            (["Who?", "--sources", "s.ris"], "'s.ris' says no form"),
            (["Who?", "--pick", "-o", "p.docx"], "picking needs a terminal"),
            (["Who?", "--picks", "p.json"], "there is no file of picks 'p.json'"),
            (["Who?", "--date", "20 October"], "--date"),
        ],
    )
    def test_are_told_before_any_work(
        self,
        reportqa: Reportqa,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        arguments: list[str],
        words: str,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        reportqa("brief", *arguments).fails(2, words)
        assert not list(tmp_path.iterdir())

    def test_a_line_of_a_file_is_named(self, reportqa: Reportqa, tmp_path: Path) -> None:
        file = tmp_path / "t.md"
        file.write_text("Who?\n\nWhy? {report: leeds}\n", encoding="utf-8")
        reportqa("brief", str(file)).fails(2, "line 3: there is no report 'leeds'", "wirral-2016")

    def test_a_file_among_questions(self, reportqa: Reportqa, topics: str) -> None:
        reportqa("brief", "Who?", topics).fails(2, "is a file")

    @pytest.mark.skipif(not Path("/dev/null").exists(), reason="there is no /dev/null")
    def test_a_device_is_not_replaced(self, reportqa: Reportqa, topics: str) -> None:
        reportqa("brief", topics, "-f", "docx", "--force", "-o", "/dev/null").fails(2, "is no file")


class TestAnOutputThatIsThere:
    def test_is_kept_and_told_before_any_work(
        self, reportqa: Reportqa, topics: str, tmp_path: Path
    ) -> None:
        for option in ("-o", "--sources"):
            there = tmp_path / "there.json"
            there.write_text("mine", encoding="utf-8")
            arguments = ["brief", topics, option, str(there), "--index", str(tmp_path / "no")]
            reportqa(*arguments).fails(2, "is there already", "--force")
            assert there.read_text("utf-8") == "mine"

    def test_is_replaced_if_that_is_wanted(
        self, reportqa: Reportqa, topics: str, tmp_path: Path
    ) -> None:
        there = tmp_path / "there.md"
        there.write_text("mine", encoding="utf-8")
        there.chmod(0o640)
        reportqa("brief", topics, "-o", str(there), "--force")
        assert there.read_text("utf-8").startswith("# Care leavers")
        assert sorted(it.name for it in tmp_path.iterdir()) == ["there.md", "topics.md"]
        if os.name == "posix":
            assert there.stat().st_mode & 0o777 == 0o640

    @pytest.mark.skipif(os.name != "posix", reason="files cannot be limited here")
    def test_stays_whole_if_the_new_one_cannot_be_written(
        self, built_index: Path, corpus: Path, topics: str, tmp_path: Path
    ) -> None:
        """A Word file of more bytes than the process may write."""
        import resource

        there = tmp_path / "there.docx"
        there.write_bytes(b"mine")
        options = ["--index", str(built_index), "--corpus", str(corpus), "--force"]
        done = subprocess.run(
            [*PROGRAM, "brief", topics, "-o", str(there), *options],
            capture_output=True,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        )
        assert done.returncode == 3, done.stderr
        assert "cannot be written" in done.stderr
        assert there.read_bytes() == b"mine"
        assert sorted(it.name for it in tmp_path.iterdir()) == ["there.docx", "topics.md"]

    def test_stays_whole_if_the_disk_is_full(
        self, reportqa: Reportqa, topics: str, small_disk: Path
    ) -> None:
        there = small_disk / "there.docx"
        there.write_bytes(b"mine")
        done = reportqa("brief", topics, "-o", str(there), "--force")
        assert done.code == 3
        assert "cannot be written: No space left on device\nWhat was there before is" in done.err
        assert there.read_bytes() == b"mine"
        assert [it.name for it in small_disk.iterdir()] == ["there.docx"]

    @pytest.fixture
    def small_disk(self, tmp_path: Path) -> Iterator[Path]:
        """A disk of 16 kB."""
        place = tmp_path / "disk"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(place)]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"no small disk can be mounted here ({error})")
        yield place
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_ctrl_c_leaves_no_half_file(built_index: Path, corpus: Path, tmp_path: Path) -> None:
    topics = tmp_path / "topics.txt"
    topics.write_text("Why are strategy meetings delayed?\n" * 2000, encoding="utf-8")
    options = ["--index", str(built_index), "--corpus", str(corpus)]
    with subprocess.Popen(
        [*PROGRAM, "brief", str(topics), "-o", str(tmp_path / "pack.docx"), *options],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "Asking: 2000 questions …\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert "Traceback" not in process.stderr.read()
    assert [it.name for it in tmp_path.iterdir()] == ["topics.txt"]


@pytest.mark.slow
def test_five_hundred_topics(
    built_index: Path, corpus: Path, wirral: Report, tmp_path: Path
) -> None:
    """Each a sentence of the report; how far it is shows on standard error."""
    lines = [it.text.partition(". ")[0] for it in wirral.passages if len(it.text) > 40]
    topics = tmp_path / "topics.txt"
    topics.write_text("\n".join(line.replace("\n", " ") for line in (lines * 3)[:500]), "utf-8")
    pack = tmp_path / "pack.docx"
    options = ["--index", str(built_index), "--corpus", str(corpus)]
    done = subprocess.run(
        [*PROGRAM, "brief", str(topics), "-o", str(pack), *options],
        capture_output=True,
        timeout=900,
    )
    assert done.stderr.startswith(b"Asking: 500 questions")
    assert b"on 500 topics" in done.stderr
    read = docx.Document(str(pack)).paragraphs
    headings = [it for it in read if it.style is not None and it.style.name == "Heading 1"]
    assert len(headings) == 501  # and the sources
