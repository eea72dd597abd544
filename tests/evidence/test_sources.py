"""Records for reference managers, read back by programs that such managers are made of."""

from __future__ import annotations

import datetime as dt
import json
import re

import citeproc
import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st

from reportqa.documents import Facts
from reportqa.evidence import Pack, Source, bibtex, csl_json

from ..render.test_forms import a_passage

FACTS = Facts(
    "Inspection of 50% & more",
    "Wirral",
    "Ofsted",
    dt.date(2016, 9, 20),
    licence="Open Government Licence",
    url="https://example.org/a_b%20c.pdf",
    kind="inspection",
    pages=44,
)


def a_source(facts: Facts = FACTS) -> Source:
    return Source(1, "wirral-2016", facts, (a_passage("x", page_first=13, page_last=14),))


def read_bibtex(text: str) -> dict[str, str]:
    """The fields of the one record, as a program shows them: a link as it is, the rest decoded."""
    raw = parse_string(text)
    assert not raw.failed_blocks
    read = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    fields = {name: field.value for name, field in read.entries[0].fields_dict.items()}
    return fields | {k: v.value for k, v in raw.entries[0].fields_dict.items() if k == "url"}


class TestBibtex:
    def test_has_every_fact(self) -> None:
        text = bibtex([a_source()])
        assert text.startswith("@techreport{wirral-2016,\n")
        assert read_bibtex(text) == {
            "title": "Inspection of 50% & more",
            "author": "Ofsted",
            "institution": "Ofsted",
            "year": "2016",
            "month": "9",
            "type": "inspection",
            "url": "https://example.org/a_b%20c.pdf",
            "pages": "13–14",
            "note": "Wirral. Open Government Licence",
        }

    def test_leaves_out_what_is_not_known(self) -> None:
        assert read_bibtex(bibtex([Source(1, "a", Facts("A"), ())])) == {"title": "A"}

    @pytest.mark.parametrize(
        "title",
        ["R & D", "50% of #1", "a_b^c~d", "{so}", r"C:\new", "$5", "“Café” – ‘£5’", "a\n b"],
    )
    def test_titles_come_back_as_they_were(self, title: str) -> None:
        shown = read_bibtex(bibtex([a_source(Facts(title))]))["title"]
        assert shown.replace("ˆ", "^") == " ".join(title.split())

    @given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z", "S"]), min_size=1))
    def test_no_title_breaks_the_record(self, title: str) -> None:
        text = bibtex([a_source(Facts(title, url=f"https://example.org/{title}"))])
        library = parse_string(text)
        assert len(library.entries) == 1
        assert not library.failed_blocks
        unescaped = re.sub(r"\\[\\{}]", "", text)
        assert unescaped.count("{") == unescaped.count("}")


class TestCsl:
    def test_has_every_fact(self) -> None:
        (record,) = json.loads(csl_json([a_source()]))
        assert record == {
            "id": "wirral-2016",
            "type": "report",
            "title": "Inspection of 50% & more",
            "author": [{"literal": "Ofsted"}],
            "publisher": "Ofsted",
            "issued": {"date-parts": [[2016, 9, 20]]},
            "URL": "https://example.org/a_b%20c.pdf",
            "page": "13–14",
            "number-of-pages": 44,
            "genre": "inspection",
            "language": "en-GB",
            "note": "Wirral. Open Government Licence",
        }

    def test_a_citation_processor_makes_a_reference_of_it(self, pack: Pack) -> None:
        records = json.loads(csl_json(pack.sources))
        style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = citeproc.CitationStylesBibliography(
            style, CiteProcJSON(records), citeproc.formatter.plain
        )
        bibliography.register(citeproc.Citation([citeproc.CitationItem("wirral-2016")]))
        (reference,) = bibliography.bibliography()
        assert str(reference).startswith("Ofsted (2016) Inspection of services")
