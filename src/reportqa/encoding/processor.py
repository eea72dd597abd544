"""What the processor can do: whether products of 8-bit integers are fast on it, and exact."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from pathlib import Path

#: Instructions that multiply bytes and sum the products in 32 bits: AVX512-VNNI, AVX-VNNI, and
#: ARM's dot product. Without them such products take as long as those in single precision, and
#: sums of two may be cut off at 16 bits.
_DOT_PRODUCTS = {"avx512vnni", "avxvnni", "asimddp"}
_CPU_INFO = Path("/proc/cpuinfo")
_FLAG_LINES = ("flags", "features")  # on x86, on ARM


def multiplies_bytes(features: Iterable[str]) -> bool:
    """Whether a processor with these features multiplies bytes fast and exactly.

    Example:
        >>> multiplies_bytes(["AVX2", "AVX512VNNI"]), multiplies_bytes(["avx2", "avx_vnni"])
        (True, True)
        >>> multiplies_bytes(["AVX2", "FMA3"])
        False
    """
    return any(name.replace("_", "").casefold() in _DOT_PRODUCTS for name in features)


def processor_features() -> set[str]:
    """The features of this machine's processor: what NumPy finds, and on Linux the kernel.

    NumPy does not look for AVX-VNNI; where only that is there, and no kernel tells, it is missed.
    """
    return _told_by_numpy() | features_in(_cpu_info())


def features_in(cpu_info: str) -> set[str]:
    r"""The features of the first processor in the text of Linux's ``/proc/cpuinfo``.

    Example:
        >>> sorted(features_in("processor\t: 0\nflags\t\t: sse2 avx_vnni\n\nprocessor\t: 1\n"))
        ['avx_vnni', 'sse2']
    """
    for line in cpu_info.splitlines():
        name, _, values = line.partition(":")
        if name.strip().casefold() in _FLAG_LINES:
            return set(values.split())
    return set()


def _cpu_info() -> str:
    try:
        return _CPU_INFO.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _told_by_numpy() -> set[str]:
    try:
        found = importlib.import_module("numpy._core._multiarray_umath").__cpu_features__
    except (ImportError, AttributeError):  # another version of NumPy keeps it elsewhere
        return set()
    return {name for name, there in found.items() if there}
