"""Packs: words quoted once, topics without good evidence, sources."""

from __future__ import annotations

import datetime as dt

from reportqa.documents import Facts, Passage
from reportqa.evidence import Chosen, Pack, Topic, best, make_pack, sources_of
from reportqa.search import AnswerSpan, Confidence, Hit, Result, Understood

from ..render.test_forms import a_passage

LONG = "Strategy meetings are frequently delayed and do not always include all professionals. "


def a_hit(passage: Passage) -> Hit:
    return Hit(1, 0.5, {"late": 0.5}, passage, passage.id, None, AnswerSpan(0, 3))


def chosen(*passages: Passage, level: str = "strong", weak: bool = False) -> Chosen:
    confidence = Confidence(level, 0.5)  # type: ignore[arg-type]
    result = Result("why?", Understood(), confidence, tuple(map(a_hit, passages)))
    return best(Topic("why?"), result, weak=weak)


def a_pack(*topics: Chosen) -> Pack:
    return make_pack("P", dt.date(2026, 1, 2), topics, {"a": Facts("A"), "b": Facts("B")})


def numbers(pack: Pack) -> list[tuple[str | None, str | None]]:
    return [(it.number, it.see) for topic in pack.topics for it in topic.evidence]


class TestWordsQuotedOnce:
    def test_the_same_passage_is_referred_to(self) -> None:
        one, two = a_passage("One."), a_passage("Two.", id="a:2")
        assert numbers(a_pack(chosen(one, two), chosen(two, one))) == [
            ("1.1", None),
            ("1.2", None),
            (None, "1.2"),
            (None, "1.1"),
        ]

    def test_so_are_the_same_words_of_another_passage(self) -> None:
        other = a_passage(LONG.replace(" ", "\n", 1), id="b:9", report="b")
        pack = a_pack(chosen(a_passage(LONG), other))
        assert numbers(pack) == [("1.1", None), (None, "1.1")]
        assert [source.report for source in pack.sources] == ["a", "b"]

    def test_few_words_mean_something_else_elsewhere(self) -> None:
        same = "Requires improvement"
        pack = a_pack(chosen(a_passage(same), a_passage(same, id="a:2")))
        assert numbers(pack) == [("1.1", None), ("1.2", None)]

    def test_so_do_list_items_that_are_led_in_by_other_words(self) -> None:
        item = a_passage(LONG, lead_in="These are good:")
        pack = a_pack(chosen(item, a_passage(LONG, id="a:2", lead_in="These are not:")))
        assert numbers(pack) == [("1.1", None), ("1.2", None)]


class TestWeakEvidence:
    def test_is_not_quoted_unless_that_is_wanted(self) -> None:
        assert chosen(a_passage("One."), level="weak").hits == ()
        assert len(chosen(a_passage("One."), level="weak", weak=True).hits) == 1
        assert len(chosen(a_passage("One."), level="possible").hits) == 1

    def test_is_no_source(self) -> None:
        assert a_pack(chosen(a_passage("One."), level="weak")).sources == ()


class TestTheRealPack:
    def test_has_what_its_topics_ask_for(self, pack: Pack) -> None:
        places = {
            topic.chosen.topic.words: [it.hit.passage.place for it in topic.evidence]
            for topic in pack.topics
        }
        assert "91" in places["How many care leavers has the council lost contact with?"]
        assert places["How do I renew my passport?"] == []
        adoption = pack.topics[-1]
        assert {it.hit.passage.section[-1] for it in adoption.evidence} == {"Adoption performance"}

    def test_quotes_no_words_twice(self, pack: Pack) -> None:
        first = [it.hit.passage.id for t in pack.topics for it in t.evidence if it.see is None]
        again = [it.hit.passage.id for t in pack.topics for it in t.evidence if it.see]
        assert len(first) == len(set(first))
        assert set(again) <= set(first)
        assert again  # two of its topics ask for the same


class TestSources:
    def test_are_the_reports_in_the_order_of_quoting_with_the_pages(self) -> None:
        passages = [
            a_passage("x", report="b", id="b:1", page_first=9, page_last=9),
            a_passage("x", page_first=4, page_last=5),
            a_passage("x", id="a:2", page_first=6, page_last=6),
            a_passage("x", id="a:3", page_first=2, page_last=2),
            a_passage("x", id="a:4", page_first=None, page_last=None),
        ]
        sources = sources_of(passages, {"a": Facts("A"), "b": Facts("B")})
        assert [(s.number, s.report, s.pages) for s in sources] == [
            (1, "b", "9"),
            (2, "a", "2, 4–6"),
        ]

    def test_say_what_their_licence_asks_for(self) -> None:
        def line(licence: str | None) -> str | None:
            facts = {"a": Facts("A", licence=licence)}
            return sources_of([a_passage("x")], facts)[0].licence_line

        ogl = "Contains public sector information licensed under the Open Government Licence "
        assert line("Open Government Licence") == ogl + "v3.0."
        assert line("Open Government Licence v2.0") == ogl + "v2.0."
        assert line("CC BY 4.0") == "Licence: CC BY 4.0."
        assert line(None) is None
