"""What building and asking cost from a thousand passages to a million.

    python benchmarks/scale.py INDEX GOLD [--sizes 1000,10000,100000] [--scratch FOLDER]

INDEX is an index of real reports, GOLD a file of gold questions, of which 100 are asked. Up to
the size of INDEX its own passages are taken. Beyond it they are made up, and nothing is encoded:
each takes the place of a real passage (sections, lead-in, word pieces and token vectors), as many
sentences as that one has, drawn from the whole corpus, and its paragraph vector with noise of a
third of its length. So costs are those of a corpus of that size, and rankings mean nothing.

Every size is asked in a process of its own. Printed: seconds to write the index from vectors that
are there, its size, the first question with the opening of index and model, the p50 and p95 of
the questions after it, the p50 of what they spend where, the peak of the process's memory (with
the model, and with what is mapped of the index), and recall@100: how many of the 100 nearest
paragraph vectors `Index.dense` finds. Exit code 1: some recall is below .95.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from reportqa import Searcher, open_index
from reportqa.documents import Facts, Passage, Report, sentence_spans
from reportqa.evaluation import read_gold
from reportqa.index import Index
from reportqa.index.build import write_index
from reportqa.index.changes import entry_of
from reportqa.index.clusters import Clusters
from reportqa.index.stored import StoredRun, quantise, vector_key
from reportqa.search.searcher import open_encoder_of

QUESTIONS = 100
COMPARED = 30  # questions whose nearest vectors are found by comparing all
WANTED = 0.95
_NOISE = 0.35
_IN_A_REPORT = 150
_TIMED = {
    "lexical": "lexical candidates",
    "dense": "dense candidates",
    "cosines": "dense scores",
    "word_scores": "lexical scores",
    "mentions": "understanding",
    "passages": "citing",
}


def corpus_of(real: Index, size: int) -> tuple[list[Report], list[int]]:
    """Reports of so many passages, and of each passage which real one its vectors are from."""
    passages = real.all_passages()
    if size <= len(passages):
        groups = [passages[at : at + _IN_A_REPORT] for at in range(0, size, _IN_A_REPORT)]
        groups[-1] = groups[-1][: size - _IN_A_REPORT * (len(groups) - 1)]
        return [_report(at, group) for at, group in enumerate(groups)], list(range(size))
    dice = np.random.default_rng(0)
    sentences = [item.text[a:b] for item in passages for a, b in sentence_spans(item.text)]
    counts = [len(sentence_spans(item.text)) for item in passages]
    models = dice.integers(0, len(passages), size).tolist()
    drawn = iter(dice.integers(0, len(sentences), sum(counts[model] for model in models)).tolist())
    reports: list[Report] = []
    for first in range(0, size, _IN_A_REPORT):
        group = [
            dataclasses.replace(
                passages[model],
                text=" ".join(sentences[next(drawn)] for _ in range(counts[model])),
            )
            for model in models[first : first + _IN_A_REPORT]
        ]
        reports.append(_report(len(reports), group))
    return reports, models


def _report(at: int, group: Sequence[Passage]) -> Report:
    name = f"made-up-{at:05}"
    passages = tuple(
        dataclasses.replace(passage, id=f"{name}:{number}", report=name, number=str(number))
        for number, passage in enumerate(group, start=1)
    )
    return Report(name, f"{name}.txt", "", Facts(name), passages, (), (), "", (), ())


def runs(
    real: Index, reports: Sequence[Report], models: Sequence[int]
) -> Iterator[tuple[list[bytes], StoredRun]]:
    """Keys and vectors of the passages."""
    dice = np.random.default_rng(1)
    made_up = len(models) > len(real)
    noise = _NOISE / np.sqrt(real.dim)
    wheres = iter(models)
    pooled = real.vectors(np.arange(len(real)))
    for report in reports:
        passages = report.passages
        some = [next(wheres) for _ in passages]
        blocks = [real.tokens(where) for where in some]
        vectors = pooled[some]
        if made_up:
            vectors += noise * dice.standard_normal(vectors.shape, dtype=np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        values, scales = quantise(np.concatenate([block.vectors for block in blocks]))
        yield (
            [vector_key(real.manifest.encoder, item.context, item.text) for item in passages],
            StoredRun(
                vectors,
                np.array([len(block.ids) for block in blocks], dtype=np.int64),
                np.concatenate([block.ids for block in blocks]),
                values,
                scales,
                np.concatenate([block.offsets for block in blocks]),
            ),
        )


class Timed:
    """Anything, with the time that some of its methods take.

    Args:
        inner: What is called.
        names: What the time of each method is told under.
        spent: Where seconds are added.
    """

    def __init__(self, inner: Any, names: dict[str, str], spent: dict[str, float]) -> None:  # noqa: ANN401
        self._inner, self._names, self._spent = inner, names, spent

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        value = getattr(self._inner, name)
        return self._timed(value, self._names[name]) if name in self._names else value

    def _timed(self, call: Callable[..., Any], name: str) -> Callable[..., Any]:
        def timed(*args: Any, **named: Any) -> Any:  # noqa: ANN401
            began = time.perf_counter()
            try:
                return call(*args, **named)
            finally:
                self._spent[name] += time.perf_counter() - began

        return timed


class TimedIndex(Timed):
    """An index, which has a length."""

    def __len__(self) -> int:
        return len(self._inner)


def ask(folder: Path, gold: Path) -> dict[str, Any]:
    """Ask an index, in this process; what it cost."""
    questions = [question.question for question in read_gold(gold)][: QUESTIONS + 1]
    spent: dict[str, float] = defaultdict(float)
    began = time.perf_counter()
    with open_index(folder) as index:
        model = open_encoder_of(index)
        Searcher(index, encoder=model).ask(questions[0])
        first = time.perf_counter() - began
        timed: Any = TimedIndex(index, _TIMED, spent)
        encoder: Any = Timed(model, {"encode_question": "encoding"}, spent)
        searcher = Searcher(timed, encoder=encoder)
        late: Any = Timed(searcher.stages[-1], {"score": "late interaction"}, spent)
        searcher.stages = (*searcher.stages[:-1], late)
        searcher.ask(questions[0])
        totals, parts = [], defaultdict(list)
        for question in questions[1:]:
            spent.clear()
            began = time.perf_counter()
            searcher.ask(question)
            total = time.perf_counter() - began
            totals.append(total)
            spent["the rest"] = total - sum(spent.values())
            for name in ("encoding", "late interaction", *_TIMED.values(), "the rest"):
                parts[name].append(spent[name])
        peak = _peak()
        vectors = [model.encode_question(text).pooled for text in questions[:COMPARED]]
        recalls = [_recall(index, vector) for vector in vectors]
        return {
            "first": first,
            "p50": float(np.percentile(totals, 50)),
            "p95": float(np.percentile(totals, 95)),
            "parts": {name: statistics.median(seconds) for name, seconds in parts.items()},
            "peak": peak,
            "recall": statistics.fmean(recalls),
            "kind": index.manifest.vectors.kind,
            "probed": index.manifest.vectors.probed,
        }


def _recall(index: Index, vector: Any) -> float:  # noqa: ANN401
    """The share of the 100 nearest vectors that are found."""
    every = index.cosines(vector, np.arange(len(index)))
    nearest = np.argsort(-every, kind="stable")[:100]
    found, _ = index.dense(vector, 100)
    return len(set(found.tolist()) & set(nearest.tolist())) / len(nearest)


def _peak() -> float | None:
    """The most memory that this process had, in MiB; None where the system does not tell."""
    status = Path("/proc/self/status")
    if status.exists():  # `getrusage` would tell of the process that started this one, if larger
        (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text("ascii"))
        return int(peak) / 1024
    try:
        import resource
    except ImportError:
        return None
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def measure(real: Path, gold: Path, size: int, folder: Path) -> dict[str, Any]:
    """Write an index of a size and ask it."""
    with open_index(real) as index:
        reports, models = corpus_of(index, size)
        entries = [entry_of(report) for report in reports]
        began = time.perf_counter()
        write_index(
            folder,
            reports,
            entries,
            runs(index, reports, models),
            index.manifest.encoder,
            settings=index.manifest.settings,
            clusters=Clusters(size),
        )
        build = time.perf_counter() - began
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    told = subprocess.run(
        [sys.executable, __file__, "--ask", folder, gold], check=True, stdout=subprocess.PIPE
    )
    return {"size": size, "build": build, "disk": disk, **json.loads(told.stdout)}


def row(cost: dict[str, Any]) -> str:
    """A line of the table."""
    kind = f"{cost['kind']}, {cost['probed']} probed" if cost["probed"] else cost["kind"]
    peak = "?" if cost["peak"] is None else f"{cost['peak']:,.0f}"
    parts = ", ".join(
        f"{name} {seconds * 1e3:.0f}" for name, seconds in cost["parts"].items() if seconds > 5e-4
    )
    return (
        f"| {cost['size']:,} | {cost['build']:.0f} | {cost['disk'] / 1e6:,.0f} | {kind}"
        f" | {cost['first']:.1f} | {cost['p50'] * 1e3:.0f} / {cost['p95'] * 1e3:.0f} | {parts}"
        f" | {peak} | {cost['recall']:.3f} |"
    )


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--sizes", default="1000,10000,100000", help="passages, parted by commas")
    parser.add_argument("--scratch", type=Path, help="where the indexes are made, and removed")
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.ask:
        print(json.dumps(ask(asked.index, asked.gold)))
        return 0
    print("| passages | build, s | disk, MB | vectors | first question, s | p50 / p95, ms", end="")
    print(" | of which (p50, ms) | peak memory, MiB | recall@100 |")
    print("|---|---|---|---|---|---|---|---|---|")
    sound = True
    for size in map(int, asked.sizes.split(",")):
        folder = Path(tempfile.mkdtemp(dir=asked.scratch))
        try:
            cost = measure(asked.index, asked.gold, size, folder)
        finally:
            shutil.rmtree(folder)
        print(row(cost), flush=True)
        sound = sound and cost["recall"] >= WANTED
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
