"""Whom and when a question names: authorities that are not there, times that are bounded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reportqa.index import open_index
from reportqa.search import Filters, Searcher
from reportqa.search.about import Namer
from reportqa.search.authorities import of_england


@pytest.fixture(scope="module")
def searcher(shelf: tuple[Path, Path]) -> Iterator[Searcher]:
    with open_index(shelf[1]) as index:
        yield Searcher(index)


class TestAbsentAuthorities:
    @pytest.mark.parametrize(
        ("question", "absent"),
        [
            ("UASC in Croydon 2019", "Croydon"),
            ("Kent: care leavers", "Kent"),
            ("edge of care in wigan", "Wigan"),
            ("leeds' foster carers", "Leeds"),
            ("caseloads in Bury", "Bury"),
            ("Kingston upon Hull", "Kingston upon Hull"),
            ("Kingston's carers", "Kingston upon Hull or Kingston upon Thames"),
            ("Bristol city council", "Bristol"),
            ("Bath council: routines", "Bath and North East Somerset"),
            ("Bury 2021", "Bury"),
            ("Bury: care leavers", "Bury"),
            ("Bury", "Bury"),
        ],
    )
    def test_one_that_no_report_is_about_is_told_and_no_year_favoured(
        self, searcher: Searcher, question: str, absent: str
    ) -> None:
        about = searcher.consider(question).about
        assert about is not None
        assert (about.absent, about.reports, about.published) == ((absent,), (), None)

    @pytest.mark.parametrize(
        "question",
        [
            "do they bury bad news",
            "the hull of a boat",
            "Bath time routines",
            "Barking dogs at home",
            "how is reading taught?",
            "adoption in Greater Manchester",
            "students at Leeds University",
            "children in London",
            "a new kentish estate",
            "what do surveys say",
            "Bristal",
        ],
    )
    def test_a_word_or_another_name_is_none(self, searcher: Searcher, question: str) -> None:
        assert searcher.consider(question).about is None

    def test_it_is_told_though_the_question_is_asked_anywhere(self, searcher: Searcher) -> None:
        about = searcher.consider("Croydon and Wirral 2016", anywhere=True).about
        assert about is not None
        assert (about.absent, about.reports) == (("Croydon",), ())

    def test_beside_one_that_is_there_both_are_told(self, searcher: Searcher) -> None:
        about = searcher.consider("Croydon and Wirral 2016").about
        assert about is not None
        assert (about.absent, about.authorities) == (("Croydon",), ("Wirral",))
        assert about.reports == ("wirral-2016",)

    def test_its_ranking_is_that_of_a_question_that_names_no_report(
        self, searcher: Searcher
    ) -> None:
        question = "Do teenagers in Croydon get early help? 2016"
        told, anywhere = (searcher.consider(question, anywhere=each) for each in (False, True))
        assert told.about is not None
        assert told.ranking.ordinals.tolist() == anywhere.ranking.ordinals.tolist()

    def test_a_report_alone_says_it_of_others_but_not_of_those_it_writes_of(
        self, built_index: Path
    ) -> None:
        with open_index(built_index) as index:
            namer, reports = Namer(index), index.reports()
            about = namer.about("UASC in Croydon", reports)
            assert about is not None
            assert (about.absent, about.reports) == (("Croydon",), ())
            assert index.mentions("Manchester")
            assert namer.about("What was learnt from Manchester?", reports) is None

    def test_england_has_153_of_them_and_four_that_are_no_more(self) -> None:
        names = of_england()
        assert len(names) == len(set(names)) == 153 + 4


class TestWhatFiltersLeaveOut:
    def test_an_authority(self, searcher: Searcher) -> None:
        about = searcher.consider("Wirral's carers 2016", Filters(authority="Sheffield")).about
        assert about is not None
        assert (about.left_out, about.reports, about.unmet) == (("Wirral",), (), None)

    def test_a_year_of_one(self, searcher: Searcher) -> None:
        about = searcher.consider("Wirral 2016", Filters(since="2019")).about
        assert about is not None
        assert (about.left_out, about.unmet) == (("Wirral",), "2016")
        assert about.reports == ("wirral-2019", "wirral-2024")

    def test_a_year_that_is_nowhere_is_no_filters_fault(self, searcher: Searcher) -> None:
        about = searcher.consider("Wirral 2018", Filters(since="2019")).about
        assert about is not None
        assert (about.left_out, about.unmet) == ((), "2018")


class TestTimes:
    @pytest.mark.parametrize(
        ("when", "shown", "years"),
        [
            ("2016 to 2019", "2016 to 2019", {"2016", "2019"}),
            ("2016-2019", "2016 to 2019", {"2016", "2019"}),
            ("between 2017 and 2030", "2017 to 2030", {"2019", "2024"}),
            ("since 2019", "since 2019", {"2019", "2024"}),
            ("after 2019", "after 2019", {"2024"}),
            ("before 2019", "before 2019", {"2016"}),
        ],
    )
    def test_what_bounds_a_time_of_publication(
        self, searcher: Searcher, when: str, shown: str, years: set[str]
    ) -> None:
        about = searcher.consider(f"Wirral's care leavers {when}").about
        assert about is not None
        assert about.published == shown
        assert set(about.reports) == {f"wirral-{year}" for year in years}

    @pytest.mark.parametrize(
        "question", ["spending in 2015-2016", "spending in 2015-16", "the 2019 to 2016 plan"]
    )
    def test_a_year_of_accounts_is_none(self, searcher: Searcher, question: str) -> None:
        about = searcher.consider(question).about
        assert about is None or "to" not in (about.published or "")

    def test_its_years_are_not_looked_for(self, searcher: Searcher) -> None:
        result = searcher.ask("music project for disabled children, 2020 to 2024")
        assert result.hits[0].passage.report == "sheffield-2023"
        assert not {"2020", "2024"} & set(result.confidence.unmatched_words)
