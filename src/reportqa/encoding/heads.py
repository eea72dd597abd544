"""Heads: a learned view of a model's token vectors, small enough to come with the package.

A head takes the states of several hidden layers of a token, each of length 1, one after another,
and gives

- a vector of few dimensions in which MaxSim ranks better than in the states themselves, and
- how much the token matters where it stands in a question, a factor beside its rarity.

Those of published models were trained with the model's own weights frozen, so the weights stay the
published ones; a model that was trained for this ranking (``training/train_encoder.py``) has its
head in its folder. Each head is a safetensors file (no code in it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


#: The head in the folder of a model that was trained with it.
HEAD_FILE = "head.safetensors"
_LAYERS = "layers"


@dataclass(frozen=True, slots=True)
class Head:
    """A head.

    Attributes:
        path: Its file.
        layers: The hidden layers that it reads (1 is the first), rising.
        sha256: Hash of the file (hex).
    """

    path: Path
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

    arrays = load(head.path.read_bytes())
    return HeadArrays(
        arrays["projection"].astype(np.float32), arrays["importance"].astype(np.float32)
    )


def save_head(arrays: HeadArrays, layers: tuple[int, ...], file: Path) -> None:
    """Write a head, in half precision, with the layers that it reads."""
    import numpy as np
    from safetensors.numpy import save_file

    halves = {
        "projection": arrays.projection.astype(np.float16),
        "importance": arrays.importance.astype(np.float16),
    }
    save_file(halves, file, metadata={_LAYERS: ",".join(map(str, layers))})


def head_in(folder: Path, hashes: Mapping[str, str]) -> Head | None:
    """The head that a model's folder has, or None.

    Args:
        folder: The folder.
        hashes: SHA-256 (hex) of its files.

    Raises:
        ModelError: If it is no head.
    """
    if HEAD_FILE not in hashes:
        return None
    from safetensors import SafetensorError, safe_open

    path = folder / HEAD_FILE
    try:
        with safe_open(path, "np") as file:
            layers = tuple(map(int, (file.metadata() or {})[_LAYERS].split(",")))
    except (SafetensorError, KeyError, ValueError) as error:
        raise ModelError(
            f"{str(path)!r} does not tell which layers it reads",
            "take it out of the folder, and the last layer is used; or write it again",
        ) from error
    return Head(path, layers, hashes[HEAD_FILE])
