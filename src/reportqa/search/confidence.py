"""How likely the first hit answers the question.

Two logistic regressions, multiplied: that the question is on the reports' topic at all, and that
the first hit then answers it. The first looks at how near anything in the corpus comes to the
question; the second at how far the first hit stands out from those after it, and at how evenly it
meets the question's words: where one that matters is met far less than the others, the fact may be
missing. They were fitted on the dev questions of the seed report (``training/fit_confidence.py``),
for each model that reportqa knows: ``calibration.py``. For another corpus or model they are an
indication, not a calibrated probability.

Whether a question asks for a fact that the report does not give, on a topic that it treats, these
scores tell badly, and nothing is claimed about it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from reportqa.search.calibration import Calibration
from reportqa.search.results import Confidence, Level
from reportqa.search.words import content_words, names_a_subject

if TYPE_CHECKING:
    from reportqa.search.ranking import Ranking

STRONG = 0.65
POSSIBLE = 0.4
_RUNNERS_UP = 9  # hits after the first that it is held against
# A report whose best late-interaction score falls this far short of another's answers nothing;
# chosen on dev questions over a shelf.
_FAR_SHORT = 0.3


@dataclass(frozen=True, slots=True)
class Signs:
    """What a ranking shows of how well it answers.

    Attributes:
        late: Best late-interaction score of any passage.
        dense: Best cosine of any paragraph vector.
        late_above_mean: The best late-interaction score above the mean of all.
        lead: The best late-interaction score above the mean of the next nine.
        unevenness: How unevenly the first passage meets the question's words (`late.unevenness`).
    """

    late: float
    dense: float
    late_above_mean: float
    lead: float
    unevenness: float


def signs_of(ranking: Ranking, unevenness: float) -> Signs | None:
    """The signs of a ranking; None if it was made without the stages that show them.

    Args:
        ranking: The ranking.
        unevenness: How unevenly its first passage meets the question's words.
    """
    import numpy as np

    if not {"late", "dense"} <= ranking.by_stage.keys() or not len(ranking.ordinals):
        return None
    late = np.sort(ranking.by_stage["late"])[::-1]
    runners_up = late[1 : 1 + _RUNNERS_UP]
    return Signs(
        late=float(late[0]),
        dense=float(ranking.by_stage["dense"].max()),
        late_above_mean=float(late[0] - late.mean()),
        lead=float(late[0] - runners_up.mean()) if len(runners_up) else 0.0,
        unevenness=unevenness,
    )


def judge(
    signs: Signs | None, calibration: Calibration, text: str, unmatched: tuple[str, ...] = ()
) -> Confidence:
    """Judge a ranking.

    A question that only names a subject is answered by any passage on it, so that nothing need
    stand out.

    Args:
        signs: What it shows; None where the stages that show it were switched off.
        calibration: That of the model that the ranking was made with.
        text: The question.
        unmatched: Content words of the question that no hit meets.

    Example:
        >>> from reportqa.search.calibration import calibration_of
        >>> small = calibration_of("small")
        >>> judge(Signs(0.9, 0.8, 0.5, 0.2, 0.1), small, "Is adoption slow?").level
        'strong'
        >>> judge(Signs(0.9, 0.8, 0.5, 0.0, 0.1), small, "Is adoption slow?").level
        'weak'
        >>> judge(Signs(0.9, 0.8, 0.5, 0.0, 0.1), small, "adoption").level
        'strong'
    """
    if signs is None:
        content = len(content_words(text))
        probability = (content - len(unmatched)) / content if content else 0.0
    else:
        probability = _logistic(calibration.on_topic, signs)
        if not names_a_subject(text):
            probability *= _logistic(calibration.answers, signs)
    return Confidence(level_of(probability), probability, unmatched)


def judge_each(
    signs: Sequence[Signs | None], calibration: Calibration, text: str
) -> list[Confidence]:
    """Judge rankings of one question in several reports, each asked by itself.

    Each is judged as `judge` does, less what it falls short of the best of them: in a report that
    does not treat of the matter something stands out too.

    Args:
        signs: What the ranking of each report shows; None where it shows nothing.
        calibration: As for `judge`.
        text: The question.

    Example:
        >>> from reportqa.search.calibration import calibration_of
        >>> signs = [Signs(0.9, 0.8, 0.5, 0.2, 0.1), Signs(0.7, 0.8, 0.5, 0.2, 0.1)]
        >>> found = judge_each(signs, calibration_of("small"), "Is adoption slow?")
        >>> [confidence.level for confidence in found]
        ['strong', 'weak']
    """
    best = max((each.late for each in signs if each is not None), default=0.0)
    judged = []
    for each in signs:
        alone = judge(each, calibration, text).probability
        short = 0.0 if each is None else (best - each.late) / _FAR_SHORT
        probability = alone * max(0.0, 1 - short)
        judged.append(Confidence(level_of(probability), probability))
    return judged


def level_of(probability: float) -> Level:
    """How a probability is put to the reader.

    Example:
        >>> level_of(0.65), level_of(0.4), level_of(0.1)
        ('strong', 'possible', 'weak')
    """
    if probability >= STRONG:
        return "strong"
    return "possible" if probability >= POSSIBLE else "weak"


def _logistic(weights: Mapping[str, float], signs: Signs) -> float:
    values = {"intercept": 1.0, **asdict(signs)}
    return 1 / (1 + math.exp(-sum(weight * values[name] for name, weight in weights.items())))
