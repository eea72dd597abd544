"""The words in which a judgement is stated."""

from __future__ import annotations

import pytest

from reportqa.documents.grades import (
    ends_in_grade,
    grades_meant,
    is_grade,
    judged_part,
    judged_subject,
)


@pytest.mark.parametrize(
    "text",
    [
        *["Outstanding", "Good", "good.", "Requires improvement", "Inadequate", "Adequate"],
        *["requires improvement to be good", "  Inadequate "],
    ],
)
def test_a_grade_alone(text: str) -> None:
    assert is_grade(text)


@pytest.mark.parametrize(
    "text", ["", "Good progress", "Requires", "It is good", "Inadequate plans", "Good, mostly"]
)
def test_no_grade_alone(text: str) -> None:
    assert not is_grade(text)


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("Children’s services in Wirral are inadequate", "Children’s services in Wirral"),
        (
            "The Local Safeguarding Children Board is inadequate",
            "The Local Safeguarding Children Board",
        ),
        ("The Board is judged to be good.", "The Board"),
        ("Services for care leavers were judged as outstanding", "Services for care leavers"),
        ("Children’s services require improvement to be good", "Children’s services"),
        (
            "The graded judgement for adoption performance is that it requires improvement",
            "The graded judgement for adoption performance",
        ),
    ],
)
def test_a_line_that_is_one_judgement_names_whom_it_judges(line: str, subject: str) -> None:
    assert judged_subject(line) == subject


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Inadequate",
        "The plan is inadequate because no one reads it.",
        "The plan is good. The review is late.",
        "Support " + "for many children and families " * 6 + "is good",
    ],
)
def test_a_line_that_is_no_judgement(line: str) -> None:
    assert judged_subject(line) is None


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (
            "The graded judgement for adoption performance is that it requires improvement",
            "Adoption performance",
        ),
        (
            "The graded judgement about the experience and progress of care leavers is that it "
            "is inadequate",
            "Experience and progress of care leavers",
        ),
        ("The judgment on leadership is good", "Leadership"),
        ("The Local Safeguarding Children Board is inadequate", None),
        ("Inadequate", None),
    ],
)
def test_a_judgement_that_opens_a_part_names_it(line: str, part: str | None) -> None:
    assert judged_part(line) == part


def test_a_row_ends_in_its_grade() -> None:
    assert ends_in_grade("Adoption performance Requires improvement")
    assert not ends_in_grade("Adoption performance")


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("RI", ("requires improvement to be good", "requires improvement")),
        ("Requires Improvement", ("requires improvement to be good", "requires improvement")),
        ("requires-improvement-to-be-good", ("requires improvement to be good",)),
        ("GOOD", ("good",)),
        ("Inad", ("inadequate",)),
        ("outst", ("outstanding",)),
        ("poor", ()),
        ("i", ()),
        ("", ()),
    ],
)
def test_a_grade_as_people_write_it(text: str, grades: tuple[str, ...]) -> None:
    assert grades_meant(text) == grades
