"""MANIFEST.json: which generation counts, what it was made of, and what its files are."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reportqa.encoding import EncoderIdentity
from reportqa.errors import IndexUnusableError
from reportqa.index.clusters import VectorLayout
from reportqa.index.faults import BUILD_AGAIN, unusable
from reportqa.index.files import FileEntry, replace_file

SCHEMA = 2
"""Version of everything on disk. A reader takes its own only; a build then encodes anew."""

MANIFEST = "MANIFEST.json"
GENERATION = re.compile(r"g\d{6,}")

Settings = Mapping[str, Any]
"""What a build was asked for, as JSON values: strings, numbers, booleans, lists, None."""


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report as the manifest knows it.

    Attributes:
        id: The report's id.
        path: The file's path relative to the corpus, with forward slashes.
        sha256: Hash of the file and of the facts beside it (hex).
        title: Its title.
        passages: How many passages it was cut into.
        content: Hash (hex) of all that is indexed of it, so that a new way of cutting an
            unchanged file is a change.
    """

    id: str
    path: str
    sha256: str
    title: str
    passages: int
    content: str


@dataclass(frozen=True, slots=True)
class SkippedEntry:
    """A file of the corpus that a build left out.

    Attributes:
        path: Its path relative to the corpus, with forward slashes.
        sha256: Hash of the file and of the facts beside it (hex); empty if it could not be read.
        reason: Why it was left out.
    """

    path: str
    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What MANIFEST.json says.

    Attributes:
        generation: Name of the folder that counts (``g000001``).
        build: Random id (32 hex digits) that every file of the generation carries.
        version: Version of reportqa that built it.
        built: When, ISO 8601 in UTC.
        encoder: What encoded it.
        settings: What the build was asked for.
        vectors: How paragraph vectors are laid out.
        reports: The reports, sorted by id.
        files: The generation's files.
        skipped: The files of the corpus that were left out.
    """

    generation: str
    build: str
    version: str
    built: str
    encoder: EncoderIdentity
    settings: Settings
    vectors: VectorLayout
    reports: tuple[ReportEntry, ...]
    files: tuple[FileEntry, ...]
    skipped: tuple[SkippedEntry, ...] = ()

    @property
    def passages(self) -> int:
        """How many passages the index holds."""
        return sum(report.passages for report in self.reports)


def read_manifest(index_dir: Path) -> Manifest:
    """Read and check an index's manifest.

    Args:
        index_dir: The index's folder.

    Raises:
        IndexUnusableError: If there is none, it cannot be read, it is damaged, or another
            version made it.
    """
    path = index_dir / MANIFEST
    try:
        data = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise IndexUnusableError(
            f"there is no index at '{index_dir}'", "build one: reportqa index"
        ) from None
    except OSError as error:
        raise unusable(path, f"cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise unusable(path, "is damaged: it is not JSON") from None
    if not isinstance(data, dict) or "schema" not in data:
        raise unusable(path, "is not the manifest of an index")
    if data["schema"] != SCHEMA:
        raise IndexUnusableError(
            f"the index at '{index_dir}' was made by another version of reportqa"
            f" ({data.get('reportqa')}: schema {data['schema']!r}, this one reads {SCHEMA})",
            BUILD_AGAIN,
        )
    if data.pop("check", None) != _checksum(data):
        raise unusable(path, "is damaged: its checksum does not hold")
    try:
        return _manifest(data)
    except (KeyError, TypeError, ValueError):
        raise unusable(path, "is damaged: fields are missing or of another type") from None


def write_manifest(index_dir: Path, manifest: Manifest) -> None:
    """Make a generation the one that counts, in one step.

    Raises:
        OSError: If it cannot be written; the old manifest then still counts.
    """
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "reportqa": manifest.version,
        "generation": manifest.generation,
        "build": manifest.build,
        "built": manifest.built,
        "encoder": asdict(manifest.encoder),
        "settings": dict(manifest.settings),
        "vectors": asdict(manifest.vectors),
        "reports": [asdict(report) for report in manifest.reports],
        "files": [asdict(file) for file in manifest.files],
        "skipped": [asdict(file) for file in manifest.skipped],
    }
    data["check"] = _checksum(data)
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    replace_file(index_dir / MANIFEST, text.encode("utf-8"))


def _manifest(data: dict[str, Any]) -> Manifest:
    if not GENERATION.fullmatch(data["generation"]):
        raise ValueError(data["generation"])
    files = tuple(FileEntry(**file) for file in data["files"])
    if any(Path(file.name).name != file.name for file in files):
        raise ValueError(data["files"])  # a name that leads out of the generation's folder
    return Manifest(
        generation=data["generation"],
        build=data["build"],
        version=data["reportqa"],
        built=data["built"],
        encoder=EncoderIdentity(**data["encoder"]),
        settings=data["settings"],
        vectors=VectorLayout(**data["vectors"]),
        reports=tuple(ReportEntry(**report) for report in data["reports"]),
        files=files,
        skipped=tuple(SkippedEntry(**file) for file in data.get("skipped", ())),
    )


def _checksum(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
