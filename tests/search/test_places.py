"""Filters and places over reports of every kind of number."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa.errors import UsageError
from reportqa.index import Index, open_index
from reportqa.search import Filters, look_up
from reportqa.search.filters import allowed_passages
from reportqa.search.names import nearest


@pytest.fixture
def index(built_index: Path) -> Index:
    return open_index(built_index)


class TestFilters:
    def test_none_lets_all_through(self, index: Index) -> None:
        assert allowed_passages(index, Filters()) is None

    def test_each_passage_that_meets_all_of_them_and_no_other(self, index: Index) -> None:
        filters = Filters(report="wirral-2016", section="inspection findings", page=13)
        allowed = allowed_passages(index, filters)
        assert allowed is not None
        assert allowed.tolist() == sorted(allowed.tolist())
        expected = [
            passage.id
            for passage in index.all_passages()
            if "Inspection findings" in passage.section
            and passage.page_first is not None
            and passage.page_last is not None
            and passage.page_first <= 13 <= passage.page_last
        ]
        assert [passage.id for passage in index.passages(allowed)] == expected != []

    @pytest.mark.parametrize(
        "section",
        [
            "Inspection findings – the Local Safeguarding",
            "inspection findings - the local",
            "(LSCB) › Inspection",
            "(lscb) > inspection",
        ],
    )
    def test_a_section_as_it_is_shown_or_typed(self, index: Index, section: str) -> None:
        allowed = allowed_passages(index, Filters(section=section))
        assert allowed is not None
        assert {passage.section[0] for passage in index.passages(allowed)} == {
            "The Local Safeguarding Children Board (LSCB)"
        }

    @pytest.mark.parametrize(
        ("filters", "words"),
        [
            (Filters(report="wirral"), "wirral-2016"),
            (Filters(section="adption"), "Adoption performance"),
            (Filters(section=" "), "no section holds"),
            (Filters(page=45), "Pages run from 1 to 44"),
        ],
    )
    def test_what_lets_nothing_through_is_told(
        self, index: Index, filters: Filters, words: str
    ) -> None:
        with pytest.raises(UsageError, match=words):
            allowed_passages(index, filters)


class TestPlaces:
    def test_every_passage_is_found_by_its_id_and_its_place(self, index: Index) -> None:
        for passage in index.all_passages():
            assert look_up(index, [passage.id], Filters())[0] == passage
            assert look_up(index, [passage.place], Filters())[0] == passage

    def test_none_named_is_all_that_the_filters_let_through(self, index: Index) -> None:
        assert look_up(index, [], Filters()) == index.all_passages()

    def test_asked_for_twice_shown_once_in_the_order_asked_for(self, index: Index) -> None:
        shown = look_up(index, ["30", "26", "30", "26-27"], Filters())
        assert [passage.place for passage in shown] == ["30", "26", "27"]


def test_what_is_nearest_may_be_one_word_of_a_name() -> None:
    known = ["Recommendations", "Adoption performance", "Leadership, management and governance"]
    assert nearest("goverance", known, 1) == ["Leadership, management and governance"]
    assert nearest("recomendation", known, 1) == ["Recommendations"]
