"""Citations: what makes a passage findable in the original."""

from __future__ import annotations

import datetime as dt

from reportqa.documents.facts import Facts
from reportqa.documents.imprint import IMPRINT
from reportqa.documents.passage import Passage

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_UNDER_NO_HEADING = {"front": "front page", IMPRINT: "imprint"}


def long_date(day: dt.date) -> str:
    """A date as a report prints it, whatever the computer's language.

    Example:
        >>> long_date(dt.date(2016, 9, 20))
        '20 September 2016'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def cite(passage: Passage, facts: Facts) -> str:
    """Cite a passage: publisher, authority, date, place, page.

    A numbered paragraph is placed by its number, a list item by its paragraph's and its own,
    any other passage by its section; a report without such facts goes by its title.

    Example:
        >>> facts = Facts("Inspection", "Wirral", "Ofsted", dt.date(2016, 9, 20))
        >>> passage = Passage("wirral-2016:26", "wirral-2016", "26", None, "paragraph",
        ...                   ("Findings",), 13, 13, None, None, (), "When strategy …")
        >>> cite(passage, facts)
        'Ofsted, Wirral, 20 September 2016, para 26, p. 13'
    """
    parts = [cite_report(facts), _place(passage), _pages(passage)]
    return ", ".join(part for part in parts if part)


def cite_report(facts: Facts) -> str:
    """Cite a report: what every citation of a passage of it begins with.

    Example:
        >>> cite_report(Facts("Inspection", "Wirral", "Ofsted", dt.date(2016, 9, 20)))
        'Ofsted, Wirral, 20 September 2016'
    """
    source = [part for part in (facts.publisher, facts.authority) if part] or [facts.title]
    if facts.published:
        source.append(long_date(facts.published))
    return ", ".join(source)


def link(passage: Passage, facts: Facts) -> str | None:
    """Where the passage's page opens in the published document, or None without a `url`.

    Example:
        >>> passage = Passage("a:1", "a", "1", None, "paragraph", (), 2, 2, None, None, (), "x")
        >>> link(passage, Facts("A", url="https://example.org/a.pdf"))
        'https://example.org/a.pdf#page=2'
    """
    if facts.url is None:
        return None
    if passage.page_first is None:
        return facts.url
    return f"{facts.url}#page={passage.page_first + facts.page_offset}"


def _place(passage: Passage) -> str:
    if passage.number is not None:
        item = f", item {passage.item}" if passage.item is not None else ""
        return f"para {passage.number}{item}"
    if passage.kind == "footnote":
        return f"note {passage.place.split('-')[1]}"
    if passage.kind == "title" or not passage.section:
        return _UNDER_NO_HEADING.get(passage.place.partition("+")[0], "")
    before = passage.place.partition("+")[0]
    after = f", after para {before}" if before.isdigit() else ""
    return f"‘{passage.section[-1]}’{after}"


def _pages(passage: Passage) -> str:
    first, last = passage.page_first, passage.page_last
    if first is None:
        return ""
    return f"p. {first}" if last in (None, first) else f"pp. {first}–{last}"
