"""One question from a cold start: whole processes, from their start to their end.

    python benchmarks/cold.py
    python benchmarks/cold.py --rounds 20 --no-txtai

`reportqa ask` with a ready index of the corpus, against

- bare: an interpreter that imports NumPy, FAISS, ONNX Runtime and tokenizers, and loads the same
  ONNX model in the same way (mapped from disk) or plainly, and does nothing with them;
- plain: the same question asked with sentence-transformers and FAISS in ten lines;
- txtai over the same passages with MiniLM, its index saved with their texts and loaded again; in
  a virtual environment that is made the first time (--environments FOLDER);

and `reportqa --help` against that of a Typer application of one command. Files are in the page
cache; a ratio is the median of the turns' own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from copies import copied_model
from processes import Command, Run, memory, ratio, take_turns
from reportqa.documents import Passage
from reportqa.encoding import find_weights
from reportqa.encoding.export import exported
from reportqa.errors import ReportqaError
from reportqa.index import build_from_folder, open_index, weights_for
from reportqa.render import Format, Look, Table, render_table

QUESTION = "How many care leavers has the council lost contact with?"
REPORTQA = "from reportqa.cli import main; main()"

BARE = """
import sys
import faiss, numpy, onnxruntime, tokenizers
options = onnxruntime.SessionOptions()
options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
options.add_session_config_entry("session.intra_op.allow_spinning", "0")
options.add_session_config_entry("session.disable_prepacking", "1")
options.log_severity_level = 3
onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
"""

BARE_PLAINLY = """
import sys
import faiss, numpy, onnxruntime, tokenizers
onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
"""

PLAIN = """
import json, sys
import faiss, numpy
from sentence_transformers import SentenceTransformer
folder, model, question = sys.argv[1:]
encoder = SentenceTransformer(model, device="cpu", local_files_only=True)
vectors = numpy.load(f"{folder}/vectors.npy")
index = faiss.IndexFlatIP(vectors.shape[1])
index.add(vectors)
texts = json.load(open(f"{folder}/texts.json", encoding="utf-8"))
scores, places = index.search(encoder.encode([question], normalize_embeddings=True), 5)
for score, place in zip(scores[0], places[0]):
    print(round(float(score), 3), texts[place])
"""

PLAIN_BUILD = """
import json, sys
import numpy
from sentence_transformers import SentenceTransformer
folder, model = sys.argv[1:]
texts = json.load(open(f"{folder}/texts.json", encoding="utf-8"))
encoder = SentenceTransformer(model, device="cpu", local_files_only=True)
numpy.save(f"{folder}/vectors.npy", encoder.encode(texts, normalize_embeddings=True))
"""

TXTAI = """
import sys
from txtai import Embeddings
embeddings = Embeddings()
embeddings.load(sys.argv[1])
for hit in embeddings.search(sys.argv[2], 5):
    print(round(hit["score"], 3), hit["text"])
"""

TXTAI_BUILD = """
import json, sys
from txtai import Embeddings
folder, model = sys.argv[1:]
embeddings = Embeddings(path=model, content=True)
embeddings.index(json.load(open(f"{folder}/texts.json", encoding="utf-8")))
embeddings.save(f"{folder}/txtai")
"""

HELLO = """
import typer
app = typer.Typer()
@app.command()
def hello(name: str, loud: bool = False):
    "Greet someone."
    print(f"Hello {name}")
app()
"""


def main() -> int:
    """Prepare, take turns, print the table."""
    options = _options()
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            commands = _commands(options, Path(scratch))
            ours = ("reportqa ask", "reportqa --help")
            runs = take_turns(commands, options.rounds)
    except ReportqaError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(_table(runs, ours))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--index", type=Path, help="a ready index; built for now if not given")
    parser.add_argument("--model", help="small, mpnet, minilm or a folder, where no index is given")
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--no-txtai", action="store_true")
    parser.add_argument(
        "--environments", type=Path, help="where txtai's environment is kept; the user's cache"
    )
    return parser.parse_args()


def _commands(options: argparse.Namespace, scratch: Path) -> dict[str, Command]:
    """What is run, each with all that it needs made ready."""
    index = options.index or scratch / "index"
    if options.index is None:
        build_from_folder(options.corpus, index, model=options.model, on_message=_say)
    with open_index(index) as opened:
        weights = weights_for(opened.manifest.settings, _say)
        passages = opened.passages(range(len(opened)))
    (scratch / "texts.json").write_text(json.dumps([_told(it) for it in passages]), "utf-8")
    export, question = exported(weights, _say), options.question
    folder = copied_model(weights, scratch / "model")
    where = ["--corpus", str(options.corpus), "--index", str(index)]
    _say(f"encoding {len(passages)} passages with sentence-transformers")
    _python(PLAIN_BUILD, str(scratch), folder)
    (scratch / "hello.py").write_text(HELLO, "utf-8")
    commands = {
        "reportqa ask": _code(REPORTQA, "ask", question, *where),
        "bare: imports and model": _code(BARE, str(export.model)),
        "bare: model loaded plainly": _code(BARE_PLAINLY, str(export.model)),
        f"plain: {weights.name}": _code(PLAIN, str(scratch), folder, question),
        "reportqa --help": _code(REPORTQA, "--help"),
        "hello --help": [sys.executable, str(scratch / "hello.py"), "--help"],
    }
    if not options.no_txtai:
        commands |= _txtai(options, scratch)
    return commands


def _told(passage: Passage) -> str:
    return f"{passage.context} {passage.text}".strip()


def _txtai(options: argparse.Namespace, scratch: Path) -> Mapping[str, Command]:
    """The command of txtai; none, with a word, where it cannot be had."""
    try:
        python = _environment(options.environments or _cache())
        minilm = str(find_weights("minilm").folder)
        subprocess.run([python, "-c", TXTAI_BUILD, str(scratch), minilm], check=True)
    except (subprocess.CalledProcessError, OSError, ReportqaError) as error:
        _say(f"txtai is left out: {error}")
        return {}
    return {"txtai: minilm": [python, "-c", TXTAI, str(scratch / "txtai"), options.question]}


def _environment(folder: Path) -> str:
    """The interpreter of an environment that has txtai, which is made the first time."""
    place = folder / "txtai"
    python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not _works(python):
        _say(f"installing txtai into {place} (once)")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
        pinned = Path(__file__).parents[1] / "constraints.txt"
        install = ["-m", "pip", "install", "-q", "-c", str(pinned), "torch", "txtai"]
        subprocess.run([str(python), *install], check=True)
    return str(python)


def _works(python: Path) -> bool:
    command = [str(python), "-c", "import txtai"]
    return python.is_file() and not subprocess.run(command, check=False).returncode


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("reportqa-benchmarks", appauthor=False)


def _code(code: str, *arguments: str) -> Command:
    return [sys.executable, "-c", code, *arguments]


def _python(code: str, *arguments: str) -> None:
    subprocess.run(_code(code, *arguments), check=True)


def _table(runs: Mapping[str, list[Run]], ours: tuple[str, str]) -> str:
    """Each with its median time and memory, and how many times ours it takes."""
    rows = []
    for name, some in runs.items():
        own = runs[ours[1] if name.endswith("--help") else ours[0]]
        seconds, our_seconds = [run.seconds for run in some], [run.seconds for run in own]
        ratios = ratio(seconds, our_seconds), ratio(our_seconds, seconds)
        rows.append((name, f"{median(seconds):.2f}", memory(some), *(f"{it:.2f}" for it in ratios)))
    rounds = len(next(iter(runs.values())))
    remark = f"Medians of {rounds} rounds; ratios are medians of the rounds' own."
    columns = ("process", "s", "MB", "× ours", "ours ×")
    return render_table(
        Table(columns, tuple(rows), (remark,)), Format.MARKDOWN, Look(), title="Cold start"
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
