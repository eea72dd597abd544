"""NAME.toml beside a report: what may stand in it, and what is said of what may not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from reportqa.documents import Erratum, Report
from reportqa.documents.facts_file import read_facts
from reportqa.errors import CorpusError


def facts_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "report.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_facts_of_the_real_report(wirral: Report) -> None:
    facts = wirral.facts

    assert facts.title.startswith("Inspection of services for children in need of help")
    assert (facts.authority, facts.publisher) == ("Wirral", "Ofsted")
    assert facts.published == dt.date(2016, 9, 20)
    assert facts.inspected == (dt.date(2016, 7, 4), dt.date(2016, 7, 28))
    assert facts.licence == "Open Government Licence"
    assert (len(facts.page_lines), facts.page_lines[0], facts.page_lines[-1]) == (44, 27, 474)
    assert [erratum.number for erratum in facts.errata] == ["29"]


def test_without_a_file_only_the_title_is_known(tmp_path: Path) -> None:
    facts = read_facts(tmp_path / "none.toml", default_title="none")

    assert (facts.title, facts.publisher, facts.page_lines) == ("none", None, ())


def test_an_empty_file_tells_nothing(tmp_path: Path) -> None:
    assert read_facts(facts_file(tmp_path, ""), default_title="report").title == "report"


def test_errata_are_read(tmp_path: Path) -> None:
    path = facts_file(tmp_path, '[[errata]]\nnumber = "29"\nsource = "a"\nprinted = "a b"\n')

    assert read_facts(path, default_title="x").errata == (Erratum("29", "a", "a b"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "'report.toml' is not a TOML file"),
        ("publisher: Ofsted", "'report.toml' is not a TOML file"),
        ('colour = "red"', "'report.toml' has a key that is not known: 'colour'"),
        ("title = 3", "'title' must be a string"),
        ('authority = ["Wirral"]', "'authority' must be a string"),
        ("url = true", "'url' must be a string"),
        ('published = "2016-09-20"', "'published' must be a date such as 2016-09-20"),
        ("published = 2016-09-20T10:00:00", "'published' must be a date"),
        ("published = 2016-13-20", "'report.toml' is not a TOML file"),
        ("inspected = 2016-07-04", "'inspected' must be two dates"),
        ("inspected = [2016-07-04]", "'inspected' must be two dates"),
        ("inspected = [2016-07-28, 2016-07-04]", "two dates, the earlier first"),
        ("inspected = [1, 2]", "'inspected' must be a date"),
        ("page_lines = 27", "'page_lines' must be a list of rising line numbers"),
        ("page_lines = [27, 27]", "'page_lines' must be a list of rising line numbers"),
        ("page_lines = [48, 27]", "'page_lines' must be a list of rising line numbers"),
        ("page_lines = [0, 27]", "'page_lines' must be a list of rising line numbers"),
        ("page_lines = [true, 27]", "'page_lines' must be a list of rising line numbers"),
        ('page_lines = ["27"]', "'page_lines' must be a list of rising line numbers"),
        ('page_offset = "2"', "'page_offset' must be a whole number"),
        ('errata = "none"', "'errata' must be a list of tables"),
        ("errata = [1]", "'errata' must be a list of tables"),
        ('[[errata]]\nnumber = "29"', "tables of 3 strings: number, source, printed"),
        ('[[errata]]\nnumber = 29\nsource = "a"\nprinted = "b"', "tables of 3 strings"),
        (
            '[[errata]]\nnumber = "2"\nsource = "a"\nprinted = "b"\npage = 3',
            "tables of 3 strings",
        ),
    ],
)
def test_what_may_not_stand_there_is_named_in_one_line(
    tmp_path: Path, text: str, said: str
) -> None:
    path = facts_file(tmp_path, text)

    with pytest.raises(CorpusError) as caught:
        read_facts(path, default_title="report")

    assert said in caught.value.problem
    assert "report.toml" in caught.value.problem
    assert "\n" not in caught.value.problem


def test_an_unknown_key_is_answered_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="colour") as caught:
        read_facts(facts_file(tmp_path, 'colour = "red"'), default_title="x")

    assert "page_lines" in caught.value.mend


def test_a_file_that_is_no_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "report.toml"
    path.write_bytes('title = "Ynys Môn"'.encode("latin-1"))

    with pytest.raises(CorpusError, match="is not a TOML file"):
        read_facts(path, default_title="x")


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "report.toml").mkdir()

    with pytest.raises(CorpusError, match="cannot be read"):
        read_facts(tmp_path / "report.toml", default_title="x")
