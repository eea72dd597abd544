"""Which hidden layer ranks best by itself, and what the learned head adds to it.

    python benchmarks/layers.py tests/gold/wirral-2016.jsonl --model minilm

One index for each layer and one with the head, in a temporary folder; late interaction alone,
without the head's weights in the layers' rows.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from reportqa.encoding import find_weights
from reportqa.evaluation import evaluate, of_split, read_gold
from reportqa.index import build_from_folder, open_index
from reportqa.search import Searcher


def main() -> None:
    """Index, ask and measure layer by layer."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--model", default=None, help="small, mpnet, minilm, or a model's folder")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--first", type=int, default=1, help="the lowest layer to try")
    options = parser.parse_args()
    questions = of_split(read_gold(options.gold), options.split)
    weights = find_weights(options.model)
    layers: list[int | None] = [*range(options.first, weights.layer + 1), None]
    print(f"{weights.name}, {options.split} questions, late interaction alone")
    for layer in layers:
        with tempfile.TemporaryDirectory() as folder:
            index_dir = Path(folder) / "index"
            build_from_folder(options.corpus, index_dir, model=weights.name, layer=layer)
            with open_index(index_dir) as index:
                summary = evaluate(Searcher(index, stages=["late"]), questions).overall
        row = "  ".join(
            f"{name} {summary.measures[name].value:.3f}" for name in ("Success@1", "RR@10")
        )
        print(f"{'head' if layer is None else f'layer {layer}':>9}  {row}", flush=True)


if __name__ == "__main__":
    main()
