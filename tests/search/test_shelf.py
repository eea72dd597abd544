"""Asking a shelf: filters, reports named in the question, one answer a report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reportqa.errors import UsageError
from reportqa.index import Index, open_index
from reportqa.search import Filters, Result, Searcher, chosen_reports
from reportqa.search.filters import allowed_passages

EARLY_HELP = "Do teenagers get early help?"


@pytest.fixture(scope="module")
def searcher(shelf: tuple[Path, Path]) -> Iterator[Searcher]:
    with open_index(shelf[1]) as index:
        yield Searcher(index)


@pytest.fixture
def index(searcher: Searcher) -> Index:
    return searcher.index


def reports(result: Result) -> list[str]:
    return [hit.passage.report for hit in result.hits]


class TestFilters:
    @pytest.mark.parametrize(
        ("filters", "ids"),
        [
            (Filters(authority="wirral"), ["wirral-2016", "wirral-2019", "wirral-2024"]),
            (Filters(authority=["St Helens", "Brighton"]), ["brighton-2018", "st-helens-visit"]),
            (Filters(authority="Wirral Council", since="2019"), ["wirral-2019", "wirral-2024"]),
            (Filters(since="2016-09-20", until="2016-09"), ["wirral-2016"]),
            (Filters(until="2014-02-21"), ["sheffield-2014"]),
            (Filters(since="2/2/2024"), ["wirral-2024"]),
            (Filters(grade="inadequate"), ["wirral-2016"]),
            (
                Filters(grade="RI"),
                ["reading-2019", "sheffield-2014", "wirral-2019", "wirral-2024"],
            ),
            (Filters(grade=["RI", "inad"], authority="Wirral", until="2019"), None),
            (Filters(kind="Focused Visit"), ["st-helens-visit"]),
            (Filters(report=["reading-2019", "wirral-2016"]), ["reading-2019", "wirral-2016"]),
        ],
    )
    def test_reports_by_their_facts(
        self, index: Index, filters: Filters, ids: list[str] | None
    ) -> None:
        found = [report.id for report in chosen_reports(index, filters)]
        assert found == (ids or ["wirral-2016", "wirral-2019"])

    def test_a_day_is_told_as_it_was_understood(self) -> None:
        assert Filters(since="3/4/2016", until="2019").named() == {
            "since": "2016-04-03",
            "until": "2019",
        }

    def test_their_passages_and_no_others_may_be_found(self, index: Index) -> None:
        allowed = allowed_passages(index, Filters(authority="Wirral", section="leadership"))
        assert allowed is not None
        assert [it.id for it in index.passages(allowed)] == [
            "wirral-2016:9",
            "wirral-2019:9",
            "wirral-2024:9",
        ]

    def test_what_all_reports_meet_narrows_nothing(self, index: Index) -> None:
        assert allowed_passages(index, Filters(since="2014")) is None

    @pytest.mark.parametrize(
        ("filters", "words"),
        [
            ({"authority": "Wirrall"}, "'Wirral'"),
            ({"authority": "Leeds"}, "there is no report on 'Leeds'"),
            ({"report": "wirral"}, "'wirral-2016'"),
            ({"grade": "outstanding"}, "Grades here: good, inadequate"),
            ({"grade": "poor"}, "there is no grade 'poor'"),
            ({"kind": "visit"}, "'focused visit'"),
            ({"since": "soon"}, "'soon' is no date"),
            ({"since": "2027"}, "They are of 2014-02-21 to 2024-02-02"),
            ({"since": "2019", "until": "2018"}, "no day is both"),
            ({"authority": "Wirral", "grade": "good"}, "authority Wirral, grade good at once"),
            ({"section": "ladership"}, "'Leadership'"),
            ({"authority": "Reading", "page": 1}, "nothing stands on page 1"),
        ],
    )
    def test_what_nothing_meets_is_told_with_what_is_nearest(
        self, index: Index, filters: dict[str, str], words: str
    ) -> None:
        with pytest.raises(UsageError) as caught:
            allowed_passages(index, Filters(**filters))  # type: ignore[arg-type]
        assert words in str(caught.value)

    def test_a_ranking_holds_what_the_filters_let_through(self, searcher: Searcher) -> None:
        result = searcher.ask(EARLY_HELP, k=50, filters=Filters(authority="Sheffield"))
        assert set(reports(result)) == {"sheffield-2014", "sheffield-2023"}
        assert result.understood.filters == {"authority": "Sheffield"}


class TestReportsNamed:
    def test_those_of_the_authority_come_first_and_it_is_told(self, searcher: Searcher) -> None:
        result = searcher.ask("Why do Sheffield's teenagers wait for early help?", k=50)
        assert result.understood.about is not None
        assert result.understood.about.authorities == ("Sheffield",)
        assert result.hits[0].passage.id == "sheffield-2014:1"
        places = [report.startswith("sheffield") for report in reports(result)]
        assert places == sorted(places, reverse=True)
        assert len(set(reports(result))) > 2

    def test_no_other_report_is_put_first_when_that_is_wanted(self, searcher: Searcher) -> None:
        question = "In Wirral, is there a music project for disabled children?"
        assert searcher.ask(question, anywhere=True).hits[0].passage.report == "sheffield-2023"
        assert searcher.ask(question, anywhere=True).understood.about is None
        assert searcher.ask(question).hits[0].passage.report.startswith("wirral")

    @pytest.mark.parametrize(
        ("question", "ids", "published"),
        [
            ("Wirral 2016: health assessments", {"wirral-2016"}, "2016"),
            ("health assessments in Wirral, July 2019", {"wirral-2019"}, "July 2019"),
            ("Wirral 2016 and 2019", {"wirral-2016", "wirral-2019"}, "2016 and 2019"),
            ("the most recent report on Wirral: caseloads", {"wirral-2024"}, "latest"),
            ("care leavers in 2016", {"wirral-2016"}, "2016"),
            ("What was said on 21 February 2014?", {"sheffield-2014"}, "21 February 2014"),
            (
                "Wirral since the 2016 report",
                {"wirral-2016", "wirral-2019", "wirral-2024"},
                None,
            ),
            (
                "What has changed in Sheffield since the last inspection?",
                {"sheffield-2014", "sheffield-2023"},
                None,
            ),
            ("Sheffield and Reading 2023", {"reading-2019", "sheffield-2023"}, "2023"),
        ],
    )
    def test_a_time_parts_the_reports_of_an_authority(
        self, searcher: Searcher, question: str, ids: set[str], published: str | None
    ) -> None:
        about = searcher.consider(question).about
        assert about is not None
        assert (set(about.reports), about.published) == (ids, published)

    @pytest.mark.parametrize(
        "question",
        [
            "How many children were looked after at 31 March 2016?",
            "What was spent in 2015-16?",
            "What was found in 1999?",
            "progress in reading",
            "Is it getting better?",
        ],
    )
    def test_what_names_no_report_favours_none(self, searcher: Searcher, question: str) -> None:
        assert searcher.consider(question).about is None

    def test_a_year_of_which_the_authority_has_no_report_is_told(self, searcher: Searcher) -> None:
        about = searcher.consider("Slow assessments in Wirral in 2018").about
        assert about is not None
        assert (about.published, about.unmet) == (None, "2018")
        assert len(about.reports) == 3

    def test_its_name_and_year_are_no_evidence(self, searcher: Searcher) -> None:
        result = searcher.ask("Wirral 2024 riverside drop-in place")
        assert result.hits[0].passage.id == "wirral-2024:3"
        assert not {"Wirral", "2024"} & set(result.confidence.unmatched_words)

    @pytest.mark.parametrize(
        ("question", "ids"),
        [
            ("Sheffield 2014", ["sheffield-2014:1", "sheffield-2014:2"]),
            ("How did Wirral council do in the latest inspection?", ["wirral-2024:1"]),
            ("Sheffield", ["sheffield-2023:1", "sheffield-2014:1", "sheffield-2023:2"]),
        ],
    )
    def test_one_that_asks_for_nothing_gets_what_its_reports_judge_or_say_first(
        self, searcher: Searcher, question: str, ids: list[str]
    ) -> None:
        result = searcher.ask(question, k=len(ids))
        assert result.understood.no_topic
        assert [hit.passage.id for hit in result.hits] == ids

    def test_nothing_is_said_first_of_a_report_that_is_not_there(self, searcher: Searcher) -> None:
        for question in ("Croydon 2019", "What is it like?", "Sheffield: care leavers"):
            assert not searcher.consider(question).no_topic
        assert not searcher.consider("Sheffield 2014", anywhere=True).no_topic
        unmet = searcher.ask("Sheffield 2018")
        assert (unmet.understood.no_topic, unmet.confidence.level) == (True, "weak")

    def test_where_a_filter_leaves_one_authority_its_name_parts_nothing(
        self, searcher: Searcher
    ) -> None:
        asked = searcher.consider("Wirral's care leavers", Filters(authority="Wirral"))
        assert asked.about is None

    def test_an_acronym_is_not_read_as_another_report_spells_it_out(
        self, searcher: Searcher
    ) -> None:
        def looked_for(question: str) -> set[str]:
            reading = searcher.consider(question).reading
            return {word for group in reading.groups for word in group.words}

        assert "single point of access" in looked_for("SPA in Sheffield")
        assert "single point of access" not in looked_for("SPA in St Helens")


class TestGrouping:
    def test_so_many_of_one_report_at_most(self, searcher: Searcher) -> None:
        whole = searcher.ask(EARLY_HELP, k=50)
        two = searcher.ask(EARLY_HELP, k=50, per_report=2)
        one = searcher.ask(EARLY_HELP, k=3, per_report=1)
        assert {reports(two).count(report) for report in reports(whole)} == {2}
        assert reports(one) == list(dict.fromkeys(reports(whole)))[:3]
        assert [hit.rank for hit in one.hits] == [1, 2, 3]
        assert one.confidence.probability == whole.confidence.probability

    def test_the_best_of_every_report_by_date(self, searcher: Searcher, index: Index) -> None:
        result = searcher.ask_each(EARLY_HELP)
        dates = [index.report(hit.passage.report).facts.published for hit in result.hits]
        assert len(dates) == len(index.reports())
        assert dates == sorted(dates, key=str)
        for hit in result.hits:
            alone = searcher.ask(EARLY_HELP, k=1, filters=Filters(report=hit.passage.report))
            assert alone.hits[0].passage == hit.passage

    def test_a_finding_through_the_years(self, searcher: Searcher) -> None:
        result = searcher.ask_each(
            "timeliness of initial health assessments", filters=Filters(authority="Wirral")
        )
        assert [hit.passage.id for hit in result.hits] == [
            "wirral-2016:1",
            "wirral-2019:1",
            "wirral-2024:1",
        ]

    def test_each_says_if_its_report_may_not_answer(self, searcher: Searcher) -> None:
        result = searcher.ask_each("Is there a music project for disabled children?")
        levels = {hit.passage.report: hit.confidence for hit in result.hits}
        best = levels["sheffield-2023"]
        assert best is not None
        others = [it for report, it in levels.items() if report != "sheffield-2023"]
        assert all(it is not None and it.level == "weak" for it in others)
        assert all(it is not None and it.probability < best.probability for it in others)

    def test_no_report_is_missed_where_candidates_are_found_first(
        self, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole = reports(searcher.ask_each(EARLY_HELP))
        monkeypatch.setattr("reportqa.search.ranking.RANKED_WHOLE", 8)
        monkeypatch.setattr("reportqa.search.ranking._FEWEST_OF_EACH", 1)
        assert reports(searcher.ask_each(EARLY_HELP)) == whole

    def test_the_reports_that_are_named_are_asked_alone(self, searcher: Searcher) -> None:
        assert reports(searcher.ask_each("early help in Sheffield")) == [
            "sheffield-2014",
            "sheffield-2023",
        ]
        assert len(reports(searcher.ask_each("early help in Sheffield", anywhere=True))) == 8

    def test_without_vectors_too(self, index: Index) -> None:
        by_words = Searcher(index, stages=["lexical"])
        result = by_words.ask_each("early help", filters=Filters(authority="Sheffield"))
        assert [hit.passage.id for hit in result.hits] == ["sheffield-2014:1", "sheffield-2023:1"]
