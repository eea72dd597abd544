"""Authorities by the names that people use for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.search.authorities import Authorities
from reportqa.search.spelling import in_dictionary

SHELF = Authorities(
    [
        *["Barking and Dagenham", "Brighton and Hove", "Bury", "Cheshire East"],
        *["Cheshire West and Chester", "Durham", "Harrow", "Isle of Wight", "Kent"],
        *["Kingston upon Thames", "Lancashire", "North Somerset", "North Yorkshire", "Reading"],
        *["Sheffield", "Slough", "St. Helens", "Stoke-on-Trent", "Windsor and Maidenhead", "York"],
    ],
    in_dictionary,
)


def found(text: str) -> list[tuple[str, ...]]:
    return [named.authorities for named in SHELF.find(text)]


@pytest.mark.parametrize(
    ("text", "authority"),
    [
        ("Why do teenagers in Sheffield get so little early help?", "Sheffield"),
        ("SLOUGH 2016", "Slough"),
        ("slough: what of care leavers", "Slough"),
        ("Slough’s care leavers", "Slough"),
        ("st helens council", "St. Helens"),
        ("St. Helen's plans", "St. Helens"),
        ("Saint Helens", "St. Helens"),
        ("Is Kingston outstanding?", "Kingston upon Thames"),
        ("stoke's caseloads", "Stoke-on-Trent"),
        ("Stoke on Trent", "Stoke-on-Trent"),
        ("Cheshire West", "Cheshire West and Chester"),
        ("cheshire west & chester", "Cheshire West and Chester"),
        ("Brighton & Hove", "Brighton and Hove"),
        ("in Brighton", "Brighton and Hove"),
        ("Windsor & Maidenhead", "Windsor and Maidenhead"),
        ("County Durham", "Durham"),
        ("London Borough of Harrow", "Harrow"),
        ("North Yorks", "North Yorkshire"),
        ("early help in Lancs", "Lancashire"),
        ("Isle of Wight", "Isle of Wight"),
        ("Shefield's teenagers", "Sheffield"),
        ("sheffeild", "Sheffield"),
        ("Windsor and Madienhead", "Windsor and Maidenhead"),
    ],
)
def test_an_authority_goes_by_any_of_its_names(text: str, authority: str) -> None:
    assert set(found(text)) == {(authority,)}


@pytest.mark.parametrize(
    "text",
    [
        "Kentish Town",
        "a narrow focus",
        "Kingston upon Hull",
        "Somerset",
        "Cheshire",
        "an isle",
        "Yorkshire",
        "Trent",
        "is viral load tested",
    ],
)
def test_a_name_is_not_found_in_another_word_or_name(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "how is reading taught?",
        "progress in reading and writing",
        "Reading levels of children in care",
        "do they bury bad news",
        "dogs barking at night",
    ],
)
def test_a_name_that_is_a_word_too_is_no_place_where_the_word_is_meant(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["early help in Reading", "reading council", "reading 2019", "Reading's", "reading"]
)
def test_it_is_where_its_capital_or_what_stands_beside_it_says_so(text: str) -> None:
    assert found(text) == [("Reading",)]


def test_bury_and_others_are_places_after_in() -> None:
    assert found("caseloads in bury") == [("Bury",)]
    assert found("Bury and York compared") == [("Bury",), ("York",)]


def test_where_a_name_stands_is_told_with_its_possessive() -> None:
    text = "What of Slough’s children?"
    (named,) = SHELF.find(text)
    assert text[named.start : named.end] == "Slough’s"


def test_a_short_name_may_be_that_of_two() -> None:
    two = Authorities(["Newcastle upon Tyne", "Newcastle under Lyme"])
    assert two.called("newcastle") == ("Newcastle under Lyme", "Newcastle upon Tyne")
    assert two.called("Newcastle upon Tyne") == ("Newcastle upon Tyne",)


@pytest.mark.parametrize(
    ("written", "authority"),
    [
        ("Slough BC", "Slough"),
        ("LB Harrow", "Harrow"),
        ("Harrow LBC", "Harrow"),
        ("RB Kingston", "Kingston upon Thames"),
        ("Lancs CC", "Lancashire"),
        ("N Yorks", "North Yorkshire"),
        ("Bury MBC", "Bury"),
    ],
)
def test_a_filter_takes_a_name_as_minutes_have_it(written: str, authority: str) -> None:
    assert SHELF.called(written) == (authority,)


@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    for named in SHELF.find(text):
        assert 0 <= named.start < named.end <= len(text)
        assert named.authorities
