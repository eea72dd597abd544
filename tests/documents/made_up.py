"""Made-up reports of the real one's grammar, of which it is known what must come out.

A plan says what a report holds; `write` writes its text and, beside it, the passages that a
reader of that text would expect. Plans are drawn by hypothesis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from hypothesis import strategies as st

from reportqa.documents import Passage

Place = Literal["", "in line", "below"]


@dataclass(frozen=True)
class ItemPlan:
    """A list's item; with items of its own it is their lead-in, ending in a colon or not.

    A page break between its items takes the indentation of the one that comes first on the page.
    """

    children: int = 0
    colon: bool = True
    page_break: bool = False


@dataclass(frozen=True)
class ParagraphPlan:
    """A paragraph: numbered or not, torn by a page break or not, with what hangs on it.

    A footnote stands below all of it, or at the foot of the page on which the text was torn.
    """

    numbered: bool = True
    torn: bool = False
    wrapped: bool = False
    new_page: bool = False
    mark: Place = ""
    items: tuple[ItemPlan, ...] = ()
    page_break_in_list: bool = False
    footnote: bool = False


@dataclass(frozen=True)
class ChapterPlan:
    """A chapter: where its grade stands, how its summary is written, its findings, its part."""

    grade: Literal["", "beside", "under", "sentence"] = ""
    summary: Literal["", "tagged", "plain"] = ""
    summary_paragraphs: int = 2
    findings: tuple[ParagraphPlan, ...] = ()
    graded_part: tuple[ParagraphPlan, ...] = ()
    heading_footnote: bool = False


@dataclass(frozen=True)
class ReportPlan:
    """A title block, perhaps an agenda sheet before it and a contents list after it, chapters."""

    agenda: bool
    title_lines: int
    title_footnote: bool
    table_rows: int
    chapters: tuple[ChapterPlan, ...]


@dataclass(frozen=True)
class Expected:
    """What a reader expects of one passage."""

    kind: str
    text: str
    section: tuple[str, ...]
    pages: tuple[int, int]
    number: str | None = None
    item: int | None = None
    lead_in: str | None = None
    anchor: str | None = None  # the text of what carries the sign
    marks: tuple[str, ...] = ()


@dataclass
class Written:
    """A report's text, on which line each page begins, and what must come out of it."""

    lines: list[str] = field(default_factory=list)
    page_lines: list[int] = field(default_factory=list)
    passages: list[Expected] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


SUBJECTS = ["Social workers", "Managers", "Foster carers", "Partner agencies", "Reviewing officers"]
DOINGS = [
    "visit families often and write down what they learn",
    "share what they know with schools and the police",
    "do not always understand thresholds, so help comes late",
    "meet every month but rarely look at the data (see below)",
    "know the children’s wishes and act on them in 16- to 17-year-olds’ plans",
]
TITLES = [
    "Help and protection",
    "Care and permanence",
    "Leadership and management",
    "Board business",
]
SIGNS = "¹²³⁴⁵⁶⁷⁸⁹"


class Writer:
    """Writes a plan down, counting pages, numbers and sentences, so that no two are alike."""

    def __init__(self) -> None:
        self.out = Written()
        self.section: tuple[str, ...] = ()
        self.sentences = 0
        self.number = 0
        self.notes: list[tuple[str, str]] = []  # signs not yet explained, and what carries them
        self.notes_written = 0

    @property
    def page(self) -> int:
        return len(self.out.page_lines)

    def turn_page(self) -> None:
        self.blank()
        self.out.page_lines.append(len(self.out.lines) + 1)

    def blank(self) -> None:
        if self.out.lines and self.out.lines[-1]:
            self.out.lines.append("")

    def line(self, text: str) -> None:
        self.out.lines.append(text)

    def block(self, text: str) -> None:
        self.blank()
        self.line(text)
        self.blank()

    def sentence(self) -> str:
        self.sentences += 1
        subject = SUBJECTS[self.sentences % len(SUBJECTS)]
        doing = DOINGS[self.sentences * 3 % len(DOINGS)]
        return f"{subject} in area {self.sentences} {doing}."

    def expect(self, kind: str, text: str, first_page: int | None = None, **more: object) -> None:
        pages = (first_page or self.page, self.page)
        self.out.passages.append(Expected(kind, text, self.section, pages, **more))  # type: ignore[arg-type]

    def heading(self, text: str, level: int, line: str | None = None) -> None:
        self.block(line or text)
        self.section = (*self.section[: level - 1], text)
        self.out.headings.append((level, text))

    # The front

    def agenda(self) -> None:
        for text in ["Council", "Date: Monday, 1 May 2017", "AGENDA", "6. **THE REPORT**"]:
            self.block(text)
        self.block("This page is intentionally left blank")

    def front(self, plan: ReportPlan) -> None:
        self.out.page_lines.append(len(self.out.lines) + 1)
        self.block("Anytown Borough Council")
        self.expect("title", "Anytown Borough Council")
        title = ["Inspection of services for children", "and", "Review of the Board"]
        title = title[: 1 if plan.title_lines == 1 else 3]
        sign = self.sign(" ".join(title)) if plan.title_footnote else ""
        for text in title[:-1]:
            self.block(text)
        self.block(title[-1] + sign)
        self.expect("title", " ".join(title))
        self.block("Report published: 20 September 2016")
        self.expect("title", "Report published: 20 September 2016")
        if plan.table_rows:
            self.line("Children’s services in Anytown are inadequate\t\t")
            self.expect("judgement", "Children’s services in Anytown are inadequate")
            for row in range(1, plan.table_rows + 1):
                self.line(f"{row}. Services of kind {row}\t\tGood")
                self.expect("row", f"Services of kind {row} Good")
        self.blank()
        self.explain()

    def contents(self, titles: list[str]) -> None:
        self.turn_page()
        self.block("Contents")
        for number, title in enumerate(titles):
            self.line(f"{title}\t{number + 3}")
        self.blank()

    # Footnotes

    def sign(self, carrier: str) -> str:
        self.notes_written += 1
        sign = SIGNS[(self.notes_written - 1) % len(SIGNS)]
        self.notes.append((sign, carrier))
        return sign

    def explain(self) -> None:
        """Write the footnotes that hang on what was just written."""
        for sign, carrier in self.notes:
            note = self.sentence()
            self.block(f"{sign} {note}")
            section = next(
                (p.section for p in self.out.passages if p.text == carrier), self.section
            )
            self.out.passages.append(
                Expected("footnote", note, section, (self.page, self.page), anchor=carrier)
            )
        self.notes.clear()

    # Chapters

    def chapter(self, title: str, plan: ChapterPlan) -> None:
        self.turn_page()
        self.chapter_head(title, plan)
        if plan.summary:
            self.heading("Summary", 2) if plan.summary == "plain" else None
            self.summary(plan)
        self.heading("Inspection findings", 2)
        for paragraph in plan.findings:
            self.paragraph(paragraph)
        if plan.graded_part:
            self.section = (self.section[0], f"{title} in depth")
            judgement = f"The graded judgement for {title[0].lower()}{title[1:]} in depth is that"
            self.block(f"{judgement} it is inadequate")
            self.expect("judgement", f"{judgement} it is inadequate")
            self.section = (self.section[0], f"{title} in depth")
            for paragraph in plan.graded_part:
                self.paragraph(paragraph)

    def chapter_head(self, title: str, plan: ChapterPlan) -> None:
        sign = self.sign(title) if plan.heading_footnote and plan.grade != "beside" else ""
        if plan.grade == "beside":
            self.heading(title, 1, f"<p>{title}</p>\t<p>Inadequate</p>")
            self.expect("judgement", "Inadequate", lead_in=title)
            return
        self.heading(title, 1, title + sign)
        if plan.grade == "under":
            self.block("Requires improvement")
            self.expect("judgement", "Requires improvement", lead_in=title)
        elif plan.grade == "sentence":
            self.block(f"{title} is good")
            self.expect("judgement", f"{title} is good")
        self.explain()

    def summary(self, plan: ChapterPlan) -> None:
        texts = [f"{self.sentence()} {self.sentence()}" for _ in range(plan.summary_paragraphs)]
        if plan.summary == "tagged":
            self.section = (*self.section[:1], "Summary")
            self.out.headings.append((2, "Summary"))
            self.block(" ".join(f"<p>{text}</p>" for text in ["Summary", *texts]) + "\t")
        for text in texts:
            if plan.summary == "plain":
                self.block(text)
            self.expect("paragraph", text)

    def paragraph(self, plan: ParagraphPlan) -> None:
        if plan.new_page:
            self.turn_page()
        number = None
        if plan.numbered:
            self.number += 1
            number = str(self.number)
        text = f"{self.sentence()} {self.sentence()}"
        if plan.items:
            text += " Some gaps remain. These include:"
        first_page = self.page
        at = len(self.out.passages)
        self.put(text, number, plan)
        marks = ("recommendation",) if plan.mark and not plan.items else ()
        self.expect("paragraph", text, first_page, number=number, marks=marks)
        self.out.passages.insert(at, self.out.passages.pop())
        self.items(plan, number)
        self.explain()

    def put(self, text: str, number: str | None, plan: ParagraphPlan) -> None:
        """Write a paragraph's line or, torn by a page break, its two lines."""
        words = (f"{number}. {text}" if number else text).split(" ")
        if plan.footnote:
            words[4] += self.sign(text)
        if number is None:
            self.blank()
        mark = plan.mark if not plan.items else ""
        if mark == "in line":
            words.append("(Recommendation)")
        if plan.torn:
            middle = next(
                index
                for index in range(6, len(words))
                if words[index].isalpha() and words[index].islower()
            )
            self.line(" ".join(words[:middle]))
            self.explain()
            self.turn_page()
            words = words[middle:]
        if plan.wrapped and len(words) > 30:
            self.line(" ".join(words[:15]))
            words = words[15:]
        self.line(" ".join(words))
        if mark == "below":
            self.line("(Recommendation)")
        if number is None or plan.torn:
            self.blank()
        if plan.items and self.out.lines[-1] == "":
            self.out.lines.pop()

    def items(self, plan: ParagraphPlan, number: str | None) -> None:
        lead_in = "Some gaps remain. These include:"
        count = 0
        for index, item in enumerate(plan.items):
            # Not before an item without a colon that has items of its own: whether it or they
            # have lost or kept their indentation is nothing that a reader could tell.
            if index == 1 and plan.page_break_in_list and (item.colon or not item.children):
                self.explain()
                self.turn_page()
            count += 1
            text = self.sentence()
            if item.children and item.colon:
                text = text[:-1] + ":"
            self.line(f"- {text}")
            self.item(text, number, count, lead_in)
            self.children(item, number, count, f"{lead_in} {text}")
            count += item.children
        if plan.items and number is None:
            self.blank()

    def children(self, plan: ItemPlan, number: str | None, count: int, lead_in: str) -> None:
        for index in range(plan.children):
            child = self.sentence()
            if index == 1 and plan.page_break and plan.children > 2:
                self.turn_page()
                self.line(f"- {child}")
            else:
                self.line(f" - {child}")
            self.item(child, number, count + index + 1, lead_in)

    def item(self, text: str, number: str | None, count: int, lead_in: str) -> None:
        place = None if number is None else count
        self.expect("item", text, number=number, item=place, lead_in=lead_in)


def write(plan: ReportPlan) -> Written:
    """Write a plan down."""
    writer = Writer()
    if plan.agenda:
        writer.agenda()
    writer.front(plan)
    titles = TITLES[: len(plan.chapters)]
    writer.contents(titles)
    for title, chapter in zip(titles, plan.chapters, strict=True):
        writer.chapter(title, chapter)
    return writer.out


def told(passage: Passage, by_id: dict[str, Passage]) -> Expected:
    """A passage in the words of `Expected`."""
    anchor = passage.anchor
    return Expected(
        kind=passage.kind,
        text=passage.text,
        section=passage.section,
        pages=(passage.page_first or 0, passage.page_last or 0),
        number=passage.number,
        item=passage.item,
        lead_in=passage.lead_in,
        anchor=by_id[anchor].text if anchor in by_id else anchor,
        marks=passage.marks,
    )


items = st.builds(
    ItemPlan, children=st.integers(0, 3), colon=st.booleans(), page_break=st.booleans()
)
paragraphs = st.builds(
    ParagraphPlan,
    numbered=st.integers(0, 3).map(bool),
    torn=st.booleans(),
    wrapped=st.booleans(),
    new_page=st.booleans(),
    mark=st.sampled_from(["", "in line", "below"]),
    items=st.one_of(st.just(()), st.lists(items, min_size=1, max_size=4).map(tuple)),
    page_break_in_list=st.booleans(),
    footnote=st.integers(0, 4).map(lambda number: number == 0),
)
chapters = st.builds(
    ChapterPlan,
    grade=st.sampled_from(["", "beside", "under", "sentence"]),
    summary=st.sampled_from(["", "tagged", "plain"]),
    summary_paragraphs=st.integers(1, 3),
    findings=st.lists(paragraphs, min_size=1, max_size=6).map(tuple),
    graded_part=st.one_of(st.just(()), st.lists(paragraphs, min_size=1, max_size=3).map(tuple)),
    heading_footnote=st.booleans(),
)
reports = st.builds(
    ReportPlan,
    agenda=st.booleans(),
    title_lines=st.sampled_from([1, 3]),
    title_footnote=st.booleans(),
    table_rows=st.integers(0, 4),
    chapters=st.lists(chapters, min_size=1, max_size=len(TITLES)).map(tuple),
)
