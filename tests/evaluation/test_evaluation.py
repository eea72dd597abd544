"""From real answers to figures: the real report, the real model, some of the dev questions."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reportqa.errors import UsageError
from reportqa.evaluation import (
    MEASURES,
    Answered,
    Evaluation,
    GoldQuestion,
    Ranked,
    Relevance,
    Relevant,
    Run,
    assess,
    evaluate,
    of_split,
    overlaps,
    relevance_in,
    run_questions,
)
from reportqa.index import Index, open_index
from reportqa.search import Searcher

EVERY = 6


@pytest.fixture(scope="module")
def index(built_index: Path) -> Iterator[Index]:
    with open_index(built_index) as opened:
        yield opened


@pytest.fixture(scope="module")
def questions(gold: tuple[GoldQuestion, ...]) -> tuple[GoldQuestion, ...]:
    return of_split(gold, "dev")[::EVERY]


@pytest.fixture(scope="module")
def evaluation(index: Index, questions: tuple[GoldQuestion, ...]) -> Evaluation:
    return evaluate(Searcher(index), questions)


def test_every_question_is_counted_once(
    evaluation: Evaluation, questions: tuple[GoldQuestion, ...]
) -> None:
    overall = evaluation.overall
    assert [outcome.question for outcome in evaluation.outcomes] == list(questions)
    assert overall.questions + overall.unanswerable == len(questions)
    assert overall.questions == sum(not question.unanswerable for question in questions)
    assert sum(one.questions for one in evaluation.by_type.values()) == overall.questions
    assert (evaluation.model, evaluation.stages) == ("small", ("dense", "late"))


def test_the_figures_follow_from_the_outcomes(evaluation: Evaluation) -> None:
    measures = evaluation.overall.measures
    assert tuple(measures) == MEASURES
    right = [outcome.right for outcome in evaluation.outcomes if outcome.values]
    assert measures["Success@1"].value == pytest.approx(sum(right) / len(right))
    assert len(evaluation.failures()) == len(right) - sum(right)
    levels = [measures[f"Success@{depth}"].value for depth in (1, 3, 5, 10)]
    assert levels == sorted(levels)
    for estimate in measures.values():
        assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
    assert measures["RR@10"].value == pytest.approx(
        sum(evaluation.values("RR@10")) / len(right), abs=1e-9
    )
    for outcome in evaluation.outcomes:
        assert (outcome.shows_answer is not None) == outcome.right
        assert not (outcome.right and outcome.question.unanswerable)
    assert evaluation.overall.answer_sentence is not None
    assert evaluation.overall.answer_sentence.questions == sum(right)


def test_the_model_does_better_than_words_alone(
    evaluation: Evaluation, index: Index, questions: tuple[GoldQuestion, ...]
) -> None:
    words = evaluate(Searcher(index, stages=["lexical"]), questions)
    ours, theirs = evaluation.overall.measures["RR@10"], words.overall.measures["RR@10"]
    assert ours.low > theirs.value


def test_the_tool_cites_as_the_gold_does(evaluation: Evaluation) -> None:
    number, page = evaluation.overall.citation_number, evaluation.overall.citation_page
    assert number is not None
    assert number.value == 1
    # An item on the page after its lead-in is cited by its own page, and quoted with the lead-in.
    assert page is not None
    assert page.value >= 0.9


def test_off_topic_questions_are_told_apart(evaluation: Evaluation) -> None:
    area = evaluation.overall.off_topic_auroc
    assert area is not None
    assert area.value > 0.8


def test_latency_is_that_of_single_questions(evaluation: Evaluation) -> None:
    overall = evaluation.overall
    assert overall.latency_p50 is not None
    assert overall.latency_p95 is not None
    assert 0 < overall.latency_p50 <= overall.latency_p95 < 5_000


def test_progress_is_told(index: Index, questions: tuple[GoldQuestion, ...]) -> None:
    told: list[tuple[int, int]] = []
    searcher = Searcher(index, stages=["lexical"])
    run_questions(searcher, questions[:3], on_progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_question_may_be_asked_of_one_report(index: Index) -> None:
    question = GoldQuestion("q", "Who led it?", relevant=(Relevant("Shirley Bailey"),))
    searcher = Searcher(index, stages=["lexical"])
    for name in ("wirral-2016", "wirral-2016.txt"):
        assert run_questions(searcher, [replace(question, report=name)]).answered["q"].first
        assert run_questions(searcher, [question], report=name).answered["q"].first
    with pytest.raises(UsageError, match="question 'q' cannot be asked: there is no report 'x'"):
        run_questions(searcher, [replace(question, report="x")])


def test_a_question_whose_quotes_match_nothing_is_a_failure(index: Index) -> None:
    question = GoldQuestion("q", "Who led it?", relevant=(Relevant("no such words"),))
    evaluation = evaluate(Searcher(index, stages=["lexical"]), [question])
    assert evaluation.overall.measures["Success@10"].value == 0
    assert [one.question for one in evaluation.relevance.unmatched] == ["q"]


def test_figures_by_hand() -> None:
    questions = [
        GoldQuestion("a", "A?", type="fact", relevant=(Relevant("x"),)),
        GoldQuestion("b", "B?", type="why", relevant=(Relevant("x"),)),
        GoldQuestion("c", "C?", type="fact", unanswerable="near_miss"),
        GoldQuestion("d", "D?", unanswerable="off_topic"),
    ]
    relevance = Relevance({"a": {"r:1": 2}, "b": {"r:1": 1}}, quotes={})
    rankings = {"a": ["r:1", "r:2"], "b": ["r:2", "r:1"], "c": ["r:1"], "d": []}
    stated = {"a": 0.9, "b": 0.4, "c": 0.6, "d": 0.1}
    run = Run(
        {
            name: Answered(tuple(Ranked(one, 1.0) for one in found), None, stated[name], 0.02)
            for name, found in rankings.items()
        },
        "model",
        ("late",),
    )
    found = assess(questions, relevance, run)
    overall = found.overall
    assert (overall.questions, overall.unanswerable) == (2, 2)
    assert overall.measures["Success@1"].value == 0.5
    assert overall.measures["RR@10"].value == 0.75
    assert overall.near_miss_auroc is not None
    assert overall.near_miss_auroc.value == 0.5
    assert overall.off_topic_auroc is not None
    assert overall.off_topic_auroc.value == 1
    assert (overall.answer_sentence, overall.citation_page) == (None, None)
    assert overall.latency_p50 == pytest.approx(20)
    assert {name: one.questions for name, one in found.by_type.items()} == {"fact": 1, "why": 1}
    assert found.by_type["fact"].unanswerable == 1
    assert found.by_type["why"].near_miss_auroc is None


def test_overlap_counts_stems_in_the_passage(index: Index) -> None:
    question = GoldQuestion("q", "Who was the leading inspector?", relevant=(Relevant("Shirley"),))
    [found] = overlaps([question], relevance_in(index, [question]), index)
    assert found.share == 1.0
    assert not found.is_paraphrase
