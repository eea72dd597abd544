"""SHA-256 of files, remembered: hashing 400 MB at every start would be felt.

A file's hash is kept in the cache with its size and time of change, and taken again when either
differs. Where the cache cannot be written, every start hashes again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from reportqa.encoding.cache import CHECKED, cache_folder
from reportqa.errors import ModelError

_Stamp = tuple[int, int, str]  # size, time of change in nanoseconds, SHA-256
_Stamps = dict[str, _Stamp]


def sha256_of_file(file: Path) -> str:
    """The SHA-256 of a file's bytes, in hex.

    Raises:
        OSError: If it cannot be read.
    """
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def file_hashes(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of some files of a folder, from memory where they did not change.

    Args:
        folder: The folder.
        names: The files' paths relative to it, with ``/``.

    Returns:
        Each name with its hash in hex; files that are not there are left out.

    Raises:
        ModelError: If a file is there and cannot be read.
    """
    remembered = _read(folder)
    stamps: _Stamps = {}
    for name in names:
        file = folder / name
        try:
            stamps[name] = _stamp(file, remembered.get(name))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise ModelError(
                f"{str(file)!r} cannot be read: {error.strerror or error}",
                "mend the file, or choose another model",
            ) from error
    if stamps != remembered:
        _write(folder, stamps)
    return {name: digest for name, (_, _, digest) in stamps.items()}


def remember(folder: Path, hashes: Mapping[str, str]) -> None:
    """Keep hashes that were taken while the files were written."""
    stamps: _Stamps = {}
    for name, digest in hashes.items():
        stat = (folder / name).stat()
        stamps[name] = (stat.st_size, stat.st_mtime_ns, digest)
    _write(folder, stamps)


def fingerprint_of(hashes: Mapping[str, str]) -> str:
    """One SHA-256 (hex) for a set of files: over their names and hashes, in the names' order.

    Example:
        >>> fingerprint_of({"b": "2", "a": "1"}) == fingerprint_of({"a": "1", "b": "2"})
        True
    """
    lines = "".join(f"{name}\0{digest}\n" for name, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _stamp(file: Path, remembered: _Stamp | None) -> _Stamp:
    stat = file.stat()
    if remembered is not None and remembered[:2] == (stat.st_size, stat.st_mtime_ns):
        return remembered
    return stat.st_size, stat.st_mtime_ns, sha256_of_file(file)


def _stamp_file(folder: Path) -> Path:
    # resolve(): a folder reached by two paths is one folder.
    place = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    return cache_folder() / CHECKED / f"{place[:32]}.json"


def _read(folder: Path) -> _Stamps:
    try:
        data = json.loads(_stamp_file(folder).read_text(encoding="utf-8"))
        return {str(n): (int(size), int(at), str(sha)) for n, (size, at, sha) in data.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # not there, or damaged: then everything is hashed again


def _write(folder: Path, stamps: _Stamps) -> None:
    file = _stamp_file(folder)
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    # A cache that cannot be written costs the next start a second, and nothing else.
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(stamps), encoding="utf-8")
        beside.replace(file)
