"""``eval`` with runs, judgements and grids, and ``compare``: as an evaluator uses them."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import pytrec_eval

from reportqa.cli.app import run
from reportqa.evaluation import GoldQuestion, of_split

from .conftest import GOLD

EVERY = 12
NAMES = {"Success@1": "success_1", "R@10": "recall_10", "nDCG@10": "ndcg_cut_10"}

Reportqa = Callable[..., tuple[int, str, str]]


@pytest.fixture
def reportqa(
    corpus: Path,
    built_index: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Reportqa:
    """Runs a command in this process; gives exit code, output, and what else was said."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setenv("REPORTQA_CORPUS", str(corpus))
        monkeypatch.setenv("REPORTQA_INDEX", str(built_index))
        capsys.readouterr()
        code = run([*map(str, arguments)])
        written = capsys.readouterr()
        return code, written.out, written.err

    return call


@pytest.fixture
def some_gold(gold: tuple[GoldQuestion, ...], tmp_path: Path) -> Path:
    """Some of the dev questions, unanswerable ones among them."""
    wanted = {question.id for question in of_split(gold, "dev")[::EVERY]}
    lines = GOLD.read_text("utf-8").splitlines(keepends=True)
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(one for one in lines if json.loads(one)["id"] in wanted), "utf-8")
    return path


def without_times(text: str) -> Any:
    found = json.loads(text)
    for summary in (found, *found["by_type"].values()):
        summary.pop("latency_ms")
    return found


class TestASavedRun:
    def test_scores_as_it_did_when_it_was_asked_and_as_pytrec_eval_scores_it(
        self, reportqa: Reportqa, some_gold: Path, tmp_path: Path
    ) -> None:
        name, judged = tmp_path / "ours", tmp_path / "ours.qrels"
        form = ("--format", "json")
        code, out, _ = reportqa(
            "eval", some_gold, *form, "--save-run", name, "--save-qrels", judged
        )
        assert code == 0
        asked = without_times(out)
        scored = reportqa("eval", some_gold, *form, "--run", tmp_path / "ours.run")[1]
        assert without_times(scored) == asked
        alone = json.loads(reportqa("eval", "--qrels", judged, *form, "--run", f"{name}.run")[1])
        assert alone["measures"] == asked["measures"]

        grades: dict[str, dict[str, int]] = {}
        for line in judged.read_text("utf-8").splitlines():
            query, _, document, grade = line.split(" ")
            grades.setdefault(query, {})[document] = int(grade)
        rankings: dict[str, dict[str, float]] = {}
        for line in (tmp_path / "ours.run").read_text("utf-8").splitlines():
            query, q0, document, rank, score, tag = line.split(" ")
            assert (q0, tag) == ("Q0", "ours")
            assert int(rank) == len(rankings.setdefault(query, {})) + 1
            assert float(score) < min(rankings[query].values(), default=2)
            rankings[query][document] = float(score)
        theirs = pytrec_eval.RelevanceEvaluator(grades, set(NAMES.values())).evaluate(rankings)
        for ours, their_name in NAMES.items():
            mean = sum(theirs[query][their_name] for query in grades) / len(grades)
            assert asked["measures"][ours] == pytest.approx(mean, abs=1e-6)
        ranks = (
            next((n for n, one in enumerate(rankings[query], 1) if one in grades[query]), 11)
            for query in grades
        )
        by_hand = sum(1 / rank for rank in ranks if rank <= 10) / len(grades)
        assert asked["measures"]["RR@10"] == pytest.approx(by_hand, abs=1e-6)

    def test_says_all_that_made_it(
        self, reportqa: Reportqa, some_gold: Path, tmp_path: Path
    ) -> None:
        options = ("--stages", "lexical,dense", "--weights", "dense=2", "--split", "dev")
        reportqa("eval", some_gold, *options, "--save-run", tmp_path / "r")
        made = json.loads((tmp_path / "r.run.meta.json").read_text("utf-8"))["made"]
        assert made["stages"] == ["lexical", "dense"]
        assert made["weights"] == {"lexical": 0.1, "dense": 2.0}
        assert made["model"]["name"] == "small"
        assert (made["gold"], made["split"], made["depth"]) == ("gold.jsonl", "dev", 100)
        for key in ("corpus", "questions", "gold_sha256"):
            assert re.fullmatch("[0-9a-f]{64}", made[key])
        assert re.fullmatch("[0-9a-f]{64}", made["model"]["fingerprint"])

    def test_that_is_there_is_not_asked_for_in_vain(
        self, reportqa: Reportqa, some_gold: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "r.run").write_text("mine")
        code, out, said = reportqa("eval", some_gold, "--save-run", tmp_path / "r")
        assert (code, out) == (2, "")
        assert "is there already" in said
        assert "Asking" not in said
        assert (tmp_path / "r.run").read_text() == "mine"

    def test_that_was_changed_by_hand_is_told(
        self, reportqa: Reportqa, some_gold: Path, tmp_path: Path
    ) -> None:
        reportqa("eval", some_gold, "--stages", "lexical", "--save-run", tmp_path / "r")
        with (tmp_path / "r.run").open("a") as file:
            file.write("mine Q0 wirral-2016:26 1 1 mine\n")
        code, _, said = reportqa("eval", some_gold, "--run", tmp_path / "r.run")
        assert code == 2
        assert "was changed after it was saved" in said


class TestJudgementsOfOthers:
    def test_are_what_questions_are_asked_against(self, reportqa: Reportqa, tmp_path: Path) -> None:
        questions = tmp_path / "questions.txt"
        questions.write_text("Who was the lead inspector?\nWhich moon is largest?\n", "utf-8")
        judged = tmp_path / "j.qrels"
        judged.write_text("q1 0 wirral-2016:the-inspection-team+1 1\nq1 0 wirral-2016:26 0\n")
        code, out, said = reportqa("eval", questions, "--qrels", judged, "-f", "json")
        found = json.loads(out)
        assert code == 0
        assert (found["questions"], found["measures"]["Success@10"]) == (1, 1)
        assert 0.1 <= found["judged@10"] <= 0.2
        assert "Questions left out, since no judged passage answers them: 1." in said

    @pytest.mark.parametrize(
        ("run_text", "qrels_text", "problem"),
        [
            ("q1 Q0 a 1 1 t\n", "q1 0 a one\n", "j.qrels', line 1: this is no judgement"),
            ("q1 Q0 a 1 nan t\n", "q1 0 a 1\n", "r.run', line 1: 'nan' is no score"),
            ("q9 Q0 a 1 1 t\n", "q1 0 a 1\n", "r.run' has none of the questions"),
            ("q1 Q0 a 1 1 t\n", "q1 0 a 0\n", "the judgements answer none of the questions"),
        ],
    )
    def test_that_are_malformed_are_told_in_two_lines(
        self, reportqa: Reportqa, tmp_path: Path, run_text: str, qrels_text: str, problem: str
    ) -> None:
        (tmp_path / "r.run").write_text(run_text)
        (tmp_path / "j.qrels").write_text(qrels_text)
        where = ("--run", tmp_path / "r.run", "--qrels", tmp_path / "j.qrels")
        code, out, said = reportqa("eval", *where)
        assert (code, out) == (2, "")
        assert problem in said
        assert len(said.splitlines()) == 2

    def test_alone_cannot_be_asked(self, reportqa: Reportqa, tmp_path: Path) -> None:
        (tmp_path / "j.qrels").write_text("q1 0 a 1\n")
        code, _, said = reportqa("eval", "--qrels", tmp_path / "j.qrels")
        assert code == 2
        assert "no questions to ask" in said


class TestACollection:
    def test_keeps_its_own_names_in_the_files_it_leaves(
        self, reportqa: Reportqa, tmp_path: Path
    ) -> None:
        folder = tmp_path / "animals"
        (folder / "qrels").mkdir(parents=True)
        documents = [
            {"_id": "cats", "text": "A cat sleeps."},
            {"_id": "bees", "text": "Bees dance."},
        ]
        (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)))
        (folder / "queries.jsonl").write_text('{"_id": "q", "text": "What do bees do?"}')
        qrels = "query-id\tcorpus-id\tscore\nq\tbees\t1\nq\tcats\t0\n"
        (folder / "qrels" / "test.tsv").write_text(qrels)
        kept = ("--save-run", tmp_path / "r", "--save-qrels", tmp_path / "j.tsv")
        assert reportqa("eval", "--beir", folder, "--model", "small", *kept)[0] == 0
        assert (tmp_path / "r.run").read_text().startswith("q Q0 bees 1 ")
        assert sorted((tmp_path / "j.tsv").read_text().splitlines()) == sorted(qrels.splitlines())
        scored = reportqa("eval", "--beir", folder, "--run", tmp_path / "r.run", "-f", "json")
        found = json.loads(scored[1])
        assert (found["measures"]["RR@10"], found["judged@10"]) == (1, 1)
        assert "Encoding" not in scored[2]


@pytest.fixture
def two_runs(reportqa: Reportqa, some_gold: Path, tmp_path: Path) -> list[Path]:
    for stages in ("lexical", "late"):
        reportqa("eval", some_gold, "--stages", stages, "--save-run", tmp_path / stages)
    return [tmp_path / "lexical.run", tmp_path / "late.run"]


class TestCompare:
    def test_is_written_in_every_form(
        self, reportqa: Reportqa, some_gold: Path, two_runs: list[Path]
    ) -> None:
        def given(form: str) -> str:
            code, out, _ = reportqa("compare", *two_runs, "--gold", some_gold, "--format", form)
            assert code == 0
            return out

        text = given("text")
        assert re.search(
            r"^late +RR@10 +\+0\.\d{3} +[+-]0\.\d{3} to \+0\.\d{3} +0\.\d{4}", text, re.M
        )
        assert "late against lexical, RR@10: +0." in text
        assert "Questions that moved most from lexical to late (RR@10)" in text
        assert re.search(r"^    late +answer at 1; wirral-2016:", text, re.M)
        found = json.loads(given("json"))
        contrast = found["contrasts"][0]
        difference = contrast["differences"]["RR@10"]
        means = [found["runs"][name]["measures"]["RR@10"] for name in ("lexical", "late")]
        assert difference["value"] == pytest.approx(means[1] - means[0], abs=2e-6)
        assert sum(difference[one] for one in ("wins", "ties", "losses")) == found["questions"]
        assert contrast["moved"][0]["run"]["passages"][0]["text"]
        assert json.loads(given("jsonl")) == found
        rows = list(csv.DictReader(io.StringIO(given("csv"))))
        (row,) = (
            r for r in rows if (r["run"], r["measure"], r["type"]) == ("late", "RR@10", "all")
        )
        assert float(row["difference"].lstrip("'")) == pytest.approx(difference["value"])
        assert "| late | RR@10 | +0." in given("markdown").replace("\\", "")
        html = given("html")
        assert html.startswith("<!doctype html>")
        assert html.count("<h2>") == 4

    def test_of_a_run_with_itself_finds_no_difference(
        self, reportqa: Reportqa, two_runs: list[Path], some_gold: Path, tmp_path: Path
    ) -> None:
        twin = tmp_path / "twin.run"
        twin.write_bytes(two_runs[0].read_bytes())
        code, out, _ = reportqa("compare", two_runs[0], twin, "--gold", some_gold)
        assert code == 0
        assert "twin against lexical, RR@10: +0.000 (+0.000 to +0.000): no difference." in out

    def test_needs_no_index_where_judgements_say_what_answers(
        self, reportqa: Reportqa, tmp_path: Path
    ) -> None:
        (tmp_path / "j").write_text("".join(f"q{n} 0 a 1\n" for n in range(6)))
        (tmp_path / "x").write_text("".join(f"q{n} Q0 a 1 1 x\n" for n in range(6)))
        (tmp_path / "y").write_text("".join(f"q{n} Q0 b 1 1 y\n" for n in range(5)))
        where = ("--qrels", tmp_path / "j", "--index", tmp_path / "none")
        code, out, _ = reportqa("compare", tmp_path / "y", tmp_path / "x", *where)
        assert code == 0
        assert "y lacks 1 of the questions; they count as failures." in out
        assert "x against y, RR@10: +1.000 (+1.000 to +1.000): more than noise (p = 0.0312)" in out

    @pytest.mark.parametrize(
        ("arguments", "problem"),
        [
            (["{x}", "--qrels", "{j}"], "there is one run"),
            (["{x}", "{x}", "--qrels", "{j}"], "one run was named twice"),
            (["{x}", "{j}"], "name either gold questions or a collection"),
            (["{x}", "{x}", "--qrels", "{j}", "--measure", "MAP"], "there is no measure 'MAP'"),
            (["{x}", "{j}", "--qrels", "{j}"], "this has 4 columns, a run has 6"),
        ],
    )
    def test_that_is_misused_is_told(
        self, reportqa: Reportqa, tmp_path: Path, arguments: list[str], problem: str
    ) -> None:
        (tmp_path / "j").write_text("q 0 a 1\n")
        (tmp_path / "x").write_text("q Q0 a 1 1 x\n")
        filled = (one.format(x=tmp_path / "x", j=tmp_path / "j") for one in arguments)
        code, out, said = reportqa("compare", *filled)
        assert (code, out) == (2, "")
        assert problem in said


class TestAGrid:
    def test_ends_in_a_comparison_and_is_not_asked_twice(
        self, reportqa: Reportqa, some_gold: Path, tmp_path: Path
    ) -> None:
        grid = tmp_path / "grid.toml"
        grid.write_text(
            '[grid]\nstages = ["lexical", "dense,late"]\n'
            '[[variant]]\nname = "even"\nstages = "dense,late"\nweights = "dense=1,late=1"\n'
        )
        command = ("eval", some_gold, "--grid", grid, "--runs", tmp_path / "runs", "-f", "json")
        code, out, said = reportqa(*command)
        assert code == 0
        found = json.loads(out)
        assert list(found["runs"]) == ["lexical", "dense,late", "even"]
        assert found["baseline"] == "lexical"
        assert "Variant 3 of 3, even: asking" in said

        (tmp_path / "runs" / "even.run.meta.json").unlink()  # as if it had been interrupted here
        code, again, said = reportqa(*command)
        assert code == 0
        assert json.loads(again) == found
        assert "Variant 1 of 3, lexical: its run is there already." in said
        assert "Variant 3 of 3, even: asking" in said

        grid.write_text(grid.read_text().replace("late=1", "late=2"))
        said = reportqa(*command)[2]
        assert "Variant 2 of 3, dense,late: its run is there already." in said
        assert "Variant 3 of 3, even: asking" in said

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("[grid", "is not TOML"),
            ("", "names no variant"),
            ('[grid]\nstages = "late"', "'stages' is no list of values"),
            ('[grid]\nstages = ["late", 3]', "'stages' cannot be 3"),
            ('[grid]\ncolour = ["red"]', "there is no setting 'colour'"),
            ('[[variants]]\nstages = "late"', "unknown part 'variants'"),
            ('[[variant]]\nlayer = "6"', "variant 1: 'layer' cannot be"),
            ('[[variant]]\nstages = "late"\n' * 2, "two variants go by 'late'"),
            ('[[variant]]\nstages = "late"', "names one variant"),
            ('[[variant]]\nstages = "late"\n[[variant]]\nstages = "magic"', "no stage 'magic'"),
            ('[grid]\nstages=["late"]\nweights=["late=1","late=x"]', "'late=x' are no weights"),
            ('[grid]\nstages=["late"]\nweights=["late=1","dense=-1"]', "cannot be -1"),
        ],
    )
    def test_that_is_malformed_is_told_before_anything_is_asked(
        self, reportqa: Reportqa, some_gold: Path, tmp_path: Path, text: str, problem: str
    ) -> None:
        grid = tmp_path / "grid.toml"
        grid.write_text(text)
        code, out, said = reportqa("eval", some_gold, "--grid", grid, "--runs", tmp_path / "runs")
        assert (code, out) == (2, "")
        assert problem in said
        assert "asking" not in said

    def test_goes_with_no_option_that_it_names_itself(
        self, reportqa: Reportqa, some_gold: Path, tmp_path: Path
    ) -> None:
        code, _, said = reportqa(
            "eval", some_gold, "--grid", tmp_path / "g", "--save-run", tmp_path / "r"
        )
        assert code == 2
        assert "--save-run and --grid do not go together" in said
