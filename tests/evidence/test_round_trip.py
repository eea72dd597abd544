"""What a pack quotes, the check of that very file finds verbatim and rightly cited."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import docx
import pytest

from reportqa.evidence import best, check_draft, make_pack, parse_topics, read_draft
from reportqa.evidence.finding import Checked
from reportqa.index import Index
from reportqa.render import Look
from reportqa.render.format import PackFormat
from reportqa.render.pack import render_pack
from reportqa.search import Searcher

from .conftest import Office

TOPICS = """\
# Twelve topics

How many care leavers has the council lost contact with?
Why are strategy meetings delayed?
Are children who go missing seen afterwards?
How good are assessments?
Do disabled children have plans that they do not need?
Health assessments of children looked after
Why are pathway plans of poor quality?
How long does adoption take?
How good is management oversight?
What is said of social workers' caseloads?
Is the voice of children heard?
What did the board's challenge lack?
"""


@pytest.fixture(scope="module")
def packed(opened: Index, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Word file over the real report."""
    searcher = Searcher(opened)
    topics = parse_topics(TOPICS).topics
    chosen = [best(topic, searcher.ask(topic.words, k=3), weak=True) for topic in topics]
    facts = {report.id: report.facts for report in opened.reports()}
    pack = make_pack("Twelve topics", dt.date(2026, 10, 20), chosen, facts)
    path = tmp_path_factory.mktemp("pack") / "pack.docx"
    path.write_bytes(render_pack(pack, PackFormat.DOCX, Look()))
    return path


def quoted_in(path: Path) -> int:
    document = docx.Document(io.BytesIO(path.read_bytes()))
    return sum(
        each.style is not None and each.style.name == "Quote" for each in document.paragraphs
    )


def assert_all_verbatim(checked: Checked, quoted: int) -> None:
    assert quoted > 12
    assert not checked.wrong
    verbatim = [each for each in checked.findings if each.verdict == "verbatim" and each.cited]
    assert len(verbatim) >= quoted


def test_every_quotation_of_a_pack_passes(opened: Index, packed: Path) -> None:
    assert_all_verbatim(check_draft(opened, read_draft(packed)), quoted_in(packed))


@pytest.mark.parametrize("form", ["odt", "docx"])
def test_it_passes_as_an_office_saves_it(
    opened: Index, packed: Path, office: Office, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "saved" / "pack.docx" if form == "odt" else tmp_path / "pack.odt"
    file.parent.mkdir(exist_ok=True)
    if form == "odt":
        file.write_bytes(packed.read_bytes())
    else:
        first = tmp_path / "first.docx"
        first.write_bytes(packed.read_bytes())
        office(first, "odt").rename(file)
    assert_all_verbatim(check_draft(opened, read_draft(office(file, form))), quoted_in(packed))


def test_a_number_changed_below_a_quotation_is_found(
    opened: Index, packed: Path, tmp_path: Path
) -> None:
    document = docx.Document(io.BytesIO(packed.read_bytes()))
    cited = next(each for each in document.paragraphs if "para 91, p. 27" in each.text)
    for run in cited.runs:
        run.text = run.text.replace("para 91", "para 90")
    file = tmp_path / "changed.docx"
    document.save(str(file))
    wrong = [one for one in check_draft(opened, read_draft(file)).findings if one.is_wrong]
    assert [each.verdict for each in wrong] == ["wrong_place"]
    assert "para 91" in (wrong[0].citation or "")
