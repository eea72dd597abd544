"""Bounds as people write them."""

import pytest

from reportqa.errors import UsageError
from reportqa.evaluation import Requirement, parse_requirement


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Success@1>=.80", Requirement("Success@1", ">=", 0.8)),
        ("rr@10 > 0.5", Requirement("RR@10", ">", 0.5)),
        (" brier<=0.2", Requirement("brier", "<=", 0.2)),
        ("latency_p95<200", Requirement("latency_p95", "<", 200)),
    ],
)
def test_bounds_are_read(text: str, read: Requirement) -> None:
    assert parse_requirement(text) == read


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Success@1", "is no requirement"),
        ("Success@1=0.8", "is no requirement"),
        ("Success@1>=80%", "is no requirement"),
        ("Success@1>=.", "is no requirement"),
        ("Success@2>=0.8", "there is no figure 'Success@2'"),
    ],
)
def test_what_is_no_bound_is_refused(text: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        parse_requirement(text)
