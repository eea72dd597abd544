"""``reportqa eval`` on the command line: output, forms, exit codes."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reportqa.cli.app import run
from reportqa.index import read_manifest

QUESTIONS: Sequence[Mapping[str, object]] = (
    {
        "id": "lead",
        "question": "Who was the lead inspector?",
        "type": "who",
        "split": "dev",
        "relevant": [{"report": "wirral-2016.txt", "quote": "Lead inspector: Shirley Bailey"}],
    },
    {
        "id": "wrong",
        "question": "Who was the lead inspector?",
        "type": "fact",
        "split": "test",
        "relevant": [{"quote": "705 children were being looked after", "page": 6}],
    },
    {"id": "far", "question": "Which moon is the largest?", "unanswerable": "off_topic"},
)
LEXICAL = ("--stages", "lexical")

Eval = Callable[..., tuple[int, str, str]]


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    lines = "".join(f"{json.dumps(one)}\n" for one in QUESTIONS)
    path.write_text(lines, encoding="utf-8")
    return path


@pytest.fixture
def evaluated(
    corpus: Path,
    built_index: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Eval:
    """Runs the command in this process; gives exit code, output, and what else was said."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setenv("REPORTQA_CORPUS", str(corpus))
        monkeypatch.setenv("REPORTQA_INDEX", str(built_index))
        capsys.readouterr()
        code = run(["eval", *map(str, arguments)])
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


@pytest.fixture(scope="session")
def schema() -> Any:
    return json.loads((Path(__file__).parent / "eval.schema.json").read_text(encoding="utf-8"))


def test_the_json_is_of_the_promised_shape(evaluated: Eval, gold_file: Path, schema: Any) -> None:
    code, out, _ = evaluated(gold_file, "--format", "json")
    found = json.loads(out)
    jsonschema.validate(found, schema)
    assert code == 0
    assert (found["questions"], found["unanswerable"], found["split"]) == (2, 1, "all")
    assert found["unmatched_quotes"] == []
    assert found["near_miss_auroc"] is None
    assert found["off_topic_auroc"] is not None
    assert found["measures"]["Success@1"] == 0.5
    assert found["by_type"]["who"]["Success@1"] == 1
    assert (found["answer_sentence"], found["citation_page"]) == (1, None)


def test_failures_are_listed_with_what_was_found(
    evaluated: Eval, gold_file: Path, schema: Any
) -> None:
    code, out, _ = evaluated(gold_file, *LEXICAL, "--failures")
    assert code == 0
    assert out.startswith("wrong  Who was the lead inspector?\n    wanted  p. 6: 705 children")
    assert "found   Ofsted, Wirral, 20 September 2016" in out
    assert out.endswith("1 of 2 first hits are wrong.\n")
    found = json.loads(evaluated(gold_file, *LEXICAL, "--failures", "-f", "json")[1])
    jsonschema.validate(found, schema)
    assert [one["id"] for one in found["failures"]] == ["wrong"]


def test_every_form_is_written(evaluated: Eval, gold_file: Path) -> None:
    outs = {
        form: evaluated(gold_file, *LEXICAL, "--format", form)[1]
        for form in ("text", "markdown", "csv", "html", "jsonl")
    }
    assert outs["text"].splitlines()[1].split()[:3] == ["all", "2", "0.500"]
    assert "| all | 2 | 0.500 |" in outs["markdown"]
    rows = list(csv.DictReader(io.StringIO(outs["csv"])))
    assert {"type": "all", "figure": "Success@1", "value": "0.500000"}.items() <= rows[0].items()
    assert outs["html"].startswith("<!doctype html>")
    assert json.loads(outs["jsonl"])["stages"] == ["lexical"]


def test_a_split_may_be_chosen(evaluated: Eval, gold_file: Path) -> None:
    found = json.loads(evaluated(gold_file, *LEXICAL, "--split", "dev", "-f", "json")[1])
    assert (found["questions"], found["unanswerable"], found["split"]) == (1, 0, "dev")


def test_overlap_is_shown_without_asking(evaluated: Eval, gold_file: Path) -> None:
    code, out, said = evaluated(gold_file, "--overlap", "--format", "csv")
    rows = {row["type"]: row for row in csv.DictReader(io.StringIO(out))}
    assert code == 0
    assert "Asking" not in said
    assert (rows["who"]["paraphrases"], rows["fact"]["paraphrases"]) == ("0", "1")
    assert (rows["all"]["questions"], rows["all"]["share"]) == ("2", "0.500")


def test_bounds_that_are_not_kept_fail(evaluated: Eval, gold_file: Path) -> None:
    keep, fail = ("--require", "Success@1>=.5"), ("--require", "RR@10>.99")
    assert evaluated(gold_file, *LEXICAL, *keep)[0] == 0
    code, out, said = evaluated(gold_file, *LEXICAL, *keep, *fail)
    assert code == 1
    assert out
    assert "Not kept: RR@10>0.99: it is 0." in said
    assert "Success@1" not in said
    nothing = evaluated(gold_file, *LEXICAL, "--require", "near_miss_auroc>.5")
    assert nothing[0] == 1
    assert "there was nothing to measure" in nothing[2]


def test_a_quote_that_matches_nothing_is_said_and_listed(evaluated: Eval, tmp_path: Path) -> None:
    line = {"id": "q", "question": "Who?", "relevant": [{"quote": "no such words"}]}
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    code, out, said = evaluated(path, *LEXICAL, "-f", "json")
    assert code == 0
    assert json.loads(out)["unmatched_quotes"] == [
        {"id": "q", "report": None, "quote": "no such words"}
    ]
    assert "No passage holds a quote of q: no such words" in said


def test_a_report_that_is_not_there_is_named_once_with_what_is_near(
    evaluated: Eval, tmp_path: Path
) -> None:
    quotes = [{"quote": quote, "report": "wiral-2016"} for quote in ("care leavers", "Who?")]
    lines = [json.dumps({"id": name, "question": "Who?", "relevant": quotes}) for name in "ab"]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    code, out, said = evaluated(path, *LEXICAL)
    assert code == 0
    assert said.count("There is no report 'wiral-2016'") == 1
    assert "which 4 quotes should stand in (a, b)" in said
    assert "Reports, nearest first: 'wirral-2016'." in said
    assert "No passage holds" not in said + out


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "name either gold questions or a collection"),
        (["{gold}", "--beir", "{tmp}"], "name either gold questions or a collection"),
        (["{tmp}/missing.jsonl"], "missing.jsonl' cannot be read"),
        (["{gold}", "--require", "Success@1"], "is no requirement"),
        (["{gold}", "--stages", "magic"], "there is no stage 'magic'"),
        (["{gold}", "--split", "train"], "'train' is not one of"),
        (["{gold}", "--report", "leeds", *LEXICAL], "there is no report 'leeds'"),
        (["--beir", "{tmp}"], "corpus.jsonl' cannot be read"),
    ],
)
def test_misuse_is_told_in_two_lines(
    evaluated: Eval, gold_file: Path, tmp_path: Path, arguments: list[str], problem: str
) -> None:
    filled = [one.format(gold=gold_file, tmp=tmp_path) for one in arguments]
    code, out, said = evaluated(*filled)
    assert (code, out) == (2, "")
    assert problem in said
    assert "Traceback" not in said


def test_another_model_gets_an_index_of_its_own(
    evaluated: Eval, tmp_path: Path, built_index: Path
) -> None:
    """The model's own folder goes by another name than its preset: to the index, another model."""
    from reportqa.encoding import find_weights

    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "leeds.txt").write_text("1. Visits are late.\n\n2. Plans drift.\n", encoding="utf-8")
    gold = tmp_path / "gold.jsonl"
    line = {"id": "q", "question": "What of plans?", "relevant": [{"quote": "Plans drift"}]}
    gold.write_text(json.dumps(line), encoding="utf-8")
    before = read_manifest(built_index)
    other = find_weights("small").folder
    code, out, said = evaluated(gold, "--corpus", corpus, "--model", other, "-f", "json")
    assert code == 0
    assert json.loads(out)["measures"]["Success@1"] == 1
    assert "building one with" in said
    assert read_manifest(built_index) == before

    place = tmp_path / "index"
    arguments = (gold, "--corpus", corpus, "--index", place, "--model", "small", "-f", "json")
    assert evaluated(*arguments)[0] == 0
    assert [report.id for report in read_manifest(place).reports] == ["leeds"]
    assert "building" not in evaluated(*arguments)[2].lower()


def test_a_collection_is_asked_through_an_index_of_its_own(
    evaluated: Eval, tmp_path: Path, built_index: Path
) -> None:
    folder = tmp_path / "animals"
    (folder / "qrels").mkdir(parents=True)
    documents = [{"_id": "cats", "text": "A cat sleeps."}, {"_id": "bees", "text": "A bee dances."}]
    lines = "\n".join(map(json.dumps, documents))
    (folder / "corpus.jsonl").write_text(lines, encoding="utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "What do bees do?"}')
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\tbees\t1\n")
    before = read_manifest(built_index)
    named = ("--beir", folder, "--model", "small")
    found = json.loads(evaluated(*named, "-f", "json")[1])
    assert (found["questions"], found["measures"]["RR@10"], found["model"]) == (1, 1, "small")
    assert read_manifest(built_index) == before  # the index of the environment is not its own
    assert "1 of 1" not in evaluated(*named, "--failures", "--index", tmp_path / "i")[1]
    assert [report.id for report in read_manifest(tmp_path / "i").reports] == ["animals"]
    code, _, said = evaluated(*named, "--index", built_index)
    assert code == 2
    assert "is of 'wirral-2016', not of 'animals'" in said
