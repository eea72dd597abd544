"""Words against passages: BM25 by SQLite's FTS5, and the words that the corpus is written in."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportqa.documents import Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportqa.index.shapes import FloatArray, Int64Array

TEXT_WEIGHT = 1.0
SECTION_WEIGHT = 0.5
LEAD_IN_WEIGHT = 0.7
_WEIGHTS = (TEXT_WEIGHT, SECTION_WEIGHT, LEAD_IN_WEIGHT)

# Contentless: the words stand in `passages` already. Row ids are the passages' ordinals.
SCHEMA = """
CREATE VIRTUAL TABLE lexical USING fts5(
    text, section, lead_in, content='', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TABLE vocabulary(word TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
"""

_RANKED = """
SELECT rowid, -bm25(lexical, ?, ?, ?) AS score FROM lexical WHERE lexical MATCH ?
ORDER BY score DESC, rowid LIMIT ?
"""

# The plus sign keeps SQLite from running the whole query once for every allowed row.
_RANKED_AMONG = """
SELECT rowid, -bm25(lexical, ?, ?, ?) AS score FROM lexical
WHERE lexical MATCH ? AND +rowid IN (SELECT value FROM json_each(?))
ORDER BY score DESC, rowid LIMIT ?
"""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_UNSPEAKABLE = re.compile("[\0\ud800-\udfff]")  # SQLite ends a query at NUL and takes no surrogate
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Group:
    """Ways of saying one thing, of which a passage is credited with the best only.

    Attributes:
        words: Words or phrases (several words in a row).
        weight: What the group counts beside a plain word's 1.
    """

    words: tuple[str, ...]
    weight: float = 1.0


def insert(connection: sqlite3.Connection, passages: Sequence[Passage]) -> None:
    """Fill the full-text table; a passage's row id is its place in the sequence."""
    connection.executemany(
        "INSERT INTO lexical(rowid, text, section, lead_in) VALUES (?, ?, ?, ?)",
        (
            (ordinal, fold(item.text), fold(" \n".join(item.section)), fold(item.lead_in or ""))
            for ordinal, item in enumerate(passages)
        ),
    )
    connection.execute("INSERT INTO lexical(lexical) VALUES ('optimize')")


def insert_vocabulary(connection: sqlite3.Connection, texts: Iterable[str]) -> None:
    """Fill the table of the corpus's words with how often each stands in the texts."""
    counts = Counter(word for text in texts for word in surface_words(text))
    connection.executemany("INSERT INTO vocabulary VALUES (?, ?)", sorted(counts.items()))


def fold(text: str) -> str:
    """Text as it is indexed: ligatures and other compatible forms written out, no soft hyphens.

    Case, stems and accents are the tokenizer's matter.

    Example:
        >>> fold("the ﬁrst chil\u00addren")
        'the first children'
    """
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))


def surface_words(text: str) -> list[str]:
    """The words of a text, folded but not stemmed, in order: for spelling.

    They are cut where the full-text table cuts; those without a letter are left out.

    Example:
        >>> surface_words("Children’s Café, 2016: stage 2a")
        ['children', 's', 'cafe', 'stage', '2a']
    """
    plain = unicodedata.normalize("NFKD", fold(text).casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return [word for word in _WORD.findall(plain) if not word.isnumeric()]


def expression(words: Iterable[str]) -> str:
    """An FTS5 query that finds any of some words or phrases, whatever characters they hold.

    Example:
        >>> expression(["care plan", 'NOT "x" NEAR', "--"])
        '"care plan" OR "NOT  x  NEAR"'
    """
    plain = (fold(_UNSPEAKABLE.sub(" ", word)).replace('"', " ").strip() for word in words)
    quoted = dict.fromkeys(f'"{word}"' for word in plain if _WORD.search(word))
    return " OR ".join(quoted)


def search(
    connection: sqlite3.Connection,
    words: Sequence[str | Group],
    limit: int,
    allowed: Int64Array | None,
    passages: int,
) -> tuple[Int64Array, FloatArray]:
    """The passages that match words best by BM25.

    Args:
        connection: The passages' database.
        words: Words, phrases and groups; a passage need hold only one of them.
        limit: How many passages at most.
        allowed: The ordinals to choose from; None for all.
        passages: How many passages there are.

    Returns:
        Ordinals int64 (n,) and scores float32 (n,), higher is better, best first, ties by
        ordinal.
    """
    import numpy as np

    plain = expression(word for word in words if isinstance(word, str))
    groups = [word for word in words if isinstance(word, Group)]
    if not groups:
        ordinals, scores = _ranked(connection, plain, max(0, limit), allowed)
        return ordinals, scores.astype(np.float32)
    totals = np.zeros(passages, dtype=np.float64)
    matched = np.zeros(passages, dtype=np.bool_)
    for weight, alternatives in [
        (1.0, [plain]),
        *((group.weight, [expression([word]) for word in group.words]) for group in groups),
    ]:
        best = np.zeros(passages, dtype=np.float64)
        for alternative in alternatives:
            ordinals, scores = _ranked(connection, alternative, -1, allowed)
            best[ordinals] = np.maximum(best[ordinals], scores)
            matched[ordinals] = True
        totals += weight * best
    found = np.flatnonzero(matched)
    order = np.lexsort((found, -totals[found]))[: max(0, limit)]
    return found[order], totals[found[order]].astype(np.float32)


def _ranked(
    connection: sqlite3.Connection, match: str, limit: int, allowed: Int64Array | None
) -> tuple[Int64Array, NDArray[np.float64]]:
    import numpy as np

    rows: list[tuple[int, float]] = []
    if match and allowed is None:
        rows = connection.execute(_RANKED, (*_WEIGHTS, match, limit)).fetchall()
    elif match and allowed is not None:
        among = json.dumps(allowed.tolist())
        rows = connection.execute(_RANKED_AMONG, (*_WEIGHTS, match, among, limit)).fetchall()
    ordinals = np.array([row[0] for row in rows], dtype=np.int64)
    return ordinals, np.array([row[1] for row in rows], dtype=np.float64)
