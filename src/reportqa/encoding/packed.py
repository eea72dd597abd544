"""A model folder a quarter as large: its matrices in 8 bits, each row with a scale of its own.

In the place of ``model.safetensors`` such a folder has ``packed.safetensors``. What the 8 bits say
*is* the model: every unpacking gives the same numbers, so nothing is lost a second time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[np.generic]]

TENSORS = "model.safetensors"
PACKED = "packed.safetensors"
_SCALE = ".scale"
_LARGEST = 127


def pack(folder: Path, into: Path) -> None:
    """Copy a sentence-transformers folder, its tensors packed.

    Args:
        folder: The folder, its transformer's tensors in ``model.safetensors``.
        into: An empty folder.
    """
    from safetensors.numpy import load_file, save_file

    shutil.copytree(folder, into, ignore=shutil.ignore_patterns(TENSORS), dirs_exist_ok=True)
    save_file(packed(load_file(folder / TENSORS)), into / PACKED, metadata={"format": "pt"})


@contextmanager
def unpacked(folder: Path) -> Iterator[Path]:
    """A model's folder as sentence-transformers loads it: a packed one unpacked, for a while.

    Args:
        folder: A model's folder, packed or not.

    Yields:
        The folder itself, or one that is gone afterwards.
    """
    if not (folder / PACKED).is_file():
        yield folder
        return
    from safetensors.numpy import load_file, save_file

    with TemporaryDirectory(prefix="reportqa-", ignore_cleanup_errors=True) as place:
        into = Path(place)
        shutil.copytree(folder, into, ignore=shutil.ignore_patterns(PACKED), dirs_exist_ok=True)
        arrays = load_file(folder / PACKED)
        save_file(plain(arrays), into / TENSORS, metadata={"format": "pt"})
        yield into


def packed(arrays: Arrays) -> Arrays:
    """Arrays with every matrix as int8 and, under its name and ``.scale``, a float32 (rows, 1).

    Example:
        >>> import numpy as np
        >>> found = packed({"w": np.array([[1.0, -2.0], [0.5, 0.25]], np.float32)})
        >>> found["w"].tolist()
        [[64, -127], [127, 64]]
        >>> plain(found)["w"].astype(float).round(2).tolist()
        [[1.01, -2.0], [0.5, 0.25]]
    """
    import numpy as np

    found: Arrays = {}
    for name, array in arrays.items():
        if array.ndim != 2:
            found[name] = array
            continue
        values = array.astype(np.float32)
        scale = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-12) / _LARGEST
        found[name] = np.round(values / scale).astype(np.int8)
        found[name + _SCALE] = scale.astype(np.float32)
    return found


def plain(arrays: Arrays) -> Arrays:
    """What `packed` packed, matrices as float32."""
    import numpy as np

    found: Arrays = {}
    for name, array in arrays.items():
        if name.endswith(_SCALE):
            continue
        scale = arrays.get(name + _SCALE)
        if scale is not None:
            array = array.astype(np.float32) * scale.astype(np.float32)
        found[name] = array
    return found
