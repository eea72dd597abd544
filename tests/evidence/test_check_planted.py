"""A small set of the planted errors of ``benchmarks/planted.py``."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

from reportqa.documents import Report

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "planted.py"


@pytest.fixture(scope="module")
def planted() -> ModuleType:
    spec = importlib.util.spec_from_file_location("planted", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["planted"] = module
    spec.loader.exec_module(module)
    return module


def test_errors_are_named_and_faithful_quotations_are_not_flagged(
    planted: ModuleType, wirral: Report, built_index: Path
) -> None:
    dice = random.Random(1)
    pool = planted.sentences(wirral, "test")
    plants = list(planted.plants(pool, [], wirral, 10, dice))

    results, _ = planted.run(plants, built_index, dice)

    amiss = [
        (plant.what, plant.words, found.verdict if found else None)
        for plant, found in zip(plants, results, strict=True)
        if not planted.judged(found, plant)
    ]
    errors = [plant for plant in plants if set(plant.wanted) & planted.FLAGGED]
    assert len(errors) > 90
    assert len(amiss) <= 0.01 * len(plants), amiss
