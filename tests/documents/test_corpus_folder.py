"""A folder of reports: what is read, and what is skipped without stopping the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa.documents import read_corpus, report_files
from reportqa.errors import CorpusError


def write(folder: Path, name: str, about: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"Findings\n\n1. Social workers in {about} visit families often and write it all down.\n"
    path.write_text(text, encoding="utf-8")


def test_the_corpus_that_ships_is_read_whole(corpus_folder: Path) -> None:
    corpus = read_corpus(corpus_folder)

    assert "wirral-2016" in [report.id for report in corpus.reports]
    assert "wirral-2016.txt" not in [skipped.path for skipped in corpus.skipped]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="there is no corpus folder at") as caught:
        read_corpus(tmp_path / "none")

    assert "--corpus" in caught.value.mend


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Anytown")

    with pytest.raises(CorpusError, match="there is no corpus folder at"):
        read_corpus(tmp_path / "a.txt")


def test_a_folder_without_a_report(tmp_path: Path) -> None:
    (tmp_path / "glossary.toml").write_text("", encoding="utf-8")
    (tmp_path / "README.md").write_text("Put reports here.", encoding="utf-8")

    with pytest.raises(CorpusError, match="there is no report") as caught:
        read_corpus(tmp_path)

    assert caught.value.mend


def test_reports_come_by_id_from_folders_below_too(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "Bury")
    write(tmp_path, "older/a.txt", "Ashford")

    corpus = read_corpus(tmp_path)

    assert [(r.id, r.path) for r in corpus.reports] == [("a", "older/a.txt"), ("b", "b.txt")]


def test_bad_files_among_good_ones_are_skipped_with_their_reasons(tmp_path: Path) -> None:
    write(tmp_path, "good.txt", "Bury")
    write(tmp_path, "facts.txt", "Ashford")
    (tmp_path / "facts.toml").write_text('colour = "red"', encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02\xff")

    corpus = read_corpus(tmp_path)

    assert [report.id for report in corpus.reports] == ["good"]
    assert {skipped.path: skipped.reason for skipped in corpus.skipped} == {
        "binary.txt": "'binary.txt' is a binary file, not text",
        "empty.txt": "'empty.txt' is empty",
        "facts.txt": "'facts.toml' has a key that is not known: 'colour'",
    }


def test_only_bad_files_leave_no_report_but_their_reasons(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")

    corpus = read_corpus(tmp_path)

    assert corpus.reports == ()
    assert [skipped.path for skipped in corpus.skipped] == ["empty.txt"]


def test_of_two_reports_with_one_id_the_first_is_kept(tmp_path: Path) -> None:
    write(tmp_path, "Any Town.txt", "Bury")
    write(tmp_path, "any-town.txt", "Ashford")

    corpus = read_corpus(tmp_path)

    assert [report.path for report in corpus.reports] == ["Any Town.txt"]
    assert [(s.path, s.reason) for s in corpus.skipped] == [
        ("any-town.txt", "'any-town.txt' has the same id as 'Any Town.txt'")
    ]


def test_files_are_listed_in_order_and_others_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c/a.txt", ".hidden.txt", "~$a.txt", "notes.csv", "LICENSE.txt"):
        write(tmp_path, name, name)

    found = [path.relative_to(tmp_path).as_posix() for path in report_files(tmp_path)]

    assert found == ["a.txt", "b.txt", "c/a.txt"]
