"""Reading gold questions, and what is said of malformed ones."""

import json
from pathlib import Path

import pytest

from reportqa.errors import UsageError
from reportqa.evaluation import GoldQuestion, Relevant, of_split, read_gold

GOOD = {"id": "a", "question": "Who leads it?", "relevant": [{"quote": "the director"}]}


def written(path: Path, content: bytes) -> Path:
    file = path / "gold.jsonl"
    file.write_bytes(content)
    return file


def test_every_field_is_read(tmp_path: Path) -> None:
    line = {
        **GOOD,
        "type": "who",
        "answer": "the director",
        "split": "dev",
        "filter": {"report": "leeds-2018"},
        "style": "plain",
        "relevant": [
            {"report": "r", "quote": "the director", "number": "26", "page": 13, "grade": 1}
        ],
    }
    assert read_gold(written(tmp_path, json.dumps(line).encode())) == (
        GoldQuestion(
            id="a",
            question="Who leads it?",
            type="who",
            answer="the director",
            split="dev",
            report="leeds-2018",
            relevant=(Relevant("the director", "r", "26", 13, 1),),
            others={"style": "plain"},
        ),
    )


def test_what_may_be_missing_is(tmp_path: Path) -> None:
    [question] = read_gold(written(tmp_path, json.dumps(GOOD).encode()))
    assert question.relevant == (Relevant("the director", None, None, None, 2),)
    assert (question.type, question.split, question.unanswerable) == (None, None, None)


@pytest.mark.parametrize(
    ("written_as", "read_as"),
    [(False, None), (None, None), (True, "near_miss")]
    + [(kind, kind) for kind in ("near_miss", "off_topic")],
)
def test_unanswerable_has_several_spellings(
    tmp_path: Path, written_as: object, read_as: str | None
) -> None:
    line = {**GOOD, "unanswerable": written_as}
    assert read_gold(written(tmp_path, json.dumps(line).encode()))[0].unanswerable == read_as


def test_a_number_may_be_written_as_one(tmp_path: Path) -> None:
    line = {**GOOD, "relevant": [{"quote": "x", "number": 26}]}
    assert read_gold(written(tmp_path, json.dumps(line).encode()))[0].relevant[0].number == "26"


def test_windows_files_are_read(tmp_path: Path) -> None:
    second = {**GOOD, "id": "b", "question": "Why ‘slow’?\u2028"}
    lines = [json.dumps(GOOD), "", json.dumps(second, ensure_ascii=False), ""]
    file = written(tmp_path, b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert [question.id for question in read_gold(file)] == ["a", "b"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"id": None}, "there is no 'id'"),
        ({"id": 7}, "'id' is no text: 7"),
        ({"question": "  "}, "there is no 'question'"),
        ({"question": ["Who?"]}, "'question' is no text"),
        ({"type": 3}, "'type' is no text: 3"),
        ({"unanswerable": "maybe"}, "'unanswerable' cannot be \"maybe\""),
        ({"unanswerable": 1}, "'unanswerable' cannot be 1"),
        ({"split": "train"}, "'split' cannot be \"train\""),
        ({"filter": "leeds"}, "'filter' cannot be \"leeds\""),
        ({"filter": {"page": 3}}, "'filter' cannot be"),
        ({"relevant": []}, "nothing answers this question"),
        ({"relevant": "the director"}, "'relevant' is no list of objects"),
        ({"relevant": ["the director"]}, "'relevant' is no list of objects"),
        ({"relevant": [{}]}, "there is no 'quote'"),
        ({"relevant": [{"quote": "x", "grade": 3}]}, "'grade' cannot be 3"),
        ({"relevant": [{"quote": "x", "grade": True}]}, "'grade' cannot be true"),
        ({"relevant": [{"quote": "x", "page": "13"}]}, "'page' is no page: \"13\""),
        ({"relevant": [{"quote": "x", "page": 0}]}, "'page' is no page: 0"),
        ({"relevant": [{"quote": "x", "report": 1}]}, "'report' is no text: 1"),
    ],
)
def test_a_malformed_line_is_named_with_its_mend(
    tmp_path: Path, change: dict[str, object], problem: str
) -> None:
    lines = [json.dumps(GOOD), json.dumps({**GOOD, "id": "b", **change})]
    with pytest.raises(UsageError) as caught:
        read_gold(written(tmp_path, "\n".join(lines).encode()))
    assert f"gold.jsonl', line 2: {problem}" in caught.value.problem
    assert caught.value.mend
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"id": "b", "question": "Who?"', "this is not JSON: Expecting ',' delimiter at column"),
        (b"[1, 2]", "this is no JSON object: [1, 2]"),
        (b'{"id": "\xff"}', "this is not UTF-8"),
        (b"[" * 100_000, "this is nested too deeply"),
        (json.dumps({**GOOD, "id": "q5"}).encode(), "the id 'q5' was used before"),
    ],
)
def test_line_173_is_named(tmp_path: Path, line: bytes, problem: str) -> None:
    lines = [json.dumps({**GOOD, "id": f"q{number}"}).encode() for number in range(172)]
    with pytest.raises(UsageError, match="line 173") as caught:
        read_gold(written(tmp_path, b"\n".join([*lines, line])))
    assert problem in caught.value.problem


def test_an_empty_or_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no question"):
        read_gold(written(tmp_path, b"\r\n\r\n"))
    with pytest.raises(UsageError, match="cannot be read"):
        read_gold(tmp_path / "missing.jsonl")


def test_a_split_without_questions_is_told() -> None:
    with pytest.raises(UsageError, match="no question belongs to the split 'test'"):
        of_split([GoldQuestion("a", "Who?", split="dev")], "test")
