"""What counts as a mention of a phrase."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.search.phrases import phrase_pattern


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("care", "Care is good."),
        ("CARE LEAVERS", "the care  leavers"),
        ("multi agency", "a Multi-Agency\nplan"),
        ("multi-agency", "a multi agency plan"),
        ("multi-agency", "a multiagency plan"),
        ("multi–agency", "a multi-\nagency plan"),
        ("child's", "a child’s voice"),
        ("child’s", "a child's voice"),
        ("IRO", "two IROs met"),
        ("IRO", "the IRO’s caseload"),
        ("LA", "other LAs"),
        ("care leaver", "the care leavers’ council"),
        ("process", "the processes"),
        ("caseload*", "high caseloads"),
        ("social work* visit*", "social workers visited"),
        ("27 (13%)", "with 27 (13%) of them"),
        ("17.7%", "is 17.7% of all"),
        ("first", "the ﬁrst one"),
        ("café", "the CAFÉ"),
        ("section 47", "under section 47, with"),
    ],
)
def test_stands_in(phrase: str, text: str) -> None:
    assert phrase_pattern(phrase).search(text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("care", "careful scare"),
        ("care leaver", "care of the leaver"),
        ("may be", "maybe"),
        ("a", "as"),
        ("it", "its"),
        ("431", "some 1,431 children"),
        ("17", "is 17.7%"),
        ("7", "is 17.7%"),
        ("47", "section 471"),
        ("caseload", "caseloading"),
        ("child", "children"),
    ],
)
def test_does_not_stand_in(phrase: str, text: str) -> None:
    assert not phrase_pattern(phrase).search(text)


@pytest.mark.parametrize("phrase", ["", " ", "*", "—", "...", "(%)"])
def test_no_word_is_no_phrase(phrase: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        phrase_pattern(phrase)


@given(st.text(st.characters(exclude_characters="*"), min_size=1))
def test_any_text_is_a_phrase_that_stands_in_itself_or_none(text: str) -> None:
    try:
        pattern = phrase_pattern(text)
    except ValueError:
        return
    assert pattern.search(text)
