"""`reportqa find`: every mention, none left out, and counted."""

from __future__ import annotations

import re

import pytest

from reportqa.documents import Report

from .conftest import Reportqa

PHRASES = ["threshold", "care leavers", "IRO", "virtual school", "child protection", "27", "board"]


def counted(text: str, phrase: str) -> int:
    """How often the words stand in a row in a text, the last one also as plural or possessive.

    Counted by another way than the program's: the text is cut into words, which are compared.
    """
    words = [word.replace("’", "'").lower() for word in re.findall(r"\w+(?:['’]\w*)?", text)]
    *firsts, last = phrase.lower().split()
    lasts = {last, f"{last}'", f"{last}'s", f"{last}s", f"{last}s'", f"{last}es"}
    length = len(firsts) + 1
    return sum(
        words[at : at + length - 1] == firsts and words[at + length - 1] in lasts
        for at in range(len(words) - length + 1)
    )


@pytest.mark.parametrize("phrase", PHRASES)
def test_the_counts_are_right(reportqa: Reportqa, wirral: Report, phrase: str) -> None:
    by_hand = {
        passage.id: counted(passage.text, phrase)
        for passage in wirral.passages
        if counted(passage.text, phrase)
    }
    found = reportqa("find", phrase, "-f", "json").json
    assert {it["passage"]["id"]: len(it["spans"]) for it in found["mentions"]} == by_hand
    assert sum(row["mentions"] for row in found["by_section"]) == sum(by_hand.values()) > 0


def test_what_was_found_stands_at_its_span(reportqa: Reportqa) -> None:
    for mention in reportqa("find", "care leaver", "-f", "jsonl").lines:
        for span in mention["spans"]:
            words = mention["passage"]["text"][span["start"] : span["end"]]
            assert words.lower().replace("’", "'") in {
                "care leaver",
                "care leavers",
                "care leaver's",
                "care leavers'",
            }


def test_every_form_tells_all_passages_and_the_text_ones_the_counts(reportqa: Reportqa) -> None:
    passages = len(reportqa("find", "threshold", "-f", "jsonl").lines)
    assert passages > 5
    for form, sign in (("text", "·  wirral"), ("markdown", "> —"), ("html", "<figure>")):
        out = reportqa("find", "threshold", "-f", form).out
        assert out.count(sign) == passages
        assert f"in {passages} passages." in out
        assert "By section:" in out


def test_a_phrase_needs_no_quotation_marks(reportqa: Reportqa) -> None:
    assert reportqa("find", "virtual", "school").out == reportqa("find", "virtual school").out


def test_nothing_found_says_so(reportqa: Reportqa) -> None:
    done = reportqa("find", "zebra")
    assert done.code == 1
    assert done.out.startswith("No passage holds “zebra”")


def test_a_slip_is_met_with_what_was_meant(reportqa: Reportqa) -> None:
    done = reportqa("find", "startegy meetings")
    assert done.code == 1
    assert done.out == "No passage holds “startegy meetings”; did you mean “strategy meetings”?\n"
    assert reportqa("find", "Wiral*", "-f", "json").json["did_you_mean"] == "wirral*"
    # Of what would not be found either there is nothing to say.
    assert "did you mean" not in reportqa("find", "startegy zebra").out


@pytest.mark.parametrize("phrase", ["", "   ", "...", "*", "—"])
def test_no_word_is_no_phrase(reportqa: Reportqa, phrase: str) -> None:
    reportqa("find", phrase).fails(2, "phrase is empty" if not phrase.strip() else "no word in")


def test_a_section_narrows_it(reportqa: Reportqa) -> None:
    found = reportqa("find", "inadequate", "--section", "board", "-f", "json").json
    assert found["mentions"]
    assert all("Board" in " ".join(row["section"]) for row in found["by_section"])
