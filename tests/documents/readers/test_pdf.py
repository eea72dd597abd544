"""PDF files made line by line, through the whole reader."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from reportqa.documents import Passage, Report, account, cite, link, read_report
from tests.documents.readers.made_pdf import HEIGHT, LEFT, Pdf

LONG = (
    "Social workers visit children often and know them well, and managers read the records of "
    "those visits, so that plans change when the needs of a child change and not months later. "
)


Read = Callable[[Pdf], Report]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(pdf: Pdf) -> Report:
        path = tmp_path / "made.pdf"
        path.write_bytes(pdf.done())
        report = read_report(path)
        assert account(report) == []
        return report

    return read


def at(report: Report, place: str) -> Passage:
    return next(passage for passage in report.passages if passage.place == place)


def edges(pdf: Pdf, page: int) -> None:
    pdf.text(LEFT, HEIGHT - 40, "Made Council: inspection of services", size=8)
    pdf.text(LEFT, 40, "9 to 20 June 2025", size=8)
    if page > 2:
        pdf.text(500, 40, str(page - 2), size=14)


def test_a_paragraph_goes_on_over_the_page_and_edges_are_left_out(read: Read) -> None:
    pdf = Pdf(on_page=edges)
    pdf.line("Inspection of Made local authority children’s services", style=("Helvetica", 20))
    pdf.next_page()
    pdf.next_page()
    pdf.heading("Findings")
    pdf.numbered(1, LONG * 2)
    pdf.numbered(2, LONG + "The review goes on and")
    pdf.next_page()
    pdf.lines("ends on the page after that.", x=LEFT + 24)
    pdf.space()
    pdf.numbered(3, LONG)
    report = read(pdf)
    assert at(report, "2").text == f"{LONG}The review goes on and ends on the page after that."
    assert (at(report, "2").page_first, at(report, "2").page_last) == (1, 2)
    assert at(report, "3").section == ("Findings",)
    assert report.facts.page_offset == 2
    assert {left.rule for left in report.left_out} == {
        "running head",
        "running foot",
        "page number",
    }
    assert sum(left.rule == "page number" for left in report.left_out) == 2
    assert at(report, "front+1").page_first is None  # before the first page that has a number


def test_text_that_is_set_narrower_wraps_where_its_own_lines_end(read: Read) -> None:
    pdf = Pdf()
    pdf.paragraph(LONG * 2)
    box = (
        "Services for children are good. This is an improvement since the last inspection, and",
        "families are helped by people who know them well and stay with them for a long time.",
        "Children achieve well in life, and staff are proud of them in all that they are doing.",
        "Highly ambitious professionals work well together so that children live well in life.",
        "Uncomplainingly managers recognise that more work is needed to make sure of all this.",
        "Leaders have acted on what the last inspection found, and their plans are now better.",
    )
    for row in box:
        pdf.line(row, x=LEFT + 4)
    pdf.space()
    pdf.paragraph(LONG * 2)
    texts = [passage.text for passage in read(pdf).passages]
    assert texts[1] == " ".join(box)


def test_a_link_opens_the_page_of_the_file(read: Read) -> None:
    pdf = Pdf(on_page=edges)
    pdf.next_page()
    pdf.next_page()
    pdf.numbered(1, LONG)
    pdf.next_page()
    pdf.numbered(2, LONG)
    report = read(pdf)
    url = "https://example.org/made.pdf"
    facts = type(report.facts)("Made", url=url, page_offset=report.facts.page_offset)
    assert at(report, "2").page_first == 2
    assert link(at(report, "2"), facts) == f"{url}#page=4"


def test_lists_hang_under_what_leads_them_in(read: Read) -> None:
    pdf = Pdf()
    pdf.heading("Findings")
    pdf.paragraph(LONG + "Some gaps remain. These include:")
    pdf.bullet("training of staff, which is late")
    pdf.bullet("plans for children who:")
    pdf.bullet("leave care", depth=1)
    pdf.bullet("come back to it", depth=1)
    pdf.bullet("records of visits")
    report = read(pdf)
    items = [passage for passage in report.passages if passage.kind == "item"]
    assert [item.text for item in items] == [
        "training of staff, which is late",
        "plans for children who:",
        "leave care",
        "come back to it",
        "records of visits",
    ]
    assert items[0].lead_in == "Some gaps remain. These include:"
    assert items[2].lead_in == "Some gaps remain. These include: plans for children who:"
    assert items[4].lead_in == items[0].lead_in


def test_a_table_is_kept_row_by_row_with_its_head(read: Read) -> None:
    pdf = Pdf()
    pdf.paragraph(LONG)
    pdf.table(
        [["Judgement", "Grade"], ["Help and protection", "Good"], ["2. Care", "Inadequate"]],
        [250, 120],
    )
    pdf.paragraph(LONG)
    rows = [passage for passage in read(pdf).passages if passage.kind == "row"]
    assert [row.text for row in rows] == ["Judgement Grade", "Help and protection Good",
                                          "Care Inadequate"]  # fmt: skip
    assert [row.lead_in for row in rows] == [None, "Judgement | Grade", "Judgement | Grade"]


def test_a_raised_sign_hangs_its_footnote_on_the_paragraph(read: Read) -> None:
    pdf = Pdf()
    pdf.heading("Findings")
    end = pdf.text(LEFT, pdf.y, "The Board met nine times")
    pdf.text(end, pdf.y + 4, "1", size=6)
    pdf.text(end + 3.5, pdf.y, " in that year and wrote to each of its members.")
    pdf.space(30)
    pdf.paragraph(LONG)
    pdf.note("1", "Not counting the meeting in May.")
    report = read(pdf)
    note = at(report, "note-1")
    assert note.text == "Not counting the meeting in May."
    assert note.anchor == "made:findings+1"
    wanted = "The Board met nine times in that year and wrote to each of its members."
    assert at(report, "findings+1").text == wanted


def test_a_hyphen_that_only_the_line_put_there_goes(read: Read) -> None:
    pdf = Pdf()
    pdf.paragraph("Each inspector asked. " + LONG)
    pdf.line("What was told to the inspec-")
    pdf.line("tor was true, and the multi-")
    pdf.line("agency plan was not.")
    text = read(pdf).passages[-1].text
    assert text == "What was told to the inspector was true, and the multi-agency plan was not."


def test_columns_are_read_one_after_the_other(read: Read) -> None:
    pdf = Pdf()
    left, right = "left words that stand here now", "right words that stand there now"
    pdf.heading("Both columns stand under this heading", size=16)
    for row in range(12):
        pdf.text(LEFT, pdf.y, f"{left} {row}")
        pdf.text(330, pdf.y, f"{right} {row}")
        pdf.y -= 14
    text = " ".join(passage.text.replace("\n", " ") for passage in read(pdf).passages)
    assert text.index("left words that stand here now 11") < text.index("right words")


def test_headings_stand_by_size_and_weight(read: Read) -> None:
    pdf = Pdf()
    pdf.paragraph(LONG)
    pdf.heading("The local authority", size=18)
    pdf.heading("What works", size=14)
    pdf.paragraph(LONG)
    pdf.heading("What does not", size=14)
    pdf.paragraph(LONG)
    pdf.heading("The Board", size=18)
    pdf.paragraph(LONG)
    sections = [passage.section for passage in read(pdf).passages[1:]]
    assert sections == [
        ("The local authority", "What works"),
        ("The local authority", "What does not"),
        ("The Board",),
    ]


def test_the_contents_list_is_left_out(read: Read) -> None:
    pdf = Pdf()
    pdf.heading("Contents")
    for name, page in (("Findings", 2), ("Information about this inspection", 3)):
        pdf.text(500, pdf.y, str(page))
        pdf.line(name)
    pdf.next_page()
    pdf.heading("Findings")
    pdf.paragraph(LONG)
    report = read(pdf)
    assert [left.rule for left in report.left_out] == ["contents list"] * 3
    assert [passage.section for passage in report.passages] == [("Findings",)]


def test_a_mark_is_no_word_of_its_paragraph(read: Read) -> None:
    pdf = Pdf()
    pdf.numbered(1, LONG + "(Recommendation)")
    passage = read(pdf).passages[0]
    assert (passage.text, passage.marks) == (LONG.strip(), ("recommendation",))


def test_many_pages_are_read(read: Read) -> None:
    pdf = Pdf(on_page=lambda made, page: made.text(500, 40, str(page)))
    for page in range(1, 2001):
        pdf.line(f"The finding of page {page} is written here in one sentence.")
        if page < 2000:
            pdf.next_page()
    report = read(pdf)
    assert report.facts.pages == 2000
    assert report.passages[-1].page_first == 2000


def test_the_imprint_stands_under_no_heading(read: Read) -> None:
    pdf = Pdf()
    pdf.heading("Findings")
    pdf.numbered(1, LONG)
    pdf.next_page()
    pdf.paragraph(
        "The Office for Standards in Education, Children’s Services and Skills (Ofsted) regulates "
        "and inspects to achieve excellence in the care of children and young people."
    )
    pdf.paragraph("You may reuse this information (not including logos) free of charge.")
    pdf.line("© Crown copyright 2025")
    report = read(pdf)
    assert [passage.place for passage in report.passages] == [
        "1",
        "imprint+1",
        "imprint+2",
        "imprint+3",
    ]
    assert report.passages[1].section == ()
    assert cite(report.passages[1], report.facts) == "Ofsted, imprint, p. 2"


def test_what_opens_an_imprint_elsewhere_is_no_imprint(read: Read) -> None:
    pdf = Pdf()
    pdf.heading("How to reuse this report")
    pdf.paragraph("You may reuse this information if you name its source.")
    pdf.heading("Findings")
    pdf.paragraph(LONG)
    assert [passage.section for passage in read(pdf).passages] == [
        ("How to reuse this report",),
        ("Findings",),
    ]


def test_a_letter_gives_its_facts(read: Read) -> None:
    pdf = Pdf()
    for line in ("Piccadilly Gate", "Store Street", "Manchester"):
        pdf.line(line, x=400)
    pdf.space()
    pdf.paragraph("20 December 2018")
    for line in ("Ms A. Officer", "Director of Children’s Services", "Made Borough Council"):
        pdf.line(line)
    pdf.space()
    pdf.paragraph("Dear Ms Officer")
    pdf.heading("Monitoring visit of Made local authority children’s services", size=11)
    pdf.paragraph(
        "This letter summarises the findings of the monitoring visit to Made local authority "
        "children’s services on 5 and 6 December 2018. " + LONG
    )
    pdf.paragraph("Yours sincerely")
    pdf.line("Ann Lee-Jones")
    pdf.line("Her Majesty’s Inspector")
    facts = read(pdf).facts
    assert (facts.authority, facts.kind) == ("Made", "monitoring visit")
    assert (facts.published, facts.lead_inspector) == (dt.date(2018, 12, 20), "Ann Lee-Jones")
    assert facts.inspected == (dt.date(2018, 12, 5), dt.date(2018, 12, 6))
