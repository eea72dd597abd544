"""What a training learns by and is measured by."""

import numpy as np
import pytest
import torch


def test_what_also_answers_is_neither_right_nor_wrong_and_near_misses_count_nothing() -> None:
    from losses import found_loss

    relevant = torch.tensor([[True, True, False], [False, False, False]])
    wanted = torch.tensor([0, 2])

    def loss(also: float, of_near_miss: float) -> float:
        scores = torch.tensor([[2.0, also, 0.0], [0.0, of_near_miss, 1.0]])
        return found_loss(scores, relevant, wanted, temperature=1.0).item()

    assert loss(-9.0, 0.0) == loss(9.0, 5.0) == pytest.approx(np.log1p(np.exp(-2.0)), abs=1e-5)


def test_scores_that_are_held_to_cost_nothing_when_met_whatever_is_added_to_all() -> None:
    from losses import scores_loss

    held = torch.tensor([[0.5, 0.4, 0.1], [0.2, 0.3, 0.4]])
    assert scores_loss(held + 0.1, held).item() == pytest.approx(0, abs=1e-5)
    assert scores_loss(held.flip(1), held).item() > 1


def test_measures_count_the_first_passage_that_answers_and_leave_out_near_misses() -> None:
    from measures import reciprocal_ranks, told

    scores = torch.tensor([[0.1, 0.9, 0.5], [0.9, 0.5, 0.1], [0.9, 0.5, 0.1]])
    relevant = torch.tensor([[True, False, True], [True, False, False], [False, False, False]])

    reciprocal = reciprocal_ranks(scores, relevant)

    assert reciprocal == [0.5, 1.0]
    assert told(reciprocal) == {"Success@1": 0.5, "RR@10": 0.75, "Success@10": 1.0}


def test_beyond_the_tenth_passage_nothing_counts() -> None:
    from measures import reciprocal_ranks

    scores = torch.arange(12.0)[None].repeat(2, 1)
    relevant = torch.zeros(2, 12, dtype=torch.bool)
    relevant[0, 2] = relevant[1, 1] = True  # the tenth, and the eleventh, from the top
    assert reciprocal_ranks(scores, relevant) == pytest.approx([0.1, 0.0])
