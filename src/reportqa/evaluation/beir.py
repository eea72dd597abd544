"""Collections in the layout of BEIR, asked as if they were a report.

Thakur et al., BEIR: A Heterogenous Benchmark for Zero-shot Evaluation of Information Retrieval
Models, 2021: ``corpus.jsonl`` (``_id``, ``title``, ``text``), ``queries.jsonl`` (``_id``,
``text``), ``qrels/test.tsv`` (query, document, grade, with a line of headings).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.documents import Facts, Passage, Report, slug
from reportqa.errors import UsageError
from reportqa.evaluation.gold import GoldQuestion
from reportqa.evaluation.judgement_files import judgements_in
from reportqa.evaluation.lines import Line, read_lines
from reportqa.evaluation.relevance import Relevance, relevance_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportqa.index import BuildSummary

_CORPUS, _QUERIES = "corpus.jsonl", "queries.jsonl"


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection, ready to be indexed and asked.

    Attributes:
        report: Its documents, each one passage, its title as the section.
        questions: Its queries that were judged, and those that its metadata say nothing answers.
        relevance: Which documents answer which.
    """

    report: Report
    questions: tuple[GoldQuestion, ...]
    relevance: Relevance

    def documents(self) -> dict[str, str]:
        """The ids of its passages by the names that its own files give them."""
        return {passage.place: passage.id for passage in self.report.passages}


def read_beir(folder: Path, split: str = "test") -> Collection:
    """Read a collection.

    Queries without a judged document are passed over, unless their ``metadata`` say
    ``"unanswerable": true``: those count as near misses.

    Args:
        folder: Its folder.
        split: Which judgements to read: ``qrels/<split>.tsv``.

    Raises:
        UsageError: A file is missing, or a line is malformed or names what is not there.
    """
    report = _read_corpus(folder)
    names = {passage.id for passage in report.passages}
    texts = _read_queries(folder / _QUERIES)
    judged: dict[str, dict[str, int]] = {}
    for place, query, document, grade in judgements_in(folder / "qrels" / f"{split}.tsv"):
        passage = _passage_id(report.id, document)
        if query not in texts:
            raise place.wrong(f"there is no query '{query}'", f"Add it to {_QUERIES}.")
        if passage not in names:
            raise place.wrong(f"there is no document '{document}'", f"Add it to {_CORPUS}.")
        if passage in judged.setdefault(query, {}):
            raise place.wrong(f"'{query}' and '{document}' were judged before", "Keep one line.")
        judged[query][passage] = grade
    relevance = relevance_by(judged)
    questions = tuple(
        question
        for question in texts.values()
        if question.unanswerable or relevance.grades.get(question.id)
    )
    return Collection(report, questions, relevance)


def build_beir(
    collection: Collection,
    index_dir: Path,
    *,
    model: str | None = None,
    layer: int | None = None,
    variant: str | None = None,
    on_message: Callable[[str], None] = lambda _: None,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> BuildSummary:
    """Index a collection, as a corpus of one report.

    Args:
        collection: The collection.
        index_dir: The index's folder; made if it is not there.
        model: A preset, a folder with a model, or a hub id; None for the default.
        layer: Take token vectors from this hidden layer as it is; None for the model's head.
        variant: ``fp32`` or ``int8``; None for ``fp32``.
        on_message: Called with a line before anything that takes long.
        on_progress: Called as ``on_progress(stage, done, total)``.

    Raises:
        UsageError: The folder holds an index of something else.
        ModelError: There are no usable weights.
        IndexUnusableError: The index cannot be written, or is being built already.
    """
    from reportqa.encoding import open_encoder
    from reportqa.index import LAYER, MODEL, VARIANT, build, weights_for

    _refuse_another(index_dir, collection.report.id)
    given = {MODEL: model, LAYER: layer, VARIANT: variant}
    asked = {key: value for key, value in given.items() if value is not None}
    weights = weights_for(asked, on_message)
    return build(
        [collection.report],
        weights.identity,
        lambda: open_encoder(weights, on_message=on_message),
        index_dir,
        settings={MODEL: weights.name, VARIANT: weights.variant, **asked},
        on_progress=on_progress,
    )


def _refuse_another(index_dir: Path, collection: str) -> None:
    """Never replace the index of a corpus by that of a collection."""
    from reportqa.index import MANIFEST, read_manifest

    if not (index_dir / MANIFEST).exists():
        return
    held = [report.id for report in read_manifest(index_dir).reports]
    if held != [collection]:
        raise UsageError(
            f"the index at '{index_dir}' is of '{held[0]}', not of '{collection}'",
            "Name another folder with --index, or leave it out.",
        )


def _read_corpus(folder: Path) -> Report:
    path = folder / _CORPUS
    name = slug(folder.resolve().name) or "collection"
    passages: dict[str, Passage] = {}
    for line in _lines(path):
        passage = _passage(name, line)
        if passage.id in passages:
            raise line.wrong(f"the id '{passage.place}' was used before", "Give it its own.")
        passages[passage.id] = passage
    return Report(
        id=name,
        path=_CORPUS,
        sha256=_hash_of(path),
        facts=Facts(title=folder.resolve().name),
        passages=tuple(passages.values()),
        headings=(),
        left_out=(),
        source="",
        passage_spans=((),) * len(passages),
        mark_spans=(),
    )


def _passage(report: str, line: Line) -> Passage:
    values = line.values()
    title = line.optional_text(values, "title")
    return Passage(
        id=_passage_id(report, line.words(values, "_id")),
        report=report,
        number=None,
        item=None,
        kind="paragraph",
        section=(title,) if title else (),
        page_first=None,
        page_last=None,
        lead_in=None,
        anchor=None,
        marks=(),
        text=line.optional_text(values, "text") or line.words(values, "title"),
    )


def _passage_id(report: str, document: str) -> str:
    return f"{report}:{document}"


def _read_queries(path: Path) -> dict[str, GoldQuestion]:
    queries: dict[str, GoldQuestion] = {}
    for line in _lines(path):
        values = line.values()
        name = line.words(values, "_id")
        if name in queries:
            raise line.wrong(f"the id '{name}' was used before", "Give it its own.")
        metadata = values.get("metadata")
        unanswerable = isinstance(metadata, dict) and metadata.get("unanswerable") is True
        queries[name] = GoldQuestion(
            id=name,
            question=line.words(values, "text"),
            unanswerable="near_miss" if unanswerable else None,
        )
    return queries


def _lines(path: Path) -> Iterator[Line]:
    mend = f"A BEIR folder holds {_CORPUS}, {_QUERIES} and qrels/test.tsv."
    return read_lines(path, mend)


def _hash_of(path: Path) -> str:
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
