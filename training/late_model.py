"""The model that is trained: a transformer, and a head over its last layers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from torch.nn.functional import normalize, pad
from torch.nn.utils.rnn import pad_sequence

from reportqa.encoding import Weights
from reportqa.encoding.heads import HEAD_FILE, HeadArrays, load_head, save_head
from reportqa.encoding.processor import processor_features

MULTIPLE = 8  # batches are padded to lengths that this divides: few shapes are faster than many


@dataclass(frozen=True, slots=True)
class Vectors:
    """What the model makes of some texts.

    Attributes:
        pooled: Paragraph vectors, float32 (n, h), of length 1.
        tokens: Token vectors, float32 (n, t, dim), of length 1.
        importance: How much each token matters in a question, float32 (n, t).
        ids: The word pieces, int64 (n, t).
        real: Which of them are the text's, not markers or padding, bool (n, t).
    """

    pooled: torch.Tensor
    tokens: torch.Tensor
    importance: torch.Tensor
    ids: torch.Tensor
    real: torch.Tensor


class LateModel(torch.nn.Module):
    """A transformer with mean pooling, and a head as :mod:`reportqa.encoding.heads` tells it."""

    def __init__(self, weights: Weights) -> None:
        """Begin from a model's published weights and the head that comes with them."""
        super().__init__()
        assert weights.head is not None  # noqa: S101 - asked of a preset only
        arrays = load_head(weights.head)
        self.layers = weights.head.layers
        # Attention as plain products: on processors its fused form goes back half as fast.
        whole = SentenceTransformer(
            str(weights.folder), device="cpu", model_kwargs={"attn_implementation": "eager"}
        )
        self._whole = [whole]  # in a list, so that its weights do not count twice
        transformer: Any = whole[0].auto_model
        self.transformer = transformer
        for module in transformer.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0  # what is learned is what the teacher says: there is no noise in it
        self.projection = torch.nn.Parameter(torch.from_numpy(arrays.projection))
        self.importance = torch.nn.Parameter(torch.from_numpy(arrays.importance))
        self._halves = "avx512_bf16" in processor_features()  # elsewhere they are slow

    def forward(self, texts: Sequence[torch.Tensor]) -> Vectors:
        """Encode texts (ids, markers included) in one batch."""
        ids, inside, real = laid_out(texts)
        last, joined = self.states(ids, inside)
        tokens, importance = self.head(joined)
        pooled = (last * inside[..., None]).sum(1) / inside.sum(1, keepdim=True)
        return Vectors(normalize(pooled, dim=-1), tokens, importance, ids, real)

    def head(self, joined: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Token vectors, float32 (n, t, dim), and importances, float32 (n, t), of states."""
        return normalize(joined @ self.projection, dim=-1), torch.exp(joined @ self.importance)

    def states(self, ids: torch.Tensor, inside: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The last layer's states, and those that the head reads, each of length 1, joined."""
        halves = self._halves and ids.device.type == "cpu"
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=halves):
            states = self.transformer(
                input_ids=ids, attention_mask=inside.long(), output_hidden_states=True
            ).hidden_states
        joined = torch.cat([normalize(states[i].float(), dim=-1) for i in self.layers], dim=-1)
        return states[-1].float(), joined

    def ids_of(self, texts: Sequence[str], longest: int) -> list[torch.Tensor]:
        """Texts' word pieces, int64 (t,), markers included, cut to so many besides them."""
        # A copy: how a tokenizer was last told to cut and pad is saved with the model.
        tokenizer = Tokenizer.from_str(self._whole[0].tokenizer.backend_tokenizer.to_str())
        tokenizer.enable_truncation(longest + 2)
        tokenizer.no_padding()
        return [torch.tensor(found.ids) for found in tokenizer.encode_batch(list(texts))]

    def save(self, folder: Path) -> None:
        """Write the model as a sentence-transformers folder, the head beside it."""
        self._whole[0].save(str(folder))
        arrays = HeadArrays(self.projection.numpy(force=True), self.importance.numpy(force=True))
        save_head(arrays, self.layers, folder / HEAD_FILE)


def laid_out(texts: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Texts (ids, markers included) as one batch.

    Returns:
        The ids, int64 (n, t); which of them are the text's, bool (n, t), markers included; and
        which are, without the markers.
    """
    ids = pad_sequence(list(texts), batch_first=True)
    ids = pad(ids, (0, -ids.shape[1] % MULTIPLE))
    lengths = torch.tensor([len(text) for text in texts])[:, None]
    place = torch.arange(ids.shape[1])[None]
    inside = place < lengths
    return ids, inside, inside & (place > 0) & (place < lengths - 1)


def late_scores(questions: Vectors, passages: Vectors, idf: torch.Tensor) -> torch.Tensor:
    """Weighted MaxSim of every question with every passage, float32 (questions, passages).

    Args:
        questions: q of them.
        passages: p of them.
        idf: How rare each word piece is, by id, float32 (v,).
    """
    theirs = passages.tokens.flatten(0, 1)
    cosines = (questions.tokens.flatten(0, 1) @ theirs.T).unflatten(0, questions.ids.shape)
    cosines = cosines.unflatten(2, passages.ids.shape)
    best = cosines.masked_fill(~passages.real, -math.inf).amax(3)
    weights = idf[questions.ids] * questions.importance * questions.real
    totals = weights.sum(1, keepdim=True).clamp(min=1e-6)
    scores: torch.Tensor = (weights[..., None] * best).sum(1) / totals
    return scores


def rarity(passages: Sequence[torch.Tensor], vocabulary: int) -> torch.Tensor:
    """ln((N + 1) / (df + 0.5)) floored at 0 over passages' ids, float32 (vocabulary,)."""
    df = torch.zeros(vocabulary)
    for ids in passages:
        df[ids.unique()] += 1
    idf: torch.Tensor = torch.log((len(passages) + 1) / (df + 0.5))
    return idf.clamp(min=0)
