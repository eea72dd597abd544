"""Files of runs: TREC or ranx JSON, and beside them what made them.

``late.run`` is a run that every tool of the field reads. ``late.run.meta.json`` beside it keeps
what such a file cannot hold: all that made the run, and for each question the stated probability,
the time, and the answer that was pointed out. A run of another tool has no such companion.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportqa.documents import cite, erratum_of, link
from reportqa.errors import UsageError
from reportqa.evaluation.made import Made
from reportqa.evaluation.ranx_json import is_json, json_text, read_entries
from reportqa.evaluation.run import DEPTH, Answered, Ranked, Run
from reportqa.evaluation.trec import (
    Scored,
    falling_scores,
    ordered,
    read_run_lines,
    run_text,
    score_of,
)
from reportqa.output import check_output, write_whole
from reportqa.search import AnswerSpan, Hit

if TYPE_CHECKING:
    from reportqa.index import Index

_SCHEMA = 1
_META = ".meta.json"
_DEFAULT_SUFFIX = ".run"
_MEND_META = "Remove it to read the run without what made it, or save the run again."


def run_file(name: Path) -> Path:
    """The file of a run that goes by a name: with ``.run`` where the name has no ending.

    Example:
        >>> run_file(Path("late")).name, run_file(Path("late.json")).name
        ('late.run', 'late.json')
    """
    return name if name.suffix else name.with_name(name.name + _DEFAULT_SUFFIX)


def meta_file(path: Path) -> Path:
    """The file beside a run that says what made it."""
    return path.with_name(path.name + _META)


def read_run(path: Path, documents: Mapping[str, str] | None = None) -> Run:
    """Read a run, in whichever form it is, with what made it where that stands beside it.

    Documents are ordered as trec_eval orders them: by falling score, ties by falling name. Of
    each question the best `DEPTH` are kept, so that memory stays bounded.

    Args:
        path: The file.
        documents: The ids of the passages by the names that the file may give them; None if the
            passages are not known, so that the file's own names are taken.

    Raises:
        UsageError: It cannot be read, is empty, or an entry is malformed, twice there, or of a
            passage that there is not; or its companion is damaged or of another run.
    """
    rankings = _rankings(_scored(path), documents)
    meta = _read_meta(path) if meta_file(path).exists() else None
    if not rankings and not (meta and meta.questions):
        raise UsageError(f"'{path}' holds no run", "Write: query Q0 document rank score tag")
    name = path.name.removesuffix(_DEFAULT_SUFFIX)
    if meta is None:
        return Run({query: Answered(ranking) for query, ranking in rankings.items()}, name=name)
    answered = {
        query: _answered(rankings.get(query, ()), told) for query, told in meta.questions.items()
    }
    return Run(
        {**{query: Answered(ranking) for query, ranking in rankings.items()}, **answered},
        str(meta.made.model.get("name", "")),
        meta.made.stages,
        name=name,
        made=meta.made,
        hashes={documents.get(one, one) if documents else one: h for one, h in meta.hashes.items()},
    )


def check_run_new(path: Path, *, force: bool, read: Iterable[Path] = ()) -> None:
    """Make sure that nothing would be lost by saving a run.

    Raises:
        UsageError: It is there already, and is not to be replaced; or it is one of the files read.
    """
    for file in (path, meta_file(path)):
        check_output(file, force=force, read=read)


def save_run(
    run: Run, path: Path, *, names: Mapping[str, str] | None = None, force: bool = False
) -> None:
    """Save a run: ranx JSON for ``.json``, else TREC; beside it what made it, where it is known.

    Saved scores fall strictly with rank, so that any tool ranks as the run does.

    Args:
        run: The run.
        path: The file.
        names: What passages are to be called, by their ids; None to call them by their ids.
        force: Whether to replace one that is there.

    Raises:
        UsageError: It is there already (and not `force`), or a name cannot stand in it.
    """
    check_run_new(path, force=force)
    called = names or {}
    rankings = {
        query: [(called.get(one.passage, one.passage), one.score) for one in got.ranking]
        for query, got in run.answered.items()
    }
    text = (
        json_text({query: _falling(ranking) for query, ranking in rankings.items()})
        if path.suffix == ".json"
        else "".join(run_text(rankings, run.name or path.stem))
    )
    meta_file(path).unlink(missing_ok=True)
    write_whole(path, text.encode("utf-8"))
    if run.made is not None:
        hashes = {called.get(one, one): found for one, found in run.hashes.items()}
        meta = _meta_object(replace(run, hashes=hashes), run.made, path, text)
        write_whole(meta_file(path), _json(meta).encode("utf-8"))


def shown_by(run: Run, index: Index) -> tuple[Run, int]:
    """A saved run with the first passage of each question as a reader saw it.

    Args:
        run: The run.
        index: An index that holds its passages.

    Returns:
        The run, and how many of its passages read differently now, or are gone; they are not
        shown.
    """
    facts = {stored.id: stored.facts for stored in index.reports()}
    changed = {
        name
        for name, text_hash in run.hashes.items()
        if (passage := index.by_id(name)) is None or passage.text_hash != text_hash
    }
    answered = {}
    for question, got in run.answered.items():
        answered[question] = got
        passage = index.by_id(got.best) if got.best and got.best not in changed else None
        if passage is not None and got.span is not None:
            hit = Hit(
                rank=1,
                score=got.ranking[0].score,
                scores={},
                passage=passage,
                citation=cite(passage, facts[passage.report]),
                link=link(passage, facts[passage.report]),
                answer=got.span,
                erratum=erratum_of(passage, facts[passage.report].errata),
            )
            answered[question] = replace(got, first=hit)
    return replace(run, answered=answered), len(changed)


@dataclass(frozen=True, slots=True)
class _Meta:
    """What stands beside a run."""

    made: Made
    questions: Mapping[str, Any]
    hashes: Mapping[str, str]


def _scored(path: Path) -> Iterator[Scored]:
    if not is_json(path):
        yield from read_run_lines(path)
        return
    for entry in read_entries(path):
        yield entry, entry.query, entry.document, score_of(entry.value, entry)


def _rankings(
    scored: Iterator[Scored], documents: Mapping[str, str] | None
) -> dict[str, tuple[Ranked, ...]]:
    """The best of each query; what is too deep to count is dropped as the file is read."""
    best: dict[str, dict[str, float]] = {}
    current: tuple[str, set[str]] = ("", set())
    for place, query, document, score in scored:
        passage = document if documents is None else documents.get(document)
        if passage is None:
            raise place.wrong(
                f"there is no passage '{document}'",
                "Score it against the index that it was made with (--index), or with --qrels.",
            )
        if query != current[0]:
            current = (query, set(best.get(query, ())))
        if passage in current[1]:
            raise place.wrong(f"'{query}' has '{document}' twice", "Keep one line.")
        current[1].add(passage)
        of_query = best.setdefault(query, {})
        of_query[passage] = score
        if len(of_query) >= 2 * DEPTH:
            best[query] = dict(ordered(of_query.items())[:DEPTH])
    return {
        query: tuple(Ranked(*one) for one in ordered(found.items())[:DEPTH])
        for query, found in best.items()
    }


def _falling(ranking: list[tuple[str, float]]) -> dict[str, float]:
    scores = falling_scores([score for _, score in ranking])
    return {name: float(score) for (name, _), score in zip(ranking, scores, strict=True)}


def _answered(ranking: tuple[Ranked, ...], told: Mapping[str, Any]) -> Answered:
    span = told["answer"]
    return Answered(
        ranking,
        probability=told["probability"],
        seconds=told["seconds"],
        span=AnswerSpan(*span) if span else None,
    )


def _meta_object(run: Run, made: Made, path: Path, text: str) -> dict[str, Any]:
    return {
        "schema": _SCHEMA,
        "run": path.name,
        "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        "made": asdict(made),
        "questions": {
            query: {
                "probability": got.probability,
                "seconds": None if got.seconds is None else round(got.seconds, 6),
                "answer": [got.span.start, got.span.end] if got.span else None,
            }
            for query, got in run.answered.items()
        },
        "passages": dict(run.hashes),
    }


def _json(meta: Mapping[str, Any]) -> str:
    """One line for each question and each passage, so that two files can be compared."""
    parts = []
    for key, value in meta.items():
        if key in ("questions", "passages") and value:
            inner = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            parts.append(f"{json.dumps(key)}: {{\n{inner}\n}}")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _read_meta(path: Path) -> _Meta:
    place = meta_file(path)
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
        if found["schema"] != _SCHEMA:
            raise UsageError(f"'{place}' was written by another version of reportqa", _MEND_META)
        meta = _Meta(
            Made(**{**found["made"], "stages": tuple(found["made"]["stages"])}),
            found["questions"],
            found["passages"],
        )
        for told in meta.questions.values():
            _answered((), told)
        same = found["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        raise UsageError(f"'{place}' is damaged", _MEND_META) from None
    except OSError as error:
        raise UsageError(f"'{place}' cannot be read: {error.strerror}", _MEND_META) from error
    if not same:
        problem = f"'{path}' was changed after it was saved: '{place.name}' is of another run"
        raise UsageError(problem, _MEND_META)
    return meta
