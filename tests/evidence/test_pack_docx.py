"""The Word document: laid out as promised, navigable, and opened by an office as it is."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import docx
import pypdfium2
from docx.text.paragraph import Paragraph
from hypothesis import given, settings

from reportqa.documents import cite
from reportqa.evidence import Pack, make_pack
from reportqa.render import Look
from reportqa.render.format import PackFormat
from reportqa.render.pack import render_pack
from reportqa.render.safety import printable

from ..render.test_forms import ANYWHERE, squeezed
from .conftest import Office
from .test_pack_forms import hostile_pack, quotations


def paragraphs(data: bytes) -> list[Paragraph]:
    return list(docx.Document(io.BytesIO(data)).paragraphs)


def style(paragraph: Paragraph) -> str:
    assert paragraph.style is not None
    return paragraph.style.name or ""


class TestLayout:
    def test_each_quotation_is_followed_by_its_citation(self, pack: Pack, word: bytes) -> None:
        """The layout that the module's documentation promises."""
        read = paragraphs(word)
        found = [
            (quote.text, after.text)
            for quote, after in itertools.pairwise(read)
            if style(quote) == "Quote"
        ]
        assert found == quotations(pack)
        assert all(
            style(read[n + 1]) == "Citation" for n, it in enumerate(read) if style(it) == "Quote"
        )

    def test_the_answer_stands_out_in_it(self, pack: Pack, word: bytes) -> None:
        quotes = [it for it in paragraphs(word) if style(it) == "Quote"]
        shown = [it.hit for topic in pack.topics for it in topic.evidence if it.see is None]
        for quote, hit in zip(quotes, shown, strict=True):
            strong = "".join(run.text for run in quote.runs if run.style.name == "Strong")
            whole = hit.answer_text == hit.passage.text
            assert strong == ("" if whole else hit.answer_text)

    def test_a_list_s_lead_in_stands_before_its_item_in_brackets(
        self, pack: Pack, word: bytes
    ) -> None:
        lead_ins = [it.text for it in paragraphs(word) if style(it) == "Lead-in"]
        shown = [it.hit.passage for topic in pack.topics for it in topic.evidence if it.see is None]
        assert lead_ins == [f"[{passage.lead_in}]" for passage in shown if passage.lead_in] != []

    def test_headings_are_those_of_the_topics_file(self, word: bytes) -> None:
        headings = [
            (style(it), it.text) for it in paragraphs(word) if style(it).startswith("Heading")
        ]
        assert headings[0] == ("Heading 1", "Staying in touch")
        assert headings[1][0] == "Heading 2"
        assert headings[1][1].startswith("1. How many care leavers")
        assert headings[-1] == ("Heading 1", "Sources")
        levels = [int(name.removeprefix("Heading ")) for name, _ in headings]
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels))  # none is skipped

    def test_citations_lead_to_the_published_page(self, pack: Pack) -> None:
        facts = {
            source.report: replace(source.facts, url="https://example.org/a.pdf")
            for source in pack.sources
        }
        chosen = pack.topics[0].chosen
        (hit, *_) = chosen.hits
        linked = replace(hit, link="https://example.org/a.pdf#page=27")
        made = make_pack("P", pack.made, [replace(chosen, hits=(linked,))], facts)
        (cited,) = (
            it
            for it in paragraphs(render_pack(made, PackFormat.DOCX, Look()))
            if style(it) == "Citation"
        )
        assert cited.text == cite(hit.passage, facts["wirral-2016"])
        assert [it.url for it in cited.hyperlinks] == ["https://example.org/a.pdf#page=27"]


class TestTheFile:
    def test_says_what_it_is(self, pack: Pack, word: bytes) -> None:
        about = docx.Document(io.BytesIO(word)).core_properties
        assert about.title == pack.title == "Care leavers & strategy meetings"
        assert about.language == "en-GB"
        assert about.created is not None
        assert about.created.date() == dt.date(2026, 10, 20)
        assert (about.author, about.comments) == ("reportqa", "")

    def test_is_in_british_english_throughout_and_numbers_its_pages(self, word: bytes) -> None:
        with ZipFile(io.BytesIO(word)) as file:
            styles = file.read("word/styles.xml").decode()
            footers = "".join(
                file.read(name).decode() for name in file.namelist() if "footer" in name
            )
            settings_ = file.read("word/settings.xml").decode()
        assert set(re.findall(r'<w:lang [^>]*w:val="([^"]*)"', styles)) == {"en-GB"}
        assert 'w:instr="PAGE"' in footers
        assert "updateFields" not in settings_  # nobody is asked anything when it opens

    def test_is_of_paper_that_britain_prints_on(self, word: bytes) -> None:
        section = docx.Document(io.BytesIO(word)).sections[0]
        assert section.page_width is not None
        assert section.page_height is not None
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)

    @settings(max_examples=15, deadline=None)
    @given(ANYWHERE)
    def test_can_be_made_of_any_text(self, words: dict[str, str]) -> None:
        data = render_pack(hostile_pack(words), PackFormat.DOCX, Look())
        (quote,) = (it for it in paragraphs(data) if style(it) == "Quote")
        shown = printable(words["text"]).replace("\ufffe", " ").replace("\uffff", " ")
        assert quote.text == shown
        with ZipFile(io.BytesIO(data)) as file:
            links = file.read("word/_rels/document.xml.rels").decode()
        targets = re.findall(r'Target="([^"]*)" TargetMode="External"', links)
        assert all(target.startswith("http") for target in targets)


def test_an_office_opens_it_and_shows_every_quotation(
    pack: Pack, word: bytes, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "pack.docx"
    file.write_bytes(word)
    office(file, "pdf")
    shown, pages = "", 0
    with pypdfium2.PdfDocument(tmp_path / "pack.pdf") as pdf:
        for pages, page in enumerate(pdf, start=1):
            # A hyphen at the end of a line is put as U+FFFE.
            text = page.get_textpage().get_text_range().replace("\ufffe", "-")
            foot = f"{pack.title}\\s+Page {pages} of {len(pdf)}"
            assert re.search(foot, text), text[-200:]
            shown += re.sub(foot, "", text)
    assert pages > 1
    shown = squeezed(shown)
    for words, citation in quotations(pack):
        assert squeezed(words) in shown
        assert squeezed(citation) in shown
