"""What a ranking is taught by: the passages to find, and the scores to give."""

from __future__ import annotations

import torch
from torch.nn.functional import cross_entropy, kl_div, log_softmax, softmax

TEMPERATURE = 0.02


def found_loss(
    scores: torch.Tensor,
    relevant: torch.Tensor,
    wanted: torch.Tensor,
    temperature: float = TEMPERATURE,
) -> torch.Tensor:
    """Cross-entropy of the passages that are wanted.

    Args:
        scores: Cosines or means of cosines, float32 (q, p).
        relevant: Which passages answer each question, bool (q, p): beside the one that is wanted
            they count neither as right nor as wrong. A question without any counts nothing.
        wanted: The place of the passage to find, int64 (q,).
        temperature: What the scores are divided by.
    """
    answered = relevant.any(1)
    if not answered.any():
        return scores.sum() * 0
    also = relevant.scatter(1, wanted[:, None], value=False)
    sharp = scores.masked_fill(also, -torch.inf)[answered] / temperature
    return cross_entropy(sharp, wanted[answered])


def scores_loss(scores: torch.Tensor, held: torch.Tensor) -> torch.Tensor:
    """The Kullback-Leibler divergence from scores that are held to; both float32 (q, p)."""
    return kl_div(
        log_softmax(scores / TEMPERATURE, 1), softmax(held / TEMPERATURE, 1), reduction="batchmean"
    )
