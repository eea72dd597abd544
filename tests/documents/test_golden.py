"""Passages of the real report that a person checked against its text, one by one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from reportqa.documents import Passage, Report

GOLDEN: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("golden.toml").read_text(encoding="utf-8")
)
LEAD_INS = {place: text for text, places in GOLDEN["lead_ins"].items() for place in places}


class Checked(NamedTuple):
    """One line of the table."""

    place: str
    kind: str
    section: str
    pages: str
    begins: str
    ends: str


CHECKED = [Checked(*line) for line in GOLDEN["passages"]]


def passage_at(report: Report, place: str) -> Passage:
    return next(passage for passage in report.passages if passage.place == place)


def test_the_table_is_long_enough_and_names_each_passage_once() -> None:
    places = [line.place for line in CHECKED]

    assert len(places) >= 60
    assert len(set(places)) == len(places)
    assert set(LEAD_INS) | set(GOLDEN["anchors"]) <= set(places)


@pytest.mark.parametrize("line", CHECKED, ids=lambda line: line.place)
def test_passage_is_as_a_person_reads_it(wirral: Report, line: Checked) -> None:
    passage = passage_at(wirral, line.place)

    first, _, last = line.pages.partition("-")
    assert passage.kind == line.kind
    assert passage.section == tuple(GOLDEN["sections"][line.section])
    assert (passage.page_first, passage.page_last) == (int(first), int(last or first))
    assert passage.lead_in == LEAD_INS.get(line.place)
    assert passage.anchor == GOLDEN["anchors"].get(line.place)
    if line.ends:
        assert passage.text.startswith(line.begins)
        assert passage.text.endswith(line.ends)
    else:
        assert passage.text == line.begins


@pytest.mark.parametrize("line", CHECKED, ids=lambda line: line.place)
def test_number_and_item_agree_with_the_id(wirral: Report, line: Checked) -> None:
    passage = passage_at(wirral, line.place)

    number, _, item = line.place.partition(".")
    assert passage.id == f"wirral-2016:{line.place}"
    assert passage.report == "wirral-2016"
    assert passage.number == (number if number.isdigit() else None)
    assert passage.item == (int(item) if item else None)
