"""``reportqa check``, as its user meets it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import docx
import jsonschema
import pytest

import reportqa.render
from tests.cli.conftest import Reportqa

SCHEMA = Path(reportqa.render.__file__).with_name("check.schema.json")
DRAFT = (
    "# Care leavers\n\nThe council “has lost contact with 72 (13%) of its 205” (para 91).\n\n"
    "It “has lost contact with 27 (13%)” (para 91, p. 27), and is ‘inadequate’.\n"
)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.md"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def test_what_is_wrong_is_told_first_with_the_reason_and_the_source(
    reportqa: Reportqa, draft: Path
) -> None:
    done = reportqa("check", str(draft))
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[0] == "1 of 3 is wrong: 1 altered, 1 not checked, 1 verbatim."
    assert lines[2] == " 1 Altered: line 3, under ‘Care leavers’ (cited: para 91)"
    assert "“72” for “27”" in done.out
    assert "Ofsted, Wirral, 20 September 2016, para 91, p. 27" in done.out


def test_nothing_wrong_is_exit_code_0_and_strict_fails_what_is_not_checked(
    reportqa: Reportqa, draft: Path
) -> None:
    draft.write_text(DRAFT.replace("72", "27"), encoding="utf-8")
    assert reportqa("check", str(draft)).code == 0
    assert reportqa("check", str(draft), "--strict").code == 1


def test_json_keeps_to_its_schema(reportqa: Reportqa, draft: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    done = reportqa("check", str(draft), "--format", "json")
    jsonschema.validate(done.json, schema)
    lines = reportqa("check", str(draft), "--format", "jsonl").lines
    assert lines == done.json["quotations"]
    assert [each["verdict"] for each in lines] == ["altered", "verbatim", "not_checked"]


@pytest.mark.parametrize("form", ["markdown", "csv", "html"])
def test_every_form_tells_the_same(reportqa: Reportqa, draft: Path, form: str) -> None:
    out = reportqa("check", str(draft), "--format", form).out
    for words in ("altered", "has lost contact with 72", "wirral-2016:91", "not checked"):
        assert words in out.replace("\\", "")
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(out, newline="")))
        assert [row["verdict"] for row in rows] == ["altered", "not checked", "verbatim"]


class TestWord:
    @pytest.fixture
    def word(self, tmp_path: Path) -> Path:
        document = docx.Document()
        paragraph = document.add_paragraph("Before. The council “has lost ")
        paragraph.add_run("contact with 72").bold = True
        paragraph.add_run(" (13%) of its 205” (para 91). After.")
        path = tmp_path / "draft.docx"
        document.save(str(path))
        return path

    def test_comments_stand_at_the_words_and_no_word_is_changed(
        self, reportqa: Reportqa, word: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "checked.docx"
        assert reportqa("check", str(word), "--format", "docx", "-o", str(out)).code == 1
        copy = docx.Document(str(out))
        (comment,) = copy.comments
        assert "“72” for “27”" in comment.text
        assert copy.paragraphs[0].text == docx.Document(str(word)).paragraphs[0].text
        xml = copy.paragraphs[0]._p.xml
        inside = xml[xml.index("commentRangeStart") : xml.index("commentRangeEnd")]
        assert "has lost" in inside
        assert "Before" not in inside
        assert "After" not in inside

    def test_an_output_is_kept_unless_forced(
        self, reportqa: Reportqa, word: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "there.docx"
        out.write_text("mine")
        command = ("check", str(word), "--format", "docx", "-o", str(out))
        reportqa(*command).fails(2, "is there already")
        assert out.read_text() == "mine"
        assert reportqa(*command, "--force").code == 1
        reportqa("check", str(word), "-f", "docx", "-o", str(word), "--force").fails(
            2, "is what is read"
        )

    def test_other_drafts_cannot_be_commented_on(
        self, reportqa: Reportqa, draft: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "a.docx"
        reportqa("check", str(draft), "-f", "docx", "-o", str(out)).fails(2, "only a Word draft")
        reportqa("check", str(draft), "-f", "docx").fails(2, "-o FILE.docx")


def test_bad_input_is_one_line_and_a_mend(reportqa: Reportqa, draft: Path, tmp_path: Path) -> None:
    reportqa("check", str(tmp_path / "none.md")).fails(2, "no draft")
    reportqa("check", str(draft), "--report", "nope").fails(2, "nope", "wirral-2016")
    (tmp_path / "empty.md").write_text(" \n")
    reportqa("check", str(tmp_path / "empty.md")).fails(3, "is empty")
