"""Ask a long official report in plain words; read the passages that answer, quoted and cited.

Build an index, and open it:

    from pathlib import Path
    from reportqa import build_from_folder, open_index

    build_from_folder(Path("corpus"), Path("index"))
    index = open_index(Path("index"))  # closed by index.close(), or by ``with``

Ask:

    from reportqa import Searcher

    searcher = Searcher(index, stages=["dense", "late"])
    for hit in searcher.ask("Who led the inspection?").hits:
        print(hit.citation, hit.answer_text)

Evaluate a run, one's own or one that was saved, by any tool:

    from reportqa import assess, evaluate, read_gold, read_run, relevance_in

    questions = read_gold(Path("questions.jsonl"))
    ours = evaluate(searcher, questions)
    theirs = assess(questions, relevance_in(index, questions), read_run(Path("theirs.run")))
    print(ours.overall.measures["RR@10"])

Compare two:

    from reportqa import compare

    difference = compare({"theirs": theirs, "ours": ours}).contrasts[0].differences["RR@10"]
    print(difference.estimate, difference.p, difference.needed)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportqa.lazy import looked_up

if TYPE_CHECKING:
    from reportqa.evaluation import (
        assess,
        compare,
        evaluate,
        read_gold,
        read_qrels,
        read_run,
        relevance_by,
        relevance_in,
        run_questions,
        save_run,
    )
    from reportqa.index import build_from_folder, open_index
    from reportqa.search import Filters, Searcher

__all__ = [
    "Filters",
    "Searcher",
    "assess",
    "build_from_folder",
    "compare",
    "evaluate",
    "open_index",
    "read_gold",
    "read_qrels",
    "read_run",
    "relevance_by",
    "relevance_in",
    "run_questions",
    "save_run",
]

_ROOMS = {
    **dict.fromkeys(("build_from_folder", "open_index"), "index"),
    **dict.fromkeys(("Filters", "Searcher"), "search"),
    **dict.fromkeys(
        ("assess", "compare", "evaluate", "read_gold", "read_qrels", "read_run", "relevance_by"),
        "evaluation",
    ),
    **dict.fromkeys(("relevance_in", "run_questions", "save_run"), "evaluation"),
}

__getattr__ = looked_up(__name__, _ROOMS)
