"""What holds over the whole of the real report, counted and listed by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from reportqa.documents import Heading, Passage, Report, account, fold

RAN_OVER_A_PAGE = [24, 29, 40, 46, 54, 64, 73, 78, 84, 94, 109, 114, 118, 138]
RECOMMENDATION_MARKS = [
    *[20, 27, 28, 30, 32, 33, 46, 47, 48],
    *[53, 57, 60, 61, 62, 73],
    *[105, 107, 114, 116],
    *[134, 136, 145, 150, 151],
]

OUTLINE = """
1 p2 Executive summary
1 p5 The local authority
2 p5 Information about this local authority area
3 p5 Previous Ofsted inspections
3 p5 Local leadership
3 p6 Children living in this area
3 p6 Child protection in this area
3 p6 Children looked after in this area
1 p8 Recommendations
1 p10 Summary for children and young people
1 p11 The experiences and progress of children who need help and protection
2 p11 Summary
2 p12 Inspection findings
1 p18 The experiences and progress of children looked after and achieving permanence
2 p18 Summary
2 p19 Inspection findings
1 p31 Leadership, management and governance
2 p31 Summary
2 p32 Inspection findings
1 p36 The Local Safeguarding Children Board (LSCB)
2 p36 Executive summary
2 p37 Recommendations
2 p37 Inspection findings – the Local Safeguarding Children Board
1 p43 Information about this inspection
2 p43 The inspection team
"""

LEFT_OUT = """
agenda sheet, line 5: Supplementary Agenda - Children Sub-Committee
agenda sheet, line 7: Date: Thursday, 22 September 2016
agenda sheet, line 9: Time: 6.00 pm
agenda sheet, line 11: Venue: Committee Room 2 - Wallasey Town Hall
agenda sheet, line 13: Contact Officer: Anne Beauchamp
agenda sheet, line 15: Tel: 0151 691 8608
agenda sheet, line 17: e-mail: annebeauchamp@wirral.gov.uk
agenda sheet, line 19: Website: <http://www.wirral.gov.uk>
agenda sheet, line 21: AGENDA
agenda sheet, line 23: WIRRAL CHILDREN'S SERVICES OFSTED REPORT (Pages 1 - 44)
blank page notice, line 25: This page is intentionally left blank
contents list, line 78: Contents
contents list, line 80: Executive summary 2
contents list, line 81: The local authority 5
contents list, line 82: Information about this local authority area 5
contents list, line 83: Recommendations 8
contents list, line 84: Summary for children and young people 10
contents list, line 85: The experiences and progress of children who need help and protection 11
contents list, line 86: The experiences and progress of children looked after and achieving \
permanence 18
contents list, line 87: Leadership, management and governance 31
contents list, line 88: The Local Safeguarding Children Board (LSCB) 36
contents list, line 89: Executive summary 36
contents list, line 90: Recommendations 37
contents list, line 91: Inspection findings – the Local Safeguarding Children Board 37
contents list, line 92: Information about this inspection 43
"""


def numbered(report: Report) -> list[Passage]:
    return [p for p in report.passages if p.number is not None and p.item is None]


def test_each_of_the_152_numbers_stands_once_and_in_order(wirral: Report) -> None:
    assert [p.number for p in numbered(wirral)] == [str(number) for number in range(1, 153)]
    assert {p.kind for p in numbered(wirral)} == {"paragraph"}


def test_each_numbered_paragraph_is_whole(wirral: Report) -> None:
    # Two were printed without a full stop; one leads a list in.
    unfinished = [p.number for p in numbered(wirral) if not p.text.endswith(".")]

    assert unfinished == ["5", "67", "141"]
    assert all(p.text[0].isupper() for p in numbered(wirral))


def test_fourteen_numbered_paragraphs_run_over_a_page(wirral: Report) -> None:
    runs_over = [int(p.number or 0) for p in numbered(wirral) if p.page_first != p.page_last]

    assert runs_over == RAN_OVER_A_PAGE


def test_pages_are_known_and_never_go_back(wirral: Report) -> None:
    firsts = [p.page_first or 0 for p in wirral.passages]
    lasts = [p.page_last or 0 for p in wirral.passages]

    assert firsts == sorted(firsts)
    assert all(0 <= last - first <= 1 for first, last in zip(firsts, lasts, strict=True))
    assert (firsts[0], lasts[-1]) == (1, 44)


def test_recommendation_is_a_mark_on_24_paragraphs_and_in_no_text(wirral: Report) -> None:
    marked = [p for p in wirral.passages if p.marks]

    assert len(RECOMMENDATION_MARKS) == 24
    assert [p.place for p in marked] == [str(number) for number in RECOMMENDATION_MARKS]
    assert {p.marks for p in marked} == {("recommendation",)}
    assert not any("(Recommendation)" in p.text for p in wirral.passages)


def test_kinds_are_counted_by_hand(wirral: Report) -> None:
    assert Counter(p.kind for p in wirral.passages) == {
        "title": 4,
        "row": 5,
        "footnote": 3,
        "judgement": 1 + 6,
        # 3 + 2 + 10 + 4 + 13 about the area, 9 for children, 8 of paragraph 141
        "item": 32 + 9 + 8,
        # numbered, after 59, two executive summaries, three summaries, the back pages
        "paragraph": 152 + 1 + 13 + 7 + 18 + 6 + 5 + 7,
    }


def test_the_outline_is_the_tree_of_headings(wirral: Report) -> None:
    outline = [f"{h.level} p{h.page} {h.text}" for h in wirral.headings]

    assert outline == OUTLINE.strip().splitlines()


def test_what_is_left_out_stands_on_this_list(wirral: Report) -> None:
    left_out = [f"{left.rule}, line {left.line}: {left.text}" for left in wirral.left_out]

    assert left_out == LEFT_OUT.strip().splitlines()


def test_marks_are_signs_and_never_words(wirral: Report) -> None:
    marks = Counter(wirral.source[start:end].strip() for start, end in wirral.mark_spans)
    numbers = Counter(f"{number}." for number in range(1, 153))
    of_the_front_table = Counter(["1.", "2.", "2.1", "2.2", "1."])
    of_the_agenda = Counter(["6."])
    signs = {"-": 49, "(Recommendation)": 24, "<p>": 16, "</p>": 16, "**": 2}
    footnotes = {"¹": 2, "²": 2, "³": 2}
    del marks[""]  # tabs

    assert marks == numbers + of_the_front_table + of_the_agenda + Counter(signs | footnotes)


def test_ids_are_unique(wirral: Report) -> None:
    ids = [p.id for p in wirral.passages]

    assert len(set(ids)) == len(ids)


def test_every_passage_stands_in_the_source_word_for_word(wirral: Report) -> None:
    source = fold(wirral.source)

    assert [p.id for p in wirral.passages if fold(p.text) not in source] == []


def test_a_lead_in_is_text_of_another_passage_or_of_the_heading_above(wirral: Report) -> None:
    for passage in wirral.passages:
        if passage.lead_in is None:
            continue
        others = [p.text for p in wirral.passages if p.id != passage.id]
        above = [*others, *passage.section]
        assert any(text.endswith(passage.lead_in) for text in above), passage.id


def test_no_tag_or_emphasis_is_left_in_a_text_and_an_address_in_brackets_is(
    wirral: Report,
) -> None:
    texts = " ".join(p.text for p in wirral.passages)

    assert "<p>" not in texts
    assert "**" not in texts
    assert "\t" not in texts
    assert "<http://eepurl.com/iTrDn>" in texts


def test_a_known_fault_of_the_source_is_kept_as_it_stands_there(wirral: Report) -> None:
    erratum = wirral.facts.errata[0]
    paragraph = next(p for p in wirral.passages if p.number == erratum.number)

    assert erratum.source in paragraph.text
    assert erratum.printed not in paragraph.text


# The account of every character: empty for the report as cut, and it tells each kind of fault.


def test_the_account_of_the_report_is_empty(wirral: Report) -> None:
    assert account(wirral) == []


def index_of(report: Report, place: str) -> int:
    return next(index for index, p in enumerate(report.passages) if p.place == place)


def with_text(report: Report, place: str, change: Callable[[str], str]) -> Report:
    index = index_of(report, place)
    passages = list(report.passages)
    passages[index] = replace(passages[index], text=change(passages[index].text))
    return replace(report, passages=tuple(passages))


@pytest.mark.parametrize("place", ["1", "59+1", "141.5", "front+6", "summary+2", "note-3"])
def test_a_word_missing_from_a_passage_is_told(wirral: Report, place: str) -> None:
    broken = with_text(wirral, place, lambda text: " ".join(text.split()[:2] + text.split()[3:]))

    assert [fault.what for fault in account(broken)] == ["altered"]


def test_a_word_standing_twice_in_a_passage_is_told(wirral: Report) -> None:
    broken = with_text(wirral, "26", lambda text: text.replace("When", "When When", 1))

    faults = account(broken)

    assert [(fault.what, fault.line) for fault in faults] == [("altered", 200)]
    assert faults[0].text.startswith("When When strategy meetings")


def test_two_words_in_the_wrong_order_are_told(wirral: Report) -> None:
    broken = with_text(wirral, "26", lambda text: text.replace("When strategy", "strategy When"))

    assert [fault.what for fault in account(broken)] == ["altered"]


def test_a_dropped_passage_is_told_as_lost(wirral: Report) -> None:
    index = index_of(wirral, "59+1")
    broken = replace(
        wirral,
        passages=wirral.passages[:index] + wirral.passages[index + 1 :],
        passage_spans=wirral.passage_spans[:index] + wirral.passage_spans[index + 1 :],
    )

    faults = account(broken)

    assert [(fault.what, fault.line) for fault in faults] == [("lost", 269)]
    assert faults[0].text.startswith("Overall, the virtual school")


def test_a_repeated_passage_is_told_as_told_twice(wirral: Report) -> None:
    index = index_of(wirral, "91")
    broken = replace(
        wirral,
        passages=(*wirral.passages, wirral.passages[index]),
        passage_spans=(*wirral.passage_spans, wirral.passage_spans[index]),
    )

    faults = account(broken)

    assert {(fault.what, fault.line) for fault in faults} == {("told twice", 324)}


def test_a_passage_dropped_without_its_place_is_told(wirral: Report) -> None:
    assert account(replace(wirral, passages=wirral.passages[:-1])) != []
    assert account(replace(wirral, passage_spans=wirral.passage_spans[:-1])) != []


def test_a_dropped_and_a_repeated_heading_are_told(wirral: Report) -> None:
    heading = wirral.headings[0]

    dropped = account(replace(wirral, headings=wirral.headings[1:]))
    repeated = account(replace(wirral, headings=(*wirral.headings, heading)))

    assert [(f.what, f.text, f.line) for f in dropped] == [("lost", "Executive summary", 48)]
    assert [(f.what, f.text, f.line) for f in repeated] == [("told twice", "Executive summary", 48)]


def test_a_heading_that_says_something_else_is_told(wirral: Report) -> None:
    renamed: Heading = replace(wirral.headings[0], text="Summary")

    faults = account(replace(wirral, headings=(renamed, *wirral.headings[1:])))

    assert [(fault.what, fault.text) for fault in faults] == [("altered", "Summary")]


def test_left_out_text_that_no_rule_names_is_told_as_lost(wirral: Report) -> None:
    faults = account(replace(wirral, left_out=wirral.left_out[1:]))

    assert [(f.what, f.text) for f in faults] == [
        ("lost", "Supplementary Agenda - Children Sub-Committee")
    ]


def test_one_lost_character_is_told(wirral: Report) -> None:
    index = index_of(wirral, "128")
    ((start, end),) = wirral.passage_spans[index]
    spans = (
        *wirral.passage_spans[:index],
        ((start, end - 1),),
        *wirral.passage_spans[index + 1 :],
    )

    faults = account(replace(wirral, passage_spans=spans))

    assert sorted((fault.what, fault.line) for fault in faults) == [("altered", 404), ("lost", 404)]
