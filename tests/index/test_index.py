"""What an open index answers."""

import sys
import threading
from pathlib import Path
from subprocess import run

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.documents import Report
from reportqa.encoding import Encoder
from reportqa.errors import UsageError
from reportqa.index import Group, Index, open_index

from .conftest import Builder
from .made_up import a_report


@pytest.fixture(scope="module")
def index(built: Path) -> Index:
    return open_index(built)


@pytest.fixture(scope="module")
def worded(build_with: Builder, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """An index whose words are known."""
    folder = tmp_path_factory.mktemp("worded")
    filler = [f"Nothing of note happened in week {week}." for week in range(12)]
    reports = [
        a_report(
            "bury",
            [
                "Social workers carry high caseloads.",
                "The workers are social.",
                "Children’s ﬁrst plan – a café in Bury, stage 2a of 2016.",
                "Looked-after children wait.",
                "Children who are looked after wait, CLA wait.",
                *filler,
            ],
        ),
        a_report("wirral", ["It is so."], section=("Caseloads",), lead_in="On staff:"),
        a_report("york", ["It is so."], section=("Staff",), lead_in="On caseloads:"),
    ]
    build_with(reports, folder)
    return open_index(folder)


def test_passages_come_back_as_they_were(index: Index, shelf: list[Report]) -> None:
    everything = [passage for report in shelf for passage in report.passages]
    assert index.all_passages() == everything
    assert index.all_passages("wigan") == list(shelf[1].passages)
    assert len(index) == len(everything)
    assert index.passage(9) == index.by_id("wigan:1") == shelf[1].passages[0]
    assert index.ordinal("wigan:1") == 9
    assert index.passages([10, 0, 10]) == [everything[10], everything[0], everything[10]]
    assert index.passages(np.array([], dtype=np.int64)) == []


def test_reports_come_back_as_they_were(index: Index, shelf: list[Report]) -> None:
    assert [report.facts for report in index.reports()] == [report.facts for report in shelf]
    leeds = index.report("leeds")
    assert (leeds.path, leeds.sha256, leeds.ordinals) == ("leeds.txt", shelf[0].sha256, range(9))
    assert index.headings("wigan") == shelf[1].headings
    assert index.left_out("wigan") == shelf[1].left_out


def test_what_is_not_there(index: Index) -> None:
    assert index.by_id("leeds:99") is None
    assert index.ordinal("leeds:99") is None
    assert index.headings("hull") == ()
    assert index.left_out("hull") == ()
    with pytest.raises(UsageError, match="no report 'hull'"):
        index.all_passages("hull")
    for ask in (index.passage, index.tokens, lambda n: index.passages([n])):
        for ordinal in (-1, 16):
            with pytest.raises(IndexError):
                ask(ordinal)
    with pytest.raises(IndexError):
        index.gather_tokens([0, 16])
    with pytest.raises(IndexError):
        index.gather_tokens([-1])


def test_text_weighs_more_than_lead_in_than_section(worded: Index) -> None:
    ordinals, scores = worded.lexical(["caseload"], 9)
    found = [passage.report for passage in worded.passages(ordinals)]
    assert sorted(found) == ["bury", "wirral", "york"]
    assert (scores[:-1] >= scores[1:]).all()
    by_report = dict(zip(found, scores.tolist(), strict=True))
    assert by_report["york"] > by_report["wirral"]


def test_words_phrases_and_stems(worded: Index) -> None:
    def found(*words: str | Group) -> list[int]:
        return sorted(worded.lexical(list(words), 99)[0].tolist())

    assert found("social workers") == [0]
    assert found("social", "workers") == [0, 1]
    assert found("CAFÉ") == found("cafe") == [2]
    assert found("first") == found("ﬁrst") == [2]
    assert found("child", "looked") == [3, 4]
    assert found("looked-after") == found("look after") == [3, 4]
    assert found() == found("") == found("--") == found("zebra") == []


def test_syntax_of_the_full_text_engine_is_text(worded: Index) -> None:
    for words in ('workers" OR "week', "text: workers", "work*", "^social", "(NEAR(social workers"):
        assert 5 not in worded.lexical([words], 99)[0]


@given(words=st.lists(st.text(st.characters(), max_size=8), max_size=5))
def test_any_words_can_be_asked_for(worded: Index, words: list[str]) -> None:
    ordinals, scores = worded.lexical([*words, "week"], 5)
    assert ordinals.dtype == np.int64
    assert scores.dtype == np.float32
    assert len(ordinals) == 5
    worded.lexical([Group(tuple(words), 0.5)], 5)


def test_very_many_words(worded: Index) -> None:
    words = [f"word{number}" for number in range(3000)]
    assert worded.lexical([*words, "café"], 5)[0].tolist() == [2]


def test_ties_go_by_ordinal_and_limits_hold(worded: Index) -> None:
    ordinals, scores = worded.lexical(["week"], 5)
    assert ordinals.tolist() == [5, 6, 7, 8, 9]
    assert len(set(scores.tolist())) == 1
    assert (scores > 0).all()
    assert len(worded.lexical(["week"], 0)[0]) == 0
    assert len(worded.lexical([Group(("week",))], 0)[0]) == 0


def test_a_group_is_credited_with_its_best_words_only(worded: Index) -> None:
    def scores(*words: str | Group) -> dict[int, float]:
        ordinals, values = worded.lexical(list(words), 99)
        return dict(zip(ordinals.tolist(), values.tolist(), strict=True))

    cla, looked = scores("CLA"), scores("looked after")
    either = scores(Group(("CLA", "looked after"), 2.0))
    assert either == pytest.approx({3: 2 * looked[3], 4: 2 * max(cla[4], looked[4])})
    both = scores("children", Group(("CLA",), 0.5))
    children = scores("children")
    assert both == pytest.approx({n: children[n] + 0.5 * cla.get(n, 0) for n in children})


def test_only_what_is_allowed_is_found(worded: Index) -> None:
    everything, scores = worded.lexical(["week", "caseloads"], 99)
    allowed = {0, 6, 7, 13, 17, 99}
    ordinals, among = worded.lexical(["week", "caseloads"], 99, allowed=allowed)
    kept = np.isin(everything, list(allowed))
    assert ordinals.tolist() == everything[kept].tolist()
    assert among.tolist() == scores[kept].tolist()
    grouped, _ = worded.lexical([Group(("week",)), "caseloads"], 99, allowed=allowed)
    assert sorted(grouped.tolist()) == sorted(ordinals.tolist())
    in_report = worded.lexical(["caseloads"], 9, allowed=worded.ordinals("york"))[0]
    assert in_report.tolist() == [18]
    assert len(worded.lexical(["week"], 9, allowed=[])[0]) == 0


def test_nearest_vectors(index: Index, encoder: Encoder, shelf: list[Report]) -> None:
    passages = [passage for report in shelf for passage in report.passages]
    vectors = np.stack([e.pooled for e in encoder.encode([(p.context, p.text) for p in passages])])
    for query in vectors:
        expected = vectors @ query
        ordinals, scores = index.dense(query, 5)
        assert scores.dtype == np.float32
        assert ordinals.tolist() == np.argsort(-expected, kind="stable")[:5].tolist()
        assert np.allclose(scores, expected[ordinals], atol=1e-5)
        among, near = index.dense(query, 99, allowed=np.array([12, 3, 3]))
        assert sorted(among.tolist()) == [3, 12]
        assert np.allclose(near, expected[among], atol=1e-5)
    assert len(index.dense(vectors[0], 5, allowed=set())[0]) == 0
    assert len(index.dense(vectors[0], 0)[0]) == 0
    assert len(index.dense(vectors[0], 99)[0]) == 16
    with pytest.raises(ValueError, match="shape"):
        index.dense(vectors[0][:5], 5)


def test_token_vectors(index: Index, encoder: Encoder, shelf: list[Report]) -> None:
    passages = [passage for report in shelf for passage in report.passages]
    matrix = index.all_tokens()
    for ordinal, encoded in enumerate(encoder.encode([(p.context, p.text) for p in passages])):
        block = index.tokens(ordinal)
        assert block.ids.tolist() == encoded.token_ids.tolist()
        assert block.offsets.tolist() == encoded.offsets.tolist()
        assert np.allclose(block.vectors, encoded.tokens, atol=0.004)
        rows = slice(matrix.starts[ordinal], matrix.starts[ordinal + 1])
        vectors = matrix.values[rows] * matrix.scales[rows, None]
        assert np.array_equal(vectors, block.vectors)
        assert matrix.ids[rows].tolist() == block.ids.tolist()
    some = index.gather_tokens([5, 2])
    assert some.ids.tolist() == [*index.tokens(5).ids, *index.tokens(2).ids]
    assert some.starts.tolist() == [0, len(index.tokens(5).ids), len(some.ids)]
    assert len(index.gather_tokens([]).ids) == 0
    with pytest.raises(ValueError, match="read-only"):
        matrix.values[0, 0] = 1


def test_document_frequencies(index: Index) -> None:
    counts = index.document_frequencies()
    assert counts.dtype == np.int32
    sets = [set(index.tokens(ordinal).ids.tolist()) for ordinal in range(len(index))]
    assert counts.tolist() == [sum(n in ids for ids in sets) for n in range(len(counts))]
    known = max(map(max, sets))
    asked = np.array([known, known + 1, -1, 0], dtype=np.int32)
    assert index.document_frequency(asked).tolist() == [counts[known], 0, 0, counts[0]]


def test_vocabulary(worded: Index) -> None:
    words = worded.vocabulary()
    assert words["week"] == 12
    assert words["cafe"] == words["2a"] == words["first"] == 1
    assert words["children"] == 3
    assert words["overview"] == 3  # a heading of each report
    assert not {"2016", "café", "child"} & words.keys()


def test_any_thread_may_ask(worded: Index) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(len(worded.lexical(["week"], 99)[0])))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [12] * 8


def test_words_need_no_heavy_imports(built: Path) -> None:
    script = (
        "import sys, pathlib; from reportqa.index import open_index;"
        "index = open_index(pathlib.Path(sys.argv[1])); index.by_id('leeds:1'); index.reports();"
        "print({'numpy', 'faiss', 'onnxruntime', 'torch'} & sys.modules.keys())"
    )
    done = run([sys.executable, "-c", script, built], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
