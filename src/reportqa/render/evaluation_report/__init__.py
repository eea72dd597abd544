"""A report on an evaluation, to hand round: one file that a browser shows, prints and folds."""

from __future__ import annotations

from reportqa.documents import long_date
from reportqa.evaluation import Record
from reportqa.render.evaluation_report.charts import charts
from reportqa.render.evaluation_report.findings import findings
from reportqa.render.evaluation_report.questions import groups, kinds, types
from reportqa.render.evaluation_report.tables import ablation_grid, facts, measures_grid, words_grid
from reportqa.render.web import fill

__all__ = ["evaluation_report"]


def evaluation_report(record: Record) -> str:
    """An evaluation as an HTML document that needs nothing else; the same for the same record.

    It tells the questions with what was found for them, those that went wrong first, and at most
    `MOST_TOLD` of them; the figures are of all.
    """
    return fill(
        "evaluation.jinja",
        title=f"Evaluation: {record.source}",
        made=f"{long_date(record.made.date())}, {record.made:%H:%M}",
        version=record.version,
        asked=len(record.evaluation.outcomes),
        told=len(record.told),
        findings=tuple(findings(record)),
        facts=tuple(facts(record)),
        measures=measures_grid(record.evaluation),
        ablation=ablation_grid(record),
        words=words_grid(record),
        charts=tuple(charts(record)),
        groups=tuple(groups(record)),
        kinds=kinds(record),
        types=types(record),
        quoted=bool(record.evaluation.relevance.quotes),
        unmatched=record.evaluation.relevance.unmatched,
    )
