"""Measures and intervals, by hand and against the field's own tools."""

import random
from itertools import product
from math import log2

import numpy as np
import pytest
import pytrec_eval
import scipy.stats

from reportqa.evaluation import measure_rankings, paired_difference
from reportqa.evaluation.confidence import reliability, squared_errors
from reportqa.evaluation.intervals import auroc_estimate, mean_estimate, mean_estimates

_NAMES = {
    "Success@1": "success_1",
    "Success@3": "success_3",
    "Success@5": "success_5",
    "Success@10": "success_10",
    "R@10": "recall_10",
    "nDCG@10": "ndcg_cut_10",
}


def test_a_ranking_measured_by_hand() -> None:
    values = measure_rankings(
        {"q": {"b": 1, "d": 2, "z": 1}, "missed": {"y": 2}, "unmatched": {}},
        {"q": ["a", "b", "c", "d"], "missed": ["a"], "unmatched": ["a"], "other": ["a"]},
    )
    ideal = 2 / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert values["q"] == pytest.approx(
        {
            "Success@1": 0,
            "Success@3": 1,
            "Success@5": 1,
            "Success@10": 1,
            "RR@10": 1 / 2,
            "R@10": 2 / 3,
            "nDCG@10": (1 / log2(3) + 2 / log2(5)) / ideal,
        }
    )
    assert set(values["missed"].values()) == set(values["unmatched"].values()) == {0.0}
    assert "other" not in values


def test_only_the_first_ten_count() -> None:
    found = [f"d{place}" for place in range(12)]
    values = measure_rankings({"q": {"d9": 1}, "late": {"d10": 1}}, {"q": found, "late": found})
    assert values["q"]["RR@10"] == pytest.approx(1 / 10)
    assert values["late"]["RR@10"] == 0


def test_the_measures_are_those_of_pytrec_eval() -> None:
    draw = random.Random(7)
    names = [f"d{number}" for number in range(40)]
    grades = {
        f"q{number}": {name: draw.choice((1, 2)) for name in draw.sample(names, draw.randint(1, 6))}
        for number in range(50)
    }
    rankings = {question: draw.sample(names, draw.randint(1, 20)) for question in grades}
    scores = {
        question: {name: -float(place) for place, name in enumerate(found)}
        for question, found in rankings.items()
    }
    theirs = pytrec_eval.RelevanceEvaluator(grades, set(_NAMES.values())).evaluate(scores)
    ours = measure_rankings(grades, rankings)
    for question, (name, their_name) in product(grades, _NAMES.items()):
        assert ours[question][name] == pytest.approx(theirs[question][their_name], abs=1e-6)
    for question, found in rankings.items():
        ranks = [rank for rank, name in enumerate(found[:10], 1) if name in grades[question]]
        assert ours[question]["RR@10"] == pytest.approx(1 / ranks[0] if ranks else 0)


def test_the_interval_of_a_mean_is_scipys() -> None:
    values = np.random.default_rng(3).random(80)
    ours = mean_estimate(list(values))
    theirs = scipy.stats.bootstrap(
        (values,), np.mean, method="percentile", n_resamples=10_000, random_state=5
    ).confidence_interval
    assert ours is not None
    assert ours.value == pytest.approx(values.mean())
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.004)
    assert ours.questions == 80


def test_measures_of_one_run_are_resampled_together_and_alike() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0]
    alone = mean_estimate(values)
    assert mean_estimates([values, [1 - one for one in values]])[0] == alone
    assert mean_estimate(values) == alone
    assert mean_estimate([]) is None


def test_a_paired_difference_knows_that_the_questions_are_the_same() -> None:
    draw = np.random.default_rng(1)
    theirs = draw.random(60)
    ours = theirs + 0.1
    difference = paired_difference(list(ours), list(theirs))
    assert (difference.value, difference.low, difference.high) == pytest.approx((0.1, 0.1, 0.1))


def test_the_area_under_the_curve_is_that_of_mann_and_whitney() -> None:
    draw = random.Random(2)
    higher = [draw.randint(2, 9) / 10 for _ in range(40)]
    lower = [draw.randint(0, 7) / 10 for _ in range(25)]
    ours = auroc_estimate(higher, lower)
    pairs = [(a > b) + (a == b) / 2 for a, b in product(higher, lower)]
    statistic = scipy.stats.mannwhitneyu(higher, lower).statistic
    assert ours is not None
    assert ours.value == pytest.approx(sum(pairs) / len(pairs))
    assert ours.value == pytest.approx(statistic / len(pairs))

    def area(some: np.ndarray, others: np.ndarray) -> float:
        above = (some[:, None] > others).mean() + (some[:, None] == others).mean() / 2
        return float(above)

    theirs = scipy.stats.bootstrap(
        (higher, lower), area, method="percentile", n_resamples=4_000, vectorized=False
    ).confidence_interval
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.012)


def test_there_is_no_area_without_both_groups() -> None:
    assert auroc_estimate([], [0.5]) is None
    assert auroc_estimate([0.5], []) is None


def test_calibration_by_hand() -> None:
    stated, right = [0.05, 0.55, 0.58, 1.0], [False, True, False, True]
    assert squared_errors(stated, right) == pytest.approx([0.0025, 0.2025, 0.3364, 0.0])
    low, middle, high = reliability(stated, right)
    assert (low.questions, low.right) == (1, 0.0)
    assert (middle.low, middle.high, middle.questions, middle.right) == (0.5, 0.6, 2, 0.5)
    assert middle.stated == pytest.approx(0.565)
    assert (high.low, high.questions, high.right) == (0.9, 1, 1.0)
