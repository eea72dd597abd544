"""A small shelf of made-up reports: two authorities with several reports, names of every kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Made:
    """A report: its facts, and its numbered findings."""

    name: str
    authority: str
    published: str
    grade: str
    findings: tuple[str, ...]
    kind: str = "inspection"


SHELF = (
    Made(
        "wirral-2016",
        "Wirral",
        "2016-09-20",
        "inadequate",
        (
            "Initial health assessments of children who come into care are late: 4 of 10 are done "
            "in time.",
            "Strategy meetings are not held quickly enough when children are at risk.",
            "The local authority has lost touch with 27 of its care leavers.",
            "Early help for teenagers is hard to find and begins too late.",
        ),
    ),
    Made(
        "wirral-2019",
        "Wirral",
        "2019-07-29",
        "requires improvement to be good",
        (
            "Health assessments are completed, but they are sometimes delayed when children first "
            "come into care.",
            "Strategy meetings are now held promptly and the police attend them.",
            "Personal advisers keep in touch with almost all care leavers.",
        ),
    ),
    Made(
        "wirral-2024",
        "Wirral",
        "2024-02-02",
        "requires improvement to be good",
        (
            "Not all initial health assessments of children in care are completed in time.",
            "Caseloads of social workers have come down to 16 children each.",
            "Care leavers are proud of the new drop-in centre by the river.",
        ),
    ),
    Made(
        "sheffield-2014",
        "Sheffield",
        "2014-02-21",
        "requires improvement",
        (
            "Teenagers wait months for early help because there are too few workers.",
            "The single point of access (SPA) receives every contact about a child.",
            "Foster carers praise their training.",
        ),
    ),
    Made(
        "sheffield-2023",
        "Sheffield",
        "2023-11-03",
        "good",
        (
            "Families receive early help from an extensive range of skilled workers.",
            "Care leavers are helped to find a flat of their own.",
            "The music project for disabled children is a joy to watch.",
        ),
    ),
    Made(
        "reading-2019",
        "Reading",
        "2019-12-02",
        "requires improvement to be good",
        (
            "Children in care make slow progress in reading and writing.",
            "Teenagers get early help from youth workers in their own neighbourhood.",
        ),
    ),
    Made(
        "st-helens-visit",
        "St. Helens",
        "2021-05-04",
        "",
        (
            "The secure practice academy (SPA) trains newly qualified social workers.",
            "Caseloads are too high: some workers hold 32 children.",
        ),
        kind="focused visit",
    ),
    Made(
        "brighton-2018",
        "Brighton and Hove",
        "2018-08-21",
        "good",
        (
            "Young carers are found early and helped well by their schools.",
            "Private fostering arrangements are assessed within six weeks.",
        ),
    ),
)


def write_shelf(folder: Path) -> None:
    """Write the reports and the facts beside each."""
    folder.mkdir(exist_ok=True)
    for made in SHELF:
        numbered = "\n".join(f"{n}. {text}" for n, text in enumerate(made.findings, start=1))
        text = f"Findings\n\n{numbered}\n\nLeadership\n\n9. Leaders know their services well.\n"
        (folder / f"{made.name}.txt").write_text(text, encoding="utf-8")
        facts = [
            f'title = "Inspection of {made.authority}"',
            f'authority = "{made.authority}"',
            'publisher = "Ofsted"',
            f'kind = "{made.kind}"',
            f"published = {made.published}",
        ]
        if made.grade:
            judged = f'[[judgements]]\nsubject = "Overall effectiveness"\ngrade = "{made.grade}"'
            facts.append(judged)
        (folder / f"{made.name}.toml").write_text("\n".join(facts) + "\n", encoding="utf-8")
