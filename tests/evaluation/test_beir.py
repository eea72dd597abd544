"""Collections in the layout of BEIR."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reportqa.errors import UsageError
from reportqa.evaluation import build_beir, evaluate, read_beir
from reportqa.index import open_index
from reportqa.search import Searcher

DOCUMENTS = [
    {"_id": "cats/1", "title": "Cats", "text": "A cat sleeps for most of the day."},
    {"_id": "dogs", "title": "Dogs", "text": "Dogs were the first animals that people tamed."},
    {"_id": "bees", "title": "Bees", "text": "A bee dances to tell others where flowers are."},
    {"_id": "owls", "title": "Owls hunt at night.", "text": ""},
]
QUERIES = [
    {"_id": "q1", "text": "Which animal was domesticated first?"},
    {"_id": "q2", "text": "How do insects communicate?"},
    {"_id": "q3", "text": "What do cats weigh?", "metadata": {"unanswerable": True}},
    {"_id": "q4", "text": "Never judged?"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\tdogs\t2\nq1\tcats/1\t0\nq2\tbees\t1\n"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a collection; each part may be replaced."""

    def make(
        corpus: list[object] | None = None,
        queries: list[object] | None = None,
        qrels: str = QRELS,
    ) -> Path:
        folder = tmp_path / "Animals, wild & tame"
        (folder / "qrels").mkdir(parents=True)
        for name, rows in (("corpus", corpus or DOCUMENTS), ("queries", queries or QUERIES)):
            lines = "".join(f"{json.dumps(row)}\n" for row in rows)
            (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        (folder / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
        return folder

    return make


def test_documents_are_passages_and_titles_are_sections(write: Write) -> None:
    collection = read_beir(write())
    first, *_, last = collection.report.passages
    assert collection.report.id == "animals-wild-tame"
    assert (first.id, first.section) == ("animals-wild-tame:cats/1", ("Cats",))
    assert last.text == "Owls hunt at night."
    assert [question.id for question in collection.questions] == ["q1", "q2", "q3"]
    assert collection.questions[2].unanswerable == "near_miss"
    assert collection.relevance.grades == {
        "q1": {"animals-wild-tame:dogs": 2},
        "q2": {"animals-wild-tame:bees": 1},
    }


@pytest.mark.usefixtures("built_index")
def test_a_collection_is_indexed_and_asked_like_a_report(write: Write, tmp_path: Path) -> None:
    collection = read_beir(write())
    index = tmp_path / "index"
    assert build_beir(collection, index, model="small").passages == len(DOCUMENTS)
    assert build_beir(collection, index, model="small").did_nothing
    with open_index(index) as opened:
        found = evaluate(Searcher(opened), collection.questions, relevance=collection.relevance)
    assert found.overall.measures["Success@1"].value == 1
    assert found.overall.near_miss_auroc is not None
    assert found.overall.answer_sentence is None
    assert found.by_type == {}


def test_an_index_of_something_else_is_never_replaced(write: Write, built_index: Path) -> None:
    before = (built_index / "MANIFEST.json").read_bytes()
    with pytest.raises(UsageError, match="is of 'wirral-2016', not of 'animals-wild-tame'"):
        build_beir(read_beir(write()), built_index, model="small")
    assert (built_index / "MANIFEST.json").read_bytes() == before


@pytest.mark.parametrize(
    ("parts", "file", "problem"),
    [
        ({"qrels": QRELS + "q9\tdogs\t1\n"}, "test.tsv', line 5", "no query 'q9'"),
        ({"qrels": QRELS + "q1\tdodo\t1\n"}, "test.tsv', line 5", "no document 'dodo'"),
        ({"qrels": QRELS + "q1\tdogs\t1\n"}, "test.tsv', line 5", "judged before"),
        ({"qrels": QRELS + "q1 dogs 1\n"}, "test.tsv', line 5", "this is no judgement"),
        ({"qrels": QRELS + "q1\tdogs\tNaN\n"}, "test.tsv', line 5", "this is no judgement"),
        ({"qrels": QRELS + "q1\tdogs\t--\n"}, "test.tsv', line 5", "this is no judgement"),
        ({"corpus": [*DOCUMENTS, DOCUMENTS[0]]}, "corpus.jsonl', line 5", "used before"),
        ({"corpus": [{"_id": "a"}]}, "corpus.jsonl', line 1", "there is no 'title'"),
        ({"corpus": [[1]]}, "corpus.jsonl', line 1", "no JSON object"),
        ({"queries": [{"text": "Who?"}]}, "queries.jsonl', line 1", "there is no '_id'"),
        ({"queries": [*QUERIES, QUERIES[0]]}, "queries.jsonl', line 5", "used before"),
    ],
)
def test_a_malformed_line_is_named(
    write: Write, parts: dict[str, object], file: str, problem: str
) -> None:
    with pytest.raises(UsageError, match=file) as caught:
        read_beir(write(**parts))
    assert problem in caught.value.problem
    assert caught.value.mend


def test_windows_line_ends_are_read(write: Write) -> None:
    collection = read_beir(write(qrels=QRELS.replace("\n", "\r\n")))
    assert collection.relevance.grades["q2"] == {"animals-wild-tame:bees": 1}


def test_a_folder_without_the_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"corpus\.jsonl' cannot be read") as caught:
        read_beir(tmp_path)
    assert "queries.jsonl" in caught.value.mend
