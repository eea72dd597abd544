"""Passages encoded a second, and the memory that it takes, against sentence-transformers.

    python benchmarks/build.py
    python benchmarks/build.py --corpus reports --sample 200 --model mpnet

The same passages through our encoder (which also makes the token vectors), in single precision and
in 8 bits, and through `SentenceTransformer.encode`, at its default batch of 32 and at the batch
size that is its best on this machine, which is tried first. Each runs in a process of its own that
times the encoding alone, the model open and warm; they take turns, and a ratio is the median of the
turns'.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from copies import copied_model
from processes import Command, Run, memory, ratio, run_once, take_turns
from reportqa.documents import read_corpus
from reportqa.encoding import Weights, find_weights, open_encoder
from reportqa.encoding.text import context_prefix
from reportqa.errors import ReportqaError
from reportqa.render import Format, Look, Table, render_table

DEFAULT_BATCH = 32
BATCHES = (1, 2, 4, 8, 16)
_FOR_TRYING = 48

OURS = """
import json, sys, time
from reportqa.encoding import find_weights, open_encoder
file, model, variant = sys.argv[1:]
items = [tuple(item) for item in json.load(open(file, encoding="utf-8"))]
encoder = open_encoder(find_weights(model, variant=variant))
list(encoder.encode(items[:2]))
started = time.perf_counter()
assert len(list(encoder.encode(items))) == len(items)
print(len(items) / (time.perf_counter() - started))
"""

THEIRS = """
import json, sys, time
from sentence_transformers import SentenceTransformer
file, model, *sizes = sys.argv[1:]
texts = ["".join(item) for item in json.load(open(file, encoding="utf-8"))]
encoder = SentenceTransformer(model, device="cpu", local_files_only=True)
encoder.encode(texts[:2])
for size in sizes:
    started = time.perf_counter()
    encoder.encode(texts, batch_size=int(size), normalize_embeddings=True, show_progress_bar=False)
    print(len(texts) / (time.perf_counter() - started))
"""


def main() -> int:
    """Try batch sizes, take turns, print the table."""
    options = _options()
    try:
        weights = find_weights(options.model, on_message=_say)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            items = _items(options.corpus, options.sample)
            runs = _runs(weights, options.model or weights.name, items, options, Path(scratch))
    except ReportqaError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(_table(runs, f"{weights.name}, {len(items)} passages of {options.corpus}"))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--model", help="small, mpnet, minilm, or a model's folder")
    parser.add_argument("--sample", type=int, default=96, help="passages, evenly spread")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _items(corpus: Path, sample: int) -> list[tuple[str, str]]:
    """Contexts, as they are put before texts, and texts."""
    passages = [passage for report in read_corpus(corpus).reports for passage in report.passages]
    step = max(1, len(passages) // sample)
    return [(it.context, it.text) for it in passages[::step][:sample]]


def _runs(
    weights: Weights,
    model: str,
    items: Sequence[tuple[str, str]],
    options: argparse.Namespace,
    scratch: Path,
) -> dict[str, list[Run]]:
    for variant in ("fp32", "int8"):
        open_encoder(find_weights(model, variant=variant), on_message=_say)
    prefixed = [(context_prefix(context), text) for context, text in items]
    ours = _written(scratch / "items.json", items)
    theirs = _written(scratch / "texts.json", prefixed)
    folder = copied_model(weights, scratch / "model")
    trial = _written(scratch / "trial.json", prefixed[:: max(1, len(prefixed) // _FOR_TRYING)])
    tried = run_once(_code(THEIRS, trial, folder, *map(str, BATCHES)))
    rates = [float(line) for line in tried.output.split()]
    best = BATCHES[rates.index(max(rates))]
    _say(
        "encode by batch size: "
        + ", ".join(f"{b}: {r:.1f}/s" for b, r in zip(BATCHES, rates, strict=True))
    )
    commands: Mapping[str, Command] = {
        f"encode, best batch ({best})": _code(THEIRS, theirs, folder, str(best)),
        f"encode, default batch ({DEFAULT_BATCH})": _code(
            THEIRS, theirs, folder, str(DEFAULT_BATCH)
        ),
        "reportqa, fp32": _code(OURS, ours, model, "fp32"),
        "reportqa, int8": _code(OURS, ours, model, "int8"),
    }
    return take_turns(commands, options.rounds)


def _written(file: Path, content: object) -> str:
    file.write_text(json.dumps(content), "utf-8")
    return str(file)


def _code(code: str, *arguments: str) -> Command:
    return [sys.executable, "-c", code, *arguments]


def _table(runs: Mapping[str, Sequence[Run]], title: str) -> str:
    rates = {name: [float(run.output) for run in some] for name, some in runs.items()}
    best, default, *_ = rates.values()
    rows = tuple(
        (
            name,
            f"{median(rate):.1f}",
            f"{ratio(rate, best):.2f}",
            f"{ratio(rate, default):.2f}",
            memory(runs[name]),
        )
        for name, rate in rates.items()
    )
    columns = ("encoder", "passages/s", "× encode's best", "× encode's default", "MB")
    remark = f"{title}; medians of {len(best)} rounds, ratios of the rounds' own."
    return render_table(Table(columns, rows, (remark,)), Format.MARKDOWN, Look(), title=title)


def _say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
