"""Runs against each other: tests and intervals held against scipy and against plain counting."""

import itertools
import random
from collections.abc import Sequence

import numpy as np
import pytest
import scipy.stats
import sklearn.metrics

from reportqa.errors import UsageError
from reportqa.evaluation import (
    Answered,
    Evaluation,
    GoldQuestion,
    Ranked,
    Run,
    agreement,
    assess,
    compare,
    relevance_by,
)
from reportqa.evaluation.significance import (
    holm,
    paired_p,
    questions_needed,
    smallest_shown,
)

TYPES = ("fact", "why")


def draw(seed: int, count: int, mean: float) -> list[float]:
    return list(np.random.default_rng(seed).normal(mean, 0.3, count).round(3))


def evaluated(ranks: Sequence[int | None], *, judged: bool = True) -> Evaluation:
    """A run that finds the answer of question n at a rank."""
    questions = [GoldQuestion(f"q{n}", f"{n}?", TYPES[n % 2]) for n in range(len(ranks))]
    irrelevant = dict.fromkeys((f"x{place}" for place in range(10)), 0) if judged else {}
    relevance = relevance_by({one.id: {"right": 1, **irrelevant} for one in questions})
    answered = {}
    for question, rank in zip(questions, ranks, strict=True):
        found = [f"x{place}" for place in range(10)]
        if rank:
            found.insert(rank - 1, "right")
        answered[question.id] = Answered(tuple(Ranked(one, 0.0) for one in found))
    return assess(questions, relevance, Run(answered))


class TestThePairedRandomisationTest:
    @pytest.mark.parametrize("seed", range(4))
    def test_is_the_share_of_all_swaps_that_go_as_far(self, seed: int) -> None:
        differences = draw(seed, 11, 0.15)
        sums = [
            sum(sign * one for sign, one in zip(signs, differences, strict=True))
            for signs in itertools.product((1, -1), repeat=len(differences))
        ]
        far = sum(abs(one) >= abs(sum(differences)) - 1e-9 for one in sums)
        assert paired_p(differences) == pytest.approx(far / len(sums))

    def test_of_many_questions_is_near_that_of_student(self) -> None:
        differences = draw(5, 300, 0.03)
        theirs = scipy.stats.ttest_1samp(differences, 0).pvalue
        assert paired_p(differences) == pytest.approx(theirs, abs=0.02)
        assert paired_p(differences) == paired_p(differences)

    def test_takes_no_notice_of_questions_that_do_not_differ(self) -> None:
        differences = draw(6, 10, 0.2)
        assert paired_p([*differences, *[0.0] * 500]) == paired_p(differences)
        assert paired_p([0.0, 0.0]) == 1


class TestTheCorrection:
    def test_is_holms(self) -> None:
        """By its definition: the k-th smallest is held against the level over m - k + 1."""
        chance = random.Random(3)
        for _ in range(50):
            values = [chance.choice((chance.random(), 0.01, 0.04)) for _ in range(6)]
            corrected = holm(values)
            for level in (0.01, 0.05, 0.2):
                rejected = set()
                order = sorted(range(6), key=values.__getitem__)
                for step, place in enumerate(order):
                    if values[place] > level / (6 - step):
                        break
                    rejected.add(place)
                assert rejected == {n for n, one in enumerate(corrected) if one <= level + 1e-12}
        assert holm([]) == []


class TestHowManyQuestions:
    def test_have_the_power_that_is_said(self) -> None:
        """Held against the noncentral t distribution."""
        differences = draw(8, 80, 0.05)
        needed = questions_needed(differences)
        assert needed is not None
        effect = abs(np.mean(differences)) / np.std(differences, ddof=1)
        edge = scipy.stats.t.ppf(0.975, needed - 1)
        power = 1 - scipy.stats.nct.cdf(edge, needed - 1, effect * needed**0.5)
        assert power == pytest.approx(0.8, abs=0.01)

    def test_show_the_smallest_difference_that_is_said(self) -> None:
        differences = draw(9, 80, 0.05)
        smallest = smallest_shown(differences)
        assert smallest is not None
        shifted = [one - float(np.mean(differences)) + smallest for one in differences]
        assert questions_needed(shifted) == pytest.approx(80, abs=1)

    def test_is_not_said_of_no_difference(self) -> None:
        assert questions_needed([0.0, 0.0]) is None
        assert questions_needed([0.2]) is None
        assert smallest_shown([0.2]) is None


class TestAComparison:
    def test_counts_wins_ties_and_losses(self) -> None:
        found = compare({"a": evaluated([1, 2, None, 4]), "b": evaluated([1, 1, 5, None])})
        (contrast,) = found.contrasts
        one = contrast.differences["RR@10"]
        assert (one.wins, one.ties, one.losses) == (2, 1, 1)
        assert one.estimate.value == pytest.approx((1 / 2 + 1 / 5 - 1 / 4) / 4)
        by_type = contrast.by_type
        assert (by_type["fact"].wins, by_type["fact"].ties, by_type["fact"].losses) == (1, 1, 0)
        assert (by_type["why"].wins, by_type["why"].ties, by_type["why"].losses) == (1, 0, 1)

    def test_has_the_interval_of_scipys_bootstrap(self) -> None:
        chance = random.Random(4)
        ranks = [[chance.choice((1, 2, 3, 5, None)) for _ in range(80)] for _ in range(2)]
        found = compare({"a": evaluated(ranks[0]), "b": evaluated(ranks[1])})
        ours = found.contrasts[0].differences["RR@10"].estimate
        values = [[1 / rank if rank else 0.0 for rank in run] for run in ranks]
        theirs = scipy.stats.bootstrap(
            (np.subtract(values[1], values[0]),),
            np.mean,
            method="percentile",
            n_resamples=10_000,
            rng=np.random.default_rng(1),
        ).confidence_interval
        assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.005)

    def test_tests_one_measure_unless_told_and_corrects_for_all_tests(self) -> None:
        runs = {
            "a": evaluated([2] * 12),
            "b": evaluated([1] * 9 + [3] * 3),
            "c": evaluated([1] * 6 + [3] * 6),
        }
        found = compare(runs)
        assert found.tests == 2
        for contrast in found.contrasts:
            tested = [name for name, one in contrast.differences.items() if one.p is not None]
            assert tested == ["RR@10"]
        raw = [one.differences["RR@10"].p or 0 for one in found.contrasts]
        assert [one.differences["RR@10"].corrected for one in found.contrasts] == holm(raw)
        more = compare(runs, measures=["rr@10", "Success@1"])
        assert more.tests == 4
        assert more.contrasts[0].differences["Success@1"].p is not None

    def test_says_what_is_noise(self) -> None:
        noise = compare({"a": evaluated([1, 2, 3, 4] * 3), "b": evaluated([2, 1, 3, 4] * 3)})
        assert noise.contrasts[0].differences["RR@10"].is_noise is True
        clear = compare({"a": evaluated([5] * 12), "b": evaluated([1] * 12)})
        assert clear.contrasts[0].differences["RR@10"].is_noise is False
        assert clear.contrasts[0].differences["R@10"].is_noise is None

    def test_lists_the_questions_that_moved_most(self) -> None:
        found = compare({"a": evaluated([1, 2, 3, 1]), "b": evaluated([None, 1, 2, 1])}, moved=2)
        first, second = found.contrasts[0].moved
        assert (first.question.id, first.change) == ("q0", -1)
        assert (first.baseline.rank, first.run.rank) == (1, None)
        assert first.baseline.passages == ("right", "x0", "x1")
        assert (second.question.id, second.change) == ("q1", 0.5)

    def test_wants_two_runs_over_the_same_questions(self) -> None:
        with pytest.raises(UsageError, match="nothing to compare it with"):
            compare({"a": evaluated([1])})
        with pytest.raises(UsageError, match="'b' was measured on other questions"):
            compare({"a": evaluated([1]), "b": evaluated([1, 1])})
        with pytest.raises(UsageError, match="there is no measure 'MAP'"):
            compare({"a": evaluated([1]), "b": evaluated([1])}, measures=["MAP"])


class TestJudgedAt10:
    def test_is_the_share_of_the_first_ten_that_anybody_judged(self) -> None:
        whole = evaluated([1, 3]).overall.judged
        part = evaluated([1, None], judged=False).overall.judged
        assert whole is not None
        assert part is not None
        assert whole.value == 1
        assert part.value == pytest.approx((1 / 10 + 0) / 2)

    def test_a_question_that_the_run_lacks_is_a_failure_and_told(self) -> None:
        questions = [GoldQuestion("q", "?"), GoldQuestion("lacking", "?")]
        relevance = relevance_by({"q": {"a": 1}, "lacking": {"a": 1}})
        found = assess(questions, relevance, Run({"q": Answered((Ranked("a", 1.0),))}))
        assert found.unasked == 1
        assert found.overall.measures["RR@10"].value == 0.5
        assert found.overall.latency_p50 is None

    def test_a_run_lacks_no_question_that_has_no_answer(self) -> None:
        """Another tool's run names only what it found something for."""
        questions = [GoldQuestion("q", "?"), GoldQuestion("none", "?", unanswerable="off_topic")]
        run = Run({"q": Answered((Ranked("a", 1.0),))})
        assert assess(questions, relevance_by({"q": {"a": 1}}), run).unasked == 0


class TestAgreement:
    def test_is_cohens_kappa(self) -> None:
        """His own table: of 200 cases 88 agree on the first, 40 on the second, 20 on the third."""
        table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
        first, second = {}, {}
        cases = itertools.count()
        for a, b in itertools.product(range(3), repeat=2):
            for _ in range(table[a][b]):
                case = f"p{next(cases)}"
                first[case], second[case] = a, b
        found = agreement({"q": first}, {"q": {**second, "more": 1}})
        assert (found.both, found.equal, found.only_first, found.only_second) == (200, 140, 0, 1)
        observed, expected = 140 / 200, (120 * 100 + 60 * 60 + 20 * 40) / 200**2
        assert found.kappa == pytest.approx((observed - expected) / (1 - expected))
        weights = np.subtract.outer(range(3), range(3)) ** 2
        chance = np.outer(np.sum(table, axis=1), np.sum(table, axis=0)) / 200
        assert found.weighted == pytest.approx(
            1 - (weights * table).sum() / (weights * chance).sum()
        )
        assert found.disagreements[0].first == 0
        assert found.disagreements[0].second == 2
        assert len(found.disagreements) == 60
        theirs = sklearn.metrics.cohen_kappa_score(list(first.values()), list(second.values()))
        assert found.kappa == pytest.approx(theirs)

    def test_weighs_by_the_distance_of_grades_also_where_one_is_never_given(self) -> None:
        ours, theirs = [0, 1, 3, 3, 0], [0, 3, 3, 1, 0]
        cases = [{"q": dict(zip("abcde", one, strict=True))} for one in (ours, theirs)]
        apart = sum((a - b) ** 2 for a, b in zip(ours, theirs, strict=True))
        by_chance = sum((a - b) ** 2 for a in ours for b in theirs) / len(ours)
        assert agreement(*cases).weighted == pytest.approx(1 - apart / by_chance)

    def test_is_not_defined_where_both_gave_one_grade(self) -> None:
        found = agreement({"q": {"a": 1, "b": 1}}, {"q": {"a": 1, "b": 1}})
        assert (found.kappa, found.weighted, found.equal) == (None, None, 2)

    def test_wants_something_that_both_judged(self) -> None:
        with pytest.raises(UsageError, match="no judgement in common"):
            agreement({"q": {"a": 1}}, {"q": {"b": 1}})
