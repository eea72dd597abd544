"""Bounds that a run's figures must keep: ``Success@1>=.80``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from reportqa.errors import UsageError
from reportqa.evaluation.evaluation import Evaluation
from reportqa.evaluation.ranking_measures import MEASURES

_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_SHARES = (
    "answer_sentence",
    "citation_page",
    "citation_number",
    "near_miss_auroc",
    "off_topic_auroc",
    "brier",
)
_JUDGED = "judged@10"
_LATENCIES = ("latency_p50", "latency_p95")
_FORM = re.compile(r"\s*([\w@]+)\s*(>=|<=|>|<)\s*([0-9]*\.?[0-9]+)\s*")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A bound on a figure.

    Attributes:
        figure: A ranking measure (``Success@1``), another figure by its name in JSON
            (``answer_sentence``, ``brier``, …), or ``latency_p50`` or ``latency_p95`` in
            milliseconds.
        comparison: ``>=``, ``<=``, ``>`` or ``<``.
        bound: What it is compared with.
    """

    figure: str
    comparison: str
    bound: float

    def __str__(self) -> str:
        return f"{self.figure}{self.comparison}{self.bound:g}"

    def failure(self, evaluation: Evaluation) -> str | None:
        """What is to be said if a run does not keep it; None if it does."""
        value = _figure(evaluation, self.figure)
        if value is None:
            return f"{self}: there was nothing to measure"
        if _OPERATORS[self.comparison](value, self.bound):
            return None
        return f"{self}: it is {value:.4f}"


def parse_requirement(text: str) -> Requirement:
    """Read a bound as a person writes it.

    Raises:
        UsageError: It has another form, or there is no such figure.

    Example:
        >>> parse_requirement("Success@1 >= .80")
        Requirement(figure='Success@1', comparison='>=', bound=0.8)
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise UsageError(f"'{text}' is no requirement", 'Write it so: --require "Success@1>=.80"')
    known = (*MEASURES, *_SHARES, _JUDGED, *_LATENCIES)
    figure = {name.casefold(): name for name in known}.get(match[1].casefold())
    if figure is None:
        raise UsageError(f"there is no figure '{match[1]}'", f"Figures: {', '.join(known)}.")
    return Requirement(figure, match[2], float(match[3]))


def unmet(requirements: Sequence[Requirement], evaluation: Evaluation) -> tuple[str, ...]:
    """What is to be said of the bounds that a run does not keep."""
    failures = (requirement.failure(evaluation) for requirement in requirements)
    return tuple(failure for failure in failures if failure is not None)


def _figure(evaluation: Evaluation, name: str) -> float | None:
    overall = evaluation.overall
    if name in _LATENCIES:
        latency: float | None = getattr(overall, name)
        return latency
    estimate = {**overall.measures, **overall.shares(), _JUDGED: overall.judged}.get(name)
    return estimate.value if estimate else None
