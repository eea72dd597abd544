"""What each stage of ranking adds, for each model: one table of figures with their intervals.

    python benchmarks/ablation.py tests/gold/wirral-2016.jsonl
    python benchmarks/ablation.py --beir FOLDER --models small

Every combination of stages answers the same questions. The last column is the difference of RR@10
to the best fusion of BM25 and paragraph vectors among the models, over the same questions.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reportqa.errors import ReportqaError
from reportqa.evaluation import (
    Estimate,
    Evaluation,
    GoldQuestion,
    Relevance,
    Split,
    build_beir,
    evaluate,
    of_split,
    paired_difference,
    read_beir,
    read_gold,
    relevance_in,
    stage_sets,
)
from reportqa.evaluation.ablation import COMPARED
from reportqa.index import Index, build_from_folder, open_index
from reportqa.render import Format, Look, Table, render_table
from reportqa.search import Searcher, office_glossary
from reportqa.search.glossary import Entry
from reportqa.search.searcher import open_encoder_of

SHOWN = ("Success@1", "Success@5", "Success@10", "RR@10", "nDCG@10")
FUSION = frozenset(("lexical", "dense"))


@dataclass(frozen=True, slots=True)
class Asked:
    """An index, what to ask it, and what answers."""

    index: Index
    questions: Sequence[GoldQuestion]
    relevance: Relevance
    glossary: tuple[Entry, ...] = ()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table of gold questions, of a BEIR collection, or both."""
    options = _options(arguments)
    try:
        with _indexes(options.indexes) as indexes:
            if options.gold:
                title = f"{options.gold.name}, {options.split}"
                print(_table(title, dict(_gold_runs(options, indexes))))
            if options.beir:
                print(_table(options.beir.name, dict(_beir_runs(options, indexes))))
    except ReportqaError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("gold", type=Path, nargs="?", help="gold questions (JSON Lines)")
    parser.add_argument("--split", choices=("dev", "test", "all"), default="test")
    parser.add_argument("--beir", type=Path, metavar="FOLDER", help="a collection in BEIR's layout")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--models", default="small,mpnet,minilm", help="names, with commas between")
    parser.add_argument("--indexes", type=Path, metavar="FOLDER", help="where to keep the indexes")
    options = parser.parse_args(arguments)
    if not (options.gold or options.beir):
        parser.error("name gold questions, or a collection with --beir")
    return options


@contextmanager
def _indexes(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        yield Path(scratch)


Runs = Iterator[tuple[tuple[str, tuple[str, ...]], Evaluation]]


def _gold_runs(options: argparse.Namespace, indexes: Path) -> Runs:
    split: Split | None = None if options.split == "all" else options.split
    questions = of_split(read_gold(options.gold), split)
    glossary = office_glossary(options.corpus)
    for model in options.models.split(","):
        folder = indexes / f"corpus-{model}"
        build_from_folder(options.corpus, folder, model=model, on_message=_say)
        with open_index(folder) as index:
            relevance = relevance_in(index, questions)
            yield from _runs(model, Asked(index, questions, relevance, glossary))


def _beir_runs(options: argparse.Namespace, indexes: Path) -> Runs:
    collection = read_beir(options.beir)
    questions = [one for one in collection.questions if not one.unanswerable]
    for model in options.models.split(","):
        folder = indexes / f"{collection.report.id}-{model}"
        build_beir(collection, folder, model=model, on_message=_say)
        with open_index(folder) as index:
            yield from _runs(model, Asked(index, questions, collection.relevance))


def _runs(model: str, asked: Asked) -> Runs:
    encoder = open_encoder_of(asked.index)
    for stages in stage_sets():
        _say(f"{model}: {', '.join(stages)} …")
        searcher = Searcher(asked.index, stages=stages, glossary=asked.glossary, encoder=encoder)
        yield (model, stages), evaluate(searcher, asked.questions, relevance=asked.relevance)


def _table(title: str, runs: Mapping[tuple[str, tuple[str, ...]], Evaluation]) -> str:
    """The runs as a Markdown table."""
    fusions = [run for (_, stages), run in runs.items() if frozenset(stages) == FUSION]
    baseline = max(fusions, key=lambda run: run.overall.measures[COMPARED].value)
    rows = tuple(_row(model, stages, run, baseline) for (model, stages), run in runs.items())
    questions = baseline.overall.questions
    remark = (
        f"{title}: {questions} questions, 95% intervals by bootstrap; the last column is the "
        f"paired difference in {COMPARED} to {baseline.model}'s fusion of BM25 and paragraph "
        "vectors."
    )
    table = Table(("model", "stages", *SHOWN, f"Δ {COMPARED}"), rows, (remark,))
    return render_table(table, Format.MARKDOWN, Look(), title=title)


def _row(
    model: str, stages: tuple[str, ...], run: Evaluation, baseline: Evaluation
) -> tuple[str, ...]:
    figures = (_figure(run.overall.measures[name]) for name in SHOWN)
    difference = paired_difference(run.values(COMPARED), baseline.values(COMPARED))
    return (model, " + ".join(stages), *figures, _figure(difference, sign="+"))


def _figure(estimate: Estimate, sign: str = "") -> str:
    return f"{estimate.value:{sign}.3f} ({estimate.low:{sign}.3f} to {estimate.high:{sign}.3f})"


def _say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
