"""``reportqa judge``: at a real terminal, killed, resumed; and what comes of it."""

import json
import re
from pathlib import Path

import pytest

from reportqa.cli.app import run
from reportqa.errors import UsageError
from reportqa.evaluation import (
    Answered,
    GoldQuestion,
    Judging,
    Pooled,
    Ranked,
    Run,
    begin,
    pool,
    read_gold,
    read_grades,
    relevance_in,
)
from reportqa.index import open_index
from tests.cli.test_terminal import Terminal

PROMPT = "q pause:"
QUESTIONS = "Who was the lead inspector?\nWhy are strategy meetings delayed?\n"


@pytest.fixture(autouse=True)
def _here(built_index: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTQA_INDEX", str(built_index))
    monkeypatch.setenv("REPORTQA_CORPUS", str(corpus))
    monkeypatch.chdir(tmp_path)
    Path("questions.txt").write_text(QUESTIONS, "utf-8")


def grades() -> list[int]:
    found, _ = read_grades(Path("questions.judgements.jsonl"))
    return [grade for of in found.values() for grade in of.values()]


class Desk(Terminal):
    """A terminal at which passages are judged; says how many were judged when one shows."""

    def __init__(self, *options: str) -> None:
        given = ["judge", "questions.txt", "--stages", "lexical", "--depth", "3", *options]
        super().__init__(given)

    def shows(self, judged: int, of: int = 6) -> None:
        self.until(f"{judged} of {of} judged in all")
        self.until(PROMPT)


class TestAtTheTerminal:
    def test_keys_grade_skip_and_take_back(self) -> None:
        desk = Desk()
        desk.until("Question 1 of 2: Who was the lead inspector?")
        desk.shows(0)
        desk.press("2")
        desk.shows(1)
        desk.press("x7 0")  # what means nothing here does nothing
        desk.shows(2)
        desk.press("u")
        desk.shows(1)
        desk.press("1")
        desk.shows(2)
        desk.press("s")
        desk.until("Question 2 of 2: Why are strategy meetings delayed?")
        desk.shows(2)
        desk.press("q")
        assert desk.ended() == 1
        assert "Judged 2 of 6 passages" in desk.shown
        assert "Traceback" not in desk.text
        assert grades() == [2, 1]

    @pytest.mark.parametrize("end", ["killed", "interrupted", "terminal closed"])
    def test_nothing_is_lost_however_it_ends(self, end: str) -> None:
        desk = Desk()
        for judged, key in enumerate("201"):
            desk.shows(judged)
            desk.press(key)
        desk.shows(3)
        if end == "killed":
            desk.kill()
        elif end == "interrupted":
            desk.press("\x03")
            assert desk.ended() == 130
        else:
            desk.close()
        assert grades() == [2, 0, 1]
        again = Desk()
        again.until("Going on: 3 of 6 passages are judged.")
        again.until("Question 2 of 2")
        for judged in range(3, 6):
            again.shows(judged)
            again.press("0")
        assert again.ended() == 0
        assert grades() == [2, 0, 1, 0, 0, 0]

    def test_a_key_that_is_held_down_grades_no_passage_unread(self) -> None:
        desk = Desk()
        desk.shows(0)
        desk.press("2222")
        desk.shows(1)
        desk.press("0")
        desk.shows(2)
        desk.press("q")
        desk.ended()
        assert grades() == [2, 0]

    def test_a_line_that_was_cut_short_is_cut_off(self) -> None:
        desk = Desk()
        desk.shows(0)
        desk.press("2")
        desk.shows(1)
        desk.kill()
        with Path("questions.judgements.jsonl").open("a") as file:
            file.write('{"judged": "q1", "pass')
        again = Desk()
        again.shows(1)
        again.press("1")
        again.shows(2)
        again.press("q")
        assert again.ended() == 1
        assert grades() == [2, 1]

    def test_is_blind(self) -> None:
        desk = Desk("--stages", "dense")
        desk.until(PROMPT)
        desk.press("q")
        desk.ended()
        assert not re.search("lexical|dense|score|rank", desk.shown.partition("Question 1")[2])

    def test_two_cannot_judge_into_one_file(self) -> None:
        desk = Desk()
        desk.shows(0)
        other = Desk()
        assert other.ended() == 2
        assert "'questions.judgements.jsonl' is being judged already" in other.shown
        desk.press("q")
        desk.ended()

    def test_what_comes_of_it_is_gold_that_scores_a_run(
        self, built_index: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        desk = Desk()
        for judged, key in enumerate("021000"):
            desk.shows(judged)
            desk.press(key)
        assert desk.ended() == 0
        assert "an answer was found to: 1 of 2" in desk.shown.replace("\n", " ")
        [question] = read_gold(Path("questions.gold.jsonl"))
        judged_by, _ = read_grades(Path("questions.judgements.jsonl"))
        with open_index(built_index) as index:
            relevance = relevance_in(index, [question])
        assert relevance.judgements()["q1"] == judged_by["q1"]
        assert read_grades(Path("questions.qrels"))[0] == judged_by
        capsys.readouterr()
        assert run(["eval", "questions.gold.jsonl", "--stages", "lexical", "-f", "json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["judged@10"] == pytest.approx(0.3)
        assert found["measures"]["Success@3"] == 1


class TestOffTheTerminal:
    def failed(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
        assert run(["judge", *arguments]) == 2
        written = capsys.readouterr()
        assert written.out == ""
        return written.err

    def test_it_says_what_it_needs(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert "no questions were named" in self.failed(capsys)
        assert "judging needs a terminal" in self.failed(capsys, "questions.txt")

    def test_two_judges_are_compared(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("anna.qrels").write_text("q1 0 a 2\nq1 0 b 0\nq1 0 c 1\n")
        Path("ben.qrels").write_text("q1 0 a 2\nq1 0 b 2\nq2 0 c 1\n")
        files = ("judge", "--agreement", "anna.qrels", "ben.qrels")
        assert run([*files, "--format", "json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["both"], found["only_first"], found["only_second"]) == (2, 1, 1)
        assert found["kappa"] == 0
        assert [one["passage"] for one in found["disagreements"]] == ["b"]
        for form in ("text", "markdown", "html", "csv", "jsonl"):
            assert run([*files, "--format", form]) == 0
            assert "b" in capsys.readouterr().out

    def test_judges_that_cannot_be_compared_are_told(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Path("anna.qrels").write_text("q1 0 a 2\n")
        Path("ben.qrels").write_text("q2 0 a 2\n")
        said = self.failed(capsys, "--agreement", "anna.qrels", "ben.qrels")
        assert "no judgement in common" in said
        assert "cannot be read" in self.failed(capsys, "--agreement", "anna.qrels", "none")


def a_run(**rankings: str) -> Run:
    return Run(
        {
            question: Answered(tuple(Ranked(one, 1.0) for one in found))
            for question, found in rankings.items()
        },
        hashes={name: f"hash of {name}" for found in rankings.values() for name in found},
    )


class TestAPool:
    runs = (a_run(q="abcdef", p="ab"), a_run(q="fedcba"))
    questions = (GoldQuestion("q", "?"), GoldQuestion("p", "?"))

    def test_is_the_union_of_the_best_of_each_run(self) -> None:
        q, p = pool(self.questions, self.runs, depth=2, seed=1)
        assert {name for name, _ in q.passages} == set("abef")
        assert dict(p.passages) == {"a": "hash of a", "b": "hash of b"}

    def test_has_an_order_that_depends_on_the_seed_alone(self) -> None:
        orders = {
            tuple(pool(self.questions, runs, depth=6, seed=seed)[0].passages)
            for runs in (self.runs, self.runs[::-1])
            for seed in (1, 1, 2, 3)
        }
        assert len(orders) == 3


POOLS = (Pooled(GoldQuestion("q", "Who?", "who", others={"by": "me"}), (("a", "1"), ("b", "2"))),)


class TestAFileOfJudgements:
    def test_gives_the_questions_back_as_they_were(self) -> None:
        begin(Path("j.jsonl"), POOLS, {"seed": 1})
        with Judging(Path("j.jsonl")) as judging:
            assert judging.pools == POOLS
            assert (judging.count, judging.size) == (0, 2)
            assert judging.undo() is None

    def test_is_never_begun_over_another(self) -> None:
        begin(Path("j.jsonl"), POOLS, {})
        with pytest.raises(UsageError, match="is there already"):
            begin(Path("j.jsonl"), POOLS, {})

    def test_remembers_what_was_taken_back(self) -> None:
        begin(Path("j.jsonl"), POOLS, {})
        with Judging(Path("j.jsonl")) as judging:
            judging.judge("q", "a", 2)
            judging.judge("q", "b", 1)
            assert judging.undo() is not None
        with Judging(Path("j.jsonl")) as judging:
            assert judging.grades == {"q": {"a": 2}}
            assert judging.undo() is not None
            assert judging.grades == {}

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            ("{", "this is not JSON"),
            ('{"judged": "q", "passage": "a", "grade": 3}', "no grade of 0, 1 or 2"),
            ('{"judged": "q", "passage": "a", "grade": true}', "no grade of 0, 1 or 2"),
            ('{"judged": "q", "grade": 1}', "there is no 'passage'"),
            ('{"undone": "q", "passage": "a"}', "was not judged last"),
            ('{"question": {"id": "q"}, "pool": []}', "there is no 'question'"),
            ('{"question": {}, "pool": [["a"]]}', "this is no pool"),
        ],
    )
    def test_that_is_damaged_is_told_with_its_line(self, line: str, problem: str) -> None:
        path = Path("j.jsonl")
        begin(path, POOLS, {})
        with path.open("a") as file:
            file.write(f"{line}\n")
        with pytest.raises(UsageError, match=r"j\.jsonl', line 3: ") as caught:
            Judging(path)
        assert problem in caught.value.problem
        assert caught.value.mend
        with pytest.raises(UsageError, match="line 3"):  # and it is not left locked
            Judging(path)
