"""Reading a file, and a folder of files, into reports."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from reportqa.documents.duplicates import duplicates
from reportqa.documents.facts import Facts
from reportqa.documents.facts_file import read_overrides
from reportqa.documents.folding import slug
from reportqa.documents.readers import (
    SUFFIXES,
    Document,
    load,
    read_document,
    read_plain,
    shown,
)
from reportqa.documents.report import Report
from reportqa.errors import CorpusError

_NO_REPORTS = frozenset({"readme", "license", "licence"})  # what a folder says of itself


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of the corpus that is not in it, and why.

    Attributes:
        path: Its path relative to the corpus.
        reason: Why it was left out.
        same_as: The file that holds the same report, and is kept; None for a file that cannot be
            read.
    """

    path: str
    reason: str
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """The reports of a folder, by id, and the files that could not be read."""

    reports: tuple[Report, ...]
    skipped: tuple[Skipped, ...]


def cut_text(report_id: str, source: str, facts: Facts, *, path: str, sha256: str) -> Report:
    r"""Cut a report's text into passages; pure, so that any text can be tried.

    Example:
        >>> text = "Findings\n\n1. All is well.\n2. Some gaps remain:\n- in training"
        >>> report = cut_text("a", text, Facts("A"), path="a.txt", sha256="")
        >>> [(passage.id, passage.kind) for passage in report.passages]
        [('a:1', 'paragraph'), ('a:2', 'paragraph'), ('a:2.1', 'item')]
        >>> report.passages[2].lead_in
        'Some gaps remain:'
    """
    document = read_plain(source, facts.page_lines)
    return cut_document(report_id, document, facts, path=path, sha256=sha256)


def cut_document(
    report_id: str, document: Document, facts: Facts, *, path: str, sha256: str
) -> Report:
    """Cut what a reader made of a file into passages; pure."""
    from reportqa.documents.cut import cut  # of which a question needs nothing

    pieces = cut(report_id, document.blocks, document.contents)
    return Report(
        id=report_id,
        path=path,
        sha256=sha256,
        facts=facts,
        passages=pieces.passages,
        headings=pieces.headings,
        left_out=document.left_out,
        source=document.source,
        passage_spans=pieces.passage_spans,
        mark_spans=document.mark_spans,
    )


def read_report(path: Path, *, relative_to: Path | None = None) -> Report:
    """Read one report and the facts beside it.

    Args:
        path: The report's file; facts in ``NAME.toml`` beside it go before its own.
        relative_to: The corpus folder, for the report's `path`; its own folder by default.

    Raises:
        CorpusError: The file or its facts cannot be read, or it holds no passage.
    """
    data = load(path)
    told = read_overrides(path.with_suffix(".toml"))
    document = read_document(data, shown(path.name), told.get("page_lines", ()))
    report = cut_document(
        slug(path.stem) or "report",
        document,
        Facts(title=path.stem),
        path=path.relative_to(relative_to or path.parent).as_posix(),
        sha256=_hash(data, path),
    )
    if not report.passages:
        raise CorpusError(
            f"'{shown(path.name)}' holds no text that could be cited",
            "Leave it out, or get another copy.",
        )
    return replace(report, facts=_facts(report, document, path, told))


def _facts(report: Report, document: Document, path: Path, told: dict[str, object]) -> Facts:
    """The report's own facts, those of ``NAME.toml`` going before them key by key."""
    from reportqa.documents.own_facts import own_facts

    own = own_facts(report, file_stem=path.stem, title=document.title)
    facts_name = path.with_suffix(".toml").name
    places = dict(own.read_from) | dict.fromkeys(told, facts_name)
    own = replace(
        own,
        pages=document.pages,
        page_offset=document.page_offset or 0,
        textless_pages=document.textless_pages,
        read_from=tuple(sorted(places.items())),
    )
    return replace(own, **told)  # type: ignore[arg-type]  # read_overrides gives fields' types


def read_corpus(
    folder: Path, *, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> Corpus:
    """Read every report in a folder and the folders below it; one bad file does not stop the rest.

    Of a report that stands in two files one is kept, a PDF before any other.

    Args:
        folder: The folder.
        on_progress: Called with how many files were read and how many there are.

    Raises:
        CorpusError: There is no such folder, or no report in it.
    """
    paths = list(report_files(folder))
    if not paths:
        raise CorpusError(
            f"there is no report ({', '.join(sorted(SUFFIXES))}) in '{folder}'",
            "Put one there and try again.",
        )
    reports: list[Report] = []
    skipped: list[Skipped] = []
    for done, path in enumerate(paths):
        on_progress(done, len(paths))
        try:
            reports.append(read_report(path, relative_to=folder))
        except CorpusError as error:
            skipped.append(Skipped(path.relative_to(folder).as_posix(), error.problem))
    on_progress(len(paths), len(paths))
    kept, twins = without_twins(reports)
    return Corpus(kept, (*skipped, *twins))


def without_twins(reports: list[Report]) -> tuple[tuple[Report, ...], tuple[Skipped, ...]]:
    """Keep each report once, and each id: sorted by id, with what is left out and why."""
    skipped: list[Skipped] = []
    again = duplicates(reports)
    kept: dict[str, Report] = {}
    for report in reports:
        if report.path in again:
            kept_one = again[report.path].path
            reason = f"the same report as '{kept_one}', which is kept"
            skipped.append(Skipped(report.path, reason, same_as=kept_one))
            continue
        twin = kept.setdefault(report.id, report)
        if twin is not report:
            reason = f"'{shown(report.path)}' has the same id as '{twin.path}'"
            skipped.append(Skipped(report.path, reason))
    return tuple(kept[name] for name in sorted(kept)), tuple(skipped)


def report_files(folder: Path) -> Iterator[Path]:
    """The files of a corpus that hold reports, sorted by path; links that lead nowhere too.

    Raises:
        CorpusError: There is no such folder.
    """
    if not folder.is_dir():
        raise CorpusError(
            f"there is no corpus folder at '{folder}'", "Name one with --corpus FOLDER."
        )
    found = []
    for parent, _, names in os.walk(folder):
        found += [Path(parent, name) for name in names if _may_be_report(name)]
    yield from sorted(found)


def _may_be_report(name: str) -> bool:
    """Whether a file's name is a report's: hidden files and a folder's own notes are none."""
    path = Path(name)
    is_hidden = name.startswith((".", "~$"))
    return (
        path.suffix.lower() in SUFFIXES and not is_hidden and path.stem.lower() not in _NO_REPORTS
    )


def fingerprint(path: Path) -> str:
    """SHA-256 (hex) of a report's file and of the facts beside it: tells if either changed."""
    return _hash(path.read_bytes(), path)


def _hash(data: bytes, path: Path) -> str:
    digest = hashlib.sha256(data)
    facts_path = path.with_suffix(".toml")
    if facts_path.is_file():
        digest.update(b"\0facts\0" + facts_path.read_bytes())
    return digest.hexdigest()
