"""Opening what an evaluation needs: questions, what answers them, and the index to ask."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa.cli.console import progress, warn
from reportqa.errors import UsageError
from reportqa.render import counted, one_line

if TYPE_CHECKING:
    import typer

    from reportqa.evaluation import GoldQuestion, Relevance, Split
    from reportqa.index import Index
    from reportqa.search.glossary import Entry

_ASKING_BY = "Try: reportqa eval questions.jsonl, or reportqa eval --beir FOLDER"


class SplitChoice(StrEnum):
    """The questions to ask."""

    DEV = "dev"
    TEST = "test"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Source:
    """What an evaluation is made from, as it was named on the command line.

    Attributes:
        gold: A file of gold questions, or of questions where `qrels` answer them.
        beir: A folder in BEIR's layout.
        qrels: A file of judgements.
        split: Which questions.
        model: The model to ask with, or None for the index's own.
        corpus: Folder of the reports.
        index: Folder of the index.
        index_named: Whether the command line itself named the index.
    """

    gold: Path | None
    beir: Path | None
    qrels: Path | None
    split: SplitChoice
    model: str | None
    corpus: Path
    index: Path
    index_named: bool


@dataclass(frozen=True, slots=True)
class Making:
    """How an index of its own is made, beside its model.

    Attributes:
        layer: The hidden layer that gives token vectors as it is; None for the model's head.
        precision: ``fp32`` or ``int8``; None for ``fp32``.
    """

    layer: int | None
    precision: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions, what answers them, and the index to ask.

    Attributes:
        questions: The questions.
        relevance: Which passages answer them.
        index: The index; None where a run is scored against judgements alone.
        documents: The ids of the passages by the names that files may give them; None if the
            passages are not known.
        glossary: The office's own glossary.
        gold: The file that the questions came from.
        split: The split of them that was chosen.
    """

    questions: Sequence[GoldQuestion]
    relevance: Relevance
    index: Index | None
    documents: Mapping[str, str] | None
    glossary: tuple[Entry, ...]
    gold: Path
    split: str

    @property
    def opened(self) -> Index:
        """The index.

        Raises:
            UsageError: There is none, since judgements alone were named.
        """
        if self.index is None:
            raise UsageError("there are judgements, and no questions to ask", _ASKING_BY)
        return self.index


def is_named(ctx: typer.Context, option: str) -> bool:
    """Whether an option was given on the command line itself."""
    source = ctx.get_parameter_source(option)
    return source is not None and source.name == "COMMANDLINE"


@contextmanager
def opened(source: Source, *, asks: bool = True, making: Making | None = None) -> Iterator[Asked]:
    """Open what was named.

    Args:
        source: What was named.
        asks: Whether the index will be asked; if not, judgements of a collection need none.
        making: How to bring the index up to date, beside the model; None to take it as it is.

    Raises:
        ReportqaError: A file, the index, the corpus or the model cannot be used; or what was
            named does not go together.
    """
    if source.gold is not None and source.beir is None:
        opening = _corpus(source, source.gold, making)
    elif source.beir is not None and source.gold is None and source.qrels is None:
        opening = _collection(source, source.beir, making, asks=asks)
    elif source.qrels is not None and source.beir is None:
        opening = _judgements(source, source.qrels)
    else:
        raise UsageError("name either gold questions or a collection", _ASKING_BY)
    with opening as asked:
        yield asked


@contextmanager
def asking(count: int) -> Iterator[Callable[[int, int], None] | None]:
    """Show how far the questions are: a bar on a terminal, elsewhere one line."""
    if sys.stderr.isatty():
        with progress("Asking") as tell:
            yield tell
    else:
        warn(f"Asking {count} questions …")
        yield None


@contextmanager
def _corpus(source: Source, gold: Path, making: Making | None) -> Iterator[Asked]:
    from reportqa.cli.opening import open_or_build
    from reportqa.evaluation import of_split, read_gold, read_questions
    from reportqa.search import office_glossary

    read = read_gold if source.qrels is None else read_questions
    questions = of_split(read(gold), _split(source.split))
    if making is not None:
        opening = _made(source, making)
    elif source.model is None:
        opening = open_or_build(source.corpus, source.index)
    else:
        opening = with_model(source.model, source.corpus, source.index)
    with opening as index:
        documents = {passage.id: passage.id for passage in index.all_passages()}
        relevance = _relevance(index, questions, source.qrels, documents)
        yield Asked(
            questions=_answerable(questions, relevance) if source.qrels else questions,
            relevance=relevance,
            index=index,
            documents=documents,
            glossary=office_glossary(source.corpus),
            gold=gold,
            split=source.split.value,
        )


def _relevance(
    index: Index,
    questions: Sequence[GoldQuestion],
    qrels: Path | None,
    documents: Mapping[str, str],
) -> Relevance:
    from reportqa.evaluation import read_qrels, relevance_by, relevance_in

    if qrels is not None:
        return relevance_by(read_qrels(qrels, documents))
    relevance = relevance_in(index, questions)
    _warn_of_unmatched(relevance, index)
    return relevance


def _warn_of_unmatched(relevance: Relevance, index: Index) -> None:
    """Say which quotes no passage holds; of a report that is not there, that alone, and once."""
    from reportqa.cli.opening import some_of
    from reportqa.search.names import there_are

    naming: dict[str, list[str]] = {}
    for unmatched in relevance.unmatched:
        if unmatched.relevant.report is not None and not unmatched.known:
            naming.setdefault(unmatched.relevant.report, []).append(unmatched.question)
        else:
            warn(f"No passage holds a quote of {unmatched.question}: {unmatched.relevant.quote}")
    known = [report.id for report in index.reports()]
    for report, naming_it in naming.items():
        quotes = counted(len(naming_it), "quote")
        of = some_of(list(dict.fromkeys(naming_it)))
        warn(f"There is no report '{one_line(report)}', which {quotes} should stand in ({of}).")
        warn(there_are("Reports", report, known))


def _answerable(
    questions: Sequence[GoldQuestion], relevance: Relevance
) -> tuple[GoldQuestion, ...]:
    """The questions that judgements answer, or that are known to have no answer."""
    kept = tuple(q for q in questions if q.unanswerable or relevance.grades.get(q.id))
    if not kept:
        raise UsageError(
            "the judgements answer none of the questions", "Are their ids the questions' ids?"
        )
    if left := len(questions) - len(kept):
        warn(f"Questions left out, since no judged passage answers them: {left}.")
    return kept


@contextmanager
def _judgements(source: Source, qrels: Path) -> Iterator[Asked]:
    from reportqa.evaluation import GoldQuestion, read_qrels, relevance_by

    if source.split is not SplitChoice.ALL:
        raise UsageError("judgements know no splits", "Name the questions too, or leave --split.")
    relevance = relevance_by(read_qrels(qrels))
    questions = [GoldQuestion(name, name) for name in {**relevance.grades, **relevance.irrelevant}]
    yield Asked(
        questions=_answerable(questions, relevance),
        relevance=relevance,
        index=None,
        documents=None,
        glossary=(),
        gold=qrels,
        split=source.split.value,
    )


def _split(split: SplitChoice) -> Split | None:
    names: dict[SplitChoice, Split] = {SplitChoice.DEV: "dev", SplitChoice.TEST: "test"}
    return names.get(split)


@contextmanager
def _made(source: Source, making: Making) -> Iterator[Index]:
    """Open an index of its own, brought up to date first."""
    from reportqa.cli.opening import build_index, warn_of
    from reportqa.index import open_index

    built = build_index(
        source.corpus,
        source.index,
        model=source.model,
        layer=making.layer,
        variant=making.precision,
    )
    warn_of(built[1])
    with open_index(source.index) as index:
        yield index


@contextmanager
def with_model(model: str, corpus: Path, index: Path) -> Iterator[Index]:
    """Open the index if this model made it; else build one, in its place only if there is none."""
    from reportqa.cli.opening import build_index, warn_of
    from reportqa.index import MANIFEST, MODEL, open_index, read_manifest

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = index
        if (index / MANIFEST).exists():
            manifest = read_manifest(index)
            if model not in (manifest.encoder.name, manifest.settings.get(MODEL)):
                folder = Path(scratch)
                warn(
                    f"The index at '{index}' was made with {manifest.encoder.name}; building one "
                    f"with {model} for now. To keep one: reportqa index -m {model} --index FOLDER"
                )
        if not (folder / MANIFEST).exists():
            warn_of(build_index(corpus, folder, model=model)[1])
        with open_index(folder) as index_:
            yield index_


@contextmanager
def _collection(
    source: Source, beir: Path, making: Making | None, *, asks: bool
) -> Iterator[Asked]:
    from reportqa.evaluation import build_beir, read_beir
    from reportqa.index import open_index

    collection = read_beir(beir, "test" if source.split is SplitChoice.ALL else source.split.value)
    asked = Asked(
        questions=collection.questions,
        relevance=collection.relevance,
        index=None,
        documents=collection.documents(),
        glossary=(),
        gold=beir / "queries.jsonl",
        split=source.split.value,
    )
    if not asks:
        yield asked
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = source.index if source.index_named else Path(scratch)
        with progress("Encoding") as tell:

            def on_progress(stage: str, done: int, total: int) -> None:
                if stage == "encoding":
                    tell(done, total)

            build_beir(
                collection,
                folder,
                model=source.model,
                layer=making.layer if making else None,
                variant=making.precision if making else None,
                on_message=warn,
                on_progress=on_progress,
            )
        with open_index(folder) as index:
            yield replace(asked, index=index)
