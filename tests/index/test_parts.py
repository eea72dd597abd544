"""The parts that an index is made of, each by itself."""

import dataclasses
import datetime as dt
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from reportqa.documents import Facts, Heading, LeftOut, Passage
from reportqa.encoding import Encoded
from reportqa.errors import IndexUnusableError
from reportqa.index.codec import from_json, to_json
from reportqa.index.files import BLOCK, BlockWriter, CheckedFile, fault_of, hash_file
from reportqa.index.journal import Journal
from reportqa.index.store import PassageStore, write_store
from reportqa.index.stored import StoredVectors, dequantise, quantise, stored

from .made_up import a_report

FLOATS = st.floats(-4, 4, width=32, allow_subnormal=False)
BUILD = "ab" * 16
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def vectors(tokens: int, seed: int = 0) -> StoredVectors:
    dice = np.random.default_rng(seed)
    return StoredVectors(
        pooled=dice.normal(size=4).astype(np.float32),
        ids=dice.integers(0, 99, tokens).astype(np.int32),
        values=dice.integers(-127, 128, (tokens, 3)).astype(np.int8),
        scales=dice.random(tokens).astype(np.float32),
        offsets=dice.integers(-1, 9, (tokens, 2)).astype(np.int32),
    )


def equal(one: StoredVectors | None, other: StoredVectors) -> bool:
    return one is not None and all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in dataclasses.fields(StoredVectors)
    )


@given(arrays.arrays(np.float32, st.tuples(st.integers(0, 5), st.just(8)), elements=FLOATS))
def test_quantised_vectors_are_nearly_the_same(tokens: np.ndarray) -> None:
    values, scales = quantise(tokens)
    assert values.dtype == np.int8
    assert scales.dtype == np.float32
    error = np.abs(dequantise(values, scales) - tokens)
    assert (error <= scales[:, None] * 0.501).all()
    again = quantise(dequantise(values, scales))
    assert np.array_equal(again[0], values)


def encoded(**changed: object) -> Encoded:
    fields: dict[str, object] = {field.name: None for field in dataclasses.fields(Encoded)}
    fields |= {
        "pooled": np.array([3, 4], np.float32),
        "token_ids": np.array([7], np.int32),
        "tokens": np.array([[1, 0]], np.float32),
        "offsets": np.array([[0, 2]], np.int32),
    }
    return Encoded(**(fields | changed))  # type: ignore[arg-type]


def test_paragraph_vectors_are_brought_to_length_1() -> None:
    assert stored(encoded()).pooled == pytest.approx([0.6, 0.8])
    assert stored(encoded(pooled=np.zeros(2, np.float32))).pooled.tolist() == [0, 0]


@pytest.mark.parametrize(
    "changed",
    [
        {"pooled": np.array([np.nan, 1])},
        {"tokens": np.array([[np.inf, 0]])},
        {"tokens": np.ones((2, 2))},
        {"token_ids": np.ones(3)},
        {"offsets": np.ones((1, 3))},
        {"pooled": np.ones((1, 2))},
    ],
)
def test_an_encoders_nonsense_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="encoded passage"):
        stored(encoded(**changed))


@settings(max_examples=50, deadline=None)
@given(sizes=st.lists(st.integers(0, 4), max_size=4), cut=st.integers(0, 400))
def test_a_torn_journal_gives_what_was_whole(sizes: list[int], cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal"
        ends = []
        with Journal(path) as journal:
            for number, tokens in enumerate(sizes):
                journal.append(bytes([number]) * 32, vectors(tokens, number))
                ends.append(path.stat().st_size)
        with path.open("r+b") as file:
            file.truncate(min(cut, path.stat().st_size))
        whole = [number for number, end in enumerate(ends) if end <= cut]
        with Journal(path) as journal:
            assert len(journal) == len(whole)
            journal.append(b"z" * 32, vectors(2, 99))
        with Journal(path) as journal:
            for number in whole:
                assert equal(journal.get(bytes([number]) * 32), vectors(sizes[number], number))
            assert equal(journal.get(b"z" * 32), vectors(2, 99))
            assert journal.get(b"?" * 32) is None


@settings(max_examples=50, deadline=None)
@given(place=st.integers(0, 330), bit=st.integers(0, 7))
def test_a_damaged_journal_gives_nothing_wrong(place: int, bit: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal"
        with Journal(path) as journal:
            for number in range(3):
                journal.append(bytes([number]) * 32, vectors(1, number))
        data = bytearray(path.read_bytes())
        data[place % len(data)] ^= 1 << bit
        path.write_bytes(data)
        with Journal(path) as journal:
            for number in range(3):
                got = journal.get(bytes([number]) * 32)
                assert got is None or equal(got, vectors(1, number))


@settings(deadline=None)
@given(pieces=st.lists(st.integers(0, BLOCK + 3), max_size=4))
def test_blocks_are_those_of_the_file(pieces: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        with BlockWriter(path) as writer:
            for number, size in enumerate([1, *pieces]):
                writer.write(bytes([number]) * size)
            entry = writer.finish()
        data = path.read_bytes()
        assert entry.size == len(data)
        assert entry.sha256 == hash_file(path)
        parts = [data[at : at + BLOCK] for at in range(0, len(data), BLOCK)]
        assert writer.blocks == [zlib.crc32(part) for part in parts]
        assert fault_of(path.parent, entry, in_full=True) is None


def test_only_what_is_read_is_checked(tmp_path: Path) -> None:
    with BlockWriter(tmp_path / "file") as writer:
        writer.write(bytes(3 * BLOCK))
        writer.finish()
    data = bytearray(3 * BLOCK)
    data[BLOCK + 5] = 1
    (tmp_path / "file").write_bytes(data)
    file = CheckedFile(tmp_path / "file", writer.blocks)
    assert file.damaged_blocks() == [1]
    assert bytes(file.view(10, BLOCK)) == bytes(BLOCK - 10)
    assert bytes(file.view(2 * BLOCK, 3 * BLOCK)) == bytes(BLOCK)
    with pytest.raises(IndexUnusableError, match="bytes from 16384 on"):
        file.view(BLOCK - 1, BLOCK + 1)
    file.close()
    with pytest.raises(IndexUnusableError, match="another length"):
        CheckedFile(tmp_path / "file", writer.blocks[:2])


@given(facts=st.from_type(Facts), headings=st.lists(st.builds(Heading), max_size=2))
def test_facts_and_headings_come_back(facts: Facts, headings: list[Heading]) -> None:
    assert from_json(Facts, to_json(facts)) == facts
    assert from_json(tuple[Heading, ...], to_json(tuple(headings))) == tuple(headings)


@pytest.mark.parametrize("text", ['{"titel": 1}', "[]", '{"published": "x", "title": ""}', "{"])
def test_what_is_no_facts_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(Facts, text)


def test_dates_of_a_pair() -> None:
    days = (dt.date(2016, 7, 4), dt.date(2016, 7, 28))
    assert from_json(Facts, to_json(Facts("A", inspected=days))).inspected == days


@settings(max_examples=30, deadline=None)
@given(
    texts=st.lists(TEXT, min_size=1, max_size=3),
    lead_in=st.none() | TEXT,
    section=st.lists(TEXT, max_size=2).map(tuple),
    left_out=st.builds(LeftOut, text=TEXT, rule=TEXT),
)
def test_any_text_comes_back(
    texts: list[str], lead_in: str | None, section: tuple[str, ...], left_out: LeftOut
) -> None:
    report = a_report("leeds", texts, section=section, lead_in=lead_in)
    report = dataclasses.replace(report, left_out=(left_out,))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "passages.db"
        _, blocks = write_store(path, [report], {}, BUILD)
        store = PassageStore(path, blocks, BUILD)
        assert store.stretch(range(99)) == list(report.passages)
        assert store.left_out("leeds") == (left_out,)
        store.close()


def test_every_field_of_a_passage_comes_back(tmp_path: Path) -> None:
    passage = Passage(
        id="leeds:note-2",
        report="leeds",
        number="12a",
        item=3,
        kind="footnote",
        section=("A", "B"),
        page_first=4,
        page_last=5,
        lead_in="Both:",
        anchor="leeds:12a",
        marks=("recommendation", "other"),
        text="Words.",
    )
    report = dataclasses.replace(a_report("leeds", []), passages=(passage,))
    _, blocks = write_store(tmp_path / "passages.db", [report], {}, BUILD)
    store = PassageStore(tmp_path / "passages.db", blocks, BUILD)
    assert store.find("leeds:note-2") == (0, passage)
    store.close()
    with pytest.raises(IndexUnusableError, match="another index"):
        PassageStore(tmp_path / "passages.db", blocks, "cd" * 16)
