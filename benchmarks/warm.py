"""Where the time of a question goes once model and index are open.

    python benchmarks/warm.py tests/gold/wirral-2016.jsonl --index index [--index another]

The median and the 95th percentile in milliseconds, by part, over the gold questions; a few are
asked before, for warming up. `ranking` is finding candidates and fusing the stages' scores;
`answers` is everything after: the answers' sentences, confidence, citations.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from reportqa.errors import ReportqaError
from reportqa.evaluation import of_split, read_gold
from reportqa.index import open_index
from reportqa.render import Format, Look, Table, render_table
from reportqa.search import Searcher
from reportqa.search.searcher import open_encoder_of

_WARMING = 5
READING, ENCODING, RANKING, ANSWERS, WHOLE = "reading", "encoding", "ranking", "answers", "whole"
_CONSIDER = "consider"


class Stopwatch:
    """Milliseconds that the methods of some objects take, summed up by name for one question."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def watch(self, owner: Any, method: str, name: str) -> None:  # noqa: ANN401 - whatever has it
        """Time every call of a method of an object from now on."""
        setattr(owner, method, self._timed(getattr(owner, method), name))

    def _timed(self, call: Callable[..., Any], name: str) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401
            started = time.perf_counter()
            try:
                return call(*arguments, **named)
            finally:
                self.spent[name] += 1e3 * (time.perf_counter() - started)

        return timed


def main() -> int:
    """Ask every index and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("gold", type=Path, help="gold questions (JSON Lines)")
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--index", type=Path, action="append", help="may be given several times")
    options = parser.parse_args()
    try:
        questions = [it.question for it in of_split(read_gold(options.gold), options.split)]
        for index in options.index or [Path("index")]:
            print(_table(index, questions))
    except ReportqaError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _table(index: Path, questions: Sequence[str]) -> str:
    with open_index(index) as opened:
        encoder = open_encoder_of(opened)
        searcher = Searcher(opened, encoder=encoder)
        watch = Stopwatch()
        watch.watch(searcher._reader, "read", READING)
        watch.watch(encoder, "encode_question", ENCODING)
        for stage in searcher.stages:
            watch.watch(stage, "score", stage.name)
        watch.watch(searcher, "consider", _CONSIDER)
        for question in questions[:_WARMING]:
            searcher.ask(question)
        stages = [stage.name for stage in searcher.stages]
        parts = [_parts(searcher, watch, question, stages) for question in questions]
        title = f"{index}: {len(opened)} passages, {opened.manifest.encoder.name}"
    names = (READING, ENCODING, RANKING, *stages, ANSWERS, WHOLE)
    rows = tuple(
        (name, *(f"{np.percentile([it[name] for it in parts], share):.1f}" for share in (50, 95)))
        for name in names
    )
    remark = f"{title}; {len(questions)} questions."
    table = Table(("part", "median, ms", "95%, ms"), rows, (remark,))
    return render_table(table, Format.MARKDOWN, Look(), title=title)


def _parts(
    searcher: Searcher, watch: Stopwatch, question: str, stages: Sequence[str]
) -> dict[str, float]:
    """Milliseconds of one question, by part."""
    watch.spent.clear()
    started = time.perf_counter()
    searcher.ask(question)
    whole = 1e3 * (time.perf_counter() - started)
    spent = {name: watch.spent[name] for name in (READING, ENCODING, *stages)}
    considering = watch.spent[_CONSIDER]
    return {
        **spent,
        RANKING: considering - sum(spent.values()),
        ANSWERS: whole - considering,
        WHOLE: whole,
    }


if __name__ == "__main__":
    sys.exit(main())
