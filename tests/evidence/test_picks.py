"""Picks survive being kept, and what changed since is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from reportqa.documents import Facts
from reportqa.errors import UsageError
from reportqa.evidence import Candidates, Pack, Picks, candidates, parse_picks
from reportqa.index import open_index


def offered(pack: Pack, picks: Picks, built_index: Path, *, found: int = 3) -> Candidates:
    """What there is to pick from for the pack's first topic, with so many hits found."""
    chosen = pack.topics[0].chosen
    result = replace(chosen.result, hits=chosen.result.hits[:found])
    facts: Mapping[str, Facts] = {source.report: source.facts for source in pack.sources}
    with open_index(built_index) as index:
        return candidates(chosen.topic, result, picks, index, facts)


@pytest.fixture
def picks(pack: Pack) -> Picks:
    """The second passage of the first topic."""
    chosen = pack.topics[0].chosen
    return Picks().having(chosen.topic, chosen.hits[1:2])


def test_what_was_picked_is_taken_again(pack: Pack, picks: Picks, built_index: Path) -> None:
    kept = parse_picks(picks.to_json(), "p.json")
    assert kept == picks
    one = offered(pack, kept, built_index)
    assert one.chosen().hits == pack.topics[0].chosen.hits[1:2]
    assert one.chosen().by_hand


def test_even_if_it_is_not_found_any_more(pack: Pack, picks: Picks, built_index: Path) -> None:
    one = offered(pack, picks, built_index, found=1)
    (hit,) = one.chosen().hits
    expected = pack.topics[0].chosen.hits[1]
    assert (hit.passage, hit.citation, hit.answer) == (
        expected.passage, expected.citation, expected.answer,
    )  # fmt: skip


def test_words_that_changed_since_are_told_and_not_taken(
    pack: Pack, picks: Picks, built_index: Path
) -> None:
    document = json.loads(picks.to_json())
    document["topics"][0]["picks"][0]["text_hash"] = "0" * 64
    one = offered(pack, parse_picks(json.dumps(document), "p"), built_index)
    assert one.chosen().hits == ()
    (changed,) = one.changed
    assert changed.what.endswith("has other words now than when it was picked")


def test_a_passage_that_is_gone_is_told(pack: Pack, picks: Picks, built_index: Path) -> None:
    kept = parse_picks(picks.to_json().replace("wirral-2016:", "leeds-2018:"), "p")
    one = offered(pack, kept, built_index)
    assert one.chosen().hits == ()
    assert one.changed[0].what.endswith("is not in the index any more")


def test_topics_go_by_their_words_and_filters(pack: Pack, picks: Picks) -> None:
    topic = pack.topics[0].chosen.topic
    assert picks.seen(topic)
    assert not picks.seen(replace(topic, filters=replace(topic.filters, page=3)))
    assert picks.seen(replace(topic, headings=("Elsewhere",)))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": 1}', '{"schema": 1, "topics": [{"words": "a"}]}', "null"]
)
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"'p\.json' is no file of picks"):
        parse_picks(text, "p.json")


def test_so_is_one_of_another_version() -> None:
    with pytest.raises(UsageError, match="another version"):
        parse_picks('{"schema": 2, "topics": []}', "p.json")
