"""A report's own facts, read off it; NAME.toml goes before them key by key."""

import datetime as dt
from pathlib import Path

import pytest

from reportqa.documents import Facts, read_report

NEW = """\
Inspection of Stoke-on-Trent local authority children’s services

Inspection dates: 24 January to 4 February 2022

Lead inspector: Rebecca Quested, His Majesty’s Inspector

Findings

1. Ofsted found that all is well in this place.
"""

OLD = """\
London Borough of Havering

Inspection of services for children in need of help and protection

and

Review of the effectiveness of the Local Safeguarding Children Board

Inspection date: 27 September – 20 October 2016

Report published: 9 December 2016

Children’s services in Havering require improvement to be good

Findings

1. All is well in this place.

The inspection team

Lead inspector: Louise Warren HMI
"""


def facts(tmp_path: Path, text: str, name: str = "made.txt", toml: str = "") -> Facts:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    if toml:
        path.with_suffix(".toml").write_text(toml, encoding="utf-8")
    return read_report(path).facts


def test_facts_of_a_new_report(tmp_path: Path) -> None:
    told = facts(tmp_path, NEW, "stoke-2022-05-06.txt")
    assert told.authority == "Stoke-on-Trent"
    assert told.kind == "inspection"
    assert told.inspected == (dt.date(2022, 1, 24), dt.date(2022, 2, 4))
    assert told.lead_inspector == "Rebecca Quested"
    assert told.publisher == "Ofsted"
    assert told.published == dt.date(2022, 5, 6)
    assert dict(told.read_from)["published"] == "file name"
    assert dict(told.read_from)["lead_inspector"] == "front+3"


def test_facts_of_an_old_report(tmp_path: Path) -> None:
    told = facts(tmp_path, OLD)
    assert (told.authority, told.kind) == ("Havering", "inspection")
    assert told.published == dt.date(2016, 12, 9)
    assert told.inspected == (dt.date(2016, 9, 27), dt.date(2016, 10, 20))
    assert told.lead_inspector == "Louise Warren"
    assert told.overall_grade == "requires improvement to be good"
    assert told.title.endswith("and Review of the effectiveness of the Local Safeguarding "
                               "Children Board")  # fmt: skip


def test_the_file_beside_a_report_goes_first_key_by_key(tmp_path: Path) -> None:
    toml = """
    authority = "Havering (London)"
    kind = "re-inspection"
    [[judgements]]
    subject = "Overall effectiveness"
    grade = "Good"
    """
    told = facts(tmp_path, OLD, toml=toml)
    assert (told.authority, told.kind) == ("Havering (London)", "re-inspection")
    assert told.overall_grade == "good"
    assert told.published == dt.date(2016, 12, 9)
    assert dict(told.read_from)["authority"] == "made.toml"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Monitoring visit to Made children’s services", "monitoring visit"),
        ("Focused visit to Made local authority children’s services", "focused visit"),
        ("Re-inspection of services for children in need of help", "re-inspection"),
        ("Joint targeted area inspection of Made", "joint inspection"),
        (
            "Review of the effectiveness of the Local Safeguarding Children Board",
            "safeguarding-board review",
        ),
        ("Minutes of the meeting", None),
    ],
)
def test_the_kind_is_told_by_the_title(tmp_path: Path, title: str, kind: str | None) -> None:
    assert facts(tmp_path, f"{title}\n\nFindings\n\n1. All is well.\n").kind == kind


@pytest.mark.parametrize(
    ("name", "authority"),
    [
        ("Royal Borough of Kingston upon Thames", "Kingston upon Thames"),
        ("Borough of Redcar and Cleveland", "Redcar and Cleveland"),
        ("Wakefield Metropolitan District Council", "Wakefield"),
        ("Metropolitan Borough of Barnsley Council", "Barnsley"),
        ("City of York Council", "York"),
        ("Cheshire East Unitary Authority", "Cheshire East"),
        ("North East Lincolnshire Council", "North East Lincolnshire"),
        ("Telford and Wrekin", "Telford and Wrekin"),
        ("County Durham", "County Durham"),
    ],
)
def test_an_authority_goes_by_its_name_without_rank(
    tmp_path: Path, name: str, authority: str
) -> None:
    text = f"{name}\n\nInspection of children’s social care services\n\nFindings\n\n1. Well.\n"
    assert facts(tmp_path, text).authority == authority
