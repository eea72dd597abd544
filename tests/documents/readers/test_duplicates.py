"""The same report in two files is kept once, a PDF before all else."""

from pathlib import Path

from reportqa.documents import read_corpus
from tests.documents.readers.made_pdf import Pdf

WORDS = "Social workers visit the children of ward {} often and write each visit down that day."


def text(first: int, last: int) -> str:
    paragraphs = [f"{n}. {WORDS.format(n)}" for n in range(first, last)]
    return "Findings\n\n" + "\n".join(paragraphs) + "\n"


def pdf(first: int, last: int) -> bytes:
    made = Pdf()
    made.heading("Findings")
    for number in range(first, last):
        made.numbered(number, WORDS.format(number))
    return made.done()


def test_a_pdf_is_kept_before_its_text(tmp_path: Path) -> None:
    (tmp_path / "a-text.txt").write_text(text(1, 16))
    (tmp_path / "b-print.pdf").write_bytes(pdf(1, 16))
    (tmp_path / "other.txt").write_text(text(50, 70))
    corpus = read_corpus(tmp_path)
    assert [report.id for report in corpus.reports] == ["b-print", "other"]
    assert [(skipped.path, skipped.reason) for skipped in corpus.skipped] == [
        ("a-text.txt", "the same report as 'b-print.pdf', which is kept")
    ]


def test_an_extract_is_no_duplicate(tmp_path: Path) -> None:
    (tmp_path / "whole.txt").write_text(text(1, 40))
    (tmp_path / "part.txt").write_text(text(1, 11))
    assert len(read_corpus(tmp_path).reports) == 2


def test_reports_that_share_their_phrases_are_not_the_same(tmp_path: Path) -> None:
    (tmp_path / "2019.txt").write_text(text(1, 20))
    (tmp_path / "2024.txt").write_text(text(10, 30))
    assert len(read_corpus(tmp_path).reports) == 2
