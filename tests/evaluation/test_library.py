"""The package in Python: what its documentation shows, run as it stands there."""

import json
import re
import textwrap
from pathlib import Path

import pytest

import reportqa
from reportqa.evaluation import GoldQuestion, of_split


def test_the_examples_of_the_package_run(
    built_index: Path,
    corpus: Path,
    gold: tuple[GoldQuestion, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    questions = [one for one in of_split(gold, "dev") if not one.unanswerable][:5]
    rows = (
        {"id": q.id, "question": q.question, "relevant": [{"quote": q.relevant[0].quote}]}
        for q in questions
    )
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    (tmp_path / "theirs.run").write_text(f"{questions[0].id} Q0 wirral-2016:26 1 3.5 theirs\n")
    # The corpus and its index are there already: building again finds nothing to do.
    (tmp_path / "corpus").symlink_to(corpus, target_is_directory=True)
    (tmp_path / "index").symlink_to(built_index, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    assert reportqa.__doc__ is not None
    blocks = re.findall(r"(?:^    .*\n|^\n)+", reportqa.__doc__, re.MULTILINE)
    code = "\n".join(textwrap.dedent(block) for block in blocks if block.strip())
    spoken: dict[str, object] = {}
    try:
        exec(code, spoken)  # noqa: S102 - our own documentation
    finally:
        spoken["index"].close()  # type: ignore[attr-defined]
    out = capsys.readouterr().out
    assert "Ofsted, Wirral, 20 September 2016" in out
    assert out.count("Estimate(value=") == 2


def test_every_name_of_the_package_is_there() -> None:
    for name in reportqa.__all__:
        assert callable(getattr(reportqa, name))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        reportqa.nonsense  # noqa: B018
