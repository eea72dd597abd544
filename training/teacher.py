"""The teacher: what mpnet, with its head, makes of every text that an encoder learns from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from reportqa.encoding import find_weights, open_encoder

TEACHER = "mpnet"

#: mpnet's vocabulary is BERT's after four markers of its own.
FIRST_ID = 4


@dataclass(frozen=True, slots=True)
class Taught:
    """One text as the teacher has it, its word pieces those of the student.

    Attributes:
        ids: The word pieces, int64 (t,), the markers left out.
        tokens: Their vectors, float16 (t, dim), of length 1.
        importance: How much each matters in a question, float16 (t,).
        pooled: The text's vector, float16 (h,), of length 1.
    """

    ids: NDArray[np.int64]
    tokens: NDArray[np.float16]
    importance: NDArray[np.float16]
    pooled: NDArray[np.float16]


class TaughtTexts:
    """Texts as the teacher has them, all word pieces of one kind in one array."""

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        """Take what `teach` wrote."""
        self.lengths = arrays["lengths"]
        self._arrays = arrays

    def __len__(self) -> int:
        return len(self.lengths)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return np.concatenate([[0], np.cumsum(self.lengths)])

    def __getitem__(self, place: int) -> Taught:
        part = slice(self._starts[place], self._starts[place + 1])
        return Taught(
            np.maximum(self._arrays["ids"][part].astype(np.int64) - FIRST_ID, 0),
            self._arrays["tokens"][part],
            self._arrays["importance"][part],
            self._arrays["pooled"][place],
        )


def teach(name: str, items: Sequence[tuple[str, str]], cache: Path) -> TaughtTexts:
    """Let the teacher encode texts, once.

    Args:
        name: What they are, for the file and the progress bar.
        items: Context and text of each.
        cache: Where the vectors are kept.
    """
    told = hashlib.sha256(json.dumps(list(items)).encode()).hexdigest()[:12]
    file = cache / "teacher" / f"{name}-{told}.npz"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        arrays = _encoded(name, items)
        with file.with_suffix(".part").open("wb") as part:
            np.savez(part, allow_pickle=False, **arrays)
        file.with_suffix(".part").replace(file)
    with np.load(file) as found:
        return TaughtTexts({key: found[key] for key in found.files})


def _encoded(name: str, items: Sequence[tuple[str, str]]) -> dict[str, NDArray[Any]]:
    encoder = open_encoder(find_weights(TEACHER))
    found = list(tqdm(encoder.encode(items), total=len(items), desc=f"{TEACHER}: {name}"))
    return {
        "lengths": np.array([len(one.token_ids) for one in found]),
        "ids": np.concatenate([one.token_ids for one in found]),
        "tokens": np.concatenate([one.tokens.astype(np.float16) for one in found]),
        "importance": np.concatenate([one.importance.astype(np.float16) for one in found]),
        "pooled": np.stack([one.pooled.astype(np.float16) for one in found]),
    }
