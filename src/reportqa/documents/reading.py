"""Reading a file, and a folder of files, into reports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reportqa.documents.blocks import build_blocks
from reportqa.documents.cut import cut
from reportqa.documents.facts import Facts
from reportqa.documents.facts_file import read_facts
from reportqa.documents.folding import slug
from reportqa.documents.front_matter import sift
from reportqa.documents.lines import joined, segments
from reportqa.documents.report import LeftOut, Report
from reportqa.documents.source import decode
from reportqa.errors import CorpusError

TEXT_SUFFIX = ".txt"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of the corpus that could not be read, and why."""

    path: str
    reason: str


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
    parts = list(segments(source, facts.page_lines))
    sifted = sift(source, parts)
    pieces = cut(report_id, build_blocks(source, sifted.kept), sifted.contents)
    return Report(
        id=report_id,
        path=path,
        sha256=sha256,
        facts=facts,
        passages=pieces.passages,
        headings=pieces.headings,
        left_out=tuple(
            LeftOut(rule, joined(source, part.spans), part.line, part.spans)
            for rule, part in sifted.left_out
        ),
        source=source,
        passage_spans=pieces.passage_spans,
        mark_spans=tuple(span for part in parts for span in part.mark_spans),
    )


def read_report(path: Path, *, relative_to: Path | None = None) -> Report:
    """Read one report and the facts beside it.

    Args:
        path: The report's file; its facts are in ``NAME.toml`` beside it, if at all.
        relative_to: The corpus folder, for the report's `path`; its own folder by default.

    Raises:
        CorpusError: The file or its facts cannot be read, or it holds no passage.
    """
    source = decode(path.read_bytes(), path.name)
    facts = read_facts(path.with_suffix(".toml"), default_title=path.stem)
    report = cut_text(
        slug(path.stem) or "report",
        source,
        facts,
        path=path.relative_to(relative_to or path.parent).as_posix(),
        sha256=fingerprint(path),
    )
    if not report.passages:
        raise CorpusError(f"'{path.name}' holds no text that could be cited")
    return report


def read_corpus(folder: Path) -> Corpus:
    """Read every report in a folder and the folders below it; one bad file does not stop the rest.

    Raises:
        CorpusError: There is no such folder, or no report in it.
    """
    paths = list(report_files(folder))
    if not paths:
        raise CorpusError(
            f"there is no report (a {TEXT_SUFFIX} file) in '{folder}'",
            "Put one there and try again.",
        )
    reports: dict[str, Report] = {}
    skipped: list[Skipped] = []
    for path in paths:
        try:
            report = read_report(path, relative_to=folder)
        except CorpusError as error:
            skipped.append(Skipped(path.relative_to(folder).as_posix(), error.problem))
            continue
        twin = reports.setdefault(report.id, report)
        if twin is not report:
            reason = f"'{path.name}' has the same id as '{twin.path}'"
            skipped.append(Skipped(report.path, reason))
    return Corpus(tuple(reports[name] for name in sorted(reports)), tuple(skipped))


def report_files(folder: Path) -> Iterator[Path]:
    """The files of a corpus that hold reports, sorted by path.

    Raises:
        CorpusError: There is no such folder.
    """
    if not folder.is_dir():
        raise CorpusError(
            f"there is no corpus folder at '{folder}'", "Name one with --corpus FOLDER."
        )
    yield from sorted(
        path for path in folder.rglob("*") if path.suffix.lower() == TEXT_SUFFIX and path.is_file()
    )


def fingerprint(path: Path) -> str:
    """SHA-256 (hex) of a report's file and of the facts beside it: tells if either changed."""
    digest = hashlib.sha256(path.read_bytes())
    facts_path = path.with_suffix(".toml")
    if facts_path.is_file():
        digest.update(b"\0facts\0" + facts_path.read_bytes())
    return digest.hexdigest()
