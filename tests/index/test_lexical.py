"""BM25 over three fields, against SQLite's FTS5, which computes the same."""

import random
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportqa.documents import Passage
from reportqa.index.lexical import Lexicon
from reportqa.index.postings import PostingStore, fields_of, write_postings
from reportqa.index.wording import plain_words, stems, surface_words

from .made_up import a_report

BUILD = "ab" * 16
WORDS = ("case", "cases", "social", "worker", "working", "plan", "Café", "of", "2016")


def passages_of(texts: Sequence[tuple[str, str, str]]) -> list[Passage]:
    return [
        a_report("leeds", [text], section=(section,), lead_in=lead_in or None).passages[0]
        for text, section, lead_in in texts
    ]


def by_fts5(passages: Sequence[Passage], phrases: Sequence[str]) -> dict[int, float]:
    """The scores that SQLite gives."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE t USING fts5(a, b, c, "
            "tokenize='porter unicode61 remove_diacritics 2')"
        )
        rows = ((at, *fields_of(passage)) for at, passage in enumerate(passages))
        connection.executemany("INSERT INTO t(rowid, a, b, c) VALUES (?, ?, ?, ?)", rows)
        match = " OR ".join(f'"{phrase}"' for phrase in phrases)
        sql = "SELECT rowid, -bm25(t, 1.0, 0.5, 0.7) FROM t WHERE t MATCH ?"
        return dict(connection.execute(sql, (match,)).fetchall())


FIELD = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
PHRASES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.tuples(FIELD, FIELD, FIELD), min_size=1, max_size=12), phrases=PHRASES)
def test_scores_are_those_of_fts5(texts: list[tuple[str, str, str]], phrases: list[str]) -> None:
    passages = passages_of(texts)
    phrases = list({tuple(stems(phrase)): phrase for phrase in phrases}.values())
    wanted = by_fts5(passages, phrases)
    with tempfile.TemporaryDirectory() as folder:
        written, terms = write_postings(Path(folder), BUILD, passages)
        blocks = {entry.name: checksums for entry, checksums in written}
        with closing(PostingStore(Path(folder), blocks, BUILD, len(passages))) as postings:
            lexicon = Lexicon(
                postings,
                lambda some: {stem: terms[stem] for stem in some if stem in terms},
                len(passages),
            )
            ordinals, scores = lexicon.search(phrases, 99, None)
            counts = [lexicon.count(phrase) for phrase in phrases]
    assert set(ordinals.tolist()) == set(wanted)
    assert scores.tolist() == pytest.approx([wanted[at] for at in ordinals.tolist()], rel=1e-4)
    assert counts == [len(by_fts5(passages, [phrase])) for phrase in phrases]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_words_are_cut_whatever_the_text(text: str) -> None:
    words = plain_words(text)
    assert all(word and word.casefold() == word for word in words)
    assert surface_words(text) == [word for word in words if not word.isnumeric()]
    assert len(stems(text)) == len(words)


def test_the_best_are_the_first_of_all(tmp_path: Path) -> None:
    dice = random.Random(3)
    texts = [(" ".join(dice.choices(WORDS, k=9)), "", "") for _ in range(300)]
    passages = passages_of(texts)
    written, terms = write_postings(tmp_path, BUILD, passages)
    blocks = {entry.name: checksums for entry, checksums in written}
    with closing(PostingStore(tmp_path, blocks, BUILD, len(passages))) as postings:
        lexicon = Lexicon(postings, lambda some: {stem: terms[stem] for stem in some}, 300)
        every, scores = lexicon.search(["case", "social"], 300, None)
        assert (np.diff(scores) <= 0).all()
        for limit in (1, 7, 100):
            assert (
                lexicon.search(["case", "social"], limit, None)[0].tolist()
                == every[:limit].tolist()
            )


def test_postings_of_other_words_are_told(tmp_path: Path) -> None:
    texts = [("social case", "plan", ""), ("of working", "", "Café")]
    passages = passages_of(texts)
    written, terms = write_postings(tmp_path, BUILD, passages)
    blocks = {entry.name: checksums for entry, checksums in written}
    with closing(PostingStore(tmp_path, blocks, BUILD, 2)) as postings:
        assert postings.tell_of(passages, terms)
        assert not postings.tell_of(passages[::-1], terms)
        assert not postings.tell_of(passages_of([("social case", "plan", ""), texts[0]]), terms)
        assert not postings.tell_of(passages, terms | {"zebra": 9})
