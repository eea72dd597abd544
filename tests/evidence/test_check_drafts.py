"""Drafts as they come: every format, what Word hides in them, and any text at all."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from reportqa.errors import CorpusError, UsageError
from reportqa.evidence.check import check_draft
from reportqa.evidence.draft import read_draft
from reportqa.evidence.elements import elements_of
from reportqa.evidence.figures import dates_told, figures_in
from reportqa.evidence.quotations import quotations_in
from reportqa.index import Index


class TestWord:
    """A draft with tracked changes, a table, a block quotation and a footnote."""

    @pytest.fixture
    def draft(self, tmp_path: Path) -> Path:
        document = docx.Document()
        document.add_heading("Care leavers")
        paragraph = document.add_paragraph("It says “staff have made ")
        for kind, tag, words in (("del", "delText", "in"), ("ins", "t", "")):
            paragraph._p.append(
                parse_xml(
                    f'<w:{kind} {nsdecls("w")} w:id="1" w:author="A"><w:r><w:{tag}>{words}'
                    f"</w:{tag}></w:r></w:{kind}>"
                )
            )
        for piece in ("suffi", "cient efforts to re-establish ", "contact” (para 91)."):
            paragraph.add_run(piece)
        document.add_paragraph(
            "Ensure that all serious incidents are notified to Ofsted within the timeframe set out "
            "in statutory guidance. (para 127)",
            style="Quote",
        )
        table = document.add_table(rows=2, cols=3)
        rows = (
            ("Finding", "Para", "Page"),
            ("“has lost contact with 27 (13%) of its 205”", "91", "28"),
        )
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
        path = tmp_path / "draft.docx"
        document.save(str(path))
        return path

    def test_is_read_as_its_writer_sees_it(self, opened: Index, draft: Path) -> None:
        found = check_draft(opened, read_draft(draft)).findings
        told = [(each.verdict, each.place, each.cited) for each in found]
        assert told == [
            ("altered", "paragraph 2, under ‘Care leavers’", "para 91"),
            ("wrong_place", "paragraph 3, under ‘Care leavers’", "para 127"),
            ("wrong_place", "paragraph 5 (table), under ‘Care leavers’", "para 91\tp. 28"),
        ]


def test_a_note_gives_a_quotation_its_citation(opened: Index, tmp_path: Path) -> None:
    path = tmp_path / "draft.html"
    path.write_text(
        "<html><body><p>It “has lost contact with 27 (13%) of its 205”.<sup>1</sup></p>"
        "<p>More.</p><p><sup>1</sup> Ofsted, Wirral, para 92.</p></body></html>",
        encoding="utf-8",
    )
    (finding,) = check_draft(opened, read_draft(path)).findings
    assert (finding.verdict, finding.citation) == (
        "wrong_place",
        "Ofsted, Wirral, 20 September 2016, para 91, p. 27",
    )


def test_places_are_those_that_a_writer_finds(opened: Index, tmp_path: Path) -> None:
    path = tmp_path / "draft.md"
    path.write_text("# One\n\nWords\nand “has lost contact with\n27 (13%)”.\n", encoding="utf-8")
    (finding,) = check_draft(opened, read_draft(path)).findings
    assert finding.place == "line 4, under ‘One’"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", b"", "is empty"),
        ("a.docx", b"PK\x03\x04junk", "damaged"),
        ("a.docx", b"\xd0\xcf\x11\xe0junk", "old Word"),  # as a password makes it, too
        ("a.txt", bytes(range(256)), "binary"),
        ("a.pdf", b"no pdf at all", "is no PDF"),
    ],
)
def test_what_is_no_draft_is_told(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(CorpusError, match=words) as raised:
        read_draft(path)
    assert "index" not in raised.value.mend


def test_a_draft_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no draft"):
        read_draft(tmp_path / "none.docx")


QUOTED = st.text(
    st.sampled_from("ab 1s.,…[]()“”‘’\"'«»„\n\t")
    | st.characters(codec="utf-8", exclude_characters="\0"),
    max_size=80,
)


@given(QUOTED)
def test_quotations_stand_in_any_text_one_after_the_other(text: str) -> None:
    ends = 0
    for each in quotations_in(text):
        assert ends <= each.start <= each.end <= len(text)
        assert all(each.start <= end <= len(text) for end in each.other_ends)
        ends = each.end


@given(QUOTED)
def test_any_text_is_taken_apart(text: str) -> None:
    for element in elements_of(text):
        assert text[element.start : element.end] == element.text
    assert all(text[each.start :].startswith(each.text) for each in dates_told(text))
    assert all(each.text in text for each in figures_in(text))


@settings(deadline=None)  # it opens files
@given(text=QUOTED.filter(str.strip), suffix=st.sampled_from([".md", ".txt"]))
def test_any_draft_can_be_checked(
    opened: Index, tmp_path_factory: pytest.TempPathFactory, text: str, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes((f"“lost contact with 27” (para 91) {text}").encode())
    for finding in check_draft(opened, read_draft(path)).findings:
        assert finding.place
