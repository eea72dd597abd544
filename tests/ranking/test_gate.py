"""Quality cannot slip unseen: the held-out questions, as measured less two standard errors."""

from pathlib import Path

import pytest

from reportqa.evaluation import evaluate, of_split, read_gold
from reportqa.search import Searcher

GOLD = Path(__file__).parents[1] / "gold" / "wirral-2016.jsonl"

# By model: measured on the test split (the README's table), less two standard errors.
FLOORS = {
    "small": {"Success@1": 0.633, "RR@10": 0.761},
    "mpnet": {"Success@1": 0.657, "RR@10": 0.761},
    "minilm": {"Success@1": 0.464, "RR@10": 0.572},
}


def test_held_out_questions_are_answered_as_well_as_they_were(searcher: Searcher) -> None:
    floors = FLOORS.get(searcher.index.manifest.encoder.name)
    if floors is None:
        pytest.skip("another model than those that were measured")
    summary = evaluate(searcher, of_split(read_gold(GOLD), "test")).overall
    found = {name: summary.measures[name].value for name in floors}
    assert {name: value for name, value in found.items() if value < floors[name]} == {}
    assert summary.answer_sentence is not None
    assert summary.answer_sentence.value >= 0.797
    assert summary.off_topic_auroc is not None
    assert summary.off_topic_auroc.value >= 0.943
