"""An evaluation as text, JSON, Markdown, CSV or HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from reportqa.evaluation import (
    MEASURES,
    Estimate,
    Evaluation,
    Outcome,
    Overlap,
    Relevance,
    Relevant,
    Summary,
    UnmatchedQuote,
    by_type,
)
from reportqa.evaluation.overlap import PARAPHRASE
from reportqa.render import Cell, Format, Look, Table, json_file, one_line, render_table

_TITLE = "Evaluation"
_DIGITS = 6
_FIRST_WORDS = 90
_SAID = {
    "answer_sentence": "Answer sentences that hold the best quote, of right first hits",
    "citation_page": "Citations with the gold's page, of right first hits",
    "citation_number": "Citations with the gold's paragraph number, of right first hits",
    "near_miss_auroc": "Area under the ROC curve, against near misses",
    "off_topic_auroc": "Area under the ROC curve, against off-topic questions",
    "brier": "Brier score of the stated probability",
}


def render_evaluation(evaluation: Evaluation, form: Format, look: Look, *, split: str) -> str:
    """The figures of a run in one of the forms.

    Args:
        evaluation: The run, measured.
        form: The form; CSV has a row for each figure, overall and by type.
        look: How text is to look.
        split: The name of the split that was asked, to be told in JSON.
    """
    if form is Format.JSON:
        return json_file.one_document(evaluation_object(evaluation, split=split))
    if form is Format.JSONL:
        return json_file.one_a_line([evaluation_object(evaluation, split=split)])
    table = _long_table(evaluation) if form is Format.CSV else _wide_table(evaluation)
    return render_table(table, form, look, title=_TITLE)


def render_failures(evaluation: Evaluation, form: Format, look: Look, *, split: str) -> str:
    """The questions whose first hit is wrong, with what was found instead, in one of the forms.

    JSON has the figures too.
    """
    if form in (Format.JSON, Format.JSONL):
        document = evaluation_object(evaluation, split=split)
        document["failures"] = [_failure_object(one) for one in evaluation.failures()]
        write = json_file.one_document if form is Format.JSON else _one_line
        return write(document)
    columns = ("id", "question", "wanted", "quote", "found", "words")
    rows = tuple(_failure_row(one, evaluation.relevance) for one in evaluation.failures())
    remark = f"{len(rows)} of {evaluation.overall.questions} first hits are wrong."
    if form is not Format.TEXT:
        return render_table(Table(columns, rows, (remark,)), form, look, title="Failures")
    return "\n".join([*(_failure_text(row) for row in rows), f"{remark}\n"])


def render_overlaps(found: Sequence[Overlap], form: Format, look: Look) -> str:
    """How many questions are paraphrases, by type and overall, in one of the forms."""
    groups = {**by_type(found), "all": tuple(found)}
    rows = tuple(_overlap_row(name, some) for name, some in groups.items())
    columns = ("type", "questions", "paraphrases", "share", "median overlap")
    remark = (
        "A paraphrase: at most "
        f"{PARAPHRASE:.0%} of the question's content words stand in the passage."
    )
    return render_table(Table(columns, rows, (remark,)), form, look, title="Overlap")


def evaluation_object(evaluation: Evaluation, *, split: str) -> dict[str, Any]:
    """An evaluation as a JSON value; estimates are null where there is nothing to measure."""
    summary = _summary_object(evaluation.overall)
    return {
        "schema": json_file.SCHEMA,
        "questions": summary.pop("questions"),
        "unanswerable": summary.pop("unanswerable"),
        "unmatched_quotes": [_unmatched_object(one) for one in evaluation.relevance.unmatched],
        "measures": {name: summary.pop(name) for name in MEASURES},
        **summary,
        "reliability": [asdict(one) for one in evaluation.overall.reliability],
        "by_type": {name: _summary_object(one) for name, one in evaluation.by_type.items()},
        "model": evaluation.model,
        "stages": list(evaluation.stages),
        "split": split,
    }


def _one_line(document: object) -> str:
    return json_file.one_a_line([document])


def _summary_object(summary: Summary) -> dict[str, Any]:
    shares = summary.shares()
    return {
        "questions": summary.questions,
        "unanswerable": summary.unanswerable,
        **{name: _value(summary.measures.get(name)) for name in MEASURES},
        "intervals": {name: _interval(summary.measures.get(name)) for name in MEASURES},
        **{name: _value(one) for name, one in shares.items()},
        "share_intervals": {name: _interval(one) for name, one in shares.items()},
        "judged@10": _value(summary.judged),
        "latency_ms": {
            "p50": _rounded(summary.latency_p50),
            "p95": _rounded(summary.latency_p95),
        },
    }


def _value(estimate: Estimate | None) -> float | None:
    return None if estimate is None else round(estimate.value, _DIGITS)


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 3)


def _interval(estimate: Estimate | None) -> list[float] | None:
    if estimate is None:
        return None
    return [round(estimate.low, _DIGITS), round(estimate.high, _DIGITS)]


def _unmatched_object(unmatched: UnmatchedQuote) -> dict[str, Any]:
    relevant = unmatched.relevant
    return {"id": unmatched.question, "report": relevant.report, "quote": relevant.quote}


def _wide_table(evaluation: Evaluation) -> Table:
    """A row for each type of question and one for all, the single figures below."""
    overall = evaluation.overall
    rows = [
        ("all", str(overall.questions), *_cells(overall.measures)),
        ("95% interval", "", *(_range(one) for one in overall.measures.values())),
    ]
    rows += [
        (name, str(one.questions), *_cells(one.measures))
        for name, one in evaluation.by_type.items()
    ]
    columns = ("type", "questions", *overall.measures)
    return Table(columns, tuple(rows), tuple(_remarks(evaluation)))


def _cells(measures: Mapping[str, Estimate]) -> Iterator[str]:
    return (f"{one.value:.3f}" for one in measures.values())


def _range(estimate: Estimate) -> str:
    return f"{estimate.low:.3f}–{estimate.high:.3f}"


def _remarks(evaluation: Evaluation) -> Iterator[str]:
    overall = evaluation.overall
    for name, estimate in overall.shares().items():
        if estimate is not None:
            yield f"{_SAID[name]}: {estimate.value:.3f} ({_range(estimate)})."
    if overall.judged is not None:
        yield (
            f"Judged@10: {overall.judged.value:.3f}. Of the first ten passages of a question, the "
            "others were judged by nobody; they count as not answering, and may."
        )
    if evaluation.unasked:
        yield f"The run lacks {evaluation.unasked} of the questions; they count as failures."
    if overall.reliability:
        yield "Stated probability and share that was right: " + "; ".join(
            f"{one.low:.1f}–{one.high:.1f}: {one.stated:.2f}, {one.right:.2f} of {one.questions}"
            for one in overall.reliability
        )
    if overall.latency_p50 is not None and overall.latency_p95 is not None:
        yield (
            f"A question takes {overall.latency_p50:.0f} ms, 95% of them within "
            f"{overall.latency_p95:.0f} ms."
        )
    made = f"Model {evaluation.model}, stages {', '.join(evaluation.stages)}; "
    yield (
        f"{made if evaluation.stages else ''}{overall.unanswerable} unanswerable questions besides."
    )
    for unmatched in evaluation.relevance.unmatched:
        why = "No passage holds this quote"
        if not unmatched.known:
            why = f"There is no report '{unmatched.relevant.report}' for this quote"
        yield f"{why} of {unmatched.question}: “{unmatched.relevant.quote}”"


def _long_table(evaluation: Evaluation) -> Table:
    """A row for each figure."""
    scopes = {"all": evaluation.overall, **evaluation.by_type}
    rows = [row for scope, summary in scopes.items() for row in _long_rows(scope, summary)]
    return Table(("type", "figure", "value", "low", "high", "questions"), tuple(rows))


def _long_rows(scope: str, summary: Summary) -> Iterator[tuple[str, ...]]:
    figures = {**summary.measures, **summary.shares(), "judged@10": summary.judged}
    for name, one in figures.items():
        if one is not None:
            numbers = (f"{number:.{_DIGITS}f}" for number in (one.value, one.low, one.high))
            yield (scope, name, *numbers, str(one.questions))
    asked = str(summary.questions + summary.unanswerable)
    latencies = {"latency_p50": summary.latency_p50, "latency_p95": summary.latency_p95}
    for name, milliseconds in latencies.items():
        if milliseconds is not None:
            yield (scope, name, f"{milliseconds:.3f}", "", "", asked)


def _failure_object(outcome: Outcome) -> dict[str, Any]:
    first, stated = outcome.answered.first, outcome.answered.probability
    return {
        "id": outcome.question.id,
        "question": outcome.question.question,
        "wanted": [asdict(one) for one in outcome.question.relevant],
        "found": None
        if first is None
        else {
            "passage": first.passage.id,
            "citation": first.citation,
            "text": first.passage.text,
        },
        "probability": None if stated is None else round(stated, _DIGITS),
    }


def _failure_text(row: tuple[str, ...]) -> str:
    name, question, wanted, quote, found, words = map(one_line, row)
    return f"{name}  {question}\n    wanted  {wanted}: {quote}\n    found   {found}: {words}\n"


def _failure_row(outcome: Outcome, relevance: Relevance) -> tuple[str, ...]:
    question, first = outcome.question, outcome.answered.first
    best = max(question.relevant, key=lambda one: one.grade, default=None)
    return (
        question.id,
        question.question,
        _place(best) if best else ", ".join(relevance.grades.get(question.id, {})),
        _first_words(best.quote) if best else "",
        first.citation if first else outcome.answered.best or "nothing",
        _first_words(first.passage.text) if first else "",
    )


def _place(relevant: Relevant) -> str:
    number = f"para {relevant.number}" if relevant.number else ""
    page = f"p. {relevant.page}" if relevant.page else ""
    return ", ".join(part for part in (relevant.report, number, page) if part)


def _first_words(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _FIRST_WORDS else flat[:_FIRST_WORDS].rsplit(" ", 1)[0] + " …"


def _overlap_row(name: str, some: Sequence[Overlap]) -> tuple[Cell, ...]:
    count = sum(one.is_paraphrase for one in some)
    share = f"{count / len(some):.3f}" if some else ""
    middle = f"{median(one.share for one in some):.3f}" if some else ""
    return (name, len(some), count, share, middle)
