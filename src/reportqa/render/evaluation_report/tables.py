"""The tables of the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from reportqa.documents import long_date
from reportqa.evaluation import MEASURES, Evaluation, Record, Summary
from reportqa.evaluation.ablation import COMPARED
from reportqa.evaluation.intervals import mean_estimates
from reportqa.evaluation.overlap import PARAPHRASE, Overlap
from reportqa.render.web import Grid, Ranged
from reportqa.render.web.parts import ranged

_ABLATED = ("Success@1", "Success@5", "Success@10", "RR@10", "nDCG@10")
_WORDED = ("Success@1", "Success@10", "RR@10")


def facts(record: Record) -> Iterator[tuple[str, str]]:
    """What was measured, by name."""
    evaluation, manifest = record.evaluation, record.manifest
    yield "Questions", f"{record.source}, split {record.split}"
    yield "Asked", _asked(evaluation)
    if record.report:
        yield "Asked of", f"{record.report} alone"
    yield "Reports", f"{len(manifest.reports):,}, cut into {manifest.passages:,} passages"
    yield "Model", f"{evaluation.model}, {manifest.encoder.variant}"
    yield "Stages of ranking", " + ".join(evaluation.stages)
    yield (
        "Index",
        f"{manifest.generation}, built {_day(manifest.built)}, build {manifest.build[:12]}",
    )
    yield "Measured with", f"reportqa {record.version}"


def measures_grid(evaluation: Evaluation) -> Grid:
    """The ranking measures, overall and by type of question."""
    scopes = {"all": evaluation.overall, **evaluation.by_type}
    return Grid(
        "Measures by type of question, with 95% intervals",
        ("type", "questions", *MEASURES),
        tuple((name, f"{one.questions:,}", *_cells(one)) for name, one in scopes.items()),
        total=True,
    )


def ablation_grid(record: Record) -> Grid | None:
    """How every combination of stages ranks; None if they were not asked."""
    if not record.ablation:
        return None
    measured = set(record.evaluation.stages)
    rows = tuple(
        (
            " + ".join(one.stages),
            *(ranged(one.measures.get(name)) for name in _ABLATED),
            "this evaluation" if set(one.stages) == measured else ranged(one.difference, sign="+"),
        )
        for one in record.ablation
    )
    columns = ("stages", *_ABLATED, f"{COMPARED}, difference")
    return Grid("The same questions ranked by other stages, with 95% intervals", columns, rows)


def words_grid(record: Record) -> Grid | None:
    """The measures by how much of a question stands in the passage; None without such passages."""
    bands = {
        "none of its words": [one for one in record.overlaps if one.share == 0],
        f"up to {PARAPHRASE:.0%}": [one for one in record.overlaps if 0 < one.share <= PARAPHRASE],
        f"more than {PARAPHRASE:.0%}": [one for one in record.overlaps if one.share > PARAPHRASE],
    }
    rows = tuple(_worded(name, some, record) for name, some in bands.items() if some)
    if not rows:
        return None
    columns = ("words shared with the passage", "questions", *_WORDED)
    return Grid("Measures by wording of the question, with 95% intervals", columns, rows)


def _asked(evaluation: Evaluation) -> str:
    near, far = (
        sum(outcome.question.unanswerable == kind for outcome in evaluation.outcomes)
        for kind in ("near_miss", "off_topic")
    )
    return (
        f"{len(evaluation.outcomes):,}: {evaluation.overall.questions:,} that the reports answer, "
        f"{near:,} near misses (the right topic, a fact not given), {far:,} off their topic"
    )


def _day(built: str) -> str:
    """A manifest's moment as people read it."""
    return long_date(dt.datetime.fromisoformat(built).date())


def _cells(summary: Summary) -> Iterator[str | Ranged]:
    return (ranged(summary.measures.get(name)) for name in MEASURES)


def _worded(name: str, some: Sequence[Overlap], record: Record) -> tuple[str | Ranged, ...]:
    """A row for the questions of a band; each is in the evaluation and answered by the corpus."""
    values = {outcome.question.id: outcome.values for outcome in record.evaluation.outcomes}
    columns = [[values[one.question.id][measure] for one in some] for measure in _WORDED]
    return (name, f"{len(some):,}", *map(ranged, mean_estimates(columns)))
