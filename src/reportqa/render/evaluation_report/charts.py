"""The charts of the report, each with its figures and with what it shows in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from reportqa.evaluation import Bin, Depth, Estimate, Outcome, Record, by_depth
from reportqa.evaluation.ablation import COMPARED
from reportqa.render.web import Chart, Grid, plotted
from reportqa.render.web.parts import ranged
from reportqa.render.web.plot import BAD, FAINT, GOOD, INK, OTHER, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_ROWS = 14  # of a chart with a row for each of some things; beyond, the table has to do
_EVEN = "right as often as stated"
_RANGES = 10  # of the stated probability
_BARS = 24  # of the times
_GROUPS: Mapping[str, tuple[str, Callable[[Outcome], bool]]] = {
    "Answered, first passage right": (GOOD, lambda one: one.right),
    "Answered, first passage wrong": (BAD, lambda one: bool(one.values) and not one.right),
    "Near misses": (OTHER, lambda one: one.question.unanswerable == "near_miss"),
    "Off topic": (OTHER, lambda one: one.question.unanswerable == "off_topic"),
}


def charts(record: Record) -> Iterator[Chart]:
    """The charts that there is something to draw in."""
    overall = record.evaluation.overall
    depths = by_depth(record.evaluation.outcomes, record.evaluation.relevance)
    types = {name: one.measures["Success@1"] for name, one in record.evaluation.by_type.items()}
    if depths:
        yield _depth_chart(depths)
    if 1 < len(types) <= _MOST_ROWS:
        yield _type_chart(types)
    if record.ablation:
        yield _stage_chart(
            {" + ".join(one.stages): one.measures[COMPARED] for one in record.ablation}
        )
    yield _calibration_chart(overall.reliability)
    yield _stated_chart(record.evaluation.outcomes)
    if overall.latency_p50 is not None and overall.latency_p95 is not None:
        yield _time_chart(record.evaluation.outcomes, overall.latency_p50, overall.latency_p95)


def _depth_chart(depths: Sequence[Depth]) -> Chart:
    def draw(panes: list[Axes]) -> None:
        (axes,) = panes
        places = [one.passages for one in depths]
        for name, colour, line in (
            (
                "questions with a passage among them that answers",
                GOOD,
                [one.success for one in depths],
            ),
            ("passages among them that answer", OTHER, [one.precision for one in depths]),
        ):
            low, high = [one.low for one in line], [one.high for one in line]
            values = [one.value for one in line]
            axes.fill_between(places, low, high, color=colour, alpha=0.15, linewidth=0)
            axes.plot(places, values, color=colour, marker="o", markersize=4, label=name)
        axes.set(xlabel="passages read, best first", ylim=(0, 1), xticks=places)
        _percent(axes)
        _legend(axes)

    first, last = depths[0], depths[-1]
    return Chart(
        "How far down the answer stands",
        plotted("depth", draw, height=3.4),
        f"The share of questions with an answer among the first passages rises from "
        f"{first.success.value:.0%} for one passage to {last.success.value:.0%} for "
        f"{last.passages}; the share of these passages that answer falls from "
        f"{first.precision.value:.0%} to {last.precision.value:.0%}.",
        "Bands are 95% intervals. A passage that holds none of the quotes counts as one that does "
        "not answer, so the lower line is the least it can be.",
        Grid(
            "Success and precision by the number of passages read",
            ("passages", "success", "precision"),
            tuple((str(d.passages), ranged(d.success), ranged(d.precision)) for d in depths),
        ),
    )


def _type_chart(types: Mapping[str, Estimate]) -> Chart:
    ordered = dict(sorted(types.items(), key=lambda item: item[1].value))
    hardest, *_, easiest = ordered.items()
    return Chart(
        "Right first passages by type of question",
        _rows_svg("types", ordered, percent=True),
        f"Most often right for {easiest[0]} ({easiest[1].value:.0%} of {easiest[1].questions}), "
        f"least often for {hardest[0]} ({hardest[1].value:.0%} of {hardest[1].questions}).",
        "Lines are 95% intervals; where they overlap widely, the types may not differ at all.",
        Grid(
            "Success@1 by type",
            ("type", "questions", "Success@1"),
            tuple((name, str(one.questions), ranged(one)) for name, one in types.items()),
        ),
    )


def _stage_chart(stages: Mapping[str, Estimate]) -> Chart:
    ordered = dict(sorted(stages.items(), key=lambda item: item[1].value))
    worst, *_, best = ordered.items()
    return Chart(
        f"{COMPARED} by stages of ranking",
        _rows_svg("stages", ordered),
        f"Highest with {best[0]} ({best[1].value:.3f}), lowest with {worst[0]} "
        f"({worst[1].value:.3f}).",
        "Lines are 95% intervals. The table under Measures compares question by question, "
        "which tells smaller differences apart.",
        Grid(
            f"{COMPARED} by stages",
            ("stages", COMPARED),
            tuple((name, ranged(one)) for name, one in stages.items()),
        ),
    )


def _rows_svg(name: str, rows: Mapping[str, Estimate], *, percent: bool = False) -> str:
    """A dot with its interval for each row, the last one on top."""

    def draw(panes: list[Axes]) -> None:
        (axes,) = panes
        estimates = list(rows.values())
        places = range(len(rows))
        lows, highs = [one.low for one in estimates], [one.high for one in estimates]
        axes.hlines(places, lows, highs, color=GOOD, alpha=0.45, linewidth=4, clip_on=False)
        axes.plot(
            [one.value for one in estimates], places, "o", color=GOOD, markersize=7, clip_on=False
        )
        axes.set_yticks(places, [label(name) for name in rows])
        axes.set(xlim=(0, 1), ylim=(-0.6, len(rows) - 0.4))
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
        if percent:
            _percent(axes, "x")

    return plotted(name, draw, height=0.7 + 0.32 * len(rows))


def _calibration_chart(bins: Sequence[Bin]) -> Chart:
    def draw(panes: list[Axes]) -> None:
        (axes,) = panes
        axes.axline((0, 0), (1, 1), color=FAINT, linewidth=1.5, dashes=(4, 3), label=_EVEN)
        stated, right = [one.stated for one in bins], [one.right for one in bins]
        sizes = [12 + 4 * one.questions * 100 / most for one in bins]
        axes.plot(stated, right, color=GOOD, linewidth=1, alpha=0.5)
        axes.scatter(stated, right, s=sizes, color=GOOD, linewidths=0, alpha=0.85, clip_on=False)
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="stated probability", ylabel="was right")
        _percent(axes, "x")
        _percent(axes)
        _legend(axes)

    most = max(one.questions for one in bins)
    off = max(bins, key=lambda one: one.questions * abs(one.stated - one.right))
    return Chart(
        "Is it as sure as it should be?",
        plotted("calibration", draw, height=3.6),
        f"Ten ranges of the stated probability against the share that was right. Farthest off, for "
        f"the number of its questions: stated {off.stated:.0%}, right {off.right:.0%} of "
        f"{off.questions}.",
        "Above the dashed line it was right more often than it said, below less often. Larger dots "
        "stand for more questions; those that the reports do not answer count as wrong.",
        Grid(
            "Stated probability and share that was right",
            ("range", "questions", "stated", "right"),
            tuple(
                (f"{o.low:.1f}–{o.high:.1f}", str(o.questions), f"{o.stated:.3f}", f"{o.right:.3f}")
                for o in bins
            ),
        ),
    )


def _stated_chart(outcomes: Sequence[Outcome]) -> Chart:
    groups = {
        name: stated
        for name, (_, belongs) in _GROUPS.items()
        if (stated := [one.answered.stated for one in outcomes if belongs(one)])
    }
    shares = {name: _in_ranges(some) for name, some in groups.items()}
    middles = [(place + 0.5) / _RANGES for place in range(_RANGES)]

    def draw(panes: list[Axes]) -> None:
        for axes, (name, share) in zip(panes, shares.items(), strict=True):
            axes.bar(middles, share, width=0.9 / _RANGES, color=_GROUPS[name][0])
            axes.set_title(f"{name} ({len(groups[name])})", loc="left", fontsize=11)
            axes.set(xlim=(0, 1), ylim=(0, max(share) * 1.05))
            axes.grid(visible=False)
            axes.locator_params(axis="y", nbins=3)
            _percent(axes)
        panes[-1].set(xlabel="stated probability that the first passage answers")
        _percent(panes[-1], "x")

    means = "; ".join(f"{name.lower()} {sum(s) / len(s):.2f}" for name, s in groups.items())
    rows = (
        (
            f"{place / _RANGES:.1f}–{(place + 1) / _RANGES:.1f}",
            *(f"{s[place]:.3f}" for s in columns),
        )
        for columns in [list(shares.values())]
        for place in range(_RANGES)
    )
    return Chart(
        "What was stated, by how it went",
        plotted("stated", draw, height=0.6 + 1.2 * len(shares), rows=len(shares)),
        f"Mean stated probability: {means}.",
        "Bars are shares of each group, on a scale of its own. Where groups lie over one another, "
        "the stated probability does not tell them apart.",
        Grid("Share of each group by stated probability", ("range", *shares), tuple(rows)),
    )


def _in_ranges(stated: Sequence[float]) -> list[float]:
    """The share of probabilities in each of ten ranges; the last includes its upper end."""
    counts = [0] * _RANGES
    for one in stated:
        counts[min(int(one * _RANGES), _RANGES - 1)] += 1
    return [count / len(stated) for count in counts]


def _time_chart(outcomes: Sequence[Outcome], p50: float, p95: float) -> Chart:
    import numpy as np

    times = [(outcome.answered.seconds or 0.0) * 1000 for outcome in outcomes]
    counts, edges = np.histogram(times, bins=_BARS, range=(0, max(times)))

    def draw(panes: list[Axes]) -> None:
        (axes,) = panes
        axes.bar(edges[:-1], counts, width=np.diff(edges) * 0.9, align="edge", color=OTHER)
        for time, name, dashes in ((p50, "half", (4, 3)), (p95, "95%", (1, 1.5))):
            said = f"{name} within {time:.0f} ms"
            axes.axvline(time, color=INK, linewidth=1.5, linestyle=(0, dashes), label=said)
        axes.set(xlabel="milliseconds", ylabel="questions", xlim=(0, None))
        _legend(axes)

    return Chart(
        "How long a question takes",
        plotted("time", draw, height=2.6),
        f"Half of the questions take at most {p50:.0f} milliseconds, 95% at most {p95:.0f}, the "
        f"slowest {max(times):.0f}.",
        "One question after the other, on the machine that measured; opening the model counts for "
        "none.",
        Grid(
            "Questions by time",
            ("milliseconds", "questions"),
            tuple(
                (f"{low:.0f}–{high:.0f}", str(count))
                for low, high, count in zip(edges, edges[1:], counts, strict=False)
                if count
            ),
        ),
    )


def _legend(axes: Axes) -> None:
    """Say above the axes what is drawn in them, where it lies over nothing."""
    figure = axes.get_figure()
    assert figure is not None  # noqa: S101 - they were made by it
    figure.legend(loc="outside upper left", borderpad=0, alignment="left")


def _percent(axes: Axes, which: str = "y") -> None:
    """Label an axis of shares in percent."""
    from matplotlib.ticker import PercentFormatter

    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_formatter(PercentFormatter(1, decimals=0))
