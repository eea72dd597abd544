"""Whatever a PDF says, each of its words is told once."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from reportqa.documents.account import account
from reportqa.documents.facts import Facts
from reportqa.documents.readers.document import Document
from reportqa.documents.readers.html import html_document
from reportqa.documents.readers.pdf import read_pdf
from reportqa.documents.reading import cut_document
from tests.documents.readers.made_pdf import Pdf

WORD = st.from_regex(r"[A-Za-z]{1,9}[,.;:]?", fullmatch=True)
WORDS = st.lists(WORD, min_size=8, max_size=60).map(" ".join)
KINDS = st.sampled_from(["paragraph", "numbered", "bullet", "heading", "page"])


def faults(document: Document) -> list[object]:
    return list(account(cut_document("made", document, Facts("made"), path="made", sha256="")))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(KINDS, WORDS), min_size=1, max_size=14))
def test_every_word_of_a_pdf_is_told_once(parts: list[tuple[str, str]]) -> None:
    pdf = Pdf()
    told: list[str] = []
    for number, (kind, words) in enumerate(parts, start=1):
        if pdf.y < 250 or kind == "page":
            pdf.next_page()
        if kind == "numbered":
            pdf.numbered(number, words)
        elif kind == "bullet":
            pdf.bullet(words)
        elif kind == "heading":
            words = " ".join(words.split()[:5])
            pdf.heading(words)
        else:
            pdf.paragraph(words)
        told += words.split()
    document = read_pdf(pdf.done(), "made.pdf")
    assert faults(document) == []
    signs = re.compile(r"•|^\d+\.$")
    assert [word for word in document.source.split() if not signs.search(word)] == told


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<sup>",
             "</sup>", "<h2>", "</h2>", "<nav>", "</nav>", "<b>", "<ol>", "</ol>", "<br>", "one ",
             "two. ", "3", "&amp;", "(Recommendation)", "<th>", "</td>", "</tr>", "<div>"]
        ),
        max_size=40,
    ).map("".join)
)  # fmt: skip
def test_html_however_broken_is_told_once(html: str) -> None:
    assert faults(html_document(html)) == []
