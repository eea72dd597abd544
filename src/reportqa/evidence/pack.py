"""Packs of evidence: for each topic the passages that speak to it, each quoted once.

searcher = Searcher(index)
chosen = [best(topic, searcher.ask(topic.words, k=3, filters=topic.filters)) for topic in topics]
pack = make_pack("Care leavers", dt.date.today(), chosen, facts)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportqa.documents import Facts, Passage, fold
from reportqa.evidence.sources import Source, sources_of
from reportqa.evidence.topics import Topic
from reportqa.search import Hit, Result

# Shorter words ("Requires improvement") mean something else wherever they stand.
_SAME_WORDS = 60


@dataclass(frozen=True, slots=True)
class Chosen:
    """The passages that go into a pack for a topic.

    Attributes:
        topic: The topic.
        result: What was found for it.
        hits: What of that is to be shown, best first.
        by_hand: Whether a person chose them.
    """

    topic: Topic
    result: Result
    hits: tuple[Hit, ...]
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage of a pack.

    Attributes:
        number: Its number in the pack: the topic's, and its own in that (``2.1``); None if its
            words are quoted before.
        hit: The passage with its answer.
        source: The number of its report in the pack's list of sources.
        see: The number under which they are quoted before, or None.
    """

    number: str | None
    hit: Hit
    source: int
    see: str | None = None


@dataclass(frozen=True, slots=True)
class TopicEvidence:
    """A topic with its evidence; with none where nothing good enough was found, or picked."""

    number: int
    chosen: Chosen
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """Evidence on some topics.

    Attributes:
        title: What it is called.
        made: The day that it bears.
        topics: The topics, in the order asked.
        sources: The reports that are quoted.
    """

    title: str
    made: dt.date
    topics: tuple[TopicEvidence, ...]
    sources: tuple[Source, ...]


def best(topic: Topic, result: Result, *, weak: bool = False) -> Chosen:
    """Choose what was found for a topic; of a weak result nothing, unless weak ones are wanted."""
    keep = weak or result.confidence.level != "weak"
    return Chosen(topic, result, result.hits if keep else ())


def make_pack(
    title: str, made: dt.date, chosen: Sequence[Chosen], facts: Mapping[str, Facts]
) -> Pack:
    """Number what was chosen; words that were quoted before are referred to.

    The same words are those of the same passage, or, if they are more than a few, of another
    passage with the same lead-in and text but for spaces, dashes and the like.

    Args:
        title: What the pack is called.
        made: The day that it bears.
        chosen: What to show for each topic.
        facts: What is known of each report, by its id.
    """
    sources = sources_of((hit.passage for one in chosen for hit in one.hits), facts)
    numbers = {source.report: source.number for source in sources}
    quoted: dict[tuple[str, ...], str] = {}
    topics = tuple(
        TopicEvidence(place, one, tuple(_evidence(place, one, numbers, quoted)))
        for place, one in enumerate(chosen, start=1)
    )
    return Pack(title, made, topics, sources)


def _evidence(
    topic: int, chosen: Chosen, sources: Mapping[str, int], quoted: dict[tuple[str, ...], str]
) -> Iterator[Evidence]:
    """The evidence of a topic; `quoted` remembers under which number words were quoted first."""
    place = 0
    for hit in chosen.hits:
        words, source = _words_of(hit.passage), sources[hit.passage.report]
        if words in quoted:
            yield Evidence(None, hit, source, see=quoted[words])
            continue
        place += 1
        quoted[words] = f"{topic}.{place}"
        yield Evidence(quoted[words], hit, source)


def _words_of(passage: Passage) -> tuple[str, ...]:
    """What two passages have in common if quoting both would tell a reader the same twice."""
    if len(passage.text) < _SAME_WORDS:
        return (passage.id,)
    return fold(passage.lead_in or "").casefold(), fold(passage.text).casefold()
