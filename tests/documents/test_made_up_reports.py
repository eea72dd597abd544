"""Made-up reports of the same grammar: what was written into them comes out of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reportqa.documents import Facts, Passage, Report, account, cut_text, fold

from .made_up import (
    ChapterPlan,
    ParagraphPlan,
    ReportPlan,
    Written,
    chapters,
    paragraphs,
    reports,
    told,
    write,
)

modest = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)


def read(written: Written) -> Report:
    facts = Facts("Made up", page_lines=tuple(written.page_lines))
    return cut_text("made-up", written.text, facts, path="made-up.txt", sha256="")


def places_by_number(passages: tuple[Passage, ...]) -> Iterator[tuple[str, str]]:
    """The place of each passage that a printed number names, and the place that it must have."""
    number: str | None = None
    section: tuple[str, ...] = ()
    since = 0
    for passage in passages:
        if passage.kind == "footnote":
            continue
        if passage.number is not None:
            item = f".{passage.item}" if passage.item else ""
            yield passage.place, f"{passage.number}{item}"
            number, since, section = passage.number, 0, passage.section
        elif number is not None and passage.section == section:
            since += 1
            yield passage.place, f"{number}+{since}"


@modest
@given(reports)
def test_the_passages_that_were_written_come_out(plan: ReportPlan) -> None:
    written = write(plan)

    report = read(written)

    by_id = {passage.id: passage for passage in report.passages}
    assert [told(passage, by_id) for passage in report.passages] == written.passages
    assert [(h.level, h.text) for h in report.headings] == written.headings


@modest
@given(reports)
def test_every_character_is_accounted_for_and_every_id_is_unique(plan: ReportPlan) -> None:
    report = read(write(plan))

    ids = [passage.id for passage in report.passages]
    assert account(report) == []
    assert len(set(ids)) == len(ids)


@modest
@given(reports)
def test_ids_are_printed_numbers_items_and_what_follows_a_number(plan: ReportPlan) -> None:
    report = read(write(plan))

    for place, expected in places_by_number(report.passages):
        assert place == expected


@modest
@given(reports)
def test_left_out_is_the_agenda_sheet_and_the_contents_list(plan: ReportPlan) -> None:
    report = read(write(plan))

    rules = [left.rule for left in report.left_out]
    sheet = ["agenda sheet"] * 4 + ["blank page notice"] if plan.agenda else []
    assert rules == sheet + ["contents list"] * (1 + len(plan.chapters))


@modest
@given(reports)
def test_without_known_pages_the_passages_are_the_same_and_name_no_page(plan: ReportPlan) -> None:
    written = write(replace(plan, agenda=False))

    known = read(written)
    unknown = cut_text("made-up", written.text, Facts("Made up"), path="made-up.txt", sha256="")

    assert {passage.page_first for passage in unknown.passages} == {None}
    assert [p.text for p in unknown.passages] == [p.text for p in known.passages]


@modest
@given(reports)
def test_cutting_twice_gives_the_same(plan: ReportPlan) -> None:
    written = write(plan)

    assert read(written) == read(written)


@modest
@given(reports, st.integers(0, 3), st.data())
def test_a_change_in_one_chapter_leaves_the_ids_of_numbers_in_the_others(
    plan: ReportPlan, which: int, data: st.DataObject
) -> None:
    which %= len(plan.chapters)
    changed_chapter = data.draw(same_numbers(plan.chapters[which]))
    changed_plan = replace(
        plan,
        chapters=(*plan.chapters[:which], changed_chapter, *plan.chapters[which + 1 :]),
    )

    before = ids_of_numbers(read(write(plan)), leaving_out=which)
    after = ids_of_numbers(read(write(changed_plan)), leaving_out=which)

    assert before == after


@st.composite
def same_numbers(draw: st.DrawFn, chapter: ChapterPlan) -> ChapterPlan:
    """Another chapter that has as many numbered paragraphs, among others that have none."""
    count = sum(p.numbered for p in (*chapter.findings, *chapter.graded_part))
    findings: list[ParagraphPlan] = []
    for _ in range(count):
        findings.append(replace(draw(paragraphs), numbered=True))
        findings += [replace(p, numbered=False) for p in draw(st.lists(paragraphs, max_size=2))]
    unnumbered = replace(draw(paragraphs), numbered=False)
    other = draw(chapters)
    return replace(other, findings=tuple(findings) or (unnumbered,), graded_part=())


def ids_of_numbers(report: Report, *, leaving_out: int) -> list[str]:
    tops = [heading.text for heading in report.headings if heading.level == 1]
    return [
        passage.id
        for passage in report.passages
        if passage.number is not None and passage.section[0] != tops[leaving_out]
    ]


def test_words_of_a_passage_stand_in_the_source_in_that_order() -> None:
    plan = ReportPlan(
        agenda=False,
        title_lines=3,
        title_footnote=True,
        table_rows=2,
        chapters=(ChapterPlan(grade="beside", findings=(ParagraphPlan(torn=True),)),),
    )
    report = read(write(plan))

    source = fold(report.source)

    assert [p.id for p in report.passages if fold(p.text) not in source] == []
