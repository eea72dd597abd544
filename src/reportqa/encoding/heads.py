"""Heads: a learned view of a model's token vectors, small enough to come with the package.

A head takes the states of several hidden layers of a token, each of length 1, one after another,
and gives

- a vector of few dimensions in which MaxSim ranks better than in the states themselves, and
- how much the token matters where it stands in a question, a factor beside its rarity.

It was trained with the model's own weights frozen (``training/train_head.py`` tells on what and
how), so the weights stay the published ones. Each head is a safetensors file (no code in it).
"""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Head:
    """A head that comes with the package.

    Attributes:
        file: Its file's name in the package's folder ``heads``.
        layers: The hidden layers that it reads (1 is the first), rising.
        sha256: Hash of the file (hex).
    """

    file: str
    layers: tuple[int, ...]
    sha256: str

    @property
    def key(self) -> str:
        """The part of the hash that names it in an encoder's identity."""
        return self.sha256[:12]


@dataclass(frozen=True, slots=True, eq=False)
class HeadArrays:
    """What a head computes with; h is the model's hidden size, n the number of layers.

    Attributes:
        projection: float32 (n · h, dim): the layers' states, each of length 1, one after another,
            times this is a token's vector, not yet of length 1.
        importance: float32 (n · h,): the exponential of the states' product with this is how much
            a token matters.
    """

    projection: Floats
    importance: Floats


def load_head(head: Head) -> HeadArrays:
    """Read a head's arrays; stored in half precision, computed with in single."""
    import numpy as np
    from safetensors.numpy import load

    path = importlib.resources.files(__package__).joinpath("heads", head.file)
    arrays = load(path.read_bytes())
    return HeadArrays(
        arrays["projection"].astype(np.float32), arrays["importance"].astype(np.float32)
    )
