"""Two renderings of the same words compare equal, and different words never do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportqa.documents import fold, holds, slug

SAME_WORDS = [
    ("one  two\n\tthree ", "one two three"),
    ("children\u2019s", "children's"),
    ("children\u00b4s", "children's"),
    ("\u201cRaising concerns\u201d", '"Raising concerns"'),
    ("2012\u201315", "2012-15"),
    ("plan \u2014 first", "plan - first"),
    ("plan \u2014\nfirst", "plan - first"),
    ("multi-\nagency", "multi-agency"),
    ("multi-  \n\n  agency", "multi- agency"),
    ("multi\u00adagency", "multiagency"),
    ("multi\u2010agency", "multiagency"),
    ("16-\nand 17-year-olds", "16- and 17-year-olds"),
    ("o\ufb03ce", "office"),
    ("non\u00a0breaking", "non breaking"),
    ("<p>Summary</p> <p>Services</p>", "Summary Services"),
    ("<b>bold</b> **words** __here__", "bold words here"),
    ("schools,\u00b3 all of whom", "schools, all of whom"),
    ("cafe\u0301", "caf\u00e9"),
    ("zero\u200bwidth", "zerowidth"),
]

OTHER_WORDS = [
    ("Children", "children"),
    ("10 or 5", "1 or 5"),
    ("a < b", "a b"),
    ("<http://eepurl.com/iTrDn>", ""),
    ("1-2", "12"),
    ("not consistent", "consistent"),
    ("x\u00b2 and x2", "x2 and x"),
]


@pytest.mark.parametrize(("one", "other"), SAME_WORDS)
def test_renderings_of_the_same_words_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), OTHER_WORDS)
def test_other_words_fold_to_others(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_an_address_in_angle_brackets_is_kept() -> None:
    assert fold("updates: <http://eepurl.com/iTrDn>.") == "updates: <http://eepurl.com/iTrDn>."


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.characters(exclude_characters="<>*_"), max_size=80))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)

    assert fold(once) == once


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(max_size=40), st.text(max_size=40))
def test_white_space_between_words_counts_as_one_space(one: str, other: str) -> None:
    assert fold(f"{one} \n\t{other}") == fold(f"{one} {other}")


def test_a_quote_is_held_whatever_its_rendering() -> None:
    text = "The local authority’s multi-\nagency hub (MASH) — a “front door”."

    assert holds(text, 'authority\'s multi-agency hub (MASH) - a "front door"')
    assert not holds(text, "authority's hub")


@pytest.mark.parametrize("quote", ["", "  ", "<p></p>", "**"])
def test_an_empty_quote_is_held_by_nothing(quote: str) -> None:
    assert not holds("Any text.", quote)


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Executive summary", "executive-summary"),
        (
            "The Local Safeguarding Children Board (LSCB)",
            "the-local-safeguarding-children-board-lscb",
        ),
        ("Inspection findings – the Board", "inspection-findings-the-board"),
        ("Children’s services", "childrens-services"),
        ("Information about this area²", "information-about-this-area"),
        ("Ynys Môn: façade", "ynys-mon-facade"),
        ("  59 ", "59"),
        ("—", ""),
    ],
)
def test_a_slug_can_be_typed(heading: str, name: str) -> None:
    assert slug(heading) == name


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(max_size=60))
def test_a_slug_is_lower_case_ascii_words_with_hyphens_between(text: str) -> None:
    name = slug(text)

    assert slug(name) == name
    assert all(character in "abcdefghijklmnopqrstuvwxyz0123456789-" for character in name)
    assert not name.startswith("-")
    assert not name.endswith("-")
