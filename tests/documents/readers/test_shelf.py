"""Real reports, where there are any: REPORTQA_SHELF names their folder.

The tables beside this file say what a person read off the reports' pages: for each report its
facts, for ten of them ten passages. Quotations: (c) Crown copyright, Open Government Licence v3.0.
"""

import csv
import os
from functools import lru_cache
from pathlib import Path

import pytest

from reportqa.documents import Report, account, read_report
from reportqa.documents.readers import read_plain
from reportqa.errors import CorpusError

SHELF = Path(os.environ.get("REPORTQA_SHELF", "no shelf"))
HERE = Path(__file__).parent
TEXT = HERE.parents[2] / "corpus" / "wirral-2016.txt"
SEED = "wirral-2016-09-20.pdf"

pytestmark = pytest.mark.skipif(not SHELF.is_dir(), reason="REPORTQA_SHELF names no folder")


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@lru_cache(maxsize=80)
def read(name: str) -> Report:
    return read_report(SHELF / name)


@pytest.mark.parametrize("row", table("shelf_facts.csv"), ids=lambda row: row["file"])
def test_facts(row: dict[str, str]) -> None:
    report = read(row["file"])
    facts = report.facts
    inspected = facts.inspected or ("", "")
    assert {
        "file": row["file"],
        "authority": facts.authority,
        "kind": facts.kind,
        "published": str(facts.published),
        "published_from": row["published_from"],
        "first_day": str(inspected[0]),
        "last_day": str(inspected[1]),
        "lead_inspector": facts.lead_inspector,
        "overall": facts.overall_grade or "",
        "grades": "; ".join(judgement.grade for judgement in facts.judgements),
    } == row
    told_by_name = dict(facts.read_from)["published"] == "file name"
    assert told_by_name == (row["published_from"] == "file name")
    assert account(report) == []


@pytest.mark.parametrize(
    "row", table("shelf_passages.csv"), ids=lambda row: f"{row['file']}:{row['place']}"
)
def test_passages(row: dict[str, str]) -> None:
    passages = {passage.place: passage for passage in read(row["file"]).passages}
    passage = passages[row["place"]]
    words = " ".join(passage.text.split())
    assert words.startswith(row["begins"])
    assert words.endswith(row["ends"])
    assert (passage.kind, passage.number or "") == (row["kind"], row["number"])
    assert (str(passage.page_first), str(passage.page_last)) == (
        row["page_first"],
        row["page_last"],
    )
    assert " > ".join(passage.section) == row["section"]


def test_the_seed_report_has_the_paragraphs_of_its_text() -> None:
    ours = [passage for passage in read(SEED).passages if passage.place == passage.number]
    theirs = read_report(TEXT)
    other = [passage for passage in theirs.passages if passage.place == passage.number]
    assert [passage.number for passage in ours] == [str(number) for number in range(1, 153)]
    assert [(passage.number, passage.page_first) for passage in ours] == [
        (passage.number, passage.page_first) for passage in other
    ]


@pytest.mark.parametrize("name", ["birmingham-2012-10-19.pdf", "blackpool-2012-07-13.pdf"])
def test_what_is_no_pdf_is_refused(name: str) -> None:
    with pytest.raises(CorpusError, match="is a web page"):
        read_report(SHELF / name)


def test_a_text_has_no_pages_of_its_own() -> None:
    assert read_plain("One.\n").pages is None
