"""Which passages hold which quotes."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from reportqa.documents import Passage, holds
from reportqa.evaluation import GoldQuestion, Relevant, relevance_of
from reportqa.evaluation.relevance import matched_text

Named = Callable[[str], Passage]


def asked(*relevant: Relevant, name: str = "q") -> GoldQuestion:
    return GoldQuestion(name, "Who?", relevant=relevant)


def grades(questions: Sequence[GoldQuestion], passages: Sequence[Passage]) -> dict[str, int]:
    found = relevance_of(questions, passages, {"leeds.txt": "leeds"})
    return dict(found.grades[questions[0].id])


def test_quotes_are_matched_as_a_reader_would(passage: Named) -> None:
    one = replace(passage("26"), text="the child’s <b>multi-\nagency</b> plan — ﬁrst", lead_in=None)
    assert grades([asked(Relevant("child's multiagency plan – first"))], [one]) == {one.id: 2}


def test_a_lead_in_counts_with_its_item(passage: Named) -> None:
    one = replace(passage("26"), lead_in="Leaders should:", text="listen to children")
    assert grades([asked(Relevant("should: listen"))], [one]) == {one.id: 2}


def test_the_best_quote_gives_the_grade(passage: Named) -> None:
    one = passage("26")
    first, last = one.text.split()[0], one.text.split()[-1]
    question = asked(Relevant(last, grade=1), Relevant(first, grade=2))
    found = relevance_of([question], [one], {})
    assert found.grades == {"q": {one.id: 2}}
    assert [quote.grade for quote in found.quotes["q"][one.id]] == [2, 1]


def test_a_named_report_may_be_an_id_or_a_path(passage: Named) -> None:
    here = passage("26")
    there = replace(here, id="leeds:26", report="leeds")
    quote = " ".join(here.text.split()[:4])
    for name in ("leeds", "leeds.txt"):
        assert grades([asked(Relevant(quote, report=name))], [here, there]) == {"leeds:26": 2}
    assert len(grades([asked(Relevant(quote))], [here, there])) == 2


def test_a_quote_that_no_passage_holds_is_listed(passage: Named) -> None:
    question = asked(Relevant("no such words here"), Relevant("…", report="elsewhere"))
    found = relevance_of([question], [passage("26")], {})
    assert [one.relevant for one in found.unmatched] == list(question.relevant)
    assert found.grades == {"q": {}}


def test_unanswerable_questions_are_passed_over(passage: Named) -> None:
    question = replace(asked(Relevant("the")), unanswerable="near_miss")
    assert relevance_of([question], [passage("26")], {}).grades == {}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("ab -'’\n", max_size=12), min_size=1, max_size=6),
    st.text("ab -'’\n", max_size=8),
)
def test_the_quick_way_finds_what_the_plain_way_finds(texts: list[str], quote: str) -> None:
    passages = [
        Passage(f"r:{n}", "r", None, None, "paragraph", (), None, None, None, None, (), text)
        for n, text in enumerate(texts)
    ]
    expected = {one.id for one in passages if holds(matched_text(one), quote)}
    assert set(grades([asked(Relevant(quote))], passages)) == expected
