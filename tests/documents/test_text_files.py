"""A text file: its encodings, its line ends, and what is said of what is no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa.documents import Report, account, fingerprint, read_report
from reportqa.errors import CorpusError

TEXT = "Findings\n\n1. Children’s services in Ynys Môn are good.\n2. Some gaps remain.\n"


def read(tmp_path: Path, data: bytes, name: str = "my report.txt") -> Report:
    path = tmp_path / name
    path.write_bytes(data)
    return read_report(path)


def texts(report: Report) -> list[str]:
    return [passage.text for passage in report.passages]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="UTF-8 with a byte order mark"),
        pytest.param(TEXT.encode("utf-16"), id="UTF-16 with a byte order mark"),
        pytest.param("\ufeff".encode("utf-16-be") + TEXT.encode("utf-16-be"), id="UTF-16 BE"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="lines ending as on Windows"),
        pytest.param(TEXT.replace("\n", "\r").encode(), id="lines ending as on an old Mac"),
    ],
)
def test_encodings_and_line_ends_make_no_difference(tmp_path: Path, data: bytes) -> None:
    report = read(tmp_path, data)

    assert [passage.number for passage in report.passages] == ["1", "2"]
    assert texts(report)[0] == "Children’s services in Ynys Môn are good."
    assert report.headings[0].text == "Findings"
    assert account(report) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b" \n\t\r\n ", "is empty", id="white space only"),
        pytest.param("\ufeff".encode(), "is empty", id="a byte order mark only"),
        pytest.param(" \n".encode("utf-16"), "is empty", id="UTF-16 white space"),
        pytest.param(b"\x00\xff\xfe\x80binary\x00", "is a binary file", id="binary"),
        pytest.param(b"Findings\n\n1. A\x00B.\n", "is a binary file", id="a NUL among words"),
        pytest.param(TEXT.encode("utf-16-le"), "is a binary file", id="UTF-16 without its mark"),
        pytest.param("Ynys Môn".encode("latin-1"), "is not UTF-8 text (byte 7", id="Latin-1"),
        pytest.param(b"\xff\xfea", "is not UTF-8 text", id="half a character of UTF-16"),
        pytest.param(b"{\\rtf1 words}", "is an RTF file", id="RTF"),
        pytest.param(b"PK\x03\x04rest", "is a damaged Office file", id="ZIP"),
        pytest.param(b"This page is intentionally left blank", "holds no text", id="no passage"),
        pytest.param(b"Heading\n", "holds no text", id="one heading"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line_that_names_the_file(
    tmp_path: Path, data: bytes, said: str
) -> None:
    with pytest.raises(CorpusError) as caught:
        read(tmp_path, data)

    assert said in caught.value.problem
    assert "'my report.txt'" in caught.value.problem
    assert "\n" not in caught.value.problem
    assert caught.value.mend


def test_a_broken_pdf_named_as_a_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"'my report\.txt'"):
        read(tmp_path, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nnothing more")


def test_the_id_is_a_slug_of_the_files_name(tmp_path: Path) -> None:
    report = read(tmp_path, TEXT.encode(), "Ynys Môn (2016).txt")

    assert report.id == "ynys-mon-2016"
    assert report.path == "Ynys Môn (2016).txt"
    assert report.passages[0].id == "ynys-mon-2016:1"


def test_a_name_without_letters_still_has_an_id(tmp_path: Path) -> None:
    assert read(tmp_path, TEXT.encode(), "—.txt").id == "report"


def test_the_fingerprint_changes_with_the_text_and_with_the_facts(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    first = fingerprint(path)

    path.with_suffix(".toml").write_text('publisher = "Ofsted"', encoding="utf-8")
    with_facts = fingerprint(path)
    path.write_text(TEXT + "\n", encoding="utf-8")
    changed = fingerprint(path)

    assert len({first, with_facts, changed}) == 3
    assert read_report(path).sha256 == changed


def test_facts_beside_the_text_give_its_pages(tmp_path: Path) -> None:
    (tmp_path / "my report.toml").write_text("page_lines = [1, 4]", encoding="utf-8")

    report = read(tmp_path, TEXT.encode())

    assert [passage.page_first for passage in report.passages] == [1, 2]
