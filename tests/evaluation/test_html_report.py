"""The report of ``reportqa eval --html``: what it tells, and how a browser shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import lxml.html
import pypdfium2
import pytest

from reportqa.cli.app import run
from reportqa.documents import Report
from reportqa.evaluation import (
    Evaluation,
    GoldQuestion,
    Record,
    by_depth,
    evaluate,
    of_split,
    record_of,
)
from reportqa.evaluation.record import MOST_TOLD
from reportqa.index import open_index
from reportqa.render.evaluation_report import evaluation_report
from reportqa.search import Searcher

from .browser import Browser, a_browser

MARKUP = "<script>document.title='run'</script><img src=x onerror=alert(1)> & $x_1$ \x1b[31m 目"
QUESTIONS: Sequence[Mapping[str, object]] = (
    {
        "id": "lead",
        "question": "Who was the lead inspector?",
        "type": "who",
        "relevant": [{"quote": "Lead inspector: Shirley Bailey", "page": 1}],
    },
    {
        "id": MARKUP,
        "question": f"Who looks after {MARKUP}?",
        "type": MARKUP,
        "answer": MARKUP,
        "relevant": [{"quote": "705 children were being looked after"}, {"quote": MARKUP}],
    },
    {"id": "far", "question": "Which moon is the largest?", "unanswerable": "off_topic"},
)

Eval = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def evaluation(built_index: Path, gold: tuple[GoldQuestion, ...]) -> Evaluation:
    """The real questions, answered for real."""
    with open_index(built_index) as index:
        return evaluate(Searcher(index), of_split(gold, "dev"))


@pytest.fixture(scope="module")
def record(built_index: Path, evaluation: Evaluation) -> Record:
    with open_index(built_index) as index:
        return record_of(index, evaluation, source="wirral-2016.jsonl", split="dev")


@pytest.fixture(scope="module")
def page(record: Record) -> str:
    return evaluation_report(record)


@pytest.fixture(scope="module")
def page_file(page: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with a_browser(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def evaluated(
    corpus: Path,
    built_index: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Eval:
    """Runs the command on a few questions; gives its exit code and what it said."""
    monkeypatch.setenv("REPORTQA_CORPUS", str(corpus))
    monkeypatch.setenv("REPORTQA_INDEX", str(built_index))
    gold = tmp_path / "few.jsonl"
    gold.write_text("".join(f"{json.dumps(one)}\n" for one in QUESTIONS), encoding="utf-8")

    def call(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        code = run(["eval", str(gold), *map(str, arguments)])
        return code, capsys.readouterr().err

    return call


def words_of(path: str, page: str) -> list[str]:
    """The text of each element that a path of XPath finds."""
    found = lxml.html.fromstring(page).xpath(path)
    return [" ".join(" ".join(one.itertext()).split()) for one in found]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_command_writes_one_file_that_needs_nothing_else(
    evaluated: Eval, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    code, said = evaluated("--html", path, "--stages", "lexical")
    assert code == 0, said
    page = path.read_text(encoding="utf-8")
    assert f"Wrote '{path}'" in said
    assert words_of("//h1", page) == ["few.jsonl"]
    facts = " ".join(words_of("//dl[@class='facts']", page))
    assert "few.jsonl, split all" in facts
    assert "3: 2 that the reports answer, 0 near misses" in facts
    assert "small" in facts
    references = lxml.html.fromstring(page).xpath("//@href | //@src | //@*[name()='xlink:href']")
    assert len(references) > 5
    assert all(one.startswith("#") for one in references)
    assert not re.findall(r"@import|url\((?!#)", page)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["few.jsonl", "report.html"]


def test_a_file_that_is_there_is_kept_unless_it_may_go(evaluated: Eval, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("mine", encoding="utf-8")
    code, said = evaluated("--html", path, "--stages", "lexical")
    assert (code, path.read_text(encoding="utf-8")) == (2, "mine")
    assert "is there already" in said
    assert "Asking" not in said  # told before any work, not after
    assert evaluated("--html", path, "--stages", "lexical", "--force")[0] == 0
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--html", "{tmp}"], "is a folder"),
        (["--html", "{tmp}/none/report.html"], "there is no folder"),
        (["--html", "{tmp}/report.html", "--overlap"], "nothing is asked"),
        (["--ablation"], "--ablation is told in a report"),
    ],
)
def test_what_cannot_be_written_is_told_before_anything_is_asked(
    evaluated: Eval, tmp_path: Path, arguments: list[str], problem: str
) -> None:
    code, said = evaluated(*(one.format(tmp=tmp_path) for one in arguments))
    assert code == 2
    assert problem in said
    assert "Asking" not in said


def test_an_ablation_tells_every_combination_of_stages(evaluated: Eval, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    code, said = evaluated("--html", path, "--ablation")
    rows = words_of("//table[contains(caption, 'other stages')]/tbody/tr", path.read_text("utf-8"))
    assert code == 0, said
    assert len(rows) == 7
    assert [row.endswith("this evaluation") for row in rows].index(True) == 5  # dense + late
    assert rows[2].startswith("late ")
    assert said.count("Asking with") == 6  # its own stages are not asked again


def test_markup_in_questions_and_quotes_is_shown_and_not_obeyed(
    evaluated: Eval, tmp_path: Path, browser: Browser
) -> None:
    path = tmp_path / "report.html"
    evaluated("--html", path, "--stages", "lexical")
    page = path.read_text(encoding="utf-8")
    assert page.count("<script") == 1
    assert "<img" not in page
    assert "\x1b" not in page
    browser.open(path)
    assert browser.run("return document.title") == "Evaluation: few.jsonl"
    assert "<script>document.title='run'</script><img src=x" in browser.run(
        "return document.body.textContent"
    )


def test_an_injected_script_is_refused_by_the_page_itself(
    page: str, tmp_path: Path, browser: Browser
) -> None:
    path = tmp_path / "report.html"
    injected = "<script>document.title='run'</script><img src='https://example.org/x.png'></main>"
    path.write_text(page.replace("</main>", injected), encoding="utf-8")
    browser.open(path)
    assert browser.run("return document.title") == "Evaluation: wirral-2016.jsonl"
    assert not [url for url in browser.requested() if not url.startswith("file:")]


def test_every_word_quoted_stands_in_the_report(page: str, wirral: Report) -> None:
    texts = [squeezed(passage.text) for passage in wirral.passages]
    quoted = words_of("//blockquote", page)
    assert len(quoted) > 1000
    for quote in set(quoted):
        words = squeezed(quote.removesuffix("[…]"))
        assert any(text.startswith(words) for text in texts), quote


def test_a_known_fault_of_the_source_is_told_with_every_quote_of_it(record: Record) -> None:
    faulty = [name for name in record.passages if name == "wirral-2016:29"]
    page = evaluation_report(record)
    shown = words_of("//li[.//cite[contains(., 'para 29,')]]", page)
    assert faulty
    assert shown
    assert all("Known fault of this text" in one for one in shown)


def test_the_figures_are_those_of_the_evaluation(page: str, evaluation: Evaluation) -> None:
    rows = words_of("//table[contains(caption, 'Measures by type')]/tbody/tr", page)
    success = evaluation.overall.measures["Success@1"]
    interval = f"{success.low:.3f}–{success.high:.3f}"
    assert rows[0].startswith(f"all {success.questions} {success.value:.3f} {interval} ")
    assert [row.split()[0] for row in rows[1:]] == list(evaluation.by_type)
    first = words_of("//dl[@class='findings']/div[1]", page)[0]
    assert first.startswith(
        f"{100 * success.value:.0f} of 100 ({100 * success.low:.0f}–{100 * success.high:.0f}) "
        "questions that the reports answer are answered by the first passage shown"
    )
    banded = words_of("//table[contains(caption, 'by wording')]/tbody/tr/td[1]", page)
    assert sum(map(int, banded)) == evaluation.overall.questions


def test_success_by_depth_is_what_the_measures_say(evaluation: Evaluation) -> None:
    depths = by_depth(evaluation.outcomes, evaluation.relevance)
    for place in (1, 3, 5, 10):
        assert depths[place - 1].success.value == pytest.approx(
            evaluation.overall.measures[f"Success@{place}"].value
        )
    assert depths[0].precision.value == depths[0].success.value
    assert [one.passages for one in depths] == list(range(1, 11))


def test_each_question_tells_what_was_sought_and_found(page: str, evaluation: Evaluation) -> None:
    failed = evaluation.failures()[0]
    name, words = failed.question.id, failed.question.question
    (told,) = [
        one
        for one in words_of("//details[contains(@data-is, 'wrong')]", page)
        if f" {name} · " in one
    ]
    assert told.startswith(words)
    assert all(quote.quote in told for quote in failed.question.relevant)
    assert failed.answered.first is not None
    assert failed.answered.first.citation in told
    assert "not judged" in told
    assert len(words_of("//details[@data-is]", page)) == len(evaluation.outcomes)


def test_wrong_answers_come_first_and_among_them_the_surest(page: str) -> None:
    told = words_of("//section[contains(@class, 'group')]/h3", page)
    assert [one.rsplit(" ", 1)[0] for one in told] == [
        "The first passage does not answer",
        "The reports do not answer",
        "The first passage answers",
    ]
    stated = [
        [float(one) for one in re.findall(r"stated (\d\.\d\d), ", group)]
        for group in words_of("//section[contains(@class, 'group')]", page)
    ]
    assert all(a >= b for group in stated for a, b in pairwise(group))


def test_the_same_record_gives_the_same_file(page: str, record: Record) -> None:
    assert evaluation_report(record) == page


def test_many_questions_do_not_make_a_page_without_bounds(
    built_index: Path, evaluation: Evaluation
) -> None:
    outcomes = tuple(
        replace(one, question=replace(one.question, id=f"{one.question.id}-{copy}"))
        for copy in range(10)
        for one in evaluation.outcomes
    )
    many = replace(evaluation, outcomes=outcomes)
    with open_index(built_index) as index:
        record = record_of(index, many, source="many.jsonl", split="dev")
    page = evaluation_report(record)
    assert len(words_of("//details[@data-is]", page)) == MOST_TOLD
    assert len(page) < 4_000_000
    assert f"1,000 of the {len(outcomes):,} questions are told here" in page.replace("\n", " ")
    wrong = 10 * len(evaluation.failures())
    assert len(words_of("//details[contains(@data-is, 'wrong')]", page)) == min(wrong, MOST_TOLD)


def test_those_who_do_not_see_the_charts_get_their_figures(page: str) -> None:
    document = lxml.html.fromstring(page)
    figures = document.xpath("//figure")
    assert len(figures) == 5
    for figure in figures:
        assert figure.xpath("svg/@aria-hidden") == ["true"]
        assert figure.xpath("figcaption/p[1]")[0].text_content().strip()
        assert figure.xpath("details//table/tbody/tr")
    headings = [int(one.tag[1]) for one in document.xpath("//h1|//h2|//h3|//h4")]
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    assert all(one.get("scope") for one in document.xpath("//th"))
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert document.xpath("//html/@lang") == ["en-GB"]
    assert all(document.xpath(f"//{landmark}") for landmark in ("header", "nav", "main", "footer"))


def test_a_reader_folds_chooses_and_searches(
    page_file: Path, browser: Browser, evaluation: Evaluation
) -> None:
    browser.open(page_file)
    first = browser.find(".question")
    assert first.get_attribute("open") is None
    browser.find(".question > summary").click()
    assert first.get_attribute("open") is not None
    assert len(browser.shown("blockquote")) == 5
    browser.find(".question > summary").click()
    assert browser.shown("blockquote") == []

    browser.find("input[value=wrong]").click()
    wrong = len(evaluation.failures())
    total = len(evaluation.outcomes)
    assert browser.find("#count").text == f"{wrong} of {total} questions"
    assert len(browser.shown(".question")) == wrong
    assert len(browser.shown(".group")) == 1
    browser.find("input[value='']").click()
    browser.find("input[type=search]").send_keys("LEAD inspector")
    assert 0 < len(browser.shown(".question")) < total
    browser.find("#unfold").click()
    found = [one.lower() for one in browser.shown(".question")]
    assert all("lead" in one and "inspector" in one for one in found)

    assert browser.logged("browser") == []
    assert set(browser.requested()) == {page_file.resolve().as_uri()}


def test_the_page_can_be_read_without_its_script(page_file: Path, browser: Browser) -> None:
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(page_file)
        assert browser.shown("#choose") == []
        browser.find(".question > summary").click()
        assert len(browser.shown("blockquote")) == 5
    finally:
        browser.command("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_nothing_runs_out_of_the_page(page_file: Path, browser: Browser, width: int) -> None:
    browser.open(page_file, width=width)
    browser.run("for (const one of document.querySelectorAll('details')) one.open = true")
    wanted, given = browser.run(
        "const root = document.documentElement; return [root.scrollWidth, root.clientWidth]"
    )
    assert wanted == given


CONTRAST = """
const light = (colour) => {
  const [r, g, b] = colour.match(/[\\d.]+/g).map((one) => {
    const c = one / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (one) => {
  for (let at = one; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (colour !== 'rgba(0, 0, 0, 0)') return colour;
  }
};
const ratios = {};
for (const one of document.querySelectorAll('body *')) {
  const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!own || !one.checkVisibility() || one.closest('script')) continue;
  const style = getComputedStyle(one);
  const ink = one.closest('svg') ? style.fill : style.color;
  const [a, b] = [light(ink), light(ground(one))].sort((x, y) => y - x);
  ratios[`${one.tagName}.${one.className.baseVal ?? one.className}`] = (a + 0.05) / (b + 0.05);
}
return [getComputedStyle(document.body).backgroundColor, ratios];
"""


def test_all_words_can_be_read_in_light_and_in_the_dark(page_file: Path, browser: Browser) -> None:
    """A contrast of 4.5 to 1 at least (WCAG 2.2, AA), as the browser computes the colours."""
    grounds = set()
    for scheme in ("light", "dark"):
        browser.open(page_file, scheme=scheme)
        browser.run("for (const one of document.querySelectorAll('details')) one.open = true")
        ground, ratios = browser.run(CONTRAST)
        grounds.add(ground)
        assert {"SUMMARY.", "text.", "CITE.", "MARK.", "SPAN.went"} <= ratios.keys()
        assert {name: ratio for name, ratio in ratios.items() if ratio < 4.5} == {}
    assert len(grounds) == 2


def test_print_opens_what_went_wrong_and_leaves_out_what_cannot_be_clicked(
    page_file: Path, browser: Browser, evaluation: Evaluation
) -> None:
    browser.open(page_file)
    with pypdfium2.PdfDocument(browser.printed()) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    text = squeezed(" ".join(texts))
    assert 5 < len(texts) < 100
    assert "Unfoldall" not in text
    for failed in evaluation.failures():
        assert squeezed(failed.question.relevant[0].quote)[:30] in text
        assert failed.answered.first is not None
        assert squeezed(failed.answered.first.citation) in text
