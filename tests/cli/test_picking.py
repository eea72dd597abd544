"""`reportqa brief --pick` on a terminal: take, leave, go on another time, change one's mind."""

from __future__ import annotations

import json
import time
from pathlib import Path

import docx
import pytest

from .conftest import Reportqa

pytest.importorskip("pty", reason="there are no pseudo-terminals here")

from .test_terminal import Terminal

TOPICS = "How many care leavers has the council lost contact with?\nWho leads the inspection?\n"
UP, DOWN, RIGHT = "\x1b[A", "\x1b[B", "\x1b[C"


@pytest.fixture(autouse=True)
def _on_the_real_index(
    built_index: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTQA_INDEX", str(built_index))
    monkeypatch.setenv("REPORTQA_CORPUS", str(corpus))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "topics.txt").write_text(TOPICS, encoding="utf-8")


def picking(*options: str) -> Terminal:
    """A session in which the first screen shows."""
    terminal = Terminal(["brief", "topics.txt", "-o", "pack.docx", "--pick", *options], width=90)
    terminal.until("q save and quit")
    return terminal


def picked() -> list[list[str]]:
    """The places picked for each topic that was seen, as they are kept."""
    try:
        topics = json.loads(Path("pack.picks.json").read_text("utf-8"))["topics"]
    except FileNotFoundError:
        return []
    return [[pick["id"].partition(":")[2] for pick in topic["picks"]] for topic in topics]


def wait_for(count: int) -> list[list[str]]:
    """Wait until so many passages are kept; what is."""
    for _ in range(600):
        if sum(map(len, picked())) == count:
            break
        time.sleep(0.05)
    assert sum(map(len, picked())) == count
    return picked()


def quoted() -> list[str]:
    read = docx.Document("pack.docx").paragraphs
    return [it.text for it in read if it.style is not None and it.style.name == "Quote"]


def test_space_takes_a_passage_and_leaves_it_again() -> None:
    terminal = picking()
    terminal.press(" ")
    assert wait_for(1) == [["91"]]
    terminal.press(DOWN + " ")
    first, second = wait_for(2)[0]
    terminal.press(UP + " ")
    assert wait_for(1) == [[second]]
    terminal.press("q")
    assert terminal.ended() == 0
    assert first == "91"


def test_quitting_keeps_the_picks_and_the_same_command_goes_on() -> None:
    terminal = picking()
    terminal.press(" \rq")
    assert terminal.ended() == 0
    assert "Your picks are kept in 'pack.picks.json'" in terminal.shown
    assert not Path("pack.docx").exists()

    again = picking()
    assert "Topic 2 of 2" in again.shown  # the first one was seen
    again.press(RIGHT)
    again.until("w writes the pack, q saves and quits")
    assert not Path("pack.docx").exists()
    again.press("\rw")
    assert again.ended() == 1  # nothing was picked for that one
    (quote,) = quoted()
    assert quote.startswith("The local authority has lost contact with 27")
    text = [it.text for it in docx.Document("pack.docx").paragraphs]
    assert "Passages picked by hand." in text
    assert "No passage was picked for this." in text


def test_picks_can_be_changed_and_the_pack_made_anew(reportqa: Reportqa) -> None:
    terminal = picking()
    terminal.press(" ")
    wait_for(1)
    terminal.press("w")
    assert terminal.ended() == 1  # the other topic has none

    refused = Terminal(["brief", "topics.txt", "-o", "pack.docx", "--pick"])
    assert refused.ended() == 2
    assert "'pack.docx' is there already" in refused.shown

    terminal = picking("--force")
    terminal.press("p")  # the first topic again
    terminal.press(DOWN + " ")
    wait_for(2)
    terminal.press("w")
    assert terminal.ended() == 1
    assert len(quoted()) == 2


def test_a_pack_can_be_made_of_the_picks_without_a_terminal(reportqa: Reportqa) -> None:
    terminal = picking()
    terminal.press(" ")
    wait_for(1)
    terminal.press("q")
    terminal.ended()
    out = reportqa("brief", "topics.txt", "--picks", "pack.picks.json", "-f", "json").json
    assert [[it["passage"]["number"] for it in topic["evidence"]] for topic in out["topics"]] == [
        ["91"],
        [],
    ]
    assert all(topic["picked"] for topic in out["topics"])


def test_a_passage_that_changed_since_is_told_and_left_out(reportqa: Reportqa) -> None:
    terminal = picking()
    terminal.press(" ")
    wait_for(1)
    terminal.press("q")
    terminal.ended()
    kept = Path("pack.picks.json")
    document = json.loads(kept.read_text("utf-8"))
    document["topics"][0]["picks"][0]["text_hash"] = "0" * 64
    kept.write_text(json.dumps(document), encoding="utf-8")
    Path("topics.txt").write_text(TOPICS.partition("\n")[0], encoding="utf-8")

    done = reportqa("brief", "topics.txt", "--picks", "pack.picks.json")
    assert done.code == 1
    assert "Left out: wirral-2016:91 has other words now than when it was picked." in done.err
    again = picking()
    assert "! wirral-2016:91 has other words now" in again.shown
    again.press("q")
    again.ended()


def test_picks_of_a_topic_that_is_worded_otherwise_now_are_named(reportqa: Reportqa) -> None:
    was = "How many care leavers has the council lost contact with?"
    hit = reportqa("ask", was, "-f", "json").json["hits"][0]
    one = {"id": hit["passage"]["id"], "text_hash": hit["passage"]["text_hash"], "answer": [0, 9]}
    topics = [{"words": was, "filters": {}, "picks": [one]}]
    topics.append({"words": "Who?", "filters": {}, "picks": []})
    Path("kept.json").write_text(json.dumps({"schema": 1, "topics": topics}), encoding="utf-8")

    now = "How many care leavers has the council lost touch with?"
    done = reportqa("brief", now, "Who leads it?", "--picks", "kept.json")
    assert done.code == 1
    assert f"Not used: 1 pick of “{was}”, which is no topic here; is it “{now}” now?" in done.err
    assert "“Who?”" not in done.err
    filtered = reportqa("brief", was, "--section", "care leavers", "--picks", "kept.json")
    assert f"Not used: 1 pick of “{was}”, which is no topic here under the same" in filtered.err
    same = reportqa("brief", was, "--picks", "kept.json")
    assert (same.code, "Not used" in same.err) == (0, False)


def test_c_shows_what_stands_around_a_passage() -> None:
    terminal = picking()
    terminal.press("c")
    terminal.until("· 90: ")
    terminal.press("\x03")
    assert terminal.ended() == 130
    assert "Traceback" not in terminal.shown
    assert not Path("pack.docx").exists()


def test_a_damaged_file_of_picks_is_told_and_kept(reportqa: Reportqa) -> None:
    Path("pack.picks.json").write_text("no", encoding="utf-8")
    terminal = Terminal(["brief", "topics.txt", "-o", "pack.docx", "--pick"])
    assert terminal.ended() == 2
    assert "'pack.picks.json' is no file of picks" in terminal.shown
    assert Path("pack.picks.json").read_text("utf-8") == "no"
