"""What a person picked for a pack, kept between sessions.

A pick is stored as the passage's id with the hash of its text: if the words changed since, it
counts no more, and the person is told. The file is JSON::

    {"schema": 1, "topics": [{"words": "Why …?", "filters": {}, "picks":
        [{"id": "wirral-2016:26", "text_hash": "…", "answer": [0, 118]}]}]}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from reportqa.documents import Facts, cite, erratum_of, link
from reportqa.errors import UsageError
from reportqa.evidence.pack import Chosen
from reportqa.evidence.topics import Topic
from reportqa.search import AnswerSpan, Hit, Result

if TYPE_CHECKING:
    from reportqa.index import Index

_SCHEMA = 1

_Key = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Pick:
    """A passage that was picked.

    Attributes:
        id: Its id.
        text_hash: SHA-256 (hex) of its text as it was then.
        answer: The part of its text that stood out.
    """

    id: str
    text_hash: str
    answer: AnswerSpan

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """The pick of a hit."""
        return cls(hit.passage.id, hit.passage.text_hash, hit.answer)


@dataclass(frozen=True, slots=True)
class Changed:
    """A pick that does not count any more: its passage is gone, or has other words now."""

    id: str
    gone: bool

    @property
    def what(self) -> str:
        """What to tell the person.

        Example:
            >>> Changed("wirral-2016:26", gone=False).what
            'wirral-2016:26 has other words now than when it was picked'
        """
        if self.gone:
            return f"{self.id} was picked, and is not in the index any more"
        return f"{self.id} has other words now than when it was picked"


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a person may pick from for a topic.

    Attributes:
        topic: The topic.
        result: What was found for it.
        hits: Its hits with their neighbours, then what was picked before and is not among them.
        taken: The ids of the hits that are picked.
        changed: Earlier picks that do not count any more.
    """

    topic: Topic
    result: Result
    hits: tuple[Hit, ...]
    taken: frozenset[str]
    changed: tuple[Changed, ...]

    def chosen(self) -> Chosen:
        """What goes into the pack."""
        hits = tuple(
            replace(hit, before=(), after=()) for hit in self.hits if hit.passage.id in self.taken
        )
        return Chosen(self.topic, self.result, hits, by_hand=True)


@dataclass(frozen=True, slots=True)
class Picks:
    """The picks of all topics; topics go by their words and filters."""

    by_topic: Mapping[_Key, tuple[Pick, ...]] = field(default_factory=dict)

    def of(self, topic: Topic) -> tuple[Pick, ...]:
        """The picks of a topic."""
        return self.by_topic.get(_key(topic), ())

    def seen(self, topic: Topic) -> bool:
        """Whether a person was shown a topic's passages."""
        return _key(topic) in self.by_topic

    def unused(self, topics: Iterable[Topic]) -> dict[str, int]:
        """How many picks there are of topics that are none of these, by the words of each."""
        used = set(map(_key, topics))
        counts: dict[str, int] = {}
        for key, picks in self.by_topic.items():
            if picks and key not in used:
                counts[key[0]] = counts.get(key[0], 0) + len(picks)
        return counts

    def having(self, topic: Topic, hits: Iterable[Hit]) -> Picks:
        """These picks, with those of one topic replaced."""
        return replace(self, by_topic={**self.by_topic, _key(topic): tuple(map(Pick.of, hits))})

    def to_json(self) -> str:
        """The picks as a file keeps them."""
        topics = [
            {
                "words": words,
                "filters": dict(filters),
                "picks": [
                    {
                        "id": pick.id,
                        "text_hash": pick.text_hash,
                        "answer": [pick.answer.start, pick.answer.end],
                    }
                    for pick in picks
                ],
            }
            for (words, filters), picks in self.by_topic.items()
        ]
        document = {"schema": _SCHEMA, "topics": topics}
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def parse_picks(text: str, name: str) -> Picks:
    """Read the picks of a file.

    Args:
        text: What `Picks.to_json` gave.
        name: What to call the file in errors.

    Raises:
        UsageError: It is no such file.
    """
    try:
        document = json.loads(text)
        if document["schema"] != _SCHEMA:
            raise UsageError(
                f"'{name}' was written by another version of reportqa", "Pick anew with --pick."
            )
        return Picks(dict(map(_read_topic, document["topics"])))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(
            f"'{name}' is no file of picks", "Move it away, or name another one: --picks FILE"
        ) from None


def candidates(
    topic: Topic, result: Result, picks: Picks, index: Index, facts: Mapping[str, Facts]
) -> Candidates:
    """What a person may pick from for a topic, with what was picked before.

    Args:
        topic: The topic.
        result: What was found for it now.
        picks: What was picked before.
        index: The index, for what was picked and is not found any more.
        facts: What is known of each report, by its id.
    """
    hits = {hit.passage.id: hit for hit in result.hits}
    taken, changed = [], []
    for pick in picks.of(topic):
        passage = index.by_id(pick.id)
        if passage is None or passage.text_hash != pick.text_hash:
            changed.append(Changed(pick.id, gone=passage is None))
            continue
        taken.append(pick.id)
        if pick.id not in hits:
            of_report = facts[passage.report]
            hits[pick.id] = Hit(
                rank=len(hits) + 1,
                score=0.0,
                scores={},
                passage=passage,
                citation=cite(passage, of_report),
                link=link(passage, of_report),
                answer=pick.answer,
                erratum=erratum_of(passage, of_report.errata),
            )
    return Candidates(topic, result, tuple(hits.values()), frozenset(taken), tuple(changed))


def _key(topic: Topic) -> _Key:
    return topic.words, tuple(sorted(topic.filters.named().items()))


def _read_topic(entry: Any) -> tuple[_Key, tuple[Pick, ...]]:  # noqa: ANN401 - any JSON value
    filters = tuple(sorted((str(k), str(v)) for k, v in entry["filters"].items()))
    picks = tuple(
        Pick(str(one["id"]), str(one["text_hash"]), AnswerSpan(*map(int, one["answer"])))
        for one in entry["picks"]
    )
    return (str(entry["words"]), filters), picks
