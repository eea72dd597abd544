"""`reportqa cite`: citations ready to be pasted."""

from __future__ import annotations

import csv
import io
import json

import pytest
from bibtexparser.entrypoint import parse_string

from reportqa.documents import Report, cite

from .conftest import Reportqa

OF_26 = "Ofsted, Wirral, 20 September 2016, para 26, p. 13"


def test_a_citation_a_line(reportqa: Reportqa) -> None:
    done = reportqa("cite", "26", "wirral-2016:141.3")
    assert done.out == f"{OF_26}\nOfsted, Wirral, 20 September 2016, para 141, item 3, p. 39\n"
    assert (done.code, done.err) == (0, "")


def test_places_are_those_of_show(reportqa: Reportqa, wirral: Report) -> None:
    by_place = {passage.place: passage for passage in wirral.passages}
    expected = [cite(by_place[place], wirral.facts) for place in ("5", "6", "59+1")]
    assert reportqa("cite", "5-6", "59+1").out.splitlines() == expected
    assert len(reportqa("cite", "141").out.splitlines()) == 9
    reportqa("cite", "999").fails(2, "there is no passage '999'", "nearest: 152")
    reportqa("cite").fails(2, "missing argument 'PLACE'")


def test_the_words_stand_in_quotation_marks_before_it(reportqa: Reportqa, wirral: Report) -> None:
    by_place = {passage.place: passage for passage in wirral.passages}
    assert reportqa("cite", "26", "--quote").out == f"“{by_place['26'].text}” ({OF_26})\n"
    item = by_place["141.3"]
    out = reportqa("cite", "141.3", "--quote").out
    assert out.startswith(f"[{item.lead_in}] “{item.text}” (Ofsted")


@pytest.mark.parametrize("form", ["text", "markdown", "html", "csv", "json", "jsonl"])
def test_every_form_has_citation_words_and_known_faults(reportqa: Reportqa, form: str) -> None:
    without = reportqa("cite", "29", "-f", form).out
    assert "para 29, pp. 13–14" in without
    assert "inconsistent response" not in without
    quoted = reportqa("cite", "29", "-f", form, "--quote").out
    assert "para 29, pp. 13–14" in quoted
    assert "inconsistent response" in quoted
    assert "plan when it is not required" in quoted


def test_forms_for_programs(reportqa: Reportqa) -> None:
    document = reportqa("cite", "26", "-f", "json").json
    assert document == {
        "schema": 1,
        "citations": [{"id": "wirral-2016:26", "citation": OF_26, "link": None}],
    }
    assert [line["id"] for line in reportqa("cite", "26", "27", "-f", "jsonl").lines] == [
        "wirral-2016:26",
        "wirral-2016:27",
    ]
    rows = list(csv.DictReader(io.StringIO(reportqa("cite", "26", "-f", "csv").out, newline="")))
    assert rows == [{"id": "wirral-2016:26", "citation": OF_26, "link": ""}]


def test_reference_managers_get_a_record_a_report_with_the_pages_cited(reportqa: Reportqa) -> None:
    (record,) = json.loads(reportqa("cite", "26", "29", "91", "-f", "csl").out)
    assert (record["id"], record["page"]) == ("wirral-2016", "13–14, 27")
    library = parse_string(reportqa("cite", "26", "91", "-f", "bibtex").out)
    (entry,) = library.entries
    assert (entry.key, entry["pages"]) == ("wirral-2016", "13, 27")
