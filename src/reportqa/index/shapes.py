"""Names for the arrays and callbacks that go in and out of an index."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float32]
    Int8Array = NDArray[np.int8]
    Int32Array = NDArray[np.int32]
    Int64Array = NDArray[np.int64]

Progress = Callable[[str, int, int], None]
"""Called with a stage (``encoding``, ``writing``), how many passages are done, and of how many."""
