"""passages.db: everything that reports say, so that no question needs the corpus."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import quote

from reportqa.documents import Facts, Heading, LeftOut, Passage, Report, acronyms
from reportqa.index.codec import from_json, to_json
from reportqa.index.faults import unusable
from reportqa.index.files import FileEntry, block_checksums, hash_file, sync_file
from reportqa.index.wording import surface_words

DATABASE = "passages.db"

_SCHEMA = """
CREATE TABLE meta(build TEXT NOT NULL);
CREATE TABLE reports(
    ordinal INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    first INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    facts TEXT NOT NULL,
    headings TEXT NOT NULL,
    left_out TEXT NOT NULL
);
CREATE TABLE passages(
    ordinal INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    report TEXT NOT NULL,
    number TEXT,
    item INTEGER,
    kind TEXT NOT NULL,
    section TEXT NOT NULL,
    page_first INTEGER,
    page_last INTEGER,
    lead_in TEXT,
    anchor TEXT,
    marks TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX places ON passages(section, page_first, page_last);
CREATE TABLE acronyms(short TEXT PRIMARY KEY, long TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE terms(stem TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE vocabulary(word TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
"""

_PASSAGE = """
SELECT id, report, number, item, kind, section, page_first, page_last, lead_in, anchor, marks,
       text, ordinal
FROM passages
"""
_SOME_PASSAGES = _PASSAGE + "WHERE ordinal IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
_SOME_TERMS = "SELECT stem, number FROM terms WHERE stem IN (SELECT value FROM json_each(?))"
_REPORT = """
SELECT id, path, sha256, first, passages, facts, headings, left_out FROM reports
"""

T = TypeVar("T")
_FIELDS = tuple(field.name for field in fields(Passage))
_LISTS = ("section", "marks")

_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class IndexedReport:
    """A report as the index holds it.

    Attributes:
        id: Its id.
        path: Its file's path relative to the corpus.
        sha256: Hash of the file and its facts (hex).
        facts: What is known of it.
        ordinals: The ordinals of its passages.
    """

    id: str
    path: str
    sha256: str
    facts: Facts
    ordinals: range


def write_store(
    path: Path, reports: Sequence[Report], terms: Mapping[str, int], build: str
) -> tuple[FileEntry, list[int]]:
    """Write the database of a new generation.

    Args:
        path: The file to make.
        reports: The reports in the order of their passages' ordinals.
        terms: The number of each stem.
        build: The build's id.

    Returns:
        Its entry for the manifest and its blocks' checksums.

    Raises:
        OSError: If it cannot be written.
    """
    passages = [passage for report in reports for passage in report.passages]
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            # The whole file is new: were the build killed, nobody would look at it.
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            connection.executescript(_SCHEMA)
            connection.execute("BEGIN")
            connection.execute("INSERT INTO meta VALUES (?)", (build,))
            _insert_reports(connection, reports)
            _insert_passages(connection, passages)
            connection.executemany("INSERT INTO terms VALUES (?, ?)", sorted(terms.items()))
            texts = [item.text for item in passages]
            texts += [heading.text for report in reports for heading in report.headings]
            counts = Counter(word for text in texts for word in surface_words(text))
            connection.executemany("INSERT INTO vocabulary VALUES (?, ?)", sorted(counts.items()))
            spelt_out = acronyms(texts)
            connection.executemany("INSERT INTO acronyms VALUES (?, ?)", spelt_out.items())
            connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise OSError(0, f"SQLite: {error}", str(path)) from error
    sync_file(path)
    return FileEntry(path.name, path.stat().st_size, hash_file(path)), block_checksums(path)


class PassageStore:
    """Reads the database of a generation, and never writes to it.

    All of the file is checked when it is opened, some GB a second: SQLite finds its rows by way of
    its other pages, so that a row alone could not tell that it is the one that was wanted.

    Args:
        path: The file.
        blocks: Its blocks' checksums.
        build: The id of the build that it must belong to.

    Raises:
        OSError: If it cannot be opened.
        IndexUnusableError: If it is damaged, or belongs to another build.
    """

    def __init__(self, path: Path, blocks: Sequence[int], build: str) -> None:
        self._path = path
        if block_checksums(path) != list(blocks):
            raise unusable(path, "is damaged or belongs to another index")
        with self._reading():
            # Any thread may use it: SQLite itself lets one in at a time.
            self._connection = sqlite3.connect(
                _read_only_uri(path), uri=True, check_same_thread=False
            )
        try:
            # SQLite opens the file at the first question only; ask it now, while it is there.
            self._claim(build)
            self.passages = int(self._rows("SELECT count(*) FROM passages")[0][0])
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def passage(self, ordinal: int) -> Passage | None:
        """The passage of an ordinal, or None."""
        rows = self._rows(_PASSAGE + "WHERE ordinal = ?", (ordinal,))
        return self._passage(rows[0]) if rows else None

    def find(self, passage_id: str) -> tuple[int, Passage] | None:
        """The ordinal and the passage of an id, or None."""
        rows = self._rows(_PASSAGE + "WHERE id = ?", (passage_id,))
        return (rows[0][-1], self._passage(rows[0])) if rows else None

    def some(self, ordinals: Sequence[int]) -> dict[int, Passage]:
        """The passages of those ordinals that there are."""
        rows = self._rows(_SOME_PASSAGES, (json.dumps(list(ordinals)),))
        return {row[-1]: self._passage(row) for row in rows}

    def stretch(self, ordinals: range) -> list[Passage]:
        """The passages of a range of ordinals (of step 1), in order."""
        rows = self._rows(
            _PASSAGE + "WHERE ordinal >= ? AND ordinal < ? ORDER BY ordinal",
            (ordinals.start, ordinals.stop),
        )
        return [self._passage(row) for row in rows]

    def reports(self) -> list[IndexedReport]:
        """All reports, sorted by id."""
        return [self._report(row) for row in self._rows(_REPORT + "ORDER BY ordinal")]

    def report(self, report_id: str) -> IndexedReport | None:
        """The report of an id, or None."""
        row = self._report_row(report_id)
        return self._report(row) if row else None

    def headings(self, report_id: str) -> tuple[Heading, ...]:
        """A report's headings in the order of the text; none for a report that is not there."""
        row = self._report_row(report_id)
        return self._typed(tuple[Heading, ...], row[6]) if row else ()

    def left_out(self, report_id: str) -> tuple[LeftOut, ...]:
        """What was left out of a report, in the order of the text."""
        row = self._report_row(report_id)
        return self._typed(tuple[LeftOut, ...], row[7]) if row else ()

    def section_paths(self) -> list[tuple[str, ...]]:
        """The section paths that there are, each once."""
        rows = self._rows("SELECT DISTINCT section FROM passages")
        return [tuple(json.loads(section)) for (section,) in rows]

    def standing(self, paths: Sequence[tuple[str, ...]] | None, page: int | None) -> list[int]:
        """The ordinals of the passages under some section paths and on a page, rising."""
        conditions, values = ["TRUE"], list[object]()
        if paths is not None:
            conditions.append("section IN (SELECT value FROM json_each(?))")
            values.append(json.dumps([to_json(path) for path in paths]))
        if page is not None:
            conditions.append("page_first <= ? AND page_last >= ?")
            values += [page, page]
        wanted = " AND ".join(conditions)
        sql = f"SELECT ordinal FROM passages WHERE {wanted} ORDER BY ordinal"  # noqa: S608 - constants
        return [ordinal for (ordinal,) in self._rows(sql, values)]

    def terms(self, stems: Sequence[str]) -> dict[str, int]:
        """The numbers of those of some stems that the corpus holds."""
        return dict(self._rows(_SOME_TERMS, (json.dumps(stems),)))

    def all_terms(self) -> dict[str, int]:
        """The numbers of all stems."""
        return dict(self._rows("SELECT stem, number FROM terms"))

    def acronyms(self) -> dict[str, str]:
        """Acronyms that the texts spell out, with what they stand for, sorted."""
        return dict(self._rows("SELECT short, long FROM acronyms ORDER BY short"))

    def vocabulary(self) -> dict[str, int]:
        """The corpus's words, folded but not stemmed, with how often each stands in it."""
        return dict(self._rows("SELECT word, count FROM vocabulary ORDER BY word"))

    def integrity(self) -> list[str]:
        """What SQLite itself finds wrong with the file; empty if nothing."""
        rows = self._rows("PRAGMA integrity_check")
        return [] if rows == [("ok",)] else [str(row[0]) for row in rows]

    def _claim(self, build: str) -> None:
        if self._rows("SELECT build FROM meta") != [(build,)]:
            raise unusable(self._path, "belongs to another index")

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[_Row]:
        with self._reading():
            return cast("list[_Row]", self._connection.execute(sql, values).fetchall())

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise unusable(self._path, f"is damaged ({error})") from error

    def _passage(self, row: _Row) -> Passage:
        named: dict[str, Any] = dict(zip(_FIELDS, row[:-1], strict=True))
        for name in _LISTS:
            named[name] = tuple(json.loads(named[name]))
        return Passage(**named)

    def _report_row(self, report_id: str) -> _Row | None:
        rows = self._rows(_REPORT + "WHERE id = ?", (report_id,))
        return rows[0] if rows else None

    def _report(self, row: _Row) -> IndexedReport:
        report_id, path, sha256, first, passages, facts, *_ = row
        ordinals = range(first, first + passages)
        return IndexedReport(report_id, path, sha256, self._typed(Facts, facts), ordinals)

    def _typed(self, kind: type[T], text: str) -> T:
        try:
            return from_json(kind, text)
        except ValueError as error:
            raise unusable(self._path, f"is damaged ({error})") from error


def _insert_reports(connection: sqlite3.Connection, reports: Sequence[Report]) -> None:
    first = 0
    for ordinal, report in enumerate(reports):
        account = (to_json(part) for part in (report.facts, report.headings, report.left_out))
        row = (report.id, report.path, report.sha256, first, len(report.passages), *account)
        connection.execute(
            "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (ordinal, *row),
        )
        first += len(report.passages)


def _insert_passages(connection: sqlite3.Connection, passages: Sequence[Passage]) -> None:
    rows = enumerate(map(_passage_row, passages))
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((ordinal, *row) for ordinal, row in rows),
    )


def _passage_row(passage: Passage) -> _Row:
    named = ((name, getattr(passage, name)) for name in _FIELDS)
    return tuple(to_json(value) if name in _LISTS else value for name, value in named)


def _read_only_uri(path: Path) -> str:
    """The file as an SQLite URI that opens it without locks or side files.

    With an empty authority, so that Windows drives and network shares come out right too.
    """
    absolute = path.absolute().as_posix()
    if not absolute.startswith("/"):
        absolute = "/" + absolute  # C:/… is written /C:/…
    return f"file://{quote(os.fsencode(absolute))}?mode=ro&immutable=1"
