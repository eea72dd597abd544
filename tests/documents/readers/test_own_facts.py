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


@pytest.mark.parametrize(
    ("imprint", "licence"),
    [
        (
            "You may reuse this under the terms of the Open Government Licence. To view "
            "it, write to us.",
            "Open Government Licence",
        ),
        ("It is licensed under the Open Government Licence v3.0.", "Open Government Licence v3.0"),
        ("© Crown copyright 2022", None),
    ],
)
def test_the_licence_is_the_one_that_the_imprint_grants(
    tmp_path: Path, imprint: str, licence: str | None
) -> None:
    assert facts(tmp_path, f"{NEW}\n{imprint}\n").licence == licence


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


LETTER = """\
Piccadilly Gate
Store Street
Manchester

20 December 2018

Ms A. Officer
Director of Children’s Services
Made Metropolitan Borough Council
Town Hall

Dear Ms Officer

{title}

{opening} The inspectors were Ann Lee-Jones, Her Majesty’s Inspector, and Bo Day, HMI.

Findings

The council has acted on what the last visit found, and help comes sooner than it did.

Yours sincerely

Ann Lee-Jones
Her Majesty’s Inspector
"""


@pytest.mark.parametrize(
    ("title", "opening", "kind", "days"),
    [
        (
            "Monitoring visit of Made local authority children’s services",
            "This letter summarises the findings of the monitoring visit to Made local authority "
            "children’s services on 5 and 6 December 2018.",
            "monitoring visit",
            (dt.date(2018, 12, 5), dt.date(2018, 12, 6)),
        ),
        (
            "Focused visit to Made Metropolitan Borough Council’s children’s services",
            "This letter tells what was found on a focused visit to Made from 30 November to "
            "1 December 2018.",
            "focused visit",
            (dt.date(2018, 11, 30), dt.date(2018, 12, 1)),
        ),
        (
            "Joint targeted area inspection of the multi-agency response to neglect in Made",
            "Between 26 and 30 November 2018, Ofsted and others looked at how agencies work.",
            "joint inspection",
            (dt.date(2018, 11, 26), dt.date(2018, 11, 30)),
        ),
        (
            "Annual unannounced inspection of contact, referral and assessment arrangements within "
            "Made Council children’s services",
            "This letter is about the recent unannounced inspection, conducted on 4 December 2018.",
            "inspection",
            (dt.date(2018, 12, 4), dt.date(2018, 12, 4)),
        ),
    ],
)
def test_facts_of_a_letter(
    tmp_path: Path, title: str, opening: str, kind: str, days: tuple[dt.date, dt.date]
) -> None:
    told = facts(tmp_path, LETTER.format(title=title, opening=opening))
    assert (told.title, told.authority, told.kind) == (title, "Made", kind)
    assert told.published == dt.date(2018, 12, 20)
    assert told.inspected == days
    assert told.lead_inspector == "Ann Lee-Jones"


def test_a_letter_names_its_council_in_its_address_where_its_title_does_not(
    tmp_path: Path,
) -> None:
    text = LETTER.format(title="Monitoring visit", opening="The visit was on 4 December 2018.")
    assert facts(tmp_path, text).authority == "Made"


def test_a_report_that_speaks_of_visits_is_still_an_inspection(tmp_path: Path) -> None:
    told = facts(tmp_path, NEW.replace("Ofsted found", "At the monitoring visit on 2 May 2019 it"))
    assert told.kind == "inspection"
    assert told.inspected == (dt.date(2022, 1, 24), dt.date(2022, 2, 4))


@pytest.mark.parametrize("heading", ["Findings", "Executive summary", "Foreword"])
def test_a_heading_is_no_authority(tmp_path: Path, heading: str) -> None:
    assert facts(tmp_path, f"{heading}\n\n1. All is well in this place.\n").authority is None


def test_two_who_led_are_both_named(tmp_path: Path) -> None:
    rank = "His Majesty’s Inspector"
    two = f"Lead inspectors: Rebecca Quested, {rank}, and Bo Day,\n{rank}"
    text = NEW.replace("Lead inspector: Rebecca Quested, His Majesty’s Inspector", two)
    assert facts(tmp_path, text).lead_inspector == "Rebecca Quested and Bo Day"


@pytest.mark.parametrize("joined", ["and Review", "\nand\n\nReview"])
def test_a_title_goes_on_after_and(tmp_path: Path, joined: str) -> None:
    text = OLD.replace("and\n\nReview", joined.lstrip("\n"))
    assert facts(tmp_path, text).title.endswith("help and protection and Review of the "
                                                "effectiveness of the Local Safeguarding Children "
                                                "Board")  # fmt: skip
