"""Made-up reports of the same grammar: what was written into them comes out of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reportqa.documents import Facts, Report, account, cut_text
from .made_up import ReportPlan, Written, reports, told, write

modest = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)


def read(written: Written) -> Report:
    facts = Facts("Made up", page_lines=tuple(written.page_lines))
    return cut_text("made-up", written.text, facts, path="made-up.txt", sha256="")


@modest
@given(reports)
def test_the_passages_that_were_written_come_out(plan: ReportPlan) -> None:
    written = write(plan)

    report = read(written)

    by_id = {passage.id: passage for passage in report.passages}
    assert [told(passage, by_id) for passage in report.passages] == written.passages
    assert [(h.level, h.text) for h in report.headings] == written.headings
    assert account(report) == []
    assert len(by_id) == len(report.passages)
