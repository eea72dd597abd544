"""Several runs over the same questions, each held against the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reportqa.errors import UsageError
from reportqa.evaluation.evaluation import Evaluation, Outcome
from reportqa.evaluation.gold import GoldQuestion
from reportqa.evaluation.intervals import Estimate, mean_estimates
from reportqa.evaluation.ranking_measures import MEASURES
from reportqa.evaluation.significance import (
    holm,
    paired_p,
    questions_needed,
    smallest_shown,
)

PRIMARY = "RR@10"
"""The measure that is tested unless others are named."""

_LEVEL = 0.05
_MOVED = 10
_SHOWN = 3  # passages of a ranking that are told of a question


@dataclass(frozen=True, slots=True)
class Difference:
    """How much higher a run's mean is than the baseline's, over the same questions.

    Attributes:
        estimate: The mean difference with its 95% interval, by paired bootstrap.
        wins: Questions on which the run is better.
        ties: Questions on which both are equal.
        losses: Questions on which it is worse.
        p: P-value of the paired randomisation test; None where it was not asked for.
        corrected: The same corrected for all tests of the comparison (Holm); None likewise.
        needed: Questions that would show this difference with 80% power; None if there is none.
        smallest: The smallest difference that these questions show with 80% power; None with fewer
            than two.
    """

    estimate: Estimate
    wins: int
    ties: int
    losses: int
    p: float | None = None
    corrected: float | None = None
    needed: int | None = None
    smallest: float | None = None

    @property
    def is_noise(self) -> bool | None:
        """Whether chance alone may well explain it; None where it was not tested."""
        return None if self.corrected is None else self.corrected >= _LEVEL


@dataclass(frozen=True, slots=True)
class Found:
    """What a run found for a question.

    Attributes:
        value: The measure.
        passages: The ids of the first passages.
        rank: The rank of the first passage that answers; None if none of those kept does.
    """

    value: float
    passages: tuple[str, ...]
    rank: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A question on which a run and the baseline differ.

    Attributes:
        question: The question.
        baseline: What the baseline found.
        run: What the run found.
    """

    question: GoldQuestion
    baseline: Found
    run: Found

    @property
    def change(self) -> float:
        """The run's value less the baseline's."""
        return self.run.value - self.baseline.value


@dataclass(frozen=True, slots=True)
class Contrast:
    """A run held against the baseline.

    Attributes:
        name: The run's name.
        differences: By measure.
        by_type: By type of question, in the first tested measure; not tested.
        moved: The questions that differ most in that measure, largest first.
    """

    name: str
    differences: Mapping[str, Difference]
    by_type: Mapping[str, Difference]
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Runs over the same questions.

    Attributes:
        baseline: The name of the run that the others are held against.
        evaluations: Each run by its name, the baseline first.
        tested: The measures that were tested, the one that questions are listed by first.
        tests: How many tests the p-values are corrected for.
        contrasts: The other runs, in their order.
    """

    baseline: str
    evaluations: Mapping[str, Evaluation]
    tested: tuple[str, ...]
    tests: int
    contrasts: tuple[Contrast, ...]

    @property
    def questions(self) -> int:
        """How many questions were compared."""
        return self.evaluations[self.baseline].overall.questions


def compare(
    evaluations: Mapping[str, Evaluation],
    *,
    measures: Sequence[str] = (PRIMARY,),
    moved: int = _MOVED,
) -> Comparison:
    """Hold runs against the first of them.

    One measure is tested unless more are named, since each further test makes all of them
    stricter; every measure is shown.

    Args:
        evaluations: The runs, measured on the same questions, by their names; at least two.
        measures: The measures to test.
        moved: How many questions to list of each run.

    Raises:
        UsageError: There are fewer than two runs, they are of other questions, the corpus answers
            none of them, or there is no such measure.

    Example:
        >>> comparison = compare({"dense": dense, "late": late})  # doctest: +SKIP
        >>> comparison.contrasts[0].differences["RR@10"].corrected  # doctest: +SKIP
        0.0001
    """
    tested = check_measures(measures)
    baseline, *others = evaluations
    if not others:
        raise UsageError("there is one run, and nothing to compare it with", "Name two or more.")
    base = evaluations[baseline]
    asked = [outcome.question.id for outcome in base.outcomes]
    for name in others:
        if [outcome.question.id for outcome in evaluations[name].outcomes] != asked:
            raise UsageError(
                f"'{name}' was measured on other questions", "Measure both on one file."
            )
    if not base.overall.questions:
        raise UsageError("no question has an answer to compare by", "Add questions that have.")
    contrasts = [_contrast(name, base, evaluations[name], tested, moved) for name in others]
    return Comparison(
        baseline=baseline,
        evaluations=dict(evaluations),
        tested=tested,
        tests=len(tested) * len(others),
        contrasts=_corrected(contrasts, tested),
    )


def check_measures(names: Sequence[str]) -> tuple[str, ...]:
    """Measures as they are spelt, each once.

    Raises:
        UsageError: There is no such measure, or none was named.

    Example:
        >>> check_measures(["rr@10"])
        ('RR@10',)
    """
    known = {measure.casefold(): measure for measure in MEASURES}
    found = []
    for name in dict.fromkeys(names):
        if name.casefold() not in known:
            raise UsageError(f"there is no measure '{name}'", f"Measures: {', '.join(MEASURES)}.")
        found.append(known[name.casefold()])
    if not found:
        raise UsageError("no measure was named", f"Measures: {', '.join(MEASURES)}.")
    return tuple(found)


def _contrast(
    name: str, base: Evaluation, run: Evaluation, tested: Sequence[str], moved: int
) -> Contrast:
    pairs = [
        (theirs, ours)
        for theirs, ours in zip(base.outcomes, run.outcomes, strict=True)
        if theirs.values
    ]
    types = sorted({theirs.question.type or "" for theirs, _ in pairs} - {""})
    return Contrast(
        name=name,
        differences=_differences(pairs, MEASURES, tested),
        by_type={
            kind: _differences(
                [pair for pair in pairs if pair[0].question.type == kind], tested[:1]
            )[tested[0]]
            for kind in types
        },
        moved=tuple(_moved(pairs, base, tested[0], moved)),
    )


def _differences(
    pairs: Sequence[tuple[Outcome, Outcome]], measures: Sequence[str], tested: Sequence[str] = ()
) -> dict[str, Difference]:
    columns = [
        [run.values[measure] - base.values[measure] for base, run in pairs] for measure in measures
    ]
    return {
        measure: _difference(differences, estimate, test=measure in tested)
        for measure, differences, estimate in zip(
            measures, columns, mean_estimates(columns), strict=True
        )
    }


def _difference(differences: Sequence[float], estimate: Estimate, *, test: bool) -> Difference:
    wins, losses = sum(one > 0 for one in differences), sum(one < 0 for one in differences)
    return Difference(
        estimate=estimate,
        wins=wins,
        ties=len(differences) - wins - losses,
        losses=losses,
        p=paired_p(differences) if test else None,
        needed=questions_needed(differences),
        smallest=smallest_shown(differences),
    )


def _corrected(contrasts: Sequence[Contrast], tested: Sequence[str]) -> tuple[Contrast, ...]:
    """The contrasts with every p-value corrected for all of them."""
    places = [(place, measure) for place in range(len(contrasts)) for measure in tested]
    raw = [contrasts[place].differences[measure].p for place, measure in places]
    corrected = dict(zip(places, holm([p for p in raw if p is not None]), strict=True))
    return tuple(
        replace(
            contrast,
            differences={
                measure: replace(one, corrected=corrected.get((place, measure)))
                for measure, one in contrast.differences.items()
            },
        )
        for place, contrast in enumerate(contrasts)
    )


def _moved(
    pairs: Sequence[tuple[Outcome, Outcome]], base: Evaluation, measure: str, most: int
) -> Iterator[Moved]:
    """The questions that differ most; of equal ones those that were asked first."""
    found = [
        Moved(theirs.question, _found(theirs, base, measure), _found(ours, base, measure))
        for theirs, ours in pairs
        if theirs.values[measure] != ours.values[measure]
    ]
    yield from sorted(found, key=lambda one: -abs(one.change))[:most]


def _found(outcome: Outcome, base: Evaluation, measure: str) -> Found:
    ranking = [one.passage for one in outcome.answered.ranking]
    answers = (
        rank
        for rank, passage in enumerate(ranking, start=1)
        if base.relevance.answers(outcome.question.id, passage)
    )
    return Found(outcome.values[measure], tuple(ranking[:_SHOWN]), next(answers, None))
