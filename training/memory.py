"""A report's passages as they were when last encoded: negatives that cost no encoding."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from late_model import Vectors, late_scores
from lessons import targets_of
from teacher import Taught

AT_ONCE = 64


class Memory:
    """Token vectors of all passages of one report; they begin as the teacher has them."""

    def __init__(self, passages: Sequence[Taught]) -> None:
        """Take the teacher's."""
        targets = targets_of(passages)
        length = targets.tokens.shape[1]
        self._tokens = targets.tokens.half()
        self._real = torch.zeros(len(passages), length, dtype=torch.bool)
        for row, text in enumerate(targets.texts):
            self._real[row, 1 : len(text) - 1] = True

    def keep(self, places: Sequence[int], vectors: Vectors) -> None:
        """Remember passages as they are now."""
        length = vectors.tokens.shape[1]
        self._tokens[list(places), :length] = vectors.tokens.detach().half()

    def vectors(self, places: Sequence[int]) -> Vectors:
        """Some passages, for scoring only."""
        chosen = list(places)
        length = int(self._real[chosen].any(0).nonzero().max()) + 1
        tokens, real = self._tokens[chosen, :length].float(), self._real[chosen, :length]
        nothing = torch.zeros(real.shape)
        return Vectors(nothing, tokens, nothing, nothing.long(), real)

    @torch.no_grad()
    def scores(self, questions: Vectors, idf: torch.Tensor) -> torch.Tensor:
        """Weighted MaxSim of every question with every passage, float32 (q, p)."""
        everything = range(len(self._real))
        parts = [everything[first : first + AT_ONCE] for first in everything[::AT_ONCE]]
        return torch.cat([late_scores(questions, self.vectors(part), idf) for part in parts], 1)

    def state(self) -> torch.Tensor:
        """What a checkpoint keeps."""
        return self._tokens

    def restore(self, state: torch.Tensor) -> None:
        """Go on from a checkpoint."""
        self._tokens = state
