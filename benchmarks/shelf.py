"""Reading a shelf of PDF reports, checked against an independent extractor and against a text.

    python benchmarks/shelf.py [FOLDER]            read all, account for every word, time it
    python benchmarks/shelf.py --facts [FOLDER]    the reports' own facts, and where each was read
    python benchmarks/shelf.py --compare PDF TEXT [--pages CSV]
                                                   a PDF against the same report's text

FOLDER is by default the value of REPORTQA_SHELF. The first needs `pdftotext` (poppler-utils).
The share of words is that of `pdftotext`'s words of a page that stand, as often as there, in
exactly one passage, heading, mark or left-out rule of that page. Exit code 1: a check failed.
"""

from __future__ import annotations

import argparse
import bisect
import csv
import difflib
import os
import re
import shutil
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportqa.documents import Passage, Report, account, fold, read_report, report_files
from reportqa.errors import CorpusError

WANTED = 0.995
_WORD = re.compile(r"\w+")
_HYPHEN = re.compile(r"(?<=\w)-\s*(?=\w)")  # pdftotext undoes them at line ends, right or wrong


@dataclass(frozen=True)
class PageShare:
    """How many of a page's words, as `pdftotext` reads them, the reader has too."""

    page: int
    words: int
    found: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of the words that are found."""
        return self.found / self.words if self.words else 1.0


def words(text: str) -> Counter[str]:
    """The words of a text, told apart as any reader would."""
    plain = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    return Counter(_WORD.findall(_HYPHEN.sub("", plain.casefold())))


def owned(report: Report) -> str:
    """The source less every character that is not in exactly one place."""
    spans = [span for several in report.passage_spans for span in several]
    spans += [span for heading in report.headings for span in heading.spans]
    spans += [span for left in report.left_out for span in left.spans]
    spans += report.mark_spans
    owners = [0] * len(report.source)
    for start, end in spans:
        for offset in range(start, end):
            owners[offset] += 1
    return "".join(
        character if count == 1 or character.isspace() else " "
        for character, count in zip(report.source, owners, strict=True)
    )


def reconcile(report: Report, path: Path) -> list[PageShare]:
    """Compare each page's words with those that `pdftotext` reads."""
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    told = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")
    theirs = told.split("\f")[: report.facts.pages]
    ours = owned(report).split("\f")
    shares = []
    for number, (their, our) in enumerate(zip(theirs, ours, strict=False), start=1):
        wanted, had = words(their), words(our)
        missing, extra = wanted - had, had - wanted
        found = wanted.total() - missing.total()
        shares.append(PageShare(number, wanted.total(), found, tuple(missing), tuple(extra)))
    return shares


def check_shelf(folder: Path, names: Sequence[str]) -> bool:
    """Read every file; print what was read, what was not and why, and pages that fall short."""
    if shutil.which("pdftotext") is None:
        sys.exit("pdftotext is not installed (poppler-utils): nothing to check against")
    passages, seconds, worst, sound = 0, 0.0, 1.0, True
    total, found, read, skipped = 0, 0, 0, 0
    for path in report_files(folder):
        if path.suffix.lower() != ".pdf" or (names and path.stem not in names):
            continue
        began = time.perf_counter()
        try:
            report = read_report(path)
        except CorpusError as error:
            skipped += 1
            print(f"{path.stem:34} skipped: {error.problem}")
            continue
        seconds += time.perf_counter() - began
        read += 1
        passages += len(report.passages)
        faults = account(report)
        shares = reconcile(report, path)
        low = min(shares, key=lambda page: page.share)
        total += sum(page.words for page in shares)
        found += sum(page.found for page in shares)
        worst = min(worst, low.share)
        sound = sound and not faults and low.share >= WANTED
        print(
            f"{path.stem:34} {len(shares):3} pages {len(report.passages):4} passages "
            f"{len(faults)} faults, worst page {low.share:.4f} (p. {low.page})"
        )
        for fault in faults[:3]:
            print(f"    {fault.what}: {fault.text[:100]!r}")
        for page in shares:
            if page.share < WANTED:
                print(f"    page {page.page}: {page.share:.4f} missing {page.missing[:12]}")
                print(f"        extra {page.extra[:12]}")
    print(
        f"{read} read, {skipped} skipped; {found} of {total} words ({found / max(total, 1):.5f}), "
        f"worst page {worst:.4f}; {passages} passages in {seconds:.1f} s "
        f"({passages / max(seconds, 1e-9):.0f} a second)"
    )
    return sound


def print_facts(folder: Path) -> bool:
    """Print each report's own facts and where each was read."""
    sound = True
    for path in report_files(folder):
        try:
            facts = read_report(path).facts
        except CorpusError as error:
            print(f"{path.name}: skipped: {error.problem}")
            continue
        sound = sound and facts.authority is not None and facts.published is not None
        print(f"{path.name}: {facts.authority}, {facts.kind}, {facts.published}, {facts.title}")
        days = " to ".join(map(str, facts.inspected)) if facts.inspected else None
        print(f"    inspected {days}, led by {facts.lead_inspector}")
        print(f"    {facts.pages} pages, offset {facts.page_offset}")
        for judgement in facts.judgements:
            print(f"    {judgement.grade:32} {judgement.subject} [{judgement.place}]")
        print(f"    read from {dict(facts.read_from)}")
    return sound


def compare(pdf: Path, text: Path, pages: Path | None) -> bool:
    """List the differences between a PDF and the same report's text."""
    ours, theirs = read_report(pdf), read_report(text)
    mine, other = _numbered(ours), _numbered(theirs)
    print(f"numbered paragraphs: {len(mine)} in the PDF, {len(other)} in the text")
    same_numbers = list(mine) == list(other)
    if not same_numbers:
        print(f"    numbers differ: {sorted(set(mine) ^ set(other), key=int)}")
    wrong = 0
    printed = _pages_by_line(pages) if pages else None
    for number, passage in other.items():
        page = _page_of(theirs, passage, printed)
        if number in mine and mine[number].page_first != page:
            wrong += 1
            print(f"    paragraph {number}: page {mine[number].page_first}, in the text {page}")
    print(f"pages of numbered paragraphs that differ: {wrong}")
    differences = list(_differences(_told(ours), _told(theirs)))
    for line in differences:
        print(f"    {line}")
    print(f"differences in words: {len(differences)}")
    print("left out of the PDF:", dict(Counter(left.rule for left in ours.left_out)))
    print("left out of the text:", dict(Counter(left.rule for left in theirs.left_out)))
    return same_numbers and not wrong


def _numbered(report: Report) -> dict[str, Passage]:
    return {
        passage.number: passage
        for passage in report.passages
        if passage.number and passage.item is None and passage.place == passage.number
    }


def _pages_by_line(pages: Path) -> list[tuple[int, int]]:
    with pages.open(encoding="utf-8", newline="") as lines:
        return sorted((int(row["line"]), int(row["page"])) for row in csv.DictReader(lines))


def _page_of(report: Report, passage: Passage, printed: list[tuple[int, int]] | None) -> int | None:
    if printed is None:
        return passage.page_first
    start = report.passage_spans[report.passages.index(passage)][0][0]
    line = report.source.count("\n", 0, start) + 1
    place = bisect.bisect_right(printed, (line, sys.maxsize)) - 1
    return printed[place][1] if place >= 0 else None


def _told(report: Report) -> list[str]:
    """Everything that the report tells, in order, footnotes last."""
    stand = [
        (passage.kind == "footnote", spans[0][0], passage.text)
        for passage, spans in zip(report.passages, report.passage_spans, strict=True)
    ]
    stand += [(False, heading.spans[0][0], heading.text) for heading in report.headings]
    return [" ".join(_WORD.findall(fold(text).casefold())) for _, _, text in sorted(stand)]


def _differences(ours: list[str], theirs: list[str]) -> Iterator[str]:
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            continue
        mine, other = " ".join(ours[a:b]).split(), " ".join(theirs[c:d]).split()
        inner = difflib.SequenceMatcher(None, mine, other, autojunk=False)
        for kind, e, f, g, h in inner.get_opcodes():
            if kind != "equal":
                before = " ".join(mine[max(0, e - 4) : e])
                yield (
                    f"after {before!r}: PDF {' '.join(mine[e:f])!r}, text {' '.join(other[g:h])!r}"
                )


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=os.environ.get("REPORTQA_SHELF"))
    parser.add_argument("--only", action="append", default=[], help="a file's name without .pdf")
    parser.add_argument("--facts", action="store_true")
    parser.add_argument("--compare", nargs=2, type=Path, metavar=("PDF", "TEXT"))
    parser.add_argument("--pages", type=Path, metavar="CSV", help="columns line,page of TEXT")
    asked = parser.parse_args()
    if asked.compare:
        return 0 if compare(asked.compare[0], asked.compare[1], asked.pages) else 1
    if asked.folder is None:
        parser.error("name a folder, or set REPORTQA_SHELF")
    folder = Path(asked.folder)
    return 0 if (print_facts(folder) if asked.facts else check_shelf(folder, asked.only)) else 1


if __name__ == "__main__":
    sys.exit(main())
