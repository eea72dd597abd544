"""What a writer may do to a quotation, and what they may not."""

from __future__ import annotations

import pytest

from tests.evidence.conftest import Judge

# Paragraph 91, p. 27:
#   The local authority has lost contact with 27 (13%) of its 205 19- to 21-year-old care leavers.
#   In 16 of these cases, staff have made insufficient efforts to re-establish contact or have not
#   taken any action at all. As a result, the authority does not have any information about …

FAITHFUL = [
    "“The local authority has lost contact with 27 (13%) of its 205 19- to 21-year-old care "
    "leavers.”",
    "“the local authority has lost contact with 27 (13%)”",
    "“[t]he local authority has lost contact with 27 (13%)”",
    "'has lost contact with 27 (13%) of its 205'",
    '"has lost contact with 27 (13%) of its 205,"',
    "« has lost contact with 27 (13%) of its 205 »",
    "„has lost contact with 27 (13%) of its 205“",
    "”has lost contact with 27 (13%) of its 205”",
    "“has lost contact with 27 (13%)\nof its 205 19‑ to 21‑year‑old care leavers”",
    "“staff have made insufficient efforts to re-\nestablish contact”",
    "“staff have made insuﬃcient eﬀorts to re–establish contact”",
    "“has lost contact with 27 … of its 205”",
    "“has lost contact with 27 [...] care leavers.”",
    "“… has lost contact with 27 (13%) . . . care leavers …”",
    "“[The council] has lost contact with 27 (13%)”",
    "“has lost contact [sic] with 27 (13%) of its 205 (emphasis added)”",
    "“has lost contact with 27 (13%) of [Wirral’s] 205”",
    "“care leavers. In 16 of these cases, staff have made”",
    "“care leavers.2 In 16 of these cases, staff have made”",
    "“91. The local authority has lost contact with 27 (13%)”",
]


@pytest.mark.parametrize("quotation", FAITHFUL)
def test_what_a_writer_may_do_is_verbatim(judge: Judge, quotation: str) -> None:
    finding = judge(f"Ofsted says {quotation} (para 91, p. 27).")
    assert (finding.verdict, finding.differences) == ("verbatim", ())
    assert finding.citation == "Ofsted, Wirral, 20 September 2016, para 91, p. 27"


ALTERED = {
    "“has lost contact with 72 (13%) of its 205”": ("figure", "72", "27"),
    "“has lost touch with 27 (13%) of its 205”": ("changed", "touch", "contact"),
    "“staff have made sufficient efforts to re-establish contact”": (
        "changed", "sufficient", "insufficient"
    ),
    "“the authority does have any information about the welfare”": ("negation", "", "not"),
    "“has not lost contact with 27 (13%) of its 205”": ("negation", "not", ""),
    "“has lost all contact with 27 (13%) of its 205”": ("added", "all", ""),
    "“has contact with 27 (13%) of its 205”": ("left_out", "", "lost"),
    "“or have … taken any action at all”": ("negation", "…", "not"),
    "“or have [...] taken any action at all”": ("negation", "[...]", "not"),
    "“or have [duly] taken any action at all”": ("negation", "[duly]", "not"),
    "“has lost contact with [72] (13%) of its 205”": ("figure", "[72]", "27"),
    "“has lost contact with 27 … There are five young people”": (
        "joined", "…", "para 91 and para 92"
    ),
    "“staff have made [suf]ficient efforts to re-establish contact”": (
        "changed", "[suf]ficient", "insufficient"
    ),
    "“taken any action at all. As a result”": ("negation", "", "have not"),
    "“has lost contact with 27 (13%) of its 205, 19- to 21-year-old care leavers”": (
        "punctuation", "205, 19", "205 19"
    ),
    "“The Local authority has lost contact with 27 (13%)”": ("case", "Local", "local"),
}  # fmt: skip


@pytest.mark.parametrize("quotation", ALTERED)
def test_what_a_writer_may_not_do_is_told_word_by_word(judge: Judge, quotation: str) -> None:
    finding = judge(f"Ofsted says {quotation} (para 91).")
    assert finding.verdict == "altered"
    told = [(each.kind, each.quoted, each.source) for each in finding.differences]
    assert ALTERED[quotation] in told
    assert finding.passage is not None
    assert finding.passage.id == "wirral-2016:91"


def test_a_negation_told_before_the_quotation_is_not_missing_from_it(judge: Judge) -> None:
    assert judge("The board is not “discharging all of its statutory functions”.").verdict == (
        "verbatim"
    )
    assert judge("The board is “discharging all of its statutory functions”.").verdict == "altered"


def test_whole_sentences_may_be_left_out_whatever_they_say(judge: Judge) -> None:
    """Between the first and the third sentence of paragraph 91 stands one with “not”."""
    finding = judge(
        "“has lost contact with 27 (13%) of its 205 19- to 21-year-old care leavers. … As a "
        "result, the authority does not have any information” (para 91)."
    )
    assert finding.verdict == "verbatim"


class TestAcrossPassages:
    """Paragraph 141 ends “These include:” and has eight items."""

    def test_a_paragraph_runs_on_into_its_items(self, judge: Judge) -> None:
        words = "These include: the quality and accuracy of performance data submitted to WSCB;"
        assert judge(f"“{words}” (para 141)").verdict == "verbatim"

    def test_the_lead_in_belongs_to_every_item(self, judge: Judge) -> None:
        words = "insufficient challenge in a number of key areas. These include: Ensuring timely"
        assert (
            judge(f"“{words} progress with action plans” (para 141, item 3)").verdict == "verbatim"
        )

    def test_an_ellipsis_may_pass_over_items(self, judge: Judge) -> None:
        words = "There has been … These include: … Ensuring a commitment from organisations"
        finding = judge(f"“{words}” (para 141)")
        assert "joined" not in {each.kind for each in finding.differences}


class TestNotFound:
    def test_what_is_cited_to_the_report_and_stands_nowhere(self, judge: Judge) -> None:
        finding = judge(
            "“Foster carers told us that training arrives late and rarely matches need” (para 26)."
        )
        assert finding.verdict == "not_found"
        assert finding.passage is not None  # the nearest is shown

    def test_what_is_said_to_be_the_inspectors_words(self, judge: Judge) -> None:
        words = "the kitchen was painted yellow by a team of enthusiastic volunteers"
        assert judge(f"Inspectors wrote: “{words}”.").verdict == "not_found"
        assert judge(f"My neighbour wrote: “{words}”.").verdict == "not_checked"


@pytest.mark.parametrize(
    "words",
    [
        "The council is ‘inadequate’.",
        "It was judged “requires improvement to be good”.",
        "See “Getting it right for every child”.",
        "They read “Working together to safeguard children” (HM Government, 2015, p. 5).",
        "As “The Munro Review of Child Protection” (2011, p. 3) says.",
        "He wrote “Fear no more the heat of the sun, nor the furious winter’s rages”.",
        "“All local authorities must publish a sufficiency strategy” (DfE, 2014, para 12).",
    ],
)
def test_titles_grades_and_other_sources_are_listed_and_not_failed(
    judge: Judge, words: str
) -> None:
    assert not judge(words).is_wrong


def test_what_is_true_to_print_is_not_flagged_where_the_text_is_faulty(judge: Judge) -> None:
    """Paragraph 29 lacks “when it is not required” in the text that is here."""
    printed = "may also have a child in need plan when it is not required"
    for words in (printed, "some children who have an education, health and care plan may also"):
        finding = judge(f"“{words}” (para 29)")
        assert finding.verdict == "verbatim"
        assert "known fault" in finding.note
