"""The user's cache: unzipped weights, exported models, and what was already checked.

Everything in it can be made again. Folders appear in it whole or not at all, whoever interrupts.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reportqa.errors import ModelError

WEIGHTS = "weights"
EXPORTS = "exports"
CHECKED = "checked"

#: Called with a line of what is going on, for a user who waits.
Message = Callable[[str], None]


def say_nothing(_line: str) -> None:
    """The message callback of someone who does not listen."""


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """One thing that the cache holds.

    Attributes:
        kind: ``weights`` (unzipped) or ``exports`` (an exported model).
        name: Its folder's name.
        folder: Where it is.
        size: Bytes on disk.
    """

    kind: Literal["weights", "exports"]
    name: str
    folder: Path
    size: int


def cache_folder() -> Path:
    """The folder of the cache: ``REPORTQA_CACHE`` where it is set, else the user's cache folder.

    It need not exist yet.
    """
    named = os.environ.get("REPORTQA_CACHE")
    if named:
        return Path(named).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("reportqa", appauthor=False)


def cached() -> list[CacheEntry]:
    """What the cache holds, unzipped weights first, each kind by name."""
    return [
        CacheEntry(kind, folder.name, folder, folder_size(folder))
        for kind in ("weights", "exports")
        for folder in _published(cache_folder() / kind)
    ]


def clear_cache() -> int:
    """Remove everything that reportqa keeps in the cache.

    Returns:
        The bytes that this freed.

    Raises:
        ModelError: If something cannot be removed (on Windows: it is in use).
    """
    freed = 0
    for kind in (EXPORTS, WEIGHTS, CHECKED):
        folder = cache_folder() / kind
        size = folder_size(folder)
        remove_folder(folder)
        freed += size
    return freed


def folder_size(folder: Path) -> int:
    """Bytes of all files in a folder and below; 0 where there is none."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def remove_folder(folder: Path) -> None:
    """Remove a folder of the cache if it is there.

    Raises:
        ModelError: If it cannot be removed.
    """
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise ModelError(
            f"{str(folder)!r} cannot be removed: {error.strerror or error}",
            "end whatever uses it, and try again",
        ) from error


@contextmanager
def locked(target: Path, on_message: Message) -> Iterator[None]:
    """Hold the lock of one folder of the cache, so that only one process makes it.

    Args:
        target: The folder that is to be made; its parent folders are made here.
        on_message: Told if another process holds the lock.

    Raises:
        ModelError: If the cache cannot be written to.
    """
    from filelock import FileLock, Timeout

    with _cache_errors():
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(target.with_name(f"{target.name}.lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            on_message(f"waiting for another process that makes {target.name}")
            lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def published(target: Path) -> Iterator[Path]:
    """Make a folder of the cache whole: fill the folder given, and it becomes ``target``.

    What stood at ``target`` is replaced; if the filling fails, nothing is left behind and what
    stood there stays. To be used while holding the target's lock.

    Args:
        target: The folder's final place.

    Yields:
        An empty folder beside it, to be filled.

    Raises:
        ModelError: If the cache cannot be written to.
    """
    _remove_abandoned(target)
    filling = target.with_name(f".{target.name}-{os.getpid()}")
    try:
        with _cache_errors():
            filling.mkdir(parents=True)
            yield filling
            remove_folder(target)
            filling.replace(target)
    finally:
        shutil.rmtree(filling, ignore_errors=True)


def _remove_abandoned(target: Path) -> None:
    """What a killed process left half made: ours to remove, since we hold the lock."""
    for leftover in target.parent.glob(f".{target.name}-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _published(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(f for f in parent.iterdir() if f.is_dir() and not f.name.startswith("."))


@contextmanager
def _cache_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ModelError(
            f"the cache {str(cache_folder())!r} cannot be written: {error.strerror or error}",
            "make room there, or set REPORTQA_CACHE to another folder",
        ) from error
