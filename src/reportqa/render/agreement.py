"""How far two judges agree, as text, JSON, Markdown, CSV or HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reportqa.evaluation import Agreement
from reportqa.render import Cell, Format, Look, Table, json_file, render_table
from reportqa.render.sections import Section, render_sections

_TITLE = "Agreement"
_DIGITS = 6


def render_agreement(
    agreement: Agreement,
    names: tuple[str, str],
    questions: Mapping[str, str],
    form: Format,
    look: Look,
) -> str:
    """Two judges' agreement in one of the forms; CSV lists the disagreements.

    Args:
        agreement: The agreement.
        names: What the two judges go by.
        questions: The words of the questions by their ids, as far as they are known.
        form: The form.
        look: How text is to look.
    """
    if form is Format.JSON:
        return json_file.one_document(_object(agreement, names, questions))
    if form is Format.JSONL:
        return json_file.one_a_line([_object(agreement, names, questions)])
    disagreements = _disagreements(agreement, names, questions)
    if form is Format.CSV:
        return render_table(disagreements, form, look, title=_TITLE)
    sections = [
        Section(f"Agreement of {names[0]} and {names[1]}", _figures(agreement, names)),
        Section(f"Grades of {names[0]} (down) and {names[1]} (across)", _grades(agreement)),
    ]
    if agreement.disagreements:
        sections.append(Section("Disagreements, the widest apart first", disagreements))
    return render_sections(sections, form, look, title=_TITLE)


def _figures(agreement: Agreement, names: tuple[str, str]) -> Table:
    share = agreement.equal / agreement.both
    rows: tuple[tuple[Cell, ...], ...] = (
        ("judged by both", agreement.both),
        (f"judged by {names[0]} alone", agreement.only_first),
        (f"judged by {names[1]} alone", agreement.only_second),
        ("equal grades", f"{agreement.equal} ({share:.3f})"),
        ("Cohen's kappa", _kappa(agreement.kappa)),
        ("quadratic-weighted kappa", _kappa(agreement.weighted)),
    )
    return Table(("what", "value"), rows)


def _kappa(value: float | None) -> str:
    return "not defined: one grade throughout" if value is None else f"{value:.3f}"


def _grades(agreement: Agreement) -> Table:
    grades = sorted({grade for pair in agreement.table for grade in pair})
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (str(first), *(agreement.table.get((first, second), 0) for second in grades))
        for first in grades
    )
    return Table(("grade", *map(str, grades)), rows)


def _disagreements(
    agreement: Agreement, names: tuple[str, str], questions: Mapping[str, str]
) -> Table:
    rows = tuple(
        (one.question, questions.get(one.question, ""), one.passage, one.first, one.second)
        for one in agreement.disagreements
    )
    return Table(("id", "question", "passage", *names), rows)


def _object(
    agreement: Agreement, names: tuple[str, str], questions: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "schema": json_file.SCHEMA,
        "judges": list(names),
        "both": agreement.both,
        "only_first": agreement.only_first,
        "only_second": agreement.only_second,
        "equal": agreement.equal,
        "kappa": None if agreement.kappa is None else round(agreement.kappa, _DIGITS),
        "weighted_kappa": None
        if agreement.weighted is None
        else round(agreement.weighted, _DIGITS),
        "table": [
            {"first": first, "second": second, "count": count}
            for (first, second), count in sorted(agreement.table.items())
        ],
        "disagreements": [
            {
                "id": one.question,
                "question": questions.get(one.question),
                "passage": one.passage,
                "first": one.first,
                "second": one.second,
            }
            for one in agreement.disagreements
        ],
    }
