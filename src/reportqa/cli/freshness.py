"""Whether an index is as new as its corpus."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportqa.index import Manifest


def changed_files(corpus: Path, manifest: Manifest) -> list[str]:
    """Files of a corpus that are not as they were indexed; every file is read.

    Raises:
        CorpusError: There is no such folder.
    """
    return [path for path, file in _both(corpus, manifest) if _differs(path, file, manifest)]


def newer_files(corpus: Path, manifest: Manifest) -> list[str]:
    """Files of a corpus that are not as they were indexed; only files of a later time are read.

    An index whose corpus is not here any more can be asked all the same: nothing is newer then.
    """
    if not corpus.is_dir():
        return []
    built = dt.datetime.fromisoformat(manifest.built).timestamp()
    return [
        path
        for path, file in _both(corpus, manifest)
        if (file is None or _touched(file) >= built) and _differs(path, file, manifest)
    ]


def is_another(corpus: Path, manifest: Manifest) -> bool:
    """Whether a corpus holds none of the files that an index was built from."""
    return not any((corpus / report.path).exists() for report in manifest.reports)


def _both(corpus: Path, manifest: Manifest) -> list[tuple[str, Path | None]]:
    """What the index or the corpus names, each with its file if it is there, sorted."""
    from reportqa.documents import report_files

    # A broken link is a build's matter to tell; here it is as good as gone.
    there = {
        path.relative_to(corpus).as_posix(): path for path in report_files(corpus) if path.is_file()
    }
    names = there.keys() | {report.path for report in manifest.reports}
    return [(name, there.get(name)) for name in sorted(names)]


def _differs(path: str, file: Path | None, manifest: Manifest) -> bool:
    from reportqa.documents import fingerprint

    indexed = {report.path: report.sha256 for report in manifest.reports}
    if file is None:
        return True
    skipped = {left_out.path: left_out.sha256 for left_out in manifest.skipped}
    if skipped.get(path):
        return fingerprint(file) != skipped[path]
    if path not in indexed:
        # What was there when the index was built, and is not in it, could not be read.
        return _touched(file) >= dt.datetime.fromisoformat(manifest.built).timestamp()
    return fingerprint(file) != indexed[path]


def _touched(file: Path) -> float:
    """When a file, or the facts beside it, came here or was changed last."""
    times = [file.stat()]
    facts = file.with_suffix(".toml")
    if facts.is_file():
        times.append(facts.stat())
    # A copied file may keep the time of its last change; the other time is when it was copied.
    return max(max(time.st_mtime, time.st_ctime) for time in times)
