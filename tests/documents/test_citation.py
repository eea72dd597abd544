"""Citations: every form in which a place is named."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from reportqa.documents import Facts, Passage, Report, cite, link, long_date

OFSTED = Facts("Inspection of services", "Wirral", "Ofsted", dt.date(2016, 9, 20))


def passage(**fields: object) -> Passage:
    plain = Passage(
        "wirral-2016:26", "wirral-2016", "26", None, "paragraph", ("Findings",), 13, 13,
        None, None, (), "Text.",
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("place", "citation"),
    [
        ("26", "para 26, p. 13"),
        ("24", "para 24, pp. 12–13"),
        ("141.3", "para 141, item 3, p. 39"),
        ("59+1", "‘Inspection findings’, after para 59, p. 21"),
        ("front+4", "front page, p. 1"),
        ("front+8", "front page, p. 1"),
        ("front+5", "front page, p. 1"),
        ("note-1", "note 1, p. 1"),
        ("note-3", "note 3, p. 7"),
        ("executive-summary+7", "‘Executive summary’, pp. 2–3"),
        ("children-living-in-this-area+4", "‘Children living in this area’, p. 6"),
        ("adoption-performance+1", "‘Adoption performance’, p. 24"),
        (
            "the-local-safeguarding-children-board-lscb+1",
            "‘The Local Safeguarding Children Board (LSCB)’, p. 36",
        ),
    ],
)
def test_a_passage_of_the_report_is_cited_by_its_place(
    wirral: Report, place: str, citation: str
) -> None:
    found = next(p for p in wirral.passages if p.place == place)

    assert cite(found, wirral.facts) == f"Ofsted, Wirral, 20 September 2016, {citation}"


def test_a_report_without_facts_goes_by_its_title() -> None:
    assert cite(passage(), Facts("my-notes")) == "my-notes, para 26, p. 13"


def test_without_a_page_or_a_date_nothing_is_said_of_them() -> None:
    undated = replace(OFSTED, published=None)

    assert cite(passage(page_first=None, page_last=None), undated) == "Ofsted, Wirral, para 26"


def test_text_before_any_heading_that_is_no_title_has_only_its_page() -> None:
    untold = passage(id="a:3+1", number=None, section=(), page_first=2, page_last=3)

    assert cite(untold, Facts("A")) == "A, pp. 2–3"


def test_a_link_opens_the_first_page() -> None:
    online = replace(OFSTED, url="https://example.org/report.pdf")
    over_a_page = passage(page_first=12, page_last=13)

    assert link(over_a_page, online) == "https://example.org/report.pdf#page=12"
    assert link(passage(page_first=None), online) == "https://example.org/report.pdf"
    assert link(passage(), OFSTED) is None


def test_a_link_counts_the_pages_of_the_file_where_they_differ() -> None:
    offset = replace(OFSTED, url="https://example.org/report.pdf", page_offset=2)

    assert link(passage(), offset) == "https://example.org/report.pdf#page=15"


def test_dates_are_written_as_reports_print_them() -> None:
    assert long_date(dt.date(2016, 9, 20)) == "20 September 2016"
    assert [long_date(dt.date(2020, month, 1)).split()[1] for month in (1, 5, 12)] == [
        "January",
        "May",
        "December",
    ]


def test_the_hash_of_a_text_changes_with_its_words_only(wirral: Report) -> None:
    one = passage()

    assert one.text_hash == replace(one, page_first=1).text_hash
    assert one.text_hash != replace(one, text="Text").text_hash
    assert len(one.text_hash) == 64


def test_context_is_section_and_lead_in() -> None:
    item = passage(section=("Area", "Children"), lead_in="In the last 12 months:")

    assert item.context == "Area > Children. In the last 12 months:"
    assert passage(section=()).context == ""
