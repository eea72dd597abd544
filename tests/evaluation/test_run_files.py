"""Runs and judgements on disk: the field's formats, in and out, and what is said of broken ones."""

import json
import struct
from itertools import pairwise
from pathlib import Path

import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from reportqa.errors import UsageError
from reportqa.evaluation import (
    DEPTH,
    Answered,
    Ranked,
    Run,
    measure_rankings,
    meta_file,
    read_qrels,
    read_run,
    save_qrels,
    save_run,
)
from reportqa.evaluation.trec import falling_scores

RUN = "q1 Q0 a:1 1 2.5 tag\nq1 Q0 a:2 2 1.5 tag\nq2 Q0 a:1 1 9 tag\n"
QRELS = "q1 0 a:1 2\nq1 0 a:2 0\nq2 0 a:3 1\n"


def written(folder: Path, content: str | bytes, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def ids(run: Run, question: str) -> list[str]:
    return [one.passage for one in run.answered[question].ranking]


class TestScores:
    @given(st.lists(st.floats(-1e30, 1e30), max_size=150).map(lambda x: sorted(x, reverse=True)))
    def test_fall_strictly_for_tools_that_compute_in_single_precision(
        self, scores: list[float]
    ) -> None:
        singles = [
            struct.unpack("f", struct.pack("f", float(x)))[0] for x in falling_scores(scores)
        ]
        assert len(singles) == len(scores)
        assert all(a > b for a, b in pairwise(singles))

    def test_keep_what_they_can_of_the_score(self) -> None:
        assert falling_scores([0.75, 0.75, 0.5, 0.0]) == [
            "0.750000",
            "0.749999",
            "0.500000",
            "0.000000",
        ]


NAMES = st.text(
    st.characters(exclude_categories=("Z", "C"), exclude_characters="{["),
    min_size=1,
    max_size=12,
)  # whatever can stand in a column
ANY_NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


def a_run(rankings: dict[str, list[str]]) -> Run:
    """Every score the same: only the order tells the ranks."""
    return Run(
        {
            query: Answered(tuple(Ranked(one, 0.5) for one in found))
            for query, found in rankings.items()
        }
    )


class TestASavedRun:
    @given(
        st.dictionaries(NAMES, st.lists(NAMES, min_size=1, max_size=20, unique=True), min_size=1)
    )
    def test_comes_back_in_its_order_however_its_scores_tie(
        self, tmp_path_factory: pytest.TempPathFactory, rankings: dict[str, list[str]]
    ) -> None:
        path = tmp_path_factory.mktemp("run") / "some.run"
        save_run(a_run(rankings), path)
        found = read_run(path)
        assert {query: ids(found, query) for query in found.answered} == rankings

    @given(
        st.dictionaries(
            ANY_NAMES, st.lists(ANY_NAMES, min_size=1, max_size=20, unique=True), min_size=1
        )
    )
    def test_as_json_holds_any_name(
        self, tmp_path_factory: pytest.TempPathFactory, rankings: dict[str, list[str]]
    ) -> None:
        path = tmp_path_factory.mktemp("run") / "some.json"
        save_run(a_run(rankings), path)
        found = read_run(path)
        assert {query: ids(found, query) for query in found.answered} == rankings

    def test_cannot_hold_white_space_in_columns(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="'two words' cannot stand") as caught:
            save_run(a_run({"q": ["two words"]}), tmp_path / "some.run")
        assert "ranx JSON" in caught.value.mend
        assert list(tmp_path.iterdir()) == []

    def test_is_never_replaced_unasked(self, tmp_path: Path) -> None:
        path = tmp_path / "some.run"
        save_run(a_run({"q": ["a"]}), path)
        with pytest.raises(UsageError, match="is there already"):
            save_run(a_run({"q": ["b"]}), path)
        save_run(a_run({"q": ["b"]}), path, force=True)
        assert ids(read_run(path), "q") == ["b"]

    def test_passages_go_by_the_names_that_their_files_give_them(self, tmp_path: Path) -> None:
        path = tmp_path / "some.run"
        save_run(a_run({"q": ["animals:dog"]}), path, names={"animals:dog": "dog"})
        assert " dog " in path.read_text()
        assert ids(read_run(path, {"dog": "animals:dog"}), "q") == ["animals:dog"]


class TestARunOfAnotherTool:
    def test_is_ordered_as_trec_eval_does(self, tmp_path: Path) -> None:
        """By score in single precision whatever the rank says, ties by falling name."""
        scores = {"a": 1.0, "b": 1.0, "c": 1.00000000001, "é": 1.0, "d": 2.0}
        lines = (f"q Q0 {name} 7 {score!r} t\n" for name, score in scores.items())
        order = ids(read_run(written(tmp_path, "".join(lines))), "q")
        for name in scores:
            theirs = pytrec_eval.RelevanceEvaluator({"q": {name: 1}}, {"recip_rank"})
            rank = round(1 / theirs.evaluate({"q": scores})["q"]["recip_rank"])
            assert order[rank - 1] == name

    def test_is_kept_only_as_deep_as_counts(self, tmp_path: Path) -> None:
        lines = [f"q Q0 d{place} {place + 1} {1000 - place} t\n" for place in range(5 * DEPTH)]
        run = read_run(written(tmp_path, "".join(reversed(lines))))
        assert ids(run, "q") == [f"d{place}" for place in range(DEPTH)]

    def test_says_nothing_of_times_and_probabilities(self, tmp_path: Path) -> None:
        answered = read_run(written(tmp_path, RUN)).answered["q1"]
        assert (answered.probability, answered.seconds, answered.first) == (None, None, None)

    @pytest.mark.parametrize(
        "content",
        [
            RUN.replace("\n", "\r\n"),
            "\ufeff" + RUN,
            RUN.replace(" ", "\t"),
            RUN.replace(" ", "  \t ") + "\n\n",
            json.dumps({"q1": {"a:2": 1.5, "a:1": 2.5}, "q2": {"a:1": 9}}),
            "\ufeff\r\n "
            + json.dumps({"q1": {"a:2": 1.5, "a:1": 2.5}, "q2": {"a:1": 9}}, indent=2),
        ],
    )
    def test_may_be_written_in_many_ways(self, tmp_path: Path, content: str) -> None:
        run = read_run(written(tmp_path, content))
        assert {name: ids(run, name) for name in run.answered} == {
            "q1": ["a:1", "a:2"],
            "q2": ["a:1"],
        }

    @pytest.mark.parametrize(
        ("content", "where", "problem"),
        [
            (RUN + "q3 Q0 a:1 1 0.5\n", "line 4", "this has 5 columns, a run has 6"),
            (RUN + "q3\n", "line 4", "this has 1 column,"),
            (RUN + "q3 Q0 a:1 0.5 1 tag\n", "line 4", "'0.5' is no rank"),
            (RUN + "q3 Q0 a:1 1 NaN tag\n", "line 4", "'NaN' is no score"),
            (RUN + "q3 Q0 a:1 1 -inf tag\n", "line 4", "'-inf' is no score"),
            (RUN + "q3 Q0 a:1 1 1e400 tag\n", "line 4", "'1e400' is no score"),
            (RUN + "q3 Q0 a:1 1 high tag\n", "line 4", "'high' is no score"),
            (RUN + "q2 Q0 a:1 2 1 tag\n", "line 4", "'q2' has 'a:1' twice"),
            (RUN.encode() + b"q3 Q0 \xff 1 1 tag\n", "line 4", "this is not UTF-8"),
            (RUN.encode("utf-16"), "line 1", "this is not UTF-8"),
            (b"\x00\x01", "line 1", "this has 1 column"),
            ("", "", "holds no run"),
            ("{}", "", "holds no run"),
            ("\n" * 172 + '{"q": ', "line 173", "this is not JSON"),
            ('{"q": {"a": NaN}}', "", "NaN, which is no number"),
            ('{"q": {"a": "2"}}', "query 'q', document 'a'", '"2" is no number'),
            ('{"q": {"a": true}}', "query 'q', document 'a'", "true is no number"),
            ('{"q": {"a": 1e999}}', "query 'q', document 'a'", "is no score"),
            ('{"q": {"a": 1, "a": 2}}', "query 'q'", "'a' stands there twice"),
            ('{"q": {}, "q": {}}', "", "'q' stands there twice"),
            ('{"q": [1]}', "query 'q'", "is no JSON object"),
            ('[{"q": 1}]', "", "is no JSON object"),
            ("[" * 100_000, "", "holds no runs or judgements"),
            ("{" + '"a":' * 3 + "1" * 5_000, "", ""),
        ],
    )
    def test_that_is_malformed_is_told_with_file_place_and_mend(
        self, tmp_path: Path, content: str | bytes, where: str, problem: str
    ) -> None:
        with pytest.raises(UsageError) as caught:
            read_run(written(tmp_path, content, "their.run"))
        assert "their.run'" in caught.value.problem
        assert where in caught.value.problem
        assert problem in caught.value.problem
        assert caught.value.mend

    def test_that_names_an_unknown_passage_is_told_with_its_line(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match=r"their', line 2: there is no passage 'a:2'"):
            read_run(written(tmp_path, RUN, "their"), {"a:1": "a:1"})

    def test_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="cannot be read"):
            read_run(tmp_path / "missing.run")
        with pytest.raises(UsageError, match="cannot be read"):
            read_run(tmp_path)


class TestJudgements:
    @pytest.mark.parametrize(
        "content",
        [
            QRELS,
            QRELS.replace("\n", "\r\n"),
            "\ufeff" + QRELS.replace(" ", "\t"),
            "query-id\tcorpus-id\tscore\r\nq1\ta:1\t2\r\nq1\ta:2\t0\r\nq2\ta:3\t1\r\n",
            json.dumps({"q1": {"a:1": 2, "a:2": 0}, "q2": {"a:3": 1}}),
        ],
    )
    def test_are_read_in_every_form(self, tmp_path: Path, content: str) -> None:
        found = read_qrels(written(tmp_path, content))
        assert found == {"q1": {"a:1": 2, "a:2": 0}, "q2": {"a:3": 1}}

    @pytest.mark.parametrize("name", ["j.qrels", "j.tsv", "j.json"])
    @given(
        judged=st.dictionaries(
            NAMES, st.dictionaries(NAMES, st.integers(-2, 4), min_size=1), min_size=1
        )
    )
    def test_come_back_as_they_were_saved(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        name: str,
        judged: dict[str, dict[str, int]],
    ) -> None:
        path = tmp_path_factory.mktemp("qrels") / name
        save_qrels(judged, path)
        assert read_qrels(path) == judged

    @pytest.mark.parametrize(
        ("content", "where", "problem"),
        [
            (QRELS + "q3 0 a:1\n", "line 4", "it has 3 columns"),
            (QRELS + "q3 0 a:1 1 extra\n", "line 4", "it has 5 columns"),
            (QRELS + "q3 0 a:1 1.5\n", "line 4", "'1.5' is no whole number"),
            (QRELS + "q3 0 a:1 ²\n", "line 4", "'²' is no whole number"),
            (QRELS + "q3 0 a:1 inf\n", "line 4", "'inf' is no whole number"),
            (QRELS + "q1 0 a:1 1\n", "line 4", "judged before"),
            (QRELS + "\ta:1\t1\n", "line 4", "a name is empty"),
            ('{"q": {"a": 1.5}}', "query 'q', document 'a'", "1.5 is no whole number"),
            ("\r\n", "", "holds no judgement"),
            ("query-id\tcorpus-id\tscore\n", "", "holds no judgement"),
        ],
    )
    def test_that_are_malformed_are_told_with_file_place_and_mend(
        self, tmp_path: Path, content: str, where: str, problem: str
    ) -> None:
        with pytest.raises(UsageError) as caught:
            read_qrels(written(tmp_path, content, "their.qrels"))
        assert "their.qrels'" in caught.value.problem
        assert where in caught.value.problem
        assert problem in caught.value.problem
        assert caught.value.mend

    def test_of_an_unknown_passage_are_told_with_their_line(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match=r"line 3: there is no passage 'a:3'"):
            read_qrels(written(tmp_path, QRELS), {"a:1": "a:1", "a:2": "a:2"})


class TestWhatStandsBesideARun:
    @pytest.mark.parametrize(
        ("harm", "problem"),
        [
            ("{", "is damaged"),
            ("[]", "is damaged"),
            ('{"schema": 1}', "is damaged"),
            ('{"schema": 9}', "another version"),
        ],
    )
    def test_is_told_when_it_is_none(self, tmp_path: Path, harm: str, problem: str) -> None:
        path = written(tmp_path, RUN, "some.run")
        meta_file(path).write_text(harm)
        with pytest.raises(UsageError, match=problem) as caught:
            read_run(path)
        assert "some.run.meta.json" in caught.value.problem
        assert caught.value.mend


def test_a_saved_run_measures_the_same_wherever_it_is_scored(tmp_path: Path) -> None:
    """Ties and all: what trec_eval makes of the file is what we make of the ranking."""
    rankings = {f"q{n}": [f"d{(n * 7 + place) % 30}" for place in range(20)] for n in range(30)}
    grades = {f"q{n}": {f"d{n}": 2, f"d{(n * 7 + 4) % 30}": 1} for n in range(30)}
    save_run(a_run(rankings), tmp_path / "r.run")
    parsed: dict[str, dict[str, float]] = {}
    for line in (tmp_path / "r.run").read_text().splitlines():
        query, _, document, _, score, _ = line.split()
        parsed.setdefault(query, {})[document] = float(score)
    theirs = pytrec_eval.RelevanceEvaluator(grades, {"ndcg_cut_10", "recall_10"}).evaluate(parsed)
    ours = measure_rankings(grades, rankings)
    for query in grades:
        assert ours[query]["nDCG@10"] == pytest.approx(theirs[query]["ndcg_cut_10"], abs=1e-6)
        assert ours[query]["R@10"] == pytest.approx(theirs[query]["recall_10"], abs=1e-6)
