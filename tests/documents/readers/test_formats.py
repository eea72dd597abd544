"""One grammar for all formats: the same report gives the same passages."""

import zipfile
from pathlib import Path

import docx
import pytest

from reportqa.documents import Passage, account, read_report
from tests.documents.readers.made_office import repacked, word, write

FINDINGS, LEAVERS = ("Findings",), ("Findings", "Care leavers")
GAPS = "Some gaps remain. These include:"
WANTED = [
    ("front+1", "title", (), None, "Inspection of Made local authority children’s services"),
    ("front+2", "title", (), None, "Inspection dates: 9 to 20 June 2025"),
    ("front+3", "row", (), None, "Judgement Grade"),
    ("front+4", "row", (), "Judgement | Grade", "Help and protection Good"),
    ("front+5", "row", (), "Judgement | Grade", "Overall effectiveness Inadequate"),
    ("1", "paragraph", FINDINGS, None, "Help comes early and staff know the children."),
    ("2", "paragraph", FINDINGS, None, GAPS),
    ("2.1", "item", FINDINGS, GAPS, "training of staff"),
    ("2.2", "item", FINDINGS, GAPS, "plans for children who:"),
    ("2.3", "item", FINDINGS, f"{GAPS} plans for children who:", "leave care"),
    ("2.4", "item", FINDINGS, f"{GAPS} plans for children who:", "come back"),
    ("care-leavers+1", "paragraph", LEAVERS, None, "Their plans are late."),
]


def told(passage: Passage) -> tuple[str, str, tuple[str, ...], str | None, str]:
    return passage.place, passage.kind, passage.section, passage.lead_in, passage.text


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".html", ".md"])
def test_the_same_report_gives_the_same_passages(tmp_path: Path, suffix: str) -> None:
    report = read_report(write(tmp_path, suffix))
    assert [told(passage) for passage in report.passages] == WANTED
    assert report.passages[-1].marks == ("recommendation",)
    assert account(report) == []
    assert report.facts.authority == "Made"
    assert report.facts.overall_grade == "inadequate"


def test_what_a_format_holds_counts_not_its_name(tmp_path: Path) -> None:
    path = write(tmp_path, ".docx").rename(tmp_path / "made.pdf")
    assert [told(passage) for passage in read_report(path).passages] == WANTED


def test_a_page_runs_nothing_and_its_navigation_is_left_out(tmp_path: Path) -> None:
    report = read_report(write(tmp_path, ".html"))
    assert "script" not in report.source
    assert "not shown" not in report.source
    assert [(left.rule, left.text) for left in report.left_out] == [
        ("page navigation", "Home Reports")
    ]


def test_footnotes_of_a_word_document_hang_on_their_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Findings", 1)
    paragraph = document.add_paragraph("The Board met nine times")
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    run = paragraph.add_run()
    run._r.append(run._r.makeelement(f"{{{w}}}footnoteReference", {f"{{{w}}}id": "2"}))
    paragraph.add_run(" in that year.")
    path = tmp_path / "noted.docx"
    document.save(str(path))
    notes = (
        f'<w:footnotes xmlns:w="{w}"><w:footnote w:id="2"><w:p><w:r><w:t>Not counting May.'
        "</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    path.write_bytes(repacked(path.read_bytes(), word__footnotes_xml=notes))
    report = read_report(path)
    assert report.passages[0].text == "The Board met nine times in that year."
    assert report.passages[1].anchor == report.passages[0].id
    assert account(report) == []


def test_deleted_words_of_a_word_document_are_not_read(tmp_path: Path) -> None:
    data = word()
    path = tmp_path / "changed.docx"
    path.write_bytes(data)
    with zipfile.ZipFile(path) as package:
        xml = package.read("word/document.xml").decode()
    changed = xml.replace(
        "<w:t>Their plans are late. (Recommendation)</w:t></w:r>",
        "<w:t>Their plans are late.</w:t></w:r>"
        "<w:del><w:r><w:delText> Gone words.</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t> New words.</w:t></w:r></w:ins>",
    )
    path.write_bytes(repacked(data, word__document_xml=changed))
    assert read_report(path).passages[-1].text == "Their plans are late. New words."
