"""Measures of rankings, by question, as the field's own tools compute them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MEASURES = ("Success@1", "Success@3", "Success@5", "Success@10", "RR@10", "R@10", "nDCG@10")
"""What is measured: whether a relevant passage stands in the first 1, 3, 5, 10; the reciprocal
rank of the first one; the share of them in the first 10; and the discounted gain of their grades
(Järvelin and Kekäläinen, Cumulated Gain-Based Evaluation of IR Techniques, 2002)."""


def measure_rankings(
    grades: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Measure rankings against the passages that are relevant.

    Computed by ir_measures (MacAvaney, Macdonald and Ounis, Streamlining Evaluation with
    ir-measures, 2022), which has pytrec_eval compute all but RR@10.

    Args:
        grades: By question and passage, how relevant it is (1 or more). Every question named here
            is measured, one without relevant passages as a failure.
        rankings: By question, the passages found, best first.

    Returns:
        By question, the value of each of `MEASURES`, in [0, 1].

    Example:
        >>> values = measure_rankings({"q": {"b": 2}}, {"q": ["a", "b"]})
        >>> values["q"]["Success@1"], values["q"]["RR@10"]
        (0.0, 0.5)
    """
    import ir_measures

    values = {question: dict.fromkeys(MEASURES, 0.0) for question in grades}
    # Scores that fall strictly with rank: tools order ties by the passage's name.
    run = {
        question: {passage: float(len(found) - place) for place, passage in enumerate(found)}
        for question, found in rankings.items()
        if question in grades
    }
    judged = {question: dict(found) for question, found in grades.items() if found}
    measures = {ir_measures.parse_measure(name): name for name in MEASURES}
    for metric in ir_measures.iter_calc(list(measures), judged, run):
        values[metric.query_id][measures[metric.measure]] = float(metric.value)
    return values
