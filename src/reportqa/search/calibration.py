"""What a model's scores mean: they lie elsewhere for every model, so each has its own figures.

``calibration.json`` holds those of the models that reportqa knows, by name.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
from collections.abc import Mapping
from dataclasses import dataclass

_ELSE = "mpnet"  # another model's scores are taken to lie as those of the widest model known


@dataclass(frozen=True, slots=True)
class Calibration:
    """The figures of one model.

    Attributes:
        met: A word whose best cosine in all hits is below this is met by none; chosen on the dev
            questions so that few words of answered ones are named.
        on_topic: Coefficients of whether a question is on the reports' topic, by sign, with
            ``intercept``.
        answers: The same of whether the first hit then answers.
    """

    met: float
    on_topic: Mapping[str, float]
    answers: Mapping[str, float]


@functools.cache
def calibration_of(model: str) -> Calibration:
    """The figures of a model.

    Args:
        model: Its name, as an index tells it.

    Example:
        >>> calibration_of("small").met > calibration_of("mpnet").met
        True
    """
    file = importlib.resources.files(__package__).joinpath("calibration.json")
    table = json.loads(file.read_text(encoding="utf-8"))
    return Calibration(**table.get(model, table[_ELSE]))
