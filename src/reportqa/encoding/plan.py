"""What the model is to be run on for one text, and putting the runs' vectors together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reportqa.encoding.encoded import Encoded
from reportqa.encoding.windows import Window, context_room, cut_windows

if TYPE_CHECKING:
    import numpy.typing as npt

    from reportqa.encoding.text import TokenizedText


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One window as the model takes it.

    Attributes:
        plan: Number of the plan that it belongs to, among those planned together.
        ids: Token ids with the model's markers, int32 ``(n,)``.
    """

    plan: int
    ids: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class WindowVectors:
    """What the model gave for one window.

    Attributes:
        pooled: Its pooled vector, float32 ``(dim,)``.
        tokens: Its token vectors, float32 ``(n, hidden)``, the model's markers left out.
        importance: How much each matters, float32 ``(n,)``.
    """

    pooled: npt.NDArray[np.float32]
    tokens: npt.NDArray[np.float32]
    importance: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One text's windows.

    Attributes:
        text: Its word pieces.
        context_ids: Ids of the context's pieces that stand in every window, int32 ``(c,)``: the
            last ones where the context had to be cut, since those stand nearest to the text.
        windows: Its windows, at least one.
    """

    text: TokenizedText
    context_ids: npt.NDArray[np.int32]
    windows: tuple[Window, ...]

    @property
    def size(self) -> int:
        """Tokens of all windows, the model's markers left out."""
        return sum(len(self.context_ids) + w.stop - w.start for w in self.windows)


def plan_for(text: TokenizedText, room: int) -> Plan:
    """Plan one text.

    Args:
        text: Its word pieces.
        room: Tokens that a window takes, the model's markers left out.
    """
    context = context_room(len(text.context_ids), len(text.ids), room)
    return Plan(
        text=text,
        context_ids=text.context_ids[len(text.context_ids) - context :],
        windows=tuple(cut_windows(len(text.ids), room - context)),
    )


def rows_of(
    plans: Sequence[Plan], before: npt.NDArray[np.int32], after: npt.NDArray[np.int32]
) -> list[Row]:
    """All windows of some plans, in order.

    Args:
        plans: The plans.
        before: The model's markers before a sequence, int32.
        after: Those after it, int32.
    """
    return [
        Row(number, np.concatenate([before, plan.context_ids, plan.text.ids[part], after]))
        for number, plan in enumerate(plans)
        for part in (slice(window.start, window.stop) for window in plan.windows)
    ]


def put_together(plan: Plan, vectors: Sequence[WindowVectors]) -> Encoded:
    """One text's vectors from those of its windows.

    Args:
        plan: The text's plan.
        vectors: What the model gave for each of its windows.

    Returns:
        The vectors: a token's from the window that keeps it, the context's from the first, and as
        pooled vector the windows' mean by the number of tokens that each keeps, at length 1.
    """
    context = plan.context_ids
    kept = [
        slice(begin, begin + window.kept)
        for window in plan.windows
        for begin in [len(context) + window.keep_start - window.start]
    ]
    parts = list(zip(vectors, kept, strict=True))
    first = vectors[0]
    return Encoded(
        pooled=_mean(plan.windows, [found.pooled for found in vectors]),
        token_ids=np.concatenate([context, plan.text.ids]),
        tokens=np.concatenate(
            [first.tokens[: len(context)], *(found.tokens[part] for found, part in parts)]
        ),
        importance=np.concatenate(
            [first.importance[: len(context)], *(found.importance[part] for found, part in parts)]
        ),
        offsets=np.concatenate([np.full((len(context), 2), -1, dtype=np.int32), plan.text.offsets]),
    )


def _mean(
    windows: Sequence[Window], pooled: Sequence[npt.NDArray[np.float32]]
) -> npt.NDArray[np.float32]:
    if len(windows) == 1:
        return pooled[0]
    kept = np.array([window.kept for window in windows], dtype=np.float32)
    mean = kept @ np.stack(pooled)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)
