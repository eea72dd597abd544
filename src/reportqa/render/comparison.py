"""Runs held against each other, as text, JSON, Markdown, CSV or HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reportqa.evaluation import MEASURES, Comparison, Contrast, Difference, Estimate, Found, Moved
from reportqa.render import Cell, Format, Look, Table, json_file, one_line, render_table
from reportqa.render.sections import Section, render_sections

_TITLE = "Comparison"
_DIGITS = 6
_FIRST_WORDS = 60
_COLUMNS = (
    *("run", "type", "measure", "value", "low", "high", "difference", "difference low"),
    *("difference high", "p", "p corrected", "wins", "ties", "losses", "questions"),
)


def render_comparison(
    comparison: Comparison, words: Mapping[str, str], form: Format, look: Look
) -> str:
    """A comparison in one of the forms.

    Args:
        comparison: The comparison.
        words: The words of passages by their ids, to be shown with them; may be empty.
        form: The form; CSV has a row for each figure.
        look: How text is to look.
    """
    if form is Format.JSON:
        return json_file.one_document(comparison_object(comparison, words))
    if form is Format.JSONL:
        return json_file.one_a_line([comparison_object(comparison, words)])
    if form is Format.CSV:
        return render_table(_long_table(comparison), form, look, title=_TITLE)
    sections = [*_figures(comparison)]
    if form is Format.TEXT:
        moved = "".join(_moved_text(one, comparison, words) for one in comparison.contrasts)
        return render_sections(sections, form, look, title=_TITLE) + moved
    sections += [
        _moved_section(one, comparison, words) for one in comparison.contrasts if one.moved
    ]
    return render_sections(sections, form, look, title=_TITLE)


def comparison_object(comparison: Comparison, words: Mapping[str, str]) -> dict[str, Any]:
    """A comparison as a JSON value."""
    return {
        "schema": json_file.SCHEMA,
        "baseline": comparison.baseline,
        "questions": comparison.questions,
        "tested": list(comparison.tested),
        "tests": comparison.tests,
        "runs": {
            name: {
                "measures": {m: _rounded(one.value) for m, one in run.overall.measures.items()},
                "intervals": {m: _interval(one) for m, one in run.overall.measures.items()},
                "judged@10": run.overall.judged and _rounded(run.overall.judged.value),
                "unasked": run.unasked,
            }
            for name, run in comparison.evaluations.items()
        },
        "contrasts": [_contrast_object(one, words) for one in comparison.contrasts],
    }


def verdict(name: str, measure: str, difference: Difference, comparison: Comparison) -> str:
    """What a tested difference says, in a sentence."""
    estimate = difference.estimate
    told = f"{name} against {comparison.baseline}, {measure}: {_signed(estimate)}"
    if difference.p is None or difference.corrected is None:
        return f"{told}."
    corrected = f", {_p(difference.corrected)} corrected for {comparison.tests} tests"
    chance = f"p = {_p(difference.p)}{corrected if comparison.tests > 1 else ''}"
    if difference.needed is None:
        return f"{told}: no difference."
    if not difference.is_noise:
        return f"{told}: more than noise ({chance})."
    shown = f"; {estimate.questions} show one of {difference.smallest:.3f}"
    return (
        f"{told}: within the noise ({chance}). A difference of this size would take about "
        f"{difference.needed:,} questions to show{shown} (80% power)."
    )


def _figures(comparison: Comparison) -> Iterator[Section]:
    yield Section(f"Measures over {comparison.questions} questions", _side_by_side(comparison))
    yield Section(f"Difference to {comparison.baseline}", _difference_table(comparison))
    rows = [row for one in comparison.contrasts for row in _type_rows(one)]
    if rows:
        columns = ("run", "type", "questions", *("difference", "95% interval"), *_TALLY)
        remark = "By type nothing was tested: read it as a hint."
        heading = f"Difference in {comparison.tested[0]} by type of question"
        yield Section(heading, Table(columns, tuple(rows), (remark,)))


_TALLY = ("wins", "ties", "losses")


def _side_by_side(comparison: Comparison) -> Table:
    runs = comparison.evaluations
    rows: list[tuple[Cell, ...]] = [
        (measure, *(_with_range(run.overall.measures[measure]) for run in runs.values()))
        for measure in MEASURES
    ]
    rows.append(("Judged@10", *(_plain(run.overall.judged) for run in runs.values())))
    return Table(("measure", *runs), tuple(rows), tuple(_remarks(comparison)))


def _remarks(comparison: Comparison) -> Iterator[str]:
    yield (
        "In brackets 95% bootstrap intervals. Judged@10: of the first ten passages the others were "
        "judged by nobody; they count as not answering, and may."
    )
    for name, run in comparison.evaluations.items():
        if run.unasked:
            yield f"{name} lacks {run.unasked} of the questions; they count as failures."


def _difference_table(comparison: Comparison) -> Table:
    columns = ("run", "measure", "difference", "95% interval", "p", "p corrected", *_TALLY)
    rows = tuple(
        (contrast.name, measure, *_difference_cells(one), *_p_cells(one), *_tally(one))
        for contrast in comparison.contrasts
        for measure, one in contrast.differences.items()
    )
    remarks = [
        verdict(contrast.name, measure, contrast.differences[measure], comparison)
        for contrast in comparison.contrasts
        for measure in comparison.tested
    ]
    remarks.append(
        f"Tested: {', '.join(comparison.tested)}, by paired randomisation; corrected after Holm."
    )
    return Table(columns, rows, tuple(remarks))


def _type_rows(contrast: Contrast) -> Iterator[tuple[Cell, ...]]:
    for kind, one in contrast.by_type.items():
        asked = one.estimate.questions
        yield (contrast.name, kind, asked, *_difference_cells(one), *_tally(one))


def _difference_cells(one: Difference) -> tuple[Cell, ...]:
    low, high = one.estimate.low, one.estimate.high
    return (f"{one.estimate.value:+.3f}", f"{low:+.3f} to {high:+.3f}")


def _p_cells(one: Difference) -> tuple[Cell, ...]:
    return tuple("" if p is None else _p(p) for p in (one.p, one.corrected))


def _tally(one: Difference) -> tuple[Cell, ...]:
    return (one.wins, one.ties, one.losses)


def _moved_section(contrast: Contrast, comparison: Comparison, words: Mapping[str, str]) -> Section:
    baseline = comparison.baseline
    columns = ("id", "question", "change", f"{baseline} found", f"{contrast.name} found")
    rows = tuple(
        (
            one.question.id,
            one.question.question,
            f"{one.change:+.3f}",
            _found(one.baseline, words),
            _found(one.run, words),
        )
        for one in contrast.moved
    )
    return Section(_moved_heading(contrast, comparison), Table(columns, rows))


def _moved_heading(contrast: Contrast, comparison: Comparison) -> str:
    measure = comparison.tested[0]
    return f"Questions that moved most from {comparison.baseline} to {contrast.name} ({measure})"


def _moved_text(contrast: Contrast, comparison: Comparison, words: Mapping[str, str]) -> str:
    if not contrast.moved:
        return ""
    width = max(len(comparison.baseline), len(contrast.name))
    lines = ["", one_line(_moved_heading(contrast, comparison)), ""]
    for one in contrast.moved:
        lines.append(
            f"{one.change:+.3f}  {one_line(f'{one.question.id}  {one.question.question}')}"
        )
        for name, found in ((comparison.baseline, one.baseline), (contrast.name, one.run)):
            lines.append(f"    {one_line(name):{width}}  {one_line(_found(found, words))}")
    return "\n".join(lines) + "\n"


def _found(found: Found, words: Mapping[str, str]) -> str:
    if not found.passages:
        return "nothing"
    rank = f"answer at {found.rank}" if found.rank else "no answer"
    text = words.get(found.passages[0], "")
    told = f": {_first_words(text)}" if text else ""
    return f"{rank}; {', '.join(found.passages)}{told}"


def _first_words(text: str) -> str:
    flat = one_line(text)
    return flat if len(flat) <= _FIRST_WORDS else flat[:_FIRST_WORDS].rsplit(" ", 1)[0] + " …"


def _long_table(comparison: Comparison) -> Table:
    rows: list[tuple[Cell, ...]] = []
    contrasts = {one.name: one for one in comparison.contrasts}
    for name, run in comparison.evaluations.items():
        contrast = contrasts.get(name)
        for measure, estimate in run.overall.measures.items():
            difference = contrast.differences[measure] if contrast else None
            rows.append((name, "all", measure, *_numbers(estimate), *_long_cells(difference)))
        for kind, one in contrast.by_type.items() if contrast else ():
            rows.append((name, kind, comparison.tested[0], "", "", "", *_long_cells(one)))
    return Table(_COLUMNS, tuple(rows))


def _long_cells(one: Difference | None) -> tuple[Cell, ...]:
    if one is None:
        return ("",) * 9
    chances = ("" if p is None else f"{p:.{_DIGITS}f}" for p in (one.p, one.corrected))
    return (*_numbers(one.estimate), *chances, *_tally(one), one.estimate.questions)


def _numbers(estimate: Estimate) -> Iterator[str]:
    return (f"{one:.{_DIGITS}f}" for one in (estimate.value, estimate.low, estimate.high))


def _contrast_object(contrast: Contrast, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "run": contrast.name,
        "differences": {
            measure: _difference_object(one) for measure, one in contrast.differences.items()
        },
        "by_type": {kind: _difference_object(one) for kind, one in contrast.by_type.items()},
        "moved": [_moved_object(one, words) for one in contrast.moved],
    }


def _difference_object(one: Difference) -> dict[str, Any]:
    return {
        "value": _rounded(one.estimate.value),
        "interval": _interval(one.estimate),
        "questions": one.estimate.questions,
        "wins": one.wins,
        "ties": one.ties,
        "losses": one.losses,
        "p": one.p,
        "p_corrected": one.corrected,
        "within_noise": one.is_noise,
        "questions_needed": one.needed,
        "smallest_shown": None if one.smallest is None else _rounded(one.smallest),
    }


def _moved_object(moved: Moved, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": moved.question.id,
        "question": moved.question.question,
        "type": moved.question.type,
        "change": _rounded(moved.change),
        "baseline": _found_object(moved.baseline, words),
        "run": _found_object(moved.run, words),
    }


def _found_object(found: Found, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "value": _rounded(found.value),
        "rank": found.rank,
        "passages": [{"id": one, "text": words.get(one)} for one in found.passages],
    }


def _interval(estimate: Estimate) -> list[float]:
    return [_rounded(estimate.low), _rounded(estimate.high)]


def _rounded(number: float) -> float:
    return round(number, _DIGITS)


def _with_range(one: Estimate) -> str:
    return f"{one.value:.3f} ({one.low:.3f}–{one.high:.3f})"


def _plain(one: Estimate | None) -> str:
    return "" if one is None else f"{one.value:.3f}"


def _signed(one: Estimate) -> str:
    return f"{one.value:+.3f} ({one.low:+.3f} to {one.high:+.3f})"


def _p(p: float) -> str:
    return f"{p:.4f}" if p >= 0.0001 else "< 0.0001"
