"""All that made a run, kept beside it, so that it can be defended and need not be made twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportqa.evaluation.gold import GoldQuestion
    from reportqa.search import Searcher
    from reportqa.search.glossary import Entry

# What does not change a ranking: another build of the same content gives the same one.
_NO_PART = frozenset(("build", "gold", "gold_sha256", "split", "date"))


@dataclass(frozen=True, slots=True)
class Made:
    """What a run was made with.

    Attributes:
        reportqa: Version of reportqa.
        corpus: SHA-256 (hex) of what is indexed of every report, however it was built.
        build: Random id of the build that made the index.
        model: The model's identity: name, fingerprint (SHA-256 over the hashes of its files),
            layer, head, variant, version of the export.
        settings: What the index was built with.
        stages: The names of the stages.
        weights: What each stage counts.
        glossary: SHA-256 (hex) of the office's own glossary; empty for none.
        questions: SHA-256 (hex) of the questions' ids, words and filters, in the order asked.
        report: The only report that was asked, or None.
        depth: How many passages of each ranking were kept.
        date: When, ISO 8601 in UTC.
        gold: The name of the file that the questions came from; may be empty.
        gold_sha256: Hash of that file (hex).
        split: The split of it that was asked; may be empty.
    """

    reportqa: str
    corpus: str
    build: str
    model: Mapping[str, Any]
    settings: Mapping[str, Any]
    stages: tuple[str, ...]
    weights: Mapping[str, float]
    glossary: str
    questions: str
    report: str | None
    depth: int
    date: str
    gold: str = ""
    gold_sha256: str = ""
    split: str = ""

    def gives_what(self, other: Made) -> bool:
        """Whether a run that was made so has the rankings of one made as the other."""
        return all(
            _plain(getattr(self, one.name)) == _plain(getattr(other, one.name))
            for one in fields(self)
            if one.name not in _NO_PART
        )


def made_by(
    searcher: Searcher, questions: Sequence[GoldQuestion], *, report: str | None, depth: int
) -> Made:
    """What a run is made with that a searcher is about to make."""
    manifest = searcher.index.manifest
    return Made(
        reportqa=version("reportqa"),
        corpus=_hash([(report.id, report.content) for report in manifest.reports]),
        build=manifest.build,
        model=asdict(manifest.encoder),
        settings=dict(manifest.settings),
        stages=tuple(stage.name for stage in searcher.stages),
        weights=dict(searcher.weights),
        glossary=_glossary_hash(searcher.glossary),
        questions=_hash([(one.id, one.question, one.report) for one in questions]),
        report=report,
        depth=depth,
        date=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    )


def _glossary_hash(glossary: Sequence[Entry]) -> str:
    held = [(entry.terms, sorted(entry.exact)) for entry in glossary]
    return _hash(held) if held else ""


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _plain(value: object) -> object:
    """A value as it comes back from JSON."""
    return json.loads(json.dumps(value))
