"""How well questions find their passages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch


def reciprocal_ranks(scores: torch.Tensor, relevant: torch.Tensor) -> list[float]:
    """Of each question's first passage that answers, 0 beyond the tenth.

    Args:
        scores: Of every passage for every question, float32 (q, p).
        relevant: Which passages answer, bool (q, p); a question without any is left out.
    """
    asked = relevant.any(1)
    best = scores.masked_fill(~relevant, -torch.inf).amax(1, keepdim=True)
    ranks = 1 + (scores > best).sum(1)[asked]
    return torch.where(ranks <= 10, 1 / ranks, 0.0).tolist()


def told(reciprocal: Sequence[float]) -> dict[str, float]:
    """Success@1, RR@10 and Success@10 of questions' reciprocal ranks."""
    values = np.array(reciprocal)
    return {
        "Success@1": round(float((values == 1).mean()), 4),
        "RR@10": round(float(values.mean()), 4),
        "Success@10": round(float((values > 0).mean()), 4),
    }
